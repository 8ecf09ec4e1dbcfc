// What a link leads to: the picture, its title and what is said, as far as the link shows them. It needs no account.
// What a link shows is the server's decision: here is only what came.

import { render } from "preact";
import { useEffect, useState } from "preact/hooks";
import type { ServerMessage, WatchHello } from "../generated/protocol.ts";
import { VERSION, WATCH_PATH } from "../generated/protocol.ts";
import { reduce } from "../state/reducer.ts";
import type { Story } from "../state/story.ts";
import { EMPTY, shown, titleOf } from "../state/story.ts";
import { Compass } from "../studio/compass.tsx";
import { Picture } from "../studio/picture.tsx";
import { watch as texts } from "../texts/watch.ts";
import { encode } from "../wire/codec.ts";
import { socketBase } from "../wire/server.ts";
import { Socket } from "../wire/socket.ts";
import type { World } from "../wire/world.ts";

type State = "connecting" | "open" | "gone" | "failed";

export function watch(token: string, root: HTMLElement, world: World): void {
  document.title = `${texts.title} · ${texts.motto}`;
  addEventListener("hashchange", () => location.reload());
  render(<Watch token={token} world={world} />, root);
}

/** The scene that a person wants to be shown. */
function sceneOf(message: ServerMessage): number | null {
  switch (message.type) {
    case "scene.hidden":
      return message.show;
    case "scene.shown":
    case "scene.pinned":
      return message.scene;
    default:
      return null;
  }
}

function Watch({ token, world }: { token: string; world: World }) {
  const [story, setStory] = useState<Story>(EMPTY);
  const [state, setState] = useState<State>("connecting");
  useEffect(() => {
    let known = EMPTY;
    const socket = new Socket(
      socketBase() + WATCH_PATH,
      {
        hello: () =>
          Promise.resolve(
            encode({
              type: "hello",
              protocol: VERSION,
              token,
              session_id: null,
              // At first only what is to be seen now.
              after: known.seq || null,
              following: known.session,
            } satisfies WatchHello),
          ),
        message: (message: ServerMessage) => {
          if (message.type === "ready") setState("open");
          known = reduce(known, message);
          setStory(known);
          // What shall be shown now was painted before this connection: a snapshot has it.
          const wanted = sceneOf(message);
          if (wanted !== null && !known.pictures.has(wanted)) {
            known = { ...EMPTY, lines: known.lines };
            socket.again();
          }
        },
        lost: () => setState("connecting"),
        failed: (code) => setState(code === "revoked" || code === "bad_token" ? "gone" : "failed"),
        remedy: () => false,
      },
      world,
    );
    socket.start();
    const online = (): void => socket.again();
    addEventListener("online", online);
    return () => {
      removeEventListener("online", online);
      socket.stop();
    };
  }, [token, world]);

  const over = state === "gone" || state === "failed";
  const picture = over ? undefined : shown(story);
  const title = picture ? titleOf(story, picture.scene) : "";
  const said = story.lines.filter((line) => line.text);
  const word = over ? texts[state] : state === "connecting" ? texts.connecting : "";
  return (
    <div class="shell watch" data-state={state}>
      <header class="masthead">
        <span class="brand">
          <Compass class="masthead-mark" />
          <span class="brand-name">{texts.motto}</span>
        </span>
        <p class="status" role="status">
          {word}
        </p>
      </header>
      <main class="watch-room" data-telling={said.length > 0}>
        <h1 class="unseen">{texts.title}</h1>
        <section aria-label={texts.picture}>
          <div class="frame">
            {picture ? (
              <Picture picture={picture} title={title} />
            ) : (
              <div class="blank">
                <Compass class="blank-compass" />
                <p class="blank-line">{over ? texts[state] : texts.waiting}</p>
              </div>
            )}
          </div>
          {title && <p class="caption-name watch-title">{title}</p>}
        </section>
        {said.length > 0 && !over && (
          <section class="watch-telling" aria-labelledby="telling">
            <h2 id="telling" class="heading">
              {texts.telling}
            </h2>
            <div role="log" aria-labelledby="telling">
              {said.slice(-60).map((line) => (
                <p key={line.utterance} class="line" data-utterance={line.utterance}>
                  {line.text}
                </p>
              ))}
            </div>
          </section>
        )}
      </main>
    </div>
  );
}
