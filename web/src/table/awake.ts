// Keeps the screen awake: by a lock where the browser has one, else by a video, which most screens do not sleep over.
// Locks need HTTPS and Chromium 84, so a TV in the local network mostly has the video; no page can know whether that holds.

interface Lock {
  addEventListener(type: "release", listener: () => void): void;
}

interface Locks {
  request(type: "screen"): Promise<Lock>;
}

/** A still picture is a video as long as it comes anew. */
const FRAME_MS = 5_000;

export class Awake {
  way: "lock" | "video" | "none" = "none";
  /** It lies below everything: browsers ask that such a video is large, not that nothing covers it. */
  readonly element: HTMLVideoElement = document.createElement("video");
  private readonly changed: () => void;
  private playing = false;

  constructor(changed: () => void) {
    this.changed = changed;
    this.element.className = "awake";
    this.element.muted = true;
    this.element.setAttribute("playsinline", "");
    this.element.setAttribute("aria-hidden", "true");
  }

  begin(): void {
    this.take();
    // A lock ends whenever the page is hidden, and so does a video.
    document.addEventListener("visibilitychange", () => this.take());
  }

  private take(): void {
    if (document.hidden || this.way === "lock") return;
    const wake = (navigator as { wakeLock?: Locks }).wakeLock;
    if (!wake) {
      this.play();
      return;
    }
    wake.request("screen").then(
      (lock) => {
        lock.addEventListener("release", () => this.note("none"));
        this.element.pause();
        this.note("lock");
      },
      () => this.play(),
    );
  }

  private play(): void {
    if (!this.playing) {
      const canvas = document.createElement("canvas");
      canvas.width = canvas.height = 16;
      const pen = canvas.getContext("2d");
      if (!pen || !canvas.captureStream) return;
      this.playing = true;
      this.element.srcObject = canvas.captureStream();
      const frame = (): void => {
        pen.fillRect(0, 0, canvas.width, canvas.height);
        setTimeout(frame, FRAME_MS);
      };
      frame();
    }
    const begun = this.element.play() as Promise<void> | undefined;
    if (begun)
      begun.then(
        () => this.note("video"),
        () => this.note("none"),
      );
  }

  private note(way: Awake["way"]): void {
    this.way = way;
    this.changed();
  }
}
