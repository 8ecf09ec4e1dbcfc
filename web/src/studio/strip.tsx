// The pictures of the evening in a row, to look back at. Looking changes nothing at the table.
// It shows the newest ones only: all of them are in the history.

import { useLayoutEffect, useRef } from "preact/hooks";
import type { Story } from "../state/story.ts";
import { gallery, titleOf } from "../state/story.ts";
import { texts } from "../texts.ts";
import { at } from "../wire/server.ts";
import { Icon } from "./icons.tsx";

const DRAWN = 60;
/** A width that the server makes small pictures of. */
const SMALL = "?w=480";

interface StripProps {
  story: Story;
  /** The scene that is looked at. */
  scene: number | null;
  onLook: (scene: number) => void;
}

export function Strip({ story, scene, onLook }: StripProps) {
  const row = useRef<HTMLOListElement>(null);
  const pictures = gallery(story).slice(-DRAWN);
  useLayoutEffect(() => {
    const current = row.current?.querySelector("[aria-current=true]");
    if (current && row.current) {
      // Only sideways: the page itself must not jump.
      const { left, width } = current.getBoundingClientRect();
      const box = row.current.getBoundingClientRect();
      if (left < box.left || left + width > box.right)
        row.current.scrollLeft += left - box.left - box.width / 2;
    }
  }, [scene, pictures.length]);
  if (pictures.length < 2 && !pictures.some((picture) => story.hidden.has(picture.scene))) return null;
  return (
    <ol class="strip" ref={row} aria-label={texts.strip.label}>
      {pictures.map((picture) => {
        const title = titleOf(story, picture.scene) || texts.stage.untitled(picture.scene);
        const hidden = story.hidden.has(picture.scene);
        return (
          <li key={picture.scene}>
            <button
              type="button"
              class="plate"
              data-plate={picture.scene}
              aria-current={picture.scene === scene}
              aria-label={hidden ? texts.strip.hidden(title) : title}
              title={title}
              onClick={() => onLook(picture.scene)}
            >
              {hidden ? (
                <Icon name="hide" />
              ) : (
                <img src={at(picture.url) + SMALL} alt="" loading="lazy" decoding="async" />
              )}
            </button>
          </li>
        );
      })}
    </ol>
  );
}
