// The style of the pictures: presets with a sample each, words of one's own, and back to the painter's own.
// Other open pages are told by the server.

import { useCallback, useState } from "preact/hooks";
import { useMessages, useTools } from "../app/tools.ts";
import type { ServerMessage } from "../generated/protocol.ts";
import { problems } from "../texts/problems.ts";
import { style as texts } from "../texts/style.ts";
import type { Reply } from "../wire/api.ts";
import { Conflict } from "./conflict.tsx";
import { useDeed } from "./deed.ts";
import { Field, Notice, Problem, Sheet } from "./parts.tsx";
import { useResource } from "./resource.ts";

interface Settings {
  current_style_text: string;
}

interface Preset {
  id: string;
  name: string;
  text: string;
}

const PATH = "/api/v1/user/settings";
const LONGEST = 1000;

export function StylePage() {
  const { api } = useTools();
  const settings = useResource<Settings>("settings", (ask, signal) => ask.get(PATH, { signal }));
  const presets = useResource<Preset[]>("styles", (ask, signal) => ask.get("/api/v1/styles", { signal }));
  const [draft, setDraft] = useState<string | null>(null);
  const [told, setTold] = useState("");
  const deed = useDeed();
  const now = settings.reply?.value.current_style_text ?? null;

  const { reload } = settings;
  useMessages(
    useCallback(
      (message: ServerMessage) => {
        if (message.type === "settings.updated" && message.style !== now) void reload();
      },
      [reload, now],
    ),
  );

  const change = (ask: (match: string | null) => Promise<Reply<Settings>>, force: boolean): void => {
    const match = force ? null : (settings.reply?.etag ?? null);
    setTold("");
    void deed.run(async () => {
      settings.set(await ask(match));
      setDraft(null);
      setTold(texts.saved);
    });
  };
  const choose = (preset: string): void =>
    change((match) => api.put<Settings>(PATH, { preset }, { match }), false);
  const words = (force: boolean): void =>
    change((match) => api.put<Settings>(PATH, { current_style_text: draft ?? "" }, { match }), force);
  const reset = (): void => change((match) => api.delete<Settings>(`${PATH}/style`, { match }), false);
  const theirs = (): void => {
    deed.say("");
    void reload().then(() => setDraft(null));
  };

  const all = presets.reply?.value ?? [];
  const chosen =
    now === null ? null : now === "" ? "own" : (all.find(({ text }) => text === now)?.id ?? null);
  return (
    <Sheet title={texts.title} lead={texts.lead}>
      <Problem
        text={settings.problem || presets.problem}
        again={() => {
          void settings.reload();
          void presets.reload();
        }}
      />
      {now === null || !presets.reply ? (
        !settings.problem && !presets.problem && <p class="empty">{problems.loading}</p>
      ) : (
        <>
          <form
            class="card stack style-words"
            onSubmit={(event) => {
              event.preventDefault();
              words(false);
            }}
          >
            <h2>{texts.now}</h2>
            <p class="style-name">
              {chosen === "own" ? texts.own : (all.find(({ id }) => id === chosen)?.name ?? texts.yours)}
            </p>
            <Field label={texts.words} hint={now || draft ? texts.wordsHint : texts.ownHint}>
              {(bound) => (
                <textarea
                  {...bound}
                  maxLength={LONGEST}
                  value={draft ?? now}
                  onInput={(event) => setDraft(event.currentTarget.value)}
                />
              )}
            </Field>
            {deed.changed ? (
              <Conflict mine={() => words(true)} theirs={theirs} />
            ) : (
              <Problem text={deed.problem} />
            )}
            <div class="row">
              {draft !== null && draft !== now && (
                <button type="submit" class="primary" aria-disabled={deed.busy}>
                  {texts.save}
                </button>
              )}
              {now !== "" && (
                <button type="button" onClick={reset} aria-disabled={deed.busy}>
                  {texts.reset}
                </button>
              )}
            </div>
            <Notice>{told}</Notice>
          </form>
          <section class="section" aria-labelledby="presets">
            <h2 id="presets">{texts.presets}</h2>
            <p class="faint small">{texts.samples}</p>
            <ul class="cards styles">
              <li>
                <Sample id="own" name={texts.own} chosen={chosen === "own"} choose={reset} />
              </li>
              {all.map(({ id, name }) => (
                <li key={id}>
                  <Sample id={id} name={name} chosen={chosen === id} choose={() => choose(id)} />
                </li>
              ))}
            </ul>
          </section>
        </>
      )}
    </Sheet>
  );
}

interface SampleProps {
  id: string;
  name: string;
  chosen: boolean;
  choose: () => void;
}

function Sample({ id, name, chosen, choose }: SampleProps) {
  return (
    <button type="button" class="sample" aria-pressed={chosen} onClick={choose}>
      <span class="framed sample-picture">
        <img src={`/styles/${id}.webp`} width={480} height={270} alt="" loading="lazy" />
      </span>
      <span class="sample-name">
        {name}
        {chosen && <span class="tag">{texts.chosen}</span>}
      </span>
    </button>
  );
}
