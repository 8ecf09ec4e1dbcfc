import assert from "node:assert/strict";
import { test } from "node:test";
import { Vigil } from "../src/audio/vigil.ts";

/** A vigil whose clock and microphone are the test's; audio comes in frames of 100 ms. */
class Night {
  now = 1_000_000;
  readonly vigil = new Vigil(this.now);

  hear(ms: number, loud = true, speed = 1): void {
    for (let passed = 0; passed < ms; passed += 100) {
      this.now += 100 / speed;
      this.vigil.heard(1600, loud, this.now);
    }
  }

  sleep(ms: number): void {
    this.now += ms;
  }

  look() {
    return this.vigil.look(this.now);
  }
}

test("a microphone that hears raises no alarm, however long the evening", () => {
  const night = new Night();
  for (let minute = 0; minute < 8 * 60; minute++) {
    // A sound card whose clock is 100 ppm slow, which is 3 s in such an evening.
    night.hear(60_000, true, 0.9999);
    assert.equal(night.look(), null);
  }
});

test("exact silence is an alarm after some seconds, a pause in talking is none, and a sound ends it", () => {
  const night = new Night();
  night.hear(1000);
  night.hear(7000, false);
  assert.equal(night.look(), null);
  night.hear(1500, false);
  assert.deepEqual(night.look(), { kind: "silent", seconds: 9 });
  night.hear(100);
  assert.equal(night.look(), null);
});

test("a muted track is an alarm at once, until it is muted no more", () => {
  const night = new Night();
  night.hear(2000);
  night.vigil.mute(true);
  night.hear(1000, false);
  assert.deepEqual(night.look(), { kind: "muted", seconds: 1 });
  night.vigil.mute(false);
  night.hear(100);
  assert.equal(night.look(), null);
});

test("when nothing comes at all it is stalled; afterwards it says how much was missed, until that was read", () => {
  const night = new Night();
  night.hear(5000);
  night.sleep(2000);
  assert.equal(night.look(), null);
  night.sleep(2000);
  assert.deepEqual(night.look(), { kind: "stalled", seconds: 4 });
  night.sleep(56_000);
  night.hear(2000);
  assert.deepEqual(night.look(), { kind: "asleep", seconds: 60 });
  night.hear(60_000);
  assert.deepEqual(night.look(), { kind: "asleep", seconds: 60 });
  night.vigil.dismiss();
  assert.equal(night.look(), null);
});

test("what comes late in a heap was not missed", () => {
  const night = new Night();
  night.hear(5000);
  night.sleep(20_000);
  night.hear(20_000, true, 1000);
  night.hear(2000);
  assert.equal(night.look(), null);
});
