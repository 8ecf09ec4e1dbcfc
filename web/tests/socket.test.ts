import assert from "node:assert/strict";
import { test } from "node:test";
import type { ServerMessage } from "../src/generated/protocol.ts";
import type { Owner } from "../src/wire/socket.ts";
import { FinalError } from "../src/wire/failure.ts";
import { Socket } from "../src/wire/socket.ts";
import type { Connection, World } from "../src/wire/world.ts";

/** A browser whose clock and network are the test's. */
class Machine implements World {
  time = 0;
  chance = 0.5;
  /** How long before their time timers go off: browsers cut fractions of a millisecond away. */
  early_ms = 0;
  connections: Wire[] = [];
  private timers: { at: number; action: () => void }[] = [];

  connect = (): Connection => {
    const wire = new Wire();
    this.connections.push(wire);
    return wire;
  };
  now = (): number => this.time;
  random = (): number => this.chance;
  later = (action: () => void, delay_ms: number): (() => void) => {
    const timer = { at: this.time + Math.max(0, delay_ms - this.early_ms), action };
    this.timers.push(timer);
    return () => {
      this.timers = this.timers.filter((other) => other !== timer);
    };
  };

  get wire(): Wire {
    return this.connections.at(-1) as Wire;
  }

  async pass(ms: number): Promise<void> {
    const end = this.time + ms;
    for (;;) {
      await settled();
      const next = this.timers.filter((timer) => timer.at <= end).sort((a, b) => a.at - b.at)[0];
      if (!next) break;
      this.timers = this.timers.filter((timer) => timer !== next);
      this.time = Math.max(this.time, next.at);
      next.action();
    }
    this.time = end;
  }
}

class Wire implements Connection {
  binaryType: BinaryType = "blob";
  bufferedAmount = 0;
  onopen: Connection["onopen"] = null;
  onmessage: Connection["onmessage"] = null;
  onclose: Connection["onclose"] = null;
  sent: unknown[] = [];
  closed: number | undefined;

  send(data: string | ArrayBuffer): void {
    this.sent.push(data);
  }
  close(code?: number): void {
    this.closed = code;
  }
  say(message: Partial<ServerMessage>): void {
    this.onmessage?.({ data: JSON.stringify(message) });
  }
  end(code: number): void {
    this.onclose?.({ code, reason: "" });
  }
}

const settled = (): Promise<void> => new Promise((resolve) => setImmediate(resolve));
const error = (code: string, fatal = true): Partial<ServerMessage> => ({
  type: "error",
  code,
  message: `${code}.`,
  fatal,
  retry_after_ms: null,
});

async function start(change: Partial<Owner> = {}) {
  const machine = new Machine();
  const told: string[] = [];
  const owner: Owner = {
    hello: async () => "hello",
    message: (message) => void told.push(message.type),
    lost: () => void told.push("lost"),
    failed: (code, text) => void told.push(`failed ${code} ${text}`),
    remedy: () => false,
    ...change,
  };
  const socket = new Socket("ws://x", owner, machine);
  socket.start();
  await settled();
  return { machine, socket, told };
}

async function open(change: Partial<Owner> = {}) {
  const all = await start(change);
  all.machine.wire.onopen?.();
  all.machine.wire.say({ type: "ready" });
  return all;
}

test("it says hello first, and sends nothing before it is ready", async () => {
  const { machine, socket } = await start();
  assert.equal(socket.send({ type: "ping" }), false);
  machine.wire.onopen?.();
  assert.equal(socket.send({ type: "ping" }), false);
  machine.wire.say({ type: "ready" });
  assert.equal(socket.send({ type: "ping" }), true);
  assert.deepEqual(machine.wire.sent, ["hello", '{"type":"ping"}']);
});

test("it comes back, later each time, until it holds", async () => {
  const { machine, told } = await open();
  machine.wire.end(1006);
  assert.deepEqual(told, ["ready", "lost"]);
  for (const wait of [300, 600, 1200, 2400, 3000, 3000]) {
    const before = machine.connections.length;
    await machine.pass(wait - 1);
    assert.equal(machine.connections.length, before);
    await machine.pass(1);
    assert.equal(machine.connections.length, before + 1);
    machine.wire.end(1006);
  }
  await machine.pass(3000);
  machine.wire.say({ type: "ready" });
  await machine.pass(3000);
  const before = machine.connections.length;
  machine.wire.end(1012);
  await machine.pass(300);
  assert.equal(machine.connections.length, before + 1);
});

test("it comes back although the timer went off a little before its time", async () => {
  const { machine } = await open();
  machine.early_ms = 0.7;
  for (let i = 0; i < 3; i++) {
    machine.wire.end(1006);
    await machine.pass(5000);
    assert.equal(machine.connections.length, i + 2);
  }
});

test("a connection that is refused right after it is ready does not come back in a hurry", async () => {
  const { machine } = await open();
  for (let i = 0; i < 4; i++) {
    machine.wire.end(4005);
    await machine.pass(300 * 2 ** i);
    machine.wire.say({ type: "ready" });
  }
  assert.equal(machine.connections.length, 5);
});

for (const code of [1000, 1001, 1006, 1011, 1012, 4001, 4004, 4005, 4006, 4499]) {
  test(`close ${code} is followed by another try`, async () => {
    const { machine, told } = await open();
    machine.wire.end(code);
    await machine.pass(1000);
    assert.equal(machine.connections.length, 2);
    assert.deepEqual(told, ["ready", "lost"]);
  });
}

