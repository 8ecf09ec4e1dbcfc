import assert from "node:assert/strict";
import { test } from "node:test";
import type { Standing } from "../src/wire/account.ts";
import { Account, KEY, PassingError } from "../src/wire/account.ts";
import { FinalError } from "../src/wire/failure.ts";

const CONFIG = {
  accounts: "local",
  auth_url: "/auth/v1",
  anon_key: null as string | null,
  anonymous: true,
  email: true,
  sign_up: true,
  providers: [],
  near: [],
};

interface Answer {
  status: number;
  body: unknown;
}

const NOW = Math.floor(Date.now() / 1000);
const LATER = NOW + 43_200;

/** A token as the server's: what it says matters, not who signed it. */
function tokenOf(claims: object): string {
  const part = (value: object): string => Buffer.from(JSON.stringify(value)).toString("base64url");
  return `${part({ alg: "ES256", typ: "JWT" })}.${part(claims)}.c2ln`;
}

const user = (id: string, email: string | null) => ({
  id,
  aud: "authenticated",
  email: email ?? "",
  is_anonymous: email === null,
  app_metadata: {},
  user_metadata: {},
});

/** A sign-in: `refresh` names it. */
function granted(refresh: string, email: string | null = null, expires_at = LATER, id = "u1"): Answer {
  const claims = { sub: id, email: email ?? "", is_anonymous: email === null, exp: expires_at };
  return {
    status: 200,
    body: {
      access_token: tokenOf({ ...claims, n: refresh }),
      token_type: "bearer",
      expires_in: expires_at - NOW,
      expires_at,
      refresh_token: refresh,
      user: user(id, email),
    },
  };
}

const accessOf = (answer: Answer): string => (answer.body as { access_token: string }).access_token;

class Memory {
  readonly kept = new Map<string, string>();
  getItem = (key: string): string | null => this.kept.get(key) ?? null;
  setItem = (key: string, value: string): void => void this.kept.set(key, value);
  removeItem = (key: string): void => void this.kept.delete(key);
}

function machine(answers: Answer[], config: Partial<typeof CONFIG> = {}, storage = new Memory()) {
  const asked: string[] = [];
  const account = new Account({
    storage,
    tab: new Memory(),
    at: (path) => (path.startsWith("/") ? `http://here${path}` : path),
    home: "http://here/",
    fetch: async (url, init) => {
      if (url === "http://here/api/v1/config") return new Response(JSON.stringify({ ...CONFIG, ...config }));
      const sent = typeof init.body === "string" ? (JSON.parse(init.body) as Record<string, unknown>) : {};
      const shown = sent["refresh_token"] ?? sent["email"] ?? "";
      asked.push(`${init.method} ${url.replace("http://here", "")} ${String(shown)}`.trim());
      const answer = answers.shift();
      if (!answer) throw new TypeError("network");
      return new Response(JSON.stringify(answer.body), {
        status: answer.status,
        headers: { "content-type": "application/json", "x-supabase-api-version": "2024-01-01" },
      });
    },
  });
  return { account, asked, storage };
}

const someone = (standing: Standing): string | null =>
  standing.state === "somebody" ? (standing.person.email ?? "guest") : standing.state;

test("whoever comes first is a guest, once, and is remembered", async () => {
  const one = granted("r1");
  const { account, asked, storage } = machine([one]);
  assert.equal(someone(account.standing), "looking");
  assert.deepEqual(await Promise.all([account.token(), account.token()]), [accessOf(one), accessOf(one)]);
  assert.equal(someone(account.standing), "guest");
  assert.deepEqual(asked, ["POST /auth/v1/signup"]);

  const again = machine([], {}, storage);
  assert.equal(someone(again.account.standing), "guest");
  assert.equal(await again.account.token(), accessOf(one));
  assert.deepEqual(again.asked, []);
});

test("a sign-in that the page before this one kept is still there", async () => {
  const storage = new Memory();
  const { access_token, refresh_token, expires_at } = granted("r1").body as Record<string, unknown>;
  storage.setItem(KEY, JSON.stringify({ access_token, refresh_token, expires_at }));
  const { account, asked } = machine([{ status: 200, body: user("u1", null) }], {}, storage);
  assert.equal(someone(account.standing), "guest");
  assert.equal(account.id, "u1");
  assert.equal(await account.token(), access_token);
  assert.deepEqual(asked, ["GET /auth/v1/user"]);
});

test("a token that ends soon is refreshed, and the account stays the same", async () => {
  const two = granted("r2");
  const { account, asked } = machine([granted("r1", null, NOW + 60), two]);
  await account.token();
  assert.deepEqual(await Promise.all([account.token(), account.token()]), [accessOf(two), accessOf(two)]);
  assert.deepEqual(asked, ["POST /auth/v1/signup", "POST /auth/v1/token?grant_type=refresh_token r1"]);
  assert.ok((account.lasts() ?? 0) > 43_000_000);
});

test("a token that the server refuses is refreshed, however long it would last", async () => {
  const two = granted("r2");
  const { account, asked } = machine([granted("r1"), two]);
  await account.token();
  account.forget();
  assert.equal(await account.token(), accessOf(two));
  assert.equal(asked.length, 2);
});

