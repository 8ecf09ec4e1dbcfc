import assert from "node:assert/strict";
import { test } from "node:test";
import { Setting } from "../src/studio/setting.ts";
import { ApiError } from "../src/wire/api.ts";

/** A server that keeps one account's settings, with versions as the real one has them. */
class Server {
  description = "A wood";
  locked = false;
  version = 1;
  cleared = 0;
  away = false;

  /** The story changes where the table is. */
  story(description: string): void {
    this.description = description;
    this.version += 1;
  }

  get = async <T>() => this.answer<T>();

  put = async <T>(_path: string, body: unknown, asking: { match?: string | null | undefined } = {}) => {
    if (asking.match && asking.match !== `"${this.version}"`)
      throw new ApiError(412, "changed", "It changed.");
    const change = body as { current_environment_description?: string; environment_locked?: boolean };
    this.description = change.current_environment_description ?? this.description;
    this.locked = change.environment_locked ?? this.locked;
    this.version += 1;
    return this.answer<T>();
  };

  post = async <T>() => {
    this.cleared += 1;
    return this.answer<T>();
  };

  private async answer<T>() {
    if (this.away) throw new ApiError(503, "overloaded", "The database is away.");
    const value = { current_environment_description: this.description, environment_locked: this.locked };
    return { value: value as T, etag: `"${this.version}"` };
  }
}

test("what is written is saved", async () => {
  const server = new Server();
  const setting = new Setting(server);
  await setting.edit();
  assert.equal(setting.view.draft, "A wood");
  setting.write("  A hall  ");
  await setting.save();
  assert.equal(server.description, "A hall");
  assert.equal(setting.view.draft, null);
});

test("what the story made of it meanwhile is shown before it is written over", async () => {
  const server = new Server();
  const setting = new Setting(server);
  await setting.edit();
  setting.write("A hall");
  server.story("A cave");
  await setting.save();
  assert.equal(server.description, "A cave");
  assert.equal(setting.view.meanwhile, "A cave");
  assert.equal(setting.view.draft, "A hall");
  await setting.save();
  assert.equal(server.description, "A hall");
  assert.equal(setting.view.meanwhile, null);
});

test("holding it changes the lock alone, and clearing is one call", async () => {
  const server = new Server();
  const setting = new Setting(server);
  await setting.lock(true);
  assert.deepEqual([server.locked, server.description], [true, "A wood"]);
  await setting.clear();
  assert.equal(server.cleared, 1);
  assert.equal(setting.view.cleared, true);
});

test("what went wrong is told, and what was written stays", async () => {
  const server = new Server();
  const setting = new Setting(server);
  await setting.edit();
  setting.write("A hall");
  server.away = true;
  server.put = async () => {
    throw new ApiError(503, "overloaded", "The database is away.");
  };
  await setting.save();
  assert.deepEqual(setting.view.trouble, { code: "overloaded", text: "The database is away." });
  assert.equal(setting.view.draft, "A hall");
  assert.equal(setting.view.busy, false);
});
