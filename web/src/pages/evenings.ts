// What the server tells of an evening, and reading all of it page by page.
// It shows nothing.

import type { Api, Reply } from "../wire/api.ts";
import { history as texts } from "../texts/history.ts";
import { dayOf } from "./format.ts";

export interface Session {
  id: string;
  name: string | null;
  start_time: string;
  ended_at: string | null;
  head: number;
  scenes: number;
  current: boolean;
  picture: string | null;
  thumbnail: string | null;
}

export interface Picture {
  url: string;
  thumbnail: string;
  quality: string;
  width: number;
  height: number;
  engine: string;
  duration_ms: number;
}

export interface Scene {
  number: number;
  status: string;
  title: string | null;
  prompt: string | null;
  reason: string | null;
  hidden: boolean;
  pinned: boolean;
  environment_snapshot: string | null;
  style_snapshot: string | null;
  created_at: string;
  cost_usd: number;
  picture: Picture | null;
}

export const SESSIONS = "/api/v1/sessions";
const PAGE = 500;

export function titleOf(session: Session): string {
  return session.name ?? texts.unnamed(dayOf(session.start_time));
}

export function nameOf(scene: Scene): string {
  return scene.title || texts.scene.untitled(scene.number);
}

/** Every scene of an evening, oldest first. */
export async function allScenes(api: Api, session: string, signal?: AbortSignal): Promise<Reply<Scene[]>> {
  const scenes: Scene[] = [];
  for (let after = 0; ; ) {
    const { value } = await api.get<{ scenes: Scene[]; next: number | null }>(
      `${SESSIONS}/${session}/scenes`,
      {
        query: { after, limit: PAGE },
        signal,
      },
    );
    scenes.push(...value.scenes);
    if (value.next === null) return { value: scenes, etag: null };
    after = value.next;
  }
}
