// What surrounds the picture: the code to type, the night before the story, titles, and what the remote control opens.
// It draws what it is told and decides nothing.

import { table as texts } from "../texts/table.ts";
import type { Pairing } from "./pairing.ts";

const SVG = "http://www.w3.org/2000/svg";
/** Light modules around a QR code. */
const QUIET = 4;

function made(parent: Element, name: string, tag = "div", text = ""): HTMLElement {
  const element = document.createElement(tag);
  element.className = name;
  element.textContent = text;
  parent.appendChild(element);
  return element;
}

export class Room {
  readonly info: HTMLElement;
  readonly fullscreen: HTMLElement;
  readonly forget: HTMLElement;
  readonly close: HTMLElement;
  private readonly waiting: HTMLElement;
  private readonly caption: HTMLElement;
  private readonly title: HTMLElement;
  private readonly pairing: HTMLElement;
  private readonly code: HTMLElement;
  private readonly note: HTMLElement;
  private readonly qr: HTMLElement;
  private readonly mark: HTMLElement;
  private readonly label: HTMLElement;
  private readonly state: HTMLElement;
  private readonly level: HTMLElement;
  private readonly awake: HTMLElement;
  private readonly night: HTMLElement;
  private readonly black: HTMLElement;

  constructor(root: HTMLElement, stage: HTMLElement) {
    this.waiting = made(root, "waiting");
    made(this.waiting, "chart").appendChild(chart());
    const words = made(this.waiting, "words");
    made(words, "name", "h1", texts.name);
    made(words, "hint", "p", texts.waiting);
    root.appendChild(stage);
    this.caption = made(root, "caption");
    this.title = made(this.caption, "title", "p");

    this.pairing = made(root, "pairing");
    made(this.pairing, "chart").appendChild(chart());
    const card = made(this.pairing, "card");
    const left = made(card, "left");
    made(left, "name", "p", texts.name);
    made(left, "lead", "h1", texts.pair);
    made(left, "step", "p", texts.step_open);
    made(left, "step", "p", texts.step_type);
    this.code = made(left, "code", "p");
    this.note = made(left, "note", "p");
    const right = made(card, "right");
    this.qr = made(right, "qr");
    made(right, "step", "p", texts.step_scan);

    this.mark = made(root, "mark", "p", texts.reconnecting);
    this.night = made(root, "veil night");
    this.black = made(root, "veil black");

    this.info = made(root, "info");
    this.info.setAttribute("role", "dialog");
    this.info.setAttribute("aria-label", texts.display);
    this.label = made(this.info, "label", "h2");
    this.state = made(this.info, "row", "p");
    this.level = made(this.info, "row", "p");
    this.awake = made(this.info, "row small", "p");
    const keys = made(this.info, "keys", "ul");
    for (const key of [texts.key_brightness, texts.key_caption, texts.key_red, texts.key_yellow])
      made(keys, "key", "li", key);
    const buttons = made(this.info, "buttons");
    this.fullscreen = made(buttons, "button", "button", texts.fullscreen);
    this.forget = made(buttons, "button", "button", texts.forget);
    this.close = made(buttons, "button", "button", texts.close);
  }

  /** Which of them is to be seen: the code, the night before the story, or the picture alone. */
  stand(where: "pairing" | "waiting" | "shown"): void {
    on(this.pairing, where === "pairing");
    on(this.waiting, where === "waiting");
  }

  showCode(pairing: Pairing | null): void {
    this.code.textContent = pairing ? `${pairing.code.slice(0, 3)} ${pairing.code.slice(3)}` : "· · ·";
    this.code.setAttribute("aria-label", pairing ? pairing.code.split("").join(" ") : texts.code_coming);
    while (this.qr.firstChild) this.qr.removeChild(this.qr.firstChild);
    if (pairing) this.qr.appendChild(drawn(pairing.qr.size, pairing.qr.path));
    on(this.qr, pairing !== null);
  }

  say(note: "" | "away" | "disconnected"): void {
    this.note.textContent = note ? texts[note] : "";
  }

  /** Empty: none. */
  caption_(title: string): void {
    if (title) this.title.textContent = title;
    on(this.caption, title !== "");
  }

  veil(blackout: boolean, brightness: number): void {
    on(this.black, blackout);
    this.night.style.opacity = `${Math.round((1 - brightness) * 100) / 100}`;
  }

  connected(yes: boolean): void {
    on(this.mark, !yes);
    this.state.textContent = yes ? texts.connected : texts.reconnecting;
  }

  tell(label: string, brightness: number, awake: boolean): void {
    this.label.textContent = label || texts.display;
    this.level.textContent = `${texts.brightness} ${Math.round(brightness * 100)} %`;
    this.awake.textContent = awake ? texts.awake : texts.asleep;
  }

  open(yes: boolean): void {
    const was = this.info.classList.contains("on");
    on(this.info, yes);
    if (yes && !was) this.close.focus();
    if (!yes && was) (document.activeElement as HTMLElement).blur();
  }
}

function on(element: HTMLElement, yes: boolean): void {
  element.classList.toggle("on", yes);
}

function drawn(size: number, path: string): SVGElement {
  const svg = document.createElementNS(SVG, "svg");
  const side = size + 2 * QUIET;
  svg.setAttribute("viewBox", `${-QUIET} ${-QUIET} ${side} ${side}`);
  svg.setAttribute("shape-rendering", "crispEdges");
  const modules = document.createElementNS(SVG, "path");
  modules.setAttribute("d", path);
  svg.appendChild(modules);
  return svg;
}

/** Contour lines of a country that nobody has been to: the same each time. */
function chart(): SVGElement {
  const svg = document.createElementNS(SVG, "svg");
  svg.setAttribute("viewBox", "0 0 1600 900");
  svg.setAttribute("preserveAspectRatio", "xMidYMid slice");
  svg.setAttribute("aria-hidden", "true");
  const hills = [
    { x: 420, y: 560, r: 470, rings: 11, turn: 0.4 },
    { x: 1230, y: 300, r: 420, rings: 10, turn: 2.2 },
    { x: 980, y: 830, r: 240, rings: 6, turn: 4.1 },
  ];
  for (const { x, y, r, rings, turn } of hills) {
    for (let ring = 1; ring <= rings; ring++) {
      const line = document.createElementNS(SVG, "path");
      line.setAttribute("d", contour(x, y, (r * ring) / rings, turn + ring * 0.05));
      if (ring % 5 === 0) line.setAttribute("class", "index");
      svg.appendChild(line);
    }
  }
  return svg;
}

function contour(x: number, y: number, r: number, turn: number): string {
  const points: string[] = [];
  for (let step = 0; step < 72; step++) {
    const angle = (step / 72) * 2 * Math.PI;
    const wave =
      1 +
      0.13 * Math.sin(3 * angle + turn) +
      0.07 * Math.sin(5 * angle - 2 * turn) +
      0.035 * Math.sin(9 * angle + 3 * turn);
    points.push(
      `${(x + 1.35 * r * wave * Math.cos(angle)).toFixed(1)} ${(y + r * wave * Math.sin(angle)).toFixed(1)}`,
    );
  }
  return `M${points.join("L")}Z`;
}
