// The address of an overlay: how it looks goes before the `#`, who may see it behind. Pure.
// What an overlay makes of it is ../overlay's.

export interface Look {
  fit: "contain" | "cover";
  pos: "center" | "top-left" | "top-right" | "bottom-left" | "bottom-right";
  size: number;
  caption: "bottom" | "top" | "off";
  transition: "fade" | "cut" | "slide" | "zoom";
  fade: number;
  radius: number;
  hideAfter: number;
  bg: string;
}

/** What an overlay does when nothing is asked of it. */
export const PLAIN: Look = {
  fit: "contain",
  pos: "center",
  size: 100,
  caption: "bottom",
  transition: "fade",
  fade: 1200,
  radius: 0,
  hideAfter: 0,
  bg: "",
};

/** In place of a token: a test picture. */
export const TEST = "test";

/** Only what differs from `PLAIN` is in it. `token`: a link's, or `TEST`. */
export function addressOf(site: string, look: Look, token: string): string {
  const asked = new URLSearchParams();
  for (const name of Object.keys(PLAIN) as (keyof Look)[]) {
    const value = String(look[name]).trim();
    if (value !== String(PLAIN[name])) asked.set(name, value.replace(/^#/, ""));
  }
  const query = asked.toString();
  return `${site}/overlay${query ? `?${query}` : ""}#${token}`;
}
