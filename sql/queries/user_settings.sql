-- What a person sets for the whole account: environment, lock, style and the glossary of names.

-- name: user_settings
-- role: adventure_tenant
select
  coalesce(current_environment_description, '') as environment, environment_locked as locked, environment_version,
  coalesce(current_style_text, '') as style, version, updated_at
from public.user_settings
where user_id = $1

-- name: create_user_settings
-- role: adventure_tenant
insert into public.user_settings (user_id) values ($1) on conflict do nothing

-- name: lock_user_settings
-- role: adventure_tenant
select version, environment_version, environment_locked, glossary_version from public.user_settings where user_id = $1 for update

-- name: change_user_settings
-- role: adventure_tenant
-- What is null stays as it is. A change of the environment counts its version: see touch_user_settings.
update public.user_settings
set current_environment_description = coalesce($2, current_environment_description),
  environment_locked = coalesce($3, environment_locked),
  current_style_text = coalesce($4, current_style_text)
where user_id = $1
returning
  coalesce(current_environment_description, '') as environment, environment_locked as locked, environment_version,
  coalesce(current_style_text, '') as style, version, updated_at

-- name: session_to_tell
-- role: adventure_tenant
-- The account's current session, if it has not ended.
select id
from (
  select id, ended_at from public.sessions
  where user_id = $1 and captured_at is not null
  order by captured_at desc, id desc
  limit 1
) current
where ended_at is null

-- name: forget_scenes
-- role: adventure_tenant
update public.sessions set forgotten_scenes = scene_head where id = $1

-- name: glossary
-- role: adventure_tenant
select glossary, glossary_version from public.user_settings where user_id = $1

-- name: change_glossary
-- role: adventure_tenant
update public.user_settings set glossary = $2 where user_id = $1 returning glossary, glossary_version
