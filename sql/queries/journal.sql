-- What the owner of a session writes. `$1` is the session and `$2` the epoch wherever a statement is fenced: the lease's
-- row is locked FOR SHARE, so that a takeover waits for this transaction and a zombie's transaction finds nothing.

-- name: fence
-- role: adventure_tenant
-- One row while this epoch owns the session.
select 1 from adventure.leases where session_id = $1 and epoch = $2 for share

-- name: create_stream
-- role: adventure_tenant
-- A new stream begins on the session's audio clock where the ones before it came to.
insert into adventure.streams (id, session_id, user_id, mode, base)
select $2, s.id, s.user_id, $3,
  (select coalesce(max(o.base + o.hear_from), 0) from adventure.streams o where o.session_id = s.id)
from public.sessions s
where s.id = $1
on conflict (id) do nothing

-- name: read_stream
-- role: adventure_tenant
select session_id, mode, safe, hear_from, cuts, ended, base from adventure.streams where id = $1

-- name: commit_utterance
-- role: adventure_tenant
-- The job, its audio and the stream's boundary, once for each (stream, cut).
with fence as materialized (
  select 1 from adventure.leases where session_id = $1 and epoch = $2 for share
), stream as (
  update adventure.streams
  set safe = greatest(safe, $7), hear_from = greatest(hear_from, $8), cuts = greatest(cuts, $4 + 1), updated_at = now()
  where id = $3 and session_id = $1 and exists (select from fence)
  returning user_id, mode
), job as (
  insert into public.jobs (user_id, session_id, stream_id, cut, mode, from_sample, to_sample, status, worker_id)
  select user_id, $1, $3, $4, mode, $5, $6, 'processing', $10 from stream
  on conflict (stream_id, cut) do nothing
  returning id, user_id
), audio as (
  insert into adventure.utterance_audio (job_id, user_id, flac) select id, user_id, $9 from job
)
select
  (select count(*) from fence) as fenced,
  coalesce((select id from job), (select id from public.jobs where session_id = $1 and stream_id = $3 and cut = $4)) as id

-- name: commit_boundary
-- role: adventure_tenant
with fence as materialized (
  select 1 from adventure.leases where session_id = $1 and epoch = $2 for share
), stream as (
  update adventure.streams set safe = greatest(safe, $4), hear_from = greatest(hear_from, $5), updated_at = now()
  where id = $3 and session_id = $1 and exists (select from fence)
)
select count(*) as fenced from fence

-- name: commit_stream_end
-- role: adventure_tenant
update adventure.streams set ended = true, updated_at = now() where id = $1 and session_id = $2

-- name: commit_paused
-- role: adventure_tenant
update public.sessions set paused = $2 where id = $1

-- name: unfinished_utterances
-- role: adventure_tenant
select j.id, j.stream_id, j.mode, j.from_sample, j.to_sample, j.starts, j.failures, s.base
from public.jobs j join adventure.streams s on s.id = j.stream_id
where j.session_id = $1 and j.status in ('pending', 'processing') and j.starts > 0
order by j.id

-- name: uploaded_utterances
-- role: adventure_tenant
-- Cut out of an upload, started by nobody yet; $2 are known already.
select j.id, j.stream_id, j.mode, j.from_sample, j.to_sample, j.starts, j.failures, s.base
from public.jobs j join adventure.streams s on s.id = j.stream_id
where j.session_id = $1 and j.status = 'pending' and j.starts = 0 and j.id <> all ($2::bigint[])
order by j.id
limit $3

-- name: waiting_transcripts
-- role: adventure_tenant
-- Said and transcribed, in no scene yet.
select j.id, j.mode, j.text, j.from_sample, j.to_sample, s.base + j.to_sample as at
from public.jobs j join adventure.streams s on s.id = j.stream_id
where j.session_id = $1 and j.outcome = 'final' and j.scene is null
order by j.id

-- name: open_scenes
-- role: adventure_tenant
-- Those that a person asked for are read apart.
select number, mode, stage, kinds, decision, image_id, painted_sample is not null as passed, starts, asked
from public.scenes
where session_id = $1 and status = 'open' and asked is null
order by number

-- name: asked_scenes
-- role: adventure_tenant
-- Those that a person asked for; $2 are known already.
select number, mode, stage, kinds, decision, image_id, painted_sample is not null as passed, starts, asked
from public.scenes
where session_id = $1 and status = 'open' and asked is not null and number <> all ($2::int[])
order by number

