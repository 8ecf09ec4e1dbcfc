// What was said, as sound: of which utterances an evening has a recording still, and one of them played at a time.
// It draws nothing and keeps no sound.

import { useCallback, useEffect, useRef, useState } from "preact/hooks";
import { useTools } from "../app/tools.ts";
import type { Api } from "../wire/api.ts";
import { SESSIONS } from "./evenings.ts";

const PAGE = 500;

interface Job {
  readonly id: number;
  /** Null: it is not written down yet, and not known to be kept. */
  readonly outcome: string | null;
  readonly recorded: boolean;
}

export interface Recordings {
  /** Utterances that can be listened to. */
  readonly kept: ReadonlySet<number>;
  readonly playing: number | null;
  /** Play this one and no other; rejects where it cannot be had. */
  play(utterance: number): Promise<void>;
  stop(): void;
}

/** `last`: the newest utterance that is known; with a newer one it is looked up again. */
export function useRecordings(session: string, last: number): Recordings {
  const { api } = useTools();
  const [kept, setKept] = useState<ReadonlySet<number>>(new Set());
  const [playing, setPlaying] = useState<number | null>(null);
  const settled = useRef(0);
  const silence = useRef<() => void>(() => undefined);

  useEffect(() => {
    if (last <= settled.current) return undefined;
    const limit = new AbortController();
    lookUp(api, session, settled.current, limit.signal).then(
      (found) => {
        settled.current = found.settled;
        if (found.recorded.length > 0) setKept((before) => new Set([...before, ...found.recorded]));
      },
      // Then there is nothing to listen to, and all else is there.
      () => undefined,
    );
    return () => limit.abort();
  }, [api, session, last]);

  const stop = useCallback((): void => {
    silence.current();
    silence.current = () => undefined;
    setPlaying(null);
  }, []);
  useEffect(() => stop, [stop]);

  const play = async (utterance: number): Promise<void> => {
    stop();
    const limit = new AbortController();
    const { signal } = limit;
    silence.current = () => limit.abort();
    setPlaying(utterance);
    try {
      const sound = await api.file(`${SESSIONS}/${session}/utterances/${utterance}/audio`, { signal });
      if (!signal.aborted) await toItsEnd(sound, signal);
    } catch (error) {
      if (!signal.aborted) throw error;
    } finally {
      if (!signal.aborted) stop();
    }
  };
  return { kept, playing, play, stop };
}

/** Recorded utterances behind `after`; `settled`: up to there nothing will change. */
async function lookUp(
  api: Api,
  session: string,
  after: number,
  signal: AbortSignal,
): Promise<{ settled: number; recorded: number[] }> {
  const recorded: number[] = [];
  const { value: privacy } = await api.get<{ keep_recordings: boolean }>("/api/v1/account/privacy", {
    signal,
  });
  if (!privacy.keep_recordings) return { settled: after, recorded };
  let settled = after;
  let whole = true;
  for (let next: number | null = after; next !== null; ) {
    const { value }: { value: { jobs: Job[]; next: number | null } } = await api.get(
      `${SESSIONS}/${session}/jobs`,
      { query: { after: next, limit: PAGE }, signal },
    );
    for (const job of value.jobs) {
      if (job.recorded) recorded.push(job.id);
      whole &&= job.outcome !== null;
      if (whole) settled = job.id;
    }
    next = value.next;
  }
  return { settled, recorded };
}

async function toItsEnd(sound: Blob, signal: AbortSignal): Promise<void> {
  const url = URL.createObjectURL(sound);
  const audio = new Audio(url);
  try {
    await new Promise<void>((done, failed) => {
      audio.onended = () => done();
      audio.onerror = () => failed(new Error("The browser cannot play it."));
      signal.addEventListener("abort", () => done());
      audio.play().catch(failed);
    });
  } finally {
    audio.pause();
    URL.revokeObjectURL(url);
  }
}
