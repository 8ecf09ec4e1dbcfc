// What can be done with the picture, each by a button and a key.
// Each button is one call; what it does is the page's.

import { texts } from "../texts.ts";
import type { IconName } from "./icons.tsx";
import { Icon } from "./icons.tsx";
import type { Deed } from "./keys.ts";
import { keyOf } from "./keys.ts";

interface ToolsProps {
  /** Whether there is a session that a picture can be drawn for. */
  session: boolean;
  /** Whether a picture is there to do something with. */
  picture: boolean;
  hidden: boolean;
  pinned: boolean;
  onDeed: (deed: Deed) => void;
}

interface Tool {
  deed: Deed;
  icon: IconName;
  word: string;
  /** Whether there is something to do it with. */
  able: boolean;
}

export function Tools({ session, picture, hidden, pinned, onDeed }: ToolsProps) {
  const { tools } = texts;
  const all: readonly Tool[] = [
    { deed: "draw", icon: "draw", word: tools.draw, able: session },
    { deed: "edit", icon: "edit", word: tools.edit, able: session },
    { deed: "reroll", icon: "reroll", word: tools.reroll, able: picture },
    { deed: "pin", icon: "pin", word: pinned ? tools.unpin : tools.pin, able: picture },
    {
      deed: hidden ? "unhide" : "hide",
      icon: hidden ? "show" : "hide",
      word: hidden ? tools.show : tools.hide,
      able: picture,
    },
    { deed: "full", icon: "full", word: tools.full, able: true },
  ];
  return (
    <div class="tools" role="group" aria-label={tools.label}>
      {all.map(({ deed, icon, word, able }) => {
        return (
          <button
            type="button"
            key={icon === "show" ? "hide" : deed}
            class="tool"
            data-tool={icon}
            aria-disabled={!able}
            aria-keyshortcuts={keyOf(deed)}
            title={`${word} (${keyOf(deed)})`}
            onClick={() => able && onDeed(deed)}
          >
            <Icon name={icon} />
            <span>{word}</span>
          </button>
        );
      })}
    </div>
  );
}
