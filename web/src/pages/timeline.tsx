// An evening from beginning to end: what was said, what was painted or why not, and how the place changed.
// Folding events into entries is ../state/timeline.ts's.

import { useCallback, useEffect, useRef, useState } from "preact/hooks";
import { useMessages, useTools } from "../app/tools.ts";
import type { ServerMessage } from "../generated/protocol.ts";
import type { Entry, Place, RecordedEvent, Said, Timeline } from "../state/timeline.ts";
import { fold, UNREAD, without } from "../state/timeline.ts";
import { history as texts } from "../texts/history.ts";
import { problems } from "../texts/problems.ts";
import { at } from "../wire/server.ts";
import { useDeed } from "./deed.ts";
import type { Scene } from "./evenings.ts";
import { nameOf, SESSIONS } from "./evenings.ts";
import { clockOf, usd } from "./format.ts";
import { SceneDeeds } from "./gallery.tsx";
import { Dialog, Problem } from "./parts.tsx";
import { problemOf } from "./problem.ts";
import type { Recordings } from "./recordings.ts";
import { useRecordings } from "./recordings.ts";

const PAGE = 500;

interface Props {
  session: string;
  scenes: readonly Scene[];
  changed: () => Promise<void>;
  /** Key of the entry to begin at. */
  place: string | null;
}

export function TimelineView({ session, scenes, changed, place }: Props) {
  const { api, studio } = useTools();
  const [timeline, setTimeline] = useState<Timeline>(UNREAD);
  const [whole, setWhole] = useState(false);
  const [problem, setProblem] = useState("");
  const reading = useRef(false);
  const latest = useRef(timeline);

  const read = useCallback(async (): Promise<void> => {
    if (reading.current) return;
    reading.current = true;
    try {
      for (let more = true; more; ) {
        const { value } = await api.get<{ events: RecordedEvent[]; next: number | null }>(
          `${SESSIONS}/${session}/events`,
          { query: { after: latest.current.last, limit: PAGE } },
        );
        latest.current = fold(latest.current, value.events);
        setTimeline(latest.current);
        more = value.next !== null;
      }
      setWhole(true);
      setProblem("");
    } catch (error) {
      setProblem(problemOf(error));
    } finally {
      reading.current = false;
    }
  }, [api, session]);
  useEffect(() => void read(), [read]);
  useMessages(
    useCallback(
      (message: ServerMessage) => {
        if ("seq" in message && studio.view.story.session === session) void read();
      },
      [read, session, studio],
    ),
  );

  const remove = (key: string): void => {
    latest.current = without(latest.current, key);
    setTimeline(latest.current);
  };
  const list = useRef<HTMLOListElement>(null);
  useEffect(() => {
    if (!whole || place === null) return;
    const entry = list.current?.querySelector<HTMLElement>(`[data-key="${CSS.escape(place)}"]`);
    entry?.scrollIntoView({ block: "center" });
    entry?.focus({ preventScroll: true });
  }, [whole, place]);

  const heard = timeline.entries.reduce(
    (last, entry) => (entry.kind === "said" ? Math.max(last, entry.utterance) : last),
    0,
  );
  const recordings = useRecordings(session, whole ? heard : 0);

  const known = new Map(scenes.map((scene) => [scene.number, scene]));
  const entries = timeline.entries.filter((entry) => entry.kind !== "seen" || known.has(entry.scene));
  return (
    <>
      <Problem text={problem} again={() => void read()} />
      {!whole && !problem && <p class="empty">{problems.loading}</p>}
      {whole && entries.length === 0 && <p class="empty">{texts.evening.nothing}</p>}
      <ol class="timeline" ref={list}>
        {entries.map((entry) => (
          <li
            key={entry.key}
            class="moment"
            data-key={entry.key}
            data-kind={entry.kind}
            data-found={entry.key === place}
            tabIndex={-1}
          >
            <time class="faint small" dateTime={entry.at}>
              {clockOf(entry.at)}
            </time>
            <Moment
              entry={entry}
              session={session}
              scenes={known}
              recordings={recordings}
              changed={changed}
              remove={remove}
            />
          </li>
        ))}
      </ol>
    </>
  );
}

