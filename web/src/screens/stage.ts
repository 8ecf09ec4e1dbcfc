// Two layers: the picture that is shown, and the next one, which comes in front of it once it is decoded.
// There are two <img> for a whole evening. It knows no story: what is to be shown, and what may not be, is said to it.

import type { PictureState } from "../generated/protocol.ts";

/** How long a picture that was taken away takes to go. */
const LEAVE_MS = 250;
/** A picture that does not come is asked for again, as long as it is wanted. */
const AGAIN_MS = [500, 1_000, 2_000, 5_000, 10_000, 30_000] as const;
/** Nothing is drawn while a page is hidden, so nothing may be decoded either: then it is enough that it is there. */
const DECODE_MS = 1_500;

export interface StageOptions {
  /** How long one picture becomes another: of two moments, and of a sketch and its final. */
  readonly fade_ms: number;
  readonly refine_ms: number;
  later(action: () => void, delay_ms: number): () => void;
  /** The picture that can be seen, from when it begins to come; null: none. */
  shown(picture: PictureState | null): void;
}

interface Layer {
  readonly image: HTMLImageElement;
  /** What can be seen in it. */
  picture: PictureState | null;
  /** It is on its way out, and empty when it is gone. */
  leaving: boolean;
}

export class Stage {
  readonly element: HTMLElement;
  private readonly options: StageOptions;
  private front: Layer;
  private back: Layer;
  private wanted: PictureState | null = null;
  /** What the back layer waits for. */
  private coming: PictureState | null = null;
  private fading = false;
  private told: PictureState | null = null;
  /** Ends what is waited for: a picture that comes, a new try, the end of a fade. */
  private cancel: () => void = nothing;

  constructor(options: StageOptions) {
    this.options = options;
    this.element = document.createElement("div");
    this.element.className = "aa-stage";
    this.front = this.layer();
    this.back = this.layer();
  }

  /** Show this picture. One of a scene in `hidden` goes at once, whatever is under way. */
  show(picture: PictureState | null, hidden: ReadonlySet<number>): void {
    this.wanted = picture;
    for (const layer of [this.front, this.back]) {
      if (layer.picture !== null && (picture === null || hidden.has(layer.picture.scene))) this.leave(layer);
    }
    this.settle();
    this.report();
  }

  /** Do what is next to be done. */
  private settle(): void {
    const { wanted, front, coming } = this;
    if (this.fading) return;
    if (wanted === null || (front.picture !== null && front.picture.image === wanted.image)) this.wait(null);
    else if ((coming === null || coming.image !== wanted.image) && !this.back.leaving) this.load(wanted, 0);
  }

  private layer(): Layer {
    const image = document.createElement("img");
    image.alt = "";
    image.decoding = "async";
    image.className = "aa-picture";
    this.element.appendChild(image);
    return { image, picture: null, leaving: false };
  }

  private load(picture: PictureState, tries: number): void {
    this.wait(picture);
    const { image } = this.back;
    let current = true;
    let late = nothing;
    const done = (there: boolean): void => {
      if (!current) return;
      this.cancel();
      if (there) {
        this.fade(picture);
        return;
      }
      const delay_ms = AGAIN_MS[Math.min(tries, AGAIN_MS.length - 1)] as number;
      this.cancel = this.options.later(() => this.load(picture, tries + 1), delay_ms);
    };
    this.cancel = () => {
      current = false;
      late();
      image.onload = null;
    };
    image.onload = () => {
      late = this.options.later(() => done(true), document.hidden ? 0 : DECODE_MS);
    };
    image.style.setProperty("--aa-ratio", `${picture.width / picture.height}`);
    image.src = picture.url;
    // `decode` answers only once it can be painted without a stutter.
    image.decode().then(
      () => done(true),
      () => done(false),
    );
  }

  private fade(picture: PictureState): void {
    const before = this.front;
    const after = this.back;
    const refines = before.picture !== null && before.picture.scene === picture.scene;
    const fade_ms = refines ? this.options.refine_ms : this.options.fade_ms;
    this.front = after;
    this.back = before;
    this.coming = null;
    this.fading = true;
    after.picture = picture;
    // It comes in front of the old one, which stays opaque until it is covered: nothing dark shines through.
    after.image.style.zIndex = "2";
    before.image.style.zIndex = "1";
    after.image.classList.toggle("aa-refining", refines);
    this.see(after, true, fade_ms);
    this.report();
    this.cancel = this.options.later(() => {
      this.fading = false;
      if (before.picture !== null) this.leave(before);
      this.settle();
    }, fade_ms + 50);
  }

  private leave(layer: Layer): void {
    layer.picture = null;
    layer.leaving = true;
    this.see(layer, false, LEAVE_MS);
    if (this.fading && layer === this.front) {
      // What it was to cover is still there.
      this.cancel();
      this.fading = false;
      this.front = this.back;
      this.back = layer;
    }
    this.options.later(() => {
      layer.leaving = false;
      layer.image.removeAttribute("src");
      this.settle();
    }, LEAVE_MS + 50);
  }

  private report(): void {
    const { picture } = this.front;
    if (picture === this.told) return;
    this.told = picture;
    this.options.shown(picture);
  }

  private wait(picture: PictureState | null): void {
    this.cancel();
    this.cancel = nothing;
    this.coming = picture;
  }

  private see(layer: Layer, yes: boolean, fade_ms: number): void {
    layer.image.style.transitionDuration = `${fade_ms}ms`;
    layer.image.classList.toggle("aa-shown", yes);
  }
}

function nothing(): void {
  // There is nothing to end.
}
