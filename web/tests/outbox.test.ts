import assert from "node:assert/strict";
import { test } from "node:test";
import { FRAME_SAMPLES } from "../src/audio/framer.ts";
import type { Ready } from "../src/generated/protocol.ts";
import { KEPT_S, Outbox } from "../src/wire/outbox.ts";

const ready = (samples: number, safe = samples, paused = false, window_s = 45): Ready => ({
  type: "ready",
  session_id: "s",
  stream_id: "t",
  samples,
  safe,
  head: 0,
  paused,
  expires_at: "",
  limits: { message_bytes: 65536, window_s, controls_per_s: 20, outbound_bytes: 1048576 },
});

function hear(outbox: Outbox, frames: number): void {
  for (let i = 0; i < frames; i++) {
    heard += FRAME_SAMPLES;
    outbox.append({ offset: heard - FRAME_SAMPLES, pcm: new Int16Array(FRAME_SAMPLES) });
  }
}
let heard = 0;

function fresh(): Outbox {
  heard = 0;
  return new Outbox();
}

/** Everything that may be sent now: commands by name, audio by its first sample and length. */
function sent(outbox: Outbox): (string | [number, number])[] {
  const all: (string | [number, number])[] = [];
  for (let next = outbox.take(); next; next = outbox.take()) {
    all.push(next.type === "audio" ? [next.frame.offset, next.frame.pcm.length] : next.type);
  }
  return all;
}

test("nothing is sent without a connection, and everything once there is one", () => {
  const outbox = fresh();
  hear(outbox, 2);
  assert.deepEqual(sent(outbox), []);
  outbox.opened(ready(0));
  assert.deepEqual(sent(outbox), [[0, 1600], [1600, 1600]]); // prettier-ignore
  assert.deepEqual(sent(outbox), []);
  hear(outbox, 1);
  assert.deepEqual(sent(outbox), [[3200, 1600]]);
});

test("after a break it goes on where the server stands, in the middle of a frame too", () => {
  const outbox = fresh();
  hear(outbox, 4);
  outbox.opened(ready(0));
  sent(outbox);
  outbox.acked({ type: "ack", samples: 6400, safe: 1600 });
  outbox.lost();
  assert.deepEqual(sent(outbox), []);
  hear(outbox, 1);
  outbox.opened(ready(2000, 1600));
  assert.deepEqual(sent(outbox), [[2000, 1200], [3200, 1600], [4800, 1600], [6400, 1600]]); // prettier-ignore
});

test("what is not kept any more is jumped over", () => {
  const outbox = fresh();
  hear(outbox, 3);
  outbox.opened(ready(0));
  sent(outbox);
  outbox.acked({ type: "ack", samples: 4800, safe: 3200 });
  outbox.lost();
  outbox.opened(ready(0, 0));
  assert.deepEqual(sent(outbox), [[3200, 1600]]);
});

test("a long silence of the network keeps ten minutes and tells what it cost", () => {
  const outbox = fresh();
  outbox.opened(ready(0));
  outbox.lost();
  hear(outbox, KEPT_S * 10 + 30);
  assert.equal(outbox.kept, KEPT_S * 16_000);
  assert.equal(outbox.dropped, 3 * 16_000);
  outbox.opened(ready(0));
  assert.deepEqual(sent(outbox)[0], [48_000, 1600]);
});

test("no more than the window is under way", () => {
  const outbox = fresh();
  hear(outbox, 600);
  outbox.opened(ready(0, 0, false, 45));
  const first = sent(outbox);
  assert.equal(first.length, 430);
  outbox.acked({ type: "ack", samples: 430 * 1600, safe: 16_000 });
  assert.equal(sent(outbox).length, 10);
  assert.equal(outbox.kept, 600 * 1600 - 16_000);
});

test("a jump over lost audio is not held up by a window that lies before it", () => {
  const outbox = fresh();
  outbox.opened(ready(0));
  outbox.lost();
  hear(outbox, (KEPT_S + 120) * 10);
  outbox.opened(ready(0));
  assert.deepEqual(sent(outbox)[0], [120 * 16_000, 1600]);
});

test("a pause follows all that was said before it", () => {
  const outbox = fresh();
  hear(outbox, 2);
  outbox.wish = "pause";
  outbox.opened(ready(0));
  assert.deepEqual(sent(outbox), [[0, 1600], [1600, 1600], "pause"]); // prettier-ignore
  assert.equal(outbox.paused, false);
  outbox.confirmed(true);
  assert.equal(outbox.paused, true);
  assert.equal(outbox.kept, 0);
  assert.deepEqual(sent(outbox), []);
});

test("audio waits until the server has confirmed that it hears again", () => {
  const outbox = fresh();
  outbox.opened(ready(0));
  outbox.wish = "pause";
  assert.deepEqual(sent(outbox), ["pause"]);
  // Changed one's mind before the answer came.
  outbox.wish = "hear";
  hear(outbox, 1);
  assert.deepEqual(sent(outbox), []);
  outbox.confirmed(true);
  assert.deepEqual(sent(outbox), ["resume"]);
  hear(outbox, 1);
  assert.deepEqual(sent(outbox), []);
  outbox.confirmed(false);
  assert.deepEqual(sent(outbox), [[0, 1600], [1600, 1600]]); // prettier-ignore
});

test("a session that was left paused is resumed first", () => {
  const outbox = fresh();
  hear(outbox, 1);
  outbox.opened(ready(0, 0, true));
  assert.deepEqual(sent(outbox), ["resume"]);
});

test("a pause that never arrived is asked for again", () => {
  const outbox = fresh();
  outbox.opened(ready(0));
  outbox.wish = "pause";
  assert.deepEqual(sent(outbox), ["pause"]);
  outbox.lost();
  outbox.opened(ready(0));
  assert.deepEqual(sent(outbox), ["pause"]);
  outbox.lost();
  outbox.opened(ready(0, 0, true));
  assert.deepEqual(sent(outbox), []);
});

test("what was said while there was no connection is heard even if a pause followed", () => {
  const outbox = fresh();
  outbox.opened(ready(0, 0, true));
  outbox.lost();
  hear(outbox, 1);
  outbox.wish = "pause";
  outbox.opened(ready(0, 0, true));
  assert.deepEqual(sent(outbox), ["resume"]);
  outbox.confirmed(false);
  assert.deepEqual(sent(outbox), [[0, 1600], "pause"]);
});

test("the end comes last, and again after a break", () => {
  const outbox = fresh();
  hear(outbox, 1);
  outbox.opened(ready(0));
  outbox.wish = "end";
  assert.deepEqual(sent(outbox), [[0, 1600], "end"]);
  outbox.lost();
  outbox.opened(ready(800, 0));
  assert.deepEqual(sent(outbox), [[800, 800], "end"]);
});

test("a paused stream can be ended", () => {
  const outbox = fresh();
  outbox.opened(ready(0, 0, true));
  outbox.wish = "end";
  assert.deepEqual(sent(outbox), ["end"]);
});

test("a new stream begins with what is kept", () => {
  const outbox = fresh();
  hear(outbox, 3);
  outbox.opened(ready(0));
  sent(outbox);
  outbox.acked({ type: "ack", samples: 4800, safe: 2000 });
  outbox.renew();
  hear(outbox, 1);
  outbox.opened(ready(0));
  assert.deepEqual(sent(outbox), [[0, 1200], [1200, 1600], [2800, 1600]]); // prettier-ignore
  outbox.acked({ type: "ack", samples: 4400, safe: 4400 });
  assert.equal(outbox.kept, 0);
});
