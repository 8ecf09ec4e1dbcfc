// The displays at the table: paired by their code, seen as they come and go, controlled one by one.
// What a display shows is its page's duty.

import { useCallback, useState } from "preact/hooks";
import { hrefOf } from "../app/route.ts";
import { useConfig, useMessages, useTools } from "../app/tools.ts";
import type { ServerMessage } from "../generated/protocol.ts";
import { displays as texts } from "../texts/displays.ts";
import { problems } from "../texts/problems.ts";
import { site } from "../wire/server.ts";
import { Copy } from "./copy.tsx";
import { useDeed } from "./deed.ts";
import type { Session } from "./evenings.ts";
import { SESSIONS, titleOf } from "./evenings.ts";
import { momentOf } from "./format.ts";
import { Dialog, Field, Notice, Problem } from "./parts.tsx";
import { useResource } from "./resource.ts";

interface Display {
  display: string;
  label: string;
  connected: boolean;
  blackout: boolean;
  freeze: boolean;
  caption: boolean;
  session_id: string | null;
  last_seen_at: string | null;
}

const PATH = "/api/v1/displays";
const SIGNS = 6;

export function TableSection({ code }: { code: string }) {
  const { account } = useTools();
  const { standing } = account;
  const guest = standing.state === "somebody" && standing.person.anonymous;
  const found = useResource<{ displays: Display[] }>("displays", (api, signal) => api.get(PATH, { signal }));
  const sessions = useResource<{ sessions: Session[] }>("sessions", (api, signal) =>
    api.get(SESSIONS, { query: { limit: 50 }, signal }),
  );
  const { reload } = found;
  useMessages(
    useCallback((message: ServerMessage) => void (message.type === "displays" && reload()), [reload]),
  );
  const config = useConfig();
  const { table } = texts;
  const all = found.reply?.value.displays ?? null;
  return (
    <section class="section" aria-labelledby="table">
      <h2 id="table">{table.title}</h2>
      <p class="faint">{table.lead}</p>
      {code && guest && (
        <Notice>
          {table.guest} <a href={hrefOf("account")}>{table.guestSignIn}</a>
        </Notice>
      )}
      <div class="two">
        <Pair code={code} changed={reload} />
        <div class="stack">
          <Copy label={table.address} value={`${site()}/table`} open />
          {config?.near.map((address) => (
            <Copy key={address} label={table.near} value={`${address}/table`} open />
          ))}
        </div>
      </div>
      <Problem text={found.problem} again={() => void reload()} />
      {all === null && !found.problem && <p class="empty">{problems.loading}</p>}
      {all?.length === 0 && <p class="empty">{table.none}</p>}
      <ul class="cards displays">
        {all?.map((one) => (
          <li key={one.display} class="card display" data-connected={one.connected}>
            <Control one={one} sessions={sessions.reply?.value.sessions ?? []} changed={reload} />
          </li>
        ))}
      </ul>
    </section>
  );
}

function Pair({ code: given, changed }: { code: string; changed: () => Promise<void> }) {
  const { api } = useTools();
  const [code, setCode] = useState(given);
  const [label, setLabel] = useState("");
  const [wrong, setWrong] = useState("");
  const [told, setTold] = useState("");
  const deed = useDeed();
  const { table } = texts;
  const pair = (event: Event): void => {
    event.preventDefault();
    setTold("");
    const typed = code.replace(/[\s-]/g, "");
    setWrong(typed.length === SIGNS ? "" : table.codeMissing);
    if (typed.length !== SIGNS) return;
    void deed.run(async () => {
      const { value } = await api.post<Display>(PATH, { code, label: label.trim() });
      setCode("");
      setLabel("");
      setTold(table.paired(value.label || table.unnamed));
      await changed();
    });
  };
  return (
    <form class="card stack" onSubmit={pair} noValidate>
      <div class="fields">
        <Field label={table.code} wrong={wrong}>
          {(bound) => (
            <input
              {...bound}
              class="code"
              autocomplete="off"
              autocapitalize="characters"
              spellcheck={false}
              maxLength={12}
              value={code}
              onInput={(event) => setCode(event.currentTarget.value)}
            />
          )}
        </Field>
        <Field label={table.label}>
          {(bound) => (
            <input
              {...bound}
              maxLength={100}
              value={label}
              onInput={(event) => setLabel(event.currentTarget.value)}
            />
          )}
        </Field>
      </div>
      <Problem text={deed.problem} />
      <Notice>{told}</Notice>
      <div class="row">
        <button type="submit" class="primary" aria-disabled={deed.busy}>
          {table.pair}
        </button>
      </div>
    </form>
  );
}

