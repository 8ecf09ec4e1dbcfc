// One capture from its first word to its last result: joins a source, the outbox and the capture socket.
// It shows nothing and keeps no story; it tells its listener what changed.

import type { Source, SourceListener } from "../audio/source.ts";
import { SourceError } from "../audio/source.ts";
import type { Level } from "../audio/meter.ts";
import type { Frame } from "../audio/framer.ts";
import type { CaptureHello, Control, ServerMessage } from "../generated/protocol.ts";
import { LIVE_PATH, SAMPLE_RATE, VERSION } from "../generated/protocol.ts";
import type { Account } from "../wire/account.ts";
import { encode, encodeAudio } from "../wire/codec.ts";
import type { Wish } from "../wire/outbox.ts";
import { Outbox } from "../wire/outbox.ts";
import { Socket } from "../wire/socket.ts";
import type { World } from "../wire/world.ts";
import { ASK_AGAIN } from "./viewer.ts";
import type { CaptureView, Phase, Trouble } from "./phase.ts";

export interface CaptureListener {
  changed(view: CaptureView): void;
  message(message: ServerMessage): void;
  level(level: Level): void;
  /** What the source gave, whether or not it could be sent. */
  frame(frame: Frame): void;
  /** The system silences the source, or does so no more. */
  muted(muted: boolean): void;
  /** It is over, well or not. */
  over(): void;
}

export interface CaptureOptions {
  base: string;
  account: Account;
  world: World;
  listener: CaptureListener;
  /** Opens the source. Called once, at once. */
  source: (listener: SourceListener) => Promise<Source>;
  /** The session to go on with, if one is known. */
  session: string | null;
  /** The newest event that is known of that session. */
  seq: () => number;
}

/** Bytes that may wait in the browser's own buffer before we hold back. */
const BACKLOG_BYTES = 256 * 1024;

export class Capture {
  private readonly options: CaptureOptions;
  private readonly outbox = new Outbox();
  private readonly socket: Socket;
  private source: Source | null = null;
  private session: string | null;
  private stream = crypto.randomUUID();
  private wish: Wish = "hear";
  private connected = false;
  /** Whether a connection ever came about. */
  private begun = false;
  /** Whether a refusal was answered by starting anew, so that the same is not done for ever. */
  private remedied = false;
  /** The account of the last hello. */
  private whose: string | null = null;
  private overloaded = false;
  private trouble: Trouble | null = null;
  private result: "ended" | "failed" | null = null;
  private view: CaptureView | null = null;

  constructor(options: CaptureOptions) {
    this.options = options;
    this.session = options.session;
    this.socket = new Socket(
      options.base + LIVE_PATH,
      {
        hello: () => this.hello(),
        message: (message) => this.receive(message),
        lost: () => this.lost(),
        failed: (code, text) => this.fail({ code, text }),
        remedy: (code) => this.remedy(code),
        tokens: options.account,
      },
      options.world,
    );
    this.tell();
    options
      .source({
        frame: (frame) => this.heard(frame),
        level: (level) => options.listener.level(level),
        finished: () => this.end(),
        lost: () => this.unplugged(),
        muted: (muted) => options.listener.muted(muted),
      })
      .then(
        (source) => this.opened(source),
        (error: unknown) => this.fail(named(error)),
      );
  }

  pause(): void {
    if (!this.result && this.wish !== "end") this.hold("pause");
  }

  resume(): void {
    if (this.result || this.wish === "end") return;
    this.wish = this.outbox.wish = "hear";
    this.trouble = null;
    this.source?.hear().then(
      () => this.pump(),
      (error: unknown) => {
        this.trouble = named(error);
        this.pause();
      },
    );
    this.pump();
  }

  /** No more audio; what was said is sent and its results are waited for. */
  end(): void {
    if (!this.result && this.wish !== "end") this.hold("end");
  }

  /** Wait for nothing more. */
  leave(): void {
    this.finish("ended");
  }

  /** Pass on what a person asks for; whether there was a connection to pass it to. */
  order(order: Control): boolean {
    return this.connected && this.socket.send(order);
  }

  /** Nothing comes from the source, although it should: the system may have stopped it. */
  rouse(): void {
    // What stands in the way is told by the alarm that called for this.
    if (!this.result && this.wish === "hear") this.source?.hear().catch(() => undefined);
  }

  /** The network is back, or may be. */
  retry(): void {
    if (!this.connected) this.socket.again();
  }

