-- What a person reads, directs and deletes in their sessions. Whoever changes a session here first takes `lock_owner`,
-- then `lock_session`: the journal's writers lock in the same order.

-- name: lock_owner
-- role: adventure_tenant
-- The owner's writes wait, as they do for a takeover.
select 1 from adventure.leases where session_id = $1 for update

-- name: lock_session
-- role: adventure_tenant
select id, name, ended_at, head from public.sessions where id = $1 for update

-- name: list_sessions
-- role: adventure_tenant
-- Newest first; $2: only those behind this one; $4: only this one.
select
  s.id, s.name, s.start_time, s.created_at, s.ended_at, s.head, s.scene_head, s.paused, s.pinned_scene,
  s.captured_at is not null and not exists (
    select from public.sessions o where o.user_id = s.user_id and (o.captured_at, o.id) > (s.captured_at, s.id)
  ) as current,
  picture.id as picture
from public.sessions s
left join lateral (
  select p.id from public.pictures p join public.scenes c on c.session_id = p.session_id and c.number = p.scene
  where p.session_id = s.id and not p.hidden and not c.hidden
  order by p.scene is not distinct from s.pinned_scene desc, p.scene desc, p.quality = 'final' desc, p.created_at desc
  limit 1
) picture on true
where s.user_id = $1
  and ($2::uuid is null or (s.start_time, s.id) < (select b.start_time, b.id from public.sessions b where b.id = $2))
  and ($4::uuid is null or s.id = $4)
order by s.start_time desc, s.id desc
limit $3

-- name: create_named_session
-- role: adventure_tenant
insert into public.sessions (user_id, name) values ($1, $2) returning id

-- name: rename_session
-- role: adventure_tenant
update public.sessions set name = $2 where id = $1

-- name: end_session
-- role: adventure_tenant
with ended as (
  update public.sessions set ended_at = now() where id = $1 and ended_at is null returning id
)
select pg_notify('adventure_session', id::text || ':ended')::text from ended

-- name: delete_session
-- role: adventure_tenant
with gone as (delete from public.sessions where id = $1 returning id, user_id)
select pg_notify('adventure_session', id::text || ':deleted')::text, pg_notify('adventure_account', user_id::text)::text
from gone

-- name: history_page
-- role: adventure_tenant
-- A session's events behind $2, in the columns of the origin; $3: only this type.
select
  id, session_id, seq, "timestamp", event_type, transcript, scene_prompt, image_url, environment_snapshot,
  style_snapshot, processing_duration_ms, scene, payload
from public.session_events
where session_id = $1 and seq > $2 and ($3::text is null or event_type = $3)
order by seq
limit $4

-- name: list_jobs
-- role: adventure_tenant
select
  id, status, outcome, text, kind, scene, mode, stream_id, from_sample, to_sample, starts, failures, corrected,
  last_error, created_at, updated_at,
  outcome is not null and exists (select from adventure.utterance_audio a where a.job_id = jobs.id) as recorded
from public.jobs
where session_id = $1 and id > $2 and ($3::text is null or status = $3)
order by id
limit $4

-- name: list_scenes
-- role: adventure_tenant
with paid as (
  select scene, sum(coalesce(charged, reserved))::bigint as nano_usd from adventure.ledger
  where session_id = $1 and state in ('settled', 'unknown') and scene is not null
  group by 1
)
select
  c.number, c.status, c.stage, coalesce(c.decision, kept.decision) ->> 'title' as title, c.decision ->> 'prompt' as prompt, c.reason, c.hidden,
  c.number is not distinct from s.pinned_scene as pinned, c.utterances, c.environment_snapshot, c.style_snapshot,
  c.created_at, coalesce(paid.nano_usd, 0) as nano_usd,
  p.id as picture, p.quality, p.width, p.height, p.engine, p.duration_ms
from public.scenes c
join public.sessions s on s.id = c.session_id
left join public.scenes kept on kept.session_id = c.session_id and kept.number = c.recalled
left join lateral (
  select * from public.pictures p where p.session_id = c.session_id and p.scene = c.number
  order by p.quality = 'final' desc, p.created_at desc
  limit 1
) p on true
left join paid on paid.scene = c.number
where c.session_id = $1 and c.number > $2 and ($4::int is null or c.number = $4) and not c.deleted
order by c.number
limit $3

