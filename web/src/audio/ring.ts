// Keeps what was heard and is not yet safe on the server, oldest first, within a bound.
// It sends nothing and decides nothing.

import type { Frame } from "./framer.ts";

export class Ring {
  /** Number of the first sample that is kept. */
  start = 0;
  /** Number of the sample after the newest. */
  end = 0;
  /** Samples that had to be dropped, unsaved, because the ring was full. */
  dropped = 0;
  private readonly capacity: number;
  private frames: Frame[] = [];
  /** Index of the oldest frame that is kept; those before it are cleared away in batches. */
  private first = 0;

  /** `capacity`: most samples that are kept. */
  constructor(capacity: number) {
    this.capacity = capacity;
  }

  /** Samples that are kept. */
  get length(): number {
    return this.end - this.start;
  }

  /** Add what was heard next. Frames must follow each other without a gap. */
  append(frame: Frame): void {
    if (frame.offset !== this.end) throw new RangeError(`frame at ${frame.offset}, expected ${this.end}`);
    this.frames.push(frame);
    this.end += frame.pcm.length;
    const excess = this.length - this.capacity;
    if (excess > 0) {
      const before = this.start;
      // Whole frames, so that the oldest message is never a splinter.
      this.release(this.start + excess, true);
      this.dropped += this.start - before;
    }
  }

  /** Forget everything below `sample`; `whole`: up to the end of the frame it lies in. */
  release(sample: number, whole = false): void {
    const limit = Math.min(sample, this.end);
    if (limit <= this.start) return;
    this.start = limit;
    for (;;) {
      const frame = this.frames[this.first];
      if (!frame) break;
      const frameEnd = frame.offset + frame.pcm.length;
      if (whole && frame.offset < limit && limit < frameEnd) this.start = frameEnd;
      if (frameEnd > this.start) break;
      this.first += 1;
    }
    if (this.first > 256 || this.first === this.frames.length) {
      this.frames.splice(0, this.first);
      this.first = 0;
    }
  }

  /** The samples from `sample` to the end of the frame it lies in; null where nothing is kept. */
  read(sample: number): Frame | null {
    if (sample < this.start || sample >= this.end) return null;
    let low = this.first;
    let high = this.frames.length - 1;
    while (low < high) {
      const middle = (low + high + 1) >> 1;
      if ((this.frames[middle] as Frame).offset <= sample) low = middle;
      else high = middle - 1;
    }
    const frame = this.frames[low] as Frame;
    if (sample === frame.offset) return frame;
    return { offset: sample, pcm: frame.pcm.subarray(sample - frame.offset) };
  }
}
