// The environment: where the story is now, to read, to write, to hold, and to forget.
// The changing itself is the setting's.

import { useEffect, useRef, useState } from "preact/hooks";
import type { EnvironmentState } from "../generated/protocol.ts";
import { texts } from "../texts.ts";
import { Icon } from "./icons.tsx";
import { keyOf } from "./keys.ts";
import type { Setting } from "./setting.ts";
import { useView } from "./use.ts";

/** As the server takes it. */
const LONGEST = 2000;

interface PlaceProps {
  setting: Setting;
  environment: EnvironmentState | null;
}

export function Place({ setting, environment }: PlaceProps) {
  const view = useView(setting);
  const [asking, setAsking] = useState(false);
  const described = environment?.description ?? "";
  const locked = environment?.locked ?? false;
  const words = texts.place;
  return (
    <section class="place" aria-labelledby="place-heading" data-version={environment?.version ?? 0}>
      <div class="head">
        <h2 id="place-heading">
          {words.heading}
          {locked && <span class="tag">{words.locked}</span>}
        </h2>
        {view.draft === null && (
          <div class="marks">
            <button
              type="button"
              class="mark"
              aria-label={words.edit}
              aria-keyshortcuts={keyOf("place")}
              title={`${words.edit} (${keyOf("place")})`}
              onClick={() => void setting.edit()}
            >
              <Icon name="edit" />
            </button>
            <button
              type="button"
              class="mark"
              aria-label={words.lock}
              aria-pressed={locked}
              aria-keyshortcuts={keyOf("lock")}
              title={`${locked ? words.unlock : words.lock} (${keyOf("lock")})`}
              onClick={() => void setting.lock(!locked)}
            >
              <Icon name={locked ? "lock" : "unlock"} />
            </button>
          </div>
        )}
      </div>
      {view.draft !== null ? (
        <Editor setting={setting} draft={view.draft} meanwhile={view.meanwhile} busy={view.busy} />
      ) : (
        <>
          {described ? (
            // A new key lets a new description fade in.
            <p class="place-text" key={environment?.version}>
              {described}
            </p>
          ) : (
            <p class="empty">{words.empty}</p>
          )}
          <Memory setting={setting} asking={asking} onAsk={setAsking} cleared={view.cleared} />
        </>
      )}
      {view.trouble && (
        <p class="notice" data-mood="bad" role="alert">
          {view.trouble.text || words.trouble}
        </p>
      )}
    </section>
  );
}

function Editor({
  setting,
  draft,
  meanwhile,
  busy,
}: {
  setting: Setting;
  draft: string;
  meanwhile: string | null;
  busy: boolean;
}) {
  const field = useRef<HTMLTextAreaElement>(null);
  const words = texts.place;
  useEffect(() => field.current?.focus(), []);
  return (
    <form
      class="place-form"
      onSubmit={(event) => {
        event.preventDefault();
        void setting.save();
      }}
      onKeyDown={(event) => {
        if (event.key !== "Escape") return;
        event.stopPropagation();
        setting.cancel();
      }}
    >
      <textarea
        ref={field}
        aria-label={words.label}
        rows={4}
        maxLength={LONGEST}
        value={draft}
        onInput={(event) => setting.write(event.currentTarget.value)}
      />
      {meanwhile !== null && (
        <div class="notice" role="alert">
          <p>{words.meanwhile}</p>
          <p>
            <em>{meanwhile || words.empty}</em>
          </p>
        </div>
      )}
      <div class="row">
        <button type="submit" class="primary compact" aria-disabled={busy}>
          {meanwhile === null ? words.save : words.overwrite}
        </button>
        <button type="button" class="compact" onClick={() => setting.cancel()}>
          {texts.actions.cancel}
        </button>
      </div>
    </form>
  );
}

function Memory({
  setting,
  asking,
  onAsk,
  cleared,
}: {
  setting: Setting;
  asking: boolean;
  onAsk: (asking: boolean) => void;
  cleared: boolean;
}) {
  const words = texts.place;
  if (!asking) {
    return (
      <p class="memory">
        <button type="button" class="plain compact" onClick={() => onAsk(true)}>
          {words.clear}
        </button>
        <span role="status">{cleared && words.cleared}</span>
      </p>
    );
  }
  return (
    <div class="notice">
      <p>{words.clearQuestion}</p>
      <div class="row">
        <button
          type="button"
          class="compact"
          onClick={() => {
            onAsk(false);
            void setting.clear();
          }}
        >
          {words.clearYes}
        </button>
        <button type="button" class="compact" onClick={() => onAsk(false)}>
          {texts.actions.cancel}
        </button>
      </div>
    </div>
  );
}
