// Keeps the screen on while somebody is listened to, where the browser has a way.
// It says nothing when there is none.

export class Wakeful {
  private wanted = false;
  private lock: WakeLockSentinel | null = null;

  constructor() {
    // A lock ends whenever its page is hidden.
    document.addEventListener("visibilitychange", () => void this.take());
  }

  want(wanted: boolean): void {
    if (wanted === this.wanted) return;
    this.wanted = wanted;
    if (wanted) void this.take();
    else {
      void this.lock?.release();
      this.lock = null;
    }
  }

  private async take(): Promise<void> {
    const wake = navigator.wakeLock as WakeLock | undefined;
    if (!wake || !this.wanted || document.hidden || (this.lock && !this.lock.released)) return;
    try {
      const lock = await wake.request("screen");
      if (this.wanted) this.lock = lock;
      else await lock.release();
    } catch {
      // A battery that is nearly empty, or a policy: the screen goes dark as it would have.
      this.lock = null;
    }
  }
}
