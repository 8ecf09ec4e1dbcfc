// How a display comes to its account: it shows a code and asks until somebody has typed it.
// It keeps nothing and draws nothing.

export interface Pairing {
  readonly code: string;
  readonly secret: string;
  readonly poll_s: number;
  /** Where a phone that is signed in types the code by itself, and the same as a QR code. */
  readonly link: string;
  readonly qr: { readonly size: number; readonly path: string };
}

export interface Paired {
  readonly token: string;
  readonly label: string;
}

export interface Asked {
  readonly status: number;
  readonly retry_after_s: number;
  readonly body: unknown;
}

export interface PairingWorld {
  /** POST; rejects where there is no answer. */
  ask(path: string, body: object | null): Promise<Asked>;
  later(action: () => void, delay_ms: number): () => void;
}

export interface PairingOwner {
  /** Show this code; null: there is none yet. */
  code(pairing: Pairing | null): void;
  /** Whether the server can be reached. */
  reached(yes: boolean): void;
  paired(paired: Paired): void;
}

const PAIRINGS = "/api/v1/displays/pairings";
/** Before it is asked again where the server is away. */
const AWAY_MS = 3_000;

export class Pairer {
  private readonly world: PairingWorld;
  private readonly owner: PairingOwner;
  private pairing: Pairing | null = null;
  private running = false;
  private cancel: (() => void) | null = null;
  /** Counts the starts, so that what an earlier one still hears is not heeded. */
  private round = 0;

  constructor(world: PairingWorld, owner: PairingOwner) {
    this.world = world;
    this.owner = owner;
  }

  start(): void {
    if (this.running) return;
    this.running = true;
    this.round += 1;
    this.pairing = null;
    this.owner.code(null);
    this.step();
  }

  stop(): void {
    this.running = false;
    if (this.cancel !== null) this.cancel();
    this.cancel = null;
  }

  private step(): void {
    const { pairing, round } = this;
    const asked = pairing
      ? this.world.ask(`${PAIRINGS}/${pairing.code}/claim`, { secret: pairing.secret })
      : this.world.ask(PAIRINGS, null);
    asked.then(
      (answer) => {
        if (!this.running || round !== this.round) return;
        this.owner.reached(answer.status < 500);
        this.heard(answer);
      },
      () => {
        if (!this.running || round !== this.round) return;
        this.owner.reached(false);
        this.wait(AWAY_MS);
      },
    );
  }

  private heard({ status, retry_after_s, body }: Asked): void {
    if (status === 201) {
      this.pairing = body as Pairing;
      this.owner.code(this.pairing);
      this.wait(this.pairing.poll_s * 1000);
    } else if (status === 200) {
      this.stop();
      this.owner.paired(body as Paired);
    } else if (status === 202 && this.pairing !== null) {
      this.wait(this.pairing.poll_s * 1000);
    } else if (status === 404 && this.pairing !== null) {
      // Nobody typed it in time.
      this.pairing = null;
      this.owner.code(null);
      this.step();
    } else {
      this.wait(Math.max(AWAY_MS, retry_after_s * 1000));
    }
  }

  private wait(delay_ms: number): void {
    this.cancel = this.world.later(() => this.step(), delay_ms);
  }
}
