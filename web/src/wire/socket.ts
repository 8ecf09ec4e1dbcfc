// One lasting connection made of many: it says hello, notices when the other side is gone, and comes back.
// It knows no audio, no events and no page; what a message means is its owner's business.

import type { Control, ErrorMessage, Goaway, ServerMessage } from "../generated/protocol.ts";
import { CLOSE_FINAL } from "../generated/protocol.ts";
import { Backoff } from "./backoff.ts";
import { decode, encode } from "./codec.ts";
import { FinalError } from "./failure.ts";
import type { Connection, World } from "./world.ts";

/** After this long without a word from the server it is asked whether it is there. */
const QUIET_MS = 10_000;
/** After this long without a word it is taken for dead. */
const DEAD_MS = 20_000;
/** A connection that lived this long was a good one: waiting starts small again. */
const GOOD_MS = 3_000;
/** A connection that is planned to end is replaced within this time. */
const LEAVE_MS = 1_500;
/** A token that ends is replaced this long before; the account has a fresh one by then (Supabase's client: 90 s). */
const RENEW_MS = 75_000;
/** Where no fresh token could be had. */
const RENEW_AGAIN_MS = 10_000;

/** Where fresh tokens come from. */
export interface Tokens {
  token(): Promise<string>;
  /** How long the one that was given last can be used, in milliseconds; null: nobody knows. */
  lasts(): number | null;
}

export interface Owner {
  /** The first message. It may ask for a token, so it may fail: a `FinalError` ends all trying, others are tried again. */
  hello(): Promise<string>;
  message(message: ServerMessage): void;
  /** The connection is gone; another is on its way. */
  lost(): void;
  /** It will not come back: `code` of the last error, and a sentence for a person. */
  failed(code: string, text: string): void;
  /** Whether something was changed so that trying again makes sense although the server said no. */
  remedy(code: string): boolean;
  /** Tokens for a connection that outlives its first one. */
  tokens?: Tokens;
}

export class Socket {
  private readonly url: string;
  private readonly owner: Owner;
  private readonly world: World;
  private readonly backoff: Backoff;
  private connection: Connection | null = null;
  /** Counts the tries, so that what an earlier one still says is not heard. */
  private round = 0;
  private state: "stopped" | "opening" | "open" | "waiting" = "stopped";
  private ready_at: number | null = null;
  private heard_at = 0;
  private pinged = false;
  private due_at = 0;
  /** When a fresh token is to be told. */
  private renew_at: number | null = null;
  private error: ErrorMessage | null = null;
  private cancel: (() => void) | null = null;

  constructor(url: string, owner: Owner, world: World) {
    this.url = url;
    this.owner = owner;
    this.world = world;
    this.backoff = new Backoff({ first_ms: 400, longest_ms: 4_000, random: world.random });
  }

  /** Bytes that were given to `send` and have not left yet. */
  get backlog(): number {
    return this.connection?.bufferedAmount ?? 0;
  }

  start(): void {
    if (this.state !== "stopped") return;
    this.backoff.reset();
    this.open();
  }

  stop(): void {
    this.state = "stopped";
    this.drop(1000);
  }

  /** Send if there is a connection; whether there was one. */
  send(message: Control | ArrayBuffer): boolean {
    if (this.state !== "open" || !this.connection) return false;
    this.connection.send(message instanceof ArrayBuffer ? message : encode(message));
    return true;
  }

  /** Leave this connection, if any, and take a new one at once. */
  again(): void {
    if (this.state === "stopped") return;
    const had = this.state === "open";
    this.drop(1000);
    if (had) this.owner.lost();
    if (this.running()) this.open();
  }

  /** Look at the clock. Timers sleep in hidden tabs, so whoever still gets woken (by audio) may call this too. */
  tick(): void {
    const now = this.world.now();
    if (this.state === "waiting") {
      if (now >= this.due_at) this.open();
    } else if (this.state !== "stopped") {
      const quiet = now - this.heard_at;
      if (quiet >= DEAD_MS) this.closed(1006);
      else if (quiet >= QUIET_MS && !this.pinged) this.pinged = this.send({ type: "ping" });
      if (this.renew_at !== null && now >= this.renew_at) this.renew();
    }
  }

