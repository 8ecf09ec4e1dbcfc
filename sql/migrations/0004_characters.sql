-- What belongs to a person beside their evenings: characters with looks that must hold and a portrait, a glossary of
-- names, and versions, so that two open pages do not overwrite each other.

-- version counts the changes of environment, lock and style, whoever made them.
alter table public.user_settings
  add column version bigint not null default 1,
  add column glossary jsonb not null default '[]',
  add column glossary_version bigint not null default 1;
grant insert (glossary), update (glossary) on public.user_settings to authenticated;

-- The looks come first in what the storyteller is told. Who is not included is not mentioned to it at all.
alter table public.characters
  add column version bigint not null default 1,
  add column included boolean not null default true,
  add column age text not null default '',
  add column build text not null default '',
  add column species text not null default '',
  add column clothing text not null default '',
  add column gear text not null default '',
  add column portrait_key text,
  add constraint characters_are_short check (
    char_length(name) <= 80 and char_length(description) <= 2000 and char_length(age) <= 80
    and char_length(build) <= 80 and char_length(species) <= 80 and char_length(clothing) <= 200
    and char_length(gear) <= 200
  );
grant insert (included, age, build, species, clothing, gear), update (included, age, build, species, clothing, gear)
  on public.characters to authenticated;
-- A portrait is a blob, which only the server can delete: so only the server deletes characters.
revoke delete on public.characters from authenticated;

create function adventure.count_version() returns trigger
language plpgsql set search_path = ''
as $$
begin
  new.version := old.version + 1;
  return new;
end
$$;
create trigger count_version before update on public.characters
  for each row execute function adventure.count_version();

-- Scenes up to this number are not told to the storyteller any more.
alter table public.sessions add column forgotten_scenes int not null default 0;

-- A person's change, by us or by Supabase's data API, is newer than what the model is thinking and is announced to the
-- account's sockets. The story's own writing sets environment_version itself and is an event of its session.
create or replace function adventure.touch_user_settings() returns trigger
language plpgsql set search_path = ''
as $$
declare
  by_person boolean;
begin
  if tg_op = 'INSERT' then
    by_person := new.environment_version = 0 and (
      new.environment_locked or coalesce(new.current_environment_description, '') <> ''
      or coalesce(new.current_style_text, '') <> ''
    );
    if by_person and coalesce(new.current_environment_description, '') <> '' then
      new.environment_version := 1;
    end if;
  else
    new.updated_at := now();
    by_person := new.environment_locked is distinct from old.environment_locked
      or new.current_style_text is distinct from old.current_style_text;
    if new.current_environment_description is distinct from old.current_environment_description then
      if new.environment_version = old.environment_version then
        by_person := true;
        new.environment_version := old.environment_version + 1;
      end if;
      new.version := old.version + 1;
    elsif by_person then
      new.version := old.version + 1;
    end if;
    if new.glossary is distinct from old.glossary then
      new.glossary_version := old.glossary_version + 1;
    end if;
  end if;
  if by_person then
    perform pg_catalog.pg_notify('adventure_account', new.user_id::text || ':settings');
  end if;
  return new;
end
$$;
drop trigger touch on public.user_settings;
create trigger touch before insert or update on public.user_settings
  for each row execute function adventure.touch_user_settings();

-- Settings taken away are settings changed.
create function adventure.announce_user_settings() returns trigger
language plpgsql set search_path = ''
as $$
begin
  perform pg_catalog.pg_notify('adventure_account', old.user_id::text || ':settings');
  return null;
end
$$;
create trigger announce after delete on public.user_settings
  for each row execute function adventure.announce_user_settings();
revoke all on function adventure.count_version(), adventure.announce_user_settings() from public;
