// The overlay in a stream: nothing but the picture, as the link in its address lets it be seen. It never shows an error.
// This module joins the parts; each of them decides for itself what is its duty.

import { Watch } from "../screens/watch.ts";
import { shown, titleOf } from "../state/story.ts";
import { browser } from "../wire/world.ts";
import { listen } from "./obs.ts";
import { optionsOf } from "./options.ts";
import { TEST_PICTURE, TEST_TITLE } from "./test_pictures.ts";
import { OverlayView } from "./view.ts";

/** In place of a link's token: a picture to place the source by. It asks no server. */
const TEST = "test";
const NOTHING: ReadonlySet<number> = new Set();

const root = document.documentElement;
const options = optionsOf(location.search, (colour) => CSS.supports("color", colour));
const token = decodeURIComponent(location.hash.slice(1));

const watch = new Watch(
  location.origin.replace(/^http/, "ws"),
  {
    changed: () => view.show(shown(watch.story), watch.story.hidden),
    message: () => undefined,
    reached: (yes) => void root.classList.toggle("aa-connected", yes),
    ended: () => view.show(null, NOTHING),
    outdated: () => location.reload(),
  },
  browser,
);

const view = new OverlayView(
  document.getElementById("overlay") as HTMLElement,
  {
    root,
    later: browser.later,
    title: (picture) => (token === TEST ? TEST_TITLE : titleOf(watch.story, picture.scene)),
  },
  options,
);

if (
  listen({
    visible: () => {
      watch.tick();
      view.wake();
    },
    active: (yes) => {
      root.classList.toggle("aa-active", yes);
      if (yes) view.wake();
    },
    streaming: (yes) => void root.classList.toggle("aa-streaming", yes),
    recording: (yes) => void root.classList.toggle("aa-recording", yes),
  })
)
  root.classList.add("aa-obs");

if (token === TEST) view.show(TEST_PICTURE, NOTHING);
else if (token) watch.start(token);

window.addEventListener("online", () => watch.again());
// Another link was put into the address.
window.addEventListener("hashchange", () => location.reload());
document.addEventListener("visibilitychange", () => {
  if (!document.hidden) watch.tick();
});
