-- A picture that a person asks for is a scene from its first moment, so that it survives whatever a scene survives.
-- `asked`: {"prompt": their words or "", "again": the decision of the scene that is painted once more, or null}.
alter table public.scenes add column asked jsonb;

-- Where a scene is, by a short name that is the same whenever the party is there; and where the session is now, which
-- holds for the environment of that version. `recalled`: the scene whose picture is shown again because the party has
-- come back to its place; `recall_id`: how the picture that this makes is called.
alter table public.scenes add column place text, add column recalled int, add column recall_id text;
alter table public.sessions add column place text, add column place_version bigint;
create index scenes_place_idx on public.scenes (session_id, place, number) where place is not null;

-- Requests were to go this way; nothing ever did.
drop table adventure.commands;