test("a guest whose sign-in has ended is a new guest", async () => {
  const ended = { status: 400, body: { code: "refresh_token_not_found", message: "Not Found" } };
  const two = granted("r2", null, LATER, "u2");
  const { account } = machine([granted("r1"), ended, two]);
  await account.token();
  account.forget();
  assert.equal(await account.token(), accessOf(two));
  assert.equal(account.id, "u2");
});

test("whoever has an address is not made a guest when the sign-in has ended", async () => {
  const ended = { status: 400, body: { code: "refresh_token_not_found", message: "Not Found" } };
  const { account, asked, storage } = machine([granted("r1", "gm@example.com"), ended, granted("r2")]);
  await account.signIn("gm@example.com", "correct horse");
  account.forget();
  await assert.rejects(
    account.token(),
    (error) => error instanceof FinalError && error.code === "signed_out",
  );
  assert.equal(someone(account.standing), "nobody");
  assert.equal(storage.getItem(KEY), null);
  // Nor later, in another tab.
  const later = machine([granted("r2")], {}, storage);
  await assert.rejects(later.account.token(), FinalError);
  assert.equal(asked.length, 2);
  await later.account.tryOut();
  assert.equal(someone(later.account.standing), "guest");
});

for (const status of [429, 503]) {
  test(`a server that answers ${status} ends no sign-in`, async ({ mock }) => {
    const trouble = { status, body: { code: "over_request_rate_limit", message: "Later" } };
    const many = Array.from({ length: 20 }, () => trouble);
    const { account, storage } = machine([granted("r1", "gm@example.com", NOW - 10), ...many]);
    await account.signIn("gm@example.com", "correct horse");
    // Supabase's client asks again by itself, later each time, for half a minute.
    mock.timers.enable({ apis: ["setTimeout", "Date"], now: Date.now() });
    let settled = false;
    const token = account.token().finally(() => (settled = true));
    const failed = assert.rejects(token, PassingError);
    while (!settled) {
      await new Promise((resolve) => setImmediate(resolve));
      mock.timers.tick(500);
    }
    await failed;
    assert.notEqual(storage.getItem(KEY), null);
    assert.equal(someone(account.standing), "gm@example.com");
  });
}

test("where nobody may be a guest, someone has to sign in", async () => {
  const { account, asked } = machine([], { anonymous: false });
  await assert.rejects(
    account.token(),
    (error) => error instanceof FinalError && error.code === "signed_out",
  );
  assert.equal(someone(account.standing), "nobody");
  assert.deepEqual(asked, []);
});

test("signing out keeps nothing, and makes nobody a guest", async () => {
  const { account, asked, storage } = machine([
    granted("r1", "gm@example.com"),
    { status: 204, body: undefined },
  ]);
  await account.signIn("gm@example.com", "correct horse");
  await account.signOut();
  assert.equal(storage.getItem(KEY), null);
  await assert.rejects(account.token(), FinalError);
  assert.deepEqual(asked, [
    "POST /auth/v1/token?grant_type=password gm@example.com",
    "POST /auth/v1/logout?scope=local",
  ]);
});

test("a guest who gives an address stays the same account, with a token that says so", async () => {
  const kept = granted("r2", "gm@example.com");
  const { account } = machine([granted("r1"), { status: 200, body: user("u1", "gm@example.com") }, kept]);
  await account.token();
  assert.equal(await account.change({ email: "GM@example.com ", password: "correct horse" }), "done");
  assert.equal(someone(account.standing), "gm@example.com");
  assert.equal(account.id, "u1");
  assert.equal(await account.token(), accessOf(kept));
});

test("an address that must be confirmed first changes nothing yet", async () => {
  const waiting = { ...user("u1", null), new_email: "gm@example.com" };
  const { account, asked } = machine([granted("r1"), { status: 200, body: waiting }]);
  await account.token();
  assert.equal(await account.change({ email: "gm@example.com", password: "correct horse" }), "mailed");
  const { standing } = account;
  assert.ok(standing.state === "somebody" && standing.person.anonymous);
  assert.equal(standing.person.newEmail, "gm@example.com");
  assert.equal(asked.length, 2);
});

test("Supabase is asked at its own address, with its public key", async () => {
  const { account, asked } = machine([granted("r1")], {
    accounts: "supabase",
    auth_url: "https://p.supabase.co/auth/v1",
    anon_key: "public",
  });
  await account.token();
  assert.deepEqual(asked, ["POST https://p.supabase.co/auth/v1/signup"]);
});

test("a link that leads here is only looked at", () => {
  const { account, asked, storage } = machine([]);
  const theirs = granted("r1", "thief@example.com");
  const hash = `#access_token=${accessOf(theirs)}&refresh_token=r1&token_type=bearer&type=recovery`;
  const arrival = account.arrival(hash);
  assert.ok(arrival?.kind === "sign_in");
  assert.equal(arrival.person.email, "thief@example.com");
  assert.equal(arrival.why, "recovery");
  assert.equal(account.expected(arrival), false);
  assert.deepEqual(asked, []);
  assert.equal(storage.getItem(KEY), null);
  assert.deepEqual(account.arrival("#error=access_denied&error_code=otp_expired"), {
    kind: "refused",
    code: "otp_expired",
  });
  assert.equal(account.arrival("#/characters?x=1"), null);
  assert.equal(account.arrival("#access_token=x&refresh_token=y"), null);
});