-- name: hide_scene
-- role: adventure_tenant
-- One row where that changes something. A picture on its way reads the scene's row when it is recorded.
with scene as (
  update public.scenes set hidden = $3, updated_at = now()
  where session_id = $1 and number = $2 and hidden <> $3 and not deleted
  returning number
), picture as (
  update public.pictures set hidden = $3 where session_id = $1 and scene in (select number from scene)
)
select number from scene

-- name: scene_to_show
-- role: adventure_tenant
select p.scene
from public.sessions s
join public.pictures p on p.session_id = s.id
join public.scenes c on c.session_id = p.session_id and c.number = p.scene
where s.id = $1 and not p.hidden and not c.hidden
order by p.scene is not distinct from s.pinned_scene desc, p.scene desc
limit 1

-- name: pin_scene
-- role: adventure_tenant
update public.sessions set pinned_scene = $2 where id = $1 and pinned_scene is distinct from $2 returning id

-- name: correct_transcript
-- role: adventure_tenant
update public.jobs set text = $3, corrected = true, updated_at = now()
where id = $2 and session_id = $1 and outcome = 'final' and text <> '' and text <> $3
returning id

-- name: transcript_exists
-- role: adventure_tenant
select exists (select from public.jobs where id = $2 and session_id = $1 and outcome = 'final' and text <> '')

-- name: event_at
-- role: adventure_tenant
select event_type, scene, (payload ->> 'utterance')::bigint as utterance
from public.session_events where session_id = $1 and seq = $2

-- name: wipe_event
-- role: adventure_tenant
update public.session_events
set event_type = 'event.deleted', payload = '{}', transcript = null, scene_prompt = null, image_url = null,
  environment_snapshot = null, style_snapshot = null, processing_duration_ms = null, scene = null
where session_id = $1 and seq = $2

-- name: delete_utterances
-- role: adventure_tenant
-- Text, audio and events. One that is being transcribed is dropped: whoever transcribes it finds its result there.
with known as materialized (
  select id, outcome from public.jobs
  where session_id = $1 and id = any ($2::bigint[])
    and (outcome is null or (outcome = 'final' and text <> ''))
  for update
), job as (
  update public.jobs
  set text = '', corrected = true, last_error = null, updated_at = now(), outcome = coalesce(jobs.outcome, 'dropped'),
    status = case when jobs.outcome is null then 'completed' else jobs.status end
  from known where jobs.id = known.id
), audio as (
  delete from adventure.utterance_audio where job_id in (select id from known)
), event as (
  update public.session_events
  set event_type = 'event.deleted', payload = '{}', scene = null
  where session_id = $1 and event_type in ('transcript.final', 'transcript.corrected', 'utterance.classified')
    and (payload ->> 'utterance')::bigint in (select id from known)
)
select id, outcome is null as unfinished from known order by id

-- name: retell_scenes
-- role: adventure_tenant
-- The words that a scene's event holds, without those that were deleted.
update public.session_events e
set transcript = (
  select nullif(string_agg(j.text, ' ' order by j.id), '') from public.jobs j
  where j.session_id = $1 and j.scene = e.scene and j.text <> ''
)
where e.session_id = $1 and e.event_type = 'scene'
  and e.scene in (select scene from public.jobs where session_id = $1 and id = any ($2::bigint[]))

-- name: pictures_underway
-- role: adventure_tenant
-- Scenes whose picture may be on its way into the store; $2: only these.
select image_id from public.scenes
where session_id = $1 and status = 'open' and image_id is not null and ($2::int[] is null or number = any ($2))
union all
select recall_id from public.scenes
where session_id = $1 and recall_id is not null and ($2::int[] is null or number = any ($2))
  and not exists (select from public.pictures p where p.id = recall_id)

-- name: queue_blobs
-- role: adventure_tenant
insert into adventure.blob_deletions (user_id, key, due_at)
select $1, key, now() + make_interval(secs => $3) from unnest($2::text[]) as key

-- name: delete_pictures
-- role: adventure_tenant
-- $2: only those of these scenes.
delete from public.pictures where session_id = $1 and ($2::int[] is null or scene = any ($2)) returning key

