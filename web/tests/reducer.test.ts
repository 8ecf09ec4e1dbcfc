import assert from "node:assert/strict";
import { test } from "node:test";
import { EXAMPLES } from "../src/generated/examples.ts";
import type { RecordedEvent, ServerMessage, Snapshot } from "../src/generated/protocol.ts";
import { reduce } from "../src/state/reducer.ts";
import type { Story } from "../src/state/story.ts";
import { EMPTY, gallery, newest, shown, titleOf } from "../src/state/story.ts";

type Payload = RecordedEvent extends infer E
  ? E extends RecordedEvent
    ? Omit<E, "seq" | "id" | "at">
    : never
  : never;

const record = (seq: number, payload: Payload): RecordedEvent =>
  ({ seq, id: `id-${seq}`, at: "2026-01-01T00:00:00Z", ...payload }) as RecordedEvent;

/** A story after these events, numbered from 1. */
function after(...payloads: Payload[]): Story {
  return payloads.reduce<Story>((story, payload, i) => reduce(story, record(i + 1, payload)), EMPTY);
}

function add(story: Story, ...messages: (ServerMessage | Payload)[]): Story {
  return messages.reduce<Story>((current, message) => {
    const numbered = "scene" in message || "utterance" in message || message.type === "environment.updated";
    const recorded = numbered && !["utterance.committed", "snapshot"].includes(message.type);
    return reduce(
      current,
      recorded ? record(current.seq + 1, message as Payload) : (message as ServerMessage),
    );
  }, story);
}

const picture = (scene: number, quality: "sketch" | "final" = "final"): Payload => ({
  type: "image.published",
  cost_usd: 0,
  scene,
  image: `${scene}-${quality}`,
  url: `/i/${scene}-${quality}`,
  quality,
  width: 1280,
  height: 720,
});
const composed = (scene: number, title = `Title ${scene}`): Payload => ({
  type: "scene.composed",
  cost_usd: 0,
  scene,
  title,
  prompt: "",
  characters: [],
  utterances: [],
  reason: "",
});
const said = (utterance: number, text: string): Payload => ({
  type: "transcript.final",
  cost_usd: 0,
  utterance,
  text,
  from: 0,
  to: 1,
});
const ready = (session_id: string | null): ServerMessage => ({
  type: "ready",
  session_id,
  stream_id: null,
  samples: null,
  safe: null,
  head: 0,
  paused: false,
  expires_at: "",
  limits: { message_bytes: 1, window_s: 45, controls_per_s: 20, outbound_bytes: 1 },
});
const snapshot = (change: Partial<Snapshot>): Snapshot => ({
  type: "snapshot",
  seq: 9,
  environment: { description: "A cave", version: 3, locked: true },
  style: "ink",
  scene: { scene: 4, title: "The cave", prompt: "" },
  picture: { scene: 4, image: "i", url: "/i/4", quality: "final", width: 1, height: 1 },
  shown: { scene: 4, title: "The cave", prompt: "" },
  pinned: null,
  recovered: false,
  ...change,
});

test("a snapshot of a server that does not tell what is shown still has its scene", () => {
  const { shown: _untold, ...older } = snapshot({}) as Snapshot;
  const story = add(EMPTY, older as ServerMessage);
  assert.deepEqual([titleOf(story, 4), shown(story)?.scene], ["The cave", 4]);
});

test("transcripts come in order, learn their kind, and lose their place among the waiting", () => {
  let story = add(EMPTY, { type: "utterance.committed", utterance: 7, from: 0, to: 9 });
  assert.deepEqual(story.pending, [7]);
  story = add(
    story,
    said(7, "A door."),
    { type: "utterance.classified", utterance: 7, kind: "narration" },
    said(8, "Pizza?"),
  );
  assert.deepEqual(story.pending, []);
  assert.deepEqual(story.lines, [
    { utterance: 7, text: "A door.", kind: "narration" },
    { utterance: 8, text: "Pizza?", kind: null },
  ]);
  // The announcement may come after the words.
  assert.equal(add(story, { type: "utterance.committed", utterance: 8, from: 0, to: 9 }), story);
});

test("silence leaves no line, speech that could not be read does", () => {
  const story = after(
    { type: "transcript.dropped", cost_usd: 0, utterance: 1, reason: "empty" },
    { type: "transcript.dropped", cost_usd: 0, utterance: 2, reason: "quarantined" },
  );
  assert.deepEqual(story.lines, [{ utterance: 2, text: null, kind: null }]);
});

