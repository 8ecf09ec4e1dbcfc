// How things stand between this page and the server, in a few words.
// It starts and stops nothing.

import { texts } from "../texts.ts";
import type { StudioView } from "./studio.ts";

export function Status({ view }: { view: StudioView }) {
  const { capture } = view;
  const away =
    capture && !capture.connected && (capture.phase === "reconnecting" || capture.phase === "ending");
  return (
    <div class="status" data-mood={mood(view)}>
      <span class="lamp" aria-hidden="true" />
      <span role="status">{words(view)}</span>
      {/* Apart from the words, so that a screen reader does not count along. */}
      {away && <span class="kept">{texts.status.kept(capture.kept_s)}</span>}
    </div>
  );
}

function words({ capture, story, viewer, alarm }: StudioView): string {
  const { status } = texts;
  const idle = { connecting: status.looking, open: status.ready, failed: status.away }[viewer];
  if (!capture) return idle;
  switch (capture.phase) {
    case "connecting":
      return status.connecting;
    case "live":
      if (capture.wish === "pause") return status.pausing;
      if (alarm && alarm.kind !== "asleep") return status.deaf;
      return story.speaking ? status.hearing : status.live;
    case "paused":
      return status.paused;
    case "reconnecting":
      return status.reconnecting;
    case "ending":
      return status.ending;
    case "ended":
      return status.ended;
    case "failed":
      return status.failed;
  }
}

function mood({
  capture,
  viewer,
  story,
  alarm,
}: StudioView): "calm" | "live" | "hearing" | "waiting" | "bad" {
  if (!capture) return viewer === "failed" ? "bad" : viewer === "open" ? "calm" : "waiting";
  if (capture.phase === "failed" || (alarm && alarm.kind !== "asleep")) return "bad";
  if (capture.phase === "live" && capture.wish === "hear") return story.speaking ? "hearing" : "live";
  return capture.phase === "paused" || capture.phase === "ended" ? "calm" : "waiting";
}
