// Words of the house around the pages.

import type { PageName } from "../app/route.ts";

export const shell = {
  name: "Adventure Art",
  motto: "You tell it. The table sees it.",
  skip: "To the page",
  navigation: "Pages",
  menu: "Menu",
  guest: "Guest",
  pages: {
    live: "Live",
    history: "History",
    characters: "Characters",
    style: "Style",
    displays: "Displays",
    settings: "Settings",
    account: "Account",
  } satisfies Record<PageName, string>,
} as const;