test("a correction takes the words' place, an empty one takes the line away", () => {
  const story = after(said(1, "Karla waits."), said(2, "Two."), {
    type: "transcript.corrected",
    utterance: 1,
    text: "Kara waits.",
  });
  assert.deepEqual(story.lines[0], { utterance: 1, text: "Kara waits.", kind: null });
  const left = add(story, { type: "transcript.corrected", utterance: 2, text: "" });
  assert.deepEqual(
    left.lines.map((line) => line.utterance),
    [1],
  );
});

test("what comes twice is dropped", () => {
  const story = after(said(1, "One."), said(2, "Two."));
  assert.equal(reduce(story, record(1, said(1, "One."))), story);
  assert.equal(reduce(story, record(2, said(3, "Other."))), story);
  assert.equal(story.seq, 2);
});

test("the newest scene's picture is shown, whenever it comes", () => {
  assert.equal(shown(EMPTY), null);
  assert.equal(shown(after(picture(2), picture(1)))?.scene, 2);
  assert.equal(shown(after(picture(1), picture(3), picture(2)))?.scene, 3);
});

test("a final picture takes the place of its sketch, never the other way round", () => {
  assert.equal(shown(after(picture(1, "sketch"), picture(1)))?.quality, "final");
  assert.equal(shown(after(picture(1), picture(1, "sketch")))?.quality, "final");
  assert.equal(shown(after(picture(1), picture(2, "sketch")))?.image, "2-sketch");
  assert.equal(shown(after(picture(2, "sketch"), picture(1)))?.image, "2-sketch");
});

test("a hidden scene is not shown, not even when its picture comes later", () => {
  const hide = (scene: number): Payload => ({ type: "scene.hidden", scene, show: null });
  let story = after(picture(1), picture(2), hide(2));
  assert.equal(shown(story)?.scene, 1);
  story = add(story, picture(2));
  assert.equal(shown(story)?.scene, 1);
  story = add(story, hide(1));
  assert.equal(shown(story), null);
  assert.equal(shown(add(story, { type: "scene.shown", scene: 2 }))?.scene, 2);
});

test("a pinned scene stays, unless it is hidden", () => {
  let story = after(picture(1), picture(2), { type: "scene.pinned", scene: 1 }, picture(3));
  assert.equal(shown(story)?.scene, 1);
  assert.equal(shown(add(story, { type: "scene.hidden", scene: 1, show: 3 }))?.scene, 3);
  story = add(story, { type: "scene.pinned", scene: null } as Payload);
  assert.equal(shown(story)?.scene, 3);
});

test("why nothing was painted is told until something newer was", () => {
  let story = after(picture(1), {
    type: "scene.skipped",
    code: "nothing_new",
    cost_usd: 0,
    scene: 2,
    reason: "Table talk.",
  });
  assert.deepEqual(story.verdict, { scene: 2, code: "nothing_new", reason: "Table talk." });
  // An older picture that comes late answers nothing.
  assert.ok(add(story, picture(1)).verdict);
  story = add(story, composed(3));
  assert.equal(story.verdict, null);
  assert.equal(story.painting, 3);
  assert.equal(titleOf(story, 3), "Title 3");
  story = add(story, {
    type: "image.failed",
    scene: 3,
    code: "refused",
    reason: "The painter refused.",
    cost_usd: 0,
  });
  assert.deepEqual(story.verdict, { scene: 3, code: "refused", reason: "The painter refused." });
  assert.equal(story.painting, null);
  assert.equal(shown(story)?.scene, 1);
  assert.equal(add(story, picture(4)).verdict, null);
});

test("a scene tells why it was painted and from which words, a place that is shown again from the first ones", () => {
  const told: Payload = {
    type: "scene.composed",
    cost_usd: 0,
    scene: 1,
    title: "The inn",
    prompt: "A low room",
    characters: [],
    utterances: [],
    reason: "They go in.",
  };
  let story = after(told);
  assert.deepEqual(story.scenes.get(1), {
    scene: 1,
    title: "The inn",
    prompt: "A low room",
    reason: "They go in.",
  });
  story = add(story, { type: "scene.recalled", scene: 3, kept: 1, title: "The inn" } as Payload);
  assert.equal(story.scenes.get(3)?.prompt, "A low room");
  assert.equal(newest(story), 3);
});

test("what was spent is what the server told last, and is another session's no more", () => {
  const usage = EXAMPLES["usage"]["usage"] as ServerMessage;
  const story = reduce(reduce(EMPTY, ready("a")), usage);
  assert.deepEqual(story.usage, usage);
  assert.deepEqual(reduce(story, ready("a")).usage, usage);
  assert.deepEqual(reduce(story, snapshot({})).usage, usage);
  assert.equal(reduce(story, ready("b")).usage, null);
});

