import assert from "node:assert/strict";
import { test } from "node:test";
import { Account } from "../src/wire/account.ts";
import { FinalError } from "../src/wire/failure.ts";

const LOCAL: { auth_url: string; anon_key: string | null } = { auth_url: "/auth/v1", anon_key: null };

interface Answer {
  status: number;
  body: unknown;
}

function machine(...answers: Answer[]) {
  return machineOf(LOCAL, ...answers);
}

function machineOf(config: typeof LOCAL, ...answers: Answer[]) {
  const kept = new Map<string, string>();
  const asked: string[] = [];
  const clock = { now: 1_000_000 };
  const account = new Account({
    storage: {
      getItem: (key) => kept.get(key) ?? null,
      setItem: (key, value) => void kept.set(key, value),
      removeItem: (key) => void kept.delete(key),
    },
    fetch: async (url, init) => {
      if (url === "/api/v1/config") return new Response(JSON.stringify(config));
      const apikey = new Headers(init.headers).get("apikey");
      asked.push(`${init.method} ${url} ${String(init.body)}${apikey === null ? "" : ` ${apikey}`}`);
      const answer = answers.shift();
      if (!answer) throw new TypeError("network");
      return new Response(JSON.stringify(answer.body), { status: answer.status });
    },
    now: () => clock.now,
  });
  return { account, asked, clock, kept };
}

const granted = (access_token: string, expires_at = 1_043_200) => ({
  status: 200,
  body: { access_token, token_type: "bearer", expires_in: 43_200, expires_at, refresh_token: "r", user: {} },
});

test("one request makes an account, and it is remembered", async () => {
  const { account, asked } = machine(granted("one"));
  assert.deepEqual(await Promise.all([account.token(), account.token()]), ["one", "one"]);
  assert.equal(await account.token(), "one");
  assert.deepEqual(asked, ["POST /auth/v1/signup {}"]);
});

test("a token that ends is refreshed, and the account stays the same", async () => {
  const { account, asked, clock } = machine(granted("one"), granted("two", 2_000_000));
  await account.token();
  clock.now = 1_043_200 - 59;
  assert.deepEqual(await Promise.all([account.token(), account.token()]), ["two", "two"]);
  assert.deepEqual(asked, [
    "POST /auth/v1/signup {}",
    'POST /auth/v1/token?grant_type=refresh_token {"refresh_token":"r"}',
  ]);
});

test("a sign-in that has ended makes a new account, a server in trouble does not", async () => {
  const { account, asked, clock, kept } = machine(
    granted("one"),
    { status: 503, body: {} },
    { status: 400, body: { code: "refresh_token_already_used", message: "Already Used" } },
    granted("two", 2_000_000),
  );
  await account.token();
  const before = [...kept.values()];
  clock.now = 1_043_200;
  await assert.rejects(account.token());
  assert.deepEqual([...kept.values()], before);
  assert.equal(await account.token(), "two");
  assert.equal(asked.length, 4);
});

test("what another tab has refreshed is used", async () => {
  const { account, asked, clock, kept } = machine(granted("one"));
  await account.token();
  clock.now = 1_043_200;
  const theirs = { access_token: "theirs", refresh_token: "s", expires_at: 2_000_000 };
  for (const key of kept.keys()) kept.set(key, JSON.stringify(theirs));
  assert.equal(await account.token(), "theirs");
  assert.equal(asked.length, 1);
});

test("Supabase is asked at its own address, with its public key", async () => {
  const { account, asked } = machineOf(
    { auth_url: "https://p.supabase.co/auth/v1", anon_key: "public" },
    granted("one"),
  );
  assert.equal(await account.token(), "one");
  assert.deepEqual(asked, ["POST https://p.supabase.co/auth/v1/signup {} public"]);
});

test("a token that ends, is refused or is unreadable makes a new one", async () => {
  const { account, clock, kept } = machine(
    granted("one"),
    granted("two", 2_000_000),
    granted("three"),
    granted("four"),
  );
  await account.token();
  clock.now = 1_043_200 - 59;
  assert.equal(await account.token(), "two");
  account.forget();
  assert.equal(await account.token(), "three");
  for (const key of kept.keys()) kept.set(key, "{");
  assert.equal(await account.token(), "four");
});

test("a server in trouble is asked again, one that refuses is not", async () => {
  const { account } = machine(
    { status: 503, body: {} },
    { status: 429, body: { code: "over_request_rate_limit" } },
    {
      status: 422,
      body: { code: "anonymous_provider_disabled", message: "Anonymous sign-ins are disabled" },
    },
    granted("late"),
  );
  const failed = (error: unknown): boolean => error instanceof Error && !(error instanceof FinalError);
  await assert.rejects(account.token(), failed);
  await assert.rejects(account.token(), failed);
  await assert.rejects(
    account.token(),
    (error) => error instanceof FinalError && error.message === "Anonymous sign-ins are disabled",
  );
  assert.equal(await account.token(), "late");
  account.forget();
  await assert.rejects(account.token(), failed);
});
