// Every word of the display at the table.

export const table = {
  name: "Adventure Art",
  motto: "You tell it. The table sees it.",
  pair: "Put this display on your table",
  step_open: "Open the studio, then Displays.",
  step_type: "Type this code there:",
  step_scan: "Or read this with a phone that is signed in to the studio.",
  code_coming: "A code is on its way",
  away: "The server cannot be reached. This goes on by itself.",
  disconnected: "This display was disconnected in the studio.",
  waiting: "The story has not begun",
  reconnecting: "Reconnecting",
  connected: "Connected",
  display: "Display",
  brightness: "Brightness",
  keys: [
    ["▲ ▼", "brighter, darker", ""],
    ["◀ ▶", "titles", ""],
    ["Red, B", "blackout", "red"],
    ["Yellow, Z", "keep this picture", "yellow"],
  ],
  awake: {
    lock: "The screen is kept awake.",
    video:
      "A silent video keeps this screen awake. Should it sleep all the same, turn off the screen saver and the sleep timer in its own settings.",
    none: "This browser cannot keep the screen awake: turn off the screen saver and the sleep timer in the TV's own settings.",
  },
  fullscreen: "Full screen",
  forget: "Forget this display",
  close: "Close",
} as const;
