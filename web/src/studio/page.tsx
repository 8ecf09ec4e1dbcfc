// The live view as a whole: what stands where. Masthead and navigation are the house's (../app).
// It holds no state of its own beyond the model's.

import { useStudio } from "../app/tools.ts";
import { texts } from "../texts.ts";
import { Desk } from "./desk.tsx";
import { Log } from "./log.tsx";
import { Place } from "./place.tsx";
import { Stage } from "./stage.tsx";
import type { Studio } from "./studio.ts";

export function Page({ studio }: { studio: Studio }) {
  const view = useStudio(studio);
  return (
    <div class="studio" data-state={view.capture?.phase ?? "idle"} data-seq={view.story.seq}>
      <main class="room">
        <h1 class="unseen">{texts.heading}</h1>
        <Stage view={view} />
        <Desk studio={studio} view={view} />
        <Place environment={view.story.environment} />
        <Log story={view.story} />
      </main>
    </div>
  );
}
