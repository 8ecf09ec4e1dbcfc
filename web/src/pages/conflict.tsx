// Two pages changed one thing: what is there now is not overwritten without a word.
// It saves nothing by itself.

import { conflict as texts } from "../texts/conflict.ts";

/** `mine`: save what is on this page all the same. `theirs`: show what is there now. */
export function Conflict({ mine, theirs }: { mine: () => void; theirs: () => void }) {
  return (
    <div class="notice" role="alert">
      {texts.text}
      <div class="row">
        <button type="button" class="compact" onClick={theirs}>
          {texts.theirs}
        </button>
        <button type="button" class="compact" onClick={mine}>
          {texts.mine}
        </button>
      </div>
    </div>
  );
}
