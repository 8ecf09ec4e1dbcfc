// Times, lengths, money and numbers as people write them.

const day = new Intl.DateTimeFormat(undefined, { dateStyle: "long" });
const moment = new Intl.DateTimeFormat(undefined, { dateStyle: "medium", timeStyle: "short" });
const clock = new Intl.DateTimeFormat(undefined, { timeStyle: "short" });

export const dayOf = (at: string): string => day.format(new Date(at));
export const momentOf = (at: string): string => moment.format(new Date(at));
export const clockOf = (at: string): string => clock.format(new Date(at));

/** A day (`2026-11-29`), wherever this browser is. */
export const dateOf = (date: string): string => dayOf(`${date}T12:00:00`);

/** US dollars; what costs less than a cent is shown to the hundredth of one. */
export function usd(amount: number): string {
  if (amount === 0) return "$0";
  return amount < 0.01 ? `$${amount.toFixed(4)}` : `$${amount.toFixed(2)}`;
}

/** Seconds as `1 h 5 min`, `12 min`, `40 s`. */
export function lengthOf(seconds: number): string {
  const minutes = Math.round(seconds / 60);
  if (seconds < 60) return `${Math.round(seconds)} s`;
  return minutes < 60 ? `${minutes} min` : `${Math.floor(minutes / 60)} h ${minutes % 60} min`;
}
