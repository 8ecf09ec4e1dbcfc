// The names that whoever listens should know, with how they sound: one list, saved as a whole.
// What a pronunciation may be is the server's to judge.

import { useEffect, useRef, useState } from "preact/hooks";
import { useTools } from "../app/tools.ts";
import { characters as texts } from "../texts/characters.ts";
import { problems } from "../texts/problems.ts";
import { Conflict } from "./conflict.tsx";
import { useDeed } from "./deed.ts";
import { Notice, Problem } from "./parts.tsx";
import { useResource } from "./resource.ts";

interface Entry {
  name: string;
  pronunciation: string;
}

interface Names {
  names: Entry[];
}

const PATH = "/api/v1/glossary";

export function Glossary() {
  const { api } = useTools();
  const found = useResource<Names>("glossary", (ask, signal) => ask.get(PATH, { signal }));
  const [draft, setDraft] = useState<Entry[] | null>(null);
  const [told, setTold] = useState("");
  const deed = useDeed();
  const list = useRef<HTMLUListElement>(null);
  const focus = useRef(false);
  const kept = found.reply?.value.names ?? null;
  const entries = draft ?? kept;
  const { names } = texts;

  useEffect(() => {
    if (!focus.current) return;
    focus.current = false;
    list.current?.querySelector<HTMLInputElement>("li:last-child input")?.focus();
  });

  const change = (changed: Entry[]): void => {
    setDraft(changed);
    setTold("");
  };
  const save = (force: boolean): void => {
    if (!entries) return;
    const given = entries.filter((entry) => entry.name.trim() || entry.pronunciation.trim());
    const match = force ? null : (found.reply?.etag ?? null);
    void deed.run(async () => {
      found.set(await api.put<Names>(PATH, { names: given }, { match }));
      setDraft(null);
      setTold(names.saved);
    });
  };
  const theirs = (): void => {
    deed.say("");
    void found.reload().then(() => setDraft(null));
  };

  return (
    <section class="section" aria-labelledby="names">
      <h2 id="names">{names.title}</h2>
      <p class="faint">{names.lead}</p>
      <p class="faint small">{names.soundsHint}</p>
      <Problem text={found.problem} again={() => void found.reload()} />
      {entries === null ? (
        !found.problem && <p class="empty">{problems.loading}</p>
      ) : (
        <form
          class="stack names"
          onSubmit={(event) => {
            event.preventDefault();
            save(false);
          }}
        >
          {entries.length === 0 && <p class="empty">{names.empty}</p>}
          <ul class="name-list" ref={list}>
            {entries.map((entry, at) => (
              <li key={at} class="name-row">
                <input
                  aria-label={names.name}
                  placeholder={names.name}
                  maxLength={80}
                  value={entry.name}
                  onInput={(event) =>
                    change(replaced(entries, at, { ...entry, name: event.currentTarget.value }))
                  }
                />
                <input
                  aria-label={`${names.sounds}: ${entry.name}`}
                  placeholder={names.sounds}
                  maxLength={80}
                  value={entry.pronunciation}
                  onInput={(event) =>
                    change(replaced(entries, at, { ...entry, pronunciation: event.currentTarget.value }))
                  }
                />
                <button
                  type="button"
                  class="plain compact"
                  aria-label={names.remove(entry.name)}
                  onClick={() => change(entries.filter((_one, other) => other !== at))}
                >
                  ✕
                </button>
              </li>
            ))}
          </ul>
          {deed.changed ? (
            <Conflict mine={() => save(true)} theirs={theirs} />
          ) : (
            <Problem text={deed.problem} />
          )}
          <div class="row">
            <button
              type="button"
              onClick={() => {
                focus.current = true;
                change([...entries, { name: "", pronunciation: "" }]);
              }}
            >
              {names.add}
            </button>
            {draft && (
              <button type="submit" class="primary" aria-disabled={deed.busy}>
                {names.save}
              </button>
            )}
            {draft && <span class="faint small">{names.unsaved}</span>}
          </div>
          <Notice>{told}</Notice>
        </form>
      )}
    </section>
  );
}

function replaced(entries: Entry[], at: number, entry: Entry): Entry[] {
  return entries.map((one, other) => (other === at ? entry : one));
}
