// Who is using this page: an account of this site or of the Supabase project that keeps its accounts, anonymous unless
// someone signed in. It is remembered by the browser and refreshed. It never shows or logs a token, and knows no socket.

import { FinalError } from "./failure.ts";

const KEY = "adventure-art.account";
/** A token that ends sooner than this is not used any more. */
const MARGIN_S = 60;
const TIMEOUT_MS = 15_000;

interface Stored {
  access_token: string;
  refresh_token: string;
  /** Seconds since 1970. */
  expires_at: number;
}

interface Config {
  auth_url: string;
  anon_key: string | null;
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
  private config: Config | null = null;

  constructor(options: AccountOptions) {
    this.options = options;
  }

  /** A token that can be used now. Throws `FinalError` where the server lets nobody in without an account. */
  async token(): Promise<string> {
    const stored = this.stored();
    if (stored && this.fresh(stored)) return stored.access_token;
    this.asking ??= this.renew().finally(() => {
      this.asking = null;
    });
    return this.asking;
  }

  /** The server does not take this token: the next one is a new account's. */
  forget(): void {
    this.options.storage.removeItem(KEY);
  }

  private fresh(stored: Stored): boolean {
    return stored.expires_at - MARGIN_S > this.options.now();
  }

  private stored(): Stored | null {
    const text = this.options.storage.getItem(KEY);
    if (text === null) return null;
    try {
      const value = JSON.parse(text) as Partial<Stored> | null;
      return typeof value?.access_token === "string" && typeof value.expires_at === "number"
        ? {
            access_token: value.access_token,
            refresh_token: value.refresh_token ?? "",
            expires_at: value.expires_at,
          }
        : null;
    } catch {
      return null;
    }
  }

  private async renew(): Promise<string> {
    // Read again: another tab may have refreshed meanwhile.
    const stored = this.stored();
    if (stored && this.fresh(stored)) return stored.access_token;
    if (stored?.refresh_token) {
      try {
        return await this.ask("/token?grant_type=refresh_token", { refresh_token: stored.refresh_token });
      } catch (error) {
        // A sign-in that has ended is no account any more; a server in trouble is asked again.
        if (!(error instanceof FinalError)) throw error;
      }
    }
    return this.ask("/signup", {});
  }

  private async ask(path: string, asked: Record<string, string>): Promise<string> {
    this.config ??= await this.configured();
    const headers: Record<string, string> = { "content-type": "application/json" };
    if (this.config.anon_key) headers["apikey"] = this.config.anon_key;
    const response = await this.options.fetch(`${this.config.auth_url}${path}`, {
      method: "POST",
      headers,
      body: JSON.stringify(asked),
      signal: AbortSignal.timeout(TIMEOUT_MS),
    });
    const body = (await response.json()) as Record<string, unknown>;
    if (!response.ok) {
      const text = String(body["message"] ?? body["msg"] ?? "");
      const code = String(body["error_code"] ?? body["code"] ?? "sign_in");
      // Too many requests and a server in trouble pass; anything else is an answer.
      if (response.status === 429 || response.status >= 500) throw new Error(code);
      throw new FinalError(code, text);
    }
    const token = body["access_token"];
    if (typeof token !== "string") throw new Error("sign_in");
    const lifetime = Number(body["expires_in"] ?? 3600);
    const expires_at = Number(body["expires_at"] ?? this.options.now() + lifetime);
    const refresh_token = String(body["refresh_token"] ?? "");
    const kept: Stored = { access_token: token, refresh_token, expires_at };
    this.options.storage.setItem(KEY, JSON.stringify(kept));
    return token;
  }

  private async configured(): Promise<Config> {
    const response = await this.options.fetch("/api/v1/config", {
      method: "GET",
      signal: AbortSignal.timeout(TIMEOUT_MS),
    });
    if (!response.ok) throw new Error("config");
    return (await response.json()) as Config;
  }
}
