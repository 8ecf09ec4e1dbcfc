// The audio thread's side of a source: mixes down, measures, resamples and frames what comes in.
// It runs in an AudioWorkletGlobalScope and knows neither sockets nor the page.

import { Framer } from "./framer.ts";
import { Meter } from "./meter.ts";
import type { FromWorklet, ToWorklet } from "./port.ts";
import { WORKLET_NAME } from "./port.ts";

// What this scope has, which TypeScript's DOM library does not describe.
declare const sampleRate: number;
declare class AudioWorkletProcessor {
  readonly port: MessagePort;
}
declare function registerProcessor(name: string, processor: new () => AudioWorkletProcessor): void;

const LEVELS_PER_SECOND = 30;

class CaptureProcessor extends AudioWorkletProcessor {
  private readonly framer: Framer;
  private readonly meter: Meter;
  private mix = new Float32Array(128);
  private hearing = true;
  private open = true;

  constructor() {
    super();
    this.framer = new Framer(sampleRate, ({ offset, pcm }) =>
      this.post({ type: "frame", offset, pcm }, [pcm.buffer]),
    );
    this.meter = new Meter(sampleRate / LEVELS_PER_SECOND, (level) => this.post({ type: "level", ...level }));
    this.port.onmessage = ({ data }: MessageEvent<ToWorklet>) => this.obey(data);
  }

  process(inputs: Float32Array[][]): boolean {
    const channels = inputs[0];
    if (this.hearing && channels?.length) {
      const block = this.mono(channels);
      this.meter.push(block);
      this.framer.push(block);
    }
    return this.open;
  }

  private obey(message: ToWorklet): void {
    switch (message.type) {
      case "hold":
        this.hearing = false;
        this.framer.flush();
        this.post({ type: "held" });
        break;
      case "hear":
        this.hearing = true;
        break;
      case "close":
        this.hearing = false;
        this.open = false;
        break;
    }
  }

  private mono(channels: Float32Array[]): Float32Array {
    const first = channels[0] as Float32Array;
    if (channels.length === 1) return first;
    if (this.mix.length !== first.length) this.mix = new Float32Array(first.length);
    this.mix.fill(0);
    for (const channel of channels) {
      for (let i = 0; i < channel.length; i++) {
        this.mix[i] = (this.mix[i] as number) + (channel[i] as number) / channels.length;
      }
    }
    return this.mix;
  }

  private post(message: FromWorklet, transfer: Transferable[] = []): void {
    this.port.postMessage(message, transfer);
  }
}

registerProcessor(WORKLET_NAME, CaptureProcessor);
