// The controls under the picture: start, pause, resume, end, the level, what it costs, and what stands in the way.
// Each button is one call.

import { texts } from "../texts.ts";
import { Gauge } from "./gauge.tsx";
import type { Deed } from "./keys.ts";
import { Purse } from "./purse.tsx";
import { RecordingLine } from "./recording.tsx";
import type { Studio, StudioView } from "./studio.ts";
import { useView } from "./use.ts";

interface DeskProps {
  studio: Studio;
  view: StudioView;
  onDeed: (deed: Deed) => void;
  onUpload: () => void;
}

/** Whether somebody is heard, or may be again with one press. */
export function running(view: StudioView): boolean {
  const phase = view.capture?.phase ?? "ended";
  return phase !== "ended" && phase !== "failed";
}

export function Desk({ studio, view, onDeed, onUpload }: DeskProps) {
  const { facts } = useView(studio.consent);
  return (
    <section class="desk" aria-label={texts.actions.group}>
      <RecordingLine uploading={studio.uploading} onOpen={onUpload} />
      <div class="row">
        {running(view) ? (
          <Running studio={studio} view={view} />
        ) : (
          <Idle studio={studio} onDeed={onDeed} onUpload={onUpload} />
        )}
        <div class="aside">
          <Purse usage={view.story.usage} facts={facts} />
          <button
            type="button"
            class="plain compact sheet"
            aria-keyshortcuts="?"
            onClick={() => onDeed("keys")}
          >
            {texts.keys.open} <kbd>?</kbd>
          </button>
        </div>
      </div>
    </section>
  );
}

function Idle({ studio, onDeed, onUpload }: Omit<DeskProps, "view">) {
  return (
    <>
      <button type="button" class="primary start" aria-keyshortcuts="S" onClick={() => onDeed("listen")}>
        {texts.actions.start}
      </button>
      <button type="button" aria-keyshortcuts="M" onClick={() => onDeed("check")}>
        {texts.actions.check}
      </button>
      <button type="button" onClick={() => studio.playSample()}>
        {texts.actions.sample}
      </button>
      <button type="button" onClick={onUpload}>
        {texts.actions.upload}
      </button>
    </>
  );
}

function Running({ studio, view }: { studio: Studio; view: StudioView }) {
  const capture = view.capture;
  if (capture?.wish === "end") {
    return (
      <button type="button" onClick={() => studio.leave()}>
        {texts.actions.leave}
      </button>
    );
  }
  const hearing = capture?.wish === "hear";
  return (
    <>
      {hearing ? (
        <button
          type="button"
          key="pause"
          class="primary"
          aria-keyshortcuts="P"
          onClick={() => studio.pause()}
        >
          {texts.actions.pause}
        </button>
      ) : (
        <button
          type="button"
          key="resume"
          class="primary"
          aria-keyshortcuts="P"
          onClick={() => studio.resume()}
        >
          {texts.actions.resume}
        </button>
      )}
      <button type="button" onClick={() => studio.end()}>
        {texts.actions.end}
      </button>
      {view.source === "sample" && (
        <label class="choice">
          <input
            type="checkbox"
            checked={view.muted}
            onChange={(event) => studio.mute(event.currentTarget.checked)}
          />
          {texts.actions.mute}
        </label>
      )}
      <Gauge studio={studio} label={texts.meter[view.source ?? "microphone"]} hearing={hearing} />
    </>
  );
}
