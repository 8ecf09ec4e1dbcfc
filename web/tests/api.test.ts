import assert from "node:assert/strict";
import { test } from "node:test";
import { Api, ApiError } from "../src/wire/api.ts";
import { FinalError } from "../src/wire/failure.ts";

interface Asked {
  url: string;
  init: RequestInit;
}

function machine(...answers: (Response | Error)[]) {
  const asked: Asked[] = [];
  const tokens = ["one", "two", "three"];
  let forgotten = 0;
  const api = new Api({
    account: { token: async () => tokens[forgotten] ?? "", forget: () => void (forgotten += 1) },
    at: (path) => `https://api.example${path}`,
    fetch: async (url, init) => {
      asked.push({ url, init });
      const answer = answers.shift();
      if (!answer) throw new TypeError("network");
      if (answer instanceof Error) throw answer;
      return answer;
    },
  });
  return { api, asked };
}

const headersOf = ({ init }: Asked): Record<string, string> => init.headers as Record<string, string>;

test("JSON goes out and in, with the account's token and the version", async () => {
  const { api, asked } = machine(Response.json({ name: "Kara" }, { headers: { etag: '"2"' } }));
  const reply = await api.put<{ name: string }>(
    "/api/v1/x",
    { a: 1 },
    { match: '"1"', query: { q: "a b", no: null } },
  );
  assert.deepEqual(reply, { value: { name: "Kara" }, etag: '"2"' });
  const [one] = asked as [Asked];
  assert.equal(one.url, "https://api.example/api/v1/x?q=a+b");
  assert.deepEqual(headersOf(one), {
    "content-type": "application/json",
    "if-match": '"1"',
    authorization: "Bearer one",
  });
  assert.equal(one.init.body, '{"a":1}');
});

test("an answer without a body is none", async () => {
  const { api } = machine(new Response(null, { status: 204 }));
  assert.equal((await api.delete("/api/v1/x")).value, undefined);
});

test("a token that is not taken is replaced once", async () => {
  const refused = () => Response.json({ code: "token_expired", message: "Ended." }, { status: 401 });
  const { api, asked } = machine(refused(), Response.json([]), refused(), refused());
  await api.get("/api/v1/x");
  assert.deepEqual(
    asked.map((one) => headersOf(one)["authorization"]),
    ["Bearer one", "Bearer two"],
  );
  await assert.rejects(api.get("/api/v1/x"), (error) => error instanceof ApiError && error.status === 401);
  assert.equal(asked.length, 4);
});

test("a refusal is told by its code, its sentence and when to ask again", async () => {
  const { api } = machine(
    Response.json(
      { code: "rate_limited", message: "Too fast." },
      { status: 429, headers: { "retry-after": "7" } },
    ),
    new Response("<html>", { status: 502 }),
  );
  await assert.rejects(api.get("/x"), (error) => {
    assert.ok(error instanceof ApiError);
    assert.deepEqual(
      [error.status, error.code, error.message, error.retryAfterS],
      [429, "rate_limited", "Too fast.", 7],
    );
    return true;
  });
  await assert.rejects(api.get("/x"), (error) => error instanceof ApiError && error.code === "http_502");
});

test("a server that cannot be reached, and an account that is not there, are errors of the same shape", async () => {
  const { api } = machine(new TypeError("Failed to fetch"));
  await assert.rejects(api.get("/x"), (error) => error instanceof ApiError && error.code === "network");
  const nobody = new Api({
    account: { token: () => Promise.reject(new FinalError("signed_out", "")), forget: () => undefined },
    at: (path) => path,
    fetch: () => Promise.reject(new Error("asked all the same")),
  });
  await assert.rejects(nobody.get("/x"), (error) => error instanceof ApiError && error.code === "signed_out");
});
