-- Uploads: as their person sees them, and as the process that cuts one writes. `$1` is the upload and `$2` the epoch of
-- the claim wherever a statement is fenced.

-- name: begin_upload
-- role: adventure_tenant
-- Nothing where the account has $6 unfinished ones or $7 bytes of them already.
insert into adventure.uploads (id, user_id, name, key, holder, expires_at)
select $1, $2, $3, $4, $5, now() + interval '1 day'
from (
  select count(*) as number, coalesce(sum(bytes), 0) as bytes from adventure.uploads
  where user_id = $2 and status in ('receiving', 'pending', 'processing')
) unfinished
where unfinished.number < $6 and unfinished.bytes < $7
returning id

-- name: upload_received
-- role: adventure_tenant
update adventure.uploads
set status = 'pending', session_id = $2, bytes = $3, holder = null, expires_at = null, updated_at = now()
where id = $1 and status = 'receiving'
returning id

-- name: drop_upload
-- role: adventure_tenant
delete from adventure.uploads where id = $1 and status = 'receiving'

-- name: uploads
-- role: adventure_tenant
-- One ($2) or all that were begun before $3, newest first. An upload is completed when each of its utterances was told.
select u.id, u.session_id, u.name, u.bytes, u.seconds, u.code, u.reason, u.created_at,
  case when u.status = 'cut' then case when told.left > 0 then 'processing' else 'completed' end else u.status end
    as status,
  coalesce(s.safe, 0) / 16000.0::double precision as decoded_s,
  coalesce(s.cuts, 0) as utterances,
  coalesce(told.heard, 0) as transcribed
from adventure.uploads u
left join adventure.streams s on s.id = u.stream_id
left join lateral (
  select count(*) filter (where j.outcome is not null) as heard,
    count(*) filter (where j.outcome is null or (j.outcome = 'final' and j.scene is null)) as left
  from public.jobs j where j.stream_id = u.stream_id
) told on true
where u.user_id = $1 and ($2::uuid is null or u.id = $2)
  and ($3::uuid is null or (u.created_at, u.id) < (select b.created_at, b.id from adventure.uploads b where b.id = $3))
order by u.created_at desc, u.id desc
limit $4

-- name: cancel_upload
-- role: adventure_tenant
-- Until all of it was taken up by the session's owner.
update adventure.uploads u set status = 'cancelled', holder = null, updated_at = now()
where u.id = $1 and (
  u.status in ('receiving', 'pending', 'processing')
  or (u.status = 'cut' and exists (
    select from public.jobs j where j.stream_id = u.stream_id and j.status = 'pending' and j.starts = 0
  ))
)
returning stream_id

-- name: withdraw_utterances
-- role: adventure_tenant
-- Those of a stream that nobody has begun; nobody was told of them.
delete from public.jobs where stream_id = $1 and status = 'pending' and starts = 0

-- name: find_uploads
-- role: adventure_system
-- What may be claimed: one after the other in each session, so that their audio does not overlap on its clock. A
-- receiving one is found when its process is gone. See holder_is_dead.
select u.id, u.user_id, u.epoch, u.status
from adventure.uploads u
where (
    u.status = 'pending'
    or (
      u.status in ('processing', 'receiving')
      and (
        u.holder is null
        or (u.holder <> $1 and (u.expires_at < now() or pg_try_advisory_xact_lock_shared(u.holder)))
      )
    )
  )
  and not exists (
    select from adventure.uploads o
    where o.session_id = u.session_id and o.status in ('pending', 'processing')
      and (o.created_at, o.id) < (u.created_at, u.id)
  )
order by u.created_at
limit 10

-- name: claim_upload
-- role: adventure_tenant
update adventure.uploads
set status = 'processing', holder = $3, epoch = epoch + 1, starts = starts + 1,
  expires_at = now() + make_interval(secs => $4), updated_at = now()
where id = (
  select id from adventure.uploads
  where id = $1 and epoch = $2 and status in ('pending', 'processing')
  for update skip locked
)
returning id, user_id, session_id, stream_id, key, epoch, starts

-- name: upload_interrupted
-- role: adventure_tenant
update adventure.uploads
set status = 'failed', code = 'interrupted', reason = 'The upload broke off before the whole file had come.',
  holder = null, updated_at = now()
where id = $1 and epoch = $2 and status = 'receiving'

-- name: renew_upload
-- role: adventure_tenant
update adventure.uploads set expires_at = now() + make_interval(secs => $3), seconds = coalesce($4, seconds)
where id = $1 and epoch = $2 and status = 'processing'
returning id

-- name: commit_uploaded_utterance
-- role: adventure_tenant
-- As commit_utterance, fenced by the upload's claim. Nobody has started the job; the session's owner is told.
with fence as materialized (
  select user_id, session_id, stream_id from adventure.uploads
  where id = $1 and epoch = $2 and status = 'processing'
  for share
), stream as (
  update adventure.streams s
  set safe = greatest(s.safe, $6), hear_from = greatest(s.hear_from, $7), cuts = greatest(s.cuts, $3 + 1),
    updated_at = now()
  from fence
  where s.id = fence.stream_id
  returning s.id, s.user_id, s.session_id, s.mode
), job as (
  insert into public.jobs (user_id, session_id, stream_id, cut, mode, from_sample, to_sample, status, starts)
  select user_id, session_id, id, $3, mode, $4, $5, 'pending', 0 from stream
  on conflict (stream_id, cut) do nothing
  returning id, user_id
), audio as (
  insert into adventure.utterance_audio (job_id, user_id, flac) select id, user_id, $8 from job
)
select pg_notify('adventure_uploaded', session_id::text)::text as told from fence

-- name: commit_uploaded_boundary
-- role: adventure_tenant
with fence as materialized (
  select stream_id from adventure.uploads where id = $1 and epoch = $2 and status = 'processing' for share
)
update adventure.streams s
set safe = greatest(s.safe, $3), hear_from = greatest(s.hear_from, $4), updated_at = now()
from fence
where s.id = fence.stream_id
returning s.id

-- name: finish_upload
-- role: adventure_tenant
-- All of it is cut, or it failed and why; what was cut before is kept.
with finished as (
  update adventure.uploads
  set status = $3, code = $4, reason = $5, seconds = coalesce($6, seconds), holder = null, updated_at = now()
  where id = $1 and epoch = $2 and status = 'processing'
  returning id, stream_id
), stream as (
  update adventure.streams set ended = true, updated_at = now() where id = (select stream_id from finished)
)
select id from finished

-- name: give_upload_back
-- role: adventure_tenant
update adventure.uploads set status = 'pending', holder = null, updated_at = now()
where id = $1 and epoch = $2 and status = 'processing'

-- name: spent_uploads
-- role: adventure_system
-- Those whose file is needed no more.
select id, user_id, key from adventure.uploads
where status in ('cut', 'failed', 'cancelled') and key is not null
order by updated_at
limit 20

-- name: forget_upload_key
-- role: adventure_tenant
update adventure.uploads set key = null where id = $1
