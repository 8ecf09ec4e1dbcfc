-- A person's characters, as the person reads and writes them.

-- name: characters
-- role: adventure_tenant
select id, name, coalesce(description, '') as description, age, build, species, clothing, gear, included,
  portrait_key is not null as portrait, version, created_at, updated_at
from public.characters
where user_id = $1
order by created_at, id
limit $2 offset $3

-- name: character
-- role: adventure_tenant
select id, name, coalesce(description, '') as description, age, build, species, clothing, gear, included,
  portrait_key is not null as portrait, version, created_at, updated_at
from public.characters
where user_id = $1 and id = $2

-- name: create_character
-- role: adventure_tenant
-- No row where the account has $10 of them.
insert into public.characters (user_id, name, description, age, build, species, clothing, gear, included)
select $1, $2, $3, $4, $5, $6, $7, $8, $9
where (select count(*) from public.characters where user_id = $1) < $10
returning id, name, coalesce(description, '') as description, age, build, species, clothing, gear, included,
  portrait_key is not null as portrait, version, created_at, updated_at

-- name: lock_character
-- role: adventure_tenant
select version, portrait_key from public.characters where user_id = $1 and id = $2 for update

-- name: change_character
-- role: adventure_tenant
-- What is null stays as it is.
update public.characters
set name = coalesce($3, name), description = coalesce($4, description), age = coalesce($5, age),
  build = coalesce($6, build), species = coalesce($7, species), clothing = coalesce($8, clothing),
  gear = coalesce($9, gear), included = coalesce($10, included)
where user_id = $1 and id = $2
returning id, name, coalesce(description, '') as description, age, build, species, clothing, gear, included,
  portrait_key is not null as portrait, version, created_at, updated_at

-- name: delete_character
-- role: adventure_tenant
delete from public.characters where user_id = $1 and id = $2

-- name: portrait
-- role: adventure_tenant
select portrait_key from public.characters where user_id = $1 and id = $2

-- name: set_portrait
-- role: adventure_tenant
update public.characters set portrait_key = $3 where user_id = $1 and id = $2
returning id, name, coalesce(description, '') as description, age, build, species, clothing, gear, included,
  portrait_key is not null as portrait, version, created_at, updated_at

-- name: blob_is_wanted
-- role: adventure_tenant
-- What was to be deleted unless it is used, is used.
delete from adventure.blob_deletions where user_id = $1 and key = $2
