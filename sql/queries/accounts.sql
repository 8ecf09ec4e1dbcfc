-- Local accounts, their sign-ins and what was mailed to them.

-- name: create_user
-- role: adventure_system
-- Nothing where the address is taken. $1 null: an anonymous account.
insert into auth.users (email, encrypted_password, raw_user_meta_data, is_anonymous, email_confirmed_at,
  raw_app_meta_data)
values ($1::text, $2::text, $3::jsonb, $1::text is null, case when $4::boolean then now() end,
  case when $1::text is null then '{}'::jsonb else '{"provider": "email", "providers": ["email"]}'::jsonb end)
on conflict (lower(email)) do nothing
returning *

-- name: read_user
-- role: adventure_system
select * from auth.users where id = $1

-- name: user_of_email
-- role: adventure_system
select * from auth.users where lower(email) = lower($1::text)

-- name: change_user
-- role: adventure_system
-- Null leaves a thing as it is; a new address is a confirmed one and makes the account a lasting one.
update auth.users set
  email = coalesce($2::text, email),
  email_confirmed_at = case when $2::text is null then email_confirmed_at else now() end,
  is_anonymous = is_anonymous and $2::text is null,
  raw_app_meta_data = case when $2::text is null then raw_app_meta_data
    else raw_app_meta_data || '{"provider": "email", "providers": ["email"]}'::jsonb end,
  email_change = case when $2::text is null then coalesce($3::text, email_change) end,
  encrypted_password = coalesce($4::text, encrypted_password),
  raw_user_meta_data = raw_user_meta_data || coalesce($5::jsonb, '{}'),
  updated_at = now()
where id = $1 and deleted_at is null
returning *

-- name: confirm_user
-- role: adventure_system
update auth.users set email_confirmed_at = coalesce(email_confirmed_at, now()), updated_at = now()
where id = $1 and deleted_at is null returning *

-- name: delete_user
-- role: adventure_system
delete from auth.users where id = $1

-- name: begin_sign_in
-- role: adventure_system
with signed_in as (
  update auth.users set last_sign_in_at = now() where id = $1 and deleted_at is null returning id
)
insert into auth.sessions (user_id, method) select id, $2::text from signed_in returning id

-- name: end_surplus_sign_ins
-- role: adventure_system
delete from auth.sessions where id in (
  select id from auth.sessions where user_id = $1 order by refreshed_at desc, id offset $2::int
)
returning id

-- name: lock_sign_in
-- role: adventure_system
-- Two who refresh at once come one after the other, and the second sees what the first did.
select s.counter, s.user_id, s.method, s.created_at, clock_timestamp() - s.refreshed_at < $2::interval as recent
from auth.sessions s where s.id = $1 for update

-- name: advance_sign_in
-- role: adventure_system
update auth.sessions set counter = counter + 1, refreshed_at = clock_timestamp() where id = $1

-- name: end_sign_ins
-- role: adventure_system
-- All of an account, or only $2, or all but $3.
delete from auth.sessions
where user_id = $1 and ($2::uuid is null or id = $2) and ($3::uuid is null or id <> $3)
returning id

-- name: announce_end
-- role: adventure_system
select pg_notify('adventure_sign_in', $1::text)

-- name: living_sign_ins
-- role: adventure_system
select id from auth.sessions where id = any ($1::uuid[])

-- name: is_signed_in
-- role: adventure_system
select exists (select from auth.sessions where id = $1 and user_id = $2)

-- name: keep_one_time_token
-- role: adventure_system
-- One of each type: a newer one takes the place of an older one.
insert into auth.one_time_tokens (token_hash, user_id, token_type, relates_to, code_challenge, expires_at)
values ($1, $2, $3, $4, $5, now() + $6::interval)
on conflict (user_id, token_type) do update set token_hash = excluded.token_hash, relates_to = excluded.relates_to,
  code_challenge = excluded.code_challenge, created_at = now(), expires_at = excluded.expires_at

-- name: take_one_time_token
-- role: adventure_system
delete from auth.one_time_tokens where token_hash = $1 and token_type = $2
returning user_id, relates_to, code_challenge, expires_at > now() as fresh

-- name: mirror_user
-- role: adventure_system
-- Where somebody else keeps the accounts and we the database: their ids, for our keys to point at.
insert into auth.users (id, is_anonymous, raw_app_meta_data) values ($1, true, '{"provider": "external"}')
on conflict (id) do nothing

-- name: accounts_are_ours
-- role: adventure_system
select coalesce(obj_description(to_regnamespace('auth')::oid, 'pg_namespace') = 'adventure-art: local accounts', false)