-- name: asked_transcripts
-- role: adventure_tenant
-- The words that were the newest when a scene was asked for; they belong to others.
select c.number as scene, j.id, j.text, j.from_sample, j.to_sample, s.base + j.to_sample as at
from public.scenes c
join public.jobs j on j.session_id = c.session_id and j.id = any (c.utterances)
join adventure.streams s on s.id = j.stream_id
where c.session_id = $1 and c.number = any ($2::int[]) and j.text <> ''
order by j.id

-- name: scene_transcripts
-- role: adventure_tenant
select j.scene, j.id, j.text, j.from_sample, j.to_sample, s.base + j.to_sample as at
from public.jobs j join adventure.streams s on s.id = j.stream_id
where j.session_id = $1 and j.scene = any ($2::int[])
order by j.id

-- name: painted_samples
-- role: adventure_tenant
select painted_sample, mode from public.scenes where session_id = $1 and painted_sample is not null order by painted_sample

-- name: utterance_audio
-- role: adventure_tenant
select a.flac from adventure.utterance_audio a join public.jobs j on j.id = a.job_id where j.id = $1 and j.session_id = $2

-- name: commit_start
-- role: adventure_tenant
-- A job that has its result stays as it is.
update public.jobs
set starts = starts + (outcome is null)::int, status = case when outcome is null then 'processing' else status end,
  worker_id = $3, updated_at = now()
where id = $1 and session_id = $2
returning starts

-- name: commit_failure
-- role: adventure_tenant
update public.jobs set failures = failures + (outcome is null)::int, last_error = $3, updated_at = now()
where id = $1 and session_id = $2
returning failures

-- name: commit_heard
-- role: adventure_tenant
-- Completes the job once: outcome, event and the end of its audio in one statement.
with fence as materialized (
  select 1 from adventure.leases where session_id = $1 and epoch = $2 for share
), done as (
  update public.jobs
  set outcome = $4, text = $5, status = $6, last_error = coalesce($7, last_error), updated_at = now()
  where id = $3 and session_id = $1 and outcome is null and exists (select from fence)
  returning id, user_id, from_sample, to_sample
), audio as (
  delete from adventure.utterance_audio where job_id in (
    select id from done
    where $4 = 'dropped'
      or not exists (select from public.user_settings u where u.user_id = done.user_id and u.keep_recordings)
  )
), head as (
  update public.sessions set head = head + 1 where id = $1 and exists (select from done) returning head
), event as (
  insert into public.session_events (session_id, user_id, seq, event_type, payload)
  select $1, done.user_id, head.head, 'transcript.' || $4,
    case $4
      when 'final' then jsonb_build_object(
        'utterance', done.id, 'text', $5::text, 'from', done.from_sample, 'to', done.to_sample,
        'cost_usd', $9::float8
      )
      else jsonb_build_object('utterance', done.id, 'reason', $8::text, 'cost_usd', $9::float8)
    end
  from done, head
  returning seq
)
select
  (select count(*) from fence) as fenced,
  (select seq from event) as seq,
  (select pg_notify('adventure_event', $1::text || ':' || seq)::text from event)

-- name: record_events
-- role: adventure_tenant
-- Recorded densely, then announced: the head moves and the events are inserted in one statement. `$2` is an array of
-- {"type", "payload"} in order.
with head as (
  update public.sessions set head = head + jsonb_array_length($2::jsonb) where id = $1
  returning user_id, head - jsonb_array_length($2::jsonb) as before
), event as (
  insert into public.session_events (session_id, user_id, seq, event_type, payload, scene)
  select $1, head.user_id, head.before + e.n, e.event ->> 'type', e.event -> 'payload', $3
  from head, jsonb_array_elements($2::jsonb) with ordinality as e (event, n)
  returning seq
)
select pg_notify('adventure_event', $1::text || ':' || max(seq))::text from event having max(seq) is not null

-- name: record_picture
-- role: adventure_tenant
-- The final picture's event fills every column of a session's history.
with head as (
  update public.sessions set head = head + 1 where id = $1 returning user_id, head
), event as (
  insert into public.session_events (
    session_id, user_id, seq, event_type, payload, scene,
    transcript, scene_prompt, image_url, environment_snapshot, style_snapshot, processing_duration_ms
  )
  select $1, head.user_id, head.head, 'scene', $3::jsonb, s.number,
    (select string_agg(j.text, ' ' order by j.id) from public.jobs j where j.session_id = $1 and j.scene = s.number),
    s.decision ->> 'prompt', $4, s.environment_snapshot, s.style_snapshot, $5
  from head join public.scenes s on s.session_id = $1 and s.number = $2
  returning seq
)
select pg_notify('adventure_event', $1::text || ':' || seq)::text from event

