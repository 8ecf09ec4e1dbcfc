// Follows the account's current session while this page does not capture.
// It keeps no story and can send no audio.

import type { Control, ServerMessage, WatchHello } from "../generated/protocol.ts";
import { VERSION, WATCH_PATH } from "../generated/protocol.ts";
import type { Account } from "../wire/account.ts";
import { encode } from "../wire/codec.ts";
import { Socket } from "../wire/socket.ts";
import type { World } from "../wire/world.ts";

/** The token was not taken, or its sign-in ended: another one is asked for, or there is none. */
export const ASK_AGAIN: ReadonlySet<string> = new Set(["bad_token", "token_expired", "revoked"]);

export type ViewerState = "connecting" | "open" | "failed";

export interface ViewerOptions {
  base: string;
  account: Account;
  world: World;
  /** The session that is known, and its newest event that is. */
  known: () => { session: string | null; seq: number };
  message: (message: ServerMessage) => void;
  changed: (state: ViewerState, text: string) => void;
}

export class Viewer {
  private readonly options: ViewerOptions;
  private readonly socket: Socket;
  private remedied = false;
  /** The session that the last hello's `after` belongs to. */
  private asked: { session: string | null; seq: number } = { session: null, seq: 0 };

  constructor(options: ViewerOptions) {
    this.options = options;
    this.socket = new Socket(
      options.base + WATCH_PATH,
      {
        hello: () => this.hello(),
        message: (message) => this.receive(message),
        lost: () => options.changed("connecting", ""),
        failed: (_code, text) => options.changed("failed", text),
        remedy: (code) => this.remedy(code),
        tokens: options.account,
      },
      options.world,
    );
  }

  start(): void {
    this.options.changed("connecting", "");
    this.socket.start();
  }

  stop(): void {
    this.socket.stop();
  }

  /** Pass on what a person asks for; whether there was a connection to pass it to. */
  order(order: Control): boolean {
    return this.socket.send(order);
  }

  /** The network is back, or may be. */
  retry(): void {
    this.socket.again();
  }

  private async hello(): Promise<string> {
    const token = await this.options.account.token();
    const { session, seq } = this.options.known();
    this.asked = { session, seq };
    return encode({
      type: "hello",
      protocol: VERSION,
      token,
      session_id: null,
      after: this.asked.seq,
      following: this.asked.session,
    } satisfies WatchHello);
  }

  private receive(message: ServerMessage): void {
    if (message.type === "ready") {
      this.remedied = false;
      this.options.changed("open", "");
      this.options.message(message);
      // Another session is current now: the events up to `after` are missing, so all are asked for.
      if (this.asked.seq > 0 && this.asked.session !== message.session_id) this.socket.again();
      return;
    }
    this.options.message(message);
  }

  private remedy(code: string): boolean {
    if (this.remedied || !ASK_AGAIN.has(code)) return false;
    this.remedied = true;
    this.options.account.forget();
    return true;
  }
}