interface ControlProps {
  one: Display;
  sessions: readonly Session[];
  changed: () => Promise<void>;
}

type Switch = "blackout" | "freeze" | "caption";
const SWITCHES: readonly Switch[] = ["blackout", "freeze", "caption"];

function Control({ one, sessions, changed }: ControlProps) {
  const { api } = useTools();
  const deed = useDeed();
  const [label, setLabel] = useState<string | null>(null);
  const [asking, setAsking] = useState(false);
  const { table } = texts;
  const name = one.label || table.unnamed;
  const change = (what: Partial<Display>): void => {
    void deed.run(() => api.patch(`${PATH}/${one.display}`, what)).then(changed);
  };
  const remove = (): void => {
    setAsking(false);
    void deed.run(() => api.delete(`${PATH}/${one.display}`)).then(changed);
  };
  return (
    <>
      <h3 class="display-name">
        {name}
        <span class="tag" data-mood={one.connected ? "good" : undefined}>
          {one.connected ? table.here : table.away}
        </span>
      </h3>
      {!one.connected && one.last_seen_at && (
        <p class="faint small">{table.seen(momentOf(one.last_seen_at))}</p>
      )}
      <div class="row switches" role="group" aria-label={name}>
        {SWITCHES.map((what) => (
          <button
            key={what}
            type="button"
            class="compact switch"
            aria-pressed={one[what]}
            aria-label={table.onDisplay(table[what], name)}
            onClick={() => change({ [what]: !one[what] })}
          >
            {table[what]}
          </button>
        ))}
      </div>
      <Problem text={deed.problem} />
      <details>
        <summary aria-label={table.onDisplay(table.more, name)}>{table.more}</summary>
        <div class="stack">
          <Field label={table.shows}>
            {(bound) => (
              <select
                {...bound}
                value={one.session_id ?? ""}
                onChange={(event) => change({ session_id: event.currentTarget.value || null })}
              >
                <option value="">{table.current}</option>
                {sessions.map((session) => (
                  <option key={session.id} value={session.id}>
                    {titleOf(session)}
                  </option>
                ))}
              </select>
            )}
          </Field>
          <form
            class="stack"
            onSubmit={(event) => {
              event.preventDefault();
              if (label !== null) change({ label: label.trim() });
            }}
          >
            <Field label={table.rename}>
              {(bound) => (
                <input
                  {...bound}
                  maxLength={100}
                  value={label ?? one.label}
                  onInput={(event) => setLabel(event.currentTarget.value)}
                />
              )}
            </Field>
            <div class="row">
              <button type="submit" class="compact">
                {table.save}
              </button>
              <button type="button" class="compact danger" onClick={() => setAsking(true)}>
                {table.remove}
              </button>
            </div>
          </form>
        </div>
      </details>
      {asking && (
        <Dialog title={table.removeTitle(name)} onClose={() => setAsking(false)}>
          <p>{table.removeLead}</p>
          <div class="actions">
            <button type="button" onClick={() => setAsking(false)}>
              {problems.cancel}
            </button>
            <button type="button" class="danger" onClick={remove}>
              {table.remove}
            </button>
          </div>
        </Dialog>
      )}
    </>
  );
}
