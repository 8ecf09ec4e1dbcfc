-- What an account used. Times are of the rows: an utterance counts where it was cut, a picture where it was stored.

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
)
select day, coalesce(utterances, 0) as utterances, coalesce(heard, 0)::bigint as heard, coalesce(scenes, 0) as scenes,
  coalesce(pictures, 0) as pictures, coalesce(engine_ms, 0)::bigint as engine_ms
from heard full join told using (day) full join painted using (day)
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
)
select session_id, s.name, s.start_time, coalesce(utterances, 0) as utterances, coalesce(heard, 0)::bigint as heard,
  coalesce(scenes, 0) as scenes, coalesce(pictures, 0) as pictures, coalesce(engine_ms, 0)::bigint as engine_ms
from heard full join told using (session_id) full join painted using (session_id)
join public.sessions s on s.id = session_id
order by s.start_time desc, session_id
limit $4
