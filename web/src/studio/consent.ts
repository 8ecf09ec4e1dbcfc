// What a table must know before anyone is heard, and whether this browser was told so: who else is sent what is said, and
// how long it is kept. Whoever agreed to less is asked again. It shows nothing.

import type { Stages, Working } from "../texts/consent.ts";
import type { Api } from "../wire/api.ts";
import { Model } from "./model.ts";

const KEY = "adventure-art.consent";
/** Counts what the page's own words promise. */
const EDITION = 1;

export interface Facts {
  /** Who works at each stage, and whether on the server's own machine. */
  readonly stages: Stages;
  readonly keepRecordings: boolean;
  /** After how many days transcripts are deleted; null: when a person does. */
  readonly days: number | null;
}

export interface ConsentView {
  /** Null until the server told. */
  readonly facts: Facts | null;
  readonly failed: boolean;
  /** Whether this browser agreed to exactly these facts. */
  readonly given: boolean;
}

export class Consent extends Model<ConsentView> {
  private readonly api: Pick<Api, "get">;
  private readonly storage: Pick<Storage, "getItem" | "setItem">;
  private asking: Promise<void> | null = null;

  constructor(api: Pick<Api, "get">, storage: Pick<Storage, "getItem" | "setItem">) {
    super({ facts: null, failed: false, given: false });
    this.api = api;
    this.storage = storage;
  }

  /** Learn the facts. They may have changed since they were last asked for. */
  learn(): Promise<void> {
    this.asking ??= this.ask().finally(() => {
      this.asking = null;
    });
    return this.asking;
  }

  give(): void {
    const { facts } = this.view;
    if (!facts) return;
    this.storage.setItem(KEY, fingerprint(facts));
    this.show({ given: true });
  }

  private async ask(): Promise<void> {
    try {
      const [engines, privacy] = await Promise.all([
        this.api.get<Stages>("/api/v1/engines"),
        this.api.get<{ keep_recordings: boolean; transcript_retention_days: number | null }>(
          "/api/v1/account/privacy",
        ),
      ]);
      const facts: Facts = {
        stages: engines.value,
        keepRecordings: privacy.value.keep_recordings,
        days: privacy.value.transcript_retention_days,
      };
      const given = this.storage.getItem(KEY) === fingerprint(facts);
      this.show({ facts, failed: false, given });
    } catch {
      // Whoever cannot be told cannot agree.
      this.show({ failed: true });
    }
  }
}

/** Who is not on the server's machine, each once. */
export function outside(stage: readonly Working[]): readonly string[] {
  const names = stage.filter((engine) => !engine.here).map((engine) => engine.name.split("/")[0] ?? "");
  return [...new Set(names)];
}

/** The same for the same facts only. Another model of the same vendor is nothing to be asked about. */
export function fingerprint({ stages, keepRecordings, days }: Facts): string {
  const { hearing, telling, painting } = stages;
  return JSON.stringify([
    EDITION,
    outside(hearing),
    outside(telling),
    outside(painting),
    keepRecordings,
    days,
  ]);
}
