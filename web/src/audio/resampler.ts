// Converts audio from any whole sample rate to 16 kHz, band-limited and exact to the sample.
// It knows no Web Audio: samples in, samples out.

export const TARGET_RATE = 16_000;

/** Kaiser's shape for 80 dB of stop band. */
const BETA = 7.86;
const ATTENUATION_DB = 80;
/** The pass band ends here, as a part of the lower of both Nyquist frequencies: 7.2 kHz when coming from 48 kHz. */
const PASS = 0.9;

/**
 * A polyphase windowed-sinc filter. Output sample `n` lies at input position `n * step / phases` exactly (both whole
 * numbers), so that no drift builds up over hours; it is aligned with the input (the filter's own delay is taken out).
 * After `flush`, `x` input samples have given `ceil(x * 16000 / rate)` output samples.
 */
export class Resampler {
  readonly rate: number;
  /** Input samples on each side of a position that the filter looks at. */
  private readonly reach: number;
  private readonly phases: number;
  private readonly step: number;
  private readonly taps: Float32Array;
  private readonly width: number;

  private history: Float32Array;
  /** Samples held in `history`. */
  private held = 0;
  /** First of the `width` samples that the next output looks at, as an index into `history`. */
  private position = 0;
  /** Where between two input samples the next output lies, in parts of `phases`. */
  private phase = 0;

  constructor(rate: number) {
    if (!Number.isInteger(rate) || rate < 3000 || rate > 768_000) throw new RangeError(`sample rate ${rate}`);
    this.rate = rate;
    const divisor = gcd(rate, TARGET_RATE);
    this.phases = TARGET_RATE / divisor;
    this.step = rate / divisor;

    const nyquist = Math.min(rate, TARGET_RATE) / 2;
    const transition = ((1 - PASS) * nyquist) / rate;
    const order = (ATTENUATION_DB - 7.95) / (14.36 * transition);
    this.reach = rate === TARGET_RATE ? 1 : Math.ceil(order / 2);
    this.width = this.reach * 2;
    this.taps =
      rate === TARGET_RATE ? new Float32Array([1, 0]) : this.design((nyquist * (1 + PASS)) / 2 / rate);

    this.history = new Float32Array(this.width * 4 + 1024);
    this.reset();
  }

  /** Forget what was heard; the next input sample is the first again. */
  reset(): void {
    this.history.fill(0);
    // Silence before the first sample lets the first output be centred on it.
    this.held = this.reach - 1;
    this.position = 0;
    this.phase = 0;
  }

  /** Most samples that `input` samples can give at once. */
  bound(input: number): number {
    return Math.ceil((input * this.phases) / this.step) + 1;
  }

  /** Most samples that `flush` can give. */
  get tail(): number {
    return this.bound(this.reach);
  }

  /** Take `input`, write what can be told already to `output` from `at` on, and return how many that were. */
  push(input: Float32Array, output: Float32Array, at = 0): number {
    this.append(input);
    let written = 0;
    while (this.position + this.width <= this.held) {
      output[at + written] = this.at(this.position, this.phase);
      written += 1;
      this.phase += this.step;
      while (this.phase >= this.phases) {
        this.phase -= this.phases;
        this.position += 1;
      }
    }
    return written;
  }

  /** Write what is still inside, as if silence followed, and start anew. */
  flush(output: Float32Array, at = 0): number {
    const written = this.push(new Float32Array(this.reach), output, at);
    this.reset();
    return written;
  }

  private append(input: Float32Array): void {
    if (this.held + input.length > this.history.length) {
      // Only what the next outputs look at is kept.
      const gone = Math.min(this.position, this.held);
      const kept = this.history.subarray(gone, this.held);
      const needed = kept.length + input.length;
      const target = needed > this.history.length ? new Float32Array(needed * 2) : this.history;
      target.set(kept);
      this.history = target;
      this.held = kept.length;
      this.position -= gone;
    }
    this.history.set(input, this.held);
    this.held += input.length;
  }

  private at(start: number, phase: number): number {
    const { taps, width, history } = this;
    const base = phase * width;
    let sum = 0;
    for (let i = 0; i < width; i++) sum += (taps[base + i] as number) * (history[start + i] as number);
    return sum;
  }

  /** One row of `width` taps for each phase. `cutoff` is in cycles per input sample. */
  private design(cutoff: number): Float32Array {
    const { phases, width, reach } = this;
    const taps = new Float32Array(phases * width);
    const norm = bessel0(BETA);
    for (let phase = 0; phase < phases; phase++) {
      const row = new Float64Array(width);
      let sum = 0;
      for (let i = 0; i < width; i++) {
        const distance = i - (reach - 1) - phase / phases;
        const relative = distance / reach;
        const window = Math.abs(relative) < 1 ? bessel0(BETA * Math.sqrt(1 - relative * relative)) / norm : 0;
        const x = 2 * cutoff * distance;
        const value = 2 * cutoff * (x === 0 ? 1 : Math.sin(Math.PI * x) / (Math.PI * x)) * window;
        row[i] = value;
        sum += value;
      }
      // Each phase passes a constant unchanged, so that none of them is heard as a tone of its own.
      for (let i = 0; i < width; i++) taps[phase * width + i] = (row[i] as number) / sum;
    }
    return taps;
  }
}

function gcd(a: number, b: number): number {
  return b === 0 ? a : gcd(b, a % b);
}

/** The modified Bessel function of the first kind, order 0. */
function bessel0(x: number): number {
  let sum = 1;
  let term = 1;
  for (let k = 1; term > sum * 1e-12; k++) {
    term *= (x / (2 * k)) ** 2;
    sum += term;
  }
  return sum;
}
