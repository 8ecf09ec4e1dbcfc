// Messages to and from what a WebSocket carries: JSON text and numbered PCM.
// It keeps no state and opens nothing.

import type {
  CaptureHello,
  Control,
  RecordedEvent,
  ServerMessage,
  WatchHello,
} from "../generated/protocol.ts";
import { AUDIO_HEADER_BYTES, BYTES_PER_SAMPLE } from "../generated/protocol.ts";

/** A text message from the server; null for what is no message. Unknown types pass: whoever reads ignores them. */
export function decode(text: string): ServerMessage | null {
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch {
    return null;
  }
  if (typeof value !== "object" || value === null) return null;
  return typeof (value as { type?: unknown }).type === "string" ? (value as ServerMessage) : null;
}

/** Whether a message is a recorded event, which carries its number in the session. */
export function isRecorded(message: ServerMessage): message is RecordedEvent {
  return "seq" in message && "id" in message;
}

export function encode(message: CaptureHello | WatchHello | Control): string {
  return JSON.stringify(message);
}

/** The first sample's number as an unsigned 64-bit big-endian integer, then the samples as they are in memory. */
export function encodeAudio(offset: number, pcm: Int16Array): ArrayBuffer {
  const message = new ArrayBuffer(AUDIO_HEADER_BYTES + pcm.length * BYTES_PER_SAMPLE);
  const view = new DataView(message);
  // Numbers stay below 2^53, so the two halves are exact.
  view.setUint32(0, Math.floor(offset / 2 ** 32));
  view.setUint32(4, offset % 2 ** 32);
  for (let i = 0; i < pcm.length; i++) {
    view.setInt16(AUDIO_HEADER_BYTES + i * BYTES_PER_SAMPLE, pcm[i] as number, true);
  }
  return message;
}