-- name: delete_uploads
-- role: adventure_tenant
delete from adventure.uploads where session_id = $1 returning key

-- name: delete_scenes
-- role: adventure_tenant
with scene as (
  update public.scenes
  set deleted = true, hidden = true, decision = null, image_id = null, reason = null, kinds = null, asked = null, place = null,
    recalled = null, recall_id = null,
    environment_snapshot = null, style_snapshot = null, updated_at = now(),
    status = case status when 'open' then 'skipped' else status end
  where session_id = $1 and number = any ($2::int[]) and not deleted
  returning number
), unpinned as (
  update public.sessions set pinned_scene = null where id = $1 and pinned_scene in (select number from scene)
), event as (
  update public.session_events
  set event_type = 'event.deleted', payload = '{}', transcript = null, scene_prompt = null, image_url = null,
    environment_snapshot = null, style_snapshot = null, processing_duration_ms = null, scene = null
  where session_id = $1 and scene in (select number from scene)
    and event_type in (
      'scene', 'image.published', 'image.failed', 'scene.composed', 'scene.skipped', 'scene.superseded',
      'scene.recalled'
    )
)
select number from scene order by number

-- name: said_since
-- role: adventure_tenant
select id from public.jobs where session_id = $1 and created_at >= now() - make_interval(mins => $2) order by id

-- name: scenes_since
-- role: adventure_tenant
-- Those begun since, and those that tell of these utterances.
select number from public.scenes
where session_id = $1 and not deleted
  and (created_at >= now() - make_interval(mins => $2) or utterances && $3::bigint[])
order by number

-- name: said_in_stream
-- role: adventure_tenant
-- What was stored of a stream's first $3 cuts in the last minutes, and is not deleted yet.
select id from public.jobs
where session_id = $1 and stream_id = $2 and cut < $3 and created_at >= now() - make_interval(mins => $4)
  and (outcome is null or (outcome = 'final' and text <> ''))
order by id

-- name: scenes_of_utterances
-- role: adventure_tenant
select number from public.scenes where session_id = $1 and not deleted and utterances && $2::bigint[] order by number

-- name: announce_forgotten
-- role: adventure_tenant
-- To the owner, who has what is not stored yet.
select pg_notify('adventure_session', $1::uuid::text || ':forgotten:' || $2::int)::text

-- name: forget_places
-- role: adventure_tenant
-- Environments that were recorded since; if the present one is among them, the one before takes its place.
with left_unnamed as (
  update public.sessions set place = null, place_version = null where id = $1
), place as (
  select seq, payload ->> 'description' as description from public.session_events
  where session_id = $1 and event_type = 'environment.updated' and "timestamp" >= now() - make_interval(mins => $2)
), before as (
  select payload ->> 'description' as description from public.session_events
  where session_id = $1 and event_type = 'environment.updated' and "timestamp" < now() - make_interval(mins => $2)
  order by seq desc limit 1
), settings as (
  update public.user_settings u
  set current_environment_description = coalesce((select description from before), '')
  where u.user_id = $3 and u.current_environment_description in (select description from place)
  returning u.current_environment_description as description, u.environment_version as version
), event as (
  update public.session_events set event_type = 'event.deleted', payload = '{}', scene = null
  where session_id = $1 and seq in (select seq from place)
)
select description, version from settings

-- name: search
-- role: adventure_tenant
-- Transcripts and scenes of one account, best first; $3: only in this session.
with asked as (
  select websearch_to_tsquery('english', $2) || websearch_to_tsquery('simple', $2) as query
), found as (
  select 'transcript' as kind, j.session_id, j.id as utterance, j.scene, j.created_at as at, j.text as body,
    ts_rank(j.words, asked.query) as rank
  from public.jobs j, asked
  where j.user_id = $1 and j.words @@ asked.query and ($3::uuid is null or j.session_id = $3) and j.outcome = 'final'
  union all
  select 'scene', c.session_id, null, c.number, c.created_at,
    concat_ws(': ', c.decision ->> 'title', c.decision ->> 'prompt'), ts_rank(c.words, asked.query) * 2
  from public.scenes c, asked
  where c.user_id = $1 and c.words @@ asked.query and ($3::uuid is null or c.session_id = $3) and not c.deleted
), best as (
  select * from found order by rank desc, at desc limit $4
)
select
  b.kind, b.session_id, s.name as session_name, b.utterance, b.scene, b.at,
  ts_headline('simple', b.body, (select query from asked), 'StartSel="", StopSel="", MaxWords=40, MinWords=15') as text,
  (
    select p.id from public.pictures p
    where p.session_id = b.session_id and p.scene = b.scene and not p.hidden
    order by p.quality = 'final' desc limit 1
  ) as picture
