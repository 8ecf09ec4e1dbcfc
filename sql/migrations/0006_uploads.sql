-- Recordings that were uploaded: received, claimed by a server process, cut into utterances of a stream of their own.

-- status: receiving → pending → processing → cut, or failed, or cancelled. While it is received or processed a process
-- (`holder`, as in adventure.leases) stands for it; epoch counts the claims, so that only the last one writes. key: the
-- file in the blob store, null once that is gone. seconds: the length, where the file tells it. code, reason: why it
-- failed. session_id is null until the whole file is there.
create table adventure.uploads (
  id uuid primary key,
  user_id uuid not null references auth.users (id) on delete cascade,
  session_id uuid,
  stream_id uuid not null default gen_random_uuid(),
  name text not null default '',
  key text,
  bytes bigint not null default 0,
  seconds double precision,
  status text not null default 'receiving',
  code text,
  reason text,
  holder bigint,
  epoch bigint not null default 0,
  expires_at timestamptz,
  starts int not null default 0,
  created_at timestamptz not null default now(),
  updated_at timestamptz not null default now(),
  constraint uploads_session_id_fkey foreign key (session_id, user_id)
    references public.sessions (id, user_id) on delete cascade,
  constraint uploads_status_known
    check (status in ('receiving', 'pending', 'processing', 'cut', 'failed', 'cancelled')),
  constraint uploads_with_session check (session_id is not null or status in ('receiving', 'failed', 'cancelled'))
);
create index uploads_user_id_idx on adventure.uploads (user_id, created_at desc);
create index uploads_session_id_idx on adventure.uploads (session_id);
create index uploads_unfinished_idx on adventure.uploads (created_at)
  where status in ('receiving', 'pending', 'processing');
create index uploads_spent_idx on adventure.uploads (updated_at)
  where status in ('cut', 'failed', 'cancelled') and key is not null;

alter table adventure.uploads enable row level security;
alter table adventure.uploads force row level security;
revoke all on adventure.uploads from public, anon, authenticated;
grant select, insert, update, delete on adventure.uploads to adventure_tenant;
create policy server_for_tenant on adventure.uploads for all to adventure_tenant
  using (user_id = (select auth.uid())) with check (user_id = (select auth.uid()));

-- The server for nobody finds what is to be claimed and what is spent; it writes nothing.
grant select (id, user_id, session_id, status, key, holder, epoch, expires_at, created_at, updated_at)
  on adventure.uploads to adventure_system;
create policy system_finds on adventure.uploads for select to adventure_system using (true);
