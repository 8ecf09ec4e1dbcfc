// Where the server is: this site, or the one that the pages were built for (`VITE_ADVENTURE_SERVER`, docs/hosting.md).
// It asks nothing.

/** Without the last slash; empty where the pages come from the server itself. */
const base = (import.meta.env?.["VITE_ADVENTURE_SERVER"] ?? "").replace(/\/+$/, "");

/** A path of the server (`/i/…`, `/api/…`) as an address that this page can load; other addresses stay as they are. */
export function at(path: string): string {
  return path.startsWith("/") ? base + path : path;
}

/** What stands before a socket's path. */
export function socketBase(): string {
  return (base || location.origin).replace(/^http/, "ws");
}

/** What stands before the path of a page that comes with the server: an overlay's, a display's. */
export function site(): string {
  return base || location.origin;
}
