// The marks on the tools, drawn with one pen. They say nothing by themselves: each stands beside its word.

import type { ComponentChildren } from "preact";

const PATHS = {
  draw: (
    <>
      <path d="M4 20c3.6.4 5.6-.9 5.8-3.2a2.6 2.6 0 0 0-4.9-1.1C3.9 17.4 5.2 18.6 4 20Z" />
      <path d="M9 14.2 18.6 4.4a1.4 1.4 0 0 1 2 2L11.2 16" />
    </>
  ),
  edit: (
    <>
      <path d="M5 19.5 6 15.5 16.5 5a2.1 2.1 0 0 1 3 3L9 18.5Z" />
      <path d="m14.8 6.8 2.9 2.9" />
    </>
  ),
  reroll: (
    <>
      <path d="M12 2.5 20.2 7.2v9.6L12 21.5 3.8 16.8V7.2Z" />
      <path d="m12 7.4 4.3 7.3H7.7Z" />
      <path d="M12 2.5v4.9M3.8 7.2l8.2.2 8.2-.2M3.8 16.8l3.9-2.1M20.2 16.8l-3.9-2.1M12 21.5l-4.3-6.8M12 21.5l4.3-6.8" />
    </>
  ),
  pin: (
    <>
      <path d="M9 3.5h6l-1 6 3.5 3v1.5h-11v-1.5l3.5-3Z" />
      <path d="M12 14v6.5" />
    </>
  ),
  hide: (
    <>
      <path d="M3 12s3.5-6 9-6 9 6 9 6-3.5 6-9 6-9-6-9-6Z" />
      <path d="M4.5 20 19.5 4" />
    </>
  ),
  show: (
    <>
      <path d="M3 12s3.5-6 9-6 9 6 9 6-3.5 6-9 6-9-6-9-6Z" />
      <circle cx="12" cy="12" r="2.6" />
    </>
  ),
  full: <path d="M4 9V4h5M20 9V4h-5M4 15v5h5M20 15v5h-5" />,
  lock: (
    <>
      <path d="M5.5 11h13v9h-13Z" />
      <path d="M8.5 11V8a3.5 3.5 0 0 1 7 0v3" />
    </>
  ),
  unlock: (
    <>
      <path d="M5.5 11h13v9h-13Z" />
      <path d="M8.5 11V8a3.5 3.5 0 0 1 6.8-1.2" />
    </>
  ),
} satisfies Record<string, ComponentChildren>;

export type IconName = keyof typeof PATHS;

export function Icon({ name }: { name: IconName }) {
  return (
    <svg class="icon" viewBox="0 0 24 24" aria-hidden="true" focusable="false">
      {PATHS[name]}
    </svg>
  );
}
