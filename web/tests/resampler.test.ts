import assert from "node:assert/strict";
import { test } from "node:test";
import { Resampler, TARGET_RATE } from "../src/audio/resampler.ts";

function sine(rate: number, hz: number, seconds: number, amplitude = 0.5): Float32Array {
  return Float32Array.from(
    { length: Math.round(rate * seconds) },
    (_, i) => amplitude * Math.sin((2 * Math.PI * hz * i) / rate),
  );
}

/** Everything that comes out, with `input` given in blocks of `block` samples. */
function resampled(rate: number, input: Float32Array, block = 128): Float32Array {
  const resampler = new Resampler(rate);
  const output = new Float32Array(Math.ceil((input.length * TARGET_RATE) / rate) + 8);
  let count = 0;
  for (let i = 0; i < input.length; i += block) {
    count += resampler.push(input.subarray(i, i + block), output, count);
  }
  count += resampler.flush(output, count);
  return output.subarray(0, count);
}

const rms = (samples: Float32Array): number =>
  Math.sqrt(samples.reduce((sum, x) => sum + x * x, 0) / samples.length);
/** Without what the filter makes of the edges. */
const inner = (samples: Float32Array): Float32Array => samples.subarray(800, samples.length - 800);
const decibel = (ratio: number): number => 20 * Math.log10(ratio);

for (const rate of [8_000, 11_025, 16_000, 22_050, 32_000, 44_100, 48_000, 88_200, 96_000, 192_000]) {
  test(`${rate} Hz: a sine stays that sine, in its place`, () => {
    const hz = Math.min(rate, TARGET_RATE) * 0.2;
    const output = resampled(rate, sine(rate, hz, 0.5));
    const error = output.map((x, i) => x - 0.5 * Math.sin((2 * Math.PI * hz * i) / TARGET_RATE));
    assert.ok(decibel(rms(inner(error)) / rms(inner(output))) < -70);
  });

  test(`${rate} Hz: the number of samples is exact`, () => {
    for (const length of [1, 127, 4801, rate + 1]) {
      const output = resampled(rate, new Float32Array(length));
      assert.equal(output.length, Math.ceil((length * TARGET_RATE) / rate));
    }
  });
}

for (const rate of [22_050, 44_100, 48_000, 96_000]) {
  test(`${rate} Hz: what lies above 8 kHz does not come back as something else`, () => {
    for (const hz of [8_050, 9_000, 10_500].filter((hz) => hz < rate / 2)) {
      assert.ok(decibel(rms(inner(resampled(rate, sine(rate, hz, 0.5)))) / 0.354) < -70, `${hz} Hz`);
    }
  });

  test(`${rate} Hz: speech passes unchanged up to 7 kHz`, () => {
    for (const hz of [50, 300, 3_000, 7_000]) {
      const level = decibel(rms(inner(resampled(rate, sine(rate, hz, 0.5)))) / (0.5 / Math.SQRT2));
      assert.ok(Math.abs(level) < 0.1, `${hz} Hz: ${level} dB`);
    }
  });
}

test("the size of the blocks changes nothing", () => {
  const input = sine(44_100, 440, 0.3);
  const whole = resampled(44_100, input, input.length);
  for (const block of [1, 7, 128, 1000, 5000]) assert.deepEqual(resampled(44_100, input, block), whole);
});

test("in a long run not one sample is gained or lost", () => {
  const resampler = new Resampler(44_100);
  const block = new Float32Array(44_100);
  const output = new Float32Array(resampler.bound(block.length));
  let count = 0;
  // 44,100 and 16,000 meet every 441 samples; from there on everything repeats, so a minute shows what hours do.
  for (let second = 0; second < 60; second++) count += resampler.push(block, output);
  count += resampler.flush(output);
  assert.equal(count, 60 * TARGET_RATE);
});

test("after a reset nothing of before is heard", () => {
  const resampler = new Resampler(48_000);
  const output = new Float32Array(2000);
  resampler.push(new Float32Array(480).fill(1), output);
  resampler.reset();
  const count = resampler.push(new Float32Array(4800), output);
  assert.ok(count > 0);
  assert.ok(output.subarray(0, count).every((x) => x === 0));
});
