"""What may be spent and what was: caps, sums, and the sentence for whoever meets a cap. It books nothing."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import UTC, date, datetime
from typing import Literal

from pipeline.errors import SpendCapError
from pipeline.money import usd

CapName = Literal["call", "session", "account", "server"]
"""What a cap is on: one call, a session, an account in a calendar month of UTC, all accounts in such a month."""


@dataclass(frozen=True, slots=True)
class Caps:
    """Most that may be spent, in nano-dollars. None: no cap; 0: nothing that costs money."""

    call: int | None = None
    session: int | None = None
    account: int | None = None
    server: int | None = None

    def ahead(self) -> Caps:
        """What may be spent on calls that may be in vain: of sums no more than nine tenths."""

        def less(cap: int | None) -> int | None:
            return None if cap is None else cap * 9 // 10

        return Caps(self.call, less(self.session), less(self.account), less(self.server))

    def of(self, cap: CapName) -> int | None:
        """One of them."""
        return {"call": self.call, "session": self.session, "account": self.account, "server": self.server}[cap]


@dataclass(frozen=True, slots=True)
class Sum:
    """Nano-dollars. ``spent`` is charged, or unknown and counted in full; ``held`` is reserved for calls under way."""

    spent: int = 0
    held: int = 0

    @property
    def counted(self) -> int:
        """What a cap is held against."""
        return self.spent + self.held


@dataclass(frozen=True, slots=True)
class Refusal:
    """A cap kept a call from being made in ``month``; ``most``: the least that such a call would have needed."""

    cap: CapName
    month: date
    most: int


@dataclass(frozen=True, slots=True)
class Reached:
    """A cap that keeps calls from being made, and until when it does; None: until it is raised, or the session ends."""

    cap: CapName
    until: datetime | None


@dataclass(frozen=True, slots=True)
class Spending:
    """What a session has cost so far, and what its account and the whole server have in ``month``."""

    month: date
    session: Sum = field(default_factory=Sum)
    account: Sum = field(default_factory=Sum)
    server: Sum = field(default_factory=Sum)
    refusal: Refusal | None = None

    def reached(self, caps: Caps) -> Reached | None:
        """The cap that last kept a call from being made, where it still would."""
        refusal = self.refusal
        if refusal is None:
            return None
        monthly = refusal.cap in ("account", "server")
        cap = caps.of(refusal.cap)
        sums = {"call": Sum(), "session": self.session, "account": self.account, "server": self.server}
        taken = sums[refusal.cap].counted
        if cap is None or taken + refusal.most <= cap or (monthly and refusal.month != self.month):
            return None
        return Reached(refusal.cap, next_month(self.month) if monthly else None)


def month_of(now: datetime) -> date:
    """The first day of the calendar month of UTC that ``now`` (with an offset) is in."""
    return now.astimezone(UTC).date().replace(day=1)


def next_month(month: date) -> datetime:
    """When the month after ``month`` (its first day) begins."""
    year, following = (month.year + 1, 1) if month.month == 12 else (month.year, month.month + 1)
    return datetime(year, following, 1, tzinfo=UTC)


def refused(cap: CapName, caps: Caps, month: date) -> SpendCapError:
    """What to tell somebody whose call ``cap`` does not allow any more."""
    most = f"${usd(caps.of(cap) or 0):,.2f}"
    until = next_month(month)
    day = f"{until.day} {until:%B %Y} (UTC)"
    message = {
        "call": f"This call might cost more than the {most} that one call may.",
        "session": f"The session's cap of {most} has no room for this call. A new session has a cap of its own.",
        "account": f"The account's cap of {most} a month has no room for this call until {day}.",
        "server": f"This server's cap of {most} a month has no room for this call until {day}.",
    }[cap]
    advice = f"Engines that cost nothing go on; who runs the server may raise ADVENTURE_SPEND_{cap.upper()}_USD."
    return SpendCapError(f"{message} {advice}")
