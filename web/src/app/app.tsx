// The house: masthead, the page that the address names, and the door where nobody is signed in.
// The live model lives beside it, so that capture goes on while another page is open.

import { useEffect, useRef, useState } from "preact/hooks";
import { AccountPage } from "../pages/account.tsx";
import { ArrivalPage } from "../pages/arrival.tsx";
import { CharactersPage } from "../pages/characters.tsx";
import { Door } from "../pages/door.tsx";
import { DisplaysPage } from "../pages/displays.tsx";
import { EveningPage } from "../pages/evening.tsx";
import { HistoryPage } from "../pages/history.tsx";
import { RecapPage } from "../pages/recap.tsx";
import { SettingsPage } from "../pages/settings.tsx";
import { StylePage } from "../pages/style.tsx";
import { Live } from "../studio/live.tsx";
import { shell } from "../texts/shell.ts";
import { forgetLinks } from "../wire/links.ts";
import type { Arrival } from "../wire/account.ts";
import { Masthead } from "./masthead.tsx";
import type { Route } from "./route.ts";
import { routeOf } from "./route.ts";
import type { Tools } from "./tools.ts";
import { ToolsProvider, useStanding } from "./tools.ts";

export function App({ tools, arrival }: { tools: Tools; arrival: Arrival | null }) {
  const standing = useStanding(tools.account);
  const [coming, setComing] = useState(arrival);
  const route = useRoute();
  const main = useRef<HTMLDivElement>(null);
  const leaving = useReloadFor(standing.state === "somebody" ? standing.person.id : standing.state);
  useFocusOn(route, main);
  useEffect(() => {
    if (standing.state === "nobody") forgetLinks(localStorage);
  }, [standing.state]);

  const skip = (event: Event): void => {
    event.preventDefault();
    focusPage(main.current);
  };
  return (
    <ToolsProvider value={tools}>
      <div class="shell" data-page={route.page}>
        <a class="skip" href="#main" onClick={skip}>
          {shell.skip}
        </a>
        <Masthead route={route} standing={standing} />
        <div class="contents" id="main" ref={main}>
          {leaving ? null : coming ? (
            <ArrivalPage arrival={coming} done={() => setComing(null)} />
          ) : standing.state === "nobody" ? (
            <Door />
          ) : (
            <Room route={route} studio={tools.studio} />
          )}
        </div>
      </div>
    </ToolsProvider>
  );
}

function Room({ route, studio }: { route: Route; studio: Tools["studio"] }) {
  switch (route.page) {
    case "history":
      return <History route={route} />;
    case "style":
      return <StylePage />;
    case "characters":
      return <CharactersPage />;
    case "displays":
      return <DisplaysPage route={route} />;
    case "settings":
      return <SettingsPage />;
    case "account":
      return <AccountPage />;
    case "live":
      return <Live studio={studio} />;
  }
}

function History({ route }: { route: Route }) {
  const [session, view] = route.rest;
  if (session === undefined) return <HistoryPage />;
  return view === "recap" ? (
    <RecapPage id={session} />
  ) : (
    <EveningPage key={session} id={session} route={route} />
  );
}

function useRoute(): Route {
  const [route, setRoute] = useState(() => routeOf(location.hash));
  useEffect(() => {
    const look = (): void => setRoute(routeOf(location.hash));
    addEventListener("hashchange", look);
    return () => removeEventListener("hashchange", look);
  }, []);
  return route;
}

/** Everything that this page holds is one account's: with another one it begins anew. Whether it is about to. */
function useReloadFor(who: string): boolean {
  const first = useRef(who);
  // The first account of this page is not another one.
  if (first.current === "looking") first.current = who;
  const other = who !== first.current && who !== "looking";
  useEffect(() => {
    if (other) location.reload();
  }, [other]);
  return other;
}

/** A new page is read from its beginning: title, scroll position and focus. */
function useFocusOn(route: Route, main: { current: HTMLElement | null }): void {
  const key = `${route.page}/${route.rest.join("/")}`;
  const before = useRef(key);
  useEffect(() => {
    const title = route.page === "live" ? "" : `${shell.pages[route.page]} · `;
    document.title = `${title}${shell.name}`;
    if (before.current === key) return;
    before.current = key;
    scrollTo(0, 0);
    focusPage(main.current);
  }, [key]);
}

function focusPage(main: HTMLElement | null): void {
  const heading = main?.querySelector<HTMLElement>("h1") ?? main?.querySelector<HTMLElement>("main");
  if (!heading) return;
  heading.tabIndex = -1;
  heading.focus({ preventScroll: true });
}
