// The display at the table, on a TV: paired by a code, it shows the picture and obeys the studio and its remote control.
// This module joins the parts; each of them decides for itself what is its duty.

import { Caption } from "../screens/caption.ts";
import { Stage } from "../screens/stage.ts";
import { Watch } from "../screens/watch.ts";
import { shown, titleOf } from "../state/story.ts";
import { browser } from "../wire/world.ts";
import { Awake } from "./awake.ts";
import { forget, recall, remember } from "./memory.ts";
import { Pairer } from "./pairing.ts";
import { Room } from "./room.ts";
import type { Held, Screen } from "./screen.ts";
import { hold, isAsleep, isStale, pressed, pressOf, switches, SWITCHED_ON, told } from "./screen.ts";

/** How long one picture becomes another: two moments, and a sketch and its final. */
const FADE_MS = 2_400;
const REFINE_MS = 1_400;
/** A picture's title is bright for so long, then it stays as a shade of itself. */
const TITLE_MS = 30_000;
/** So long a lost connection is nobody's business. */
const LOST_MS = 8_000;
const CURSOR_MS = 2_500;
const LOOK_MS = 60_000;

const began = Date.now();
const root = document.getElementById("table") as HTMLElement;

let token = recall("token");
let screen: Screen = { ...SWITCHED_ON, brightness: Number(recall("brightness")) || 1 };
let held: Held = { session: null, picture: null };
let quiet_since = Date.now();
let lost: (() => void) | null = null;
let dim: (() => void) | null = null;
let visible: Held["picture"] = null;
let connected = false;
/** Its account has sent it away; told until it has another one. */
let disconnected = false;
/** The picture over which this screen went to rest, if it rested when the page was loaded anew; empty: over none. */
const rested = recall("rested");
forget("rested");
let asleep = rested !== null;

const stage = new Stage({
  fade_ms: FADE_MS,
  refine_ms: REFINE_MS,
  later: browser.later,
  shown: (picture) => {
    visible = picture;
    if (picture !== null && picture.image !== rested) stir();
    entitle();
    stand();
  },
});
const caption = new Caption(browser.later);
const awake = new Awake(() => draw());
const room = new Room(root, awake.element, stage.element, caption.element);

const pairer = new Pairer(
  {
    ask: async (path, body) => {
      const answer = await fetch(path, {
        method: "POST",
        headers: body ? { "content-type": "application/json" } : {},
        body: body ? JSON.stringify(body) : null,
        cache: "no-store",
      });
      const told_body: unknown = await answer.json();
      return {
        status: answer.status,
        retry_after_s: Number(answer.headers.get("retry-after")) || 0,
        body: told_body,
      };
    },
    later: browser.later,
  },
  {
    code: (pairing) => room.showCode(pairing),
    reached: (yes) => room.say(!yes ? "away" : disconnected ? "disconnected" : ""),
    paired: (paired) => {
      disconnected = false;
      token = paired.token;
      remember("token", token);
      begin();
    },
  },
);

const watch = new Watch(
  location.origin.replace(/^http/, "ws"),
  {
    changed: () => draw(),
    message: (message) => {
      if (message.type !== "display.state") return;
      const before = screen.told;
      screen = told(screen, message);
      // It is told again with each connection.
      if (before !== null && JSON.stringify(before) !== JSON.stringify(message)) stir();
      draw();
    },
    reached,
    ended: () => {
      disconnected = true;
      unpair();
      room.say("disconnected");
    },
    outdated: () => location.reload(),
  },
  browser,
);

/** The connection came, or went. Nobody at the table is told of a short break. */
function reached(yes: boolean): void {
  connected = yes;
  if (lost) lost();
  lost = null;
  if (yes) room.connected(true);
  else lost = browser.later(() => room.connected(connected), LOST_MS);
}

function unpair(): void {
  token = null;
  forget("token");
  watch.stop();
  screen = { ...SWITCHED_ON, brightness: screen.brightness };
  held = { session: null, picture: null };
  begin();
}

