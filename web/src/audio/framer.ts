// Turns blocks of audio at the device's rate into 100 ms frames of 16-bit PCM at 16 kHz, numbered by their samples.
// It knows no Web Audio and no clock: time is counted in samples.

import { Resampler } from "./resampler.ts";

/** Samples of a frame: 100 ms. */
export const FRAME_SAMPLES = 1600;

/** `offset` is the number of the frame's first sample in its stream. Only the last frame before a hold is shorter. */
export interface Frame {
  offset: number;
  pcm: Int16Array<ArrayBuffer>;
}

export class Framer {
  private readonly resampler: Resampler;
  private readonly emit: (frame: Frame) => void;
  private scratch = new Float32Array(0);
  private frame = new Int16Array(FRAME_SAMPLES);
  private filled = 0;
  private offset = 0;

  constructor(rate: number, emit: (frame: Frame) => void) {
    this.resampler = new Resampler(rate);
    this.emit = emit;
  }

  /** Take a block of mono samples, -1 to 1. */
  push(block: Float32Array): void {
    this.need(this.resampler.bound(block.length));
    this.take(this.resampler.push(block, this.scratch));
  }

  /** Give out everything that was heard; what comes next follows it in the count without a gap. */
  flush(): void {
    this.need(this.resampler.tail);
    this.take(this.resampler.flush(this.scratch));
    if (this.filled) this.release();
  }

  private need(samples: number): void {
    if (this.scratch.length < samples) this.scratch = new Float32Array(samples);
  }

  private take(count: number): void {
    for (let i = 0; i < count; i++) {
      this.frame[this.filled++] = toInt16(this.scratch[i] as number);
      if (this.filled === FRAME_SAMPLES) this.release();
    }
  }

  private release(): void {
    const pcm = this.filled === FRAME_SAMPLES ? this.frame : this.frame.slice(0, this.filled);
    const offset = this.offset;
    this.offset += pcm.length;
    // The receiver may give the buffer to another thread, so nothing of it is used from here on.
    this.frame = new Int16Array(FRAME_SAMPLES);
    this.filled = 0;
    this.emit({ offset, pcm });
  }
}

/** Round to the nearest step; what is too loud is clipped, never wrapped around. */
export function toInt16(sample: number): number {
  return Math.max(-32_768, Math.min(32_767, Math.round(sample * 32_768)));
}
