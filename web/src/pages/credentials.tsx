// The form for an address and a password, checked before it is sent.
// What becomes of them is its user's business.

import { useRef, useState } from "preact/hooks";
import { account as texts } from "../texts/account.ts";
import { useDeed } from "./deed.ts";
import { Field, Problem } from "./parts.tsx";

/** What the server asks for; see server/auth/passwords.py. */
const SHORTEST = 8;

interface Props {
  /** Which of both are asked for. */
  asks: "both" | "email" | "password";
  /** A new password is to be chosen, rather than one that is known. */
  fresh: boolean;
  submit: string;
  email?: string;
  act: (email: string, password: string) => Promise<void>;
}

export function Credentials({ asks, fresh, submit, email: known = "", act }: Props) {
  const [email, setEmail] = useState(known);
  const [password, setPassword] = useState("");
  const [shown, setShown] = useState(false);
  const [wrong, setWrong] = useState<{ email?: string; password?: string }>({});
  const form = useRef<HTMLFormElement>(null);
  const deed = useDeed();
  const { fields } = texts;
  const withEmail = asks !== "password";
  const withPassword = asks !== "email";

  const send = (event: Event): void => {
    event.preventDefault();
    const found: typeof wrong = {};
    if (withEmail && !email.trim()) found.email = fields.emailMissing;
    if (withPassword && !password) found.password = fields.passwordMissing;
    else if (withPassword && fresh && password.length < SHORTEST) found.password = fields.passwordShort;
    setWrong(found);
    const first = found.email ? "email" : found.password ? "password" : null;
    if (first) {
      form.current?.querySelector<HTMLInputElement>(`[name=${first}]`)?.focus();
      return;
    }
    void deed.run(() => act(email.trim(), password));
  };

  return (
    <form class="stack" ref={form} onSubmit={send} noValidate>
      {withEmail && (
        <Field label={fields.email} wrong={wrong.email}>
          {(bound) => (
            <input
              {...bound}
              type="email"
              name="email"
              autocomplete="username"
              autocapitalize="none"
              spellcheck={false}
              value={email}
              onInput={(event) => setEmail(event.currentTarget.value)}
            />
          )}
        </Field>
      )}
      {withPassword && (
        <Field
          label={fresh && asks === "password" ? fields.newPassword : fields.password}
          hint={fresh ? fields.passwordHint : undefined}
          wrong={wrong.password}
        >
          {(bound) => (
            <input
              {...bound}
              type={(shown ? "text" : "password") as "password"}
              name="password"
              autocomplete={fresh ? "new-password" : "current-password"}
              value={password}
              onInput={(event) => setPassword(event.currentTarget.value)}
            />
          )}
        </Field>
      )}
      {withPassword && (
        <label class="choice">
          <input
            type="checkbox"
            checked={shown}
            onChange={(event) => setShown(event.currentTarget.checked)}
          />
          {fields.showPassword}
        </label>
      )}
      <Problem text={deed.problem} />
      <div class="row">
        <button type="submit" class="primary" aria-disabled={deed.busy}>
          {submit}
        </button>
      </div>
    </form>
  );
}
