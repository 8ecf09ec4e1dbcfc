// How loud it is, drawn like the scale bar of a map.
// It moves by itself, outside of rendering: thirty times a second is too often for the page.

import { useEffect, useRef } from "preact/hooks";
import { deflection } from "../audio/meter.ts";
import type { Studio } from "./studio.ts";

/** How much of the needle's height is left after each level that is quieter. */
const FALL = 0.86;

export function Gauge({ studio, label, hearing }: { studio: Studio; label: string; hearing: boolean }) {
  const gauge = useRef<HTMLDivElement>(null);

  useEffect(() => {
    let height = 0;
    const draw = (value: number): void => {
      height = Math.max(value, height * FALL);
      gauge.current?.style.setProperty("--level", height.toFixed(3));
      gauge.current?.setAttribute("aria-valuenow", String(Math.round(height * 100)));
    };
    if (!hearing) {
      draw(0);
      gauge.current?.style.setProperty("--level", "0");
      gauge.current?.setAttribute("aria-valuenow", "0");
      return undefined;
    }
    return studio.measure(({ peak }) => draw(deflection(peak)));
  }, [studio, hearing]);

  return (
    <div
      class="gauge"
      ref={gauge}
      role="meter"
      aria-label={label}
      aria-valuemin={0}
      aria-valuemax={100}
      data-hearing={hearing}
    >
      <div class="gauge-level" />
    </div>
  );
}
