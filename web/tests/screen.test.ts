import assert from "node:assert/strict";
import { test } from "node:test";
import type { DisplayTold } from "../src/generated/protocol.ts";
import { DARKEST, hold, isAsleep, isStale, pressed, pressOf, switches, SWITCHED_ON, told } from "../src/table/screen.ts"; // prettier-ignore

const word = (change: Partial<DisplayTold>): DisplayTold => ({
  type: "display.state",
  display: "d",
  label: "TV",
  blackout: false,
  freeze: false,
  caption: true,
  ...change,
});
const picture = (scene: number, image = `i${scene}`) =>
  ({ scene, image, url: "", quality: "final", width: 1, height: 1 }) as const;
const none: ReadonlySet<number> = new Set();

test("dark until the studio has spoken; the remote control holds until the studio changes the same", () => {
  assert.equal(switches(SWITCHED_ON).blackout, true);
  let screen = pressed(told(SWITCHED_ON, word({})), "blackout");
  assert.equal(switches(screen).blackout, true);
  screen = told(screen, word({ label: "Attic", caption: false }));
  assert.deepEqual(switches(screen), { blackout: true, freeze: false, caption: false });
  screen = told(screen, word({ caption: false, blackout: true }));
  screen = told(screen, word({ caption: false }));
  assert.equal(switches(screen).blackout, false);
});

test("brightness has an end on both sides", () => {
  let screen = SWITCHED_ON;
  for (let press = 0; press < 20; press++) screen = pressed(screen, "darker");
  assert.equal(screen.brightness, DARKEST);
  for (let press = 0; press < 20; press++) screen = pressed(screen, "brighter");
  assert.equal(screen.brightness, 1);
});

test("frozen, a picture stays, is finished, and is hidden when it must be", () => {
  const offer = (session: string, scene: number, hidden = none, image?: string) => ({
    session,
    picture: picture(scene, image),
    hidden,
  });
  let held = hold({ session: null, picture: null }, false, offer("a", 1));
  held = hold(held, true, offer("a", 2));
  assert.equal(held.picture?.scene, 1);
  assert.equal(hold(held, true, offer("a", 1, none, "better")).picture?.image, "better");
  held = hold(held, true, offer("a", 2, new Set([1])));
  assert.equal(held.picture, null);
  assert.equal(hold(held, true, offer("a", 3)).picture, null, "nothing new comes while it is frozen");
  assert.equal(hold(held, true, offer("b", 3)).picture?.scene, 3, "another evening is not frozen's business");
});

test("keys of remote controls and keyboards", () => {
  const meant = [
    ["Enter", 13, "ok"],
    ["ColorF0Red", 403, "blackout"],
    ["Unidentified", 403, "blackout"],
    ["XF86Back", 10009, "back"],
    ["", 461, "back"],
    ["ArrowUp", 38, "brighter"],
    ["B", 66, "blackout"],
    ["x", 88, null],
  ] as const;
  for (const [key, code, press] of meant) assert.equal(pressOf(key, code), press, key);
});

test("loaded anew at night and when it is quiet; at rest when nobody looks any more", () => {
  const hour = 3_600_000;
  assert.equal(isStale(21 * hour, hour, 4), true);
  assert.equal(isStale(21 * hour, hour, 21), false);
  assert.equal(isStale(21 * hour, 0, 4), false, "somebody plays");
  assert.equal(isStale(3 * hour, hour, 4), false);
  assert.equal(isStale(45 * hour, hour, 12), true);
  assert.deepEqual([isAsleep(2 * hour, true), isAsleep(5 * hour, true), isAsleep(2 * hour, false)], [false, true, true]); // prettier-ignore
});
