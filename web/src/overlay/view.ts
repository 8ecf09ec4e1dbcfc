// What an overlay looks like: the picture and its title as the address wants them. In a stream and in the studio's preview.
// It follows no story and knows no page around it.

import type { PictureState } from "../generated/protocol.ts";
import { Caption } from "../screens/caption.ts";
import type { StageOptions } from "../screens/stage.ts";
import { Stage } from "../screens/stage.ts";
import type { Options } from "./options.ts";

export interface OverlayOwner {
  /** What carries the variables that its styles read: the page's root, or what stands for it. */
  readonly root: HTMLElement;
  later(action: () => void, delay_ms: number): () => void;
  title(picture: PictureState): string;
}

export class OverlayView {
  private readonly element: HTMLElement;
  private readonly owner: OverlayOwner;
  /** The stage's own options, which it reads with every change. */
  private readonly lengths: { -readonly [Name in keyof StageOptions]: StageOptions[Name] };
  private readonly stage: Stage;
  private readonly caption: Caption;
  private options: Options;
  private visible: PictureState | null = null;
  private rest: (() => void) | null = null;
  private resting = false;

  constructor(element: HTMLElement, owner: OverlayOwner, options: Options) {
    this.element = element;
    this.owner = owner;
    this.options = options;
    this.caption = new Caption(owner.later);
    this.lengths = {
      fade_ms: options.fade_ms,
      refine_ms: options.fade_ms,
      later: owner.later,
      shown: (picture: PictureState | null) => this.see(picture),
    };
    this.stage = new Stage(this.lengths);
    element.appendChild(this.stage.element);
    element.appendChild(this.caption.element);
    this.arrange(options);
  }

  /** From now on it looks so; a change that is under way keeps its length. */
  arrange(options: Options): void {
    const { x, y, size, radius_px, fade_ms, bg } = options;
    this.options = options;
    this.lengths.fade_ms = this.lengths.refine_ms = fade_ms;
    this.set("--aa-x", x);
    this.set("--aa-y", y);
    this.set("--aa-size", `${size}`);
    this.set("--aa-fade", `${fade_ms}ms`);
    // What the address does not say, the streamer's own style sheet may.
    this.set("--aa-radius", radius_px === null ? "" : `${radius_px}px`);
    this.set("--aa-bg", bg === null ? "" : bg);
    this.wake();
    this.entitle();
  }

  show(picture: PictureState | null, hidden: ReadonlySet<number>): void {
    this.stage.show(picture, hidden);
    // A title may come after its picture.
    this.entitle();
  }

  /** It is seen (again), for as long as the address says. */
  wake(): void {
    if (this.rest !== null) this.rest();
    this.rest = null;
    this.resting = false;
    if (this.options.hide_after_ms !== null)
      this.rest = this.owner.later(() => {
        this.resting = true;
        this.name();
      }, this.options.hide_after_ms);
    this.name();
  }

  private see(picture: PictureState | null): void {
    this.visible = picture;
    if (picture !== null) {
      this.caption.element.style.setProperty("--aa-ratio", `${picture.width / picture.height}`);
      this.wake();
    }
    this.name();
    this.entitle();
  }

  /** The title of the picture that can be seen, not of the one that is on its way. */
  private entitle(): void {
    const { visible } = this;
    this.caption.say(visible === null || this.options.caption === "off" ? "" : this.owner.title(visible));
  }

  private name(): void {
    const { fit, transition, caption } = this.options;
    this.element.className =
      `aa-overlay aa-fit-${fit} aa-transition-${transition} aa-caption-${caption}` +
      (this.visible === null ? " aa-empty" : "") +
      (this.resting ? " aa-resting" : "");
  }

  private set(name: string, value: string): void {
    this.owner.root.style.setProperty(name, value);
  }
}
