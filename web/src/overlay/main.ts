// The overlay in a stream: nothing but the picture, as the link in its address lets it be seen. It never shows an error.
// This module joins the parts; each of them decides for itself what is its duty.

import type { PictureState } from "../generated/protocol.ts";
import { Caption } from "../screens/caption.ts";
import { Stage } from "../screens/stage.ts";
import { Watch } from "../screens/watch.ts";
import { shown, titleOf } from "../state/story.ts";
import { overlay as texts } from "../texts/overlay.ts";
import { browser } from "../wire/world.ts";
import { listen } from "./obs.ts";
import { optionsOf } from "./options.ts";
import testPicture from "./test.webp";

/** In place of a link's token: a picture to place the source by. It asks no server. */
const TEST = "test";
const NOTHING: ReadonlySet<number> = new Set();

const root = document.documentElement;
const overlay = document.getElementById("overlay") as HTMLElement;
const options = optionsOf(location.search, (colour) => CSS.supports("color", colour));
const token = decodeURIComponent(location.hash.slice(1));

const caption = new Caption(browser.later);
const stage = new Stage({
  fade_ms: options.fade_ms,
  refine_ms: options.fade_ms,
  later: browser.later,
  shown: (picture) => {
    if (picture !== null) {
      caption.element.style.setProperty("--aa-ratio", `${picture.width / picture.height}`);
      wake();
    }
    overlay.classList.toggle("aa-empty", picture === null);
    visible = picture;
    entitle();
  },
});
let visible: PictureState | null = null;
let rest: (() => void) | null = null;

const watch = new Watch(
  location.origin.replace(/^http/, "ws"),
  {
    changed: () => {
      stage.show(shown(watch.story), watch.story.hidden);
      entitle();
    },
    message: () => undefined,
    reached: (yes) => void root.classList.toggle("aa-connected", yes),
    ended: () => stage.show(null, NOTHING),
    outdated: () => location.reload(),
  },
  browser,
);

/** The title of the picture that can be seen, not of the one that is on its way. */
function entitle(): void {
  if (options.caption === "off") return;
  if (token === TEST) caption.say(visible === null ? "" : texts.test);
  else caption.say(visible === null ? "" : titleOf(watch.story, visible.scene));
}

/** It is seen (again), for as long as the address says. */
function wake(): void {
  if (rest !== null) rest();
  rest = null;
  overlay.classList.remove("aa-resting");
  if (options.hide_after_ms !== null)
    rest = browser.later(() => overlay.classList.add("aa-resting"), options.hide_after_ms);
}

function set(name: string, value: string): void {
  root.style.setProperty(name, value);
}

function arrange(): void {
  const { fit, x, y, size, radius_px, fade_ms, transition, bg } = options;
  overlay.className = `aa-overlay aa-empty aa-fit-${fit} aa-transition-${transition} aa-caption-${options.caption}`;
  set("--aa-x", x);
  set("--aa-y", y);
  set("--aa-size", `${size}`);
  set("--aa-fade", `${fade_ms}ms`);
  // What the address does not say, the streamer's own style sheet may.
  if (radius_px !== null) set("--aa-radius", `${radius_px}px`);
  if (bg !== null) set("--aa-bg", bg);
  overlay.appendChild(stage.element);
  overlay.appendChild(caption.element);
}

arrange();
if (
  listen({
    visible: () => {
      watch.tick();
      wake();
    },
    active: (yes) => {
      root.classList.toggle("aa-active", yes);
      if (yes) wake();
    },
    streaming: (yes) => void root.classList.toggle("aa-streaming", yes),
    recording: (yes) => void root.classList.toggle("aa-recording", yes),
  })
)
  root.classList.add("aa-obs");

if (token === TEST)
  stage.show(
    { scene: 0, image: TEST, url: testPicture, quality: "final", width: 1280, height: 720 },
    NOTHING,
  );
else if (token) watch.start(token);

window.addEventListener("online", () => watch.again());
// Another link was put into the address.
window.addEventListener("hashchange", () => location.reload());
document.addEventListener("visibilitychange", () => {
  if (!document.hidden) watch.tick();
});
