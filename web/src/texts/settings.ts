// Words of the settings.

export const settings = {
  title: "Settings",
  lead: "Who hears, tells and paints here, what is kept, and what it costs.",
  engines: {
    title: "Who works here",
    hearing: "Hears",
    telling: "Follows the story",
    painting: "Paints",
    sketching: "Sketches at once",
    here: "on the server’s machine",
    then: "and, while that is away,",
    operator:
      "Whoever runs this server chooses them, and the pace and the caps below: ADVENTURE_TRANSCRIBERS, ADVENTURE_STORYTELLERS, ADVENTURE_PAINTERS.",
  },
  pace: {
    title: "Pace and cost",
    interval: "Between two pictures",
    intervalIs: (seconds: number) =>
      seconds > 0 ? `at least ${seconds} s of talk; “Draw now” does not wait` : "no wait",
    perHour: "Most pictures in an hour",
    perSession: "Most pictures in an evening",
    call: "Most that one call may cost",
    session: "Most that an evening may cost",
    account: "Most in a calendar month",
    none: "no cap",
    nothing: "nothing: only engines that are free",
    beyond: "Beyond a cap the engines that cost nothing go on.",
  },
  privacy: {
    title: "What is kept",
    recordings: "Keep recordings, too",
    recordingsHint: "They are in your exports. Switched off, those that are there are deleted at once.",
    days: "Delete what was said after, in days",
    daysHint: "From 1 to 3650; empty: never. Pictures stay.",
    daysWrong: "From 1 to 3650 days, or nothing.",
    save: "Save",
    saved: "Saved.",
  },
  usage: {
    title: "The last thirty days",
    none: "Nothing was used.",
    day: "Day",
    heard: "Heard",
    scenes: "Scenes",
    pictures: "Pictures",
    cost: "Cost",
    total: "Together",
  },
  data: {
    title: "Take it all out, or delete it",
    export: "Export everything",
    exportLead:
      "A ZIP with every evening, its pictures and words, your characters and settings, in open formats.",
    exporting: "Packing…",
    remove: "Delete the account",
    removeLead:
      "Every evening, every picture, every recording, characters, links and displays. It cannot be brought back.",
    removeTitle: "Delete this account?",
    word: "delete",
    type: (word: string) => `Type “${word}” to go on`,
    typeWrong: (word: string) => `Type “${word}”, and everything is deleted.`,
    removeDo: "Delete everything",
  },
} as const;
