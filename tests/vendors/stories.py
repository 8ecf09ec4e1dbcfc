"""What a test storyteller answers: JSON that fits its schema, made from the words it was given by plain rules."""

from __future__ import annotations

import json
import re
from collections import deque
from collections.abc import Callable
from typing import Any

from jsonschema import Draft202012Validator
from vendors import schemas

Rule = Callable[[str, schemas.Schema], Any]
"""Given the request's text and its schema: the answer (JSON, or text), or None to leave it to the next rule."""

_UTTERANCE = re.compile(r"<utterance\b|^\s*(?:\[?\d+[\].:)]|-\s)", re.MULTILINE)
"""How a prompt may list utterances: tags, or numbered or dashed lines."""
_SENTENCE = re.compile(r"[A-Z][^.!?<>\n]{15,200}[.!?]")

RULES_TALK = re.compile(r"\b(roll|initiative|armou?r class|saving throw|hit points|dice|d20)\b", re.IGNORECASE)
CHATTER = re.compile(r"\b(pizza|phone|bathroom|snack|parking|weekend|drinks)\b", re.IGNORECASE)


class UnfitStoryError(AssertionError):
    """A test scripted an answer that does not fit the schema of the request; send malformed ones as a failure."""


class Stories:
    """A scripted queue first, then rules, then a value made from the schema's own names.

    ``asked(text)`` finds the utterances in a request; replace it where a prompt lists them in another way.
    """

    def __init__(self, *rules: Rule, asked: Callable[[str], int] | None = None) -> None:
        self._rules = rules
        self._asked = asked or (lambda text: max(1, len(_UTTERANCE.findall(text))))
        self._queue: deque[Any] = deque()

    def clear(self) -> None:
        """Forget what is queued."""
        self._queue.clear()

    def next(self, *answers: Any) -> None:
        """Answer these to the next requests, in order: JSON values, or text as it is."""
        self._queue.extend(answers)

    def text(self, request: str, schema: schemas.Schema | None, answer: Any = None) -> str:
        """``answer``, or what comes next. Raises ``UnfitStoryError`` where it is JSON that does not fit ``schema``."""
        if answer is None:
            answer = self._queue.popleft() if self._queue else self._told(request, schema)
        if isinstance(answer, str):
            return answer
        if schema is not None:
            problem = next(iter(Draft202012Validator(dict(schema)).iter_errors(answer)), None)
            if problem is not None:
                raise UnfitStoryError(problem.message)
        return json.dumps(answer, ensure_ascii=False)

    def _told(self, request: str, schema: schemas.Schema | None) -> Any:
        if schema is None:
            return "All is well."
        for rule in self._rules:
            told = rule(request, schema)
            if told is not None:
                return told
        return schemas.value(schema, self._hint(request), self._many(request))

    def _many(self, request: str) -> schemas.Many:
        def many(place: schemas.Place, schema: schemas.Schema) -> int | None:
            return self._asked(request) if place[-1:] in {("kinds",), ("utterances",)} else None

        return many

    def _hint(self, request: str) -> schemas.Hint:
        spoken = _SENTENCE.findall(request)
        last = spoken[-1] if spoken else "A quiet road under a wide sky."

        def hint(place: schemas.Place, schema: schemas.Schema) -> Any:
            name = next((part for part in reversed(place) if not part.isdigit()), "")
            kind = schema.get("type")
            if "enum" in schema and "narration" in schema["enum"]:
                return "rules" if RULES_TALK.search(last) else "chatter" if CHATTER.search(last) else "narration"
            if kind == "boolean" and name in {"changed", "paint"}:
                return not (RULES_TALK.search(last) or CHATTER.search(last))
            if kind == "string" and "enum" not in schema:
                texts = {"title": " ".join(last.split()[:4]).rstrip(".,"), "reason": "Something new is to be seen."}
                return texts.get(name, last) if name else last
            return NotImplemented

        return hint
