-- Displays at the table. A display asks for a code; whoever types the code into the studio makes it a display of that
-- account. Kept are hashes only: the display's token is made out of the secret that only the display knows.

-- A code that a display shows. It is taken once there is a display with its id. A guess at the secret counts.
create table adventure.pairings (
  code text primary key,
  display_id uuid not null default gen_random_uuid(),
  secret_hash bytea not null,
  token_hash bytea not null,
  attempts int not null default 0,
  created_at timestamptz not null default now(),
  expires_at timestamptz not null default now() + interval '10 minutes',
  constraint pairings_code_readable check (code ~ '^[2-9A-HJKMNP-Z]{6}$'),
  constraint pairings_secret_hash_is_sha256 check (octet_length(secret_hash) = 32),
  constraint pairings_token_hash_is_sha256 check (octet_length(token_hash) = 32)
);
create index pairings_expires_at_idx on adventure.pairings (expires_at);

-- session_id null: the account's current session. connection: the socket that came last. connected_until: it is there
-- until then, and renews that while it is.
create table adventure.displays (
  id uuid primary key,
  user_id uuid not null references auth.users (id) on delete cascade,
  token_hash bytea not null,
  label text not null default '',
  session_id uuid,
  blackout boolean not null default false,
  frozen boolean not null default false,
  caption boolean not null default true,
  created_at timestamptz not null default now(),
  last_seen_at timestamptz,
  connection uuid,
  connected_until timestamptz,
  constraint displays_token_hash_key unique (token_hash),
  constraint displays_token_hash_is_sha256 check (octet_length(token_hash) = 32),
  constraint displays_label_short check (char_length(label) <= 100),
  constraint displays_session_id_fkey foreign key (session_id, user_id)
    references public.sessions (id, user_id) on delete set null (session_id)
);
create index displays_user_id_idx on adventure.displays (user_id, created_at);
create index displays_session_id_idx on adventure.displays (session_id) where session_id is not null;

do $$
declare
  screens text;
begin
  foreach screens in array array['pairings', 'displays'] loop
    execute format('alter table adventure.%I enable row level security', screens);
    execute format('alter table adventure.%I force row level security', screens);
    execute format('revoke all on adventure.%I from public, anon, authenticated', screens);
  end loop;
end
$$;

-- Who shows a code is nobody yet.
grant select, insert, delete on adventure.pairings to adventure_system;
grant update (attempts) on adventure.pairings to adventure_system;
create policy system_pairs on adventure.pairings for all to adventure_system using (true) with check (true);

grant select, insert, update, delete on adventure.displays to adventure_tenant;
create policy server_for_tenant on adventure.displays for all to adventure_tenant
  using (user_id = (select auth.uid())) with check (user_id = (select auth.uid()));

-- For nobody the server finds the one display whose hash it names, as it does with links.
grant select (id, user_id, token_hash) on adventure.displays to adventure_system;
create policy system_looks_up on adventure.displays for select to adventure_system
  using (token_hash = decode(coalesce(current_setting('adventure.share_hash', true), ''), 'hex'));

-- Whoever looks at an account's displays, and the display itself, is told of each change; that it is still there is none.
create function adventure.announce_display() returns trigger
language plpgsql set search_path = ''
as $$
begin
  perform pg_catalog.pg_notify(
    'adventure_display', coalesce(new.user_id, old.user_id)::text || ':' || coalesce(new.id, old.id)::text
  );
  return null;
end
$$;
create trigger announce after insert or delete on adventure.displays
  for each row execute function adventure.announce_display();
create trigger announce_change after update on adventure.displays
  for each row when (
    (old.label, old.blackout, old.frozen, old.caption, old.token_hash, old.session_id, old.connection)
      is distinct from (new.label, new.blackout, new.frozen, new.caption, new.token_hash, new.session_id, new.connection)
    or (new.connection is not null and old.connected_until < now())
  ) execute function adventure.announce_display();
revoke all on function adventure.announce_display() from public;