-- name: read_context
-- role: adventure_tenant
-- In one statement, since a table waits for it. Only the account's current session, the one last captured, writes the
-- environment. Of a character, what must hold comes first, and looks that are not set are not mentioned. Corrections are
-- what the owner of the session has in its memory otherwise; of a scene that was deleted just now, too: it may be told at
-- this moment.
select
  coalesce(u.current_environment_description, '') as environment,
  coalesce(u.environment_locked, false) as locked,
  coalesce(u.environment_version, 0) as version,
  coalesce(u.current_style_text, '') as style,
  coalesce(u.glossary, '[]') as glossary,
  not exists (
    select from public.sessions o
    where o.user_id = s.user_id and o.id <> s.id and o.captured_at > coalesce(s.captured_at, '-infinity')
  ) as writes_environment,
  last.number as last_number,
  last.decision as last_decision,
  coalesce((
    select jsonb_agg(
      jsonb_build_object('name', c.name, 'portrait_key', c.portrait_key, 'description', concat_ws(
        '; ',
        nullif(concat_ws(', ', nullif(c.age, ''), nullif(c.build, ''), nullif(c.species, ''),
          'wearing ' || nullif(c.clothing, ''), 'with ' || nullif(c.gear, '')), ''),
        nullif(c.description, '')
      )) order by c.created_at, c.id)
    from public.characters c
    where c.user_id = s.user_id and c.included
  ), '[]') as characters,
  coalesce((
    select jsonb_agg(jsonb_build_object('id', j.id, 'text', j.text))
    from public.jobs j left join public.scenes c on c.session_id = j.session_id and c.number = j.scene
    where j.session_id = s.id and j.corrected
      and (c.status = 'open' or j.scene is null or (c.deleted and c.updated_at > now() - interval '15 minutes'))
  ), '[]') as corrections,
  coalesce((
    select string_agg(earlier.said, E'\n' order by earlier.id)
    from (
      select j.id, translate(j.text, E'\n\r', '  ') as said
      from public.jobs told join public.jobs j on j.session_id = told.session_id and j.mode = told.mode
      where told.id = $2 and told.session_id = s.id and j.id < told.id and j.outcome = 'final'
        and j.text <> '' and j.scene > s.forgotten_scenes
      order by j.id desc
      limit $3
    ) as earlier
  ), '') as before
from public.sessions s
left join public.user_settings u on u.user_id = s.user_id
left join lateral (
  -- Where the party is back, the picture of its first time there is shown.
  select c.number, coalesce(c.decision, kept.decision) as decision
  from public.scenes c
  left join public.scenes kept on kept.session_id = c.session_id and kept.number = c.recalled
  where c.session_id = s.id and c.number > s.forgotten_scenes
    and ((c.decision is not null and c.image_id is not null) or kept.decision is not null)
  order by c.number desc
  limit 1
) last on true
where s.id = $1

-- name: scene_of_utterance
-- role: adventure_tenant
select scene from public.jobs where id = $1 and session_id = $2

-- name: create_scene
-- role: adventure_tenant
with next as (
  update public.sessions set scene_head = scene_head + 1 where id = $1 returning scene_head, user_id
), scene as (
  insert into public.scenes (session_id, number, user_id, mode, stage, status, utterances)
  select $1, next.scene_head, next.user_id, $2, 'environment', 'open', $3::bigint[] from next
  returning number
), told as (
  update public.jobs set scene = scene.number, updated_at = now() from scene
  where id = any ($3::bigint[]) and session_id = $1
)
select number from scene

-- name: advance_to_scene
-- role: adventure_tenant
-- The environment stage is finished, once, and each of the utterances $4 is of a kind.
with scene as (
  update public.scenes set stage = 'scene', kinds = $3::text[], updated_at = now()
  where session_id = $1 and number = $2 and status = 'open' and stage = 'environment'
  returning number
), classified as (
  update public.jobs set kind = k.kind, updated_at = now()
  from unnest($4::bigint[], $3::text[]) as k (id, kind)
  where jobs.id = k.id and jobs.session_id = $1 and exists (select from scene)
)
select number from scene

-- name: write_environment
-- role: adventure_tenant
-- Zero rows mean that a person was faster, the environment is locked, or another session is the current one.
insert into public.user_settings (user_id, current_environment_description, environment_version)
select s.user_id, $2, 1
from public.sessions s
where s.id = $1
  and $3::bigint = coalesce((select environment_version from public.user_settings where user_id = s.user_id), 0)
  and not exists (
    select from public.sessions o
    where o.user_id = s.user_id and o.id <> s.id and o.captured_at > coalesce(s.captured_at, '-infinity')
  )
