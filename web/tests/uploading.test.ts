import assert from "node:assert/strict";
import { test } from "node:test";
import { Uploading } from "../src/studio/uploading.ts";
import type { Account } from "../src/wire/account.ts";
import { ApiError } from "../src/wire/api.ts";
import type { World } from "../src/wire/world.ts";

const settled = () => new Promise((resolve) => setImmediate(resolve));

/** A request that is under way until the test answers it. */
class Request {
  upload: { onprogress: ((event: { loaded: number; total: number }) => void) | null } = { onprogress: null };
  onload: (() => void) | null = null;
  onerror: (() => void) | null = null;
  onabort: (() => void) | null = null;
  status = 0;
  responseText = "";
  aborted = false;
  open(): void {}
  setRequestHeader(): void {}
  send(): void {}
  abort(): void {
    this.aborted = true;
    this.onabort?.();
  }
  answer(status: number, body: unknown): void {
    this.status = status;
    this.responseText = JSON.stringify(body);
    this.onload?.();
  }
}

/** A server with one upload, as it goes on from look to look. */
function machine(
  ...looks: { status: string; decoded_s?: number; utterances?: number; transcribed?: number }[]
) {
  const request = new Request();
  const deleted: string[] = [];
  const timers: (() => void)[] = [];
  const told = (look: object) => ({
    id: "u",
    name: "evening.wav",
    seconds: 100,
    decoded_s: 0,
    utterances: 0,
    transcribed: 0,
    reason: null,
    ...look,
  });
  const api = {
    get: async <T>(path: string) => {
      if (path === "/api/v1/uploads")
        return { value: { uploads: looks.slice(0, 1).map(told) } as T, etag: null };
      const look = looks.shift();
      if (!look) throw new ApiError(0, "network", "");
      return { value: told(look) as T, etag: null };
    },
    delete: async <T>(path: string) => {
      deleted.push(path);
      return { value: told({ status: "cancelled" }) as T, etag: null };
    },
  };
  const uploading = new Uploading({
    account: { token: async () => "token" } as unknown as Account,
    api,
    world: { later: (action: () => void) => (timers.push(action), () => undefined) } as unknown as World,
    request: () => request as unknown as XMLHttpRequest,
  });
  const look = async () => {
    timers.splice(0).at(-1)?.();
    await settled();
  };
  return { uploading, request, deleted, look };
}

const FILE = new File([new Uint8Array(1000)], "evening.wav");

test("it is sent, waits, is heard, and is done", async () => {
  const { uploading, request, look } = machine(
    { status: "pending" },
    { status: "processing", decoded_s: 50, utterances: 10, transcribed: 5 },
    { status: "completed", decoded_s: 100, utterances: 20, transcribed: 20 },
  );
  const sent = uploading.send(FILE, "session");
  await settled();
  request.upload.onprogress?.({ loaded: 250, total: 1000 });
  assert.deepEqual([uploading.view.state, uploading.view.part], ["sending", 0.25]);
  request.answer(202, { id: "u" });
  await sent;
  assert.equal(uploading.view.state, "waiting");
  await look();
  assert.equal(uploading.view.state, "waiting");
  await look();
  assert.deepEqual([uploading.view.state, uploading.view.part], ["hearing", 0.25]);
  await look();
  assert.deepEqual([uploading.view.state, uploading.view.transcribed], ["done", 20]);
  assert.equal(uploading.running, false);
});

test("cancelled while it is sent it is broken off, and nothing is asked of the server", async () => {
  const { uploading, request, deleted } = machine();
  const sent = uploading.send(FILE, null);
  await settled();
  request.upload.onprogress?.({ loaded: 250, total: 1000 });
  await uploading.cancel();
  await sent;
  assert.equal(request.aborted, true);
  assert.equal(uploading.view.state, "cancelled");
  assert.deepEqual(deleted, []);
});

test("cancelled when all of it was sent, it is cancelled by its name as soon as that is known", async () => {
  const { uploading, request, deleted } = machine();
  const sent = uploading.send(FILE, null);
  await settled();
  request.upload.onprogress?.({ loaded: 1200, total: 1200 });
  await uploading.cancel();
  assert.equal(request.aborted, false);
  request.answer(202, { id: "u" });
  await sent;
  assert.deepEqual(deleted, ["/api/v1/uploads/u"]);
  assert.equal(uploading.view.state, "cancelled");
});

test("why the server did not take it is told in its own words", async () => {
  const { uploading, request } = machine();
  const sent = uploading.send(FILE, null);
  await settled();
  request.answer(413, { code: "too_large", message: "The file is larger than 2048 MiB." });
  await sent;
  assert.equal(uploading.view.state, "failed");
  assert.equal(uploading.view.reason, "The file is larger than 2048 MiB.");
});

test("one that is under way is found again after a reload; a network that is away for a while ends nothing", async () => {
  const { uploading, look } = machine({ status: "processing" });
  await uploading.find();
  assert.equal(uploading.view.state, "hearing");
  await look();
  await look();
  assert.equal(uploading.running, true);
});
