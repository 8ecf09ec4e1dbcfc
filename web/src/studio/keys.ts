// Which key does what. Pure but for reading where the focus is; it does nothing by itself.

/** What a key stands for; the sheet of keys has a line for each. */
export type Deed =
  | "listen"
  | "pause"
  | "draw"
  | "edit"
  | "reroll"
  | "hide"
  | "unhide"
  | "pin"
  | "full"
  | "earlier"
  | "later"
  | "correct"
  | "place"
  | "lock"
  | "check"
  | "keys"
  | "escape";

export const KEYS: readonly (readonly [key: string, deed: Deed])[] = [
  ["S", "listen"],
  ["P", "pause"],
  ["D", "draw"],
  ["E", "edit"],
  ["R", "reroll"],
  ["H", "hide"],
  ["U", "unhide"],
  ["K", "pin"],
  ["F", "full"],
  ["←", "earlier"],
  ["→", "later"],
  ["C", "correct"],
  ["W", "place"],
  ["L", "lock"],
  ["M", "check"],
  ["?", "keys"],
  ["Esc", "escape"],
];

const NAMES: Record<string, string> = { ArrowLeft: "←", ArrowRight: "→", Escape: "Esc" };
/** These are no letters: somebody who speaks to a computer does not press them by speaking. */
const ALWAYS = new Set<Deed>(["escape", "earlier", "later"]);
const DEEDS = new Map(KEYS);

export interface Pressed {
  readonly key: string;
  readonly ctrlKey: boolean;
  readonly metaKey: boolean;
  readonly altKey: boolean;
  readonly repeat: boolean;
  readonly isComposing: boolean;
}

/** What a key press stands for; null: nothing. `single`: whether single letters count. */
export function deedOf(pressed: Pressed, single: boolean): Deed | null {
  if (pressed.ctrlKey || pressed.metaKey || pressed.altKey || pressed.repeat || pressed.isComposing)
    return null;
  const deed = DEEDS.get(NAMES[pressed.key] ?? pressed.key.toUpperCase()) ?? null;
  return deed && (single || ALWAYS.has(deed)) ? deed : null;
}

/** The key of a deed, as `aria-keyshortcuts` and titles name it. */
export function keyOf(deed: Deed): string {
  return KEYS.find(([, other]) => other === deed)?.[0] ?? "";
}

/** Whether somebody is writing, or choosing something that takes keys itself. */
export function writing(target: EventTarget | null): boolean {
  if (!(target instanceof HTMLElement)) return false;
  if (target.isContentEditable) return true;
  if (target instanceof HTMLInputElement) return !["checkbox", "button", "file"].includes(target.type);
  return target instanceof HTMLTextAreaElement || target instanceof HTMLSelectElement;
}
