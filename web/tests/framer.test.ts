import assert from "node:assert/strict";
import { test } from "node:test";
import type { Frame } from "../src/audio/framer.ts";
import { Framer, FRAME_SAMPLES, toInt16 } from "../src/audio/framer.ts";
import { deflection, Meter } from "../src/audio/meter.ts";

/** Gives each frame's buffer away, as the audio thread does. */
function framed(rate: number): { framer: Framer; frames: { offset: number; length: number }[] } {
  const frames: { offset: number; length: number }[] = [];
  const framer = new Framer(rate, ({ offset, pcm }: Frame) => {
    frames.push({ offset, length: pcm.length });
    structuredClone(pcm, { transfer: [pcm.buffer] });
  });
  return { framer, frames };
}

test("frames of 100 ms follow each other without a gap", () => {
  const { framer, frames } = framed(48_000);
  for (let i = 0; i < 375; i++) framer.push(new Float32Array(128));
  framer.flush();
  assert.deepEqual(
    frames.map((frame) => frame.offset),
    Array.from({ length: 10 }, (_, i) => i * FRAME_SAMPLES),
  );
  assert.ok(frames.every((frame) => frame.length === FRAME_SAMPLES));
});

test("a hold gives out the rest, and what comes later follows it", () => {
  const { framer, frames } = framed(16_000);
  framer.push(new Float32Array(1700));
  framer.flush();
  framer.push(new Float32Array(1600));
  framer.flush();
  framer.flush();
  assert.deepEqual(frames, [
    { offset: 0, length: 1600 },
    { offset: 1600, length: 100 },
    { offset: 1700, length: 1600 },
  ]);
});

test("an hour is an hour", () => {
  let samples = 0;
  const framer = new Framer(16_000, ({ pcm }) => {
    samples += pcm.length;
  });
  for (let second = 0; second < 3600; second++) framer.push(new Float32Array(16_000));
  framer.flush();
  assert.equal(samples, 3600 * 16_000);
});

test("samples are rounded, and clipped where they are too loud", () => {
  assert.deepEqual(
    [-2, -1, -0.5, 0, 0.5, 1, 2].map(toInt16),
    [-32768, -32768, -16384, 0, 16384, 32767, 32767],
  );
  assert.equal(toInt16(0.6 / 32768), 1);
});

test("the meter tells loudness and peak of each interval", () => {
  const levels: { rms: number; peak: number }[] = [];
  const meter = new Meter(256, (level) => levels.push(level));
  meter.push(new Float32Array(128).fill(0.5));
  assert.equal(levels.length, 0);
  meter.push(new Float32Array(128).fill(-0.5));
  meter.push(new Float32Array(256));
  assert.deepEqual(levels, [
    { rms: 0.5, peak: 0.5 },
    { rms: 0, peak: 0 },
  ]);
});

test("a meter's needle moves with decibels", () => {
  assert.equal(deflection(0), 0);
  assert.equal(deflection(0.0001), 0);
  assert.equal(deflection(1), 1);
  assert.ok(Math.abs(deflection(0.0316) - 0.5) < 0.01);
});
