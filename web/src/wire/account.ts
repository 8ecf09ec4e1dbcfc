// Who is using this page: an anonymous account, made with one request and remembered by the browser.
// It never shows or logs the token, and knows no socket.

import { FinalError } from "./failure.ts";

const KEY = "adventure-art.account";
/** A token that ends sooner than this is not used any more. */
const MARGIN_S = 60;
const TIMEOUT_MS = 15_000;

interface Stored {
  access_token: string;
  /** Seconds since 1970. */
  expires_at: number;
}

export interface AccountOptions {
  storage: Pick<Storage, "getItem" | "setItem" | "removeItem">;
  fetch: (url: string, init: RequestInit) => Promise<Response>;
  /** Seconds since 1970. */
  now: () => number;
}

export class Account {
  private readonly options: AccountOptions;
  private asking: Promise<string> | null = null;

  constructor(options: AccountOptions) {
    this.options = options;
  }

  /** A token that can be used now. Throws `FinalError` where the server lets nobody in without an account. */
  async token(): Promise<string> {
    const stored = this.stored();
    if (stored && stored.expires_at - MARGIN_S > this.options.now()) return stored.access_token;
    this.asking ??= this.signUp().finally(() => {
      this.asking = null;
    });
    return this.asking;
  }

  /** The server does not take this token: the next one is a new account's. */
  forget(): void {
    this.options.storage.removeItem(KEY);
  }

  private stored(): Stored | null {
    const text = this.options.storage.getItem(KEY);
    if (text === null) return null;
    try {
      const value = JSON.parse(text) as Partial<Stored> | null;
      return typeof value?.access_token === "string" && typeof value.expires_at === "number"
        ? { access_token: value.access_token, expires_at: value.expires_at }
        : null;
    } catch {
      return null;
    }
  }

  private async signUp(): Promise<string> {
    const response = await this.options.fetch("/auth/v1/signup", {
      method: "POST",
      headers: { "content-type": "application/json" },
      body: "{}",
      signal: AbortSignal.timeout(TIMEOUT_MS),
    });
    const body = (await response.json()) as Record<string, unknown>;
    if (!response.ok) {
      const text = String(body["message"] ?? body["msg"] ?? "");
      const code = String(body["code"] ?? "sign_in");
      // Too many requests and a server in trouble pass; anything else is an answer.
      if (response.status === 429 || response.status >= 500) throw new Error(code);
      throw new FinalError(code, text);
    }
    const token = body["access_token"];
    if (typeof token !== "string") throw new Error("sign_in");
    const lifetime = Number(body["expires_in"] ?? 3600);
    const expires_at = Number(body["expires_at"] ?? this.options.now() + lifetime);
    this.options.storage.setItem(KEY, JSON.stringify({ access_token: token, expires_at } satisfies Stored));
    return token;
  }
}