  private opened(source: Source): void {
    if (this.result) {
      void source.close();
      return;
    }
    this.source = source;
    this.socket.start();
    if (this.wish !== "hear") this.hold(this.wish);
  }

  private async hello(): Promise<string> {
    const token = await this.options.account.token();
    const whose = this.options.account.id;
    // Another account has neither this session nor this stream.
    if (this.whose !== null && this.whose !== whose) this.anew();
    this.whose = whose;
    return encode({
      type: "hello",
      protocol: VERSION,
      token,
      session_id: this.session,
      stream_id: this.stream,
      mode: "live",
      audio: { encoding: "pcm_s16le", sample_rate: SAMPLE_RATE, channels: 1 },
      after: this.session === null ? 0 : this.options.seq(),
    } satisfies CaptureHello);
  }

  private heard(frame: Frame): void {
    this.options.listener.frame(frame);
    this.outbox.append(frame);
    this.socket.tick();
    this.pump();
  }

  private receive(message: ServerMessage): void {
    switch (message.type) {
      case "ready":
        this.session = message.session_id;
        this.begun = this.connected = true;
        this.remedied = this.overloaded = false;
        this.trouble = null;
        this.outbox.opened(message);
        break;
      case "ack":
        this.overloaded = false;
        this.outbox.acked(message);
        break;
      case "paused":
      case "resumed":
        this.outbox.confirmed(message.type === "paused");
        break;
      case "error":
        if (message.code === "overloaded") this.overloaded = true;
        break;
    }
    this.options.listener.message(message);
    if (message.type === "ended") this.finish("ended");
    else this.pump();
  }

  /** Send what may be sent. */
  private pump(): void {
    while (this.connected && this.socket.backlog < BACKLOG_BYTES) {
      const outgoing = this.outbox.take();
      if (!outgoing) break;
      if (outgoing.type === "audio") {
        this.socket.send(encodeAudio(outgoing.frame.offset, outgoing.frame.pcm));
      } else {
        this.socket.send({ type: outgoing.type });
      }
    }
    this.tell();
  }

  private lost(): void {
    this.connected = false;
    this.outbox.lost();
    this.tell();
  }

  private remedy(code: string): boolean {
    const account = ASK_AGAIN.has(code);
    // In mid-capture a session that is gone was ended or deleted by a person: that is to be told, not undone.
    const session = !this.begun && (code === "not_found" || code === "session_ended");
    if (this.remedied || !(account || session)) return false;
    this.remedied = true;
    if (account) this.options.account.forget();
    else this.anew();
    return true;
  }

  private anew(): void {
    this.session = null;
    this.stream = crypto.randomUUID();
    this.outbox.renew();
  }

  private hold(wish: "pause" | "end"): void {
    this.wish = wish;
    this.tell();
    // The command follows the last frame, not the click.
    this.source?.hold().then(() => {
      if (this.wish !== wish || this.result) return;
      this.outbox.wish = wish;
      if (wish === "end") void this.source?.close();
      this.pump();
    });
  }

  private unplugged(): void {
    if (this.result || this.wish === "end") return;
    this.trouble = { code: "unplugged", text: "" };
    this.pause();
  }

  private fail(trouble: Trouble): void {
    this.trouble = trouble;
    this.finish("failed");
  }

  private finish(result: "ended" | "failed"): void {
    if (this.result) return;
    this.result = result;
    this.connected = false;
    this.socket.stop();
    void this.source?.close();
    this.tell();
    this.options.listener.over();
  }

  private phase(): Phase {
    if (this.result) return this.result;
    if (this.wish === "end") return "ending";
    if (!this.begun) return "connecting";
    if (!this.connected) return "reconnecting";
    return this.wish === "pause" && this.outbox.paused === true ? "paused" : "live";
  }

  /** Tell the listener what a person would see change; audio comes ten times a second and changes little of it. */
  private tell(): void {
    const { wish, connected, overloaded, trouble, view } = this;
    const next: CaptureView = {
      phase: this.phase(),
      wish,
      connected,
      kept_s: Math.floor(this.outbox.kept / SAMPLE_RATE),
      lost_s: Math.ceil(this.outbox.dropped / SAMPLE_RATE),
      overloaded,
      trouble,
    };
    if (view && (Object.keys(next) as (keyof CaptureView)[]).every((key) => view[key] === next[key])) return;
    this.view = next;
    this.options.listener.changed(next);
  }
}

function named(error: unknown): Trouble {
  return { code: error instanceof SourceError ? error.trouble : "unsupported", text: "" };
}