for (const code of [4500, 4505, 4507, 4510, 4999]) {
  test(`close ${code} is the end, with the words of the error before it`, async () => {
    const { machine, told } = await open();
    machine.wire.say(error("replaced"));
    machine.wire.end(code);
    await machine.pass(60_000);
    assert.equal(machine.connections.length, 1);
    assert.deepEqual(told, ["ready", "error", "failed replaced replaced."]);
  });
}

test("a refusal that its owner can remedy is followed by another try", async () => {
  const codes: string[] = [];
  const { machine, told } = await start({ remedy: (code) => codes.push(code) === 1 });
  for (let i = 0; i < 2; i++) {
    machine.wire.say(error("bad_token"));
    machine.wire.end(4500);
    await machine.pass(1000);
  }
  assert.deepEqual(codes, ["bad_token", "bad_token"]);
  assert.equal(machine.connections.length, 2);
  assert.equal(told.at(-1), "failed bad_token bad_token.");
});

test("it waits as long as the server asks for", async () => {
  const { machine } = await open();
  machine.wire.say({ ...error("rate_limited"), retry_after_ms: 5000 } as Partial<ServerMessage>);
  machine.wire.end(4006);
  await machine.pass(4999);
  assert.equal(machine.connections.length, 1);
  await machine.pass(1);
  assert.equal(machine.connections.length, 2);
});

test("it leaves by itself when the server is about to go", async () => {
  const { machine, told } = await open();
  machine.wire.say({ type: "goaway", time_left_ms: 20_000 });
  const old = machine.wire;
  await machine.pass(749);
  assert.equal(machine.connections.length, 1);
  await machine.pass(1);
  assert.equal(machine.connections.length, 2);
  assert.equal(old.closed, 1000);
  assert.deepEqual(told, ["ready", "goaway", "lost"]);
});

test("a silent server is asked, and left if it does not answer", async () => {
  const { machine, told } = await open();
  await machine.pass(10_000);
  assert.deepEqual(machine.wire.sent.slice(1), ['{"type":"ping"}']);
  machine.wire.say({ type: "pong" });
  await machine.pass(10_000);
  assert.equal(machine.wire.sent.length, 3);
  await machine.pass(15_000);
  assert.equal(machine.connections.length, 2);
  assert.deepEqual(told, ["ready", "pong", "lost"]);
});

test("a connection that never opens is given up", async () => {
  const { machine } = await start();
  await machine.pass(26_000);
  assert.equal(machine.connections.length, 2);
});

test("where timers sleep, a tick wakes it", async () => {
  const { machine, socket } = await open();
  machine.wire.end(1006);
  machine.time += 299;
  socket.tick();
  await settled();
  assert.equal(machine.connections.length, 1);
  machine.time += 1;
  socket.tick();
  await settled();
  assert.equal(machine.connections.length, 2);
});

test("what an old connection still says is not heard", async () => {
  const { machine, socket, told } = await open();
  const old = machine.wire;
  socket.again();
  await settled();
  assert.equal(old.closed, 1000);
  assert.deepEqual([old.onopen, old.onmessage, old.onclose], [null, null, null]);
  assert.equal(machine.connections.length, 2);
  assert.equal(told.filter((word) => word === "lost").length, 1);
});

test("signing in that fails is tried again, unless it can never work", async () => {
  let tries = 0;
  const { machine, told } = await start({
    hello: async () => {
      tries += 1;
      throw tries < 3 ? new Error("network") : new FinalError("signup_disabled", "No.");
    },
  });
  await machine.pass(5000);
  assert.equal(tries, 3);
  assert.equal(machine.connections.length, 0);
  assert.deepEqual(told, ["failed signup_disabled No."]);
});

test("stopped means stopped", async () => {
  const { machine, socket, told } = await open();
  socket.stop();
  await machine.pass(60_000);
  assert.equal(machine.wire.closed, 1000);
  assert.equal(machine.connections.length, 1);
  assert.deepEqual(told, ["ready"]);
  socket.start();
  await settled();
  assert.equal(machine.connections.length, 2);
});

test("a token that ends is replaced before, over the same connection", async () => {
  let lasts = 600_000;
  const { machine } = await open({ tokens: { token: async () => "fresh", lasts: () => lasts } });
  const told = (): unknown[] => machine.wire.sent.filter((sent) => String(sent).includes("auth"));
  const answering = async (ms: number): Promise<void> => {
    for (let passed = 0; passed < ms; passed += 5_000) {
      await machine.pass(5_000);
      machine.wire.say({ type: "pong" });
    }
  };
  await answering(520_000);
  assert.deepEqual(told(), []);
  lasts = 60_000;
  await answering(10_000);
  assert.deepEqual(told(), ['{"type":"auth","token":"fresh"}']);
  // A short one at its half.
  await answering(40_000);
  assert.equal(told().length, 2);
  assert.equal(machine.connections.length, 1);
});

test("where no fresh token can be had, it is asked for again", async () => {
  let asked = 0;
  const token = async (): Promise<string> => {
    asked += 1;
    if (asked < 3) throw new Error("away");
    return "fresh";
  };
  const { machine } = await open({ tokens: { token, lasts: () => 20_000 } });
  for (let n = 0; n < 9; n++) {
    await machine.pass(5_000);
    machine.wire.say({ type: "pong" });
  }
  assert.ok(machine.wire.sent.includes('{"type":"auth","token":"fresh"}'));
  assert.equal(machine.connections.length, 1);
});
