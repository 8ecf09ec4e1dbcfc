// One character, new or changed: name, looks, attributes that must hold, portrait; deleted, too.
// Of two pages that change the same character neither overwrites the other without a word.

import type { JSX } from "preact";
import { useRef, useState } from "preact/hooks";
import { useTools } from "../app/tools.ts";
import { characters as texts } from "../texts/characters.ts";
import { problems } from "../texts/problems.ts";
import type { Reply } from "../wire/api.ts";
import { Conflict } from "./conflict.tsx";
import { useDeed } from "./deed.ts";
import { Dialog, Field, Problem } from "./parts.tsx";
import type { Cut } from "./portrait.tsx";
import { PortraitChoice } from "./portrait_choice.tsx";
import { useResource } from "./resource.ts";

export interface Attributes {
  species: string;
  age: string;
  build: string;
  clothing: string;
  gear: string;
}

export interface Character {
  id: string;
  name: string;
  description: string;
  attributes: Attributes;
  included: boolean;
  portrait: string | null;
  version: number;
}

type Draft = Pick<Character, "name" | "description" | "attributes" | "included">;

const PATH = "/api/v1/characters";
const NEW: Draft = {
  name: "",
  description: "",
  attributes: { species: "", age: "", build: "", clothing: "", gear: "" },
  included: true,
};

interface Props {
  /** Null: a new one. */
  id: string | null;
  close: () => void;
  changed: () => Promise<void>;
}

export function CharacterEditor({ id, close, changed }: Props) {
  const { editor } = texts;
  return id === null ? (
    <Dialog title={editor.create} onClose={close} wide>
      <Form before={null} close={close} changed={changed} reload={() => Promise.resolve()} />
    </Dialog>
  ) : (
    <Known id={id} close={close} changed={changed} />
  );
}

function Known({ id, close, changed }: { id: string; close: () => void; changed: () => Promise<void> }) {
  const found = useResource<Character>(id, (api, signal) => api.get(`${PATH}/${id}`, { signal }));
  const [round, setRound] = useState(0);
  const before = found.reply;
  return (
    <Dialog title={before ? before.value.name : texts.title} onClose={close} wide>
      <Problem text={found.problem} again={() => void found.reload()} />
      {before ? (
        <Form
          key={round}
          before={before}
          close={close}
          changed={changed}
          reload={async () => {
            await found.reload();
            setRound(round + 1);
          }}
        />
      ) : (
        !found.problem && <p class="empty">{problems.loading}</p>
      )}
    </Dialog>
  );
}

interface FormProps {
  before: Reply<Character> | null;
  close: () => void;
  changed: () => Promise<void>;
  reload: () => Promise<void>;
}

function Form({ before, close, changed, reload }: FormProps) {
  const { api } = useTools();
  const deed = useDeed();
  const [draft, setDraft] = useState<Draft>(before ? drafted(before.value) : NEW);
  const [portrait, setPortrait] = useState<Blob | "none" | null>(null);
  const [wrong, setWrong] = useState("");
  const [deleting, setDeleting] = useState(false);
  // A new character whose portrait could not be sent is not made twice.
  const made = useRef<Reply<Character> | null>(before);
  const cut = useRef<Cut | null>(null);
  const name = useRef<HTMLInputElement>(null);
  const { editor } = texts;

  const save = async (force: boolean): Promise<void> => {
    const known = made.current;
    // A square that is still being chosen is taken as it stands.
    const chosen = cut.current ? await cut.current() : portrait;
    let kept = known
      ? await api.put<Character>(`${PATH}/${known.value.id}`, draft, { match: force ? null : known.etag })
      : await api.post<Character>(PATH, draft);
    made.current = kept;
    const path = `${PATH}/${kept.value.id}/portrait`;
    if (chosen === "none" && kept.value.portrait) await api.delete(path);
    else if (chosen instanceof Blob) kept = await api.send<Character>(path, chosen, { timeoutMs: 60_000 });
    made.current = kept;
  };
  const submit = (force: boolean): void => {
    setWrong(draft.name.trim() ? "" : editor.nameMissing);
    if (!draft.name.trim()) {
      name.current?.focus();
      return;
    }
    void deed
      .run(() => save(force))
      .then(async (done) => {
        await changed();
        if (done) close();
      });
  };
  const remove = (): void => {
    const known = made.current;
    if (!known) return;
    void deed
      .run(() => api.delete(`${PATH}/${known.value.id}`, { match: known.etag }))
      .then(async (done) => {
        await changed();
        if (done) close();
      });
  };
  const look = (key: keyof Attributes, label: string, hint?: string): JSX.Element => (
    <Field label={label} hint={hint}>
      {(bound) => (
        <input
          {...bound}
          maxLength={key === "clothing" || key === "gear" ? 200 : 80}
          value={draft.attributes[key]}
          onInput={(event) =>
            setDraft({ ...draft, attributes: { ...draft.attributes, [key]: event.currentTarget.value } })
          }
        />
      )}
    </Field>
  );

  return (
    <form
      class="editor"
      noValidate
      onSubmit={(event) => {
        event.preventDefault();
        submit(false);
      }}
    >
      <div class="stack">
        <Field label={editor.name} wrong={wrong}>
          {(bound) => (
            <input
              {...bound}
              ref={name}
              maxLength={80}
              value={draft.name}
              onInput={(event) => setDraft({ ...draft, name: event.currentTarget.value })}
            />
          )}
        </Field>
        <Field label={editor.description} hint={editor.descriptionHint}>
          {(bound) => (
            <textarea
              {...bound}
              maxLength={2000}
              value={draft.description}
              onInput={(event) => setDraft({ ...draft, description: event.currentTarget.value })}
            />
          )}
        </Field>
        <fieldset>
          <legend class="heading">{editor.attributes}</legend>
          <div class="fields">
            {look("species", editor.species)}
            {look("age", editor.age)}
            {look("build", editor.build)}
            {look("clothing", editor.clothing)}
            {look("gear", editor.gear, editor.gearHint)}
          </div>
        </fieldset>
        <label class="choice">
          <input
            type="checkbox"
            checked={draft.included}
            onChange={(event) => setDraft({ ...draft, included: event.currentTarget.checked })}
          />
          {editor.included}
        </label>
      </div>
      <PortraitChoice
        kept={before?.value.portrait ?? null}
        version={before?.value.version ?? 0}
        chosen={portrait}
        choose={setPortrait}
        offer={(offered) => {
          cut.current = offered;
        }}
        name={draft.name}
      />
      <div class="editor-end">
        {deed.changed ? (
          <Conflict mine={() => submit(true)} theirs={() => void reload()} />
        ) : (
          <Problem text={deed.problem} />
        )}
        {deleting && before ? (
          <div class="notice" role="alert">
            <strong>{editor.removeTitle(before.value.name)}</strong> {editor.removeLead}
            <div class="row">
              <button type="button" class="compact danger" onClick={remove}>
                {editor.remove}
              </button>
              <button type="button" class="compact" onClick={() => setDeleting(false)}>
                {problems.cancel}
              </button>
            </div>
          </div>
        ) : null}
        <div class="actions">
          {before && !deleting && (
            <button type="button" class="plain push" onClick={() => setDeleting(true)}>
              {editor.remove}
            </button>
          )}
          <button type="button" onClick={close}>
            {problems.cancel}
          </button>
          <button type="submit" class="primary" aria-disabled={deed.busy}>
            {editor.save}
          </button>
        </div>
      </div>
    </form>
  );
}

function drafted({ name, description, attributes, included }: Character): Draft {
  return { name, description, attributes, included };
}
