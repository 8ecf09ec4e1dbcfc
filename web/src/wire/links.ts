// The tokens of links that were made in this browser: the server tells each only once.
// They are kept for their account only, and go when someone signs out.

const KEY = "adventure-art.links";

type Kept = Pick<Storage, "getItem" | "setItem" | "removeItem">;

export class Links {
  private readonly storage: Kept;
  private readonly account: string;

  constructor(storage: Kept, account: string) {
    this.storage = storage;
    this.account = account;
  }

  token(link: string): string | null {
    return this.all()[link] ?? null;
  }

  keep(link: string, token: string): void {
    this.write({ ...this.all(), [link]: token });
  }

  forget(link: string): void {
    const { [link]: _gone, ...rest } = this.all();
    this.write(rest);
  }

  private all(): Record<string, string> {
    try {
      const found = JSON.parse(this.storage.getItem(KEY) ?? "null") as {
        account?: string;
        links?: unknown;
      } | null;
      return found?.account === this.account ? ((found.links ?? {}) as Record<string, string>) : {};
    } catch {
      return {};
    }
  }

  private write(links: Record<string, string>): void {
    this.storage.setItem(KEY, JSON.stringify({ account: this.account, links }));
  }
}

/** Nobody is signed in: nothing of anybody's is kept. */
export function forgetLinks(storage: Kept): void {
  storage.removeItem(KEY);
}
