// Where a person writes what shall be painted. It lies over the lower part of the picture, so that both are seen.
// It draws nothing itself.

import { useEffect, useRef, useState } from "preact/hooks";
import { texts } from "../texts.ts";

/** As the server takes it. */
const LONGEST = 4000;

interface PromptProps {
  /** What the picture that is looked at was painted from. */
  initial: string;
  onDraw: (prompt: string) => void;
  onClose: () => void;
}

export function Prompt({ initial, onDraw, onClose }: PromptProps) {
  const [prompt, setPrompt] = useState(initial);
  const field = useRef<HTMLTextAreaElement>(null);
  const words = texts.prompt;
  useEffect(() => {
    field.current?.focus();
    field.current?.select();
  }, []);
  const draw = (): void => {
    if (prompt.trim()) onDraw(prompt.trim());
  };
  return (
    <form
      class="prompt"
      aria-labelledby="prompt-heading"
      onSubmit={(event) => {
        event.preventDefault();
        draw();
      }}
      onKeyDown={(event) => {
        if (event.key === "Escape") {
          event.stopPropagation();
          onClose();
        } else if (event.key === "Enter" && !event.shiftKey && !event.isComposing) {
          event.preventDefault();
          draw();
        }
      }}
    >
      <h2 id="prompt-heading">{words.heading}</h2>
      <textarea
        ref={field}
        aria-labelledby="prompt-heading"
        aria-describedby="prompt-hint"
        rows={3}
        maxLength={LONGEST}
        placeholder={words.placeholder}
        value={prompt}
        onInput={(event) => setPrompt(event.currentTarget.value)}
      />
      <div class="row">
        <button type="submit" class="primary" aria-disabled={!prompt.trim()}>
          {words.draw}
        </button>
        <button type="button" onClick={onClose}>
          {texts.actions.cancel}
        </button>
        <p id="prompt-hint" class="faint small">
          {words.hint}
        </p>
      </div>
    </form>
  );
}
