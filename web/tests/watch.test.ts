import assert from "node:assert/strict";
import { test } from "node:test";
import type { ServerMessage } from "../src/generated/protocol.ts";
import { Watch } from "../src/screens/watch.ts";
import type { Connection, World } from "../src/wire/world.ts";

const settled = (): Promise<void> => new Promise((resolve) => setImmediate(resolve));

class Wire implements Connection {
  binaryType: BinaryType = "blob";
  bufferedAmount = 0;
  onopen: Connection["onopen"] = null;
  onmessage: Connection["onmessage"] = null;
  onclose: Connection["onclose"] = null;
  sent: string[] = [];
  closed = false;
  send(data: string | ArrayBuffer): void {
    this.sent.push(data as string);
  }
  close(): void {
    this.closed = true;
  }
  say(...messages: object[]): void {
    for (const message of messages) this.onmessage?.({ data: JSON.stringify(message) });
  }
}

class Table implements World {
  wires: Wire[] = [];
  waits: { action: () => void; delay_ms: number }[] = [];
  told: string[] = [];
  readonly watch = new Watch(
    "ws://here",
    {
      changed: () => void this.told.push("changed"),
      message: (message: ServerMessage) => void this.told.push(message.type),
      reached: (yes) => void this.told.push(yes ? "reached" : "lost"),
      ended: () => void this.told.push("ended"),
      outdated: () => void this.told.push("outdated"),
    },
    this,
  );
  connect(): Connection {
    this.wires.push(new Wire());
    return this.wires.at(-1) as Wire;
  }
  now(): number {
    return 0;
  }
  random(): number {
    return 0.5;
  }
  later(action: () => void, delay_ms: number): () => void {
    const wait = { action, delay_ms };
    this.waits.push(wait);
    return () => void (this.waits = this.waits.filter((other) => other !== wait));
  }
  async begun(): Promise<Wire> {
    await settled();
    const wire = this.wires.at(-1) as Wire;
    wire.onopen?.();
    return wire;
  }
  async refused(code: string, close: number): Promise<void> {
    const wire = await this.begun();
    wire.say({ type: "error", code, message: "", fatal: true, retry_after_ms: null });
    wire.onclose?.({ code: close, reason: "" });
  }
}

const ready = { type: "ready", session_id: "a" };
const picture = (scene: number) => ({
  scene,
  image: `i${scene}`,
  url: "/i/1",
  quality: "final",
  width: 1,
  height: 1,
});
const snapshot = (scene: number) => ({ type: "snapshot", seq: 5, picture: picture(scene), scene: null, shown: null, pinned: null }); // prettier-ignore
const event = (seq: number, fields: object) => ({ id: "e", at: "", seq, ...fields });

test("every connection asks for everything, and what shall be shown is asked for where it is not known", async () => {
  const table = new Table();
  table.watch.start("aas_x");
  let wire = await table.begun();
  assert.deepEqual(JSON.parse(wire.sent[0] as string), {
    type: "hello",
    protocol: 1,
    token: "aas_x",
    session_id: null,
    after: null,
    following: null,
  });
  wire.say(ready, snapshot(4), event(6, { type: "scene.hidden", scene: 4, show: 2 }));
  assert.ok(table.watch.story.hidden.has(4), "it may not be shown, whatever comes next");
  assert.ok(wire.closed);
  wire = await table.begun();
  assert.equal(table.wires.length, 2);
  wire.say(ready, snapshot(2), event(6, { type: "scene.pinned", scene: 2 }));
  wire.say(
    event(7, { type: "image.published", ...picture(5) }),
    event(8, { type: "scene.hidden", scene: 2, show: 5 }),
  );
  await settled();
  assert.equal(table.wires.length, 2, "everything was known");
});

test("a link that ended shows nothing and asks no more", async () => {
  const table = new Table();
  table.watch.start("aas_x");
  (await table.begun()).say(ready, snapshot(4));
  await table.refused("revoked", 4503);
  assert.equal(table.told.at(-1), "ended");
  assert.equal(table.watch.story.pictures.size, 0);
  assert.deepEqual(table.waits, []);
});

test("what passes is tried again later, and a page that is too old says so", async () => {
  const table = new Table();
  table.watch.start("aas_x");
  await table.refused("too_many_connections", 4504);
  assert.equal(table.waits[0]?.delay_ms, 20_000);
  table.waits[0]?.action();
  await table.refused("protocol_version", 4509);
  table.waits[1]?.action();
  assert.equal(table.told.at(-1), "outdated");
});
