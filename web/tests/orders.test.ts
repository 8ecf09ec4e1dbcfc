import assert from "node:assert/strict";
import { test } from "node:test";
import { Orders } from "../src/studio/orders.ts";

test("what must not be forgotten is kept in its order, and given once", () => {
  const orders = new Orders();
  assert.ok(orders.keep("a", { type: "hide", scene: 3 }));
  assert.ok(orders.keep("a", { type: "correct", utterance: 7, text: "Kara." }));
  assert.ok(orders.keep("a", { type: "show", scene: 3 }));
  assert.deepEqual(
    orders.take("a").map((order) => order.type),
    ["hide", "correct", "show"],
  );
  assert.deepEqual(orders.take("a"), []);
});

test("a picture is not drawn minutes after it was asked for", () => {
  const orders = new Orders();
  assert.equal(orders.keep("a", { type: "draw" }), false);
  assert.equal(orders.keep("a", { type: "reroll", scene: 1 }), false);
  assert.deepEqual(orders.take("a"), []);
});

test("scene 3 of another session is another scene", () => {
  const orders = new Orders();
  orders.keep("a", { type: "hide", scene: 3 });
  assert.deepEqual(orders.take("b"), []);
  assert.deepEqual(orders.take("a"), []);
});

test("they are bounded", () => {
  const orders = new Orders();
  let kept = 0;
  while (orders.keep("a", { type: "hide", scene: kept + 1 })) kept += 1;
  assert.equal(kept, 100);
});
