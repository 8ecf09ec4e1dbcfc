// Decides what goes up the capture socket next: audio, in order and within the window, and the commands between it.
// It sends nothing itself and knows no clock.

import type { Ack, Ready } from "../generated/protocol.ts";
import { SAMPLE_RATE } from "../generated/protocol.ts";
import type { Frame } from "../audio/framer.ts";
import { Ring } from "../audio/ring.ts";

/** Audio that is kept while it cannot be sent, in seconds. */
export const KEPT_S = 600;
/** The window is not used to its end: the server's count may be a little ahead of what we know. */
const MARGIN_S = 2;

/** What a person wants of the stream. */
export type Wish = "hear" | "pause" | "end";

/** What is to be sent next. */
export type Outgoing = { type: "audio"; frame: Frame } | { type: "pause" | "resume" | "end" };

export class Outbox {
  wish: Wish = "hear";
  /** Whether the server told that it does not hear; null while nobody can know. */
  paused: boolean | null = null;
  private readonly ring = new Ring(KEPT_S * SAMPLE_RATE);
  /** Number, in the source's count, of the stream's sample 0: more than 0 once a stream had to be begun anew. */
  private base = 0;
  private next = 0;
  private window = 0;
  /** What this connection was told and has not confirmed. */
  private asked: "pause" | "resume" | "end" | null = null;
  /** Where the stream stood when it was asked to pause. */
  private paused_at = 0;

  /** Samples that are kept because the server does not have them safe. */
  get kept(): number {
    return this.ring.length;
  }

  /** Samples that were lost because too much had to be kept. */
  get dropped(): number {
    return this.ring.dropped;
  }

  append(frame: Frame): void {
    this.ring.append(frame);
    // What is gone cannot be sent: the stream jumps forward, and the server records the gap.
    this.next = Math.max(this.next, this.ring.start);
  }

  /** A connection is there; audio goes on where the server stands. */
  opened(ready: Ready): void {
    this.window = ready.limits.window_s * SAMPLE_RATE;
    this.paused = ready.paused;
    this.asked = null;
    this.ring.release(this.base + (ready.safe ?? 0));
    this.next = Math.max(this.base + (ready.samples ?? 0), this.ring.start);
  }

  /** The connection is gone. */
  lost(): void {
    this.paused = null;
    this.asked = null;
    this.window = 0;
  }

  /** The stream cannot be gone on with: what is kept goes into a new one, from its beginning. */
  renew(): void {
    this.lost();
    this.base = this.ring.start;
    this.next = this.base;
  }

  acked(ack: Ack): void {
    this.ring.release(this.base + ack.safe);
  }

  /** The server heard `pause` or `resume`. */
  confirmed(paused: boolean): void {
    // All that was said before a pause is stored by now.
    if (paused && this.asked === "pause") this.ring.release(this.paused_at);
    this.paused = paused;
    if (this.asked !== "end") this.asked = null;
  }

  /** What to send now; null: nothing, until something changes. Each answer is given once and must be sent. */
  take(): Outgoing | null {
    // What arrives between a pause and its confirmation is thrown away, so nothing is sent there.
    if (this.paused === null || this.asked === "end" || this.asked === "pause") return null;
    const unsent = this.next < this.ring.end;
    if (this.paused) {
      if (unsent || this.wish === "hear") return this.ask("resume");
      return this.wish === "end" ? this.ask("end") : null;
    }
    if (unsent) {
      const frame = this.ring.read(this.next);
      if (!frame) return null;
      const end = frame.offset + frame.pcm.length;
      // What was let go is no longer under way.
      if (end - this.ring.start > this.window - MARGIN_S * SAMPLE_RATE) return null;
      this.next = end;
      return { type: "audio", frame: { offset: frame.offset - this.base, pcm: frame.pcm } };
    }
    if (this.wish === "pause") {
      this.paused_at = this.next;
      return this.ask("pause");
    }
    return this.wish === "end" ? this.ask("end") : null;
  }

  private ask(command: "pause" | "resume" | "end"): Outgoing | null {
    if (this.asked === command) return null;
    this.asked = command;
    return { type: command };
  }
}
