// What everyone at the table has to know before a microphone is opened, in plain words; the settings say the same.

/** Engines by the names that the server gives them. */
export interface Working {
  readonly name: string;
  readonly here: boolean;
}

export interface Stages {
  readonly hearing: readonly Working[];
  readonly telling: readonly Working[];
  readonly painting: readonly Working[];
}

const OWNERS: Readonly<Record<string, string>> = { openai: "OpenAI", google: "Google" };

/** Who is behind an engine: `openai/gpt-transcribe` is OpenAI’s. */
function ownerOf({ name }: Working): string {
  const [provider = name] = name.split("/");
  return OWNERS[provider] ?? provider;
}

/** Who gets something of it that is not on the server's machine; empty: nobody. */
function outside(stage: readonly Working[]): string {
  const owners = [...new Set(stage.filter(({ here }) => !here).map(ownerOf))];
  return owners.length > 1 ? `${owners.slice(0, -1).join(", ")} and ${owners.at(-1)}` : (owners[0] ?? "");
}

export const consent = {
  /** Where what is said goes: a sentence for each thing that leaves the server's machine, or one that says that none does. */
  where: ({ hearing, telling, painting }: Stages): string[] => {
    const [voice, words, scenes] = [outside(hearing), outside(telling), outside(painting)];
    if (!voice && !words && !scenes) {
      return ["Nothing that is said leaves the server’s machine: it hears, follows and paints by itself."];
    }
    return [
      voice
        ? `Your voices are sent to ${voice}, to be written down.`
        : "Your voices stay on the server’s machine.",
      words
        ? `What was said is sent, in writing, to ${words}, to follow the story.`
        : "The story is followed on the server’s machine.",
      scenes
        ? `Descriptions of scenes, with your characters’ portraits, are sent to ${scenes}, to be painted.`
        : "Pictures are painted on the server’s machine.",
    ];
  },

  /** How long it is kept. */
  kept: (keepRecordings: boolean, days: number | null): string[] => [
    keepRecordings
      ? "Recordings are kept until you delete them."
      : "Recordings are deleted as soon as they are written down.",
    days === null
      ? "What was said is kept, in writing, until you delete it."
      : `What was said is kept, in writing, for ${days === 1 ? "one day" : `${days} days`}.`,
    "Only you can read it. Displays and links show what you choose.",
  ],
} as const;
