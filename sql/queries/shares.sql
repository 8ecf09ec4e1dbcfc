-- Links for viewers.

-- name: create_share
-- role: adventure_tenant
-- None where the account has $6 already.
insert into adventure.shares (user_id, token_hash, scopes, label, expires_at)
select $1, $2, $3, $4, $5 where (select count(*) from adventure.shares where user_id = $1) < $6
returning id, scopes, label, created_at, rotated_at, expires_at

-- name: list_shares
-- role: adventure_tenant
select id, scopes, label, created_at, rotated_at, expires_at
from adventure.shares
where user_id = $1
order by created_at, id

-- name: rotate_share
-- role: adventure_tenant
update adventure.shares set token_hash = $2, rotated_at = now() where id = $1
returning id, scopes, label, created_at, rotated_at, expires_at

-- name: revoke_share
-- role: adventure_tenant
delete from adventure.shares where id = $1 returning id

-- name: present_share
-- role: adventure_system
-- The policy shows the share with this hash only, until the transaction ends.
select set_config('adventure.share_hash', encode($1::bytea, 'hex'), true)

-- name: find_share
-- role: adventure_system
-- Behind `present_share`.
select id, user_id, scopes, expires_at from adventure.shares
where token_hash = $1 and (expires_at is null or expires_at > now())
