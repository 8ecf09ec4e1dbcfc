// Two layers: the picture that is shown, and behind it the next one, which takes its place once it is decoded.
// There are two <img> for a whole evening. It knows no story: what is to be shown is said to it.

import type { PictureState } from "../generated/protocol.ts";

/** How long one picture becomes another: two moments, and a sketch and its final. */
const FADE_MS = 2_400;
const REFINE_MS = 1_400;
/** How long a picture that was taken away takes to go. */
const LEAVE_MS = 250;
/** A picture that does not come is asked for again, as long as it is wanted. */
const AGAIN_MS = [500, 1_000, 2_000, 5_000, 10_000, 30_000] as const;

export interface StageOptions {
  base: string;
  later(action: () => void, delay_ms: number): () => void;
  /** The picture that can be seen, from when it begins to come; null: none. */
  shown(picture: PictureState | null): void;
}

interface Layer {
  readonly image: HTMLImageElement;
  picture: PictureState | null;
}

export class Stage {
  readonly element: HTMLElement;
  private readonly options: StageOptions;
  private front: Layer;
  private back: Layer;
  private wanted: PictureState | null = null;
  /** Counts what was wanted, so that what an earlier wish still brings is not shown. */
  private round = 0;
  private cancel: (() => void) | null = null;
  private fading = false;

  constructor(options: StageOptions) {
    this.options = options;
    this.element = document.createElement("div");
    this.element.className = "stage";
    this.front = this.layer();
    this.back = this.layer();
  }

  show(picture: PictureState | null): void {
    if ((picture && picture.image) === (this.wanted && this.wanted.image)) return;
    this.wanted = picture;
    this.round += 1;
    if (picture === null) this.clear();
    else if (!this.fading) this.load(picture, 0);
  }

  private layer(): Layer {
    const image = document.createElement("img");
    image.alt = "";
    image.decoding = "async";
    this.element.appendChild(image);
    return { image, picture: null };
  }

  private load(picture: PictureState, tries: number): void {
    const round = this.round;
    const { image } = this.back;
    this.stopWaiting();
    image.src = this.options.base + picture.url;
    // `decode` answers only once it can be painted without a stutter.
    image.decode().then(
      () => {
        if (round === this.round) this.fade(picture);
      },
      () => {
        if (round !== this.round) return;
        const delay_ms = AGAIN_MS[Math.min(tries, AGAIN_MS.length - 1)] as number;
        this.cancel = this.options.later(() => this.load(picture, tries + 1), delay_ms);
      },
    );
  }

  private fade(picture: PictureState): void {
    const before = this.front;
    const after = this.back;
    const refines = before.picture !== null && before.picture.scene === picture.scene;
    const fade_ms = refines ? REFINE_MS : FADE_MS;
    after.picture = picture;
    this.front = after;
    this.back = before;
    this.fading = true;
    // The new one comes in front of the old one, which stays opaque until it is covered: nothing dark shines through.
    after.image.style.zIndex = "2";
    before.image.style.zIndex = "1";
    this.opacity(after.image, 1, fade_ms);
    this.options.shown(picture);
    this.cancel = this.options.later(() => {
      this.fading = false;
      this.cancel = null;
      this.empty(before);
      const { wanted } = this;
      if (wanted !== null && wanted.image !== picture.image) this.load(wanted, 0);
    }, fade_ms + 50);
  }

  /** Nothing is to be seen: at once, whatever was under way. */
  private clear(): void {
    this.stopWaiting();
    this.fading = false;
    const round = this.round;
    for (const layer of [this.front, this.back]) this.opacity(layer.image, 0, LEAVE_MS);
    this.options.shown(null);
    this.cancel = this.options.later(() => {
      if (round !== this.round) return;
      this.empty(this.front);
      this.empty(this.back);
    }, LEAVE_MS + 50);
  }

  private empty(layer: Layer): void {
    layer.picture = null;
    this.opacity(layer.image, 0, 0);
    layer.image.removeAttribute("src");
  }

  private opacity(image: HTMLImageElement, opacity: 0 | 1, fade_ms: number): void {
    image.style.transitionDuration = `${fade_ms}ms`;
    image.style.opacity = `${opacity}`;
  }

  private stopWaiting(): void {
    if (this.cancel !== null) this.cancel();
    this.cancel = null;
  }
}
