// What the evening has cost, against what it may cost.
// It counts nothing: the server does.

import type { Usage } from "../generated/protocol.ts";
import { texts } from "../texts.ts";
import type { Facts } from "./consent.ts";
import { outside } from "./consent.ts";

/** From this part of the month's cap on it is told, too. */
const NEAR = 0.8;

export function Purse({ usage, facts }: { usage: Usage | null; facts: Facts | null }) {
  const words = texts.cost;
  if (!usage) return null;
  const stages = facts && [facts.stages.hearing, facts.stages.telling, facts.stages.painting];
  // Nothing is said of money where nothing can cost any, and nothing did.
  if (usage.session_usd === 0 && stages?.every((stage) => outside(stage).length === 0)) {
    return (
      <p class="purse" aria-label={words.label} role="group">
        {words.free}
      </p>
    );
  }
  const { session_usd, session_cap_usd, account_usd, account_cap_usd, reached } = usage;
  const full = session_cap_usd ? Math.min(1, session_usd / session_cap_usd) : 0;
  return (
    <div class="purse" role="group" aria-label={words.label} data-reached={reached?.cap}>
      <p>
        {session_cap_usd === null ? words.spent(session_usd) : words.of(session_usd, session_cap_usd)}
        {account_cap_usd !== null && account_usd >= NEAR * account_cap_usd && (
          <span class="faint"> · {words.month(account_usd, account_cap_usd)}</span>
        )}
      </p>
      {session_cap_usd !== null && <meter min={0} max={1} value={full} aria-label={words.label} />}
      {reached && <p class="reached">{words.reached[reached.cap]}</p>}
    </div>
  );
}
