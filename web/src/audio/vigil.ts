// Watches whether a microphone that should hear does hear. Pure: what happened and when goes in, an alarm comes out.
// It opens nothing and sounds nothing.

import { SAMPLE_RATE } from "../generated/protocol.ts";

/**
 * `muted`: the system or the browser silenced the microphone. `silent`: exact silence comes from it. `stalled`: nothing
 * comes from it at all. `asleep`: for a while nothing came, and now it does again.
 */
export type AlarmKind = "muted" | "silent" | "stalled" | "asleep";

export interface Alarm {
  readonly kind: AlarmKind;
  /** How long nothing was heard, in whole seconds. */
  readonly seconds: number;
}

/** A microphone is never exactly silent for long, though some filters are between two sentences. */
const SILENT_MS = 8_000;
/** Audio comes ten times a second. */
const STALLED_MS = 3_000;
/** Less than this is missing only for the moment. */
const MISSING_MS = 2_500;
/** How long one comparison of both clocks goes on: a sound card's clock drifts away from the wall's. */
const COMPARED_MS = 30_000;
/** What comes in a heap after a sleep needs a moment to get here. */
const SETTLED_MS = 1_000;

export class Vigil {
  private muted = false;
  private heard_at: number;
  /** When the last sample came that was not zero. */
  private sound_at: number;
  private from: number;
  private samples = 0;
  /** Since when audio has come without a break; what was missing before is told after it came for a moment. */
  private flowing_at: number;
  private slept = 0;

  /** Times are wall-clock milliseconds: others stand still while a machine sleeps. */
  constructor(now: number) {
    this.heard_at = this.sound_at = this.from = this.flowing_at = now;
  }

  /** `samples` were heard; `loud`: whether one of them was not zero. */
  heard(samples: number, loud: boolean, now: number): void {
    if (now - this.heard_at > SETTLED_MS) this.flowing_at = now;
    this.heard_at = now;
    this.samples += samples;
    if (loud) this.sound_at = now;
  }

  mute(muted: boolean): void {
    this.muted = muted;
  }

  /** The person has read what was missing. */
  dismiss(): void {
    this.slept = 0;
  }

  look(now: number): Alarm | null {
    const quiet = now - this.heard_at;
    if (quiet >= STALLED_MS) return { kind: "stalled", seconds: Math.round(quiet / 1000) };
    if (now - this.flowing_at >= SETTLED_MS) this.compare(now);
    if (this.muted) return { kind: "muted", seconds: Math.round((now - this.sound_at) / 1000) };
    const silence = now - this.sound_at;
    if (silence >= SILENT_MS) return { kind: "silent", seconds: Math.round(silence / 1000) };
    return this.slept ? { kind: "asleep", seconds: this.slept } : null;
  }

  private compare(now: number): void {
    const missing = now - this.from - (this.samples / SAMPLE_RATE) * 1000;
    if (missing >= MISSING_MS) this.slept += Math.round(missing / 1000);
    else if (now - this.from < COMPARED_MS) return;
    this.from = now;
    this.samples = 0;
  }
}
