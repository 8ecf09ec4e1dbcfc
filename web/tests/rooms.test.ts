import assert from "node:assert/strict";
import { test } from "node:test";
import { addressOf, PLAIN, TEST } from "../src/pages/overlay_address.ts";
import { lengthOf, usd } from "../src/pages/format.ts";
import { problemOf } from "../src/pages/problem.ts";
import { plainName } from "../src/pages/save.ts";
import { optionsOf } from "../src/overlay/options.ts";
import { linkOf } from "../src/pages/link.ts";
import { consent } from "../src/texts/consent.ts";
import { ApiError } from "../src/wire/api.ts";
import { FinalError } from "../src/wire/failure.ts";
import { forgetLinks, Links } from "../src/wire/links.ts";

test("an overlay's address asks for what differs, and keeps its token behind the #", () => {
  assert.equal(addressOf("http://x", PLAIN, "aas_1"), "http://x/overlay#aas_1");
  const look = { ...PLAIN, pos: "top-right", size: 40, bg: " #00ff00", hideAfter: 30 } as const;
  assert.equal(
    addressOf("http://x", look, TEST),
    "http://x/overlay?pos=top-right&size=40&hideAfter=30&bg=00ff00#test",
  );
});

test("the overlay reads its address as it was meant", () => {
  const look = {
    ...PLAIN,
    fit: "cover",
    pos: "bottom-left",
    size: 35,
    radius: 12,
    hideAfter: 20,
    fade: 500,
    bg: "#102030",
  } as const;
  const isColour = (value: string): boolean => value.startsWith("#");
  const { search } = new URL(addressOf("http://x", look, TEST));
  const read = optionsOf(search, isColour);
  assert.deepEqual(
    [read.fit, read.x, read.y, read.size, read.radius_px, read.hide_after_ms, read.fade_ms, read.bg],
    ["cover", "start", "end", 35, 12, 20_000, 500, "#102030"],
  );
  const plain = optionsOf("", isColour);
  const asked = optionsOf(new URL(addressOf("http://x", PLAIN, TEST)).search, isColour);
  assert.deepEqual(asked, plain);
  assert.deepEqual(
    [plain.fit, plain.size, plain.caption, plain.transition, plain.fade_ms, plain.hide_after_ms, plain.bg],
    [PLAIN.fit, PLAIN.size, PLAIN.caption, PLAIN.transition, PLAIN.fade, null, null],
  );
});

test("what goes where is said for each that gets something", () => {
  const here = [{ name: "offline-rules", here: true }];
  assert.equal(consent.where({ hearing: here, telling: here, painting: here }).length, 1);
  const paid = [{ name: "openai/gpt-transcribe", here: false }, ...here];
  const two = [
    { name: "google/gemini", here: false },
    { name: "stories.example/llama", here: false },
    ...here,
  ];
  const [voices, words, pictures] = consent.where({ hearing: paid, telling: two, painting: here });
  assert.match(voices ?? "", /sent to OpenAI,/);
  assert.match(words ?? "", /Google and stories\.example/);
  assert.match(pictures ?? "", /painted on the server’s machine/);
});

test("a problem is a sentence, with when to try again", () => {
  assert.match(problemOf(new ApiError(429, "rate_limited", "x", 30)), /30 s/);
  assert.match(problemOf(new ApiError(409, "too_many", "At most 50.")), /^At most 50\.$/);
  assert.match(problemOf(new FinalError("invalid_credentials", "Invalid login")), /Address or password/);
  assert.ok(problemOf(null).length > 0);
});

test("lengths and money as people write them", () => {
  assert.deepEqual([lengthOf(40), lengthOf(59.6 * 60), lengthOf(3900)], ["40 s", "1 h 0 min", "1 h 5 min"]);
  assert.deepEqual([usd(0), usd(0.0042), usd(3)], ["$0", "$0.0042", "$3.00"]);
  assert.equal(plainName('A <b>: "c"/d\\'), "A b c d");
});

test("a link's address is told from a page's", () => {
  assert.equal(linkOf("#/watch/aas_x-1"), "aas_x-1");
  for (const hash of ["", "#/", "#/watch", "#/watch/", "#/history/watch/x"]) assert.equal(linkOf(hash), null);
});

test("tokens of links are one account's, and go with it", () => {
  const kept = new Map<string, string>();
  const storage = {
    getItem: (key: string) => kept.get(key) ?? null,
    setItem: (key: string, value: string) => void kept.set(key, value),
    removeItem: (key: string) => void kept.delete(key),
  };
  const mine = new Links(storage, "me");
  mine.keep("a", "aas_1");
  mine.keep("b", "aas_2");
  mine.forget("b");
  assert.deepEqual([mine.token("a"), mine.token("b")], ["aas_1", null]);
  assert.equal(new Links(storage, "somebody else").token("a"), null);
  forgetLinks(storage);
  assert.equal(mine.token("a"), null);
});
