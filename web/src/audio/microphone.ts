// The device's microphone as a source.
// It changes nothing of what it hears: automatic gain would pump the noise floor and mislead the detection of speech.

import type { Source, SourceListener } from "./source.ts";
import { SourceError, Tap } from "./source.ts";

export interface MicrophoneOptions {
  noiseSuppression: boolean;
  /** Id of the device that is wanted; where it is gone, another one is taken. */
  device: string | null;
}

export class Microphone implements Source {
  private readonly tap: Tap;
  private readonly listener: SourceListener;
  private readonly options: MicrophoneOptions;
  private stream: MediaStream | null = null;
  private node: MediaStreamAudioSourceNode | null = null;

  private constructor(tap: Tap, listener: SourceListener, options: MicrophoneOptions) {
    this.tap = tap;
    this.listener = listener;
    this.options = options;
  }

  static async open(listener: SourceListener, options: MicrophoneOptions): Promise<Microphone> {
    const microphone = new Microphone(await Tap.open(listener), listener, options);
    try {
      await microphone.hear();
    } catch (error) {
      await microphone.close();
      throw error;
    }
    return microphone;
  }

  async hear(): Promise<void> {
    if (this.track()?.readyState !== "live") await this.plug();
    const track = this.track();
    if (track) track.enabled = true;
    await this.tap.context.resume();
    this.tap.tell({ type: "hear" });
  }

  async hold(): Promise<void> {
    await this.tap.hold();
    const track = this.track();
    if (track) track.enabled = false;
  }

  async close(): Promise<void> {
    this.unplug();
    await this.tap.close();
  }

  /** Id of the device that is heard; null where the browser does not tell. */
  get device(): string | null {
    return this.track()?.getSettings().deviceId ?? null;
  }

  private track(): MediaStreamTrack | undefined {
    return this.stream?.getAudioTracks()[0];
  }

  private async plug(): Promise<void> {
    this.unplug();
    const devices = navigator.mediaDevices as MediaDevices | undefined;
    if (!devices) throw new SourceError("insecure");
    try {
      this.stream = await devices.getUserMedia({
        audio: {
          autoGainControl: false,
          echoCancellation: false,
          noiseSuppression: this.options.noiseSuppression,
          ...(this.options.device === null ? {} : { deviceId: { ideal: this.options.device } }),
        },
      });
    } catch (error) {
      throw new SourceError(trouble(error));
    }
    console.info("microphone", described(this.track()));
    const track = this.track();
    track?.addEventListener("ended", () => this.listener.lost(), { once: true });
    track?.addEventListener("mute", () => this.listener.muted(true));
    track?.addEventListener("unmute", () => this.listener.muted(false));
    this.listener.muted(track?.muted ?? false);
    this.node = this.tap.context.createMediaStreamSource(this.stream);
    this.node.connect(this.tap.node);
  }

  private unplug(): void {
    this.node?.disconnect();
    this.node = null;
    for (const track of this.stream?.getTracks() ?? []) track.stop();
    this.stream = null;
  }
}

/** What the browser made of our wishes, without what would tell one person's device from another's. */
function described(track: MediaStreamTrack | undefined): Record<string, unknown> {
  const { sampleRate, channelCount, autoGainControl, echoCancellation, noiseSuppression } =
    track?.getSettings() ?? {};
  return { sampleRate, channelCount, autoGainControl, echoCancellation, noiseSuppression };
}

function trouble(error: unknown): "denied" | "missing" | "busy" {
  const name = error instanceof DOMException ? error.name : "";
  if (name === "NotFoundError" || name === "OverconstrainedError") return "missing";
  if (name === "NotReadableError" || name === "AbortError") return "busy";
  return "denied";
}
