// A recording on its way: sent, cut, heard. It goes on while its dialog is closed and is found again after a reload.
// It reads no audio.

import type { Account } from "../wire/account.ts";
import type { Api } from "../wire/api.ts";
import { ApiError } from "../wire/api.ts";
import { at } from "../wire/server.ts";
import type { World } from "../wire/world.ts";
import { Model } from "./model.ts";

const LOOK_MS = 1_500;

/** As `/api/v1/uploads` tells it. */
interface Told {
  readonly id: string;
  readonly name: string;
  readonly status: string;
  readonly seconds: number | null;
  readonly decoded_s: number;
  readonly utterances: number;
  readonly transcribed: number;
  readonly reason: string | null;
}

const RUNNING = new Set(["receiving", "pending", "processing"]);

export interface UploadView {
  readonly name: string;
  readonly state: "idle" | "sending" | "waiting" | "hearing" | "done" | "cancelled" | "failed";
  /** How far it is, 0 to 1; null where that is not known. */
  readonly part: number | null;
  readonly sent_bytes: number;
  readonly bytes: number;
  readonly utterances: number;
  readonly transcribed: number;
  /** Why it failed. */
  readonly reason: string;
}

const IDLE: UploadView = {
  name: "",
  state: "idle",
  part: null,
  sent_bytes: 0,
  bytes: 0,
  utterances: 0,
  transcribed: 0,
  reason: "",
};

export interface UploadingOptions {
  account: Account;
  api: Pick<Api, "get" | "delete">;
  world: World;
  request?: () => XMLHttpRequest;
}

export class Uploading extends Model<UploadView> {
  private readonly options: UploadingOptions;
  private request: XMLHttpRequest | null = null;
  private id: string | null = null;
  /** It was cancelled before the server could say what it is called. */
  private unwanted = false;
  private cancel_look: (() => void) | null = null;

  constructor(options: UploadingOptions) {
    super(IDLE);
    this.options = options;
  }

  get running(): boolean {
    return ["sending", "waiting", "hearing"].includes(this.view.state);
  }

  /** Look whether one is under way from before. */
  async find(): Promise<void> {
    try {
      const { value } = await this.options.api.get<{ uploads: Told[] }>("/api/v1/uploads", {
        query: { limit: 5 },
      });
      const told = value.uploads.find(
        (upload) => upload.status !== "receiving" && RUNNING.has(upload.status),
      );
      if (told && !this.running) this.follow(told);
    } catch {
      // It goes on without being looked at.
    }
  }

  /** Send a file. Resolves once the server has it, or never will. */
  async send(file: File, session: string | null): Promise<void> {
    if (this.running) return;
    this.id = null;
    this.unwanted = false;
    this.show({ ...IDLE, name: file.name, state: "sending", part: 0, bytes: file.size });
    try {
      const token = await this.options.account.token();
      if (this.view.state !== "sending") return;
      const told = await this.post(file, session, token);
      this.id = told.id;
      this.show({ state: "waiting", part: null });
      if (this.unwanted) await this.cancel();
      else this.later();
    } catch (error) {
      if (this.view.state !== "sending") return;
      const reason = error instanceof ApiError ? error.message : "";
      this.show({ state: "failed", part: null, reason });
    }
  }

  /** Stop it. What has its transcript keeps it. */
  async cancel(): Promise<void> {
    if (!this.running) return;
    if (this.id === null) {
      if (this.view.sent_bytes < this.view.bytes) {
        this.show({ state: "cancelled", part: null });
        this.request?.abort();
      } else {
        // All of it is under way, so the server may have it already: its name is waited for.
        this.unwanted = true;
      }
      return;
    }
    this.cancel_look?.();
    try {
      const { value } = await this.options.api.delete<Told>(`/api/v1/uploads/${this.id}`);
      this.follow(value);
    } catch {
      // The network may be away: the truth is what the server says.
      await this.look();
    }
  }

  /** Forget one that is over. */
  clear(): void {
    if (!this.running) this.show(IDLE);
  }

  private post(file: File, session: string | null, token: string): Promise<{ id: string }> {
    const form = new FormData();
    if (session !== null) form.append("session_id", session);
    form.append("file", file, file.name);
    return new Promise((resolve, reject) => {
      // `fetch` tells nothing of how much was sent.
      const request = this.options.request?.() ?? new XMLHttpRequest();
      this.request = request;
      request.open("POST", at("/api/v1/audio/upload"));
      request.setRequestHeader("authorization", `Bearer ${token}`);
      request.upload.onprogress = ({ loaded, total }) => {
        if (this.view.state === "sending")
          this.show({ sent_bytes: loaded, part: total ? loaded / total : null });
      };
      request.onload = () => {
        const told = answered(request.responseText);
        if (request.status === 202 && typeof told["id"] === "string") resolve({ id: told["id"] });
        else reject(new ApiError(request.status, String(told["code"] ?? ""), String(told["message"] ?? "")));
      };
      request.onerror = request.onabort = () => reject(new ApiError(0, "network", ""));
      request.send(form);
    });
  }

  private later(): void {
    this.cancel_look?.();
    this.cancel_look = this.options.world.later(() => void this.look(), LOOK_MS);
  }

  private async look(): Promise<void> {
    if (this.id === null) return;
    try {
      const { value } = await this.options.api.get<Told>(`/api/v1/uploads/${this.id}`);
      this.follow(value);
    } catch (error) {
      if (error instanceof ApiError && error.status === 404) this.show({ state: "cancelled", part: null });
      else if (this.running) this.later();
    }
  }

  private follow(told: Told): void {
    this.id = told.id;
    const { utterances, transcribed } = told;
    this.show({ name: told.name, ...stateOf(told), utterances, transcribed, reason: told.reason ?? "" });
    if (this.running) this.later();
  }
}

function stateOf(told: Told): Pick<UploadView, "state" | "part"> {
  switch (told.status) {
    case "completed":
      return { state: "done", part: 1 };
    case "cancelled":
      return { state: "cancelled", part: null };
    case "failed":
      return { state: "failed", part: null };
    case "processing": {
      const cut = told.seconds ? Math.min(1, told.decoded_s / told.seconds) : null;
      const heard = told.utterances ? told.transcribed / told.utterances : 0;
      // Cutting is quick; hearing is what is waited for.
      return { state: "hearing", part: cut === null ? null : cut * heard };
    }
    default:
      return { state: "waiting", part: null };
  }
}

function answered(text: string): Record<string, unknown> {
  try {
    const value: unknown = JSON.parse(text);
    return typeof value === "object" && value !== null ? (value as Record<string, unknown>) : {};
  } catch {
    return {};
  }
}
