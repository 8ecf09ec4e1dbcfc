// The picture, large, with its title and why it was painted, or why nothing was.
// Which picture is shown is the story's decision, or that of who looks back; not this module's.

import type { ComponentChildren, Ref } from "preact";
import type { PictureState } from "../generated/protocol.ts";
import { titleOf } from "../state/story.ts";
import { texts } from "../texts.ts";
import { Compass } from "./compass.tsx";
import { AlarmWords } from "./notices.tsx";
import { Picture } from "./picture.tsx";
import type { StudioView } from "./studio.ts";

interface StageProps {
  view: StudioView;
  /** The picture that is looked at. */
  picture: PictureState | null;
  /** The picture that the table sees, if another one is looked at. */
  now: { picture: PictureState | null } | null;
  /** The scene that was just hidden. */
  hid: number | null;
  frame: Ref<HTMLDivElement>;
  onPin: () => void;
  onNow: () => void;
  onShow: (scene: number) => void;
  onDraw: () => void;
  onDismiss: () => void;
  /** What lies over the picture. */
  children: ComponentChildren;
}

export function Stage(props: StageProps) {
  const { view, picture, now, hid } = props;
  const { story } = view;
  const name = (scene: number): string => titleOf(story, scene) || texts.stage.untitled(scene);
  const title = picture ? name(picture.scene) : "";
  const hidden = picture !== null && story.hidden.has(picture.scene);
  return (
    <section class="stage" aria-label={texts.stage.label}>
      <div class="frame" ref={props.frame}>
        {picture && !hidden ? (
          <Picture picture={picture} title={title} />
        ) : (
          <Blank view={view} hidden={hidden} />
        )}
        {picture && !hidden && (
          // Seen on the full screen only, where there is no caption.
          <p class="frame-title" aria-hidden="true">
            {title}
          </p>
        )}
        {now && (
          <div class="ribbon" role="status">
            <span>{texts.stage.lookingBack(now.picture ? name(now.picture.scene) : "")}</span>
            {!hidden && (
              <button type="button" class="compact" onClick={props.onPin}>
                {texts.stage.toTheTable}
              </button>
            )}
            <button type="button" class="compact" onClick={props.onNow}>
              {texts.stage.backToNow}
            </button>
          </div>
        )}
        {!now && hid !== null && (
          <div class="ribbon" role="status">
            <span>{texts.stage.hid(name(hid))}</span>
            <button type="button" class="compact" onClick={() => props.onShow(hid)}>
              {texts.stage.showAgain}
            </button>
          </div>
        )}
        {view.alarm && (
          // Seen on the full screen only, which covers the notices.
          <div class="notice alarm frame-alarm" data-mood="bad">
            <AlarmWords alarm={view.alarm} onDismiss={props.onDismiss} />
          </div>
        )}
        {props.children}
      </div>
      <div class="caption">
        {picture && (
          <p class="caption-title">
            <span class="caption-name" title={title}>
              {title}
            </span>
            <span class="caption-number">
              {texts.stage.number(picture.scene)}
              {picture.quality === "sketch" && `, ${texts.stage.sketch}`}
              {story.pinned === picture.scene && `, ${texts.stage.pinned}`}
            </span>
          </p>
        )}
        <Word view={view} picture={picture} onDraw={props.onDraw} />
      </div>
    </section>
  );
}

/** What is being painted, or why nothing was, or why this was. */
function Word({
  view: { story, asked },
  picture,
  onDraw,
}: {
  view: StudioView;
  picture: PictureState | null;
  onDraw: () => void;
}) {
  const { stage } = texts;
  const scene = picture ? story.scenes.get(picture.scene) : undefined;
  const why = scene?.kept !== undefined ? stage.recalled : (scene?.reason ?? "");
  const { verdict } = story;
  const word =
    story.painting !== null ? (
      <span class="painting">{stage.painting(titleOf(story, story.painting))}</span>
    ) : asked ? (
      <span class="painting">{stage.asked}</span>
    ) : verdict ? (
      <span data-verdict={verdict.scene} data-code={verdict.code}>
        <em>{stage.unpainted}</em> {verdict.reason}
      </span>
    ) : why ? (
      <span data-why={picture?.scene}>
        {scene?.kept === undefined && <em>{stage.why}</em>} {why}
      </span>
    ) : null;
  const waits = story.painting === null && !asked && verdict?.code === "too_soon";
  return (
    <div class="word">
      <p role="status">{word}</p>
      {waits && (
        <button type="button" class="plain compact" onClick={onDraw}>
          {stage.drawAnyway}
        </button>
      )}
    </div>
  );
}

function Blank({ view: { capture, story }, hidden }: { view: StudioView; hidden: boolean }) {
  const { stage } = texts;
  const phase = capture?.phase;
  const listening = phase === "live" || phase === "connecting" || phase === "reconnecting";
  const [line, hint] = hidden
    ? [stage.hiddenHere, stage.hiddenHereHint]
    : story.pictures.size > 0
      ? [stage.allHidden, stage.allHiddenHint]
      : [
          listening ? stage.listening : stage.blank,
          phase === "paused" ? stage.pausedHint : listening ? stage.listeningHint : stage.blankHint,
        ];
  return (
    <div class="blank">
      <Compass class="blank-compass" />
      <p class="blank-line">{line}</p>
      <p class="blank-hint">{hint}</p>
    </div>
  );
}
