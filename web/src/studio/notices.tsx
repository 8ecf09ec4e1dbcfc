// What stands in the way just now, the worst first, each with what may be done about it.
// It finds nothing out by itself.

import type { Alarm } from "../audio/vigil.ts";
import { texts } from "../texts.ts";
import type { Studio, StudioView } from "./studio.ts";

interface NoticesProps {
  studio: Studio;
  view: StudioView;
  onListen: () => void;
}

/** What an alarm says, and how one that is over is put away. */
export function AlarmWords({ alarm, onDismiss }: { alarm: Alarm; onDismiss: () => void }) {
  return (
    <>
      <p>{texts.alarm.kinds[alarm.kind](alarm.seconds)}</p>
      {alarm.kind === "asleep" && (
        <button type="button" class="compact" onClick={onDismiss}>
          {texts.trouble.dismiss}
        </button>
      )}
    </>
  );
}

export function Notices({ studio, view, onListen }: NoticesProps) {
  const { capture, viewer, viewerText, alarm, problem } = view;
  const { trouble } = texts;
  const notices: string[] = [];
  const named = ({ code, text }: { code: string; text: string }): string =>
    trouble.codes[code] ?? (text || trouble.unknown);
  if (capture?.trouble) notices.push(named(capture.trouble));
  if (problem) notices.push(named(problem));
  if (capture?.overloaded) notices.push(trouble.overloaded(capture.kept_s));
  if (capture?.lost_s) notices.push(trouble.lost(capture.lost_s));
  if (viewer === "failed" && (!capture || capture.phase === "failed") && viewerText) notices.push(viewerText);
  const replaced = capture?.phase === "failed" && capture.trouble?.code === "replaced";
  const away = capture?.phase === "reconnecting";
  return (
    <div class="notices">
      {alarm && (
        <div class="notice alarm" data-mood="bad" data-alarm={alarm.kind}>
          {/* Read out once, not with every second. */}
          <p role="alert" class="unseen" key={alarm.kind}>
            {texts.alarm.title}
          </p>
          <AlarmWords alarm={alarm} onDismiss={() => studio.dismiss()} />
        </div>
      )}
      {away && (
        <div class="notice away">
          <p role="status">{trouble.away}</p>
          <p class="kept">{trouble.kept(capture.kept_s)}</p>
        </div>
      )}
      <div role="alert">
        {[...new Set(notices)].map((notice) => (
          <div class="notice" data-mood="bad" key={notice}>
            <p>{notice}</p>
            {replaced && notice === named({ code: "replaced", text: "" }) && (
              <button type="button" class="compact" onClick={onListen}>
                {trouble.takeBack}
              </button>
            )}
            {problem && notice === named(problem) && (
              <button type="button" class="compact" onClick={() => studio.dismiss()}>
                {trouble.dismiss}
              </button>
            )}
          </div>
        ))}
      </div>
    </div>
  );
}
