-- Sessions and their events, as their tenant reads them.

-- name: newest_session
-- role: adventure_tenant
-- The account's newest session that was not ended.
select id from public.sessions where user_id = $1 and ended_at is null order by start_time desc, id desc limit 1

-- name: create_session
-- role: adventure_tenant
insert into public.sessions (user_id) values ($1) returning id

-- name: read_session
-- role: adventure_tenant
select id, user_id, head, paused, ended_at is not null as ended from public.sessions where id = $1

-- name: capture_session
-- role: adventure_tenant
-- The session becomes the account's current one; its viewers hear of it.
with captured as (update public.sessions set captured_at = clock_timestamp() where id = $1 returning user_id)
select pg_notify('adventure_account', user_id::text)::text from captured

-- name: current_session
-- role: adventure_tenant
-- The account's current session is the one last captured.
select id from public.sessions where user_id = $1 and captured_at is not null order by captured_at desc, id desc limit 1

-- name: events_after
-- role: adventure_tenant
select seq, id, timestamp as at, case event_type when 'scene' then 'image.published' else event_type end as type, payload
from public.session_events
where session_id = $1 and seq > $2
order by seq
limit $3

-- name: snapshot
-- role: adventure_tenant
-- Where the session stands: what a viewer shows before the next event.
select
  s.head,
  coalesce(u.current_environment_description, '') as environment,
  coalesce(u.environment_locked, false) as locked,
  coalesce(u.environment_version, 0) as version,
  coalesce(u.current_style_text, '') as style,
  scene.number as scene,
  scene.decision,
  picture.scene as picture_scene,
  picture.id as picture,
  picture.quality,
  picture.width,
  picture.height,
  picture.decision as picture_decision,
  s.pinned_scene as pinned
from public.sessions s
left join public.user_settings u on u.user_id = s.user_id
left join lateral (
  select c.number, coalesce(c.decision, kept.decision) as decision
  from public.scenes c
  left join public.scenes kept on kept.session_id = c.session_id and kept.number = c.recalled
  where c.session_id = s.id and not c.hidden and (c.image_id is not null or kept.decision is not null)
  order by c.number desc
  limit 1
) scene on true
left join lateral (
  select p.scene, p.id, p.quality, p.width, p.height, coalesce(c.decision, kept.decision) as decision
  from public.pictures p
  join public.scenes c on c.session_id = p.session_id and c.number = p.scene
  left join public.scenes kept on kept.session_id = c.session_id and kept.number = c.recalled
  where p.session_id = s.id and not p.hidden and not c.hidden
  order by p.scene is not distinct from s.pinned_scene desc, p.scene desc, p.quality = 'final' desc, p.created_at desc
  limit 1
) picture on true
where s.id = $1

-- name: picture
-- role: adventure_system
-- The id is the capability: whoever knows it may see the picture, unless it is hidden.
select key, content_type, hidden from public.pictures where id = $1
