// Every word that the live view says by itself, in one place; the other pages' are in `texts/`.
// It holds no logic beyond putting a number or a name into a sentence.

import type { AlarmKind } from "./audio/vigil.ts";
import type { Verdict } from "./audio/verdict.ts";
import type { UtteranceKind } from "./state/story.ts";

const seconds = (count: number): string => `${count} s`;
const usd = (amount: number): string => `$${amount.toFixed(2)}`;

export const texts = {
  heading: "At the table",

  actions: {
    start: "Start listening",
    check: "Check the microphone",
    sample: "Play the sample",
    upload: "Hear a recording",
    pause: "Pause",
    resume: "Resume",
    end: "End",
    leave: "Stop waiting",
    mute: "Mute the sample",
    group: "Listening",
    cancel: "Cancel",
    close: "Close",
    again: "Try again",
  },

  status: {
    looking: "Looking for the server…",
    ready: "Ready when you are",
    away: "The server did not let this page in",
    connecting: "Connecting…",
    live: "Live",
    hearing: "Live, hearing you",
    deaf: "Live, but nothing is heard",
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
    allHidden: "Every picture is hidden.",
    allHiddenHint: "The table sees an empty screen. The next picture appears by itself.",
    hiddenHere: "This picture is hidden.",
    hiddenHereHint: "No display shows it, and nobody can load it.",
    painting: (title: string) => (title ? `Painting “${title}”` : "Painting…"),
    asked: "Asked for. Choosing what to paint…",
    untitled: (scene: number) => `Scene ${scene}`,
    number: (scene: number) => `Scene ${scene}`,
    sketch: "a first sketch",
    pinned: "pinned",
    unpainted: "Not painted:",
    why: "Painted because:",
    recalled: "You are back here, so the picture of this place is shown again.",
    drawAnyway: "Draw it now",
    brokenPicture: "The newest picture could not be loaded.",
    lookingBack: (now: string) =>
      now
        ? `You are looking back. The table sees “${now}”.`
        : "You are looking back. The table sees nothing.",
    toTheTable: "Show this to the table",
    backToNow: "Back to now",
    hid: (title: string) => `“${title}” is hidden from every display.`,
    showAgain: "Show it again",
  },

  tools: {
    label: "What to do with the picture",
    draw: "Draw now",
    edit: "Edit and draw",
    reroll: "Once more",
    pin: "Pin",
    unpin: "Unpin",
    hide: "Hide",
    show: "Show",
    full: "Full screen",
  },

  strip: {
    label: "Earlier pictures",
    hidden: (title: string) => `${title}, hidden`,
  },

  prompt: {
    heading: "What shall be painted?",
    label: "In your own words",
    hint: "It is painted as you write it, at once, in the style of the evening.",
    draw: "Draw this",
    placeholder: "A lighthouse in a storm, its lamp just gone out",
  },

  place: {
    heading: "Where you are",
    empty: "Nowhere yet. Name a place, the light, the weather.",
    locked: "held by you",
    edit: "Edit where you are",
    label: "The place, the light, the weather",
    save: "Save",
    lock: "Hold it as it is",
    unlock: "Let the story change it",
    clear: "Clear the scene’s memory",
    clearQuestion:
      "The story forgets its last scene, and where you are unless you hold it. Pictures and words stay.",
    clearYes: "Clear it",
    cleared: "The story starts afresh from here.",
    meanwhile: "The story moved on while you wrote. It now says:",
    overwrite: "Save mine over it",
    trouble: "That could not be saved.",
  },

  log: {
    heading: "The telling",
    empty: "Your words will be written here as you speak.",
    writing: "writing it down…",
    hearing: "listening…",
    unreadable: "Something was said here that could not be understood.",
    kinds: {
      narration: "",
      action: "action",
      dialogue: "speech",
      rules: "rules",
      chatter: "table talk",
    } satisfies Record<UtteranceKind, string>,
    onlyStory: "Only the story",
    correct: (text: string) => `Correct: ${text}`,
    label: "What was really said",
    save: "Correct it",
    remove: "Delete it",
  },

  meter: { microphone: "Microphone level", sample: "Sample level" },

  consent: {
    heading: "Before anybody is heard",
    everyone:
      "The microphone hears everyone at this table, not only you. Tell them, and start once nobody minds.",
    done: "What is done with it",
    howLong: "How long it is kept",
    pause:
      "You can pause at any time: nothing is heard until you resume, and the page shows it only once the server has confirmed it.",
    start: "Everyone agrees. Start",
    upload: "Everyone in it agrees. Choose it",
    asking: "Asking the server what it does with what it hears…",
    failed: "The server cannot be asked just now what it does with what it hears, so nothing is heard.",
  },

  check: {
    heading: "The microphone",
    local: "Nothing of this leaves your browser.",
    device: "Which one",
    unnamed: (number: number) => `Microphone ${number}`,
    browsers: "The browser’s own choice",
    noise: "Soften background noise",
    level: "How loud it is",
    opening: "Waiting for the browser to give it…",
    record: (count: number) => `Talk for ${seconds(count)}`,
    recordAgain: "Talk again",
    recording: "Listening. Talk as you will at the table.",
    left: (count: number) => `${seconds(count)} more`,
    play: "Listen to it",
    stop: "Stop",
    verdicts: {
      fine: "Fine. You are heard well.",
      quiet: "Too quiet. Come nearer, or turn the microphone up in the system’s settings.",
      clipping: "Too loud: it clips. Turn the microphone down, or move it away.",
      noisy: "The room is nearly as loud as you. Come nearer, or soften background noise.",
      silent: "Nothing at all came. Is it muted, or is this the wrong one?",
    } satisfies Record<Verdict, string>,
  },

  alarm: {
    title: "⚠ Nothing is heard",
    kinds: {
      muted: (count: number) =>
        `The microphone is muted by the system or by its own button, for ${seconds(count)} now. Nothing is heard.`,
      silent: (count: number) =>
        `Nothing at all has come from the microphone for ${seconds(count)}. Is it muted?`,
      stalled: (count: number) =>
        `This page has heard nothing for ${seconds(count)}: the browser or the system put it to sleep. Keep it in view.`,
      asleep: (count: number) =>
        `${seconds(count)} of what was said did not reach this page: it was asleep, or this machine too busy.`,
    } satisfies Record<AlarmKind, (count: number) => string>,
  },

  upload: {
    heading: "Hear a recording",
    what: "An evening that was recorded: wav, mp3, m4a, flac, ogg or webm. It becomes part of this session.",
    choose: "Choose a file",
    sending: (sent: string, all: string) => `Sending: ${sent} of ${all}`,
    waiting: "Sent. It is heard as soon as its turn comes.",
    hearing: (heard: number, all: number) => `Hearing it: ${heard} of ${all} sentences so far`,
    cutting: "Hearing it…",
    done: (heard: number) => (heard === 1 ? "Done: one sentence." : `Done: ${heard} sentences.`),
    cancelled: "Cancelled. What was already written down stays.",
    failed: "That did not work.",
    cancel: "Cancel the recording",
    label: "How far the recording is",
  },

  cost: {
    free: "Free: all of it is done on this server",
    spent: (amount: number) => `${usd(amount)} this evening`,
    of: (amount: number, cap: number) => `${usd(amount)} of ${usd(cap)} this evening`,
    month: (amount: number, cap: number) => `${usd(amount)} of ${usd(cap)} this month`,
    label: "Cost of the evening",
    reached: {
      call: "One answer would cost more than a call may. What costs nothing goes on.",
      session: "The evening’s cap is reached. What costs nothing goes on.",
      account: "Your account’s cap for this month is reached. What costs nothing goes on.",
      server: "This server’s cap for this month is reached. What costs nothing goes on.",
    },
  },

  keys: {
    heading: "Keys",
    open: "Keys",
    never: "They do nothing while you write.",
    on: "Use single keys",
    what: {
      listen: "Start listening",
      pause: "Pause, and resume",
      draw: "Draw what was just said, now",
      edit: "Write what shall be painted",
      reroll: "Paint the picture once more, in another way",
      hide: "Hide the picture from every display",
      unhide: "Show again what was just hidden",
      pin: "Pin the picture, or let the newest show again",
      full: "The picture on the full screen",
      earlier: "The picture before",
      later: "The picture after",
      correct: "Correct the last sentence",
      place: "Edit where you are",
      lock: "Hold where you are as it is, or let it go",
      check: "Check the microphone",
      keys: "This sheet",
      escape: "Close; back to what the table sees",
    },
  },

  trouble: {
    overloaded: (kept: number) => `The server cannot store right now. ${seconds(kept)} of speech kept here.`,
    away: "The connection is gone for now. Keep talking: what you say is kept here until it is back.",
    kept: (count: number) => `${seconds(count)} kept here`,
    lost: (count: number) =>
      `The oldest ${seconds(count)} of speech had to be let go: more than ten minutes could not be sent.`,
    takeBack: "Take the microphone back",
    dismiss: "All right",
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
      replaced:
        "Another page of your account listens now, so this one stopped. It goes on showing what happens.",
      kept: "There is no connection just now. It is done as soon as there is one.",
      not_connected: "There is no connection just now, so nothing was drawn. Try again in a moment.",
    } as Record<string, string>,
    unknown: "Something broke. Start again.",
  },
} as const;
