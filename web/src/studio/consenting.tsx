// What a table is told before anyone is heard, in plain words. It agrees for nobody: the button is the person's.

import { useEffect } from "preact/hooks";
import { texts } from "../texts.ts";
import { consent } from "../texts/consent.ts";
import type { Consent, Facts } from "./consent.ts";
import { Dialog } from "./dialog.tsx";
import { useView } from "./use.ts";

interface ConsentSheetProps {
  consent: Consent;
  /** What follows: somebody talks, or a recording is chosen. */
  what: "start" | "upload";
  onAgree: () => void;
  onClose: () => void;
}

export function ConsentSheet({ consent: asked, what, onAgree, onClose }: ConsentSheetProps) {
  const { facts, failed } = useView(asked);
  const words = texts.consent;
  useEffect(() => {
    void asked.learn();
  }, [asked]);
  return (
    <Dialog heading={words.heading} class="consent" onClose={onClose}>
      <p class="lead">{words.everyone}</p>
      {facts ? (
        <Told facts={facts} />
      ) : (
        <p class="notice" role="status" data-mood={failed ? "bad" : undefined}>
          {failed ? words.failed : words.asking}
        </p>
      )}
      <p>{words.pause}</p>
      <div class="actions">
        <button type="button" onClick={onClose}>
          {texts.actions.cancel}
        </button>
        {facts ? (
          <button
            type="button"
            class="primary"
            onClick={() => {
              asked.give();
              onAgree();
            }}
          >
            {words[what]}
          </button>
        ) : (
          <button type="button" class="primary" onClick={() => void asked.learn()}>
            {texts.actions.again}
          </button>
        )}
      </div>
    </Dialog>
  );
}

function Told({ facts: { stages, keepRecordings, days } }: { facts: Facts }) {
  return (
    <>
      <h3>{texts.consent.done}</h3>
      <ul>
        {consent.where(stages).map((sentence) => (
          <li key={sentence}>{sentence}</li>
        ))}
      </ul>
      <h3>{texts.consent.howLong}</h3>
      <ul>
        {consent.kept(keepRecordings, days).map((sentence) => (
          <li key={sentence}>{sentence}</li>
        ))}
      </ul>
    </>
  );
}