  private running(): boolean {
    return this.state !== "stopped";
  }

  private open(): void {
    this.drop(1000);
    this.state = "opening";
    this.error = null;
    this.ready_at = null;
    this.heard();
    this.watch();
    const round = this.round;
    this.owner.hello().then(
      (hello) => {
        if (round === this.round && this.running()) this.connect(hello);
      },
      (error: unknown) => {
        if (round !== this.round || !this.running()) return;
        if (error instanceof FinalError) this.fail(error.code, error.message);
        else this.closed(1006);
      },
    );
  }

  private connect(hello: string): void {
    const connection = this.world.connect(this.url);
    this.connection = connection;
    connection.binaryType = "arraybuffer";
    connection.onopen = () => {
      this.heard();
      connection.send(hello);
    };
    connection.onmessage = ({ data }) => {
      this.heard();
      const message = typeof data === "string" ? decode(data) : null;
      if (message) this.receive(message);
    };
    connection.onclose = ({ code }) => this.closed(code);
  }

  private receive(message: ServerMessage): void {
    if (message.type === "ready") {
      this.state = "open";
      this.ready_at = this.world.now();
      this.plan();
    } else if (message.type === "error") {
      this.error = message;
    } else if (message.type === "goaway") {
      this.leave(message);
    }
    this.owner.message(message);
  }

  /** A fresh token is told before the present one ends. */
  private plan(): void {
    const lasts = this.owner.tokens?.lasts() ?? null;
    this.renew_at = lasts === null ? null : this.world.now() + Math.max(lasts / 2, lasts - RENEW_MS);
  }

  private renew(): void {
    const round = this.round;
    this.renew_at = null;
    this.owner.tokens?.token().then(
      (token) => {
        if (round !== this.round || !this.send({ type: "auth", token })) return;
        this.plan();
      },
      () => {
        // Should it end first, the next hello asks again and says what is wrong.
        if (round === this.round) this.renew_at = this.world.now() + RENEW_AGAIN_MS;
      },
    );
  }

  /** The server will close this connection as planned: go before that, at a moment of our own. */
  private leave({ time_left_ms }: Goaway): void {
    const round = this.round;
    const delay = this.world.random() * Math.max(0, Math.min(time_left_ms / 2, LEAVE_MS));
    this.world.later(() => {
      if (round === this.round) this.again();
    }, delay);
  }

  private closed(code: number): void {
    const error = this.error;
    const had = this.state === "open";
    if (this.ready_at !== null && this.world.now() - this.ready_at >= GOOD_MS) this.backoff.reset();
    this.drop(1000);
    const remedied = error?.fatal === true && this.owner.remedy(error.code);
    if (!this.running()) return;
    if (code >= CLOSE_FINAL && code < 5000 && !remedied) {
      this.fail(error?.code ?? `closed_${code}`, error?.message ?? "");
      return;
    }
    this.wait(Math.max(this.backoff.next(), error?.retry_after_ms ?? 0));
    if (had) this.owner.lost();
  }

  private fail(code: string, text: string): void {
    this.stop();
    this.owner.failed(code, text);
  }

  private wait(delay_ms: number): void {
    this.state = "waiting";
    this.due_at = this.world.now() + delay_ms;
    // A timer may go off a little before its time, and no other comes after it.
    this.cancel = this.world.later(() => this.open(), delay_ms);
  }

  private heard(): void {
    this.heard_at = this.world.now();
    this.pinged = false;
  }

  /** Look at the clock from time to time. */
  private watch(): void {
    this.cancel?.();
    this.cancel = this.world.later(() => {
      this.tick();
      if (this.state === "opening" || this.state === "open") this.watch();
    }, QUIET_MS / 2);
  }

  /** Forget the connection. Its close would take long where the other side is gone, so nobody waits for it. */
  private drop(code: number): void {
    this.round += 1;
    this.renew_at = null;
    this.cancel?.();
    this.cancel = null;
    const connection = this.connection;
    this.connection = null;
    if (!connection) return;
    connection.onopen = connection.onmessage = connection.onclose = null;
    connection.close(code);
  }
}
