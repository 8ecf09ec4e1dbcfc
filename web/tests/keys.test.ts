import assert from "node:assert/strict";
import { test } from "node:test";
import type { Pressed } from "../src/studio/keys.ts";
import { deedOf, KEYS } from "../src/studio/keys.ts";

const press = (key: string, change: Partial<Pressed> = {}): Pressed => ({
  key,
  ctrlKey: false,
  metaKey: false,
  altKey: false,
  repeat: false,
  isComposing: false,
  ...change,
});

test("each key has one deed and each deed one key", () => {
  assert.equal(new Set(KEYS.map(([key]) => key)).size, KEYS.length);
  assert.equal(new Set(KEYS.map(([, deed]) => deed)).size, KEYS.length);
});

test("a key counts in either case, and not with another that makes it the browser's", () => {
  assert.equal(deedOf(press("h"), true), "hide");
  assert.equal(deedOf(press("H"), true), "hide");
  assert.equal(deedOf(press("?"), true), "keys");
  assert.equal(deedOf(press("ArrowLeft"), true), "earlier");
  assert.equal(deedOf(press("r", { ctrlKey: true }), true), null);
  assert.equal(deedOf(press("p", { metaKey: true }), true), null);
  assert.equal(deedOf(press("d", { altKey: true }), true), null);
  assert.equal(deedOf(press("z"), true), null);
});

test("a key that is held down does its deed once", () => {
  assert.equal(deedOf(press("d", { repeat: true }), true), null);
});

test("single letters can be switched off; arrows and Escape are none", () => {
  assert.equal(deedOf(press("h"), false), null);
  assert.equal(deedOf(press("?"), false), null);
  assert.equal(deedOf(press("ArrowRight"), false), "later");
  assert.equal(deedOf(press("Escape"), false), "escape");
});
