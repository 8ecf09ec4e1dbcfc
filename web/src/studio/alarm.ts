// Raises the alarm while a microphone that should hear does not: watches it, names it in the window's title, rings once.
// What counts as not hearing is the vigil's to say.

import type { Frame } from "../audio/framer.ts";
import type { Alarm as Raised } from "../audio/vigil.ts";
import { Vigil } from "../audio/vigil.ts";
import { texts } from "../texts.ts";
import type { World } from "../wire/world.ts";

const LOOK_MS = 1_000;
/** Two notes, downwards, soft: across a table, not across a house. */
const NOTES_HZ = [659, 494];
const NOTE_S = 0.28;
const LOUDNESS = 0.12;

export interface AlarmOptions {
  world: World;
  changed: (alarm: Raised | null) => void;
  /** Nothing comes from the microphone: something may be done about it. */
  rouse: () => void;
}

export class Alarm {
  private readonly options: AlarmOptions;
  private vigil: Vigil | null = null;
  private cancel: (() => void) | null = null;
  private raised: Raised | null = null;
  private title: string | null = null;
  private muted = false;

  constructor(options: AlarmOptions) {
    this.options = options;
  }

  /** Whether the microphone should hear from now on. */
  expect(hearing: boolean): void {
    if (hearing === (this.vigil !== null)) return;
    this.cancel?.();
    this.cancel = null;
    this.vigil = hearing ? new Vigil(Date.now()) : null;
    this.vigil?.mute(this.muted);
    if (hearing) this.look();
    else this.tell(null);
  }

  heard({ pcm }: Frame): void {
    this.vigil?.heard(
      pcm.length,
      pcm.some((sample) => sample !== 0),
      Date.now(),
    );
  }

  mute(muted: boolean): void {
    this.muted = muted;
    this.vigil?.mute(muted);
  }

  dismiss(): void {
    this.vigil?.dismiss();
    this.tell(null);
  }

  private look(): void {
    if (!this.vigil) return;
    const raised = this.vigil.look(Date.now());
    if (raised?.kind === "stalled") this.options.rouse();
    this.tell(raised);
    this.cancel = this.options.world.later(() => this.look(), LOOK_MS);
  }

  private tell(raised: Raised | null): void {
    const { raised: before } = this;
    if (raised?.kind === before?.kind && raised?.seconds === before?.seconds) return;
    this.raised = raised;
    // What is over is told, and wakes nobody.
    const deaf = raised !== null && raised.kind !== "asleep";
    if (deaf && this.title === null) {
      this.title = document.title;
      document.title = texts.alarm.title;
      ring();
    } else if (!deaf && this.title !== null) {
      document.title = this.title;
      this.title = null;
    }
    this.options.changed(raised);
  }
}

function ring(): void {
  const context = new AudioContext();
  const end = NOTES_HZ.length * NOTE_S;
  for (const [i, hz] of NOTES_HZ.entries()) {
    const at = context.currentTime + i * NOTE_S;
    const note = new OscillatorNode(context, { frequency: hz });
    const gain = new GainNode(context, { gain: 0 });
    gain.gain.setValueAtTime(0, at);
    gain.gain.linearRampToValueAtTime(LOUDNESS, at + 0.02);
    gain.gain.exponentialRampToValueAtTime(0.001, at + NOTE_S);
    note.connect(gain).connect(context.destination);
    note.start(at);
    note.stop(at + NOTE_S);
  }
  setTimeout(() => void context.close(), (end + 0.2) * 1000);
}
