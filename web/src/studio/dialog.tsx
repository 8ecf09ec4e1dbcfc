// A sheet that lies over the page until it is dealt with: the browser's own dialog, so focus and Escape are the browser's.
// It knows nothing of what is written on it.

import type { ComponentChildren } from "preact";
import { useEffect, useId, useRef } from "preact/hooks";

interface DialogProps {
  heading: string;
  class?: string;
  /** It was closed by Escape or by what is on it. */
  onClose: () => void;
  children: ComponentChildren;
}

export function Dialog({ heading, class: name, onClose, children }: DialogProps) {
  const element = useRef<HTMLDialogElement>(null);
  const id = useId();
  useEffect(() => {
    const dialog = element.current;
    // Where the focus was, for when it is over.
    const before = document.activeElement;
    dialog?.showModal();
    return () => {
      dialog?.close();
      if (before instanceof HTMLElement && before.isConnected) before.focus();
    };
  }, []);
  return (
    <dialog
      ref={element}
      class={name}
      aria-labelledby={id}
      onCancel={(event) => {
        event.preventDefault();
        onClose();
      }}
    >
      <h2 id={id}>{heading}</h2>
      {children}
    </dialog>
  );
}
