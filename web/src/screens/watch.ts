// Follows what a token lets be seen, over one lasting connection: it keeps the story and says when that changed.
// It draws nothing and remembers no token.

import type { ServerMessage, WatchHello } from "../generated/protocol.ts";
import { VERSION, WATCH_PATH } from "../generated/protocol.ts";
import { reduce } from "../state/reducer.ts";
import type { Story } from "../state/story.ts";
import { EMPTY } from "../state/story.ts";
import { encode } from "../wire/codec.ts";
import { Socket } from "../wire/socket.ts";
import type { World } from "../wire/world.ts";

/** What a new connection would not mend soon is tried again after this long, give or take a half. */
const LATER_MS = 20_000;

export interface WatchOwner {
  changed(): void;
  /** Every message, before the story has it. */
  message(message: ServerMessage): void;
  /** The connection came, or went. */
  reached(yes: boolean): void;
  /** The token shows nothing any more, and never will. */
  ended(): void;
  /** The server speaks another version: this page is too old. */
  outdated(): void;
}

export class Watch {
  story: Story = EMPTY;
  private readonly owner: WatchOwner;
  private readonly world: World;
  private readonly socket: Socket;
  private token: string | null = null;

  /** `base`: the server's address, for sockets. */
  constructor(base: string, owner: WatchOwner, world: World) {
    this.owner = owner;
    this.world = world;
    this.socket = new Socket(
      base + WATCH_PATH,
      {
        hello: () => Promise.resolve(this.hello()),
        message: (message) => this.receive(message),
        lost: () => owner.reached(false),
        failed: (code) => this.failed(code),
        remedy: () => false,
      },
      world,
    );
  }

  start(token: string): void {
    this.token = token;
    this.socket.start();
  }

  /** Nothing more is followed, and nothing is known any more. */
  stop(): void {
    this.token = null;
    this.socket.stop();
    this.story = EMPTY;
  }

  /** The network is back, or may be. */
  again(): void {
    this.socket.again();
  }

  /** Timers may have slept. */
  tick(): void {
    this.socket.tick();
  }

  private hello(): string {
    // Always a whole snapshot: a screen wakes up after days.
    return encode({
      type: "hello",
      protocol: VERSION,
      token: this.token || "",
      session_id: null,
      after: null,
      following: null,
    } satisfies WatchHello);
  }

  private receive(message: ServerMessage): void {
    if (message.type === "ready") this.owner.reached(true);
    this.owner.message(message);
    const before = this.story;
    this.story = reduce(before, message);
    if (this.lacks(message)) this.socket.again();
    if (this.story !== before) this.owner.changed();
  }

  /** Whether what shall be shown now was painted before this connection: a snapshot has it. */
  private lacks(message: ServerMessage): boolean {
    const { pictures } = this.story;
    switch (message.type) {
      case "scene.hidden":
        return message.show !== null && !pictures.has(message.show);
      case "scene.pinned":
        return message.scene !== null && !pictures.has(message.scene);
      case "scene.shown":
        return !pictures.has(message.scene);
      default:
        return false;
    }
  }

  private failed(code: string): void {
    this.owner.reached(false);
    if (code === "revoked" || code === "bad_token") {
      this.stop();
      this.owner.ended();
      return;
    }
    // Its session was deleted, the server is of a newer version, or too much is connected: none of it stays so.
    this.world.later(
      () => {
        if (code === "protocol_version") this.owner.outdated();
        else if (this.token !== null) this.socket.start();
      },
      LATER_MS * (0.5 + this.world.random()),
    );
  }
}
