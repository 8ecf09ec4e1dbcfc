// The controls under the picture: start, pause, resume, end, the level, and what stands in the way.
// Each button is one call to the model.

import { useState } from "preact/hooks";
import { texts } from "../texts.ts";
import { Gauge } from "./gauge.tsx";
import type { Studio, StudioView } from "./studio.ts";

export function Desk({ studio, view }: { studio: Studio; view: StudioView }) {
  const phase = view.capture?.phase ?? "ended";
  const running = phase !== "ended" && phase !== "failed";
  return (
    <section class="desk" aria-label={texts.actions.group}>
      <Notices view={view} />
      {running ? <Running studio={studio} view={view} /> : <Idle studio={studio} />}
    </section>
  );
}

function Idle({ studio }: { studio: Studio }) {
  const [soften, setSoften] = useState(false);
  return (
    <div class="row">
      <button type="button" class="primary" onClick={() => studio.listen(soften)}>
        {texts.actions.start}
      </button>
      <button type="button" onClick={() => studio.playSample()}>
        {texts.actions.sample}
      </button>
      <label class="choice">
        <input
          type="checkbox"
          checked={soften}
          onChange={(event) => setSoften(event.currentTarget.checked)}
        />
        {texts.actions.noise}
      </label>
    </div>
  );
}

function Running({ studio, view }: { studio: Studio; view: StudioView }) {
  const capture = view.capture;
  if (capture?.wish === "end") {
    return (
      <div class="row">
        <button type="button" onClick={() => studio.leave()}>
          {texts.actions.leave}
        </button>
      </div>
    );
  }
  const hearing = capture?.wish === "hear";
  return (
    <div class="row">
      {hearing ? (
        <button type="button" key="pause" class="primary" onClick={() => studio.pause()}>
          {texts.actions.pause}
        </button>
      ) : (
        <button type="button" key="resume" class="primary" onClick={() => studio.resume()}>
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
    </div>
  );
}

function Notices({ view: { capture, viewer, viewerText } }: { view: StudioView }) {
  const { trouble } = texts;
  const notices: string[] = [];
  if (capture?.trouble) {
    notices.push(trouble.codes[capture.trouble.code] ?? (capture.trouble.text || trouble.unknown));
  }
  if (capture?.overloaded) notices.push(trouble.overloaded(capture.kept_s));
  if (capture?.lost_s) notices.push(trouble.lost(capture.lost_s));
  if (viewer === "failed" && (!capture || capture.phase === "failed") && viewerText) notices.push(viewerText);
  return (
    <div class="notices" role="alert">
      {capture?.phase === "reconnecting" && <p data-mood="calm">{trouble.away}</p>}
      {[...new Set(notices)].map((notice) => (
        <p key={notice}>{notice}</p>
      ))}
    </div>
  );
}
