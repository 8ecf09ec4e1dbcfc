// Where the table is, as a person may change it: the words, the lock, and what the story remembers.
// A change is made upon what the person saw: whoever was faster is shown, never written over unseen.

import type { Api } from "../wire/api.ts";
import { ApiError } from "../wire/api.ts";
import { Model } from "./model.ts";

const PATH = "/api/v1/user/settings";

interface Settings {
  current_environment_description: string;
  environment_locked: boolean;
}

export interface SettingView {
  /** What is being written; null: nobody writes. */
  readonly draft: string | null;
  /** What the story made of it meanwhile; null: nothing. */
  readonly meanwhile: string | null;
  readonly busy: boolean;
  /** A sentence of the server, or a code of ours. */
  readonly trouble: { readonly code: string; readonly text: string } | null;
  readonly cleared: boolean;
}

export class Setting extends Model<SettingView> {
  private readonly api: Pick<Api, "get" | "put" | "post">;
  private etag: string | null = null;

  constructor(api: Pick<Api, "get" | "put" | "post">) {
    super({ draft: null, meanwhile: null, busy: false, trouble: null, cleared: false });
    this.api = api;
  }

  /** Begin to write, from what is there now. */
  edit(): Promise<void> {
    return this.doing(async () => {
      const { value, etag } = await this.api.get<Settings>(PATH);
      this.etag = etag;
      this.show({ draft: value.current_environment_description, meanwhile: null, cleared: false });
    });
  }

  write(draft: string): void {
    this.show({ draft });
  }

  cancel(): void {
    this.show({ draft: null, meanwhile: null, trouble: null });
  }

  save(): Promise<void> {
    const draft = this.view.draft?.trim() ?? "";
    return this.doing(async () => {
      try {
        await this.api.put(PATH, { current_environment_description: draft }, { match: this.etag });
        this.show({ draft: null, meanwhile: null });
      } catch (error) {
        if (!(error instanceof ApiError) || error.status !== 412) throw error;
        // What is saved next is saved upon this.
        const { value, etag } = await this.api.get<Settings>(PATH);
        this.etag = etag;
        this.show({ meanwhile: value.current_environment_description });
      }
    });
  }

  /** Whether the story may change it. */
  lock(locked: boolean): Promise<void> {
    return this.doing(async () => {
      await this.api.put(PATH, { environment_locked: locked });
    });
  }

  /** The story forgets its last scene, and where it is unless that is locked. */
  clear(): Promise<void> {
    return this.doing(async () => {
      await this.api.post(`${PATH}/clear-memory`);
      this.show({ cleared: true });
    });
  }

  private async doing(deed: () => Promise<void>): Promise<void> {
    if (this.view.busy) return;
    this.show({ busy: true, trouble: null });
    try {
      await deed();
    } catch (error) {
      const trouble =
        error instanceof ApiError ? { code: error.code, text: error.message } : { code: "", text: "" };
      this.show({ trouble });
    } finally {
      this.show({ busy: false });
    }
  }
}
