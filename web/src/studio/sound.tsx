// The microphone's sheet: which one, how loud, ten seconds to listen to, and a plain verdict.
// The trying itself is the check's.

import { useEffect } from "preact/hooks";
import { texts } from "../texts.ts";
import { CHECK_S } from "./check.ts";
import { Dialog } from "./dialog.tsx";
import { Gauge } from "./gauge.tsx";
import type { Studio } from "./studio.ts";
import { useView } from "./use.ts";

interface SoundSheetProps {
  studio: Studio;
  onListen: () => void;
  onClose: () => void;
}

export function SoundSheet({ studio, onListen, onClose }: SoundSheetProps) {
  const { check } = studio;
  const view = useView(check);
  const words = texts.check;
  useEffect(() => {
    void check.open();
    return () => void check.close();
  }, [check]);
  const heard = view.state === "ready" || view.state === "recording" || view.state === "heard";
  return (
    <Dialog heading={words.heading} class="sound" onClose={onClose}>
      <p class="faint">{words.local}</p>
      <div class="stack">
        <div class="field">
          <label for="sound-device">{words.device}</label>
          <select
            id="sound-device"
            value={view.device ?? ""}
            disabled={view.devices.length === 0}
            onChange={(event) => check.choose(event.currentTarget.value)}
          >
            {!view.devices.some((device) => device.id === view.device) && (
              <option value={view.device ?? ""}>{words.browsers}</option>
            )}
            {view.devices.map((device, i) => (
              <option key={device.id} value={device.id}>
                {device.label || words.unnamed(i + 1)}
              </option>
            ))}
          </select>
        </div>
        <label class="choice">
          <input
            type="checkbox"
            checked={view.soften}
            onChange={(event) => check.soften(event.currentTarget.checked)}
          />
          {words.noise}
        </label>
        {view.state === "failed" ? (
          <p class="notice" data-mood="bad" role="alert">
            {texts.trouble.codes[view.trouble ?? ""] ?? texts.trouble.unknown}
          </p>
        ) : (
          <div class="field">
            <span class="label" aria-hidden="true">
              {words.level}
            </span>
            <Gauge studio={studio} label={texts.meter.microphone} hearing={heard} />
          </div>
        )}
        <p class="said" role="status" data-verdict={view.verdict ?? undefined}>
          {view.state === "opening" && words.opening}
          {view.state === "recording" && words.recording}
          {view.verdict && words.verdicts[view.verdict]}
        </p>
        <div class="row">
          <button
            type="button"
            class="trial"
            aria-disabled={!heard || view.state === "recording"}
            onClick={() => heard && view.state !== "recording" && check.record()}
          >
            {view.state === "recording"
              ? words.left(CHECK_S - view.seconds)
              : view.state === "heard"
                ? words.recordAgain
                : words.record(CHECK_S)}
          </button>
          {view.state === "heard" && (
            <button type="button" onClick={() => (view.playing ? check.stop() : check.play())}>
              {view.playing ? words.stop : words.play}
            </button>
          )}
        </div>
      </div>
      <div class="actions">
        <button type="button" onClick={onClose}>
          {texts.actions.close}
        </button>
        <button type="button" class="primary" onClick={onListen}>
          {texts.actions.start}
        </button>
      </div>
    </Dialog>
  );
}
