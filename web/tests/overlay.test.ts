import assert from "node:assert/strict";
import { test } from "node:test";
import { optionsOf } from "../src/overlay/options.ts";

const colours = ["#00ff00", "black", "rgb(1,2,3)"];
const read = (search: string) => optionsOf(search, (value) => colours.includes(value));

test("an address without parameters is the style sheet's overlay", () => {
  assert.deepEqual(read(""), {
    fit: "contain",
    x: "center",
    y: "center",
    size: 100,
    radius_px: null,
    caption: "bottom",
    fade_ms: 1200,
    hide_after_ms: null,
    transition: "fade",
    bg: null,
  });
});

test("each parameter is read, whatever its case", () => {
  const asked =
    "?fit=cover&pos=top-right&size=40&radius=12&caption=Off&fade=300&hideAfter=20&transition=slide&bg=00ff00";
  assert.deepEqual(read(asked), {
    fit: "cover",
    x: "end",
    y: "start",
    size: 40,
    radius_px: 12,
    caption: "off",
    fade_ms: 300,
    hide_after_ms: 20_000,
    transition: "slide",
    bg: "#00ff00",
  });
  assert.equal(read("?bg=rgb%281%2C2%2C3%29").bg, "rgb(1,2,3)");
  assert.deepEqual([read("?pos=left").x, read("?pos=left").y], ["start", "center"]);
  assert.equal(read("?transition=cut&fade=900").fade_ms, 0);
  assert.equal(read("?radius=0").radius_px, 0);
});

test("what cannot be read is as if it were not there", () => {
  const asked =
    "?fit=big&pos=%&size=3&radius=-1&caption=&fade=slow&hideAfter=NaN&transition=&bg=url(x)&&=1&fit";
  assert.deepEqual(read(asked), read(""));
});
