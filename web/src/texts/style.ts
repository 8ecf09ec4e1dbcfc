// Words of the page of styles.

export const style = {
  title: "Style",
  lead: "How the pictures of this table look. A change counts from the next picture on.",
  now: "The style now",
  own: "The painter’s own",
  ownHint: "Nothing is asked of the painter.",
  yours: "In words of your own",
  presets: "Styles to choose from",
  samples:
    "Each sample is the same scene, painted by the painter that comes with the program. Others follow the words more closely.",
  words: "What the painter is told",
  wordsHint: "Technique, palette, light, mood. Up to 1000 characters.",
  save: "Use these words",
  reset: "Back to the painter’s own",
  chosen: "chosen",
  saved: "The next picture is painted like this.",
  elsewhere: "The style was changed on another page just now.",
} as const;
