// The display at the table, on a TV: paired by a code, it shows the picture and obeys the studio and its remote control.
// This module joins the parts; each of them decides for itself what is its duty.

import type { ServerMessage, WatchHello } from "../generated/protocol.ts";
import { VERSION, WATCH_PATH } from "../generated/protocol.ts";
import { reduce } from "../state/reducer.ts";
import type { Story } from "../state/story.ts";
import { EMPTY, shown, titleOf } from "../state/story.ts";
import { encode } from "../wire/codec.ts";
import { Socket } from "../wire/socket.ts";
import { browser } from "../wire/world.ts";
import { Awake } from "./awake.ts";
import { forget, recall, remember } from "./memory.ts";
import { Pairer } from "./pairing.ts";
import { Room } from "./room.ts";
import type { Held, Screen } from "./screen.ts";
import { hold, isStale, pressed, pressOf, switches, SWITCHED_ON, told } from "./screen.ts";
import { Stage } from "./stage.ts";

/** A picture's title is bright for so long, then it stays as a shade of itself. */
const TITLE_MS = 30_000;
/** So long a lost connection is nobody's business. */
const LOST_MS = 8_000;
const CURSOR_MS = 2_500;
/** What a new connection would not mend soon is tried again after this long. */
const LATER_MS = 20_000;
const LOOK_MS = 60_000;

const began = Date.now();
const root = document.getElementById("table") as HTMLElement;
const socketBase = location.origin.replace(/^http/, "ws");

let token = recall("token");
let screen: Screen = { ...SWITCHED_ON, brightness: Number(recall("brightness")) || 1 };
let story: Story = EMPTY;
let held: Held = { session: null, picture: null };
let quiet_since = Date.now();
let lost: (() => void) | null = null;
let dim: (() => void) | null = null;
let visible = false;
let connected = false;

const stage = new Stage({
  base: "",
  later: browser.later,
  shown: (picture) => {
    visible = picture !== null;
    quiet_since = Date.now();
    caption();
    stand();
  },
});
const room = new Room(root, stage.element);
const awake = new Awake(() => draw());

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
    code: (pairing) => {
      if (pairing) room.say("");
      room.showCode(pairing);
    },
    reached: (yes) => {
      if (!yes) room.say("away");
    },
    paired: (paired) => {
      token = paired.token;
      remember("token", token);
      begin();
    },
  },
);

const socket = new Socket(
  socketBase + WATCH_PATH,
  {
    // Always a whole snapshot: a TV wakes up after days.
    hello: () =>
      Promise.resolve(
        encode({
          type: "hello",
          protocol: VERSION,
          token: token || "",
          session_id: null,
          after: null,
          following: null,
        } satisfies WatchHello),
      ),
    message: receive,
    lost: () => reached(false),
    failed: (code) => failed(code),
    remedy: () => false,
  },
  browser,
);

function receive(message: ServerMessage): void {
  if (message.type === "display.state") {
    screen = told(screen, message);
  } else {
    if (message.type === "ready") reached(true);
    const before = story;
    story = reduce(story, message);
    // What shall be shown now was painted before this connection: a snapshot has it.
    if (message.type === "scene.hidden" && message.show !== null && !story.pictures.has(message.show))
      socket.again();
    else if (message.type === "scene.pinned" && message.scene !== null && !story.pictures.has(message.scene))
      socket.again();
    else if (message.type === "scene.shown" && !story.pictures.has(message.scene)) socket.again();
    if (story === before) return;
  }
  draw();
}

/** The connection came, or went. Nobody at the table is told of a short break. */
function reached(yes: boolean): void {
  connected = yes;
  if (lost) lost();
  lost = null;
  if (yes) room.connected(true);
  else lost = browser.later(() => room.connected(connected), LOST_MS);
}

function failed(code: string): void {
  reached(false);
  if (code === "revoked" || code === "bad_token") {
    unpair();
    room.say("disconnected");
  } else {
    // Its session was deleted, the server is of a newer version, or too much is connected: none of it stays so.
    browser.later(() => {
      if (code === "protocol_version") location.reload();
      else if (token) socket.start();
    }, LATER_MS);
  }
}

function unpair(): void {
  token = null;
  forget("token");
  socket.stop();
  story = EMPTY;
  screen = { ...SWITCHED_ON, brightness: screen.brightness };
  held = { session: null, picture: null };
  begin();
}

function begin(): void {
  if (token) {
    pairer.stop();
    socket.start();
  } else {
    room.connected(true);
    pairer.start();
  }
  draw();
}

function draw(): void {
  const { blackout, freeze } = switches(screen);
  held = hold(held, freeze, { session: story.session, picture: shown(story), hidden: story.hidden });
  stage.show(token ? held.picture : null);
  room.veil(token !== null && blackout, screen.brightness);
  room.tell(screen.told ? screen.told.label : "", screen.brightness, awake.held);
  room.open(screen.info);
  document.body.classList.toggle("blackout", token !== null && blackout);
  caption();
  stand();
}

function stand(): void {
  room.stand(token === null ? "pairing" : visible ? "shown" : "waiting");
}

let captioned = "";

function caption(): void {
  const title = visible && held.picture && switches(screen).caption ? titleOf(story, held.picture.scene) : "";
  if (title === captioned) return;
  captioned = title;
  room.caption_(title);
  document.body.classList.remove("settled");
  if (dim) dim();
  dim = browser.later(() => document.body.classList.add("settled"), TITLE_MS);
}

function press(what: ReturnType<typeof pressOf>): void {
  if (what === null) return;
  screen = pressed(screen, what);
  remember("brightness", `${screen.brightness}`);
  draw();
}

document.addEventListener("keydown", (event) => {
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
  document.body.classList.add("pointing");
  if (cursor) cursor();
  cursor = browser.later(() => document.body.classList.remove("pointing"), CURSOR_MS);
});

window.addEventListener("online", () => socket.again());
document.addEventListener("visibilitychange", () => {
  if (!document.hidden) socket.tick();
});

/** A page that runs for weeks is loaded anew at night, when nothing happens and the server answers. */
function look(): void {
  browser.later(look, LOOK_MS);
  if (!isStale(Date.now() - began, Date.now() - quiet_since, new Date().getHours())) return;
  fetch(location.href, { cache: "no-store" }).then(
    (answer) => {
      if (answer.ok) location.reload();
    },
    () => undefined,
  );
}

room.showCode(null);
browser.later(look, LOOK_MS);
awake.begin();
begin();
