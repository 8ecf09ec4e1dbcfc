// A scene's title: each is an element of its own that comes and goes, so that nothing on the page is moved.
// It decides nothing.

const LEAVE_MS = 700;

export class Caption {
  readonly element: HTMLElement;
  title = "";
  private readonly later: (action: () => void, delay_ms: number) => () => void;
  private line: HTMLElement | null = null;

  constructor(later: (action: () => void, delay_ms: number) => () => void) {
    this.later = later;
    this.element = document.createElement("div");
    this.element.className = "aa-caption";
  }

  /** Empty: none. */
  say(title: string): void {
    if (title === this.title) return;
    this.title = title;
    const before = this.line;
    this.line = null;
    if (before !== null) {
      before.classList.remove("aa-on");
      this.later(() => this.element.removeChild(before), LEAVE_MS);
    }
    if (title) this.line = this.come(title);
    this.element.classList.toggle("aa-on", title !== "");
  }

  private come(title: string): HTMLElement {
    const line = document.createElement("p");
    line.className = "aa-title";
    // What a person asked for in a few words is a title, too.
    line.textContent = title.charAt(0).toUpperCase() + title.slice(1);
    this.element.appendChild(line);
    // Laid out before it comes, so that it comes slowly.
    void line.offsetWidth;
    line.classList.add("aa-on");
    return line;
  }
}
