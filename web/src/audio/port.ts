// What the page and its audio thread say to each other. Types and one name; no behaviour.

import type { Frame } from "./framer.ts";
import type { Level } from "./meter.ts";

export const WORKLET_NAME = "capture";

/** `hold`: give out what was heard, then hear nothing. `hear`: go on. `close`: the end. */
export type ToWorklet = { type: "hold" } | { type: "hear" } | { type: "close" };

/** `held` answers `hold`, after the last frame. */
export type FromWorklet = ({ type: "frame" } & Frame) | ({ type: "level" } & Level) | { type: "held" };
