// How a capture stands, as its page shows it: plain values, no behaviour.

import type { Wish } from "../wire/outbox.ts";

/** `paused` is said only once the server has confirmed it. */
export type Phase = "connecting" | "live" | "paused" | "reconnecting" | "ending" | "ended" | "failed";

export interface Trouble {
  /** Stable: the server's code, or what stands in the way of the microphone. */
  readonly code: string;
  /** The server's sentence; empty where the page has its own. */
  readonly text: string;
}

export interface CaptureView {
  readonly phase: Phase;
  readonly wish: Wish;
  /** Whether there is a connection just now. */
  readonly connected: boolean;
  /** Seconds of speech that wait here because they are not safe on the server. */
  readonly kept_s: number;
  /** Seconds of speech that did not fit any more. */
  readonly lost_s: number;
  /** The server cannot store right now. */
  readonly overloaded: boolean;
  readonly trouble: Trouble | null;
}
