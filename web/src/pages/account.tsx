// The account: whose it is, a guest's way to keep it, a new address or password, and the way out.
// Export and deletion are among the settings.

import { useState } from "preact/hooks";
import { hrefOf } from "../app/route.ts";
import { useConfig, useStanding, useTools } from "../app/tools.ts";
import { account as texts } from "../texts/account.ts";
import { problems } from "../texts/problems.ts";
import type { Person } from "../wire/account.ts";
import { Credentials } from "./credentials.tsx";
import { useDeed } from "./deed.ts";
import { Ways } from "./door.tsx";
import { Dialog, Notice, Problem, Sheet } from "./parts.tsx";

export function AccountPage() {
  const { account } = useTools();
  const standing = useStanding(account);
  const [told, setTold] = useState("");
  if (standing.state !== "somebody") return <Sheet title={texts.page.title}>{problems.loading}</Sheet>;
  const { person } = standing;
  const { page } = texts;
  return (
    <Sheet
      title={person.anonymous ? page.guestTitle : page.title}
      lead={person.anonymous ? page.guestLead : undefined}
    >
      <Notice>{told || (person.newEmail ? page.waiting(person.newEmail) : "")}</Notice>
      <div class="cards wide-cards">
        {person.anonymous ? <Guest tell={setTold} /> : <Member person={person} tell={setTold} />}
        <Leaving person={person} />
      </div>
    </Sheet>
  );
}

function Guest({ tell }: { tell: (text: string) => void }) {
  const { account } = useTools();
  const config = useConfig();
  const { page } = texts;
  if (!config?.email) return null;
  return (
    <section class="card">
      <h2>{page.keep}</h2>
      <Credentials
        asks="both"
        fresh
        submit={page.keep}
        act={async (email, password) => {
          const how = await account.change({ email, password });
          tell(how === "mailed" ? page.keepMailed(email) : page.kept(email));
        }}
      />
    </section>
  );
}

function Member({ person, tell }: { person: Person; tell: (text: string) => void }) {
  const { account } = useTools();
  const config = useConfig();
  const { page } = texts;
  return (
    <>
      <section class="card stack">
        <dl class="facts">
          <dt>{page.signedInAs}</dt>
          <dd>{person.email}</dd>
          <dt>{page.whose}</dt>
          <dd>{config && page[config.accounts]}</dd>
        </dl>
      </section>
      {config?.email && (
        <>
          <section class="card">
            <h2>{page.changeEmail}</h2>
            <Credentials
              asks="email"
              fresh={false}
              submit={page.changeEmail}
              act={async (email) => {
                const how = await account.change({ email });
                tell(how === "mailed" ? page.waiting(email) : page.emailChanged);
              }}
            />
          </section>
          <section class="card">
            <h2>{page.changePassword}</h2>
            <Credentials
              asks="password"
              fresh
              submit={page.changePassword}
              act={async (_email, password) => {
                await account.change({ password });
                tell(page.passwordChanged);
              }}
            />
          </section>
        </>
      )}
    </>
  );
}

function Leaving({ person }: { person: Person }) {
  const { account } = useTools();
  const deed = useDeed();
  const [asking, setAsking] = useState<"leave" | "elsewhere" | null>(null);
  const { page } = texts;
  const leave = (scope: "local" | "global") => (): void => {
    void deed.run(() => account.signOut(scope));
  };
  return (
    <section class="card stack">
      <h2>{person.anonymous ? page.elsewhere : page.signOut}</h2>
      <div class="row">
        {person.anonymous ? (
          <>
            <button type="button" onClick={() => setAsking("elsewhere")}>
              {texts.door.signIn}
            </button>
            <button type="button" class="plain" onClick={() => setAsking("leave")}>
              {page.signOut}
            </button>
          </>
        ) : (
          <>
            <button type="button" aria-disabled={deed.busy} onClick={leave("local")}>
              {page.signOut}
            </button>
            <button type="button" class="plain" onClick={leave("global")}>
              {page.signOutAll}
            </button>
          </>
        )}
      </div>
      <Problem text={deed.problem} />
      <p class="faint">
        {page.data}: {page.dataLead} <a href={hrefOf("settings")}>{page.toSettings}</a>
      </p>
      {asking === "leave" && (
        <Dialog title={page.guestOut} onClose={() => setAsking(null)}>
          <p>{page.guestOutLead}</p>
          <div class="actions">
            <button type="button" onClick={() => setAsking(null)}>
              {problems.cancel}
            </button>
            <button type="button" class="danger" onClick={leave("local")}>
              {page.guestOutDo}
            </button>
          </div>
        </Dialog>
      )}
      {asking === "elsewhere" && (
        <Dialog title={page.elsewhere} onClose={() => setAsking(null)}>
          <p class="faint">{page.elsewhereLead}</p>
          <Ways />
          <div class="actions">
            <button type="button" onClick={() => setAsking(null)}>
              {problems.cancel}
            </button>
          </div>
        </Dialog>
      )}
    </section>
  );
}
