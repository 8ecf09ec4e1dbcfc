// How an overlay lies in a stream of 1920 × 1080, on a smaller scale: drawn by the overlay's own code, styles and reading of
// its address, with test pictures. It knows no link and asks no server for a story.

import { useEffect, useRef } from "preact/hooks";
import "../overlay/overlay.css";
import { optionsOf } from "../overlay/options.ts";
import type { Options } from "../overlay/options.ts";
import { TEST_PICTURE, TEST_TITLE } from "../overlay/test_pictures.ts";
import { OverlayView } from "../overlay/view.ts";
import type { PictureState } from "../generated/protocol.ts";
import { displays as texts } from "../texts/displays.ts";
import { browser } from "../wire/world.ts";
import type { Look } from "./overlay_address.ts";
import { addressOf, TEST } from "./overlay_address.ts";

/** Width of the source that is previewed; its height is in the style sheet. */
const WIDTH = 1920;
const NOTHING: ReadonlySet<number> = new Set();
/** So that a change can be seen, too. */
const SECOND: PictureState = {
  ...TEST_PICTURE,
  scene: 1,
  image: "second",
  url: "/styles/oil-painting.webp",
};

export function Preview({ look }: { look: Look }) {
  const frame = useRef<HTMLDivElement>(null);
  const source = useRef<HTMLDivElement>(null);
  const overlay = useRef<HTMLDivElement>(null);
  const view = useRef<OverlayView | null>(null);
  const picture = useRef(TEST_PICTURE);
  const { preview } = texts.overlay;

  useEffect(() => {
    const [around, root, element] = [frame.current, source.current, overlay.current];
    if (!around || !root || !element) return undefined;
    const drawn = new OverlayView(
      element,
      {
        root,
        later: browser.later,
        title: ({ scene }) => (scene === SECOND.scene ? preview.second : TEST_TITLE),
      },
      optionsFor(look),
    );
    view.current = drawn;
    drawn.show(picture.current, NOTHING);
    const fit = new ResizeObserver(() =>
      root.style.setProperty("--scale", String(around.clientWidth / WIDTH)),
    );
    fit.observe(around);
    return () => {
      fit.disconnect();
      view.current = null;
      drawn.show(null, NOTHING);
      element.replaceChildren();
    };
  }, []);
  useEffect(() => view.current?.arrange(optionsFor(look)), [look]);

  const next = (): void => {
    picture.current = picture.current === SECOND ? TEST_PICTURE : SECOND;
    view.current?.wake();
    view.current?.show(picture.current, NOTHING);
  };
  return (
    <figure class="stack">
      <div class="overlay-preview" ref={frame} aria-hidden="true">
        <div class="overlay-source" ref={source}>
          <div ref={overlay} />
        </div>
      </div>
      <figcaption class="faint small">{preview.lead}</figcaption>
      <div class="row">
        <button type="button" class="compact" onClick={next}>
          {preview.next}
        </button>
      </div>
    </figure>
  );
}

/** What an overlay makes of the address that is copied. */
function optionsFor(look: Look): Options {
  const { search } = new URL(addressOf(location.origin, look, TEST));
  return optionsOf(search, (colour) => CSS.supports("color", colour));
}
