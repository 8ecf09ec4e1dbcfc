// What an overlay's address asks for. What cannot be read is as if it were not there.
// Pure: it knows no page.

export const TRANSITIONS = ["fade", "cut", "slide", "zoom"] as const;
export type Transition = (typeof TRANSITIONS)[number];

export interface Options {
  readonly fit: "contain" | "cover";
  readonly x: "start" | "center" | "end";
  readonly y: "start" | "center" | "end";
  /** Of the source's width and height, in percent. */
  readonly size: number;
  /** Null: as the style sheet has it. */
  readonly radius_px: number | null;
  readonly caption: "bottom" | "top" | "off";
  readonly fade_ms: number;
  /** Null: a picture stays until the next. */
  readonly hide_after_ms: number | null;
  readonly transition: Transition;
  /** A colour; null: the stream shines through. */
  readonly bg: string | null;
}

const FADE_MS = 1_200;
const LONGEST_FADE_MS = 20_000;
const LONGEST_S = 86_400;

/** `search`: what stands behind the `?`. `isColour`: whether the browser knows a colour. */
export function optionsOf(search: string, isColour: (value: string) => boolean): Options {
  const given = new Map<string, string>();
  for (const pair of search.replace(/^\?/, "").split("&")) {
    const at = pair.indexOf("=");
    if (at > 0) given.set(pair.slice(0, at).toLowerCase(), plain(pair.slice(at + 1)));
  }
  const one = <Value extends string>(name: string, values: readonly Value[], otherwise: Value): Value => {
    const value = (given.get(name) || "").toLowerCase() as Value;
    return values.indexOf(value) < 0 ? otherwise : value;
  };
  const number = (name: string, least: number, most: number): number | null => {
    const text = given.get(name);
    const value = Number(text);
    return text && value >= least && value <= most ? value : null;
  };
  const pos = (given.get("pos") || "").toLowerCase();
  const hide_s = number("hideafter", 0, LONGEST_S);
  const transition = one("transition", TRANSITIONS, "fade");
  const fade_ms = number("fade", 0, LONGEST_FADE_MS);
  return {
    fit: one("fit", ["contain", "cover"], "contain"),
    x: side(pos, "left", "right"),
    y: side(pos, "top", "bottom"),
    size: number("size", 5, 100) || 100,
    radius_px: number("radius", 0, 1_000),
    caption: one("caption", ["bottom", "top", "off"], "bottom"),
    fade_ms: transition === "cut" ? 0 : fade_ms === null ? FADE_MS : fade_ms,
    hide_after_ms: hide_s ? hide_s * 1000 : null,
    transition,
    bg: colour(given.get("bg") || "", isColour),
  };
}

function side(pos: string, start: string, end: string): "start" | "center" | "end" {
  if (pos.indexOf(start) >= 0) return "start";
  return pos.indexOf(end) >= 0 ? "end" : "center";
}

/** `00ff00` is meant as `#00ff00`, which would end the part of an address that parameters are in. */
function colour(value: string, isColour: (value: string) => boolean): string | null {
  if (!value || value === "transparent") return null;
  for (const meant of [value, `#${value}`]) if (isColour(meant)) return meant;
  return null;
}

function plain(value: string): string {
  try {
    return decodeURIComponent(value.replace(/\+/g, " ")).trim();
  } catch (_malformed) {
    return "";
  }
}
