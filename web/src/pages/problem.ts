// An error as a sentence for a person. It shows nothing by itself.

import { problems } from "../texts/problems.ts";
import { ApiError } from "../wire/api.ts";

/** What to say of whatever was thrown. */
export function problemOf(error: unknown): string {
  const { code, message } = named(error);
  const known = problems.codes[code];
  const said = known ?? (message || problems.unknown);
  const after = error instanceof ApiError ? error.retryAfterS : null;
  return after && after > 1 ? `${said} ${problems.wait(after)}` : said;
}

/** Whether somebody else changed it meanwhile. */
export function isChanged(error: unknown): boolean {
  return error instanceof ApiError && error.code === "changed";
}

/** Whether it is not there (any more). */
export function isGone(error: unknown): boolean {
  return error instanceof ApiError && error.status === 404;
}

function named(error: unknown): { code: string; message: string } {
  if (!(error instanceof Error)) return { code: "", message: "" };
  const code = (error as { code?: unknown }).code;
  return typeof code === "string" ? { code, message: error.message } : { code: "", message: "" };
}
