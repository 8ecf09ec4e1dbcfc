// Starts the studio: account, API, the live model, and the page that shows them.
// It decides nothing.

import { render } from "preact";
import "../design/index.css";
import "../pages/pages.css";
import { linkOf } from "../pages/link.ts";
import { watch } from "../pages/watch.tsx";
import { Studio } from "../studio/studio.ts";
import "../studio/studio.css";
import { Account } from "../wire/account.ts";
import { Api } from "../wire/api.ts";
import { at } from "../wire/server.ts";
import { browser } from "../wire/world.ts";
import { App } from "./app.tsx";

const root = document.getElementById("app");
const link = linkOf(location.hash);
if (root && link) {
  // Whoever watches by a link needs no account, and is given none.
  watch(link, root, browser);
} else if (root) {
  const ask = (url: string, init: RequestInit): Promise<Response> => fetch(url, init);
  const account = new Account({
    storage: localStorage,
    tab: sessionStorage,
    fetch: ask,
    at: (path) => new URL(at(path), location.href).href,
    home: location.origin + location.pathname,
  });
  const api = new Api({ account, fetch: ask, at });
  const studio = new Studio(account, api, browser);
  // Before the router looks at it: a mailed link leads here with a sign-in behind the `#`.
  const arrival = account.arrival(location.hash);
  if (arrival) history.replaceState(null, "", location.pathname + location.search);
  render(<App tools={{ account, api, studio }} arrival={arrival} />, root);
  studio.start();
}
