-- A picture that a person asks for is a scene from its first moment, so that it survives whatever a scene survives.
-- `asked`: {"prompt": their words or "", "again": the decision of the scene that is painted once more, or null}.
alter table public.scenes add column asked jsonb;

-- Where a scene is, by a short name that is the same whenever the party is there; and where the session is now.
alter table public.scenes add column place text;
alter table public.sessions add column place text;
create index scenes_place_idx on public.scenes (session_id, place, number) where place is not null;

-- Requests were to go this way; nothing ever did.
drop table adventure.commands;
