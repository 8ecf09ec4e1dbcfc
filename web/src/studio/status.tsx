// How things stand between this page and the server, in a few words.
// It starts and stops nothing.

import { texts } from "../texts.ts";
import type { StudioView } from "./studio.ts";

export function Status({ view }: { view: StudioView }) {
  return (
    <p class="status" role="status" data-mood={mood(view)}>
      <span class="lamp" aria-hidden="true" />
      {words(view)}
    </p>
  );
}

function words({ capture, story, viewer }: StudioView): string {
  const { status } = texts;
  const idle = { connecting: status.looking, open: status.ready, failed: status.away }[viewer];
  if (!capture) return idle;
  switch (capture.phase) {
    case "connecting":
      return status.connecting;
    case "live":
      if (capture.wish === "pause") return status.pausing;
      return story.speaking ? status.hearing : status.live;
    case "paused":
      return status.paused;
    case "reconnecting":
      return status.reconnecting(capture.kept_s);
    case "ending":
      return capture.connected ? status.ending : status.endingAway(capture.kept_s);
    case "ended":
      return status.ended;
    case "failed":
      return status.failed;
  }
}

function mood({ capture, viewer, story }: StudioView): "calm" | "live" | "hearing" | "waiting" | "bad" {
  if (!capture) return viewer === "failed" ? "bad" : viewer === "open" ? "calm" : "waiting";
  if (capture.phase === "failed") return "bad";
  if (capture.phase === "live" && capture.wish === "hear") return story.speaking ? "hearing" : "live";
  return capture.phase === "paused" || capture.phase === "ended" ? "calm" : "waiting";
}
