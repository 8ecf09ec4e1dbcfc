// What surrounds the picture: the code to type, the night before the story, titles, and what the remote control opens.
// It draws what it is told and decides nothing.

import { table as texts } from "../texts/table.ts";
import { chart, qrCode, rose } from "./drawings.ts";
import type { Pairing } from "./pairing.ts";

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

  constructor(root: HTMLElement, below: HTMLElement, stage: HTMLElement, caption: HTMLElement) {
    root.appendChild(below);
    this.waiting = made(root, "waiting");
    made(this.waiting, "chart").appendChild(chart());
    const words = made(this.waiting, "words");
    words.appendChild(rose());
    made(words, "name", "h1", texts.name);
    made(words, "hint", "p", texts.waiting);
    root.appendChild(stage);
    root.appendChild(caption);

    this.pairing = made(root, "pairing");
    made(this.pairing, "chart").appendChild(chart());
    const card = made(this.pairing, "card");
    const left = made(card, "left");
    const name = made(left, "name", "p");
    name.appendChild(rose());
    name.appendChild(document.createTextNode(texts.name));
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
    for (const [key, means, colour] of texts.keys) {
      const line = made(keys, "key", "li");
      made(line, colour ? `cap ${colour}` : "cap", "span", key);
      made(line, "means", "span", means);
    }
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
    if (pairing) this.qr.appendChild(qrCode(pairing.qr.size, pairing.qr.path));
    on(this.qr, pairing !== null);
  }

  say(note: "" | "away" | "disconnected"): void {
    this.note.textContent = note ? texts[note] : "";
  }

  veil(blackout: boolean, brightness: number): void {
    on(this.black, blackout);
    this.night.style.opacity = `${Math.round((1 - brightness) * 100) / 100}`;
  }

  connected(yes: boolean): void {
    on(this.mark, !yes);
    this.state.textContent = yes ? texts.connected : texts.reconnecting;
  }

  tell(label: string, brightness: number, awake: keyof typeof texts.awake): void {
    this.label.textContent = label || texts.display;
    this.level.textContent = `${texts.brightness} ${Math.round(brightness * 100)} %`;
    this.awake.textContent = texts.awake[awake];
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
