// Who is using this page: an account of this site or of the Supabase project that keeps its accounts, anonymous unless
// someone signed in. Supabase's own client speaks to either. It never shows or logs a token, and knows no socket.

import type { AuthError, Session } from "@supabase/auth-js";
import { GoTrueClient, isAuthRetryableFetchError } from "@supabase/auth-js";
import { FinalError } from "./failure.ts";

/** Where the browser keeps the sign-in. */
export const KEY = "adventure-art.account";
/** Set while nobody shall be let in by himself: someone signed out here, or a sign-in with an address has ended. */
const LEFT = "adventure-art.left";
/** Set in this tab from going to a provider's page until coming back. */
const AWAY = "adventure-art.away";
const TIMEOUT_MS = 30_000;

/** What `GET /api/v1/config` tells a page before anyone has signed in. */
export interface Config {
  accounts: "local" | "supabase";
  auth_url: string;
  anon_key: string | null;
  anonymous: boolean;
  email: boolean;
  sign_up: boolean;
  providers: string[];
  near: string[];
}

/** Whose account it is. */
export interface Person {
  id: string;
  /** Null: an account that was started without one. */
  email: string | null;
  /** An address that waits to be confirmed. */
  newEmail: string | null;
  anonymous: boolean;
}

/** `looking`: not known yet. `nobody`: someone has to sign in, or to choose to try without an account. */
export type Standing = { state: "looking" } | { state: "nobody" } | { state: "somebody"; person: Person };

/** A link that was mailed, or a provider's page, led here with a sign-in, or says why there is none. */
export type Arrival =
  | { kind: "sign_in"; accessToken: string; refreshToken: string; person: Person; why: "recovery" | "other" }
  | { kind: "refused"; code: string };

type Kept = Pick<Storage, "getItem" | "setItem" | "removeItem">;

export interface AccountOptions {
  storage: Kept;
  /** This tab's alone. */
  tab: Kept;
  fetch: (url: string, init: RequestInit) => Promise<Response>;
  /** A path of the server as a whole address. */
  at: (path: string) => string;
  /** Where mailed links and providers' pages lead back to: this page without what is behind the `#`. */
  home: string;
}

export class Account {
  standing: Standing = { state: "looking" };
  private readonly options: AccountOptions;
  private readonly watchers = new Set<() => void>();
  private known: Promise<{ config: Config; client: GoTrueClient }> | null = null;
  private asking: Promise<string> | null = null;
  /** The server did not take the token that is kept. */
  private refused = false;
  /** A sign-in is taken step by step: nobody is told before its end. */
  private busy = false;

  constructor(options: AccountOptions) {
    this.options = options;
    if (this.left()) this.standing = { state: "nobody" };
    const kept = personOf(this.kept());
    if (kept) this.standing = { state: "somebody", person: kept };
  }

  /** Be told after each change of `standing`. Returns how to be told no more. */
  watch(watcher: () => void): () => void {
    this.watchers.add(watcher);
    return () => this.watchers.delete(watcher);
  }

  /** How one can sign in here. */
  async config(): Promise<Config> {
    return (await this.opened()).config;
  }

  /** Whose account it is, if anybody's. */
  get id(): string | null {
    return this.standing.state === "somebody" ? this.standing.person.id : null;
  }

  // -- for whoever needs a token ----------------------------------------------------------------------------------

  /**
   * A token that can be used now; without an account a new anonymous one's, where that is allowed and nobody signed out.
   * Throws `FinalError` where someone has to sign in, and any other error where trying again may help.
   */
  async token(): Promise<string> {
    this.asking ??= this.seek().finally(() => {
      this.asking = null;
    });
    return this.asking;
  }

  /** How long the token that is kept can be used, in milliseconds; null: there is none. */
  lasts(): number | null {
    const ends = this.kept()?.expires_at;
    return typeof ends === "number" ? Math.max(0, ends * 1000 - Date.now()) : null;
  }

  /** The server does not take the token: the next one is another. */
  forget(): void {
    this.refused = true;
  }

  // -- coming and going -------------------------------------------------------------------------------------------

  async signIn(email: string, password: string): Promise<void> {
    const { client } = await this.opened();
    const { data, error } = await client.signInWithPassword({ email, password });
    if (error) throw failure(error);
    this.entered(data.session);
  }

  /** `mailed`: the address has to be confirmed by a link first. */
  async signUp(email: string, password: string): Promise<"in" | "mailed"> {
    const { client } = await this.opened();
    const emailRedirectTo = this.options.home;
    const { data, error } = await client.signUp({ email, password, options: { emailRedirectTo } });
    if (error) throw failure(error);
    if (!data.session) return "mailed";
    this.entered(data.session);
    return "in";
  }

  /** Try it without an account. */
  async tryOut(): Promise<void> {
    this.options.storage.removeItem(LEFT);
    await this.token();
  }

