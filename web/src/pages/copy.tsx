// An address that gives away what it leads to: hidden until a person wants to see it, copied by one press.
// It makes no address.

import { useId, useRef, useState } from "preact/hooks";
import { displays as texts } from "../texts/displays.ts";

const SHOWN_MS = 2_000;

export function Copy({ label, value, open = false }: { label: string; value: string; open?: boolean }) {
  const id = useId();
  const input = useRef<HTMLInputElement>(null);
  const [shown, setShown] = useState(open);
  const [told, setTold] = useState("");
  const { copy } = texts;
  const act = async (): Promise<void> => {
    try {
      await navigator.clipboard.writeText(value);
      setTold(copy.copied);
    } catch {
      // Without HTTPS a browser gives its clipboard to a person only.
      setShown(true);
      input.current?.select();
      setTold(copy.failed);
    }
    setTimeout(() => setTold(""), SHOWN_MS);
  };
  return (
    <div class="field copy">
      <label for={id}>{label}</label>
      <div class="copy-row">
        <input
          id={id}
          ref={input}
          readOnly
          type={(shown ? "text" : "password") as "text"}
          value={value}
          autocomplete="off"
          onFocus={(event) => event.currentTarget.select()}
        />
        {!open && (
          <button type="button" class="compact" aria-pressed={shown} onClick={() => setShown(!shown)}>
            {shown ? copy.conceal : copy.reveal}
          </button>
        )}
        <button type="button" class="compact" onClick={() => void act()}>
          {copy.copy}
        </button>
      </div>
      <p class="hint" role="status">
        {told}
      </p>
    </div>
  );
}
