// The small parts that pages are put together from: head, field, notice, dialog.
// They hold no state beyond what a browser keeps for an element.

import type { ComponentChildren, JSX } from "preact";
import { useEffect, useId, useRef } from "preact/hooks";
import { problems } from "../texts/problems.ts";

/** A page with its heading, a sentence of what it is for, and what can be done on all of it. */
export function Sheet({
  title,
  lead,
  actions,
  children,
}: {
  title: string;
  lead?: ComponentChildren;
  actions?: ComponentChildren;
  children: ComponentChildren;
}) {
  return (
    <main class="page">
      <div class="page-head">
        <div>
          <h1>{title}</h1>
          {lead && <p class="lead">{lead}</p>}
        </div>
        {actions && <div class="row">{actions}</div>}
      </div>
      {children}
    </main>
  );
}

interface FieldProps {
  label: string;
  hint?: ComponentChildren;
  wrong?: string | undefined;
  /** Gets what ties label, hint and problem to the control. */
  children: (bound: {
    id: string;
    "aria-describedby": string | undefined;
    "aria-invalid": boolean;
  }) => JSX.Element;
}

/** A label with its control, a hint, and what is wrong with it. */
export function Field({ label, hint, wrong, children }: FieldProps) {
  const id = useId();
  const described = [hint ? `${id}-hint` : "", wrong ? `${id}-wrong` : ""].filter(Boolean).join(" ");
  return (
    <div class="field">
      <label for={id}>{label}</label>
      {children({ id, "aria-describedby": described || undefined, "aria-invalid": Boolean(wrong) })}
      {hint && (
        <p class="hint" id={`${id}-hint`}>
          {hint}
        </p>
      )}
      {wrong && (
        <p class="wrong" id={`${id}-wrong`}>
          {wrong}
        </p>
      )}
    </div>
  );
}

/** What a person has to know, said by a screen reader when it appears. An empty one keeps its place. */
export function Notice({ mood = "calm", children }: { mood?: "calm" | "bad"; children: ComponentChildren }) {
  return (
    <div role={mood === "bad" ? "alert" : "status"}>
      {children ? (
        <div class="notice" data-mood={mood}>
          {children}
        </div>
      ) : null}
    </div>
  );
}

/** A problem, with a way to try again where there is one. */
export function Problem({ text, again }: { text: string; again?: (() => void) | undefined }) {
  return (
    <Notice mood="bad">
      {text ? (
        <>
          {text}
          {again && (
            <>
              {" "}
              <button type="button" class="plain compact" onClick={again}>
                {problems.again}
              </button>
            </>
          )}
        </>
      ) : null}
    </Notice>
  );
}

/** A dialog over the page. The browser keeps the focus inside it and gives it back when it closes. */
export function Dialog({
  title,
  onClose,
  wide = false,
  children,
}: {
  title: string;
  onClose: () => void;
  wide?: boolean;
  children: ComponentChildren;
}) {
  const element = useRef<HTMLDialogElement>(null);
  const id = useId();
  useEffect(() => {
    const dialog = element.current;
    if (dialog && !dialog.open) dialog.showModal();
    return () => dialog?.close();
  }, []);
  return (
    <dialog ref={element} class={wide ? "wide" : ""} aria-labelledby={id} onClose={onClose}>
      <h2 id={id}>{title}</h2>
      {children}
    </dialog>
  );
}
