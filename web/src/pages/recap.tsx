// An evening to read and to print: title, pictures and words, nothing else.
// Hidden scenes are not in it; table talk only where a person wants it.

import { useEffect, useState } from "preact/hooks";
import { hrefOf } from "../app/route.ts";
import { useTools } from "../app/tools.ts";
import type { RecordedEvent, Timeline } from "../state/timeline.ts";
import { fold, UNREAD } from "../state/timeline.ts";
import { history as texts } from "../texts/history.ts";
import { problems } from "../texts/problems.ts";
import { at } from "../wire/server.ts";
import { useDeed } from "./deed.ts";
import type { Scene, Session } from "./evenings.ts";
import { allScenes, nameOf, SESSIONS, titleOf } from "./evenings.ts";
import { dayOf } from "./format.ts";
import { Problem, Sheet } from "./parts.tsx";
import { problemOf } from "./problem.ts";
import { plainName, save } from "./save.ts";

const PAGE = 500;
const DOWNLOAD_MS = 300_000;

interface Whole {
  session: Session;
  scenes: ReadonlyMap<number, Scene>;
  timeline: Timeline;
}

export function RecapPage({ id }: { id: string }) {
  const { api } = useTools();
  const [whole, setWhole] = useState<Whole | null>(null);
  const [problem, setProblem] = useState("");
  const [aside, setAside] = useState(false);
  const deed = useDeed();
  const { recap } = texts;
  useEffect(() => {
    const limit = new AbortController();
    const { signal } = limit;
    const read = async (): Promise<Whole> => {
      const path = `${SESSIONS}/${id}`;
      const { value: session } = await api.get<Session>(path, { signal });
      const { value: scenes } = await allScenes(api, id, signal);
      let timeline = UNREAD;
      for (let more = true; more; ) {
        const { value } = await api.get<{ events: RecordedEvent[]; next: number | null }>(`${path}/events`, {
          query: { after: timeline.last, limit: PAGE },
          signal,
        });
        timeline = fold(timeline, value.events);
        more = value.next !== null;
      }
      return { session, scenes: new Map(scenes.map((scene) => [scene.number, scene])), timeline };
    };
    read().then(setWhole, (error: unknown) => !signal.aborted && setProblem(problemOf(error)));
    return () => limit.abort();
  }, [api, id]);

  if (!whole) {
    return (
      <Sheet title={texts.evening.recap}>{problem ? <Problem text={problem} /> : problems.loading}</Sheet>
    );
  }
  const title = titleOf(whole.session);
  const download = (): void => {
    void deed.run(async () => {
      const page = await api.file(`${SESSIONS}/${id}/recap`, { timeoutMs: DOWNLOAD_MS });
      save(page, `${plainName(title)}.html`);
    });
  };
  return (
    <main class="page recap">
      <div class="row recap-bar">
        <a href={hrefOf("history", id)}>{recap.back}</a>
        <button type="button" class="primary" onClick={() => print()}>
          {recap.print}
        </button>
        <button type="button" aria-disabled={deed.busy} onClick={download}>
          {recap.download}
        </button>
        <label class="choice">
          <input
            type="checkbox"
            checked={aside}
            onChange={(event) => setAside(event.currentTarget.checked)}
          />
          {recap.aside}
        </label>
        <Problem text={deed.problem} />
      </div>
      <article class="sheet">
        <h1>{title}</h1>
        <p class="sheet-day">{dayOf(whole.session.start_time)}</p>
        {whole.timeline.entries.map((entry) => {
          if (entry.kind === "said") {
            const talk = entry.as === "rules" || entry.as === "chatter";
            return talk && !aside ? null : (
              <p key={entry.key} class={talk ? "aside" : ""}>
                {entry.text}
              </p>
            );
          }
          const scene = entry.kind === "seen" ? whole.scenes.get(entry.scene) : undefined;
          if (!scene?.picture || scene.hidden) return null;
          return (
            <figure key={entry.key}>
              {/* Loaded at once: what was not scrolled to is printed, too. */}
              <img
                src={at(scene.picture.url)}
                width={scene.picture.width}
                height={scene.picture.height}
                alt={scene.prompt ?? ""}
              />
              <figcaption>{nameOf(scene)}</figcaption>
            </figure>
          );
        })}
      </article>
    </main>
  );
}
