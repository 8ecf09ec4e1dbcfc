// The settings: who works here and where, pace and caps, what is kept, usage, and the account's end.
// What only the server's operator can change is told, not asked.

import { useState } from "preact/hooks";
import { useTools } from "../app/tools.ts";
import { consent } from "../texts/consent.ts";
import type { Working } from "../texts/consent.ts";
import { problems } from "../texts/problems.ts";
import { settings as texts } from "../texts/settings.ts";
import { useDeed } from "./deed.ts";
import { dateOf, lengthOf, usd } from "./format.ts";
import { Dialog, Field, Notice, Problem, Sheet } from "./parts.tsx";
import { useResource } from "./resource.ts";
import { save } from "./save.ts";

interface EnginesReport {
  hearing: Working[];
  telling: Working[];
  painting: Working[];
  sketching: Working | null;
  pacing: { interval_s: number; per_hour: number; per_session: number };
  caps: { call_usd: number | null; session_usd: number | null; account_usd: number | null };
}

interface Privacy {
  keep_recordings: boolean;
  transcript_retention_days: number | null;
}

interface Sums {
  heard_s: number;
  scenes: number;
  pictures: number;
  cost_usd: number;
}

interface Usage {
  total: Sums;
  days: (Sums & { day: string })[];
}

const PRIVACY = "/api/v1/account/privacy";
const EXPORT_MS = 600_000;
const MOST_DAYS = 3650;

export function SettingsPage() {
  const engines = useResource<EnginesReport>("engines", (api, signal) =>
    api.get("/api/v1/engines", { signal }),
  );
  const privacy = useResource<Privacy>("privacy", (api, signal) => api.get(PRIVACY, { signal }));
  const usage = useResource<Usage>("usage", (api, signal) => api.get("/api/v1/usage", { signal }));
  const report = engines.reply?.value;
  return (
    <Sheet title={texts.title} lead={texts.lead}>
      <Problem
        text={engines.problem || privacy.problem || usage.problem}
        again={() => {
          for (const one of [engines, privacy, usage]) void one.reload();
        }}
      />
      <div class="pile">
        {report && <Engines report={report} />}
        {report && <Pace report={report} />}
        {privacy.reply && (
          <Kept before={privacy.reply.value} changed={(value) => privacy.set({ value, etag: null })} />
        )}
        {usage.reply && <Used usage={usage.reply.value} />}
        <Data />
      </div>
    </Sheet>
  );
}

function Engines({ report }: { report: EnginesReport }) {
  const { engines } = texts;
  const row = (label: string, working: readonly Working[]) => (
    <>
      <dt>{label}</dt>
      <dd>
        {working.map((one, place) => (
          <span key={one.name} class="engine">
            {place > 0 && <span class="faint"> {engines.then} </span>}
            {one.name}
            {one.here && <span class="faint"> ({engines.here})</span>}
          </span>
        ))}
      </dd>
    </>
  );
  return (
    <section class="card stack">
      <h2>{engines.title}</h2>
      <ul class="sentences">
        {consent.where(report).map((sentence) => (
          <li key={sentence}>{sentence}</li>
        ))}
      </ul>
      <dl class="facts">
        {row(engines.hearing, report.hearing)}
        {row(engines.telling, report.telling)}
        {row(engines.painting, report.painting)}
        {report.sketching && row(engines.sketching, [report.sketching])}
      </dl>
      <p class="faint small">{engines.operator}</p>
    </section>
  );
}

function Pace({ report: { pacing, caps } }: { report: EnginesReport }) {
  const { pace } = texts;
  const cap = (amount: number | null): string =>
    amount === null ? pace.none : amount === 0 ? pace.nothing : usd(amount);
  return (
    <section class="card stack">
      <h2>{pace.title}</h2>
      <dl class="facts">
        <dt>{pace.interval}</dt>
        <dd>{pace.intervalIs(pacing.interval_s)}</dd>
        <dt>{pace.perHour}</dt>
        <dd>{pacing.per_hour}</dd>
        <dt>{pace.perSession}</dt>
        <dd>{pacing.per_session}</dd>
        <dt>{pace.call}</dt>
        <dd>{cap(caps.call_usd)}</dd>
        <dt>{pace.session}</dt>
        <dd>{cap(caps.session_usd)}</dd>
        <dt>{pace.account}</dt>
        <dd>{cap(caps.account_usd)}</dd>
      </dl>
      <p class="faint small">{pace.beyond}</p>
    </section>
  );
}

