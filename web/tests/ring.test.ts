import assert from "node:assert/strict";
import { test } from "node:test";
import { Ring } from "../src/audio/ring.ts";

/** A frame whose samples say which they are. */
const frame = (offset: number, length = 100) => ({
  offset,
  pcm: Int16Array.from({ length }, (_, i) => offset + i),
});

function filled(frames: number, capacity = 10_000): Ring {
  const ring = new Ring(capacity);
  for (let i = 0; i < frames; i++) ring.append(frame(i * 100));
  return ring;
}

test("what was kept is read as it was, from any sample on", () => {
  const ring = filled(5);
  for (const sample of [0, 1, 99, 100, 250, 499]) {
    const read = ring.read(sample);
    assert.equal(read?.offset, sample);
    assert.equal(read.pcm[0], sample);
    assert.equal(read.pcm.length, 100 - (sample % 100));
  }
  assert.equal(ring.read(500), null);
});

test("what is released is gone, in the middle of a frame too", () => {
  const ring = filled(5);
  ring.release(150);
  assert.equal(ring.start, 150);
  assert.equal(ring.length, 350);
  assert.equal(ring.read(149), null);
  assert.equal(ring.read(150)?.pcm[0], 150);
  ring.release(20);
  assert.equal(ring.start, 150);
  ring.release(9999);
  assert.equal(ring.start, 500);
  assert.equal(ring.length, 0);
  ring.append(frame(500));
  assert.equal(ring.read(500)?.pcm.length, 100);
});

test("too much drops the oldest frames, and counts them", () => {
  const ring = filled(12, 1000);
  assert.equal(ring.start, 200);
  assert.equal(ring.end, 1200);
  assert.equal(ring.dropped, 200);
  assert.equal(ring.read(200)?.offset, 200);
  ring.release(250);
  for (let i = 12; i < 14; i++) ring.append(frame(i * 100));
  // Whole frames go: the rest of the one that was begun, and the next.
  assert.equal(ring.start, 400);
  assert.equal(ring.dropped, 350);
});

test("a frame out of place is a fault of ours", () => {
  assert.throws(() => filled(2).append(frame(300)), RangeError);
});

test("hours of audio pass through", () => {
  const ring = new Ring(1000);
  for (let i = 0; i < 20_000; i++) {
    ring.append(frame(i * 100));
    ring.release(i * 100 - 500);
  }
  assert.equal(ring.length, 600);
  assert.equal(ring.dropped, 0);
  assert.equal(ring.read(1_999_950)?.pcm.length, 50);
});
