-- Who owns a session. A process holds an advisory lock (its `holder` key) on its LISTEN connection for its life.

-- name: create_lease
-- role: adventure_system
insert into adventure.leases (session_id, user_id) values ($1, $2) on conflict (session_id) do nothing

-- name: lock_lease
-- role: adventure_system
select holder, epoch, coalesce(expires_at > now(), false) as fresh from adventure.leases where session_id = $1 for update

-- name: holder_is_dead
-- role: adventure_system
-- Shared, so that several may ask at once; its holder has it exclusively. Let go at the end of the transaction.
select pg_try_advisory_xact_lock_shared($1)

-- name: take_lease
-- role: adventure_system
update adventure.leases
set holder = $2, epoch = epoch + 1, expires_at = now() + make_interval(secs => $3), asked = null
where session_id = $1
returning epoch

-- name: ask_for_lease
-- role: adventure_system
with asked as (update adventure.leases set asked = $2::text::jsonb where session_id = $1 returning session_id)
select pg_notify('adventure_ask', $2::text)::text from asked

-- name: renew_leases
-- role: adventure_system
update adventure.leases set expires_at = now() + make_interval(secs => $2) where holder = $1 returning session_id, epoch

-- name: move_leases
-- role: adventure_system
-- The process has a new LISTEN connection and so a new holder key.
update adventure.leases set holder = $2, expires_at = now() + make_interval(secs => $3) where holder = $1
returning session_id, epoch

-- name: release_lease
-- role: adventure_system
update adventure.leases set holder = null, asked = null where session_id = $1 and epoch = $2 and holder = $3

-- name: unowned_work
-- role: adventure_system
-- Sessions with something unfinished that nobody alive holds a fresh lease of; see holder_is_dead.
select work.session_id, work.user_id
from (
  select session_id, user_id from public.jobs where status in ('pending', 'processing')
  union
  select session_id, user_id from public.jobs where outcome = 'final' and scene is null
  union
  select session_id, user_id from public.scenes where status = 'open'
) work
left join adventure.leases l on l.session_id = work.session_id
where l.holder is null
  or (l.holder <> $1 and (l.expires_at < now() or pg_try_advisory_xact_lock_shared(l.holder)))
limit 100
