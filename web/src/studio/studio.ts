// The page's model: the story, the viewer and the capture, and the one of both that feeds the story.
// It knows no component and no element.

import { Microphone } from "../audio/microphone.ts";
import type { Level } from "../audio/meter.ts";
import { Sample } from "../audio/sample.ts";
import type { Source, SourceListener } from "../audio/source.ts";
import type { ServerMessage } from "../generated/protocol.ts";
import { reduce } from "../state/reducer.ts";
import type { Story } from "../state/story.ts";
import { EMPTY } from "../state/story.ts";
import type { Account } from "../wire/account.ts";
import { socketBase } from "../wire/server.ts";
import type { World } from "../wire/world.ts";
import type { CaptureView } from "./capture.ts";
import { Capture } from "./capture.ts";
import type { ViewerState } from "./viewer.ts";
import { Viewer } from "./viewer.ts";

export interface StudioView {
  readonly story: Story;
  readonly viewer: ViewerState;
  readonly viewerText: string;
  /** The capture that runs, or the last one. */
  readonly capture: CaptureView | null;
  readonly source: "microphone" | "sample" | null;
  /** Whether the sample plays without being heard here. */
  readonly muted: boolean;
}

export class Studio {
  view: StudioView = {
    story: EMPTY,
    viewer: "connecting",
    viewerText: "",
    capture: null,
    source: null,
    muted: false,
  };
  private readonly base: string;
  private readonly world: World;
  private readonly account: Account;
  private readonly viewer: Viewer;
  private capture: Capture | null = null;
  private sample: Sample | null = null;
  private readonly watchers = new Set<() => void>();
  private readonly needles = new Set<(level: Level) => void>();
  private readonly listeners = new Set<(message: ServerMessage) => void>();

  constructor(account: Account, world: World) {
    this.base = socketBase();
    this.world = world;
    this.account = account;
    this.viewer = new Viewer({
      base: this.base,
      account: this.account,
      world,
      known: () => this.view.story,
      message: (message) => this.receive(message),
      changed: (viewer, viewerText) => this.show({ viewer, viewerText }),
    });
  }

  start(): void {
    this.viewer.start();
    addEventListener("online", () => {
      if (this.capture) this.capture.retry();
      else this.viewer.retry();
    });
  }

  listen(noiseSuppression: boolean): void {
    this.begin("microphone", (listener) => Microphone.open(listener, { noiseSuppression }));
  }

  playSample(): void {
    this.begin("sample", async (listener) => {
      this.sample = await Sample.open(listener);
      this.sample.mute(this.view.muted);
      return this.sample;
    });
  }

  mute(muted: boolean): void {
    this.sample?.mute(muted);
    this.show({ muted });
  }

  pause(): void {
    this.capture?.pause();
  }

  resume(): void {
    this.capture?.resume();
  }

  end(): void {
    this.capture?.end();
  }

  leave(): void {
    this.capture?.leave();
  }

  /** Be told after each change of `view`. Returns how to be told no more. */
  watch(watcher: () => void): () => void {
    this.watchers.add(watcher);
    return () => this.watchers.delete(watcher);
  }

  /** Be told each message of the server. Returns how to be told no more. */
  hear(listener: (message: ServerMessage) => void): () => void {
    this.listeners.add(listener);
    return () => this.listeners.delete(listener);
  }

  /** Be told how loud it is, about thirty times a second. Returns how to be told no more. */
  measure(needle: (level: Level) => void): () => void {
    this.needles.add(needle);
    return () => this.needles.delete(needle);
  }

  private begin(source: "microphone" | "sample", open: (listener: SourceListener) => Promise<Source>): void {
    if (this.capture) return;
    this.viewer.stop();
    this.show({ source });
    this.capture = new Capture({
      base: this.base,
      account: this.account,
      world: this.world,
      source: open,
      session: this.view.story.session,
      seq: () => this.view.story.seq,
      listener: {
        changed: (capture) => this.show({ capture }),
        message: (message) => this.receive(message),
        level: (level) => {
          for (const needle of this.needles) needle(level);
        },
        over: () => {
          this.capture = null;
          this.sample = null;
          this.viewer.start();
        },
      },
    });
  }

  private receive(message: ServerMessage): void {
    this.show({ story: reduce(this.view.story, message) });
    for (const listener of this.listeners) listener(message);
  }

  private show(change: Partial<StudioView>): void {
    this.view = { ...this.view, ...change };
    for (const watcher of this.watchers) watcher();
  }
}