from best b join public.sessions s on s.id = b.session_id
order by b.rank desc, b.at desc

-- name: chronicle
-- role: adventure_tenant
-- What was said and seen, in order, as it may be told today: corrected, without what was hidden or deleted.
select
  e.seq, e."timestamp" as at, e.event_type = 'scene' as is_scene, j.id as utterance, j.text, j.kind,
  c.number as scene, c.decision ->> 'title' as title, c.decision ->> 'prompt' as prompt, c.environment_snapshot,
  c.style_snapshot, e.processing_duration_ms, p.id as picture, p.key, p.content_type
from public.session_events e
left join public.jobs j on e.event_type = 'transcript.final' and j.id = (e.payload ->> 'utterance')::bigint
left join public.scenes c on e.event_type = 'scene' and c.session_id = e.session_id and c.number = e.scene
left join public.pictures p on e.event_type = 'scene' and p.id = e.payload ->> 'image'
where e.session_id = $1 and e.seq > $2 and e.event_type in ('transcript.final', 'scene')
  and (j.text <> '' or (c.number is not null and not c.hidden and not coalesce(p.hidden, true)))
order by e.seq
limit $3

-- name: recordings
-- role: adventure_tenant
select a.job_id, a.flac
from adventure.utterance_audio a join public.jobs j on j.id = a.job_id
where j.session_id = $1 and a.job_id > $2 and j.outcome is not null
order by a.job_id
limit $3

-- name: recording
-- role: adventure_tenant
select a.flac from adventure.utterance_audio a join public.jobs j on j.id = a.job_id
where j.session_id = $1 and a.job_id = $2 and j.outcome is not null

-- name: account_settings
-- role: adventure_tenant
select to_jsonb(u) - 'user_id' as settings from public.user_settings u where u.user_id = $1

-- name: account_characters
-- role: adventure_tenant
select to_jsonb(c) - 'user_id' - 'portrait_key' as character from public.characters c where c.user_id = $1 order by c.created_at, c.id

-- name: account_portraits
-- role: adventure_tenant
select id, name, portrait_key as key from public.characters
where user_id = $1 and portrait_key is not null
order by created_at, id

-- name: account_shares
-- role: adventure_tenant
select to_jsonb(s) - 'user_id' - 'token_hash' as share from adventure.shares s where s.user_id = $1 order by s.created_at, s.id

-- name: account_displays
-- role: adventure_tenant
select jsonb_build_object('id', d.id, 'label', d.label, 'session_id', d.session_id, 'blackout', d.blackout,
  'freeze', d.frozen, 'caption', d.caption, 'created_at', d.created_at, 'last_seen_at', d.last_seen_at) as display
from adventure.displays d where d.user_id = $1 order by d.created_at, d.id

-- name: account_uploads
-- role: adventure_tenant
select jsonb_build_object('id', u.id, 'session_id', u.session_id, 'name', u.name, 'bytes', u.bytes, 'seconds', u.seconds,
  'status', u.status, 'reason', u.reason, 'created_at', u.created_at) as upload
from adventure.uploads u where u.user_id = $1 order by u.created_at, u.id

-- name: account_sessions
-- role: adventure_tenant
select id from public.sessions where user_id = $1 order by start_time, id

-- name: read_privacy
-- role: adventure_tenant
select keep_recordings, transcript_retention_days from public.user_settings where user_id = $1

-- name: write_privacy
-- role: adventure_tenant
-- Recordings go at once when they are not kept any more.
with settings as (
  insert into public.user_settings (user_id, keep_recordings, transcript_retention_days) values ($1, $2, $3)
  on conflict (user_id) do update
  set keep_recordings = excluded.keep_recordings, transcript_retention_days = excluded.transcript_retention_days
  returning keep_recordings
)
delete from adventure.utterance_audio a using public.jobs j, settings
where a.user_id = $1 and j.id = a.job_id and j.outcome is not null and not settings.keep_recordings

