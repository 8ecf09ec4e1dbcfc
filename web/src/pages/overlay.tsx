// The overlay for streams: its address, how it looks, and how it comes into OBS.
// The overlay itself is a page of its own (../overlay).

import { useState } from "preact/hooks";
import { displays as texts } from "../texts/displays.ts";
import { problems } from "../texts/problems.ts";
import { site } from "../wire/server.ts";
import { Copy } from "./copy.tsx";
import { useDeed } from "./deed.ts";
import type { Look } from "./overlay_address.ts";
import { addressOf, PLAIN, TEST } from "./overlay_address.ts";
import { Preview } from "./overlay_preview.tsx";
import { Dialog, Field, Problem } from "./parts.tsx";
import type { Share, Shares } from "./shares.ts";

const KEPT = "adventure-art.overlay";

/** The link that is the overlay's: known by its name. */
export function isOverlay(share: Share): boolean {
  return share.label === texts.overlay.label;
}

export function OverlaySection({ shares }: { shares: Shares }) {
  const [look, setLook] = useState<Look>(recalled);
  const [asking, setAsking] = useState(false);
  const deed = useDeed();
  const { overlay } = texts;
  const share = shares.all?.filter(isOverlay).at(-1) ?? null;
  const token = share ? shares.token(share) : null;
  const change = (what: Partial<Look>): void => {
    const changed = { ...look, ...what };
    setLook(changed);
    localStorage.setItem(KEPT, JSON.stringify(changed));
  };
  const make = (): void => {
    void deed.run(() =>
      share ? shares.rotate(share) : shares.make(["picture", "caption"], overlay.label, null),
    );
    setAsking(false);
  };
  return (
    <section class="section" aria-labelledby="overlay">
      <h2 id="overlay">{overlay.title}</h2>
      <p class="faint">{overlay.lead}</p>
      <Problem text={shares.problem || deed.problem} />
      <div class="two">
        <div class="stack">
          <div class="card stack">
            {shares.all === null ? (
              <p class="empty">{problems.loading}</p>
            ) : token ? (
              <Copy label={overlay.address} value={addressOf(site(), look, token)} />
            ) : (
              share && <p>{overlay.elsewhere}</p>
            )}
            <div class="row">
              {shares.all && !share && (
                <button type="button" class="primary" aria-disabled={deed.busy} onClick={make}>
                  {overlay.make}
                </button>
              )}
              {share && (
                <button type="button" onClick={() => setAsking(true)}>
                  {overlay.rotate}
                </button>
              )}
              <a class="button plain" href={addressOf(site(), look, TEST)} target="_blank" rel="noreferrer">
                {overlay.test}
              </a>
            </div>
            <Preview look={look} />
          </div>
          <div class="card">
            <h3 class="heading">{overlay.obs}</h3>
            <ol class="steps">
              {overlay.steps.map((step) => (
                <li key={step}>{step}</li>
              ))}
            </ol>
          </div>
        </div>
        <Looks look={look} change={change} />
      </div>
      {asking && (
        <Dialog title={overlay.rotateTitle} onClose={() => setAsking(false)}>
          <p>{overlay.rotateLead}</p>
          <div class="actions">
            <button type="button" onClick={() => setAsking(false)}>
              {problems.cancel}
            </button>
            <button type="button" class="primary" onClick={make}>
              {overlay.rotate}
            </button>
          </div>
        </Dialog>
      )}
    </section>
  );
}

function Looks({ look, change }: { look: Look; change: (what: Partial<Look>) => void }) {
  const { overlay } = texts;
  const choice = <Name extends "fit" | "pos" | "caption" | "transition">(
    name: Name,
    label: string,
    names: Readonly<Record<Look[Name], string>>,
  ) => (
    <Field label={label}>
      {(bound) => (
        <select
          {...bound}
          value={look[name]}
          onChange={(event) => change({ [name]: event.currentTarget.value } as Partial<Look>)}
        >
          {(Object.keys(names) as Look[Name][]).map((value) => (
            <option key={value} value={value}>
              {names[value]}
            </option>
          ))}
        </select>
      )}
    </Field>
  );
  const amount = (
    name: "size" | "fade" | "radius" | "hideAfter",
    label: string,
    least: number,
    most: number,
  ) => (
    <Field label={label}>
      {(bound) => (
        <input
          {...bound}
          type="number"
          min={least}
          max={most}
          value={look[name]}
          onInput={(event) => {
            const value = Number(event.currentTarget.value);
            if (event.currentTarget.value !== "" && value >= least && value <= most)
              change({ [name]: value });
          }}
        />
      )}
    </Field>
  );
  return (
    <fieldset class="card">
      <legend class="unseen">{overlay.options}</legend>
      <h3 class="heading" aria-hidden="true">
        {overlay.options}
      </h3>
      <div class="fields">
        {choice("fit", overlay.fit, overlay.fits)}
        {choice("pos", overlay.pos, overlay.positions)}
        {amount("size", overlay.size, 5, 100)}
        {choice("caption", overlay.caption, overlay.captions)}
        {choice("transition", overlay.transition, overlay.transitions)}
        {amount("fade", overlay.fade, 0, 20_000)}
        {amount("radius", overlay.radius, 0, 1_000)}
        {amount("hideAfter", overlay.hideAfter, 0, 86_400)}
        <Field label={overlay.background}>
          {(bound) => (
            <input
              {...bound}
              maxLength={40}
              placeholder="00ff00"
              value={look.bg}
              onInput={(event) => change({ bg: event.currentTarget.value })}
            />
          )}
        </Field>
      </div>
    </fieldset>
  );
}

function recalled(): Look {
  try {
    const kept = JSON.parse(localStorage.getItem(KEPT) ?? "null") as Partial<Look> | null;
    return { ...PLAIN, ...kept };
  } catch {
    return PLAIN;
  }
}
