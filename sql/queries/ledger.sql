-- Money, in nano-dollars. Rows are locked in one order everywhere: the call, its session, its account, the server. In a
-- statement of several parts each part reads the one before it, which makes that order.

-- name: book_call
-- role: adventure_system
-- A statement of its own: at its end the session and the account are locked, before their sums are.
-- The call that is about to be made; nothing where this very call was booked before.
insert into adventure.ledger
  (id, user_id, session_id, job, scene, stage, provider, model, prices, month, reserved, reserved_at)
values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12)
on conflict (id) do nothing
returning true

-- name: reserve_cost
-- role: adventure_system
-- Holds $4 for a call of session $1 of account $2 in month $3. A sum that would get beyond its cap ($5 session,
-- $6 account, $7 server; null: none) is left as it is and answered with false: then all of it must be rolled back.
with of_session as (
  insert into adventure.session_spending as s (session_id, user_id, held)
  select $1::uuid, $2::uuid, $4::bigint where $5::bigint is null or $4 <= $5
  on conflict (session_id) do update set held = s.held + excluded.held
  where $5::bigint is null or s.held + s.spent + excluded.held <= $5
  returning true
), of_account as (
  insert into adventure.account_spending as a (user_id, month, held)
  select $2::uuid, $3::date, $4::bigint from of_session where $6::bigint is null or $4 <= $6
  on conflict (user_id, month) do update set held = a.held + excluded.held
  where $6::bigint is null or a.held + a.spent + excluded.held <= $6
  returning true
), of_server as (
  insert into adventure.server_spending as v (month, held)
  select $3::date, $4::bigint from of_account where $7::bigint is null or $4 <= $7
  on conflict (month) do update set held = v.held + excluded.held
  where $7::bigint is null or v.held + v.spent + excluded.held <= $7
  returning true
)
select exists (select from of_session) as session, exists (select from of_account) as account,
  exists (select from of_server) as server

-- name: settle_cost
-- role: adventure_system
-- Ends a reservation as $2 at $5: settled with $3 charged and $4 counted, released, or unknown. Once only.
with call as (
  update adventure.ledger
  set state = $2::text, charged = $3::bigint, usage = $4::jsonb, settled_at = $5
  where id = $1 and state = 'reserved'
  returning user_id, session_id, month, reserved,
    case $2::text when 'settled' then $3::bigint when 'unknown' then reserved else 0 end as taken
), of_session as (
  update adventure.session_spending s set held = s.held - c.reserved, spent = s.spent + c.taken
  from call c where s.session_id = c.session_id
  returning s.session_id
), of_account as (
  update adventure.account_spending a set held = a.held - c.reserved, spent = a.spent + c.taken
  from call c cross join (select count(*) from of_session) as before
  where a.user_id = c.user_id and a.month = c.month
  returning a.user_id
), of_server as (
  update adventure.server_spending v set held = v.held - c.reserved, spent = v.spent + c.taken
  from call c cross join (select count(*) from of_account) as before
  where v.month = c.month
  returning v.month
)
select pg_notify('adventure_usage', session_id::text)::text
from call cross join (select count(*) from of_server) as before
where session_id is not null

-- name: note_refusal
-- role: adventure_system
-- A cap ($3) kept a call of $5 from being made in month $4: its sockets hear of it once.
with noted as (
  insert into adventure.session_spending as s (session_id, user_id, refused_by, refused_month, refused_most)
  values ($1, $2, $3, $4, $5)
  on conflict (session_id) do update
  set refused_by = excluded.refused_by, refused_month = excluded.refused_month, refused_most = excluded.refused_most
  where (s.refused_by, s.refused_month) is distinct from (excluded.refused_by, excluded.refused_month)
    or s.refused_most > excluded.refused_most
  returning s.session_id
)
select pg_notify('adventure_usage', session_id::text)::text from noted

-- name: stale_reservations
-- role: adventure_system
-- Calls that were reserved before $1 and never settled: their process is gone.
select id from adventure.ledger where state = 'reserved' and reserved_at < $1 order by reserved_at limit 100

-- name: read_spending
-- role: adventure_system
-- What a session ($1, of $2) has spent, and in month $3 its account and the server.
select
  coalesce(s.spent, 0) as session_spent, coalesce(s.held, 0) as session_held,
  coalesce(a.spent, 0) as account_spent, coalesce(a.held, 0) as account_held,
  coalesce(v.spent, 0) as server_spent, coalesce(v.held, 0) as server_held,
  s.refused_by, s.refused_month, s.refused_most
from (select 1) as one
left join adventure.session_spending s on s.session_id = $1 and s.user_id = $2
left join adventure.account_spending a on a.user_id = $2 and a.month = $3
left join adventure.server_spending v on v.month = $3

-- name: account_ledger
-- role: adventure_tenant
-- An account's calls behind ($2, $3), the oldest first; at most $4. Nano-dollars.
select id, session_id, job as utterance, scene, stage, provider, model, prices, state, reserved as reserved_nano_usd,
  charged as charged_nano_usd, usage, reserved_at, settled_at
from adventure.ledger
where user_id = $1 and ($2::timestamptz is null or (reserved_at, id) > ($2, $3::uuid))
order by reserved_at, id
limit $4
