-- Money, in nano-dollars (10⁻⁹ USD). Each vendor's call is reserved before it is made and settled after it; the sums are
-- kept beside the calls, so that they stay right when an evening or an account is deleted.

-- state: reserved (under way, or its process was killed) → settled (charged), released (nothing was charged) or unknown
-- (nobody knows: counted at what was reserved). prices: the date of the price table. month: the first day of the
-- calendar month of UTC in which it was reserved, and counts. A deleted session leaves what it cost, and nothing else.
create table adventure.ledger (
  id uuid primary key,
  user_id uuid not null references auth.users (id) on delete cascade,
  session_id uuid,
  job bigint,
  scene int,
  stage text not null,
  provider text not null,
  model text not null,
  prices text not null,
  month date not null,
  state text not null default 'reserved',
  reserved bigint not null,
  charged bigint,
  usage jsonb not null default '{}',
  reserved_at timestamptz not null default now(),
  settled_at timestamptz,
  constraint ledger_session_id_fkey foreign key (session_id, user_id)
    references public.sessions (id, user_id) on delete set null (session_id),
  constraint ledger_stage_known check (stage in ('transcribe', 'environment', 'scene', 'paint')),
  constraint ledger_state_known check (state in ('reserved', 'settled', 'released', 'unknown')),
  constraint ledger_reserved_positive check (reserved > 0),
  constraint ledger_charged_when_settled check ((charged is not null) = (state = 'settled') and charged >= 0)
);
create index ledger_user_id_idx on adventure.ledger (user_id, reserved_at, id);
create index ledger_session_id_idx on adventure.ledger (session_id);
create index ledger_reserved_idx on adventure.ledger (reserved_at) where state = 'reserved';

-- held: reserved for calls under way. spent: charged, or unknown. Both count towards the caps. refused_*: the cap that
-- last kept a call from being made, in which month, and the least that such a call would have needed.
create table adventure.session_spending (
  session_id uuid primary key,
  user_id uuid not null references auth.users (id) on delete cascade,
  held bigint not null default 0,
  spent bigint not null default 0,
  refused_by text,
  refused_month date,
  refused_most bigint,
  constraint session_spending_session_id_fkey foreign key (session_id, user_id)
    references public.sessions (id, user_id) on delete cascade,
  constraint session_spending_refused_by_known check (refused_by in ('call', 'session', 'account', 'server')),
  constraint session_spending_positive check (held >= 0 and spent >= 0)
);
create index session_spending_user_id_idx on adventure.session_spending (user_id);

create table adventure.account_spending (
  user_id uuid not null references auth.users (id) on delete cascade,
  month date not null,
  held bigint not null default 0,
  spent bigint not null default 0,
  primary key (user_id, month),
  constraint account_spending_positive check (held >= 0 and spent >= 0)
);

create table adventure.server_spending (
  month date primary key,
  held bigint not null default 0,
  spent bigint not null default 0,
  constraint server_spending_positive check (held >= 0 and spent >= 0)
);

do $$
declare
  money text;
begin
  foreach money in array array['ledger', 'session_spending', 'account_spending', 'server_spending'] loop
    execute format('alter table adventure.%I enable row level security', money);
    execute format('alter table adventure.%I force row level security', money);
    execute format('revoke all on adventure.%I from public, anon, authenticated', money);
    -- A reservation is one transaction over the sums of a session, its account and all accounts: the server's own.
    execute format('grant select, insert on adventure.%I to adventure_system', money);
    execute format('create policy system_books on adventure.%I for all to adventure_system using (true) with check (true)', money);
  end loop;
  -- A person, and the server acting for one, sees what was spent and changes nothing of it.
  foreach money in array array['ledger', 'session_spending', 'account_spending'] loop
    execute format('grant select on adventure.%I to adventure_tenant', money);
    execute format(
      'create policy own_rows on adventure.%I for select to adventure_tenant using (user_id = (select auth.uid()))', money
    );
  end loop;
end
$$;
grant update (state, charged, usage, settled_at) on adventure.ledger to adventure_system;
grant update (held, spent, refused_by, refused_month, refused_most) on adventure.session_spending to adventure_system;
grant update (held, spent) on adventure.account_spending, adventure.server_spending to adventure_system;

-- An account that is emptied takes its calls with it; what it spent this month still counts.
grant delete on adventure.ledger to adventure_tenant;
create policy own_rows_go on adventure.ledger for delete to adventure_tenant using (user_id = (select auth.uid()));
