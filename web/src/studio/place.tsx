// The environment: where the story is now.
// It shows the newest description and cannot change it.

import type { EnvironmentState } from "../generated/protocol.ts";
import { texts } from "../texts.ts";

export function Place({ environment }: { environment: EnvironmentState | null }) {
  const described = environment?.description ?? "";
  return (
    <section class="place" aria-labelledby="place-heading" data-version={environment?.version ?? 0}>
      <h2 id="place-heading">
        {texts.place.heading}
        {environment?.locked && <span class="tag">{texts.place.locked}</span>}
      </h2>
      {described ? (
        // A new key lets a new description fade in.
        <p class="place-text" key={environment?.version}>
          {described}
        </p>
      ) : (
        <p class="empty">{texts.place.empty}</p>
      )}
    </section>
  );
}
