// How long to wait before the next try: longer after each failure, and different for every client.
// It sets no timer and reads no clock.

export interface BackoffOptions {
  /** Wait before the second try, in milliseconds. */
  first_ms: number;
  /** Longest wait, in milliseconds. */
  longest_ms: number;
  /** 0 up to 1, evenly spread. */
  random: () => number;
}

export class Backoff {
  private readonly options: BackoffOptions;
  private failures = 0;

  constructor(options: BackoffOptions) {
    this.options = options;
  }

  /** The wait before the next try. Half of it is fixed, half is chance, so that a crowd does not come back as one. */
  next(): number {
    const { first_ms, longest_ms, random } = this.options;
    const wait = Math.min(longest_ms, first_ms * 2 ** this.failures);
    this.failures += 1;
    return wait * (0.5 + 0.5 * random());
  }

  /** It worked; the next failure is the first one again. */
  reset(): void {
    this.failures = 0;
  }
}
