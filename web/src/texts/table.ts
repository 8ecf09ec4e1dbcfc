// Every word of the display at the table.

export const table = {
  name: "Adventure Art",
  motto: "You tell it. The table sees it.",
  pair: "Put this display on your table",
  step_open: "Open the studio, then Displays.",
  step_type: "Type this code there:",
  step_scan: "Or read this with a phone that is signed in.",
  code_coming: "A code is on its way",
  away: "The server cannot be reached. This goes on by itself.",
  disconnected: "This display was disconnected in the studio.",
  waiting: "The story has not begun",
  reconnecting: "Reconnecting",
  connected: "Connected",
  display: "Display",
  brightness: "Brightness",
  keys: "Keys",
  key_brightness: "▲ ▼  brightness",
  key_caption: "◀ ▶  titles",
  key_red: "Red, B  blackout",
  key_yellow: "Yellow, Z  keep the picture",
  awake: "The screen is kept awake.",
  asleep:
    "This browser cannot keep the screen awake: turn off the screen saver and the sleep timer in the TV's own settings.",
  fullscreen: "Full screen",
  forget: "Forget this display",
  close: "Close",
} as const;
