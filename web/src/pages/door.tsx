// Where someone comes in: signs in, makes an account, asks for a new password, or tries without an account.
// Once someone is in, the house opens by itself.

import { useState } from "preact/hooks";
import { useConfig, useTools } from "../app/tools.ts";
import { account as texts } from "../texts/account.ts";
import { problems } from "../texts/problems.ts";
import { Credentials } from "./credentials.tsx";
import { useDeed } from "./deed.ts";
import { Notice, Problem, Sheet } from "./parts.tsx";

type Way = "in" | "up" | "recover";

export function Door() {
  const { door } = texts;
  return (
    <Sheet title={door.title} lead={door.lead}>
      <Ways tryOut />
    </Sheet>
  );
}

/** The forms. `tryOut`: one may also begin without an account, where the server lets people do so. */
export function Ways({ tryOut = false }: { tryOut?: boolean }) {
  const { account } = useTools();
  const config = useConfig();
  const [way, setWay] = useState<Way>("in");
  const [told, setTold] = useState("");
  const [mailed, setMailed] = useState("");
  const { door } = texts;
  const go = (to: Way) => (): void => {
    setWay(to);
    setTold("");
    setMailed("");
  };
  if (!config) return <p class="empty">{problems.loading}</p>;

  const acts: Record<Way, (email: string, password: string) => Promise<void>> = {
    in: (email, password) => account.signIn(email, password),
    up: async (email, password) => {
      if ((await account.signUp(email, password)) === "in") return;
      setTold(door.confirmSent(email));
      setMailed(email);
    },
    recover: async (email) => {
      await account.recover(email);
      setTold(door.recoverSent(email));
    },
  };
  const names: Record<Way, string> = { in: door.signIn, up: door.signUp, recover: door.recover };

  return (
    <div class="door">
      <section class="card stack" aria-label={names[way]}>
        {way === "recover" ? (
          <p>{door.recoverLead}</p>
        ) : (
          config.sign_up && (
            <div class="tabs" role="group" aria-label={door.title}>
              <button type="button" aria-pressed={way === "in"} onClick={go("in")}>
                {door.signIn}
              </button>
              <button type="button" aria-pressed={way === "up"} onClick={go("up")}>
                {door.signUp}
              </button>
            </div>
          )
        )}
        <Notice>{told}</Notice>
        {mailed && (
          <button type="button" class="plain" onClick={() => void account.confirmAgain(mailed)}>
            {door.mailAgain}
          </button>
        )}
        {config.email && (
          <Credentials
            key={way}
            asks={way === "recover" ? "email" : "both"}
            fresh={way === "up"}
            submit={way === "up" ? door.signUp : names[way]}
            act={acts[way]}
          />
        )}
        {way === "in" && config.email && (
          <button type="button" class="plain" onClick={go("recover")}>
            {door.forgot}
          </button>
        )}
        {way === "recover" && (
          <button type="button" class="plain" onClick={go("in")}>
            {door.back}
          </button>
        )}
        {!config.sign_up && <p class="faint small">{door.noSignUp}</p>}
      </section>
      {(config.providers.length > 0 || (tryOut && config.anonymous)) && (
        <section class="stack door-else">
          {config.providers.map((provider) => (
            <Provider key={provider} name={provider} />
          ))}
          {tryOut && config.anonymous && <TryOut />}
        </section>
      )}
    </div>
  );
}

function Provider({ name }: { name: string }) {
  const { account } = useTools();
  const deed = useDeed();
  return (
    <>
      <button
        type="button"
        aria-disabled={deed.busy}
        onClick={() => void deed.run(() => account.signInAt(name))}
      >
        {texts.door.at(texts.providers[name] ?? name)}
      </button>
      <Problem text={deed.problem} />
    </>
  );
}

function TryOut() {
  const { account } = useTools();
  const deed = useDeed();
  const { door } = texts;
  return (
    <>
      <button type="button" aria-disabled={deed.busy} onClick={() => void deed.run(() => account.tryOut())}>
        {door.tryOut}
      </button>
      <p class="faint small">{door.tryHint}</p>
      <Problem text={deed.problem} />
    </>
  );
}
