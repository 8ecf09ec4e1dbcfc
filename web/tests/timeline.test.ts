import assert from "node:assert/strict";
import { test } from "node:test";
import type { RecordedEvent } from "../src/state/timeline.ts";
import { fold, UNREAD, without } from "../src/state/timeline.ts";

let seq = 0;
const event = (event_type: string, payload: Record<string, unknown> = {}): RecordedEvent => ({
  seq: ++seq,
  timestamp: `2026-11-29T20:00:${String(seq).padStart(2, "0")}Z`,
  event_type,
  payload,
});
const evening = (...events: RecordedEvent[]) => {
  const timeline = fold(UNREAD, events);
  seq = 0;
  return timeline;
};

test("what was said, seen and changed is told in order, each once", () => {
  const { entries, last } = evening(
    event("transcript.final", { utterance: 7, text: "You enter a cave." }),
    event("utterance.classified", { utterance: 7, kind: "narration" }),
    event("environment.updated", { description: "A cave.", version: 1, by: "story" }),
    event("scene.composed", { scene: 1, title: "The cave" }),
    event("image.published", { scene: 1, quality: "sketch" }),
    event("scene", { scene: 1, quality: "final" }),
    event("scene.hidden", { scene: 1, show: null }),
    event("something.new", {}),
  );
  assert.deepEqual(
    entries.map(({ key }) => key),
    ["u7", "e3", "s1"],
  );
  assert.equal(entries[0]?.kind === "said" && entries[0].as, "narration");
  assert.equal(last, 8);
});

test("a correction is read in place, and what was corrected to nothing is not there", () => {
  const { entries } = evening(
    event("transcript.final", { utterance: 1, text: "Borrin" }),
    event("transcript.final", { utterance: 2, text: "a secret" }),
    event("transcript.corrected", { utterance: 1, text: "Borin" }),
    event("transcript.corrected", { utterance: 2, text: "" }),
    event("event.deleted"),
  );
  assert.deepEqual(
    entries.map((entry) => entry.kind === "said" && [entry.text, entry.corrected]),
    [["Borin", true]],
  );
});

test("more is folded onto what is known, and nothing twice", () => {
  const first = event("transcript.final", { utterance: 1, text: "One." });
  const second = event("transcript.final", { utterance: 2, text: "Two." });
  const one = fold(UNREAD, [first]);
  const both = fold(one, [first, second]);
  assert.deepEqual(
    both.entries.map(({ key }) => key),
    ["u1", "u2"],
  );
  assert.equal(one.entries.length, 1, "what was folded stays as it was");
  assert.deepEqual(
    without(both, "u1").entries.map(({ key }) => key),
    ["u2"],
  );
});
