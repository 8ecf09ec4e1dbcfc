// The sheet of keys, and whether single ones count.
// Which key does what is told by `keys.ts`.

import { texts } from "../texts.ts";
import { Dialog } from "./dialog.tsx";
import { KEYS } from "./keys.ts";

interface KeySheetProps {
  single: boolean;
  onSingle: (single: boolean) => void;
  onClose: () => void;
}

export function KeySheet({ single, onSingle, onClose }: KeySheetProps) {
  return (
    <Dialog heading={texts.keys.heading} class="wide" onClose={onClose}>
      <dl class="keys">
        {KEYS.map(([key, deed]) => (
          <div key={deed}>
            <dt>
              <kbd>{key}</kbd>
            </dt>
            <dd>{texts.keys.what[deed]}</dd>
          </div>
        ))}
      </dl>
      <p class="faint">{texts.keys.never}</p>
      <div class="actions">
        <label class="choice">
          <input
            type="checkbox"
            checked={single}
            onChange={(event) => onSingle(event.currentTarget.checked)}
          />
          {texts.keys.on}
        </label>
        <button type="button" class="primary" autofocus onClick={onClose}>
          {texts.actions.close}
        </button>
      </div>
    </Dialog>
  );
}
