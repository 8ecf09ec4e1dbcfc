// The transcript, newest at the bottom, like a journal that writes itself. What was misheard can be put right in it.
// It follows the newest line unless its reader has scrolled up, or is writing.

import { useEffect, useLayoutEffect, useRef, useState } from "preact/hooks";
import type { Line, Story } from "../state/story.ts";
import { texts } from "../texts.ts";
import { Icon } from "./icons.tsx";

/** Lines that are drawn; the story may hold more. */
const DRAWN = 300;
/** How near the bottom, in pixels, still counts as being there. */
const NEAR = 48;
/** As the server takes it. */
const LONGEST = 4000;

const OF_THE_STORY = new Set(["narration", "action", "dialogue"]);

interface LogProps {
  story: Story;
  /** The utterance that is being corrected. */
  correcting: number | null;
  onCorrecting: (utterance: number | null) => void;
  onCorrect: (utterance: number, text: string) => void;
}

export function Log({ story, correcting, onCorrecting, onCorrect }: LogProps) {
  const [only, setOnly] = useState(false);
  const scroll = useRef<HTMLDivElement>(null);
  const following = useRef(true);
  useLayoutEffect(() => {
    const element = scroll.current;
    if (element && following.current && correcting === null) element.scrollTop = element.scrollHeight;
  });
  const onScroll = (): void => {
    const element = scroll.current;
    if (element) following.current = element.scrollHeight - element.scrollTop - element.clientHeight < NEAR;
  };

  const chosen = only
    ? story.lines.filter(
        (line) => line.kind === null || OF_THE_STORY.has(line.kind) || line.utterance === correcting,
      )
    : story.lines;
  const lines = chosen.slice(-DRAWN);
  const waiting = story.pending.length ? texts.log.writing : story.speaking ? texts.log.hearing : "";
  return (
    <section class="telling" aria-labelledby="telling-heading">
      <div class="head">
        <h2 id="telling-heading">{texts.log.heading}</h2>
        <label class="choice">
          <input type="checkbox" checked={only} onChange={(event) => setOnly(event.currentTarget.checked)} />
          {texts.log.onlyStory}
        </label>
      </div>
      <div
        class="pages"
        ref={scroll}
        onScroll={onScroll}
        role="group"
        tabIndex={0}
        aria-labelledby="telling-heading"
      >
        <div role="log" aria-labelledby="telling-heading">
          {lines.map((line) =>
            line.utterance === correcting ? (
              <Correction
                key={line.utterance}
                line={line}
                onDone={(text) => {
                  if (text !== null) onCorrect(line.utterance, text);
                  onCorrecting(null);
                }}
              />
            ) : (
              <Entry key={line.utterance} line={line} onEdit={() => onCorrecting(line.utterance)} />
            ),
          )}
        </div>
        {waiting ? (
          <p class="writing">{waiting}</p>
        ) : (
          lines.length === 0 && <p class="empty">{texts.log.empty}</p>
        )}
      </div>
    </section>
  );
}

function Entry({ line, onEdit }: { line: Line; onEdit: () => void }) {
  const label = line.kind ? texts.log.kinds[line.kind] : "";
  return (
    <div class="line" data-utterance={line.utterance} data-kind={line.kind ?? undefined}>
      <p>
        {label && <span class="tag">{label}</span>}
        <span class="line-text">{line.text ?? <em>{texts.log.unreadable}</em>}</span>
      </p>
      {line.text !== null && (
        <button
          type="button"
          class="mark"
          aria-label={texts.log.correct(line.text)}
          title={texts.log.save}
          onClick={onEdit}
        >
          <Icon name="edit" />
        </button>
      )}
    </div>
  );
}

/** `onDone`: what was really said; empty to delete it, null to leave it as it is. */
function Correction({ line, onDone }: { line: Line; onDone: (text: string | null) => void }) {
  const [text, setText] = useState(line.text ?? "");
  const field = useRef<HTMLTextAreaElement>(null);
  useEffect(() => {
    field.current?.focus();
    field.current?.form?.scrollIntoView({ block: "nearest" });
  }, []);
  const save = (): void => {
    const said = text.trim();
    onDone(said && said !== line.text ? said : null);
  };
  return (
    <form
      class="correction"
      data-correcting={line.utterance}
      onSubmit={(event) => {
        event.preventDefault();
        save();
      }}
      onKeyDown={(event) => {
        if (event.key === "Escape") {
          event.stopPropagation();
          onDone(null);
        } else if (event.key === "Enter" && !event.isComposing) {
          event.preventDefault();
          save();
        }
      }}
    >
      <textarea
        ref={field}
        aria-label={texts.log.label}
        rows={2}
        maxLength={LONGEST}
        value={text}
        onInput={(event) => setText(event.currentTarget.value)}
      />
      <div class="row">
        <button type="submit" class="primary compact">
          {texts.log.save}
        </button>
        <button type="button" class="compact" onClick={() => onDone(null)}>
          {texts.actions.cancel}
        </button>
        <button type="button" class="danger compact" onClick={() => onDone("")}>
          {texts.log.remove}
        </button>
      </div>
    </form>
  );
}
