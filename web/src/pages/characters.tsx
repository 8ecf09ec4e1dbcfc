// The characters' page: who there is, who is in the story, and below them the names to be heard.
// The story learns of changes by itself.

import { useState } from "preact/hooks";
import { useTools } from "../app/tools.ts";
import { characters as texts } from "../texts/characters.ts";
import { problems } from "../texts/problems.ts";
import { CharacterEditor } from "./character_editor.tsx";
import type { Character } from "./character_editor.tsx";
import { useDeed } from "./deed.ts";
import { Glossary } from "./glossary.tsx";
import { Notice, Problem, Sheet } from "./parts.tsx";
import { Portrait } from "./portrait.tsx";
import { useResource } from "./resource.ts";

const PATH = "/api/v1/characters";

export function CharactersPage() {
  const found = useResource<Character[]>("characters", (api, signal) => api.get(PATH, { signal }));
  const [open, setOpen] = useState<string | null>(null);
  const all = found.reply?.value ?? null;
  const add = (
    <button type="button" class="primary" onClick={() => setOpen("new")}>
      {texts.add}
    </button>
  );
  return (
    <Sheet title={texts.title} lead={texts.lead} actions={add}>
      <Problem text={found.problem} again={() => void found.reload()} />
      {all === null && !found.problem && <p class="empty">{problems.loading}</p>}
      {all?.length === 0 && <p class="empty">{texts.empty}</p>}
      {all && all.length > 0 && (
        <ul class="cards people">
          {all.map((one) => (
            <Person key={one.id} one={one} edit={() => setOpen(one.id)} changed={found.reload} />
          ))}
        </ul>
      )}
      <Glossary />
      {open !== null && (
        <CharacterEditor
          key={open}
          id={open === "new" ? null : open}
          close={() => setOpen(null)}
          changed={found.reload}
        />
      )}
    </Sheet>
  );
}

function Person({ one, edit, changed }: { one: Character; edit: () => void; changed: () => Promise<void> }) {
  const { api } = useTools();
  const deed = useDeed();
  // Shown at once; what the server says of it counts.
  const [wanted, setWanted] = useState<boolean | null>(null);
  const included = wanted ?? one.included;
  const include = (now: boolean): void => {
    setWanted(now);
    void deed
      .run(async () => {
        try {
          await api.put(`${PATH}/${one.id}`, { included: now }, { match: `"${one.version}"` });
        } finally {
          await changed();
        }
      })
      .then(() => setWanted(null));
  };
  const { species, age, build } = one.attributes;
  const looks = [species, age, build].filter(Boolean).join(", ");
  return (
    <li class="card person" data-included={included}>
      <button type="button" class="person-face" aria-label={texts.edit(one.name)} onClick={edit}>
        <Portrait path={one.portrait} version={one.version} name={one.name} />
      </button>
      <div class="person-words">
        <h2>{one.name}</h2>
        {looks && <p class="faint">{looks}</p>}
        {one.description && <p class="clamp">{one.description}</p>}
        <label class="choice">
          <input
            type="checkbox"
            checked={included}
            aria-label={texts.include(one.name)}
            onChange={(event) => include(event.currentTarget.checked)}
          />
          {included ? texts.included : texts.left}
        </label>
        <Notice mood="bad">{deed.problem}</Notice>
      </div>
    </li>
  );
}
