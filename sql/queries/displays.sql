-- Displays at the table, and the codes by which they are paired.

-- name: forget_pairings
-- role: adventure_system
delete from adventure.pairings where expires_at < now() - interval '1 minute'

-- name: create_pairing
-- role: adventure_system
-- None where the code is taken, or where $4 wait already.
insert into adventure.pairings (code, secret_hash, token_hash)
select $1::text, $2::bytea, $3::bytea where (select count(*) from adventure.pairings) < $4::int
on conflict (code) do nothing
returning expires_at

-- name: count_pairings
-- role: adventure_system
select count(*) from adventure.pairings

-- name: look_at_pairing
-- role: adventure_system
-- A code that was typed at the last moment is still fetched by its display.
select secret_hash = $2 from adventure.pairings
where code = $1 and expires_at > now() - interval '1 minute' and attempts < $3::int

-- name: count_attempt
-- role: adventure_system
update adventure.pairings set attempts = attempts + 1 where code = $1

-- name: find_pairing
-- role: adventure_system
select display_id, token_hash from adventure.pairings where code = $1 and expires_at > now() and attempts < $2::int

-- name: create_display
-- role: adventure_tenant
-- None where there is such a display already, or where the account has $5.
insert into adventure.displays (id, user_id, token_hash, label)
select $1::uuid, $2::uuid, $3::bytea, $4::text
where (select count(*) from adventure.displays where user_id = $2::uuid) < $5::int
on conflict do nothing

-- name: count_displays
-- role: adventure_tenant
select count(*) from adventure.displays where user_id = $1

-- name: list_displays
-- role: adventure_tenant
-- All, or only $2.
select id, label, blackout, frozen, caption, session_id, created_at, last_seen_at,
  extract(epoch from connected_until - now())::float8 as lapses_in_s
from adventure.displays
where user_id = $1 and ($2::uuid is null or id = $2)
order by created_at, id

-- name: change_display
-- role: adventure_tenant
-- Null leaves a thing as it is; the session is changed where $6.
update adventure.displays set
  label = coalesce($2, label),
  blackout = coalesce($3, blackout),
  frozen = coalesce($4, frozen),
  caption = coalesce($5, caption),
  session_id = case when $6::boolean then $7::uuid else session_id end
where id = $1 returning id

-- name: delete_display
-- role: adventure_tenant
delete from adventure.displays where id = $1 returning id

-- name: find_display
-- role: adventure_system
-- Behind `present_share`.
select id, user_id from adventure.displays where token_hash = $1

-- name: display_is_here
-- role: adventure_tenant
update adventure.displays set connection = $2, last_seen_at = now(), connected_until = now() + $3::interval
where id = $1 returning id

-- name: display_has_left
-- role: adventure_tenant
-- Unless it is here by a newer socket.
update adventure.displays set connection = null, last_seen_at = now(), connected_until = null
where id = $1 and connection = $2
