-- What a person may look up, correct, hide, take out and have deleted; and how what lies in the blob store goes, too.

-- Recordings go with their transcript's commit unless their person keeps them; transcripts stay for ever unless their
-- person says for how long.
alter table public.user_settings
  add column keep_recordings boolean not null default false,
  add column transcript_retention_days int,
  add constraint user_settings_retention_known check (transcript_retention_days between 1 and 3650);
grant insert (keep_recordings, transcript_retention_days), update (keep_recordings, transcript_retention_days)
  on public.user_settings to authenticated;
grant select (user_id, transcript_retention_days) on public.user_settings to adventure_system;
create policy system_finds on public.user_settings for select to adventure_system using (true);

-- `words` in both dictionaries: English by its stems, every other language and every name as it is written. There is no
-- GIN index: `@@` is not leakproof, so under row level security no index on it is ever used; the account's rows are
-- found by the indexes below and their stored vectors compared. corrected: the text is not what was heard any more;
-- an empty one was deleted.
alter table public.jobs
  add column words tsvector generated always as (
    to_tsvector('english', coalesce(text, '')) || to_tsvector('simple', coalesce(text, ''))
  ) stored,
  add column corrected boolean not null default false;
create index jobs_session_id_idx on public.jobs (session_id, id);
create index jobs_user_id_idx on public.jobs (user_id, created_at);
create index jobs_corrected_idx on public.jobs (session_id) where corrected;

-- deleted: nothing of it is left but its number; a picture that is painted for it all the same is thrown away.
alter table public.scenes
  add column words tsvector generated always as (
    to_tsvector('english', coalesce(decision ->> 'title', '') || ' ' || coalesce(decision ->> 'prompt', ''))
    || to_tsvector('simple', coalesce(decision ->> 'title', '') || ' ' || coalesce(decision ->> 'prompt', ''))
  ) stored,
  add column deleted boolean not null default false;
create index scenes_user_id_idx on public.scenes (user_id);

-- For the cascade of an account.
create index session_events_user_id_idx on public.session_events (user_id);
create index pictures_user_id_idx on public.pictures (user_id);

-- Blobs that nothing refers to any more. A row is written with the deletion and goes after the blob, so that a crash
-- leaves none behind. due_at: later where something may still be on its way into the store.
create table adventure.blob_deletions (
  id bigserial primary key,
  user_id uuid not null references auth.users (id) on delete cascade,
  key text not null,
  due_at timestamptz not null default now(),
  tries int not null default 0
);
create index blob_deletions_user_id_idx on adventure.blob_deletions (user_id);
create index blob_deletions_due_at_idx on adventure.blob_deletions (due_at);
alter table adventure.blob_deletions enable row level security;
alter table adventure.blob_deletions force row level security;
revoke all on adventure.blob_deletions from public, anon, authenticated;
revoke all on sequence adventure.blob_deletions_id_seq from public, anon, authenticated;
grant select, insert, update, delete on adventure.blob_deletions to adventure_tenant;
grant usage on sequence adventure.blob_deletions_id_seq to adventure_tenant;
create policy server_for_tenant on adventure.blob_deletions for all to adventure_tenant
  using (user_id = (select auth.uid())) with check (user_id = (select auth.uid()));
grant select (user_id, due_at) on adventure.blob_deletions to adventure_system;
create policy system_finds on adventure.blob_deletions for select to adventure_system using (true);

-- A session's pictures are blobs, which only the server can delete: so only the server deletes sessions.
revoke delete on public.sessions from authenticated;
