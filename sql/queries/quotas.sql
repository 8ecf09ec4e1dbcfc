-- What keeps a crowd of one account's requests from making more than it may have.

-- name: wait_for_account
-- role: adventure_tenant
-- A statement of its own before the one that counts: that one sees what was committed while this one waited. Two numbers
-- make another kind of lock than the processes' holders, which are one.
select pg_advisory_xact_lock(1161, hashtext($1::uuid::text))
