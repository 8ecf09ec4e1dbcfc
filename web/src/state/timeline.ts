// An evening as it is read afterwards: its recorded events folded into what was said, seen and changed, in order.
// Pure: events in, entries out. What was corrected reads as corrected, what was deleted is not there.

import type { UtteranceKind } from "./story.ts";

/** An event as `GET /api/v1/sessions/{id}/events` tells it. */
export interface RecordedEvent {
  readonly seq: number;
  readonly timestamp: string;
  readonly event_type: string;
  readonly payload: Readonly<Record<string, unknown>>;
}

export interface Said {
  readonly kind: "said";
  readonly key: string;
  readonly at: string;
  readonly utterance: number;
  readonly text: string;
  /** What it was at the table; null: nobody said yet. */
  readonly as: UtteranceKind | null;
  readonly corrected: boolean;
}

export interface Seen {
  readonly kind: "seen";
  readonly key: string;
  readonly at: string;
  readonly scene: number;
}

export interface Place {
  readonly kind: "place";
  readonly key: string;
  readonly at: string;
  readonly description: string;
  readonly byPerson: boolean;
}

export type Entry = Said | Seen | Place;

/** Entries are keyed by what they tell of, so that more events can be folded onto them. */
export interface Timeline {
  readonly entries: readonly Entry[];
  readonly last: number;
}

export const UNREAD: Timeline = { entries: [], last: 0 };

/** `events` follow those that the timeline knows. */
export function fold(timeline: Timeline, events: readonly RecordedEvent[]): Timeline {
  const entries = new Map(timeline.entries.map((entry) => [entry.key, entry]));
  let { last } = timeline;
  for (const event of events) {
    if (event.seq <= last) continue;
    last = event.seq;
    tell(entries, event);
  }
  return { entries: [...entries.values()], last };
}

function tell(entries: Map<string, Entry>, { seq, timestamp: at, event_type, payload }: RecordedEvent): void {
  const utterance = Number(payload["utterance"]);
  const said = entries.get(`u${utterance}`);
  switch (event_type) {
    case "transcript.final":
      entries.set(`u${utterance}`, {
        kind: "said",
        key: `u${utterance}`,
        at,
        utterance,
        text: String(payload["text"] ?? ""),
        as: null,
        corrected: false,
      });
      break;
    case "utterance.classified":
      if (said?.kind === "said") entries.set(said.key, { ...said, as: payload["kind"] as UtteranceKind });
      break;
    case "transcript.corrected": {
      const text = String(payload["text"] ?? "");
      if (text === "") entries.delete(`u${utterance}`);
      else if (said?.kind === "said") entries.set(said.key, { ...said, text, corrected: true });
      break;
    }
    case "environment.updated":
      entries.set(`e${seq}`, {
        kind: "place",
        key: `e${seq}`,
        at,
        description: String(payload["description"] ?? ""),
        byPerson: payload["by"] === "person",
      });
      break;
    case "scene.composed":
    case "scene.skipped":
    case "scene.superseded":
    case "image.failed":
    case "image.published":
    case "scene": {
      const scene = Number(payload["scene"]);
      // Where it was thought of; what became of it is told there.
      if (!entries.has(`s${scene}`)) entries.set(`s${scene}`, { kind: "seen", key: `s${scene}`, at, scene });
      break;
    }
  }
}

/** The entries without one, when a person has deleted it. */
export function without(timeline: Timeline, key: string): Timeline {
  return { ...timeline, entries: timeline.entries.filter((entry) => entry.key !== key) };
}