on conflict (user_id) do update
set current_environment_description = excluded.current_environment_description,
  environment_version = user_settings.environment_version + 1,
  updated_at = now()
where user_settings.environment_version = $3::bigint and not user_settings.environment_locked
  and user_settings.current_environment_description is distinct from excluded.current_environment_description
returning environment_version

-- name: place_scene
-- role: adventure_tenant
-- $3: the name of the place where the party has just come ($4: the environment's version that says so), or null where it
-- stays: then the scene is where the session is, unless somebody else has written the environment since. $5: it may have
-- been there before. If so, the first picture of that place is shown again, and called $6; not from a file, which gets
-- the same pictures at any speed.
with before as materialized (
  select s.place, s.place_version, s.forgotten_scenes,
    coalesce((select u.environment_version from public.user_settings u where u.user_id = s.user_id), 0) as version
  from public.sessions s where s.id = $1 for update of s
), now as (
  update public.sessions set place = $3::text, place_version = $4::bigint where id = $1 and $4::bigint is not null
), kept as (
  select c.number
  from before
  join public.scenes c on c.session_id = $1 and c.place = $3 and c.number < $2 and c.number > before.forgotten_scenes
  where $4 is not null and $5::boolean and before.place is distinct from $3 and not c.hidden and not c.deleted
    and (select mode from public.scenes where session_id = $1 and number = $2) = 'live'
    and exists (
      select from public.pictures p
      where p.session_id = $1 and p.scene = c.number and p.quality = 'final' and not p.hidden
    )
  order by c.number
  limit 1
)
update public.scenes set
  place = case when $4 is not null then $3 when before.place_version = before.version then before.place end,
  recalled = (select number from kept),
  recall_id = case when exists (select from kept) then $6::text end
from before
where session_id = $1 and number = $2

-- name: recalled_picture
-- role: adventure_tenant
-- The picture that the scene shows again, as long as it does not show it yet.
select k.number as scene, k.decision ->> 'title' as title, p.key, p.content_type, p.width, p.height, p.engine,
  c.recall_id as image_id
from public.scenes c
join public.scenes k on k.session_id = c.session_id and k.number = c.recalled and not k.hidden and not k.deleted
join public.pictures p on p.session_id = c.session_id and p.scene = k.number and p.quality = 'final' and not p.hidden
where c.session_id = $1 and c.number = $2 and not exists (select from public.pictures o where o.id = c.recall_id)
order by p.created_at
limit 1

-- name: compose_scene
-- role: adventure_tenant
update public.scenes s
set stage = 'paint', decision = $3::jsonb, image_id = $4, starts = 1, updated_at = now(),
  environment_snapshot = (select current_environment_description from public.user_settings u where u.user_id = s.user_id),
  style_snapshot = (select current_style_text from public.user_settings u where u.user_id = s.user_id)
where s.session_id = $1 and s.number = $2 and s.status = 'open' and s.image_id is null
-- The words before a person's request belong to other scenes.
returning case when asked is null then utterances else '{}' end as utterances

-- name: finish_scene
-- role: adventure_tenant
-- A scene ends in exactly one state.
update public.scenes set status = $3, reason = $4, superseded_by = $5, updated_at = now()
where session_id = $1 and number = $2 and status = 'open'
returning number

-- name: start_scene
-- role: adventure_tenant
update public.scenes set starts = starts + 1, updated_at = now() where session_id = $1 and number = $2 returning starts

-- name: start_paint
-- role: adventure_tenant
-- A scene that has ended was not painted now: it does not count for the pacing.
update public.scenes set painted_sample = coalesce(painted_sample, $3), updated_at = now()
where session_id = $1 and number = $2 and status = 'open'

-- name: create_picture
-- role: adventure_tenant
-- Hidden where its scene was hidden while it was painted; none where its scene was deleted.
insert into public.pictures (
  id, user_id, session_id, scene, key, content_type, width, height, quality, engine, bytes, duration_ms, hidden
)
select $3, c.user_id, $1, $2, $4, $5, $6, $7, $8, $9, $10, $11, c.hidden
from public.scenes c where c.session_id = $1 and c.number = $2 and not c.deleted
on conflict (id) do nothing
returning id

-- name: queue_unwanted_picture
-- role: adventure_tenant
-- The scene was deleted while it was painted: so is the picture's blob.
insert into adventure.blob_deletions (user_id, key)
select user_id, $3 from public.scenes where session_id = $1 and number = $2 and deleted
