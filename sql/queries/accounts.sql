-- Local accounts.

-- name: create_anonymous_user
-- role: adventure_system
insert into auth.users (is_anonymous, raw_app_meta_data) values (true, '{}') returning id

-- name: user_exists
-- role: adventure_system
select exists (select from auth.users where id = $1)
