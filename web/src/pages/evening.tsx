// One evening: its facts, what can be done with all of it, and its two views.
// How scenes and words are shown is theirs.

import { useCallback, useEffect, useState } from "preact/hooks";
import { hrefOf } from "../app/route.ts";
import type { Route } from "../app/route.ts";
import { useMessages, useTools } from "../app/tools.ts";
import type { ServerMessage } from "../generated/protocol.ts";
import { history as texts } from "../texts/history.ts";
import { problems } from "../texts/problems.ts";
import type { Reply } from "../wire/api.ts";
import { Conflict } from "./conflict.tsx";
import { useDeed } from "./deed.ts";
import type { Scene, Session } from "./evenings.ts";
import { allScenes, SESSIONS, titleOf } from "./evenings.ts";
import { lengthOf, momentOf, usd } from "./format.ts";
import { Gallery } from "./gallery.tsx";
import { Dialog, Field, Problem, Sheet } from "./parts.tsx";
import { useResource } from "./resource.ts";
import { plainName, save } from "./save.ts";
import { Search } from "./search.tsx";
import { TimelineView } from "./timeline.tsx";

/** Messages after which an evening's scenes are looked up again. */
const NEWS: ReadonlySet<ServerMessage["type"]> = new Set<ServerMessage["type"]>([
  "image.published",
  "image.failed",
  "scene.skipped",
  "scene.hidden",
  "scene.shown",
  "scene.pinned",
]);
const EXPORT_MS = 600_000;

export function EveningPage({ id, route }: { id: string; route: Route }) {
  const { studio } = useTools();
  const session = useResource<Session>(`session ${id}`, (api, signal) =>
    api.get(`${SESSIONS}/${id}`, { signal }),
  );
  const scenes = useResource<Scene[]>(`scenes ${id}`, (api, signal) => allScenes(api, id, signal));
  const { reload } = scenes;
  useMessages(
    useCallback(
      (message: ServerMessage) => {
        if (NEWS.has(message.type) && studio.view.story.session === id) void reload();
      },
      [id, reload, studio],
    ),
  );
  const place = route.query["at"] ?? null;
  const timeline = place !== null || route.query["view"] === "timeline";
  const known = session.reply;
  const { evening } = texts;
  if (!known) {
    return (
      <Sheet title={texts.title}>
        {session.problem ? (
          <>
            <Problem text={session.problem} again={() => void session.reload()} />
            <a href={hrefOf("history")}>{evening.back}</a>
          </>
        ) : (
          <p class="empty">{problems.loading}</p>
        )}
      </Sheet>
    );
  }
  const view = (name: string): string => `${hrefOf("history", id)}?view=${name}`;
  return (
    <Sheet
      title={titleOf(known.value)}
      lead={<a href={hrefOf("history")}>{evening.back}</a>}
      actions={<Deeds known={known} changed={session.set} />}
    >
      <Facts session={known.value} scenes={scenes.reply?.value ?? null} />
      <div class="evening-bar">
        <nav class="tabs" aria-label={evening.views}>
          <a class="button" href={view("gallery")} aria-current={timeline ? undefined : "true"}>
            {evening.gallery}
          </a>
          <a class="button" href={view("timeline")} aria-current={timeline ? "true" : undefined}>
            {evening.timeline}
          </a>
        </nav>
        <Search session={id} />
      </div>
      <Problem text={scenes.problem} again={() => void scenes.reload()} />
      {scenes.reply &&
        (timeline ? (
          <TimelineView session={id} scenes={scenes.reply.value} changed={reload} place={place} />
        ) : (
          <Gallery session={id} scenes={scenes.reply.value} changed={reload} />
        ))}
    </Sheet>
  );
}

function Facts({ session, scenes }: { session: Session; scenes: readonly Scene[] | null }) {
  const { api } = useTools();
  const [used, setUsed] = useState<{ heard_s: number; cost_usd: number } | null>(null);
  const { facts } = texts.evening;
  useEffect(() => {
    const limit = new AbortController();
    const from = session.start_time.slice(0, 10);
    const to = new Date(Date.parse(from) + 3 * 86_400_000).toISOString().slice(0, 10);
    api
      .get<{ sessions: { session_id: string; heard_s: number; cost_usd: number }[] }>("/api/v1/usage", {
        query: { from, to },
        signal: limit.signal,
      })
      .then(
        ({ value }) => setUsed(value.sessions.find((one) => one.session_id === session.id) ?? null),
        () => undefined,
      );
    return () => limit.abort();
  }, [api, session.id, session.head]);
  const painted = scenes?.filter((scene) => scene.picture).length;
  return (
    <dl class="facts-line">
      <div>
        <dt>{facts.began}</dt>
        <dd>{momentOf(session.start_time)}</dd>
      </div>
      {session.ended_at && (
        <div>
          <dt>{facts.ended}</dt>
          <dd>{momentOf(session.ended_at)}</dd>
        </div>
      )}
      {painted !== undefined && (
        <div>
          <dt>{facts.pictures}</dt>
          <dd>{painted}</dd>
        </div>
      )}
      {used && (
        <>
          <div>
            <dt>{facts.heard}</dt>
            <dd>{lengthOf(used.heard_s)}</dd>
          </div>
          <div>
            <dt>{facts.cost}</dt>
            <dd>{used.cost_usd > 0 ? usd(used.cost_usd) : facts.free}</dd>
          </div>
        </>
      )}
    </dl>
  );
}

