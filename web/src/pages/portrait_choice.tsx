// The choice of a character's portrait: the one that it has, another picture and its square, or none.
// It saves nothing.

import { useState } from "preact/hooks";
import { characters as texts } from "../texts/characters.ts";
import { Problem } from "./parts.tsx";
import type { Cut } from "./portrait.tsx";
import { Crop, Portrait } from "./portrait.tsx";

interface ChoiceProps {
  /** Where the portrait is that the character has. */
  kept: string | null;
  version: number;
  /** What takes its place with the next saving; null: nothing does. */
  chosen: Blob | "none" | null;
  choose: (portrait: Blob | "none" | null) => void;
  /** How a square that is not chosen to the end yet is taken; null: there is none. */
  offer: (cut: Cut | null) => void;
  name: string;
}

export function PortraitChoice({ kept, version, chosen, choose, offer, name }: ChoiceProps) {
  const [file, setFile] = useState<File | null>(null);
  const [shown, setShown] = useState<string | null>(null);
  const [problem, setProblem] = useState("");
  const { portrait } = texts;
  const has = file !== null || chosen instanceof Blob || (chosen !== "none" && kept !== null);
  const use = (picture: Blob): void => {
    if (shown) URL.revokeObjectURL(shown);
    setShown(URL.createObjectURL(picture));
    setFile(null);
    choose(picture);
  };
  return (
    <section class="stack portrait-choice" aria-label={portrait.heading}>
      <h3 class="heading">{portrait.heading}</h3>
      <Problem text={problem} />
      {file ? (
        <Crop
          file={file}
          use={use}
          unreadable={() => {
            setFile(null);
            setProblem(portrait.unreadable);
          }}
          offer={offer}
        />
      ) : chosen instanceof Blob && shown ? (
        <>
          <span class="portrait">
            <img src={shown} alt={texts.portraitOf(name)} />
          </span>
          <p class="faint small">{portrait.waiting}</p>
        </>
      ) : (
        <Portrait path={chosen === "none" ? null : kept} version={version} name={name} />
      )}
      <p class="faint small">{portrait.hint}</p>
      <div class="row">
        <label class="button compact file">
          {has ? portrait.other : portrait.choose}
          <input
            type="file"
            accept="image/jpeg,image/png,image/webp,image/gif"
            onChange={(event) => {
              setFile(event.currentTarget.files?.[0] ?? null);
              setProblem("");
              // The same file may be chosen again.
              event.currentTarget.value = "";
            }}
          />
        </label>
        {has && (
          <button
            type="button"
            class="plain compact"
            onClick={() => {
              setFile(null);
              choose("none");
            }}
          >
            {portrait.remove}
          </button>
        )}
      </div>
    </section>
  );
}