function begin(): void {
  if (token) {
    pairer.stop();
    watch.start(token);
  } else {
    reached(true);
    pairer.start();
  }
  draw();
}

function draw(): void {
  const { story } = watch;
  const { blackout, freeze } = switches(screen);
  held = hold(held, freeze, { session: story.session, picture: shown(story), hidden: story.hidden });
  stage.show(token ? held.picture : null, story.hidden);
  room.veil(token !== null && (blackout || asleep), screen.brightness);
  room.tell(screen.told ? screen.told.label : "", screen.brightness, awake.way);
  room.open(screen.info);
  document.body.classList.toggle("blackout", token !== null && (blackout || asleep));
  entitle();
  stand();
}

/** A picture that is on its way, or just went, is no reason to say that there is no story. */
function stand(): void {
  room.stand(token === null ? "pairing" : visible || held.picture ? "shown" : "waiting");
}

function entitle(): void {
  const title = visible && switches(screen).caption ? titleOf(watch.story, visible.scene) : "";
  if (title === caption.title) return;
  caption.say(title);
  document.body.classList.remove("settled");
  if (dim) dim();
  dim = browser.later(() => document.body.classList.add("settled"), TITLE_MS);
}

/** Something happened: whoever looks may see it. */
function stir(): void {
  quiet_since = Date.now();
  if (!asleep) return;
  asleep = false;
  draw();
}

function press(what: ReturnType<typeof pressOf>): void {
  if (what === null) return;
  screen = pressed(screen, what);
  remember("brightness", `${screen.brightness}`);
  draw();
}

document.addEventListener("keydown", (event) => {
  stir();
  const what = pressOf(event.key, event.keyCode);
  if (event.key === "f" || event.key === "F") whole();
  if (what === null || event.ctrlKey || event.altKey || event.metaKey) return;
  if (screen.info && (what === "ok" || what === "caption" || what === "brighter" || what === "darker")) {
    if (what === "ok") return; // the button's
    if (event.keyCode === 37 || event.keyCode === 39) {
      event.preventDefault();
      step(event.keyCode === 39 ? 1 : -1);
      return;
    }
  }
  event.preventDefault();
  press(what);
});

/** To the next button, or the one before. */
function step(by: number): void {
  const buttons = [room.fullscreen, room.forget, room.close];
  const at = buttons.indexOf(document.activeElement as HTMLElement);
  (buttons[(at + by + buttons.length) % buttons.length] as HTMLElement).focus();
}

function whole(): void {
  if (document.fullscreenElement) void document.exitFullscreen();
  else if (document.documentElement.requestFullscreen) void document.documentElement.requestFullscreen();
}

room.fullscreen.addEventListener("click", whole);
room.close.addEventListener("click", () => press("back"));
room.forget.addEventListener("click", () => {
  press("back");
  unpair();
});
root.addEventListener("click", (event) => {
  if (!room.info.contains(event.target as Node) && token) press(screen.info ? "back" : "ok");
});

let cursor: (() => void) | null = null;
document.addEventListener("mousemove", () => {
  stir();
  document.body.classList.add("pointing");
  if (cursor) cursor();
  cursor = browser.later(() => document.body.classList.remove("pointing"), CURSOR_MS);
});

window.addEventListener("online", () => watch.again());
document.addEventListener("visibilitychange", () => {
  if (!document.hidden) watch.tick();
});

/** A page that runs for weeks is loaded anew at night, when nothing happens and the server answers. */
function look(): void {
  browser.later(look, LOOK_MS);
  const quiet_ms = Date.now() - quiet_since;
  if (!asleep && isAsleep(quiet_ms, visible !== null)) {
    asleep = true;
    draw();
  }
  if (!isStale(Date.now() - began, quiet_ms, new Date().getHours())) return;
  fetch(location.href, { cache: "no-store" }).then(
    (answer) => {
      if (!answer.ok) return;
      if (asleep) remember("rested", visible ? visible.image : "");
      location.reload();
    },
    () => undefined,
  );
}

room.showCode(null);
browser.later(look, LOOK_MS);
awake.begin();
begin();
