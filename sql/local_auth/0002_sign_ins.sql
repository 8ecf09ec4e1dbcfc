-- Sign-ins and what is mailed. No token is kept: a refresh token is its sign-in's id and number, signed by the server,
-- and of a mailed one there is only the hash. Only the server acting for nobody comes near these tables.

alter table auth.users add column email_change varchar(255);
comment on column auth.users.email_change is 'An address that was asked for and is not confirmed yet.';
grant update, delete on auth.users to adventure_system;
create policy system_changes on auth.users for update to adventure_system using (true) with check (true);
create policy system_deletes on auth.users for delete to adventure_system using (true);

-- counter: number of the one refresh token that counts; the one before it is honoured for seconds after refreshed_at.
create table auth.sessions (
  id uuid primary key default gen_random_uuid(),
  user_id uuid not null references auth.users (id) on delete cascade,
  counter bigint not null default 0,
  method text not null,
  created_at timestamptz not null default now(),
  refreshed_at timestamptz not null default now(),
  constraint sessions_method_known check (method in ('anonymous', 'password', 'otp'))
);
create index sessions_user_id_idx on auth.sessions (user_id, refreshed_at);

create table auth.one_time_tokens (
  token_hash text primary key,
  user_id uuid not null references auth.users (id) on delete cascade,
  token_type text not null,
  relates_to text not null,
  code_challenge text,
  created_at timestamptz not null default now(),
  expires_at timestamptz not null,
  constraint one_time_tokens_type_known check (token_type in ('signup', 'recovery', 'email_change', 'code')),
  constraint one_time_tokens_user_id_token_type_key unique (user_id, token_type)
);

do $$
declare
  name text;
begin
  foreach name in array array['auth.sessions', 'auth.one_time_tokens'] loop
    execute format('alter table %s enable row level security', name);
    execute format('alter table %s force row level security', name);
    execute format('revoke all on %s from public, anon, authenticated, service_role', name);
    execute format('grant select, insert, update, delete on %s to adventure_system', name);
    execute format('create policy system_keeps on %s for all to adventure_system using (true) with check (true)', name);
  end loop;
end
$$;