-- name: expired_transcripts
-- role: adventure_tenant
select id, session_id from public.jobs
where user_id = $1 and outcome = 'final' and text <> '' and created_at < now() - make_interval(days => $2)
order by session_id, id
limit $3

-- name: users_with_retention
-- role: adventure_system
select user_id, transcript_retention_days as days from public.user_settings
where transcript_retention_days is not null and user_id > $1
order by user_id
limit $2

-- name: users_with_blobs_to_delete
-- role: adventure_system
select distinct user_id from adventure.blob_deletions where due_at <= now() limit 100

-- name: blobs_to_delete
-- role: adventure_tenant
select id, key from adventure.blob_deletions where user_id = $1 and due_at <= now() order by id limit $2

-- name: blobs_deleted
-- role: adventure_tenant
delete from adventure.blob_deletions where id = any ($1::bigint[])

-- name: blobs_not_deleted
-- role: adventure_tenant
-- Tried again ever more seldom, at least once an hour.
update adventure.blob_deletions
set tries = tries + 1, due_at = now() + least(interval '1 hour', interval '1 second' * 2 ^ least(tries, 12))
where id = any ($1::bigint[])

-- name: has_blobs_to_delete
-- role: adventure_tenant
select exists (select from adventure.blob_deletions where user_id = $1)

-- name: mark_account_deleted
-- role: adventure_system
-- From here on it cannot be used, and its address is free; everything else follows.
with marked as (
  update auth.users
  set deleted_at = coalesce(deleted_at, now()), email = null, email_change = null, encrypted_password = null,
    is_anonymous = true, raw_user_meta_data = '{}', updated_at = now()
  where id = $1
  returning id
), letter as (
  delete from auth.one_time_tokens where user_id in (select id from marked)
), sign_in as (
  delete from auth.sessions where user_id in (select id from marked) returning id
)
select pg_notify('adventure_sign_in', id::text)::text from sign_in

-- name: accounts_to_delete
-- role: adventure_system
select id from auth.users where deleted_at is not null limit 100

-- name: delete_account
-- role: adventure_system
delete from auth.users where id = $1 and deleted_at is not null

-- name: delete_account_rows
-- role: adventure_tenant
-- What does not hang on a session; the keys of what lies in the blob store.
with settings as (
  delete from public.user_settings where user_id = $1
), share as (
  delete from adventure.shares where user_id = $1
), display as (
  delete from adventure.displays where user_id = $1
), character as (
  delete from public.characters where user_id = $1 returning portrait_key
), upload as (
  delete from adventure.uploads where user_id = $1 returning key
), call as (
  -- The sums stay as long as the account does: emptying it is no way around a cap.
  delete from adventure.ledger where user_id = $1
)
select portrait_key as key from character where portrait_key is not null
union all
select key from upload where key is not null

-- name: ask_for_scene
-- role: adventure_tenant
-- A scene that begins with a person's request, told to the session's owner. The words before it go along: $4 of them.
with next as (
  update public.sessions set scene_head = scene_head + 1 where id = $1 returning scene_head, user_id
), said as (
  select coalesce(array_agg(id order by id), '{}') as ids from (
    select id from public.jobs where session_id = $1 and outcome = 'final' and text <> '' order by id desc limit $4
  ) newest
), scene as (
  insert into public.scenes (session_id, number, user_id, mode, stage, status, utterances, starts, asked)
  select $1, next.scene_head, next.user_id, 'live', 'scene', 'open', said.ids, 0,
    jsonb_build_object('prompt', $2::text, 'again', $3::jsonb)
  from next, said
  returning number
)
select number, pg_notify('adventure_asked', $1::text)::text from scene

-- name: asked_for
-- role: adventure_tenant
select count(*) from public.scenes where session_id = $1 and status = 'open' and asked is not null

-- name: decision_of_scene
-- role: adventure_tenant
select decision from public.scenes where session_id = $1 and number = $2 and not deleted and decision is not null
