"""What a test storyteller answers: JSON that fits its schema, made from the words it was given by plain rules."""

from __future__ import annotations

import json
import re
from collections import deque
from collections.abc import Callable, Mapping, Sequence
from typing import Any

from jsonschema import Draft202012Validator
from vendors import schemas

Rule = Callable[[str, schemas.Schema], Any]
"""Given the request's text and its schema: the answer (JSON, or text), or None to leave it to the next rule."""

_UTTERANCE = re.compile(r"<utterance\b|^\s*(?:\[?\d+[\].:)]|-\s)", re.MULTILINE)
"""How a request that is no JSON may list utterances: tags, or numbered or dashed lines."""
_SENTENCE = re.compile(r"[A-Z][^.!?<>\n]{15,200}[.!?]")

RULES_TALK = re.compile(r"\b(roll|initiative|armou?r class|saving throw|hit points|dice|d20)\b", re.IGNORECASE)
CHATTER = re.compile(r"\b(pizza|phone|bathroom|snack|parking|weekend|drinks)\b", re.IGNORECASE)
PLACES = re.compile(
    r"\b(?:\w+ )?(?:forest|tower|watchtower|tavern|cave|bridge|harbour|temple|altar|gate|road|castle|village|valley|"
    r"stair|crypt|river|mountain|market|ship)\b",
    re.IGNORECASE,
)


class UnfitStoryError(AssertionError):
    """A test scripted an answer that does not fit the schema of the request; send malformed ones as a failure."""


def kind_of(said: str) -> str:
    """What an utterance is, by its words."""
    return "rules" if RULES_TALK.search(said) else "chatter" if CHATTER.search(said) else "narration"


class Stories:
    """A scripted queue first, then rules, then a value made from the schema's own names.

    A request that holds a JSON object with ``said`` is read as the product asks. ``asked(text)`` finds how many
    utterances there are in any other; replace it where a prompt lists them in another way.
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
        data = _data(request)
        if data is not None:
            said = [str(item.get("text", "")) for item in data["said"]]
            return schemas.value(schema, _as_asked(data, said), lambda place, _: _many(place, len(said)))
        many = self._asked(request)
        return schemas.value(schema, _as_found(request), lambda place, _: _many(place, many))


def _data(request: str) -> Mapping[str, Any] | None:
    """The last JSON object in the request that says what was ``said``."""
    found = None
    for at in (match.start() for match in re.finditer(r"^\{", request, re.MULTILINE)):
        try:
            value, _ = json.JSONDecoder().raw_decode(request[at:])
        except ValueError:
            continue
        if isinstance(value.get("said"), list):
            found = value
    return found


def _many(place: schemas.Place, utterances: int) -> int | None:
    return utterances if place[-1:] in {("kinds",), ("utterances",)} else None


def _as_asked(data: Mapping[str, Any], said: Sequence[str]) -> schemas.Hint:
    """The moment is the last thing told of the world; the place is the last one named."""
    world = [text for text in said if kind_of(text) == "narration"]
    moment = world[-1] if world else ""
    environment = str(data.get("environment", ""))
    named = [(PLACES.search(text), text) for text in world]
    where = [(match[0], text) for match, text in named if match is not None]
    names = [str(one.get("name", "")) for one in data.get("characters", ())]
    seen = [name for name in names if name and re.search(rf"\b{re.escape(name)}\b", moment)]
    texts = {
        "description": where[-1][1][:500] if where else environment,
        "place": where[-1][0][:60] if where else "",
        "reason": "Something new is to be seen." if moment else "Nothing happened in the world.",
        "title": " ".join(moment.split()[:6]).rstrip(".,;!?"),
        "prompt": moment
        and f"{moment[:500]} Seen from a little way off, in the light of the hour. {environment}"[:900],
    }

    def hint(place: schemas.Place, schema: schemas.Schema) -> Any:
        match place:
            case ("kinds", n):
                return kind_of(said[int(n)])
            case ("changed",):
                return bool(where) and where[-1][1] != environment
            case ("paint",):
                return bool(moment)
            case ("characters",):
                return seen[:4]
            case (name,) if name in texts:
                return texts[name]
            case _:
                return NotImplemented

    return hint


def _as_found(request: str) -> schemas.Hint:
    """Whatever the schema asks for, from the request's last sentence."""
    spoken = _SENTENCE.findall(request)
    last = spoken[-1] if spoken else "A quiet road under a wide sky."

    def hint(place: schemas.Place, schema: schemas.Schema) -> Any:
        name = next((part for part in reversed(place) if not part.isdigit()), "")
        kind = schema.get("type")
        if "enum" in schema and "narration" in schema["enum"]:
            return kind_of(last)
        if kind == "boolean" and name in {"changed", "paint"}:
            return kind_of(last) == "narration"
        if kind == "string" and "enum" not in schema:
            texts = {"title": " ".join(last.split()[:4]).rstrip(".,"), "reason": "Something new is to be seen."}
            return texts.get(name, last)
        return NotImplemented

    return hint
