import assert from "node:assert/strict";
import { test } from "node:test";
import { hrefOf, PAGES, routeOf } from "../src/app/route.ts";

test("an address names its page, and a page its address", () => {
  for (const page of PAGES) assert.equal(routeOf(hrefOf(page)).page, page);
  assert.deepEqual(routeOf(hrefOf("history", "a/b", "recap")), {
    page: "history",
    rest: ["a/b", "recap"],
    query: {},
  });
  assert.deepEqual(routeOf("#/displays?code=AB2%20C"), {
    page: "displays",
    rest: [],
    query: { code: "AB2 C" },
  });
});

test("what is no page's address leads to the live view", () => {
  for (const hash of ["", "#", "#/", "#main", "#/nothing/here", "#/%", "#/live"])
    assert.equal(routeOf(hash).page, "live", hash);
});
