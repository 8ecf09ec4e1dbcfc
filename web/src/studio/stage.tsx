// The picture, large, with its title and, when nothing was painted, the reason.
// Which picture is shown is the story's decision, not this module's.

import { shown, titleOf } from "../state/story.ts";
import { texts } from "../texts.ts";
import { Compass } from "./compass.tsx";
import { Picture } from "./picture.tsx";
import type { StudioView } from "./studio.ts";

export function Stage({ view }: { view: StudioView }) {
  const { story } = view;
  const picture = shown(story);
  const title = picture ? titleOf(story, picture.scene) || texts.stage.untitled(picture.scene) : "";
  return (
    <section class="stage" aria-label={texts.stage.label}>
      <div class="frame">{picture ? <Picture picture={picture} title={title} /> : <Blank view={view} />}</div>
      <div class="caption">
        {picture && (
          <p class="caption-title">
            <span class="caption-name">{title}</span>
            <span class="caption-number">
              {texts.stage.number(picture.scene)}
              {picture.quality === "sketch" && `, ${texts.stage.sketch}`}
            </span>
          </p>
        )}
        <Word view={view} />
      </div>
    </section>
  );
}

/** What is being painted, or why nothing was. */
function Word({ view: { story } }: { view: StudioView }) {
  const word =
    story.painting !== null ? (
      <span class="painting">{texts.stage.painting(titleOf(story, story.painting))}</span>
    ) : story.verdict ? (
      <span data-verdict={story.verdict.scene}>
        <em>{texts.stage.unpainted}</em> {story.verdict.reason}
      </span>
    ) : null;
  return (
    <p class="word" role="status">
      {word}
    </p>
  );
}

function Blank({ view: { capture } }: { view: StudioView }) {
  const { stage } = texts;
  const phase = capture?.phase;
  const listening = phase === "live" || phase === "connecting" || phase === "reconnecting";
  const hint = phase === "paused" ? stage.pausedHint : listening ? stage.listeningHint : stage.blankHint;
  return (
    <div class="blank">
      <Compass class="blank-compass" />
      <p class="blank-line">{listening ? stage.listening : stage.blank}</p>
      <p class="blank-hint">{hint}</p>
    </div>
  );
}
