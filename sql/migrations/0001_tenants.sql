-- The origin's tables and what the way of the data adds to them. Every row belongs to one account; every reference to
-- a session carries its account too, so that a row can never hang on another tenant's session.

do $$
begin
  -- Policies call auth.uid(). Where Supabase owns that schema its `authenticated` may use it, and hands that on.
  if not has_schema_privilege('adventure_tenant', 'auth', 'usage') then
    begin
      execute 'grant usage on schema auth to adventure_tenant';
    exception when insufficient_privilege then
      null;
    end;
    if not has_schema_privilege('adventure_tenant', 'auth', 'usage') then
      execute 'grant authenticated to adventure_tenant';
      execute 'alter role adventure_tenant inherit';
    end if;
  end if;
end
$$;

create table public.user_settings (
  user_id uuid primary key references auth.users (id) on delete cascade,
  current_environment_description text,
  environment_locked boolean not null default false,
  current_style_text text,
  updated_at timestamptz not null default now(),
  environment_version bigint not null default 0
);

create table public.characters (
  id uuid primary key default gen_random_uuid(),
  user_id uuid not null references auth.users (id) on delete cascade,
  name varchar not null,
  description text,
  created_at timestamptz not null default now(),
  updated_at timestamptz not null default now()
);
create index characters_user_id_idx on public.characters (user_id);

-- head: seq of the newest event. scene_head: number of the newest scene. captured_at: when it was last the one being
-- captured; the account's current session is the one with the newest.
create table public.sessions (
  id uuid primary key default gen_random_uuid(),
  user_id uuid not null references auth.users (id) on delete cascade,
  start_time timestamptz not null default now(),
  name varchar,
  created_at timestamptz not null default now(),
  head bigint not null default 0,
  scene_head int not null default 0,
  ended_at timestamptz,
  captured_at timestamptz,
  paused boolean not null default false,
  pinned_scene int,
  constraint sessions_id_user_id_key unique (id, user_id)
);
create index sessions_user_id_start_time_idx on public.sessions (user_id, start_time desc);
create index sessions_current_idx on public.sessions (user_id, captured_at desc) where captured_at is not null;

-- The final `image.published` is the row of type 'scene' and fills every column of the origin; other types leave the
-- rest null. `payload` is what goes over the wire.
create table public.session_events (
  id uuid primary key default gen_random_uuid(),
  session_id uuid not null,
  user_id uuid not null references auth.users (id) on delete cascade,
  "timestamp" timestamptz not null default now(),
  event_type varchar not null default 'scene',
  transcript text,
  scene_prompt text,
  image_url varchar,
  environment_snapshot text,
  style_snapshot text,
  processing_duration_ms integer,
  seq bigint not null,
  payload jsonb not null default '{}',
  scene int,
  constraint session_events_session_id_fkey foreign key (session_id, user_id)
    references public.sessions (id, user_id) on delete cascade,
  constraint session_events_session_id_seq_key unique (session_id, seq)
);
create index session_events_session_id_timestamp_idx on public.session_events (session_id, "timestamp");

-- A job is an utterance (stream_id and cut) from its cut to its result. starts and failures count its tries.
create table public.jobs (
  id bigserial primary key,
  user_id uuid not null references auth.users (id) on delete cascade,
  session_id uuid not null,
  payload jsonb not null default '{}',
  status varchar not null default 'pending',
  created_at timestamptz not null default now(),
  updated_at timestamptz not null default now(),
  worker_id varchar,
  last_error text,
  stream_id uuid,
  cut int,
  mode text,
  from_sample bigint,
  to_sample bigint,
  starts int not null default 1,
  failures int not null default 0,
  outcome text,
  text text,
  kind text,
  scene int,
  constraint jobs_session_id_fkey foreign key (session_id, user_id)
    references public.sessions (id, user_id) on delete cascade,
  constraint jobs_id_user_id_key unique (id, user_id),
  constraint jobs_stream_id_cut_key unique (stream_id, cut),
  constraint jobs_status_known check (status in ('pending', 'processing', 'completed', 'failed')),
  constraint jobs_mode_known check (mode in ('live', 'file')),
  constraint jobs_outcome_known check (outcome in ('final', 'dropped')),
  constraint jobs_samples_ordered check (from_sample >= 0 and to_sample >= from_sample)
);
create index jobs_status_created_at_idx on public.jobs (status, created_at);
create index jobs_unfinished_idx on public.jobs (session_id, id) where status in ('pending', 'processing');
create index jobs_waiting_idx on public.jobs (session_id, id) where outcome = 'final' and scene is null;

-- A scene is what follows transcripts: a stage to be done next and a status of its own.
create table public.scenes (
  session_id uuid not null,
  number int not null,
  user_id uuid not null references auth.users (id) on delete cascade,
  mode text not null,
  stage text not null default 'environment',
  status text not null default 'open',
  utterances bigint[] not null,
  kinds text[],
  decision jsonb,
  image_id text,
  starts int not null default 1,
  reason text,
  superseded_by int,
  painted_sample bigint,
  environment_snapshot text,
  style_snapshot text,
  hidden boolean not null default false,
  created_at timestamptz not null default now(),
  updated_at timestamptz not null default now(),
  primary key (session_id, number),
  constraint scenes_session_id_fkey foreign key (session_id, user_id)
    references public.sessions (id, user_id) on delete cascade,
  constraint scenes_number_positive check (number > 0),
  constraint scenes_mode_known check (mode in ('live', 'file')),
  constraint scenes_stage_known check (stage in ('environment', 'scene', 'paint')),
  constraint scenes_status_known check (status in ('open', 'skipped', 'superseded', 'published', 'failed'))
);
create index scenes_open_idx on public.scenes (session_id, number) where status = 'open';

-- The id is the capability that an <img> holds; the key never leaves the server.
create table public.pictures (
  id text primary key,
  user_id uuid not null references auth.users (id) on delete cascade,
  session_id uuid not null,
  scene int not null,
  key text not null,
  content_type text not null,
  width int not null,
  height int not null,
  quality text not null,
  engine text not null,
  bytes int not null,
  duration_ms int not null,
  hidden boolean not null default false,
  created_at timestamptz not null default now(),
  constraint pictures_session_id_fkey foreign key (session_id, user_id)
    references public.sessions (id, user_id) on delete cascade,
  constraint pictures_id_is_128_bits check (id ~ '^[0-9a-f]{32}$'),
  constraint pictures_quality_known check (quality in ('sketch', 'final'))
);
create index pictures_session_id_scene_idx on public.pictures (session_id, scene);

-- A person who edits the world, by us or by Supabase's data API, is always newer than the model that is thinking.
create function adventure.touch_user_settings() returns trigger
language plpgsql set search_path = ''
as $$
begin
  new.updated_at := now();
  if new.current_environment_description is distinct from old.current_environment_description
    and new.environment_version = old.environment_version
  then
    new.environment_version := old.environment_version + 1;
  end if;
  return new;
end
$$;
create trigger touch before update on public.user_settings
  for each row execute function adventure.touch_user_settings();

create function adventure.touch() returns trigger
language plpgsql set search_path = ''
as $$
begin
  new.updated_at := now();
  return new;
end
$$;
create trigger touch before update on public.characters
  for each row execute function adventure.touch();
revoke all on function adventure.touch_user_settings(), adventure.touch() from public;
