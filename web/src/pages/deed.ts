// One thing that a person asked for: on its way, done, or failed with a sentence. It is not begun twice at once.
// What is done and shown is its page's business.

import { useEffect, useRef, useState } from "preact/hooks";
import { isChanged, problemOf } from "./problem.ts";

export interface Deed {
  readonly busy: boolean;
  /** What went wrong; empty: nothing. */
  readonly problem: string;
  /** Whether it was not done because somebody else had changed the thing meanwhile. */
  readonly changed: boolean;
  /** Do it, unless something is on its way. Whether it was done. */
  run(act: () => Promise<unknown>): Promise<boolean>;
  /** Say that something is wrong, or nothing any more. */
  say(problem: string): void;
}

export function useDeed(): Deed {
  const [busy, setBusy] = useState(false);
  const [problem, setProblem] = useState("");
  const [changed, setChanged] = useState(false);
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
    setChanged(false);
    try {
      await act();
      return true;
    } catch (error) {
      if (here.current) {
        setProblem(problemOf(error));
        setChanged(isChanged(error));
      }
      return false;
    } finally {
      running.current = false;
      if (here.current) setBusy(false);
    }
  };
  const say = (text: string): void => {
    setProblem(text);
    setChanged(false);
  };
  return { busy, problem, changed, run, say };
}
