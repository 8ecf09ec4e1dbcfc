// Measures how loud a signal is, for a meter that a person looks at.
// It shows nothing and keeps no audio.

/** Loudness of one interval: root mean square and peak, both 0 to 1. */
export interface Level {
  rms: number;
  peak: number;
}

export class Meter {
  private readonly interval: number;
  private readonly emit: (level: Level) => void;
  private energy = 0;
  private peak = 0;
  private count = 0;

  /** `interval`: samples between two levels. */
  constructor(interval: number, emit: (level: Level) => void) {
    this.interval = interval;
    this.emit = emit;
  }

  push(block: Float32Array): void {
    for (const sample of block) {
      this.energy += sample * sample;
      this.peak = Math.max(this.peak, Math.abs(sample));
    }
    this.count += block.length;
    if (this.count < this.interval) return;
    this.emit({ rms: Math.sqrt(this.energy / this.count), peak: this.peak });
    this.energy = 0;
    this.peak = 0;
    this.count = 0;
  }
}

/** The quietest level that a meter shows. */
const FLOOR_DB = -60;

/** Where a meter's needle stands for a level: 0 at -60 dB, 1 at full scale. */
export function deflection(level: number): number {
  if (level <= 0) return 0;
  return Math.max(0, Math.min(1, 1 - (20 * Math.log10(level)) / FLOOR_DB));
}
