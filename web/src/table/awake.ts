// Keeps the screen awake where the browser has a way. Where it has none (before Chromium 84) nothing here pretends to:
// a muted video keeps no TV awake that can be relied on, so the page says what to set instead.

interface Lock {
  addEventListener(type: "release", listener: () => void): void;
}

export class Awake {
  held = false;
  private readonly changed: () => void;

  constructor(changed: () => void) {
    this.changed = changed;
  }

  begin(): void {
    this.take();
    // A lock ends whenever the page is hidden.
    document.addEventListener("visibilitychange", () => this.take());
  }

  private take(): void {
    const wake = (navigator as { wakeLock?: { request(type: "screen"): Promise<Lock> } }).wakeLock;
    if (!wake || this.held || document.hidden) return;
    wake.request("screen").then(
      (lock) => {
        lock.addEventListener("release", () => this.note(false));
        this.note(true);
      },
      () => this.note(false),
    );
  }

  private note(held: boolean): void {
    this.held = held;
    this.changed();
  }
}
