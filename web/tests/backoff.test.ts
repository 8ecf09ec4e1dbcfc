import assert from "node:assert/strict";
import { test } from "node:test";
import { Backoff } from "../src/wire/backoff.ts";

test("waits double up to the longest, between half and whole by chance", () => {
  const waits = (random: number): number[] => {
    const backoff = new Backoff({ first_ms: 400, longest_ms: 8000, random: () => random });
    return Array.from({ length: 7 }, () => backoff.next());
  };
  assert.deepEqual(waits(0), [200, 400, 800, 1600, 3200, 4000, 4000]);
  assert.deepEqual(waits(1), [400, 800, 1600, 3200, 6400, 8000, 8000]);
});

test("after a success it starts small again, and it never overflows", () => {
  const backoff = new Backoff({ first_ms: 400, longest_ms: 8000, random: () => 1 });
  for (let i = 0; i < 5000; i++) assert.ok(backoff.next() <= 8000);
  backoff.reset();
  assert.equal(backoff.next(), 400);
});
