// One thing that a person asked for: on its way, done, or failed with a sentence. It is not begun twice at once.
// What is done and shown is its page's business.

import { useEffect, useRef, useState } from "preact/hooks";
import { problemOf } from "./problem.ts";

export interface Deed {
  readonly busy: boolean;
  /** What went wrong; empty: nothing. */
  readonly problem: string;
  /** Do it, unless something is on its way. Whether it was done. */
  run(act: () => Promise<unknown>): Promise<boolean>;
  /** Say that something is wrong, or nothing any more. */
  say(problem: string): void;
}

export function useDeed(): Deed {
  const [busy, setBusy] = useState(false);
  const [problem, setProblem] = useState("");
  const running = useRef(false);
  const here = useRef(true);
  useEffect(() => {
    here.current = true;
    return () => {
      here.current = false;
    };
  }, []);
  const run = async (act: () => Promise<unknown>): Promise<boolean> => {
    if (running.current) return false;
    running.current = true;
    setBusy(true);
    setProblem("");
    try {
      await act();
      return true;
    } catch (error) {
      if (here.current) setProblem(problemOf(error));
      return false;
    } finally {
      running.current = false;
      if (here.current) setBusy(false);
    }
  };
  return { busy, problem, run, say: setProblem };
}
