// The live view as a whole: what stands where, what is looked at and written just now, and what each key does.
// What happens at the table is the model's; what is forgotten with this view is here.

import { useEffect, useReducer, useRef, useState } from "preact/hooks";
import { gallery, shown } from "../state/story.ts";
import { texts } from "../texts.ts";
import { ConsentSheet } from "./consenting.tsx";
import { Desk, running } from "./desk.tsx";
import { KeySheet } from "./keysheet.tsx";
import type { Deed } from "./keys.ts";
import { deedOf, writing } from "./keys.ts";
import { Log } from "./log.tsx";
import { Notices } from "./notices.tsx";
import { Place } from "./place.tsx";
import { Prompt } from "./prompt.tsx";
import { RecordingSheet } from "./recording.tsx";
import { SoundSheet } from "./sound.tsx";
import { Stage } from "./stage.tsx";
import { Strip } from "./strip.tsx";
import type { Studio } from "./studio.ts";
import { Tools } from "./tools.tsx";
import { useView } from "./use.ts";

/** Set where single keys shall do nothing. */
const KEYS_OFF = "adventure-art.keys-off";

type Sheet = "start" | "upload" | "sound" | "recording" | "keys";

export function Live({ studio }: { studio: Studio }) {
  const view = useView(studio);
  const { story } = view;
  const [sheet, setSheet] = useState<Sheet | null>(null);
  /** The scene that is looked back at; null: what the table sees. */
  const [looking, setLooking] = useState<number | null>(null);
  const [hid, setHid] = useState<number | null>(null);
  const [drawing, setDrawing] = useState(false);
  const [correcting, setCorrecting] = useState<number | null>(null);
  const [single, setSingle] = useReducer(
    (_: boolean, on: boolean) => {
      if (on) localStorage.removeItem(KEYS_OFF);
      else localStorage.setItem(KEYS_OFF, "yes");
      return on;
    },
    localStorage.getItem(KEYS_OFF) === null,
  );
  const frame = useRef<HTMLDivElement>(null);

  const now = shown(story);
  const looked = looking === null ? undefined : story.pictures.get(looking);
  const picture = looked ?? now;
  const back = looked !== undefined && looked.scene !== now?.scene;
  const hidden = picture !== null && story.hidden.has(picture.scene);
  const pinned = picture !== null && story.pinned === picture.scene;

  const look = (scene: number): void => setLooking(scene === now?.scene ? null : scene);
  const step = (by: number): void => {
    const pictures = gallery(story);
    const at = pictures.findIndex((one) => one.scene === picture?.scene);
    const next = pictures[at + by];
    if (at >= 0 && next) look(next.scene);
  };
  // Told until the table sees something newer.
  const gone = hid !== null && story.hidden.has(hid) && (now?.scene ?? 0) < hid ? hid : null;
  const upload = async (): Promise<void> => {
    if (studio.consent.view.facts === null) await studio.consent.learn();
    setSheet(studio.consent.view.given ? "recording" : "upload");
  };
  const listen = async (): Promise<void> => {
    if (running(view)) return;
    if (studio.consent.view.facts === null) await studio.consent.learn();
    if (studio.consent.view.given) {
      setSheet(null);
      studio.listen();
    } else setSheet("start");
  };
  const unhide = (scene: number): void => {
    studio.order({ type: "show", scene });
    setHid(null);
  };
  const leave = (): void => {
    setLooking(null);
    setHid(null);
    setDrawing(false);
    studio.dismiss();
  };

  const doing: Record<Deed, () => unknown> = {
    listen: () => void listen(),
    pause: () => {
      if (view.capture?.wish === "hear") studio.pause();
      else studio.resume();
    },
    draw: () => story.session !== null && studio.order({ type: "draw" }),
    edit: () => story.session !== null && setDrawing(true),
    reroll: () => picture && studio.order({ type: "reroll", scene: picture.scene }),
    hide: () => {
      if (!picture || hidden) return;
      studio.order({ type: "hide", scene: picture.scene });
      setHid(picture.scene);
      setLooking(null);
    },
    unhide: () => {
      const scene = hidden ? picture.scene : gone;
      if (scene !== null) unhide(scene);
    },
    pin: () => picture && studio.order({ type: "pin", scene: pinned ? null : picture.scene }),
    full: () => {
      if (document.fullscreenElement) void document.exitFullscreen();
      else void frame.current?.requestFullscreen?.().catch(() => undefined);
    },
    earlier: () => step(-1),
    later: () => step(1),
    correct: () => setCorrecting(story.lines.filter((line) => line.text !== null).at(-1)?.utterance ?? null),
    place: () => void studio.setting.edit(),
    lock: () => void studio.setting.lock(!story.environment?.locked),
    check: () => !running(view) && setSheet("sound"),
    keys: () => setSheet("keys"),
    escape: leave,
  };
  useEffect(() => {
    // They may have changed while another page was open.
    void studio.consent.learn();
  }, [studio]);
  const latest = useRef(doing);
  latest.current = doing;

  useEffect(() => {
    const pressed = (event: KeyboardEvent): void => {
      // A sheet has keys of its own, and the browser's.
      if (event.defaultPrevented || writing(event.target) || document.querySelector("dialog[open]")) return;
      const deed = deedOf(event, single);
      if (!deed) return;
      event.preventDefault();
      latest.current[deed]();
    };
    addEventListener("keydown", pressed);
    return () => removeEventListener("keydown", pressed);
  }, [single]);

  const close = (): void => setSheet(null);
  return (
    <div class="studio" data-state={view.capture?.phase ?? "idle"} data-seq={story.seq}>
      <main class="room">
        <h1 class="unseen">{texts.heading}</h1>
        <Notices studio={studio} view={view} onListen={doing.listen} />
        <Stage
          view={view}
          picture={picture}
          now={back ? { picture: now } : null}
          hid={gone}
          frame={frame}
          onPin={() => {
            if (picture) studio.order({ type: "pin", scene: picture.scene });
            setLooking(null);
          }}
          onNow={() => setLooking(null)}
          onShow={unhide}
          onDraw={doing.draw}
          onDismiss={() => studio.dismiss()}
        >
          {drawing && (
            <Prompt
              initial={picture ? (story.scenes.get(picture.scene)?.prompt ?? "") : ""}
              onDraw={(prompt) => {
                studio.order({ type: "draw", prompt });
                setDrawing(false);
              }}
              onClose={() => setDrawing(false)}
            />
          )}
        </Stage>
        <Tools
          session={story.session !== null}
          picture={picture !== null}
          hidden={hidden}
          pinned={pinned}
          onDeed={(deed) => latest.current[deed]()}
        />
        <Strip story={story} scene={picture?.scene ?? null} onLook={look} />
        <Desk
          studio={studio}
          view={view}
          onDeed={(deed) => latest.current[deed]()}
          onUpload={() => void upload()}
        />
        <div class="words">
          <Place setting={studio.setting} environment={story.environment} />
          <Log
            story={story}
            correcting={correcting}
            onCorrecting={setCorrecting}
            onCorrect={(utterance, text) => studio.order({ type: "correct", utterance, text })}
          />
        </div>
      </main>
      {(sheet === "start" || sheet === "upload") && (
        <ConsentSheet
          key={sheet}
          consent={studio.consent}
          what={sheet}
          onAgree={() => {
            if (sheet === "start") {
              close();
              studio.listen();
            } else setSheet("recording");
          }}
          onClose={close}
        />
      )}
      {sheet === "sound" && <SoundSheet studio={studio} onListen={() => void listen()} onClose={close} />}
      {sheet === "recording" && <RecordingSheet studio={studio} onClose={close} />}
      {sheet === "keys" && <KeySheet single={single} onSingle={setSingle} onClose={close} />}
    </div>
  );
}
