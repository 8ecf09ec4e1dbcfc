// Every word that the pages say by themselves, in one place.
// It holds no logic beyond putting a number into a sentence.

import type { UtteranceKind } from "./state/story.ts";

const seconds = (count: number): string => `${count} s`;

export const texts = {
  name: "Adventure Art",
  motto: "You tell it. The table sees it.",
  heading: "At the table",

  actions: {
    start: "Start listening",
    sample: "Play the sample",
    pause: "Pause",
    resume: "Resume",
    end: "End",
    leave: "Stop waiting",
    noise: "Soften background noise",
    mute: "Mute the sample",
    group: "Listening",
  },

  status: {
    looking: "Looking for the server…",
    ready: "Ready when you are",
    away: "The server did not let this page in",
    connecting: "Connecting…",
    live: "Live",
    hearing: "Live, hearing you",
    pausing: "Pausing…",
    paused: "Paused. Nothing is heard.",
    reconnecting: "Reconnecting…",
    kept: (count: number) => `${seconds(count)} kept`,
    ending: "Finishing what was said…",
    ended: "Done. Everything said is here.",
    failed: "Stopped",
  },

  stage: {
    label: "The picture",
    blank: "The map is still blank.",
    blankHint: "Describe a place out loud. When there is something to see, it appears here.",
    listening: "Go on. I am listening.",
    listeningHint: "The first place you describe will be drawn.",
    pausedHint: "Nothing is heard until you resume.",
    painting: (title: string) => (title ? `Painting “${title}”` : "Painting…"),
    untitled: (scene: number) => `Scene ${scene}`,
    number: (scene: number) => `Scene ${scene}`,
    sketch: "a first sketch",
    unpainted: "Not painted:",
    brokenPicture: "The newest picture could not be loaded.",
  },

  place: {
    heading: "Where you are",
    empty: "Nowhere yet. Name a place, the light, the weather.",
    locked: "held by you",
  },

  log: {
    heading: "The telling",
    empty: "Your words will be written here as you speak.",
    writing: "writing it down…",
    hearing: "listening…",
    unreadable: "Something was said here that could not be understood.",
    kinds: {
      narration: "",
      action: "",
      dialogue: "",
      rules: "rules",
      chatter: "table talk",
    } satisfies Record<UtteranceKind, string>,
  },

  meter: { microphone: "Microphone level", sample: "Sample level" },

  trouble: {
    overloaded: (kept: number) => `The server cannot store right now. ${seconds(kept)} of speech kept here.`,
    away: "The connection is gone for now. Keep talking: what you say is kept here until it is back.",
    lost: (count: number) =>
      `The oldest ${seconds(count)} of speech had to be let go: more than ten minutes could not be sent.`,
    codes: {
      denied:
        "The browser does not let this page use the microphone. Allow it beside the address, then start again.",
      missing: "No microphone was found. Plug one in, then start again.",
      busy: "The microphone is in use by another program, or does not answer.",
      insecure: "A browser gives its microphone only to pages on https:// or on this machine (localhost).",
      unsupported:
        "This browser cannot record sound for a page. A current Chrome, Edge, Firefox or Safari can.",
      sample: "The sample could not be loaded.",
      unplugged: "The microphone went away. Plug it in again, then resume.",
    } as Record<string, string>,
    unknown: "Something broke. Start again.",
  },
} as const;
