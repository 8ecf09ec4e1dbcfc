// The history: all evenings, newest first, and a search through all of them.
// One evening is another page.

import { useState } from "preact/hooks";
import { hrefOf } from "../app/route.ts";
import { useTools } from "../app/tools.ts";
import { history as texts } from "../texts/history.ts";
import { problems } from "../texts/problems.ts";
import { at } from "../wire/server.ts";
import { useDeed } from "./deed.ts";
import type { Session } from "./evenings.ts";
import { SESSIONS, titleOf } from "./evenings.ts";
import { momentOf } from "./format.ts";
import { Problem, Sheet } from "./parts.tsx";
import { useResource } from "./resource.ts";
import { Search } from "./search.tsx";

interface Page {
  sessions: Session[];
  next: string | null;
}

export function HistoryPage() {
  const { api } = useTools();
  const newest = useResource<Page>("sessions", (ask, signal) =>
    ask.get(SESSIONS, { query: { limit: 24 }, signal }),
  );
  const [older, setOlder] = useState<Page | null>(null);
  const deed = useDeed();
  const first = newest.reply?.value ?? null;
  const sessions = [...(first?.sessions ?? []), ...(older?.sessions ?? [])];
  const next = older ? older.next : (first?.next ?? null);
  const more = (): void => {
    void deed.run(async () => {
      const { value } = await api.get<Page>(SESSIONS, { query: { limit: 48, before: next } });
      setOlder({ sessions: [...(older?.sessions ?? []), ...value.sessions], next: value.next });
    });
  };
  return (
    <Sheet title={texts.title} lead={texts.lead}>
      <Search session={null} />
      <Problem text={newest.problem} again={() => void newest.reload()} />
      {first === null && !newest.problem && <p class="empty">{problems.loading}</p>}
      {first?.sessions.length === 0 && <p class="empty">{texts.empty}</p>}
      <ul class="cards evenings">
        {sessions.map((session) => (
          <li key={session.id}>
            <Evening session={session} />
          </li>
        ))}
      </ul>
      <Problem text={deed.problem} />
      {next !== null && (
        <button type="button" aria-disabled={deed.busy} onClick={more}>
          {texts.more}
        </button>
      )}
    </Sheet>
  );
}

function Evening({ session }: { session: Session }) {
  return (
    <a class="evening" href={hrefOf("history", session.id)}>
      <span class="framed evening-picture">
        {session.thumbnail ? (
          <img src={at(session.thumbnail)} width={480} height={270} alt="" loading="lazy" />
        ) : (
          <span class="evening-blank">{texts.noPicture}</span>
        )}
      </span>
      <span class="evening-words">
        <span class="evening-name">
          {titleOf(session)} {session.current && <span class="tag">{texts.current}</span>}
        </span>
        <span class="faint small">
          {momentOf(session.start_time)} · {texts.scenes(session.scenes)}
        </span>
      </span>
    </a>
  );
}
