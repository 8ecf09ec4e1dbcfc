// The transcript, newest at the bottom, like a journal that writes itself.
// It follows the newest line unless its reader has scrolled up.

import { useLayoutEffect, useRef } from "preact/hooks";
import type { Line, Story } from "../state/story.ts";
import { texts } from "../texts.ts";

/** Lines that are drawn; the story may hold more. */
const DRAWN = 300;
/** How near the bottom, in pixels, still counts as being there. */
const NEAR = 48;

export function Log({ story }: { story: Story }) {
  const scroll = useRef<HTMLDivElement>(null);
  const following = useRef(true);
  useLayoutEffect(() => {
    const element = scroll.current;
    if (element && following.current) element.scrollTop = element.scrollHeight;
  });
  const onScroll = (): void => {
    const element = scroll.current;
    if (element) following.current = element.scrollHeight - element.scrollTop - element.clientHeight < NEAR;
  };

  const lines = story.lines.slice(-DRAWN);
  const waiting = story.pending.length ? texts.log.writing : story.speaking ? texts.log.hearing : "";
  return (
    <section class="telling" aria-labelledby="telling-heading">
      <h2 id="telling-heading">{texts.log.heading}</h2>
      <div
        class="pages"
        ref={scroll}
        onScroll={onScroll}
        role="group"
        tabIndex={0}
        aria-labelledby="telling-heading"
      >
        <div role="log" aria-labelledby="telling-heading">
          {lines.map((line) => (
            <Entry key={line.utterance} line={line} />
          ))}
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

function Entry({ line }: { line: Line }) {
  const label = line.kind ? texts.log.kinds[line.kind] : "";
  return (
    <p class="line" data-utterance={line.utterance} data-kind={line.kind ?? undefined}>
      {label && <span class="tag">{label}</span>}
      <span class="line-text">{line.text ?? <em>{texts.log.unreadable}</em>}</span>
    </p>
  );
}
