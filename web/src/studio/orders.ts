// What a person asked for and could not be sent yet. Hiding a picture must not be forgotten because a network was away.
// Pure: it sends nothing. Drawing is not kept: a picture that comes minutes later is not what was asked for.

import type { Control } from "../generated/protocol.ts";

export type Order = Extract<Control, { type: "draw" | "reroll" | "hide" | "show" | "pin" | "correct" }>;

/** More than anybody gives while a network is away. */
const MOST = 100;

interface Kept {
  readonly session: string | null;
  readonly order: Order;
}

export class Orders {
  private kept: Kept[] = [];

  /** Keep an order for `session`; false where it is of a kind that is not kept. */
  keep(session: string | null, order: Order): boolean {
    if (order.type === "draw" || order.type === "reroll" || this.kept.length >= MOST) return false;
    this.kept.push({ session, order });
    return true;
  }

  /** All that is kept for `session`, in the order in which it was given; what was meant for another one is forgotten. */
  take(session: string | null): readonly Order[] {
    const taken = this.kept.filter((kept) => kept.session === session).map((kept) => kept.order);
    this.kept = [];
    return taken;
  }
}
