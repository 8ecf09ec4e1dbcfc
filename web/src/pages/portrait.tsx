// A character's portrait: shown, and cut out of a picture that a person chose.
// What is cut out is sent by whoever uses it.

import { useEffect, useRef, useState } from "preact/hooks";
import { useTools } from "../app/tools.ts";
import { characters as texts } from "../texts/characters.ts";
import { FinalError } from "../wire/failure.ts";
import { Field } from "./parts.tsx";

/** Side of the square that is sent, in pixels. */
const SIDE = 768;
const CLOSEST = 4;

/** Only its account may see it, so it is fetched with the account's token. `version` changes with the picture. */
export function Portrait({ path, version, name }: { path: string | null; version: number; name: string }) {
  const { api } = useTools();
  const [source, setSource] = useState<string | null>(null);
  useEffect(() => {
    setSource(null);
    if (path === null) return undefined;
    const limit = new AbortController();
    let url: string | null = null;
    api.file(path, { signal: limit.signal }).then(
      (picture) => {
        if (limit.signal.aborted) return;
        url = URL.createObjectURL(picture);
        setSource(url);
      },
      () => undefined,
    );
    return () => {
      limit.abort();
      if (url) URL.revokeObjectURL(url);
    };
  }, [api, path, version]);
  if (path === null) {
    return (
      <span class="portrait portrait-none" aria-hidden="true">
        {[...name.trim()][0] ?? "?"}
      </span>
    );
  }
  return <span class="portrait">{source && <img src={source} alt={texts.portraitOf(name)} />}</span>;
}

/** What part of a picture is to be seen: shares of what can be moved, and how much closer than whole. */
interface View {
  x: number;
  y: number;
  zoom: number;
}

const WHOLE: View = { x: 0.5, y: 0.5, zoom: 1 };

/** Cuts out the square that is chosen just now; rejects where the picture cannot be read. */
export type Cut = () => Promise<Blob>;

interface CropProps {
  file: File;
  use: (picture: Blob) => void;
  /** The picture cannot be read. */
  unreadable: () => void;
  /** How whoever saves takes the square as it stands; null again when there is none to be chosen. */
  offer: (cut: Cut | null) => void;
}

/** Lets a person choose a square of a picture. `use` gets it as a picture of its own. */
export function Crop({ file, use, unreadable, offer }: CropProps) {
  const canvas = useRef<HTMLCanvasElement>(null);
  const [picture, setPicture] = useState<ImageBitmap | null>(null);
  const [view, setView] = useState(WHOLE);
  const latest = useRef(view);
  latest.current = view;
  const { portrait } = texts;

  useEffect(() => {
    let wanted = true;
    setView(WHOLE);
    setPicture(null);
    const opened = createImageBitmap(file).catch(() => {
      throw new FinalError("unreadable", portrait.unreadable);
    });
    opened.then(
      (bitmap) => wanted && setPicture(bitmap),
      () => wanted && unreadable(),
    );
    offer(async () => cut(await opened, latest.current));
    return () => {
      wanted = false;
      offer(null);
    };
  }, [file]);

  useEffect(() => {
    if (canvas.current && picture) draw(canvas.current, picture, view);
  }, [picture, view]);

  const drag = (event: PointerEvent): void => {
    const element = canvas.current;
    if (!element || !picture || event.buttons !== 1) return;
    const { side } = square(picture, view);
    const scale = side / element.clientWidth;
    const room = { x: picture.width - side, y: picture.height - side };
    setView({
      ...view,
      x: room.x > 0 ? within(view.x - (event.movementX * scale) / room.x) : view.x,
      y: room.y > 0 ? within(view.y - (event.movementY * scale) / room.y) : view.y,
    });
  };

  const sliders: [keyof View, string, number, number][] = [
    ["zoom", portrait.zoom, 1, CLOSEST],
    ["x", portrait.across, 0, 1],
    ["y", portrait.down, 0, 1],
  ];
  return (
    <div class="crop">
      {picture && (
        <>
          <div class="framed crop-frame">
            <canvas
              ref={canvas}
              width={SIDE}
              height={SIDE}
              role="img"
              aria-label={portrait.crop}
              onPointerDown={(event) => canvas.current?.setPointerCapture(event.pointerId)}
              onPointerMove={drag}
            />
          </div>
          <div class="stack">
            <p class="faint small">{portrait.cropHint}</p>
            {sliders.map(([name, label, least, most]) => (
              <Field key={name} label={label}>
                {(bound) => (
                  <input
                    {...bound}
                    type="range"
                    min={least}
                    max={most}
                    step={0.01}
                    value={view[name]}
                    onInput={(event) => setView({ ...view, [name]: Number(event.currentTarget.value) })}
                  />
                )}
              </Field>
            ))}
            <button type="button" onClick={() => void cut(picture, view).then(use)}>
              {portrait.use}
            </button>
          </div>
        </>
      )}
    </div>
  );
}

function within(share: number): number {
  return Math.min(1, Math.max(0, share));
}

function draw(canvas: HTMLCanvasElement, picture: ImageBitmap, view: View): void {
  const { left, top, side } = square(picture, view);
  const context = canvas.getContext("2d");
  context?.clearRect(0, 0, SIDE, SIDE);
  context?.drawImage(picture, left, top, side, side, 0, 0, SIDE, SIDE);
}

function cut(picture: ImageBitmap, view: View): Promise<Blob> {
  const canvas = document.createElement("canvas");
  canvas.width = canvas.height = SIDE;
  draw(canvas, picture, view);
  return new Promise((done, failed) => {
    const made = (blob: Blob | null): void => (blob ? done(blob) : failed(new Error("No picture was made.")));
    canvas.toBlob(made, "image/webp", 0.92);
  });
}

function square(picture: ImageBitmap, view: View): { left: number; top: number; side: number } {
  const side = Math.min(picture.width, picture.height) / view.zoom;
  return { left: (picture.width - side) * view.x, top: (picture.height - side) * view.y, side };
}
