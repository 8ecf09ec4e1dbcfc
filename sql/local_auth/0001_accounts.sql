-- Accounts where there is no Supabase: its names and meanings, as far as we use them, so that the same policies and
-- the same clients work on both. Never applied where Supabase owns this schema.

create schema if not exists auth;
comment on schema auth is 'adventure-art: local accounts';
revoke all on schema auth from public;
grant usage on schema auth to anon, authenticated, service_role, adventure_tenant, adventure_system;

create table auth.users (
  id uuid primary key default gen_random_uuid(),
  aud varchar(255) not null default 'authenticated',
  role varchar(255) not null default 'authenticated',
  email varchar(255),
  encrypted_password varchar(255),
  email_confirmed_at timestamptz,
  last_sign_in_at timestamptz,
  raw_app_meta_data jsonb not null default '{}',
  raw_user_meta_data jsonb not null default '{}',
  is_anonymous boolean not null default false,
  banned_until timestamptz,
  created_at timestamptz not null default now(),
  updated_at timestamptz not null default now(),
  deleted_at timestamptz,
  constraint users_email_or_anonymous check (is_anonymous or email is not null)
);
create unique index users_email_key on auth.users (lower(email));

alter table auth.users enable row level security;
alter table auth.users force row level security;
revoke all on auth.users from public, anon, authenticated, service_role;
grant select, insert on auth.users to adventure_system;
create policy system_reads on auth.users for select to adventure_system using (true);
create policy system_signs_up on auth.users for insert to adventure_system with check (true);

-- The three functions are Supabase's, word for word in meaning: the one-claim setting of old first, then the claims.
create function auth.uid() returns uuid
language sql stable set search_path = ''
as $$
  select coalesce(
    nullif(current_setting('request.jwt.claim.sub', true), ''),
    nullif(current_setting('request.jwt.claims', true), '')::jsonb ->> 'sub'
  )::uuid
$$;

create function auth.role() returns text
language sql stable set search_path = ''
as $$
  select coalesce(
    nullif(current_setting('request.jwt.claim.role', true), ''),
    nullif(current_setting('request.jwt.claims', true), '')::jsonb ->> 'role'
  )
$$;

create function auth.jwt() returns jsonb
language sql stable set search_path = ''
as $$
  select coalesce(
    nullif(current_setting('request.jwt.claim', true), ''),
    nullif(current_setting('request.jwt.claims', true), '')
  )::jsonb
$$;
