// How each message of the server changes the story. Pure: the same story and message give the same story.
// It never asks, sends or shows anything.

import type { PictureState, RecordedEvent, ServerMessage, Snapshot } from "../generated/protocol.ts";
import { isRecorded } from "../wire/codec.ts";
import type { Line, Story } from "./story.ts";
import { EMPTY } from "./story.ts";

/** Lines that are kept; a long evening has more. */
const MAX_LINES = 2000;

export function reduce(story: Story, message: ServerMessage): Story {
  if (isRecorded(message)) {
    // What comes twice, as after a reconnect, changes nothing.
    return message.seq > story.seq ? { ...record(story, message), seq: message.seq } : story;
  }
  switch (message.type) {
    case "ready":
      return message.session_id === story.session
        ? { ...story, pending: [], speaking: false }
        : { ...EMPTY, session: message.session_id };
    case "session.changed":
      return message.session_id === story.session ? story : { ...EMPTY, session: message.session_id };
    case "snapshot":
      return restore(story, message);
    case "settings.updated":
      return { ...story, environment: message.environment, style: message.style };
    case "usage":
      return { ...story, usage: message };
    case "speech.started":
      return { ...story, speaking: true };
    case "speech.ended":
    case "paused":
      return { ...story, speaking: false };
    case "ended":
      return { ...story, speaking: false, pending: [] };
    case "utterance.committed":
      // The words may have been there first.
      return story.lines.some((line) => line.utterance === message.utterance) ||
        story.pending.includes(message.utterance)
        ? story
        : { ...story, pending: [...story.pending, message.utterance] };
    default:
      return story;
  }
}

function record(story: Story, event: RecordedEvent): Story {
  switch (event.type) {
    case "transcript.final":
      return withLine(story, { utterance: event.utterance, text: event.text, kind: null });
    case "transcript.dropped":
      // Silence and noise are not worth a line; speech that could not be read is.
      return event.reason === "quarantined"
        ? withLine(story, { utterance: event.utterance, text: null, kind: null })
        : settled(story, event.utterance);
    case "transcript.corrected":
      // Corrected to nothing, it was deleted.
      return {
        ...story,
        lines: event.text
          ? story.lines.map((line) =>
              line.utterance === event.utterance ? { ...line, text: event.text } : line,
            )
          : story.lines.filter((line) => line.utterance !== event.utterance),
      };
    case "utterance.classified":
      return {
        ...story,
        lines: story.lines.map((line) =>
          line.utterance === event.utterance ? { ...line, kind: event.kind } : line,
        ),
      };
    case "environment.updated":
      return {
        ...story,
        environment: {
          description: event.description,
          version: event.version,
          locked: story.environment?.locked ?? false,
        },
      };
    case "scene.composed":
      return {
        ...story,
        scenes: new Map(story.scenes).set(event.scene, {
          scene: event.scene,
          title: event.title,
          prompt: event.prompt,
          reason: event.reason,
        }),
        painting: event.scene,
        verdict: newer(story, event.scene) ? null : story.verdict,
      };
    case "scene.recalled":
      return {
        ...story,
        scenes: new Map(story.scenes).set(event.scene, {
          scene: event.scene,
          title: event.title,
          prompt: story.scenes.get(event.kept)?.prompt ?? "",
          reason: "",
          kept: event.kept,
        }),
      };
    case "scene.skipped":
    case "image.failed":
      return {
        ...story,
        painting: story.painting === event.scene ? null : story.painting,
        verdict: newer(story, event.scene)
          ? { scene: event.scene, code: event.code, reason: event.reason }
          : story.verdict,
      };
    case "scene.superseded":
      return { ...story, painting: story.painting === event.scene ? null : story.painting };
    case "image.published":
      return published(story, event);
    case "scene.hidden":
      return { ...story, hidden: new Set(story.hidden).add(event.scene) };
    case "scene.shown": {
      const hidden = new Set(story.hidden);
      hidden.delete(event.scene);
      return { ...story, hidden };
    }
    case "scene.pinned":
      return { ...story, pinned: event.scene };
    case "event.deleted":
      return story;
    default:
      // A newer server may record what this page does not know yet.
      return story;
  }
}

function published(story: Story, picture: PictureState): Story {
  const known = story.pictures.get(picture.scene);
  const { scene, image, url, quality, width, height } = picture;
  const better = !(known?.quality === "final" && quality === "sketch");
  return {
    ...story,
    pictures: better
      ? new Map(story.pictures).set(scene, { scene, image, url, quality, width, height })
      : story.pictures,
    painting: quality === "final" && story.painting === scene ? null : story.painting,
    verdict: newer(story, scene) ? null : story.verdict,
  };
}

/** Whether what is told of `scene` is newer than the verdict that is shown. */
function newer(story: Story, scene: number): boolean {
  return story.verdict === null || scene >= story.verdict.scene;
}

function withLine(story: Story, line: Line): Story {
  const lines = [...story.lines.filter((old) => old.utterance !== line.utterance), line].slice(-MAX_LINES);
  return { ...settled(story, line.utterance), lines };
}

function settled(story: Story, utterance: number): Story {
  return { ...story, pending: story.pending.filter((pending) => pending !== utterance) };
}

/** A snapshot stands for every event up to its `seq`, so it takes the place of all that they made. */
function restore(story: Story, snapshot: Snapshot): Story {
  const { seq, environment, style, picture, pinned } = snapshot;
  // A server from before `shown` tells only the newest scene.
  const told: readonly (Snapshot["shown"] | undefined)[] = [snapshot.shown, snapshot.scene];
  const scenes = told.filter((scene) => scene !== null && scene !== undefined);
  return {
    ...EMPTY,
    session: story.session,
    usage: story.usage,
    seq,
    environment,
    style,
    scenes: new Map(scenes.map((scene) => [scene.scene, { ...scene, reason: "" }])),
    pictures: new Map(picture ? [[picture.scene, picture]] : []),
    pinned,
  };
}
