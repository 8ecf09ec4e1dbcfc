// The capture page as a whole: what stands where.
// It holds no state of its own beyond the model's.

import { useEffect, useState } from "preact/hooks";
import { texts } from "../texts.ts";
import { Compass } from "./compass.tsx";
import { Desk } from "./desk.tsx";
import { Log } from "./log.tsx";
import { Place } from "./place.tsx";
import { Stage } from "./stage.tsx";
import { Status } from "./status.tsx";
import type { Studio, StudioView } from "./studio.ts";

export function Page({ studio }: { studio: Studio }) {
  const view = useView(studio);
  return (
    <div class="studio" data-state={view.capture?.phase ?? "idle"} data-seq={view.story.seq}>
      <header class="masthead">
        <Compass class="masthead-mark" />
        <div>
          <h1>{texts.name}</h1>
          <p class="motto">{texts.motto}</p>
        </div>
        <Status view={view} />
      </header>
      <main class="room">
        <Stage view={view} />
        <Desk studio={studio} view={view} />
        <Place environment={view.story.environment} />
        <Log story={view.story} />
      </main>
    </div>
  );
}

function useView(studio: Studio): StudioView {
  const [view, setView] = useState(studio.view);
  useEffect(() => {
    setView(studio.view);
    return studio.watch(() => setView(studio.view));
  }, [studio]);
  return view;
}
