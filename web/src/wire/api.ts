// The server's REST API as this account: JSON in, JSON out, versions (ETag), and one shape of error.
// It keeps no answer and shows nothing.

import type { Account } from "./account.ts";
import { FinalError } from "./failure.ts";

const TIMEOUT_MS = 20_000;

/** What the server said, or `network`, `timeout` and `signed_out`, which are this page's own. */
export class ApiError extends Error {
  /** HTTP status; 0 where nothing was answered. */
  readonly status: number;
  /** Stable; for programs. */
  readonly code: string;
  /** When asking again may help; null: no time is known. */
  readonly retryAfterS: number | null;

  constructor(status: number, code: string, message: string, retryAfterS: number | null = null) {
    super(message);
    this.status = status;
    this.code = code;
    this.retryAfterS = retryAfterS;
  }
}

/** An answer and its version, to be given as `match` with a change. */
export interface Reply<T> {
  readonly value: T;
  readonly etag: string | null;
}

export interface Asking {
  /** Only if it is still this version; else `ApiError` `changed` (412). */
  match?: string | null | undefined;
  /** What is behind the `?`; undefined and null are left out. */
  query?: Readonly<Record<string, string | number | boolean | null | undefined>> | undefined;
  signal?: AbortSignal | undefined;
  /** Longest wait for the beginning of an answer, in milliseconds. */
  timeoutMs?: number;
}

export interface ApiOptions {
  account: Pick<Account, "token" | "forget">;
  fetch: (url: string, init: RequestInit) => Promise<Response>;
  /** A path of the server as an address. */
  at: (path: string) => string;
}

export class Api {
  private readonly options: ApiOptions;

  constructor(options: ApiOptions) {
    this.options = options;
  }

  get<T>(path: string, asking: Asking = {}): Promise<Reply<T>> {
    return this.json("GET", path, undefined, asking);
  }

  post<T = void>(path: string, body?: unknown, asking: Asking = {}): Promise<Reply<T>> {
    return this.json("POST", path, body, asking);
  }

  put<T>(path: string, body: unknown, asking: Asking = {}): Promise<Reply<T>> {
    return this.json("PUT", path, body, asking);
  }

  patch<T>(path: string, body: unknown, asking: Asking = {}): Promise<Reply<T>> {
    return this.json("PATCH", path, body, asking);
  }

  delete<T = void>(path: string, asking: Asking = {}): Promise<Reply<T>> {
    return this.json("DELETE", path, undefined, asking);
  }

  /** A file that only this account may read: a portrait, an export, a recording. */
  async file(path: string, asking: Asking = {}): Promise<Blob> {
    const response = await this.ask("GET", path, null, {}, asking);
    return whole(() => response.blob());
  }

  /** Put a file's bytes. */
  async send<T>(path: string, file: Blob, asking: Asking = {}): Promise<Reply<T>> {
    const type = file.type || "application/octet-stream";
    return this.read(await this.ask("PUT", path, file, { "content-type": type }, asking));
  }

  private async json<T>(method: string, path: string, body: unknown, asking: Asking): Promise<Reply<T>> {
    const given = body === undefined ? null : JSON.stringify(body);
    const headers: Record<string, string> = given === null ? {} : { "content-type": "application/json" };
    return this.read(await this.ask(method, path, given, headers, asking));
  }

  private async read<T>(response: Response): Promise<Reply<T>> {
    const text = await whole(() => response.text());
    return { value: (text ? JSON.parse(text) : undefined) as T, etag: response.headers.get("etag") };
  }

  private async ask(
    method: string,
    path: string,
    body: string | Blob | null,
    headers: Record<string, string>,
    asking: Asking,
  ): Promise<Response> {
    const url = this.options.at(path) + queryOf(asking.query);
    if (asking.match) headers["if-match"] = asking.match;
    let response = await this.once(url, method, body, headers, asking);
    if (response.status === 401) {
      // The token is not taken: another one may be.
      this.options.account.forget();
      response = await this.once(url, method, body, headers, asking);
    }
    if (response.ok) return response;
    throw await refusal(response);
  }

  private async once(
    url: string,
    method: string,
    body: string | Blob | null,
    headers: Record<string, string>,
    { signal, timeoutMs = TIMEOUT_MS }: Asking,
  ): Promise<Response> {
    const limit = new AbortController();
    const timer = setTimeout(() => limit.abort(), timeoutMs);
    try {
      const authorization = `Bearer ${await this.options.account.token()}`;
      return await this.options.fetch(url, {
        method,
        body,
        headers: { ...headers, authorization },
        signal: signal ? AbortSignal.any([signal, limit.signal]) : limit.signal,
        cache: "no-store",
      });
    } catch (error) {
      if (error instanceof FinalError) throw new ApiError(401, error.code, error.message);
      if (signal?.aborted) throw error;
      if (limit.signal.aborted) throw new ApiError(0, "timeout", "The server did not answer in time.");
      throw new ApiError(0, "network", "The server cannot be reached.");
    } finally {
      clearTimeout(timer);
    }
  }
}

/** Read an answer to its end: it may still break off. */
async function whole<T>(read: () => Promise<T>): Promise<T> {
  try {
    return await read();
  } catch (error) {
    if (error instanceof DOMException && error.name === "AbortError") throw error;
    throw new ApiError(0, "network", "The answer broke off.");
  }
}

async function refusal(response: Response): Promise<ApiError> {
  const after = Number(response.headers.get("retry-after"));
  const retryAfterS = Number.isFinite(after) && after > 0 ? after : null;
  try {
    const told = (await response.json()) as { code?: unknown; message?: unknown } | null;
    return new ApiError(
      response.status,
      String(told?.code ?? `http_${response.status}`),
      String(told?.message ?? ""),
      retryAfterS,
    );
  } catch {
    return new ApiError(response.status, `http_${response.status}`, "", retryAfterS);
  }
}

function queryOf(query: Asking["query"]): string {
  const asked = new URLSearchParams();
  for (const [name, value] of Object.entries(query ?? {})) {
    if (value !== null && value !== undefined) asked.set(name, String(value));
  }
  const text = asked.toString();
  return text ? `?${text}` : "";
}
