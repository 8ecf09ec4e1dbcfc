// Words for two pages that change one thing.

export const conflict = {
  text: "This was changed on another page while you were writing here. Nothing was overwritten, and nothing of yours is lost.",
  theirs: "Show what is there now",
  mine: "Save mine all the same",
} as const;
