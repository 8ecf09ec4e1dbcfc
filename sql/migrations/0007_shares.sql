-- Links for viewers. The token itself is in the link only; here is its SHA-256. A row that is gone is a link revoked.
create table adventure.shares (
  id uuid primary key default gen_random_uuid(),
  user_id uuid not null references auth.users (id) on delete cascade,
  token_hash bytea not null,
  scopes text[] not null default '{picture}',
  label text not null default '',
  created_at timestamptz not null default now(),
  rotated_at timestamptz,
  expires_at timestamptz,
  constraint shares_token_hash_key unique (token_hash),
  constraint shares_token_hash_is_sha256 check (octet_length(token_hash) = 32),
  constraint shares_scopes_known check (
    cardinality(scopes) between 1 and 3 and scopes <@ array['picture', 'caption', 'transcript']
  ),
  constraint shares_label_short check (char_length(label) <= 100)
);
create index shares_user_id_idx on adventure.shares (user_id, created_at);

alter table adventure.shares enable row level security;
alter table adventure.shares force row level security;
revoke all on adventure.shares from public, anon, authenticated;
grant select, insert, update, delete on adventure.shares to adventure_tenant;
create policy server_for_tenant on adventure.shares for all to adventure_tenant
  using (user_id = (select auth.uid())) with check (user_id = (select auth.uid()));

-- For nobody the server finds the one share whose hash it names, and can list none.
grant select (id, user_id, token_hash, scopes, expires_at) on adventure.shares to adventure_system;
create policy system_looks_up on adventure.shares for select to adventure_system
  using (token_hash = decode(coalesce(current_setting('adventure.share_hash', true), ''), 'hex'));

-- However a share ends or changes, its account's end included: every process looks at its viewers again.
create function adventure.announce_share() returns trigger
language plpgsql set search_path = ''
as $$
begin
  perform pg_catalog.pg_notify('adventure_share', old.id::text);
  return null;
end
$$;
create trigger announce after update or delete on adventure.shares
  for each row execute function adventure.announce_share();
revoke all on function adventure.announce_share() from public;

-- Usage by day.
create index pictures_user_id_created_at_idx on public.pictures (user_id, created_at);
create index scenes_user_id_created_at_idx on public.scenes (user_id, created_at);
