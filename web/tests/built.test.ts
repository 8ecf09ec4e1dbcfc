// What was built for old browsers, held against what they can read: the pages are built before they are checked.
import assert from "node:assert/strict";
import { readdirSync, readFileSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { test } from "node:test";
import { parse } from "acorn";

const STATIC = fileURLToPath(new URL("../../server/static/", import.meta.url));
const MOST_BYTES = 30_000;
/** What Chromium 68 does not know. */
const TOO_NEW =
  /\binset\b|aspect-ratio|(?:^|[;{])(?:row-|column-)?gap:|\b(?:min|max|clamp)\(|:(?:is|where|has|not)\(/;

/** The files of a kind that a page asks for. */
function files(page: string, kind: "js" | "css"): string[] {
  const html = readFileSync(`${STATIC}${page}.html`, "utf-8");
  const asked = [...html.matchAll(/(?:src|href)="\/(assets\/[^"]+)"/g)].map((match) => match[1] as string);
  return asked
    .filter((file) => file.endsWith(`.${kind}`))
    .map((file) => readFileSync(STATIC + file, "utf-8"));
}

const es2017 = (script: string): unknown => parse(script, { ecmaVersion: 2017, sourceType: "module" });

test("the parser tells what came after ES2017", () => {
  for (const newer of [
    "a?.b",
    "a ?? b",
    "({ ...a })",
    "try {} catch {}",
    "import('a')",
    "class A { b = 1 }",
    "1n",
  ])
    assert.throws(() => es2017(newer), SyntaxError, newer);
  es2017("export const a = async ({ b }) => `${(await b) ** 2}`;");
});

for (const page of ["table", "overlay"]) {
  test(`${page}: one small script that a browser of 2018 reads`, () => {
    const scripts = files(page, "js");
    assert.equal(scripts.length, 1);
    for (const script of scripts) {
      es2017(script);
      assert.ok(Buffer.byteLength(script) < MOST_BYTES, `${Buffer.byteLength(script)} bytes`);
    }
    assert.deepEqual(readFileSync(`${STATIC}${page}.html`, "utf-8").match(/<(?:style|script(?! type="module"[^>]+ src=))[^>]*>|style="/g), null); // prettier-ignore
  });
}

test("the table's styles are of 2018, too", () => {
  const styles = files("table", "css");
  assert.equal(styles.length, 1);
  assert.equal(TOO_NEW.exec(styles[0] as string)?.[0], undefined);
  for (const newer of ["a{inset:0}", "a{gap:1px}", "a{aspect-ratio:2}", "a{width:min(1px,2px)}", "a:is(b){}"])
    assert.match(newer, TOO_NEW);
  assert.ok(readdirSync(`${STATIC}assets`).length > 0);
});
