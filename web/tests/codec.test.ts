import assert from "node:assert/strict";
import { test } from "node:test";
import { EXAMPLES } from "../src/generated/examples.ts";
import { decode, encode, encodeAudio, isRecorded } from "../src/wire/codec.ts";

test("audio carries its offset in eight bytes, big end first, and its samples little end first", () => {
  const message = Buffer.from(encodeAudio(0x1_0203_0405, Int16Array.of(1, -2, 0x1234)));
  assert.equal(message.toString("hex"), "0000000102030405" + "0100" + "feff" + "3412");
});

test("an offset keeps all its bits up to 2^53", () => {
  const message = Buffer.from(encodeAudio(Number.MAX_SAFE_INTEGER, Int16Array.of()));
  assert.equal(message.readBigUInt64BE(0), BigInt(Number.MAX_SAFE_INTEGER));
});

test("part of a frame is sent as that part", () => {
  const message = Buffer.from(encodeAudio(7, Int16Array.of(1, 2, 3, 4).subarray(2)));
  assert.equal(message.length, 8 + 4);
  assert.equal(message.readInt16LE(8), 3);
});

test("every message of the protocol's examples is read, and recorded ones are told from the others", () => {
  for (const examples of Object.values(EXAMPLES) as Record<string, { type: string }>[]) {
    for (const example of Object.values(examples)) {
      const message = decode(JSON.stringify(example));
      assert.deepEqual(message, example);
      assert.ok(message);
      assert.equal(isRecorded(message), "at" in example);
    }
  }
});

test("what is no message is none", () => {
  for (const text of ["", "{", "null", "3", '"ready"', "[]", "{}", '{"type":3}'])
    assert.equal(decode(text), null);
});

test("a command is JSON", () => {
  assert.equal(encode({ type: "pause" }), '{"type":"pause"}');
});