interface MomentProps {
  entry: Entry;
  session: string;
  scenes: ReadonlyMap<number, Scene>;
  recordings: Recordings;
  changed: () => Promise<void>;
  remove: (key: string) => void;
}

function Moment({ entry, session, scenes, recordings, changed, remove }: MomentProps) {
  switch (entry.kind) {
    case "said":
      return (
        <Words said={entry} session={session} recordings={recordings} remove={() => remove(entry.key)} />
      );
    case "place":
      return <Changed place={entry} />;
    case "seen": {
      const scene = scenes.get(entry.scene);
      return scene ? <Seen scene={scene} session={session} changed={changed} /> : null;
    }
  }
}

interface WordsProps {
  said: Said;
  session: string;
  recordings: Recordings;
  remove: () => void;
}

function Words({ said, session, recordings, remove }: WordsProps) {
  const { api } = useTools();
  const deed = useDeed();
  const listening = useDeed();
  const plays = recordings.playing === said.utterance;
  const [asking, setAsking] = useState(false);
  const { timeline } = texts;
  const label = said.as ? timeline.kinds[said.as] : "";
  const erase = (): void => {
    if (plays) recordings.stop();
    void deed
      .run(() => api.delete(`${SESSIONS}/${session}/utterances/${said.utterance}`))
      .then((done) => {
        if (done) remove();
        else setAsking(false);
      });
  };
  return (
    <div class="said" data-kind={said.as ?? undefined}>
      <p>
        {label && <span class="tag">{label}</span>} {said.text}
        {said.corrected && <span class="faint small"> ({timeline.corrected})</span>}
      </p>
      <span class="said-deeds">
        {recordings.kept.has(said.utterance) && (
          <button
            type="button"
            class="plain compact quiet"
            aria-label={timeline.listenTo(said.text)}
            aria-pressed={plays}
            onClick={() =>
              plays ? recordings.stop() : void listening.run(() => recordings.play(said.utterance))
            }
          >
            {plays ? "■" : "▶"}
          </button>
        )}
        <button
          type="button"
          class="plain compact quiet"
          aria-label={timeline.removeOf(said.text)}
          onClick={() => setAsking(true)}
        >
          ✕
        </button>
      </span>
      <Problem text={deed.problem || listening.problem} />
      {asking && (
        <Dialog title={timeline.removeTitle} onClose={() => setAsking(false)}>
          <blockquote>{said.text}</blockquote>
          <p>{timeline.removeLead}</p>
          <div class="actions">
            <button type="button" onClick={() => setAsking(false)}>
              {problems.cancel}
            </button>
            <button type="button" class="danger" aria-disabled={deed.busy} onClick={erase}>
              {timeline.remove}
            </button>
          </div>
        </Dialog>
      )}
    </div>
  );
}

function Changed({ place }: { place: Place }) {
  return (
    <div class="place-change">
      <h2>{place.byPerson ? texts.timeline.placeByPerson : texts.timeline.place}</h2>
      <p>{place.description || "—"}</p>
    </div>
  );
}

function Seen({ scene, session, changed }: { scene: Scene; session: string; changed: () => Promise<void> }) {
  const { scene: words } = texts;
  if (!scene.picture) {
    return (
      <p class="faint">
        <em>{words.unpainted}:</em> {scene.reason ?? scene.status}
      </p>
    );
  }
  return (
    <div class="seen" data-scene={scene.number}>
      {scene.hidden ? (
        <span class="framed seen-picture evening-blank">{words.hidden}</span>
      ) : (
        <a class="framed seen-picture" href={at(scene.picture.url)} target="_blank" rel="noreferrer">
          <img
            src={at(scene.picture.thumbnail)}
            width={480}
            height={270}
            alt={words.open(nameOf(scene))}
            loading="lazy"
          />
        </a>
      )}
      <div>
        <h2 class="tile-name">{nameOf(scene)}</h2>
        <p class="faint small">
          {words.number(scene.number)}
          {scene.cost_usd > 0 && ` · ${usd(scene.cost_usd)}`}
        </p>
        {scene.reason && <p class="faint small">{scene.reason}</p>}
        <SceneDeeds session={session} scene={scene} changed={changed} />
      </div>
    </div>
  );
}
