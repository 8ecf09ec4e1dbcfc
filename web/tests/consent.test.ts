import assert from "node:assert/strict";
import { test } from "node:test";
import type { Facts } from "../src/studio/consent.ts";
import { Consent, outside } from "../src/studio/consent.ts";
import { ApiError } from "../src/wire/api.ts";

const offline = { name: "offline", here: true };
const vendor = (name: string) => ({ name, here: false });
const HERE: Facts = {
  stages: { hearing: [offline], telling: [offline], painting: [offline] },
  keepRecordings: false,
  days: null,
};

/** A browser's storage, and a server that says what it does. */
function machine() {
  const kept = new Map<string, string>();
  const told: { facts: Facts | null } = { facts: HERE };
  const storage = {
    getItem: (key: string) => kept.get(key) ?? null,
    setItem: (key: string, value: string) => void kept.set(key, value),
  };
  const api = {
    get: async <T>(path: string) => {
      const { facts } = told;
      if (!facts) throw new ApiError(0, "network", "");
      const value =
        path === "/api/v1/engines"
          ? facts.stages
          : { keep_recordings: facts.keepRecordings, transcript_retention_days: facts.days };
      return { value: value as T, etag: null };
    },
  };
  return { told, page: () => new Consent(api, storage) };
}

test("it tells who else is sent something, each once", () => {
  const stage = [vendor("openai/a"), vendor("google/b"), vendor("openai/c"), offline];
  assert.deepEqual(outside(stage), ["openai", "google"]);
  assert.deepEqual(outside([offline, { name: "127.0.0.1/llama", here: true }]), []);
});

test("it is remembered by the next page", async () => {
  const { page } = machine();
  const first = page();
  await first.learn();
  assert.equal(first.view.given, false);
  first.give();
  assert.equal(first.view.given, true);
  const second = page();
  assert.equal(second.view.given, false);
  await second.learn();
  assert.equal(second.view.given, true);
});

test("whoever agreed to something else is asked again", async () => {
  const { told, page } = machine();
  const first = page();
  await first.learn();
  first.give();
  const changes: Facts[] = [
    { ...HERE, stages: { ...HERE.stages, hearing: [vendor("openai/a"), offline] } },
    { ...HERE, stages: { ...HERE.stages, painting: [vendor("google/b"), offline] } },
    { ...HERE, keepRecordings: true },
    { ...HERE, days: 30 },
  ];
  for (const facts of changes) {
    told.facts = facts;
    const next = page();
    await next.learn();
    assert.equal(next.view.given, false, JSON.stringify(facts));
  }
  told.facts = HERE;
  await first.learn();
  assert.equal(first.view.given, true);
});

test("nobody can agree to what the server did not tell", async () => {
  const { told, page } = machine();
  told.facts = null;
  const consent = page();
  await consent.learn();
  assert.deepEqual(consent.view, { facts: null, failed: true, given: false });
  consent.give();
  assert.equal(consent.view.given, false);
  told.facts = HERE;
  await consent.learn();
  assert.equal(consent.view.failed, false);
});
