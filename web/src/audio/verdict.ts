// What to say of a microphone after some seconds of somebody talking into it. Pure: samples in, a verdict out.
// It keeps no audio.

import { FRAME_SAMPLES } from "./framer.ts";

/** `silent`: nothing at all came. `noisy`: the room is nearly as loud as the voice. */
export type Verdict = "fine" | "quiet" | "clipping" | "noisy" | "silent";

/** A voice below this is hard to tell from the room. Root mean square of the loudest moments, in dB of full scale. */
const QUIET_DB = -42;
/** A voice should stand above the room by this much. */
const ABOVE_ROOM_DB = 10;
/** A room below this disturbs nobody. */
const STILL_DB = -50;
/** As loud as it goes: what should be round is flat. */
const FULL = 32_440;
/** Flat samples in a second from which on it is heard; a single knock is none of them. */
const FLAT_PER_SECOND = 12;
/** Which moments count as the voice, and which as the room: parts of all moments, the quietest first. */
const VOICE = 0.9;
const ROOM = 0.1;

export class Listening {
  private readonly moments: number[] = [];
  private flat = 0;
  private samples = 0;

  /** Take 100 ms or less of 16-bit samples at 16 kHz. */
  push(pcm: Int16Array): void {
    let energy = 0;
    for (const sample of pcm) {
      energy += sample * sample;
      if (Math.abs(sample) >= FULL) this.flat += 1;
    }
    this.samples += pcm.length;
    if (pcm.length) this.moments.push(Math.sqrt(energy / pcm.length) / 32_768);
  }

  verdict(): Verdict {
    const sorted = [...this.moments].sort((a, b) => a - b);
    const at = (part: number): number =>
      decibels(sorted[Math.min(sorted.length - 1, Math.floor(part * sorted.length))] ?? 0);
    const voice = at(VOICE);
    const room = at(ROOM);
    const seconds = this.samples / (FRAME_SAMPLES * 10);
    if (voice === -Infinity) return "silent";
    if (this.flat > FLAT_PER_SECOND * seconds) return "clipping";
    if (voice < QUIET_DB) return "quiet";
    if (room > STILL_DB && voice - room < ABOVE_ROOM_DB) return "noisy";
    return "fine";
  }
}

function decibels(level: number): number {
  return 20 * Math.log10(level);
}
