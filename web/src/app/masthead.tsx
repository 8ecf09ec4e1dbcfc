// The head of every page: whose it is, where one can go, and whether it hears.
// It opens no page by itself: its links do.

import { useEffect, useState } from "preact/hooks";
import { Compass } from "../studio/compass.tsx";
import { Status } from "../studio/status.tsx";
import { shell } from "../texts/shell.ts";
import type { Standing } from "../wire/account.ts";
import type { Route } from "./route.ts";
import { hrefOf, PAGES } from "./route.ts";
import { useStudio, useTools } from "./tools.ts";

export function Masthead({ route, standing }: { route: Route; standing: Standing }) {
  const { studio } = useTools();
  const view = useStudio(studio);
  const [open, setOpen] = useState(false);
  useEffect(() => setOpen(false), [route]);
  return (
    <header class="masthead">
      <a class="brand" href={hrefOf("live")}>
        <Compass class="masthead-mark" />
        <span>
          <span class="brand-name">{shell.name}</span>
          <span class="motto">{shell.motto}</span>
        </span>
      </a>
      {standing.state !== "nobody" && (
        <>
          <button
            type="button"
            class="nav-toggle compact"
            aria-expanded={open}
            aria-controls="nav"
            onClick={() => setOpen(!open)}
          >
            {shell.menu}
          </button>
          <nav class="nav" id="nav" aria-label={shell.navigation} data-open={open}>
            <ul class="nav-list">
              {PAGES.map((page) => (
                <li key={page}>
                  <a href={hrefOf(page)} aria-current={route.page === page ? "page" : undefined}>
                    {page === "account" && standing.state === "somebody" && standing.person.anonymous
                      ? shell.guest
                      : shell.pages[page]}
                  </a>
                </li>
              ))}
            </ul>
          </nav>
          <Status view={view} />
        </>
      )}
    </header>
  );
}
