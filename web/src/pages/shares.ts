// The account's links: looked up, made, given a new token, ended. Tokens are remembered by this browser.
// It shows nothing.

import { useMemo } from "preact/hooks";
import { useTools } from "../app/tools.ts";
import { Links } from "../wire/links.ts";
import { useResource } from "./resource.ts";

export type Scope = "picture" | "caption" | "transcript";

export interface Share {
  id: string;
  scopes: Scope[];
  label: string;
  created_at: string;
  expires_at: string | null;
}

export interface Shares {
  /** Null until they are known; the oldest first. */
  readonly all: readonly Share[] | null;
  readonly problem: string;
  reload(): Promise<void>;
  token(share: Share): string | null;
  make(scopes: readonly Scope[], label: string, expires_at: string | null): Promise<Share>;
  rotate(share: Share): Promise<void>;
  revoke(share: Share): Promise<void>;
}

const PATH = "/api/v1/shares";

export function useShares(): Shares {
  const { account, api } = useTools();
  const found = useResource<{ shares: Share[] }>("shares", (ask, signal) => ask.get(PATH, { signal }));
  const links = useMemo(() => new Links(localStorage, account.id ?? ""), [account.id]);
  return {
    all: found.reply?.value.shares ?? null,
    problem: found.problem,
    reload: found.reload,
    token: (share) => links.token(share.id),
    make: async (scopes, label, expires_at) => {
      const { value } = await api.post<Share & { token: string }>(PATH, { scopes, label, expires_at });
      links.keep(value.id, value.token);
      await found.reload();
      return value;
    },
    rotate: async (share) => {
      const { value } = await api.post<Share & { token: string }>(`${PATH}/${share.id}/rotate`);
      links.keep(value.id, value.token);
      await found.reload();
    },
    revoke: async (share) => {
      await api.delete(`${PATH}/${share.id}`);
      links.forget(share.id);
      await found.reload();
    },
  };
}
