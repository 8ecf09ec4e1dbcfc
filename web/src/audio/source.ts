// Where audio comes from: one interface for the microphone and the sample, and the way into the audio thread they share.
// It knows no socket and keeps no audio.

import type { Frame } from "./framer.ts";
import type { Level } from "./meter.ts";
import type { FromWorklet, ToWorklet } from "./port.ts";
import { WORKLET_NAME } from "./port.ts";
import workletUrl from "./worklet.ts?worker&url";

const HOLD_MS = 500;

export interface SourceListener {
  frame(frame: Frame): void;
  level(level: Level): void;
  /** It has nothing more to say: the sample is over. */
  finished(): void;
  /** It went away: the microphone was unplugged. `hear` tries to get it back. */
  lost(): void;
  /** The system silences it, or does so no more. */
  muted(muted: boolean): void;
}

export interface Source {
  /** Go on, or go on again after `hold`. Rejects with a `SourceError`. */
  hear(): Promise<void>;
  /** Hear nothing from now on. Resolves once everything that was heard before has been given out. */
  hold(): Promise<void>;
  /** Give everything back. No frame comes after it. */
  close(): Promise<void>;
}

export type SourceTrouble = "denied" | "missing" | "busy" | "insecure" | "unsupported" | "sample";

/** Audio cannot be had, and why. */
export class SourceError extends Error {
  readonly trouble: SourceTrouble;

  constructor(trouble: SourceTrouble) {
    super(trouble);
    this.trouble = trouble;
  }
}

/** An AudioContext at the device's own rate, with the node that frames what is connected to it. */
export class Tap {
  readonly context: AudioContext;
  readonly node: AudioWorkletNode;
  private held: (() => void)[] = [];
  private closing: Promise<void> | null = null;

  private constructor(context: AudioContext, listener: SourceListener) {
    this.context = context;
    this.node = new AudioWorkletNode(context, WORKLET_NAME, { numberOfInputs: 1, numberOfOutputs: 1 });
    this.node.port.onmessage = ({ data }: MessageEvent<FromWorklet>) => {
      if (data.type === "frame") listener.frame({ offset: data.offset, pcm: data.pcm });
      else if (data.type === "level") listener.level({ rms: data.rms, peak: data.peak });
      else for (const resolve of this.held.splice(0)) resolve();
    };
    // A node that leads nowhere may never be run. This one's output is silence.
    this.node.connect(context.destination);
  }

  /** Must be called while a click is being handled, or the browser keeps the context silent. */
  static async open(listener: SourceListener): Promise<Tap> {
    if (!globalThis.isSecureContext) throw new SourceError("insecure");
    if (typeof AudioWorkletNode === "undefined") throw new SourceError("unsupported");
    const context = new AudioContext({ latencyHint: "interactive" });
    try {
      await context.audioWorklet.addModule(workletUrl);
      return new Tap(context, listener);
    } catch {
      await context.close();
      throw new SourceError("unsupported");
    }
  }

  tell(message: ToWorklet): void {
    this.node.port.postMessage(message);
  }

  hold(): Promise<void> {
    return new Promise((resolve) => {
      this.held.push(resolve);
      this.tell({ type: "hold" });
      // An audio thread that the system has put to sleep does not answer, and has nothing to give out either.
      setTimeout(resolve, HOLD_MS);
    });
  }

  close(): Promise<void> {
    if (this.closing) return this.closing;
    this.tell({ type: "close" });
    this.node.port.onmessage = null;
    for (const resolve of this.held.splice(0)) resolve();
    this.closing = this.context.close();
    return this.closing;
  }
}
