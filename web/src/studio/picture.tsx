// Fades from one picture to the next, and only once the next one is there.
// It never chooses between pictures.

import { useEffect, useRef, useState } from "preact/hooks";
import type { PictureState } from "../generated/protocol.ts";
import { texts } from "../texts.ts";
import { at } from "../wire/server.ts";

/** Longer than the fade of the style sheet. */
const FADE_MS = 1600;

interface Layer {
  picture: PictureState;
  title: string;
}

export function Picture({ picture, title }: Layer) {
  const [current, setCurrent] = useState<Layer | null>(null);
  const [previous, setPrevious] = useState<Layer | null>(null);
  const [broken, setBroken] = useState(false);
  const latest = useRef(current);
  latest.current = current;

  useEffect(() => {
    if (latest.current?.picture.image === picture.image) return;
    let wanted = true;
    let timer: ReturnType<typeof setTimeout> | undefined;
    const loader = new Image();
    loader.src = at(picture.url);
    // Decoded first, so that the fade begins with a whole picture.
    loader.decode().then(
      () => {
        if (!wanted) return;
        setBroken(false);
        setPrevious(latest.current);
        setCurrent({ picture, title });
        timer = setTimeout(() => setPrevious(null), FADE_MS);
      },
      () => wanted && setBroken(true),
    );
    return () => {
      wanted = false;
      if (timer === undefined) return;
      clearTimeout(timer);
      setPrevious(null);
    };
  }, [picture.image, picture.url]);

  // A title may come after its picture.
  const name = current?.picture.image === picture.image ? title : (current?.title ?? "");
  return (
    <>
      {previous && <img class="picture" key={previous.picture.image} src={at(previous.picture.url)} alt="" />}
      {current && (
        <img
          class="picture picture-new"
          key={current.picture.image}
          src={at(current.picture.url)}
          width={current.picture.width}
          height={current.picture.height}
          alt={name}
          data-scene={current.picture.scene}
          data-quality={current.picture.quality}
        />
      )}
      {broken && <p class="broken">{texts.stage.brokenPicture}</p>}
    </>
  );
}
