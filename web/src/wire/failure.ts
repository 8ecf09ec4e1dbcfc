// The error that ends all trying.
// Every other error is tried again.

/** What no new try can mend. `code` is stable, `message` is for a person. */
export class FinalError extends Error {
  readonly code: string;

  constructor(code: string, message: string) {
    super(message);
    this.code = code;
  }
}
