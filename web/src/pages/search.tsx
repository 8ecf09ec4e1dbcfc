// Search in what was said and painted: the field, and what was found.
// Where a place that was found leads is an address like any other.

import { useEffect, useState } from "preact/hooks";
import { hrefOf } from "../app/route.ts";
import { useTools } from "../app/tools.ts";
import { history as texts } from "../texts/history.ts";
import { at } from "../wire/server.ts";
import { useDeed } from "./deed.ts";
import { momentOf } from "./format.ts";
import { Problem } from "./parts.tsx";

interface Found {
  kind: "transcript" | "scene";
  session_id: string;
  session_name: string | null;
  utterance: number | null;
  scene: number | null;
  at: string;
  text: string;
  thumbnail: string | null;
}

/** `session` null: in all evenings. `children` is what is there while nothing is searched for. */
export function Search({ session }: { session: string | null }) {
  const { api } = useTools();
  const deed = useDeed();
  const [words, setWords] = useState("");
  const [found, setFound] = useState<{ words: string; results: Found[] } | null>(null);
  useEffect(() => setFound(null), [session]);
  const { search } = texts;
  const label = session === null ? search.label : search.labelHere;
  const go = (event: Event): void => {
    event.preventDefault();
    const q = words.trim();
    if (!q) {
      setFound(null);
      return;
    }
    void deed.run(async () => {
      const query = { q, session, limit: 50 };
      const { value } = await api.get<{ results: Found[] }>("/api/v1/search", { query });
      setFound({ words: q, results: value.results });
    });
  };
  const clear = (): void => {
    setWords("");
    setFound(null);
  };
  return (
    <div class="search" role="search">
      <form class="row" onSubmit={go}>
        <input
          type="search"
          aria-label={label}
          placeholder={label}
          maxLength={200}
          value={words}
          onInput={(event) => setWords(event.currentTarget.value)}
        />
        <button type="submit" aria-disabled={deed.busy}>
          {search.go}
        </button>
        {found && (
          <button type="button" class="plain" onClick={clear}>
            {search.clear}
          </button>
        )}
      </form>
      <Problem text={deed.problem} />
      <p class="faint small" role="status">
        {found && (found.results.length ? search.found(found.results.length) : search.none(found.words))}
      </p>
      {found && found.results.length > 0 && (
        <ol class="found">
          {found.results.map((one) => (
            <li key={`${one.session_id}${one.kind}${one.utterance ?? one.scene}`}>
              <Place one={one} everywhere={session === null} />
            </li>
          ))}
        </ol>
      )}
    </div>
  );
}

function Place({ one, everywhere }: { one: Found; everywhere: boolean }) {
  const where = one.kind === "scene" ? `s${one.scene}` : `u${one.utterance}`;
  return (
    <a class="found-place" href={`${hrefOf("history", one.session_id)}?at=${where}`}>
      {one.thumbnail && <img src={at(one.thumbnail)} width={160} height={90} alt="" loading="lazy" />}
      <span>
        <span class="found-text">{one.text}</span>
        <span class="faint small">
          {one.kind === "scene" ? texts.search.painted : texts.search.said}
          {everywhere && one.session_name && ` · ${one.session_name}`} · {momentOf(one.at)}
        </span>
      </span>
    </a>
  );
}