test("the gallery has every scene's picture in order, the hidden ones too", () => {
  const story = after(picture(3), picture(1, "sketch"), picture(2), picture(1), {
    type: "scene.hidden",
    scene: 2,
    show: 3,
  });
  assert.deepEqual(
    gallery(story).map(({ image }) => image),
    ["1-final", "2-final", "3-final"],
  );
  assert.equal(newest(EMPTY), 0);
});

test("painting goes on over a sketch and ends with the final picture or a newer scene", () => {
  let story = after(composed(1), picture(1, "sketch"));
  assert.equal(story.painting, 1);
  assert.equal(add(story, picture(1)).painting, null);
  story = add(story, { type: "scene.superseded", scene: 1, by: 2 });
  assert.equal(story.painting, null);
});

test("the environment is the newest one, and a person's lock stays", () => {
  let story = after({ type: "environment.updated", description: "A wood", version: 1, by: "story" });
  assert.deepEqual(story.environment, { description: "A wood", version: 1, locked: false });
  story = add(story, {
    type: "settings.updated",
    environment: { description: "A hall", version: 2, locked: true },
    style: "oil",
  });
  assert.equal(story.environment?.locked, true);
  assert.equal(story.style, "oil");
});

test("a snapshot takes the place of everything before it", () => {
  let story = add(after(said(1, "One."), picture(7)), ready("a"));
  story = reduce(reduce(reduce(EMPTY, ready("a")), record(1, picture(7))), snapshot({}));
  assert.equal(story.session, "a");
  assert.equal(story.seq, 9);
  assert.equal(shown(story)?.scene, 4);
  assert.equal(titleOf(story, 4), "The cave");
  assert.equal(reduce(story, record(9, picture(8))), story);
  assert.equal(shown(reduce(story, record(10, picture(3))))?.scene, 4);
  assert.equal(shown(reduce(story, record(10, picture(5))))?.scene, 5);
  assert.equal(shown(reduce(story, snapshot({ picture: null, scene: null }))), null);
});

test("a snapshot tells the title of what is shown, of what is being painted, and what is pinned", () => {
  const pinned = { scene: { scene: 9, title: "The bridge", prompt: "" }, pinned: 4 };
  const story = reduce(EMPTY, snapshot(pinned));
  assert.equal(titleOf(story, 4), "The cave");
  assert.equal(titleOf(story, 9), "The bridge");
  assert.equal(shown(reduce(story, record(10, picture(9))))?.scene, 4);
});

test("another session is another story; the same one goes on", () => {
  const story = add(reduce(EMPTY, ready("a")), said(1, "One."));
  assert.deepEqual(reduce(story, ready("a")).lines, story.lines);
  assert.deepEqual(reduce(story, ready("b")), { ...EMPTY, session: "b" });
  assert.deepEqual(reduce(story, { type: "session.changed", session_id: "b" }), { ...EMPTY, session: "b" });
  assert.equal(reduce(story, { type: "session.changed", session_id: "a" }), story);
});

test("speech is heard between its start and its end", () => {
  const story = reduce(EMPTY, { type: "speech.started", sample: 1 });
  assert.equal(story.speaking, true);
  for (const end of [
    { type: "speech.ended", sample: 2 },
    { type: "paused" },
    ready("x"),
  ] as ServerMessage[]) {
    assert.equal(reduce(story, end).speaking, false);
  }
});

test("no message of the protocol breaks it, a message of tomorrow neither, and none changes what was there before", () => {
  const story = Object.freeze(after(said(1, "One."), composed(1), picture(1)));
  const before = structuredClone(story);
  for (const examples of Object.values(EXAMPLES) as Record<string, ServerMessage>[]) {
    for (const example of Object.values(examples)) reduce(story, example);
  }
  assert.equal(reduce(story, { type: "weather.changed" } as unknown as ServerMessage), story);
  assert.equal(reduce(story, record(4, { type: "dragon.seen" } as unknown as Payload)).seq, 4);
  assert.deepEqual(story, before);
});

test("a long evening stays bounded", () => {
  let story = EMPTY;
  for (let i = 1; i <= 2100; i++) story = reduce(story, record(i, said(i, "x")));
  assert.equal(story.lines.length, 2000);
  assert.equal(story.lines[0]?.utterance, 101);
});
