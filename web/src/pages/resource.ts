// Something of the server's that a page shows: looked up, looked up again, and what went wrong with that.
// It changes nothing on the server.

import { useCallback, useEffect, useRef, useState } from "preact/hooks";
import { useTools } from "../app/tools.ts";
import type { Api, Reply } from "../wire/api.ts";
import { problemOf } from "./problem.ts";

export interface Resource<T> {
  /** Null until it came for the first time. */
  readonly reply: Reply<T> | null;
  readonly problem: string;
  /** Look it up again; what is there stays until then. */
  reload(): Promise<void>;
  /** What a change answered. */
  set(reply: Reply<T>): void;
}

/** `key` says which one it is: with another one it is another thing. */
export function useResource<T>(
  key: string,
  load: (api: Api, signal: AbortSignal) => Promise<Reply<T>>,
): Resource<T> {
  const { api } = useTools();
  const [reply, setReply] = useState<{ key: string; reply: Reply<T> } | null>(null);
  const [problem, setProblem] = useState("");
  const asking = useRef<AbortController | null>(null);
  const latest = useRef(load);
  latest.current = load;

  const reload = useCallback(async (): Promise<void> => {
    asking.current?.abort();
    const limit = new AbortController();
    asking.current = limit;
    try {
      const found = await latest.current(api, limit.signal);
      if (limit.signal.aborted) return;
      setReply({ key, reply: found });
      setProblem("");
    } catch (error) {
      if (!limit.signal.aborted) setProblem(problemOf(error));
    }
  }, [api, key]);

  useEffect(() => {
    void reload();
    return () => asking.current?.abort();
  }, [reload]);

  const set = useCallback((changed: Reply<T>) => setReply({ key, reply: changed }), [key]);
  return { reply: reply?.key === key ? reply.reply : null, problem, reload, set };
}
