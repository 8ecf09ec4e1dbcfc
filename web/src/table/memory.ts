// What a display remembers of itself, where its browser lets it.

const PREFIX = "adventure.table.";

export function recall(name: string): string | null {
  try {
    return localStorage.getItem(PREFIX + name);
  } catch (_refused) {
    return null;
  }
}

export function remember(name: string, value: string): void {
  try {
    localStorage.setItem(PREFIX + name, value);
  } catch (_refused) {
    // Until it is switched off it is remembered all the same.
  }
}

export function forget(name: string): void {
  try {
    localStorage.removeItem(PREFIX + name);
  } catch (_refused) {
    // It was never there.
  }
}
