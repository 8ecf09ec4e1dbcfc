// The studio's model: the story, the viewer and the capture, and the one of both that feeds the story. It lives as long
// as the page, whatever is shown of it. It knows no component and no element.

import { Microphone } from "../audio/microphone.ts";
import type { Level } from "../audio/meter.ts";
import { Sample } from "../audio/sample.ts";
import type { Source, SourceListener } from "../audio/source.ts";
import type { Alarm as Raised } from "../audio/vigil.ts";
import type { ServerMessage } from "../generated/protocol.ts";
import { reduce } from "../state/reducer.ts";
import type { Story } from "../state/story.ts";
import { EMPTY, newest } from "../state/story.ts";
import type { Account } from "../wire/account.ts";
import type { Api } from "../wire/api.ts";
import { socketBase } from "../wire/server.ts";
import type { World } from "../wire/world.ts";
import { Alarm } from "./alarm.ts";
import { Capture } from "./capture.ts";
import { Check } from "./check.ts";
import { Consent } from "./consent.ts";
import { Model } from "./model.ts";
import type { Order } from "./orders.ts";
import { Orders } from "./orders.ts";
import type { CaptureView, Trouble } from "./phase.ts";
import { Setting } from "./setting.ts";
import { Uploading } from "./uploading.ts";
import type { ViewerState } from "./viewer.ts";
import { Viewer } from "./viewer.ts";
import { Wakeful } from "./wakeful.ts";

export interface StudioView {
  readonly story: Story;
  readonly viewer: ViewerState;
  readonly viewerText: string;
  /** The capture that runs, or the last one. */
  readonly capture: CaptureView | null;
  readonly source: "microphone" | "sample" | null;
  /** Whether the sample plays without being heard here. */
  readonly muted: boolean;
  /** The microphone should hear and does not. */
  readonly alarm: Raised | null;
  /** A picture was asked for, and the server has not said yet what it makes of it. */
  readonly asked: boolean;
  /** What the server, or a missing connection, made of the last order. */
  readonly problem: Trouble | null;
}

export class Studio extends Model<StudioView> {
  readonly check: Check;
  readonly consent: Consent;
  readonly setting: Setting;
  readonly uploading: Uploading;
  private readonly account: Account;
  private readonly world: World;
  private readonly viewer: Viewer;
  private readonly alarm: Alarm;
  private readonly wakeful = new Wakeful();
  private readonly orders = new Orders();
  private capture: Capture | null = null;
  private sample: Sample | null = null;
  /** The newest scene when a picture was asked for. */
  private asked_after = 0;
  private readonly needles = new Set<(level: Level) => void>();
  private readonly listeners = new Set<(message: ServerMessage) => void>();

  constructor(account: Account, api: Api, world: World) {
    super({
      story: EMPTY,
      viewer: "connecting",
      viewerText: "",
      capture: null,
      source: null,
      muted: false,
      alarm: null,
      asked: false,
      problem: null,
    });
    this.account = account;
    this.world = world;
    this.viewer = new Viewer({
      base: socketBase(),
      account,
      world,
      known: () => this.view.story,
      message: (message) => this.receive(message),
      changed: (viewer, viewerText) => this.show({ viewer, viewerText }),
    });
    this.alarm = new Alarm({
      world,
      changed: (alarm) => this.show({ alarm }),
      rouse: () => this.capture?.rouse(),
    });
    this.check = new Check(localStorage, (level) => this.move(level));
    this.consent = new Consent(api, localStorage);
    this.setting = new Setting(api);
    this.uploading = new Uploading({ account, api, world });
  }

  start(): void {
    this.viewer.start();
    void this.consent.learn();
    void this.uploading.find();
    addEventListener("online", () => {
      if (this.capture) this.capture.retry();
      else this.viewer.retry();
    });
  }

  /** Hear the microphone. Whether the table agreed is for the caller to have asked. */
  listen(): void {
    const { soften, device } = this.check.view;
    void this.check.close();
    this.begin("microphone", (listener) => Microphone.open(listener, { noiseSuppression: soften, device }));
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

  /** Have something done about a scene or a sentence. */
  order(order: Order): void {
    this.show({ problem: null });
    const { story } = this.view;
    if (this.capture ? this.capture.order(order) : this.viewer.order(order)) {
      if (order.type !== "draw" && order.type !== "reroll") return;
      this.asked_after = newest(story);
      this.show({ asked: true });
    } else {
      const kept = this.orders.keep(story.session, order);
      this.show({ problem: { code: kept ? "kept" : "not_connected", text: "" } });
    }
  }

  /** The person has read what went wrong. */
  dismiss(): void {
    this.alarm.dismiss();
    this.show({ problem: null });
  }

  /** Be told how loud it is, about thirty times a second. Returns how to be told no more. */
  measure(needle: (level: Level) => void): () => void {
    this.needles.add(needle);
    return () => this.needles.delete(needle);
  }

  /** Be told every message of the server, after the story has taken it in. Returns how to be told no more. */
  hear(listener: (message: ServerMessage) => void): () => void {
    this.listeners.add(listener);
    return () => this.listeners.delete(listener);
  }

  private begin(source: "microphone" | "sample", open: (listener: SourceListener) => Promise<Source>): void {
    if (this.capture) return;
    this.viewer.stop();
    this.show({ source, problem: null });
    this.capture = new Capture({
      base: socketBase(),
      account: this.account,
      world: this.world,
      source: open,
      session: this.view.story.session,
      seq: () => this.view.story.seq,
      listener: {
        changed: (capture) => this.changed(capture),
        message: (message) => this.receive(message),
        level: (level) => this.move(level),
        frame: (frame) => this.alarm.heard(frame),
        muted: (muted) => this.alarm.mute(muted),
        over: () => {
          this.capture = null;
          this.sample = null;
          this.viewer.start();
        },
      },
    });
  }

  private changed(capture: CaptureView): void {
    this.show({ capture });
    const running = capture.phase !== "ended" && capture.phase !== "failed";
    const hearing = running && capture.wish === "hear";
    this.wakeful.want(hearing);
    // Until there is a connection a person may still be asked for the microphone.
    this.alarm.expect(hearing && this.view.source === "microphone" && capture.phase !== "connecting");
  }

  private move(level: Level): void {
    for (const needle of this.needles) needle(level);
  }

  private receive(message: ServerMessage): void {
    const story = reduce(this.view.story, message);
    this.show({ story });
    if (message.type === "ready") {
      this.show({ asked: false, problem: null });
      for (const order of this.orders.take(story.session)) this.order(order);
    } else if (message.type === "error" && !message.fatal && message.code !== "overloaded") {
      this.show({ asked: false, problem: { code: message.code, text: message.message } });
    } else if (this.view.asked && newest(story) > this.asked_after) {
      this.show({ asked: false });
    }
    for (const listener of this.listeners) listener(message);
  }
}