  /** Leave for a provider's page. */
  async signInAt(provider: string): Promise<void> {
    const { client } = await this.opened();
    this.options.tab.setItem(AWAY, "1");
    const options = { redirectTo: this.options.home };
    const { error } = await client.signInWithOAuth({ provider: provider as "google", options });
    if (error) throw failure(error);
  }

  /** On this device only, or everywhere. */
  async signOut(scope: "local" | "global" = "local"): Promise<void> {
    const { client } = await this.opened();
    this.options.storage.setItem(LEFT, "1");
    const { error } = await client.signOut({ scope });
    // Whatever the server says, this browser keeps nothing.
    this.options.storage.removeItem(KEY);
    this.stand({ state: "nobody" });
    if (error && scope === "global") throw failure(error);
  }

  /** The account is gone: keep nothing of it. */
  drop(): void {
    this.options.storage.setItem(LEFT, "1");
    this.options.storage.removeItem(KEY);
    this.stand({ state: "nobody" });
  }

  /** Have a link mailed by which a new password can be chosen. It succeeds for unknown addresses, too. */
  async recover(email: string): Promise<void> {
    const { client } = await this.opened();
    const { error } = await client.resetPasswordForEmail(email, { redirectTo: this.options.home });
    if (error) throw failure(error);
  }

  /** Have the link that confirms an address mailed again. */
  async confirmAgain(email: string): Promise<void> {
    const { client } = await this.opened();
    const emailRedirectTo = this.options.home;
    const { error } = await client.resend({ type: "signup", email, options: { emailRedirectTo } });
    if (error) throw failure(error);
  }

  // -- the account ------------------------------------------------------------------------------------------------

  /** Change address or password; an anonymous account becomes a lasting one. `mailed`: a link has to be opened first. */
  async change(change: { email?: string; password?: string }): Promise<"done" | "mailed"> {
    const { client } = await this.opened();
    const { data, error } = await client.updateUser(change, { emailRedirectTo: this.options.home });
    if (error) throw failure(error);
    const waits =
      Boolean(change.email) && data.user.email?.toLowerCase() !== change.email?.trim().toLowerCase();
    // The token still says what the account was.
    if (change.email && !waits) await client.refreshSession();
    this.look();
    return waits ? "mailed" : "done";
  }

  // -- coming back from a mailed link or a provider ---------------------------------------------------------------

