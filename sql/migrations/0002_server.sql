-- What only the server may see: who owns a session, how far each stream came, the audio of what is not yet transcribed.
-- No client of Supabase's data API reaches this schema.

-- holder: the advisory lock that the owning process keeps on its LISTEN connection for its life; a holder whose lock
-- is free is dead. epoch counts the owners. asked: who wants the session next.
create table adventure.leases (
  session_id uuid primary key,
  user_id uuid not null references auth.users (id) on delete cascade,
  holder bigint,
  epoch bigint not null default 0,
  expires_at timestamptz,
  asked jsonb,
  constraint leases_session_id_fkey foreign key (session_id, user_id)
    references public.sessions (id, user_id) on delete cascade
);

-- Below `safe` all audio is committed or was judged silence; from `hear_from` a cold segmenter hears what a warm one
-- would. cuts: the next utterance's number. base: where the stream begins on the session's audio clock, in samples.
create table adventure.streams (
  id uuid primary key,
  session_id uuid not null,
  user_id uuid not null references auth.users (id) on delete cascade,
  mode text not null,
  safe bigint not null default 0,
  hear_from bigint not null default 0,
  cuts int not null default 0,
  base bigint not null default 0,
  ended boolean not null default false,
  created_at timestamptz not null default now(),
  updated_at timestamptz not null default now(),
  constraint streams_session_id_fkey foreign key (session_id, user_id)
    references public.sessions (id, user_id) on delete cascade,
  constraint streams_mode_known check (mode in ('live', 'file')),
  constraint streams_boundary_ordered check (safe >= 0 and hear_from >= safe)
);
create index streams_session_id_idx on adventure.streams (session_id);

-- FLAC, deleted with the transcript's commit. FLAC does not compress again, so the server does not try.
create table adventure.utterance_audio (
  job_id bigint primary key,
  user_id uuid not null references auth.users (id) on delete cascade,
  flac bytea not null,
  constraint utterance_audio_job_id_fkey foreign key (job_id, user_id)
    references public.jobs (id, user_id) on delete cascade
);
alter table adventure.utterance_audio alter column flac set storage external;

-- What a person asked of a session's owner from another process; done_at is null until it did it.
create table adventure.commands (
  id bigserial primary key,
  session_id uuid not null,
  user_id uuid not null references auth.users (id) on delete cascade,
  type text not null,
  payload jsonb not null default '{}',
  created_at timestamptz not null default now(),
  done_at timestamptz,
  constraint commands_session_id_fkey foreign key (session_id, user_id)
    references public.sessions (id, user_id) on delete cascade
);
create index commands_waiting_idx on adventure.commands (session_id, id) where done_at is null;
