// The pictures of an evening, side by side; each can be looked at, hidden, shown again and deleted.
// What was not painted is the timeline's to tell.

import { useState } from "preact/hooks";
import { useTools } from "../app/tools.ts";
import { history as texts } from "../texts/history.ts";
import { problems } from "../texts/problems.ts";
import { at } from "../wire/server.ts";
import { useDeed } from "./deed.ts";
import type { Scene } from "./evenings.ts";
import { nameOf, SESSIONS } from "./evenings.ts";
import { clockOf, usd } from "./format.ts";
import { Dialog, Problem } from "./parts.tsx";

interface Props {
  session: string;
  scenes: readonly Scene[];
  changed: () => Promise<void>;
}

export function Gallery({ session, scenes, changed }: Props) {
  const painted = scenes.filter((scene) => scene.picture);
  const [open, setOpen] = useState<number | null>(null);
  if (painted.length === 0) return <p class="empty">{texts.evening.noPictures}</p>;
  const visible = painted.filter((scene) => !scene.hidden);
  const shown = visible.find((scene) => scene.number === open);
  return (
    <>
      <ul class="cards gallery">
        {painted.map((scene) => (
          <li key={scene.number}>
            <Tile session={session} scene={scene} changed={changed} look={() => setOpen(scene.number)} />
          </li>
        ))}
      </ul>
      {shown && <Look scene={shown} all={visible} go={setOpen} close={() => setOpen(null)} />}
    </>
  );
}

interface TileProps {
  session: string;
  scene: Scene;
  changed: () => Promise<void>;
  look: () => void;
}

function Tile({ session, scene, changed, look }: TileProps) {
  const name = nameOf(scene);
  const { scene: words } = texts;
  return (
    <figure class="tile" data-scene={scene.number} data-hidden={scene.hidden}>
      {scene.hidden || !scene.picture ? (
        <span class="framed tile-picture evening-blank">{words.hidden}</span>
      ) : (
        <button type="button" class="framed tile-picture" aria-label={words.open(name)} onClick={look}>
          <img src={at(scene.picture.thumbnail)} width={480} height={270} alt={name} loading="lazy" />
        </button>
      )}
      <figcaption>
        <span class="tile-name">{name}</span>
        <span class="faint small">
          {words.number(scene.number)} · {clockOf(scene.created_at)}
          {scene.cost_usd > 0 && ` · ${usd(scene.cost_usd)}`}
          {scene.pinned && ` · ${words.pinned}`}
        </span>
      </figcaption>
      <SceneDeeds session={session} scene={scene} changed={changed} />
    </figure>
  );
}

/** Hide, show again, delete. */
export function SceneDeeds({ session, scene, changed }: Omit<TileProps, "look">) {
  const { api } = useTools();
  const deed = useDeed();
  const [deleting, setDeleting] = useState(false);
  const { scene: words } = texts;
  const path = `${SESSIONS}/${session}/scenes/${scene.number}`;
  const name = nameOf(scene);
  const act = (ask: () => Promise<unknown>): void => {
    void deed.run(ask).then(changed);
  };
  const toggle = scene.hidden ? words.show : words.hide;
  return (
    <div class="row tile-deeds">
      <button
        type="button"
        class="plain compact"
        aria-label={words.actionOn(toggle, name)}
        aria-disabled={deed.busy}
        onClick={() => act(() => api.post(`${path}/${scene.hidden ? "show" : "hide"}`))}
      >
        {toggle}
      </button>
      <button
        type="button"
        class="plain compact"
        aria-label={words.actionOn(words.remove, name)}
        onClick={() => setDeleting(true)}
      >
        {words.remove}
      </button>
      <Problem text={deed.problem} />
      {deleting && (
        <Dialog title={words.removeTitle(name)} onClose={() => setDeleting(false)}>
          <p>{words.removeLead}</p>
          <div class="actions">
            <button type="button" onClick={() => setDeleting(false)}>
              {problems.cancel}
            </button>
            <button
              type="button"
              class="danger"
              onClick={() => {
                setDeleting(false);
                act(() => api.delete(path));
              }}
            >
              {words.remove}
            </button>
          </div>
        </Dialog>
      )}
    </div>
  );
}

interface LookProps {
  scene: Scene;
  all: readonly Scene[];
  go: (scene: number) => void;
  close: () => void;
}

/** A picture large, with all that it was made of. */
function Look({ scene, all, go, close }: LookProps) {
  const place = all.findIndex((one) => one.number === scene.number);
  const before = all[place - 1];
  const after = all[place + 1];
  const { scene: words } = texts;
  const { picture } = scene;
  const onKey = (event: KeyboardEvent): void => {
    const to = event.key === "ArrowLeft" ? before : event.key === "ArrowRight" ? after : undefined;
    if (to) go(to.number);
  };
  return (
    <Dialog title={nameOf(scene)} onClose={close} wide>
      <div class="look" onKeyDown={onKey}>
        {picture && (
          <div class="framed">
            <img src={at(picture.url)} width={picture.width} height={picture.height} alt={nameOf(scene)} />
          </div>
        )}
        <div class="actions look-actions">
          <button type="button" aria-disabled={!before} onClick={() => before && go(before.number)}>
            {words.earlier}
          </button>
          <button type="button" aria-disabled={!after} onClick={() => after && go(after.number)}>
            {words.later}
          </button>
          <button type="button" class="primary" onClick={close}>
            {words.close}
          </button>
        </div>
        <dl class="facts">
          {scene.prompt && (
            <>
              <dt>{words.prompt}</dt>
              <dd>{scene.prompt}</dd>
            </>
          )}
          {scene.environment_snapshot && (
            <>
              <dt>{words.place}</dt>
              <dd>{scene.environment_snapshot}</dd>
            </>
          )}
          {scene.style_snapshot && (
            <>
              <dt>{words.style}</dt>
              <dd>{scene.style_snapshot}</dd>
            </>
          )}
          {picture && (
            <>
              <dt>{words.engine}</dt>
              <dd>
                {picture.engine}
                {picture.quality === "sketch" && `, ${words.sketch}`}
              </dd>
              <dt>{words.took}</dt>
              <dd>{(picture.duration_ms / 1000).toFixed(1)} s</dd>
            </>
          )}
          {scene.cost_usd > 0 && (
            <>
              <dt>{words.cost}</dt>
              <dd>{usd(scene.cost_usd)}</dd>
            </>
          )}
        </dl>
      </div>
    </Dialog>
  );
}
