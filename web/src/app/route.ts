// The addresses of the pages, behind the `#`, so that any static host can serve them. Pure: text in, text out.
// It knows what pages there are and nothing of what is on them.

export const PAGES = ["live", "history", "characters", "style", "displays", "settings", "account"] as const;
export type PageName = (typeof PAGES)[number];

export interface Route {
  readonly page: PageName;
  /** What follows the page's name: `#/history/1/recap` has `["1", "recap"]`. */
  readonly rest: readonly string[];
  /** What is behind the `?`. */
  readonly query: Readonly<Record<string, string>>;
}

/** The route of a hash. What is no page's leads to the live view. */
export function routeOf(hash: string): Route {
  const text = hash.replace(/^#/, "");
  const [path = "", asked = ""] = split(text, "?");
  const [name = "", ...rest] = path.split("/").filter(Boolean).map(plain);
  const page = PAGES.find((one) => one === name);
  const query = Object.fromEntries(new URLSearchParams(asked));
  return page ? { page, rest, query } : { page: "live", rest: [], query };
}

/** The hash of a page: `hrefOf("history", "1")` is `#/history/1`. */
export function hrefOf(page: PageName, ...rest: string[]): string {
  const path = page === "live" ? [] : [page, ...rest];
  return `#/${path.map(encodeURIComponent).join("/")}`;
}

function split(text: string, sign: string): [string, string] {
  const at = text.indexOf(sign);
  return at < 0 ? [text, ""] : [text.slice(0, at), text.slice(at + 1)];
}

function plain(part: string): string {
  try {
    return decodeURIComponent(part);
  } catch {
    return part;
  }
}
