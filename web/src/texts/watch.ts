// Words of the page that a link leads to.

export const watch = {
  title: "You are watching",
  motto: "Adventure Art",
  waiting: "The story has not begun, or nothing was painted yet.",
  connecting: "Looking for the table…",
  gone: "This link has ended. Ask whoever sent it for a new one.",
  failed: "The table cannot be reached. Load this page again in a moment.",
  telling: "The telling",
  picture: "The picture",
  full: "Full screen",
} as const;
