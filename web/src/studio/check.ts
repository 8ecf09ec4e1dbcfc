// Trying a microphone before anything is sent: which one, how loud, and ten seconds to listen to.
// Nothing of it leaves this page, and nothing of it is kept once the check is over.

import type { Device } from "../audio/devices.ts";
import { microphones, onPlugged } from "../audio/devices.ts";
import type { Level } from "../audio/meter.ts";
import { Microphone } from "../audio/microphone.ts";
import { SourceError } from "../audio/source.ts";
import type { Verdict } from "../audio/verdict.ts";
import { Listening } from "../audio/verdict.ts";
import { SAMPLE_RATE } from "../generated/protocol.ts";
import { Model } from "./model.ts";

export const CHECK_S = 10;

const DEVICE_KEY = "adventure-art.microphone";
const SOFTEN_KEY = "adventure-art.soften";

export interface CheckView {
  readonly state: "closed" | "opening" | "ready" | "recording" | "heard" | "failed";
  readonly devices: readonly Device[];
  /** The device that is heard, or is to be. */
  readonly device: string | null;
  readonly soften: boolean;
  /** Seconds that were recorded so far. */
  readonly seconds: number;
  readonly verdict: Verdict | null;
  readonly playing: boolean;
  /** Code of what stands in the way of the microphone. */
  readonly trouble: string | null;
}

export class Check extends Model<CheckView> {
  private readonly storage: Pick<Storage, "getItem" | "setItem">;
  private readonly needle: (level: Level) => void;
  private microphone: Microphone | null = null;
  /** Counts the openings, so that one that comes too late is closed again. */
  private round = 0;
  private recording: Int16Array[] = [];
  private listening = new Listening();
  private player: AudioContext | null = null;
  private unplugged: (() => void) | null = null;

  constructor(storage: Pick<Storage, "getItem" | "setItem">, needle: (level: Level) => void) {
    super({
      state: "closed",
      devices: [],
      device: storage.getItem(DEVICE_KEY),
      soften: storage.getItem(SOFTEN_KEY) === "yes",
      seconds: 0,
      verdict: null,
      playing: false,
      trouble: null,
    });
    this.storage = storage;
    this.needle = needle;
  }

  /** Ask for the microphone and measure it. */
  async open(): Promise<void> {
    await this.shut();
    const round = ++this.round;
    this.show({ state: "opening", trouble: null, verdict: null, seconds: 0 });
    this.unplugged = onPlugged(() => void this.list());
    try {
      const microphone = await Microphone.open(
        {
          frame: ({ pcm }) => this.take(pcm),
          level: this.needle,
          finished: () => undefined,
          lost: () => void this.fail("unplugged"),
          muted: () => undefined,
        },
        { noiseSuppression: this.view.soften, device: this.view.device },
      );
      if (round !== this.round) {
        await microphone.close();
        return;
      }
      this.microphone = microphone;
      this.show({ state: "ready", device: microphone.device });
    } catch (error) {
      if (round === this.round) await this.fail(error instanceof SourceError ? error.trouble : "unsupported");
    }
    await this.list();
  }

  /** Give the microphone back and forget what was recorded. */
  async close(): Promise<void> {
    if (this.view.state === "closed") return;
    this.show({ state: "closed", trouble: null, verdict: null, seconds: 0 });
    await this.shut();
  }

  choose(device: string): void {
    this.storage.setItem(DEVICE_KEY, device);
    this.show({ device });
    void this.open();
  }

  soften(soften: boolean): void {
    this.storage.setItem(SOFTEN_KEY, soften ? "yes" : "no");
    this.show({ soften });
    if (this.view.state !== "closed") void this.open();
  }

  record(): void {
    if (!this.microphone) return;
    this.stop();
    this.recording = [];
    this.listening = new Listening();
    this.show({ state: "recording", seconds: 0, verdict: null });
  }

  /** Play what was recorded. */
  play(): void {
    this.stop();
    const length = this.recording.reduce((sum, pcm) => sum + pcm.length, 0);
    if (!length) return;
    const player = new AudioContext();
    const buffer = new AudioBuffer({ length, sampleRate: SAMPLE_RATE });
    const channel = buffer.getChannelData(0);
    let at = 0;
    for (const pcm of this.recording) {
      for (const sample of pcm) channel[at++] = sample / 32_768;
    }
    const source = new AudioBufferSourceNode(player, { buffer });
    source.connect(player.destination);
    source.addEventListener("ended", () => this.player === player && this.stop());
    source.start();
    this.player = player;
    this.show({ playing: true });
  }

  /** Stop playing. */
  stop(): void {
    void this.player?.close();
    this.player = null;
    if (this.view.playing) this.show({ playing: false });
  }

  private take(pcm: Int16Array): void {
    if (this.view.state !== "recording") return;
    this.recording.push(pcm);
    this.listening.push(pcm);
    const seconds = this.recording.reduce((sum, part) => sum + part.length, 0) / SAMPLE_RATE;
    if (seconds >= CHECK_S) {
      this.show({ state: "heard", seconds: CHECK_S, verdict: this.listening.verdict() });
    } else if (Math.floor(seconds) !== this.view.seconds) {
      this.show({ seconds: Math.floor(seconds) });
    }
  }

  private async list(): Promise<void> {
    const devices = await microphones();
    if (this.view.state !== "closed") this.show({ devices });
  }

  private async fail(trouble: string): Promise<void> {
    await this.shut();
    this.show({ state: "failed", trouble });
  }

  private async shut(): Promise<void> {
    this.round += 1;
    this.stop();
    this.recording = [];
    this.unplugged?.();
    this.unplugged = null;
    const { microphone } = this;
    this.microphone = null;
    await microphone?.close();
  }
}