  /** What is behind the `#` of an address, if somebody led here with a sign-in. Nothing is done with it yet. */
  arrival(hash: string): Arrival | null {
    const told = new URLSearchParams(hash.replace(/^#/, ""));
    const accessToken = told.get("access_token");
    const refreshToken = told.get("refresh_token");
    if (accessToken && refreshToken) {
      const person = personOf({ access_token: accessToken });
      const why = told.get("type") === "recovery" ? "recovery" : "other";
      return person ? { kind: "sign_in", accessToken, refreshToken, person, why } : null;
    }
    const code = told.get("error_code") ?? told.get("error");
    return code ? { kind: "refused", code } : null;
  }

  /** Whether a sign-in that arrives was asked for in this tab, so that nobody else can have sent it. Asked once. */
  expected(arrival: Arrival): boolean {
    const asked = this.options.tab.getItem(AWAY) !== null;
    this.options.tab.removeItem(AWAY);
    const { standing } = this;
    const same =
      arrival.kind === "sign_in" && standing.state === "somebody" && standing.person.id === arrival.person.id;
    return asked || same;
  }

  /** Take the sign-in that arrived; `password` is the account's from now on. */
  async accept(arrival: Arrival & { kind: "sign_in" }, password?: string): Promise<void> {
    const { client } = await this.opened();
    this.busy = true;
    try {
      const tokens = { access_token: arrival.accessToken, refresh_token: arrival.refreshToken };
      const { data, error } = await client.setSession(tokens);
      if (error) throw failure(error);
      if (password !== undefined) {
        const changed = await client.updateUser({ password });
        if (changed.error) throw failure(changed.error);
      }
      this.entered(data.session);
    } finally {
      this.busy = false;
    }
  }

  // ---------------------------------------------------------------------------------------------------------------

  private async seek(): Promise<string> {
    const { client, config } = await this.opened();
    const kept = this.kept();
    const before = personOf(kept);
    if (before) {
      const refused = this.refused;
      const { data, error } = refused ? await client.refreshSession() : await client.getSession();
      if (data.session) {
        this.refused = false;
        this.look();
        return data.session.access_token;
      }
      if (error && isPassing(error)) throw failure(error);
      this.refused = false;
      const now = this.kept();
      // Another tab was faster.
      if (now && now.access_token !== kept?.access_token) return this.seek();
      // This sign-in has ended. A person with an address signs in again; nothing leads back to an anonymous account.
      this.options.storage.removeItem(KEY);
      if (!before.anonymous) this.options.storage.setItem(LEFT, "1");
    }
    if (this.left() || !config.anonymous) {
      this.stand({ state: "nobody" });
      throw new FinalError("signed_out", "");
    }
    const { data, error } = await client.signInAnonymously();
    if (error) {
      if (!isPassing(error)) this.stand({ state: "nobody" });
      throw failure(error);
    }
    this.entered(data.session);
    return data.session?.access_token ?? "";
  }

  private entered(session: Session | null): void {
    this.refused = false;
    this.options.storage.removeItem(LEFT);
    const person = personOf(session);
    if (person) this.stand({ state: "somebody", person });
  }

  private left(): boolean {
    return this.options.storage.getItem(LEFT) !== null;
  }

  /** Look at what the browser keeps: another tab may have changed it. */
  private look(): void {
    const person = personOf(this.kept());
    this.stand(person ? { state: "somebody", person } : { state: "nobody" });
  }

  private stand(standing: Standing): void {
    if (JSON.stringify(standing) === JSON.stringify(this.standing)) return;
    this.standing = standing;
    for (const watcher of this.watchers) watcher();
  }

  private kept(): KeptSession | null {
    try {
      const value = JSON.parse(this.options.storage.getItem(KEY) ?? "null") as Partial<KeptSession> | null;
      return typeof value?.access_token === "string" ? { ...value, access_token: value.access_token } : null;
    } catch {
      return null;
    }
  }

  private opened(): Promise<{ config: Config; client: GoTrueClient }> {
    this.known ??= this.open().catch((error: unknown) => {
      this.known = null;
      throw error;
    });
    return this.known;
  }

  private async open(): Promise<{ config: Config; client: GoTrueClient }> {
    const { fetch, at, storage } = this.options;
    const response = await fetch(at("/api/v1/config"), {
      method: "GET",
      signal: AbortSignal.timeout(TIMEOUT_MS),
    });
    if (!response.ok) throw new Error("config");
    const config = (await response.json()) as Config;
    const headers: Record<string, string> = {};
    if (config.anon_key) {
      headers["apikey"] = config.anon_key;
      headers["authorization"] = `Bearer ${config.anon_key}`;
    }
    const client = new GoTrueClient({
      url: at(config.auth_url),
      headers,
      storageKey: KEY,
      storage,
      persistSession: true,
      // Whoever needs a token asks for it, so no timer has to; and a sign-in by a link is not taken without a word.
      autoRefreshToken: false,
      detectSessionInUrl: false,
      // A mailed link may be opened on another device than the one that asked for it.
      flowType: "implicit",
      fetch: async (url, init) => {
        const limit = { signal: AbortSignal.timeout(TIMEOUT_MS) };
        const answer = await fetch(String(url), { ...limit, ...(init as RequestInit | undefined) });
        // The client takes this for the end of the sign-in; it is only too early.
        const early = answer.status === 429 && String(url).includes("grant_type=refresh_token");
        return early ? new Response(answer.body, { status: 503, headers: answer.headers }) : answer;
      },
    });
    client.onAuthStateChange((event) => {
      // Also what happens in other tabs.
      if (this.busy) return;
      if (event === "SIGNED_OUT" && this.standing.state === "somebody") this.look();
      else if (event === "SIGNED_IN" || event === "USER_UPDATED") this.look();
    });
    return { config, client };
  }
}

interface KeptSession {
  access_token: string;
  /** Seconds since 1970. */
  expires_at?: number;
  user?: { id?: string; email?: string | null; new_email?: string | null; is_anonymous?: boolean } | null;
}

/** Whose sign-in it is: by what came with it, else by what its token says. */
function personOf(session: KeptSession | Session | null): Person | null {
  if (!session) return null;
  const user = session.user as KeptSession["user"];
  const claims = claimsOf(session.access_token);
  const id = user?.id ?? claims?.sub;
  if (!id) return null;
  const email = (user?.id ? user.email : claims?.email) || null;
  return {
    id,
    email,
    newEmail: user?.new_email || null,
    anonymous: (user?.id ? user.is_anonymous : claims?.is_anonymous) ?? email === null,
  };
}

/** What a token says. It is the server's to verify; here it is only shown. */
function claimsOf(token: string): { sub?: string; email?: string; is_anonymous?: boolean } | null {
  try {
    const part = (token.split(".")[1] ?? "").replace(/-/g, "+").replace(/_/g, "/");
    const bytes = Uint8Array.from(atob(part), (sign) => sign.charCodeAt(0));
    return JSON.parse(new TextDecoder().decode(bytes)) as { sub?: string };
  } catch {
    return null;
  }
}

/** Too many requests and a server in trouble pass; anything else is an answer. */
function isPassing(error: AuthError): boolean {
  const status = error.status ?? 0;
  return isAuthRetryableFetchError(error) || status === 429 || status >= 500;
}

function failure(error: AuthError): Error {
  if (isPassing(error)) return new PassingError(error.code ?? "unreachable");
  return new FinalError(error.code ?? "sign_in", error.message);
}

/** Trying again may help. */
export class PassingError extends Error {
  readonly code: string;

  constructor(code: string) {
    super(code);
    this.code = code;
  }
}
