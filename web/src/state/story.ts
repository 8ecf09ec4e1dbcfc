// What a session looks like to those who watch it: plain values, no behaviour.

import type {
  EnvironmentState,
  ImageFailed,
  PictureState,
  SceneSkipped,
  Usage,
  UtteranceClassified,
} from "../generated/protocol.ts";

export type UtteranceKind = UtteranceClassified["kind"];

/** An utterance whose words are there, or will never be. `text` null: it could not be understood. */
export interface Line {
  readonly utterance: number;
  readonly text: string | null;
  readonly kind: UtteranceKind | null;
}

/** What is known of a scene beside its picture. */
export interface Scene {
  readonly scene: number;
  readonly title: string;
  /** What is painted, in words. */
  readonly prompt: string;
  /** Why it was painted; empty where it is not known. */
  readonly reason: string;
  /** The scene whose picture is shown again, since the party is back there. */
  readonly kept?: number;
}

/** Why the newest finished scene has no picture. */
export interface Verdict {
  readonly scene: number;
  /** Stable name of the reason. */
  readonly code: SceneSkipped["code"] | ImageFailed["code"];
  readonly reason: string;
}

export interface Story {
  /** Null while nothing is known. */
  readonly session: string | null;
  /** Number of the newest event that is in here. */
  readonly seq: number;
  readonly environment: EnvironmentState | null;
  readonly style: string;
  readonly lines: readonly Line[];
  /** Utterances that are stored and whose words are not there yet. */
  readonly pending: readonly number[];
  readonly speaking: boolean;
  readonly scenes: ReadonlyMap<number, Scene>;
  /** The best picture of each scene. */
  readonly pictures: ReadonlyMap<number, PictureState>;
  readonly hidden: ReadonlySet<number>;
  readonly pinned: number | null;
  /** The scene that is being painted, if one is. */
  readonly painting: number | null;
  readonly verdict: Verdict | null;
  /** Null until the server told. */
  readonly usage: Usage | null;
}

export const EMPTY: Story = {
  session: null,
  seq: 0,
  environment: null,
  style: "",
  lines: [],
  pending: [],
  speaking: false,
  scenes: new Map(),
  pictures: new Map(),
  hidden: new Set(),
  pinned: null,
  painting: null,
  verdict: null,
  usage: null,
};

/** The picture to show: the pinned scene's, else the newest scene's that has one and is not hidden. */
export function shown(story: Story): PictureState | null {
  const pinned = story.pinned === null ? undefined : story.pictures.get(story.pinned);
  if (pinned && !story.hidden.has(pinned.scene)) return pinned;
  let best: PictureState | null = null;
  for (const picture of story.pictures.values()) {
    if (!story.hidden.has(picture.scene) && picture.scene > (best?.scene ?? 0)) best = picture;
  }
  return best;
}

/** The picture of each scene that has one, hidden or not, the oldest first. */
export function gallery(story: Story): readonly PictureState[] {
  return [...story.pictures.values()].sort((a, b) => a.scene - b.scene);
}

/** The number of the newest scene that is known of; 0 where none is. */
export function newest(story: Story): number {
  return Math.max(0, story.verdict?.scene ?? 0, ...story.scenes.keys());
}

/** The title of a scene; empty where it is not known. */
export function titleOf(story: Story, scene: number): string {
  return story.scenes.get(scene)?.title ?? "";
}
