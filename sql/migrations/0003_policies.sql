-- Who may do what. `authenticated` is a person's client by Supabase's data API; `adventure_tenant` is the server
-- acting for one person; `adventure_system` is the server acting for nobody, and sees ids and states, never content.

do $$
declare
  tenant_table text;
begin
  -- Supabase grants everything in `public` to its roles by default: start from nothing.
  foreach tenant_table in array array[
    'public.user_settings', 'public.characters', 'public.sessions', 'public.session_events', 'public.jobs',
    'public.scenes', 'public.pictures',
    'adventure.leases', 'adventure.streams', 'adventure.utterance_audio', 'adventure.commands'
  ] loop
    execute format('alter table %s enable row level security', tenant_table);
    execute format('alter table %s force row level security', tenant_table);
    execute format('revoke all on %s from public, anon, authenticated', tenant_table);
    execute format('grant select, insert, update, delete on %s to adventure_tenant', tenant_table);
    execute format(
      'create policy server_for_tenant on %s for all to adventure_tenant
         using (user_id = (select auth.uid())) with check (user_id = (select auth.uid()))',
      tenant_table
    );
  end loop;

  foreach tenant_table in array array['public.user_settings', 'public.characters', 'public.sessions'] loop
    execute format(
      'create policy own_rows on %s for all to authenticated
         using (user_id = (select auth.uid())) with check (user_id = (select auth.uid()))',
      tenant_table
    );
  end loop;

  foreach tenant_table in array array[
    'public.session_events', 'public.jobs', 'public.scenes', 'public.pictures'
  ] loop
    execute format('grant select on %s to authenticated', tenant_table);
    execute format(
      'create policy own_rows on %s for select to authenticated using (user_id = (select auth.uid()))',
      tenant_table
    );
  end loop;
end
$$;

grant usage on schema public to authenticated, adventure_tenant, adventure_system;
grant usage on schema adventure to adventure_tenant, adventure_system;

revoke all on sequence public.jobs_id_seq, adventure.commands_id_seq from public, anon, authenticated;
grant usage on sequence public.jobs_id_seq, adventure.commands_id_seq to adventure_tenant;

-- A person's client writes what is a person's; heads and numbers are the server's.
grant select, delete on public.user_settings, public.characters, public.sessions to authenticated;
grant insert (user_id, current_environment_description, environment_locked, current_style_text),
  update (current_environment_description, environment_locked, current_style_text)
  on public.user_settings to authenticated;
grant insert (id, user_id, name, description), update (name, description) on public.characters to authenticated;
grant insert (id, user_id, start_time, name), update (start_time, name, ended_at) on public.sessions to authenticated;

-- The server for nobody: claim and keep leases, find unfinished work, read heads, serve a picture by its id.
grant select, insert, update on adventure.leases to adventure_system;
create policy system_claims on adventure.leases for all to adventure_system using (true) with check (true);

grant select (id, session_id, user_id, mode, ended) on adventure.streams to adventure_system;
create policy system_finds on adventure.streams for select to adventure_system using (true);

grant select (id, session_id, user_id, status, outcome, scene) on public.jobs to adventure_system;
create policy system_finds on public.jobs for select to adventure_system using (true);

grant select (session_id, number, user_id, stage, status) on public.scenes to adventure_system;
create policy system_finds on public.scenes for select to adventure_system using (true);

grant select (id, user_id, head, captured_at, ended_at) on public.sessions to adventure_system;
create policy system_reads_heads on public.sessions for select to adventure_system using (true);

grant select (id, key, content_type, hidden) on public.pictures to adventure_system;
create policy system_serves on public.pictures for select to adventure_system using (true);

do $$
begin
  -- Supabase Realtime pushes what its publication names.
  if exists (select from pg_catalog.pg_publication where pubname = 'supabase_realtime' and not puballtables) then
    begin
      execute 'alter publication supabase_realtime add table public.session_events, public.user_settings';
    exception when insufficient_privilege then
      raise notice 'Realtime: add session_events and user_settings to supabase_realtime in the dashboard.';
    end;
  end if;
end
$$;
