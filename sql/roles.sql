-- The roles, made or repaired at the start of every migration run; roles belong to the whole server, not to one
-- database, so each step looks before it acts. Needs a login that may create roles, the first time only.

do $$
declare
  role_name text;
  login text;
begin
  -- Supabase has the first three. Elsewhere they stand for the same: no token, a person's token, the operator's key.
  foreach role_name in array array['anon', 'authenticated', 'service_role', 'adventure_tenant', 'adventure_system'] loop
    if not exists (select from pg_catalog.pg_roles where rolname = role_name) then
      begin
        execute format('create role %I nologin noinherit', role_name);
      exception when duplicate_object or unique_violation then
        null;  -- another database of this server is being migrated at the same time
      end;
    end if;
  end loop;

  -- Whoever serves may become either role, and has nothing of theirs until it does.
  foreach login in array array[session_user::text, 'adventure_server'] loop
    if exists (select from pg_catalog.pg_roles where rolname = login) then
      foreach role_name in array array['adventure_tenant', 'adventure_system'] loop
        if current_setting('server_version_num')::int >= 160000 then
          if not exists (
            select from pg_catalog.pg_auth_members m
            where m.roleid = role_name::regrole and m.member = login::regrole
              and (to_jsonb(m) ->> 'set_option')::boolean and not (to_jsonb(m) ->> 'inherit_option')::boolean
          ) then
            execute format('grant %I to %I with inherit false, set true', role_name, login);
          end if;
        elsif not exists (
          select from pg_catalog.pg_auth_members m where m.roleid = role_name::regrole and m.member = login::regrole
        ) then
          execute format('grant %I to %I', role_name, login);
        end if;
      end loop;
    end if;
  end loop;
end
$$;