function Deeds({ known, changed }: { known: Reply<Session>; changed: (reply: Reply<Session>) => void }) {
  const { api } = useTools();
  const [asking, setAsking] = useState<"name" | "end" | "remove" | null>(null);
  const deed = useDeed();
  const packing = useDeed();
  const session = known.value;
  const path = `${SESSIONS}/${session.id}`;
  const { evening } = texts;
  const close = (): void => {
    setAsking(null);
    deed.say("");
  };
  const pack = (): void => {
    void packing.run(async () => {
      save(await api.file(`${path}/export`, { timeoutMs: EXPORT_MS }), `${plainName(titleOf(session))}.zip`);
    });
  };
  const end = (): void => {
    void deed
      .run(async () => changed(await api.post<Session>(`${path}/end`)))
      .then((done) => done && close());
  };
  const remove = (): void => {
    void deed.run(async () => {
      await api.delete(path);
      location.hash = hrefOf("history");
    });
  };
  return (
    <>
      <a class="button" href={hrefOf("history", session.id, "recap")}>
        {evening.recap}
      </a>
      <button type="button" aria-disabled={packing.busy} onClick={pack}>
        {packing.busy ? evening.exporting : evening.exportAll}
      </button>
      <button type="button" class="plain" onClick={() => setAsking("name")}>
        {evening.rename}
      </button>
      {!session.ended_at && (
        <button type="button" class="plain" onClick={() => setAsking("end")}>
          {evening.end}
        </button>
      )}
      <button type="button" class="plain" onClick={() => setAsking("remove")}>
        {evening.remove}
      </button>
      <Problem text={packing.problem} />
      {asking === "name" && <Rename known={known} changed={changed} close={close} />}
      {asking === "end" && (
        <Dialog title={evening.endTitle} onClose={close}>
          <p>{evening.endLead}</p>
          <Problem text={deed.problem} />
          <div class="actions">
            <button type="button" onClick={close}>
              {problems.cancel}
            </button>
            <button type="button" class="primary" aria-disabled={deed.busy} onClick={end}>
              {evening.end}
            </button>
          </div>
        </Dialog>
      )}
      {asking === "remove" && (
        <Dialog title={evening.removeTitle} onClose={close}>
          <p>{evening.removeLead}</p>
          <Problem text={deed.problem} />
          <div class="actions">
            <button type="button" onClick={close}>
              {problems.cancel}
            </button>
            <button type="button" class="danger" aria-disabled={deed.busy} onClick={remove}>
              {evening.removeDo}
            </button>
          </div>
        </Dialog>
      )}
    </>
  );
}

interface RenameProps {
  known: Reply<Session>;
  changed: (reply: Reply<Session>) => void;
  close: () => void;
}

function Rename({ known, changed, close }: RenameProps) {
  const { api } = useTools();
  const deed = useDeed();
  const [name, setName] = useState(known.value.name ?? "");
  const { evening } = texts;
  const path = `${SESSIONS}/${known.value.id}`;
  const submit = (force: boolean): void => {
    void deed
      .run(async () => {
        const match = force ? null : known.etag;
        changed(await api.patch<Session>(path, { name: name.trim() || null }, { match }));
      })
      .then((done) => done && close());
  };
  const theirs = (): void => {
    void deed.run(async () => {
      const reply = await api.get<Session>(path);
      changed(reply);
      setName(reply.value.name ?? "");
    });
  };
  return (
    <Dialog title={evening.rename} onClose={close}>
      <form
        class="stack"
        onSubmit={(event) => {
          event.preventDefault();
          submit(false);
        }}
      >
        <Field label={evening.name}>
          {(bound) => (
            <input
              {...bound}
              maxLength={200}
              value={name}
              onInput={(event) => setName(event.currentTarget.value)}
            />
          )}
        </Field>
        {deed.changed ? (
          <Conflict mine={() => submit(true)} theirs={theirs} />
        ) : (
          <Problem text={deed.problem} />
        )}
        <div class="actions">
          <button type="button" onClick={close}>
            {problems.cancel}
          </button>
          <button type="submit" class="primary" aria-disabled={deed.busy}>
            {evening.saveName}
          </button>
        </div>
      </form>
    </Dialog>
  );
}
