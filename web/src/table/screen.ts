// What a display at the table shows: its account's wishes, what its own remote control changed since, and the story.
// Pure: it asks, draws and remembers nothing.

import type { DisplayTold, PictureState } from "../generated/protocol.ts";

/** Least brightness; below it nobody would find the way back. */
export const DARKEST = 0.2;
const STEP = 0.1;

export interface Switches {
  readonly blackout: boolean;
  readonly freeze: boolean;
  readonly caption: boolean;
}

export interface Screen {
  /** Null until the server has said so: nothing is shown before. */
  readonly told: DisplayTold | null;
  /** What the remote control changed; it holds until the studio changes the same. */
  readonly own: Partial<Switches>;
  /** From `DARKEST` to 1. */
  readonly brightness: number;
  readonly info: boolean;
}

export const SWITCHED_ON: Screen = { told: null, own: {}, brightness: 1, info: false };

const NAMES = ["blackout", "freeze", "caption"] as const;

/** The studio's word: what it changed takes the place of what the remote control did. */
export function told(screen: Screen, now: DisplayTold): Screen {
  const own: { -readonly [Name in keyof Switches]?: boolean } = { ...screen.own };
  for (const name of NAMES) if (screen.told !== null && screen.told[name] !== now[name]) delete own[name];
  return { ...screen, told: now, own };
}

/** What holds now. Before the studio's word everything is dark. */
export function switches(screen: Screen): Switches {
  const { told: word, own } = screen;
  if (word === null) return { blackout: true, freeze: false, caption: false };
  const { blackout, freeze, caption } = word;
  return { blackout, freeze, caption, ...own };
}

export type Press = "blackout" | "freeze" | "caption" | "brighter" | "darker" | "ok" | "back";

/** The remote control's word. */
export function pressed(screen: Screen, press: Press): Screen {
  switch (press) {
    case "brighter":
    case "darker": {
      const wanted = screen.brightness + (press === "brighter" ? STEP : -STEP);
      return { ...screen, brightness: Math.round(Math.min(1, Math.max(DARKEST, wanted)) * 100) / 100 };
    }
    case "ok":
      return { ...screen, info: true };
    case "back":
      return { ...screen, info: false };
    default:
      return screen.told === null
        ? screen
        : { ...screen, own: { ...screen.own, [press]: !switches(screen)[press] } };
  }
}

/** A picture that is kept while the story goes on, and the session whose story it is. */
export interface Held {
  readonly session: string | null;
  readonly picture: PictureState | null;
}

export interface Offer {
  readonly session: string | null;
  readonly picture: PictureState | null;
  readonly hidden: ReadonlySet<number>;
}

/**
 * What to show of what the story offers. Frozen, the picture stays, and only its own final takes the place of a sketch;
 * but one that is hidden goes, and nothing new comes before it is unfrozen.
 */
export function hold(held: Held, freeze: boolean, offer: Offer): Held {
  const { session, picture, hidden } = offer;
  if (!freeze || held.session !== session) return { session, picture };
  if (held.picture === null || hidden.has(held.picture.scene)) return { session, picture: null };
  return picture !== null && picture.scene === held.picture.scene ? { session, picture } : held;
}

/** Codes of keys, as Chromium, Tizen (Samsung) and webOS (LG) name them. */
const BY_CODE: { readonly [code: number]: Press } = {
  13: "ok",
  38: "brighter",
  40: "darker",
  37: "caption",
  39: "caption",
  27: "back",
  8: "back",
  461: "back",
  10009: "back",
  403: "blackout",
  404: "caption",
  405: "freeze",
  406: "ok",
};

const BY_KEY: { readonly [key: string]: Press } = {
  b: "blackout",
  c: "caption",
  z: "freeze",
  i: "ok",
  ColorF0Red: "blackout",
  ColorF1Green: "caption",
  ColorF2Yellow: "freeze",
  ColorF3Blue: "ok",
  GoBack: "back",
  BrowserBack: "back",
};

/** What a key means; null: nothing here. */
export function pressOf(key: string, code: number): Press | null {
  return BY_KEY[key] || BY_KEY[key.toLowerCase()] || BY_CODE[code] || null;
}

/** Whether nobody looks any more: then the screen may rest. `picture`: whether one is shown. */
export function isAsleep(quiet_ms: number, picture: boolean): boolean {
  return quiet_ms > (picture ? 4 : 1) * 3_600_000;
}

/** Whether a page that has run for `up_ms` and was quiet for `quiet_ms` should be loaded anew, at this hour of the day. */
export function isStale(up_ms: number, quiet_ms: number, hour: number): boolean {
  const hours = up_ms / 3_600_000;
  return quiet_ms > 600_000 && ((hours > 20 && hour >= 4 && hour < 6) || hours > 44);
}
