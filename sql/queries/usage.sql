-- What an account used. Times are of the rows: an utterance counts where it was cut, a picture where it was stored, a
-- vendor's call where it was reserved. nano_usd: charged, and where nobody knows what was reserved.

-- name: usage_by_day
-- role: adventure_tenant
-- Days of UTC from $2 until before $3. heard: samples of 16 kHz.
with heard as (
  select (created_at at time zone 'utc')::date as day, count(*) as utterances, sum(to_sample - from_sample) as heard
  from public.jobs
  where user_id = $1 and created_at >= $2 and created_at < $3 and from_sample is not null
  group by 1
), told as (
  select (created_at at time zone 'utc')::date as day, count(*) as scenes
  from public.scenes
  where user_id = $1 and created_at >= $2 and created_at < $3
  group by 1
), painted as (
  select (created_at at time zone 'utc')::date as day, count(*) as pictures, sum(duration_ms) as engine_ms
  from public.pictures
  where user_id = $1 and created_at >= $2 and created_at < $3
  group by 1
), paid as (
  select (reserved_at at time zone 'utc')::date as day, sum(coalesce(charged, reserved)) as nano_usd
  from adventure.ledger
  where user_id = $1 and reserved_at >= $2 and reserved_at < $3 and state in ('settled', 'unknown')
  group by 1
)
select day, coalesce(utterances, 0) as utterances, coalesce(heard, 0)::bigint as heard, coalesce(scenes, 0) as scenes,
  coalesce(pictures, 0) as pictures, coalesce(engine_ms, 0)::bigint as engine_ms,
  coalesce(nano_usd, 0)::bigint as nano_usd
from heard full join told using (day) full join painted using (day) full join paid using (day)
order by day

-- name: usage_by_session
-- role: adventure_tenant
-- Sessions with anything from $2 until before $3, the newest first; at most $4.
with heard as (
  select session_id, count(*) as utterances, sum(to_sample - from_sample) as heard
  from public.jobs
  where user_id = $1 and created_at >= $2 and created_at < $3 and from_sample is not null
  group by 1
), told as (
  select session_id, count(*) as scenes
  from public.scenes
  where user_id = $1 and created_at >= $2 and created_at < $3
  group by 1
), painted as (
  select session_id, count(*) as pictures, sum(duration_ms) as engine_ms
  from public.pictures
  where user_id = $1 and created_at >= $2 and created_at < $3
  group by 1
), paid as (
  select session_id, sum(coalesce(charged, reserved)) as nano_usd
  from adventure.ledger
  where user_id = $1 and reserved_at >= $2 and reserved_at < $3 and state in ('settled', 'unknown')
  group by 1
)
select session_id, s.name, s.start_time, coalesce(utterances, 0) as utterances, coalesce(heard, 0)::bigint as heard,
  coalesce(scenes, 0) as scenes, coalesce(pictures, 0) as pictures, coalesce(engine_ms, 0)::bigint as engine_ms,
  coalesce(nano_usd, 0)::bigint as nano_usd
from heard full join told using (session_id) full join painted using (session_id) full join paid using (session_id)
join public.sessions s on s.id = session_id
order by s.start_time desc, session_id
limit $4
