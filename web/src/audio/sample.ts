// The bundled sample as a source: it is heard by the person and goes the microphone's way at the speed of the clock.
// It knows nothing of what is said in it.

import { at } from "../wire/server.ts";
import type { Source, SourceListener } from "./source.ts";
import { SourceError, Tap } from "./source.ts";

const SAMPLE_URL = "/sample.flac";

export class Sample implements Source {
  private readonly tap: Tap;
  private readonly player: AudioBufferSourceNode;
  private readonly speaker: GainNode;
  private started = false;

  private constructor(tap: Tap, recording: AudioBuffer, listener: SourceListener) {
    this.tap = tap;
    this.player = new AudioBufferSourceNode(tap.context, { buffer: recording });
    this.speaker = new GainNode(tap.context);
    this.player.connect(this.speaker).connect(tap.context.destination);
    this.player.connect(tap.node);
    this.player.addEventListener("ended", () => listener.finished(), { once: true });
  }

  static async open(listener: SourceListener): Promise<Sample> {
    const tap = await Tap.open(listener);
    try {
      const response = await fetch(at(SAMPLE_URL));
      if (!response.ok) throw new SourceError("sample");
      const recording = await tap.context.decodeAudioData(await response.arrayBuffer());
      const sample = new Sample(tap, recording, listener);
      await sample.hear();
      return sample;
    } catch {
      await tap.close();
      throw new SourceError("sample");
    }
  }

  async hear(): Promise<void> {
    this.tap.tell({ type: "hear" });
    await this.tap.context.resume();
    if (!this.started) this.player.start();
    this.started = true;
  }

  async hold(): Promise<void> {
    // First the clock, then the framing: nothing is played that is not heard.
    await this.tap.context.suspend();
    await this.tap.hold();
  }

  /** Whether the person hears nothing of it; the server hears it all the same. */
  mute(muted: boolean): void {
    // Not at once: a jump is a click in the ear.
    this.speaker.gain.setTargetAtTime(muted ? 0 : 1, this.tap.context.currentTime, 0.015);
  }

  async close(): Promise<void> {
    this.player.disconnect();
    this.speaker.disconnect();
    await this.tap.close();
  }
}
