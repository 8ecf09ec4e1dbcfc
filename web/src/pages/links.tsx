// Links for whoever watches from elsewhere: what each shows, until when, and its end.
// The overlay's own link is the overlay's part.

import { useState } from "preact/hooks";
import { displays as texts } from "../texts/displays.ts";
import { problems } from "../texts/problems.ts";
import { Copy } from "./copy.tsx";
import { useDeed } from "./deed.ts";
import { momentOf } from "./format.ts";
import { linkTo } from "./link.ts";
import { isOverlay } from "./overlay.tsx";
import { Dialog, Field, Notice, Problem } from "./parts.tsx";
import type { Scope, Share, Shares } from "./shares.ts";

const SCOPES: readonly Scope[] = ["picture", "caption", "transcript"];
const HOUR_MS = 3_600_000;

export function LinksSection({ shares }: { shares: Shares }) {
  const { links } = texts;
  const all = shares.all?.filter((share) => !isOverlay(share)) ?? null;
  return (
    <section class="section" aria-labelledby="links">
      <h2 id="links">{links.title}</h2>
      <p class="faint">{links.lead}</p>
      <div class="two">
        <Make shares={shares} />
        <div>
          {all === null && !shares.problem && <p class="empty">{problems.loading}</p>}
          {all?.length === 0 && <p class="empty">{links.none}</p>}
          <ul class="stack links-list">
            {all?.map((share) => (
              <li key={share.id} class="card">
                <Link share={share} shares={shares} />
              </li>
            ))}
          </ul>
        </div>
      </div>
    </section>
  );
}

function Make({ shares }: { shares: Shares }) {
  const [label, setLabel] = useState("");
  const [scopes, setScopes] = useState<readonly Scope[]>(["picture", "caption"]);
  const [hours, setHours] = useState("12");
  const [wrong, setWrong] = useState("");
  const [told, setTold] = useState("");
  const deed = useDeed();
  const { links } = texts;
  const make = (event: Event): void => {
    event.preventDefault();
    setTold("");
    setWrong(scopes.length ? "" : links.scopeMissing);
    if (!scopes.length) return;
    const ends = hours ? new Date(Date.now() + Number(hours) * HOUR_MS).toISOString() : null;
    void deed.run(async () => {
      await shares.make(scopes, label.trim(), ends);
      setLabel("");
      setTold(links.made);
    });
  };
  return (
    <form class="card stack" onSubmit={make}>
      <Field label={links.label}>
        {(bound) => (
          <input
            {...bound}
            maxLength={100}
            value={label}
            onInput={(event) => setLabel(event.currentTarget.value)}
          />
        )}
      </Field>
      <fieldset>
        <legend>{links.scopes}</legend>
        {SCOPES.map((scope) => (
          <div key={scope}>
            <label class="choice">
              <input
                type="checkbox"
                checked={scopes.includes(scope)}
                onChange={(event) =>
                  setScopes(
                    event.currentTarget.checked ? [...scopes, scope] : scopes.filter((one) => one !== scope),
                  )
                }
              />
              {links.scope[scope]}
            </label>
          </div>
        ))}
      </fieldset>
      <Field label={links.ends}>
        {(bound) => (
          <select {...bound} value={hours} onChange={(event) => setHours(event.currentTarget.value)}>
            {Object.entries(links.endings)
              .sort(([one], [other]) => (Number(one) || Infinity) - (Number(other) || Infinity))
              .map(([value, name]) => (
                <option key={value} value={value}>
                  {name}
                </option>
              ))}
          </select>
        )}
      </Field>
      <Problem text={wrong || deed.problem} />
      <Notice>{told}</Notice>
      <div class="row">
        <button type="submit" class="primary" aria-disabled={deed.busy}>
          {links.make}
        </button>
      </div>
    </form>
  );
}

function Link({ share, shares }: { share: Share; shares: Shares }) {
  const [asking, setAsking] = useState<"rotate" | "revoke" | null>(null);
  const deed = useDeed();
  const { links } = texts;
  const label = share.label || links.unnamed;
  const token = shares.token(share);
  const ended = share.expires_at !== null && Date.parse(share.expires_at) <= Date.now();
  const ends =
    share.expires_at === null
      ? links.never
      : ended
        ? links.expired(momentOf(share.expires_at))
        : links.expires(momentOf(share.expires_at));
  const act = (): void => {
    const what = asking;
    setAsking(null);
    void deed.run(() => (what === "rotate" ? shares.rotate(share) : shares.revoke(share)));
  };
  return (
    <>
      <h3 class="display-name">{label}</h3>
      <p class="faint small">
        {share.scopes.map((scope) => links.scope[scope]).join(", ")} · {ends}
      </p>
      {!ended &&
        (token ? (
          <Copy label={links.address(label)} value={linkTo(location.origin + location.pathname, token)} />
        ) : (
          <p>{links.unknown}</p>
        ))}
      <Problem text={deed.problem} />
      <div class="row">
        {!ended && (
          <button
            type="button"
            class="plain compact"
            aria-label={links.of(links.rotate, label)}
            onClick={() => setAsking("rotate")}
          >
            {links.rotate}
          </button>
        )}
        <button
          type="button"
          class="plain compact"
          aria-label={links.of(links.revoke, label)}
          onClick={() => setAsking("revoke")}
        >
          {links.revoke}
        </button>
      </div>
      {asking && (
        <Dialog
          title={asking === "rotate" ? links.rotateTitle(label) : links.revokeTitle(label)}
          onClose={() => setAsking(null)}
        >
          <p>{asking === "rotate" ? links.rotateLead : links.revokeLead}</p>
          <div class="actions">
            <button type="button" onClick={() => setAsking(null)}>
              {problems.cancel}
            </button>
            <button type="button" class={asking === "rotate" ? "primary" : "danger"} onClick={act}>
              {asking === "rotate" ? links.rotate : links.revoke}
            </button>
          </div>
        </Dialog>
      )}
    </>
  );
}
