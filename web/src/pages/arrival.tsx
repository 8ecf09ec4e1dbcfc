// Where a mailed link or a provider's page leads: in, to a new password, or to what went wrong.
// A sign-in that was not asked for here is taken only when a person says so: a link could be anyone's.

import { useEffect, useState } from "preact/hooks";
import { useTools } from "../app/tools.ts";
import { account as texts } from "../texts/account.ts";
import type { Arrival } from "../wire/account.ts";
import { Credentials } from "./credentials.tsx";
import { useDeed } from "./deed.ts";
import { Problem, Sheet } from "./parts.tsx";
import { problemOf } from "./problem.ts";

export function ArrivalPage({ arrival, done }: { arrival: Arrival; done: () => void }) {
  if (arrival.kind === "refused") return <Refused code={arrival.code} done={done} />;
  if (arrival.why === "recovery") return <Recovery arrival={arrival} done={done} />;
  return <Coming arrival={arrival} done={done} />;
}

type SignIn = Arrival & { kind: "sign_in" };

function Recovery({ arrival, done }: { arrival: SignIn; done: () => void }) {
  const { account } = useTools();
  const { arrival: words } = texts;
  return (
    <Sheet title={words.recoverTitle} lead={words.recoverLead(arrival.person.email ?? words.someone)}>
      <section class="card stack column">
        <Credentials
          asks="password"
          fresh
          submit={words.save}
          act={async (_email, password) => {
            await account.accept(arrival, password);
            done();
          }}
        />
        <button type="button" class="plain" onClick={() => location.reload()}>
          {words.refuse}
        </button>
      </section>
    </Sheet>
  );
}

function Coming({ arrival, done }: { arrival: SignIn; done: () => void }) {
  const { account } = useTools();
  const deed = useDeed();
  const [expected] = useState(() => account.expected(arrival));
  const { arrival: words } = texts;
  const accept = (): void => {
    void deed.run(async () => {
      await account.accept(arrival);
      done();
    });
  };
  useEffect(() => {
    if (expected) accept();
  }, []);
  const email = arrival.person.email ?? words.someone;
  if (expected && !deed.problem) return <Sheet title={words.wait}>{null}</Sheet>;
  return (
    <Sheet title={words.title} lead={words.lead(email)}>
      <Problem text={deed.problem} />
      <div class="row">
        <button type="button" class="primary" aria-disabled={deed.busy} onClick={accept}>
          {words.accept(email)}
        </button>
        <button type="button" onClick={done}>
          {words.refuse}
        </button>
      </div>
    </Sheet>
  );
}

function Refused({ code, done }: { code: string; done: () => void }) {
  const { arrival: words } = texts;
  return (
    <Sheet title={words.refusedTitle} lead={problemOf(Object.assign(new Error(""), { code }))}>
      <button type="button" class="primary" onClick={done}>
        {words.refusedBack}
      </button>
    </Sheet>
  );
}
