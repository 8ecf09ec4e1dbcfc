"""A journal that tells what it is asked, before and after, so that a test can look, wait, fail or kill there.

It changes nothing that passes through.
"""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from typing import Any, Literal, cast

from harness.ledger import Ledger, fingerprint

from pipeline.ports import SessionJournal

When = Literal["before", "after"]
Hook = Callable[[str, When], Awaitable[None]]
"""(method, when) → whatever shall happen there."""


async def nothing(method: str, when: When) -> None:
    """Let it pass."""


class WatchedJournal:
    """A ``SessionJournal`` around another one."""

    def __init__(self, journal: SessionJournal, ledger: Ledger, hook: Hook = nothing) -> None:
        self._journal = journal
        self._ledger = ledger
        self._hook = hook

    @classmethod
    def around(cls, ledger: Ledger, hook: Hook = nothing) -> Callable[[SessionJournal], SessionJournal]:
        """What ``Ports.wrap_journal`` takes."""
        return lambda journal: cast(SessionJournal, cls(journal, ledger, hook))

    def __getattr__(self, name: str) -> Any:
        method: Any = getattr(self._journal, name)
        if name in ("session_id", "tenant", "epoch"):
            return method

        async def call(*args: Any, **named: Any) -> Any:
            if name == "commit_utterance":
                # Before: a kill may take the answer of a commit that was made.
                self._ledger.note("cut", stream=args[0], n=args[1].n, key=fingerprint(args[1].pcm))
            await self._hook(name, "before")
            result = await method(*args, **named)
            self._ledger.note(name, **_shown(name, args, result))
            await self._hook(name, "after")
            return result

        return call


def _shown(name: str, args: tuple[Any, ...], result: Any) -> dict[str, object]:
    """What the ledger keeps of a call."""
    match name:
        case "commit_utterance":
            return {"utterance": result, "n": args[1].n}
        case "commit_boundary":
            return {"safe": args[1].safe}
        case "commit_heard" | "commit_start" | "commit_failure":
            return {"utterance": args[0], "result": result}
        case "open_scene":
            return {"scene": result, "utterances": list(args[0])}
        case "commit_composed":
            return {"scene": args[0], "prompt": args[1].prompt}
        case "commit_image":
            return {"scene": args[0], "quality": args[4]}
        case "commit_environment" | "commit_skipped" | "commit_superseded" | "commit_paint_start":
            return {"scene": args[0]}
        case _:
            return {}
