"""The names that are likely to be said in a session, as its transcriber is told them. It reads nothing itself."""

from __future__ import annotations

from pipeline.model import Context

MOST_NAMES = 300
"""Most names that a transcriber is told."""


class Vocabulary:
    """The characters' names and the glossary, as of the newest context that was read."""

    def __init__(self, context: Context) -> None:
        self.names: tuple[str, ...] = ()
        self.learn(context)

    def learn(self, context: Context) -> None:
        """From here on these are the names."""
        named = (*(character.name for character in context.characters), *context.glossary)
        self.names = tuple(dict.fromkeys(named))[:MOST_NAMES]
