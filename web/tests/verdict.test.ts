import assert from "node:assert/strict";
import { test } from "node:test";
import { Listening } from "../src/audio/verdict.ts";

/** Ten seconds: someone talks half of the time. Loudness is a part of full scale. */
function heard(voice: number, room: number, limit = 1) {
  const listening = new Listening();
  for (let frame = 0; frame < 100; frame++) {
    const talks = frame % 20 < 10;
    const pcm = Int16Array.from({ length: 1600 }, (_, i) => {
      const tone = Math.sin((2 * Math.PI * 220 * i) / 16_000) * (talks ? voice : 0);
      const noise = Math.sin(i * 12.9898) * room;
      return Math.round(Math.max(-limit, Math.min(limit, tone + noise)) * 32_767);
    });
    listening.push(pcm);
  }
  return listening.verdict();
}

test("a plain verdict of how somebody is heard", () => {
  assert.equal(heard(0.2, 0.002), "fine");
  assert.equal(heard(0.6, 0.002), "fine");
  assert.equal(heard(0.005, 0.0005), "quiet");
  assert.equal(heard(2, 0.002), "clipping");
  assert.equal(heard(0.1, 0.08), "noisy");
  assert.equal(heard(0, 0), "silent");
});

test("one knock on the table is no clipping", () => {
  const listening = new Listening();
  for (let frame = 0; frame < 100; frame++) {
    const pcm = Int16Array.from({ length: 1600 }, (_, i) => 4000 * Math.sin(i / 10) * (frame % 2));
    if (frame === 50) pcm.fill(32_767, 0, 60);
    listening.push(pcm);
  }
  assert.equal(listening.verdict(), "fine");
});

test("nothing was heard yet", () => assert.equal(new Listening().verdict(), "silent"));