function Kept({ before, changed }: { before: Privacy; changed: (privacy: Privacy) => void }) {
  const { api } = useTools();
  const [keep, setKeep] = useState(before.keep_recordings);
  const [days, setDays] = useState(String(before.transcript_retention_days ?? ""));
  const [wrong, setWrong] = useState("");
  const [told, setTold] = useState("");
  const deed = useDeed();
  const { privacy } = texts;
  const submit = (event: Event): void => {
    event.preventDefault();
    const count = days.trim() === "" ? null : Number(days);
    const fits = count === null || (Number.isInteger(count) && count >= 1 && count <= MOST_DAYS);
    setWrong(fits ? "" : privacy.daysWrong);
    setTold("");
    if (!fits) return;
    void deed.run(async () => {
      const body = { keep_recordings: keep, transcript_retention_days: count };
      changed((await api.put<Privacy>(PRIVACY, body)).value);
      setTold(privacy.saved);
    });
  };
  return (
    <form class="card stack" onSubmit={submit} noValidate>
      <h2>{privacy.title}</h2>
      <ul class="sentences">
        {consent.kept(before.keep_recordings, before.transcript_retention_days).map((sentence) => (
          <li key={sentence}>{sentence}</li>
        ))}
      </ul>
      <div>
        <label class="choice">
          <input type="checkbox" checked={keep} onChange={(event) => setKeep(event.currentTarget.checked)} />
          {privacy.recordings}
        </label>
        <p class="faint small">{privacy.recordingsHint}</p>
      </div>
      <Field label={privacy.days} hint={privacy.daysHint} wrong={wrong}>
        {(bound) => (
          <input
            {...bound}
            class="short"
            inputmode="numeric"
            maxLength={4}
            value={days}
            onInput={(event) => setDays(event.currentTarget.value)}
          />
        )}
      </Field>
      <Problem text={deed.problem} />
      <Notice>{told}</Notice>
      <div class="row">
        <button type="submit" class="primary" aria-disabled={deed.busy}>
          {privacy.save}
        </button>
      </div>
    </form>
  );
}

function Used({ usage: { days, total } }: { usage: Usage }) {
  const { usage } = texts;
  const row = (sums: Sums) => (
    <>
      <td class="number">{lengthOf(sums.heard_s)}</td>
      <td class="number">{sums.scenes}</td>
      <td class="number">{sums.pictures}</td>
      <td class="number">{usd(sums.cost_usd)}</td>
    </>
  );
  return (
    <section class="card stack">
      <h2 id="usage">{usage.title}</h2>
      {days.length === 0 ? (
        <p class="empty">{usage.none}</p>
      ) : (
        <div class="scroll" role="region" aria-labelledby="usage" tabIndex={0}>
          <table class="ledger" aria-labelledby="usage">
            <thead>
              <tr>
                <th scope="col">{usage.day}</th>
                <th scope="col" class="number">
                  {usage.heard}
                </th>
                <th scope="col" class="number">
                  {usage.scenes}
                </th>
                <th scope="col" class="number">
                  {usage.pictures}
                </th>
                <th scope="col" class="number">
                  {usage.cost}
                </th>
              </tr>
            </thead>
            <tbody>
              {[...days].reverse().map((day) => (
                <tr key={day.day}>
                  <th scope="row">{dateOf(day.day)}</th>
                  {row(day)}
                </tr>
              ))}
            </tbody>
            <tfoot>
              <tr>
                <th scope="row">{usage.total}</th>
                {row(total)}
              </tr>
            </tfoot>
          </table>
        </div>
      )}
    </section>
  );
}

function Data() {
  const { account, api } = useTools();
  const [asking, setAsking] = useState(false);
  const [typed, setTyped] = useState("");
  const [wrong, setWrong] = useState("");
  const packing = useDeed();
  const deed = useDeed();
  const { data } = texts;
  const pack = (): void => {
    void packing.run(async () => {
      save(await api.file("/api/v1/account/export", { timeoutMs: EXPORT_MS }), "adventure-art.zip");
    });
  };
  const remove = (event: Event): void => {
    event.preventDefault();
    const meant = typed.trim().toLowerCase() === data.word;
    setWrong(meant ? "" : data.typeWrong(data.word));
    if (!meant) return;
    void deed.run(async () => {
      await api.delete("/api/v1/account", { timeoutMs: 60_000 });
      account.drop();
    });
  };
  const close = (): void => {
    setAsking(false);
    setTyped("");
    setWrong("");
  };
  return (
    <section class="card stack">
      <h2>{data.title}</h2>
      <p>{data.exportLead}</p>
      <div class="row">
        <button type="button" aria-disabled={packing.busy} onClick={pack}>
          {packing.busy ? data.exporting : data.export}
        </button>
      </div>
      <Problem text={packing.problem} />
      <p>{data.removeLead}</p>
      <div class="row">
        <button type="button" class="danger" onClick={() => setAsking(true)}>
          {data.remove}
        </button>
      </div>
      {asking && (
        <Dialog title={data.removeTitle} onClose={close}>
          <form class="stack" onSubmit={remove} noValidate>
            <p>{data.removeLead}</p>
            <Field label={data.type(data.word)} wrong={wrong}>
              {(bound) => (
                <input
                  {...bound}
                  autocomplete="off"
                  spellcheck={false}
                  value={typed}
                  onInput={(event) => setTyped(event.currentTarget.value)}
                />
              )}
            </Field>
            <Problem text={deed.problem} />
            <div class="actions">
              <button type="button" onClick={close}>
                {problems.cancel}
              </button>
              <button type="submit" class="danger" aria-disabled={deed.busy}>
                {data.removeDo}
              </button>
            </div>
          </form>
        </Dialog>
      )}
    </section>
  );
}
