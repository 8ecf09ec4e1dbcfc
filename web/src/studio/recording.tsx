// The sheet on which a recording is handed in, and a line on how far it is.
// The handing in itself is the upload's.

import { useRef } from "preact/hooks";
import { texts } from "../texts.ts";
import { Dialog } from "./dialog.tsx";
import type { Studio } from "./studio.ts";
import type { Uploading, UploadView } from "./uploading.ts";
import { useView } from "./use.ts";

const TYPES = "audio/*,video/webm,.wav,.mp3,.m4a,.flac,.ogg,.opus,.webm";

export function RecordingSheet({ studio, onClose }: { studio: Studio; onClose: () => void }) {
  const { uploading } = studio;
  const view = useView(uploading);
  const input = useRef<HTMLInputElement>(null);
  const words = texts.upload;
  return (
    <Dialog heading={words.heading} onClose={onClose}>
      <p>{words.what}</p>
      <div class="stack">
        {view.state !== "idle" && <Progress view={view} />}
        <input
          ref={input}
          type="file"
          accept={TYPES}
          hidden
          onChange={(event) => {
            const file = event.currentTarget.files?.[0];
            // The same file may be chosen again.
            event.currentTarget.value = "";
            if (file) void uploading.send(file, studio.view.story.session);
          }}
        />
      </div>
      <div class="actions">
        {uploading.running ? (
          <button type="button" class="danger" onClick={() => void uploading.cancel()}>
            {words.cancel}
          </button>
        ) : (
          <button type="button" class="primary" onClick={() => input.current?.click()}>
            {words.choose}
          </button>
        )}
        <button type="button" onClick={onClose}>
          {texts.actions.close}
        </button>
      </div>
    </Dialog>
  );
}

/** The same, small, while the sheet is away. */
export function RecordingLine({ uploading, onOpen }: { uploading: Uploading; onOpen: () => void }) {
  const view = useView(uploading);
  if (view.state === "idle") return null;
  return (
    <div class="recording">
      <Progress view={view} />
      {uploading.running ? (
        <button type="button" class="compact" onClick={onOpen}>
          {texts.upload.heading}
        </button>
      ) : (
        <button type="button" class="compact" onClick={() => uploading.clear()}>
          {texts.actions.close}
        </button>
      )}
    </div>
  );
}

function Progress({ view }: { view: UploadView }) {
  const running = ["sending", "waiting", "hearing"].includes(view.state);
  return (
    <div class="progress" data-upload={view.state}>
      <p>
        <span class="progress-name">{view.name}</span>
        <span role="status">{running && view.state !== "waiting" ? "" : told(view)}</span>
        {/* Apart from what is read out: it changes all the time. */}
        {running && view.state !== "waiting" && <span>{told(view)}</span>}
      </p>
      {running &&
        (view.part === null ? (
          <progress aria-label={texts.upload.label} />
        ) : (
          <progress aria-label={texts.upload.label} value={view.part} max={1} />
        ))}
    </div>
  );
}

function told(view: UploadView): string {
  const words = texts.upload;
  switch (view.state) {
    case "idle":
      return "";
    case "sending":
      return words.sending(megabytes(view.sent_bytes), megabytes(view.bytes));
    case "waiting":
      return words.waiting;
    case "hearing":
      return view.utterances ? words.hearing(view.transcribed, view.utterances) : words.cutting;
    case "done":
      return words.done(view.transcribed);
    case "cancelled":
      return words.cancelled;
    case "failed":
      return view.reason || words.failed;
  }
}

function megabytes(bytes: number): string {
  return `${(bytes / 1e6).toFixed(1)} MB`;
}
