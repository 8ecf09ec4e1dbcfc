"""The storyteller that asks a language model: builds the request, holds the answer to its schema, repairs it once.

It knows no vendor; ``TextModel`` is the thin part that a vendor's adapter implements. The words are in
``pipeline/prompts``.
"""

from __future__ import annotations

import json
import random
import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from typing import Literal, Protocol, TypeVar

from pydantic import BaseModel, ConfigDict, ValidationError

from pipeline.call import NO_ONES, Call
from pipeline.errors import EngineError
from pipeline.model import MOST_IN_PICTURE, Character, Context, EnvironmentUpdate, SceneDecision, Spoken, UtteranceKind
from pipeline.prompts import prompt

MOST_SAID = 6000
"""Most characters of one transcript that a model is given."""
MOST_BEFORE = 600
"""Of how many of the last characters of what was said before that a model is told."""

_PROMPT_WORDS = 195
_LEAK_WORDS = 9


class _Answer(BaseModel):
    # Strict structured output wants every property required and no other.
    model_config = ConfigDict(extra="forbid", frozen=True)


class EnvironmentAnswer(_Answer):
    """What the model answers about the environment."""

    kinds: list[Literal["narration", "action", "dialogue", "rules", "chatter"]]
    changed: bool
    place: str
    description: str


class SceneAnswer(_Answer):
    """What the model answers about the scene."""

    paint: bool
    reason: str
    title: str
    kind: Literal["establishing", "action", "character", "detail"]
    characters: list[str]
    prompt: str


A = TypeVar("A", bound=_Answer)


@dataclass(frozen=True, slots=True)
class Completion:
    """One request to a language model: rules, then data, then (in a repair) what was answered and what was wrong."""

    stage: Literal["environment", "scene"]
    rules: str = field(repr=False)
    data: str = field(repr=False)
    schema: dict[str, object]
    answered: str = field(default="", repr=False)
    problem: str = field(default="", repr=False)


class TextModel(Protocol):
    """A language model that answers with JSON of a given schema."""

    @property
    def name(self) -> str:
        """Provider and model, as history calls it."""
        ...

    async def complete(self, asked: Completion, call: Call) -> str:
        """The answer's text. Raises ``EngineError``; ``malformed`` where it ended before its time."""
        ...


class ModelStoryteller:
    """Implements ``pipeline.ports.Storyteller`` on any ``TextModel``."""

    def __init__(self, model: TextModel) -> None:
        self._model = model
        self.name = model.name

    async def environment(
        self, spoken: Sequence[Spoken], context: Context, *, call: Call = NO_ONES
    ) -> EnvironmentUpdate:
        """See ``Storyteller``."""
        data = {
            "environment": context.environment.description,
            "names": [*(character.name for character in context.characters), *context.glossary],
            "before": context.before[-MOST_BEFORE:],
            "said": [{"text": item.text[:MOST_SAID]} for item in spoken],
        }

        def judged(answer: EnvironmentAnswer) -> str:
            if len(answer.kinds) != len(spoken):
                return f'"kinds" has {len(answer.kinds)} entries, "said" has {len(spoken)}.'
            # What a person wrote may be longer, and is to be repeated where nothing changed.
            if answer.changed and len(answer.description.split()) >= 100:
                return '"description" has 100 words or more.'
            if answer.changed and len(answer.description) >= 1200:
                return '"description" has 1,200 characters or more.'
            return ""

        asked = Completion("environment", prompt("environment").text, _json(data), _schema(EnvironmentAnswer))
        answer = await self._ask(asked, EnvironmentAnswer, judged, call)
        kinds: tuple[UtteranceKind, ...] = tuple(answer.kinds)
        return EnvironmentUpdate(answer.changed, answer.description.strip(), kinds, answer.place.strip()[:80])

    async def scene(
        self, spoken: Sequence[Spoken], kinds: Sequence[UtteranceKind], context: Context, *, call: Call = NO_ONES
    ) -> SceneDecision:
        """See ``Storyteller``."""
        characters = list(context.characters)
        # Whoever comes first is painted most: let it not always be the same one. The seed makes a repetition equal.
        random.Random(spoken[-1].utterance if spoken else 0).shuffle(characters)
        last = context.last_scene
        data = {
            "environment": context.environment.description,
            "characters": [{"name": one.name, "look": one.description} for one in characters],
            "last": {"title": last.title, "prompt": last.prompt} if last is not None else None,
            "before": context.before[-MOST_BEFORE:],
            "said": [{"kind": kind, "text": item.text[:MOST_SAID]} for item, kind in zip(spoken, kinds, strict=True)],
        }
        asked = Completion("scene", prompt("scene").text, _json(data), _schema(SceneAnswer))
        answer = await self._ask(asked, SceneAnswer, _judge_scene, call)
        if not answer.paint:
            return SceneDecision(False, answer.reason.strip())
        known = {one.name.casefold(): one for one in context.characters}
        named = [known[name.casefold()] for name in answer.characters if name.casefold() in known]
        shown = tuple(dict.fromkeys(one.name for one in named))[:MOST_IN_PICTURE]
        return SceneDecision(
            True,
            answer.reason.strip(),
            " ".join(answer.title.split()[:12]),
            with_looks(answer.prompt.strip(), context.characters, shown),
            shown,
            answer.kind,
        )

    async def _ask(self, asked: Completion, kind: type[A], judge: Callable[[A], str], call: Call) -> A:
        """The answer, asked for again once where it cannot be used."""

        def sound(answer: A) -> str:
            return judge(answer) or ("It repeats its instructions." if _repeats(answer, asked.rules) else "")

        text = await self._model.complete(asked, call)
        problem, answer = _read(text, kind, sound)
        if answer is None:
            repaired = Completion(asked.stage, asked.rules, asked.data, asked.schema, text, problem)
            problem, answer = _read(await self._model.complete(repaired, call), kind, sound)
        if answer is None:
            raise EngineError(f"{self.name} gave an answer that cannot be used.", code="malformed")
        return answer


def _judge_scene(answer: SceneAnswer) -> str:
    if not answer.reason.strip():
        return '"reason" is empty.'
    if answer.paint and not (answer.title.strip() and answer.prompt.strip()):
        return '"title" and "prompt" must not be empty while "paint" is true.'
    if len(answer.prompt.split()) > 190:
        return '"prompt" has more than 120 words.'
    if len(answer.prompt) > 1800:
        return '"prompt" has more than 1,800 characters.'
    return ""


def _read(text: str, kind: type[A], judge: Callable[[A], str]) -> tuple[str, A | None]:
    """What is wrong with ``text``, or the answer in it."""
    try:
        answer = kind.model_validate_json(_bare(text))
    except ValidationError as error:
        # Where and what, never the value: it may be what was said.
        wrong = (f"{'.'.join(map(str, item['loc'])) or 'it'}: {item['msg']}" for item in error.errors()[:5])
        return "; ".join(wrong) + ".", None
    problem = judge(answer)
    return problem, None if problem else answer


def _repeats(answer: BaseModel, rules: str) -> bool:
    """Whether a piece of the instructions stands in the answer: somebody at the table may have asked for them."""
    known = _pieces(rules)
    texts = (value for value in answer.model_dump().values() if isinstance(value, str))
    return any(not known.isdisjoint(_pieces(text)) for text in texts)


def _pieces(text: str) -> set[tuple[str, ...]]:
    """Every run of ``_LEAK_WORDS`` words."""
    words = re.findall(r"\w+", text.lower())
    return {tuple(words[n : n + _LEAK_WORDS]) for n in range(len(words) - _LEAK_WORDS + 1)}


def _bare(text: str) -> str:
    """JSON without the code fence that small models put around it."""
    fenced = re.fullmatch(r"\s*```(?:json)?\s*(.*?)\s*```\s*", text, re.DOTALL)
    return fenced.group(1) if fenced else text


def _schema(kind: type[BaseModel]) -> dict[str, object]:
    return kind.model_json_schema()


def _json(data: object) -> str:
    """Data that cannot end its own quotes, nor look like a tag or a code fence."""
    text = json.dumps(data, ensure_ascii=False, indent=1)
    return text.replace("<", "\\u003c").replace(">", "\\u003e").replace("`", "\\u0060")


def with_looks(
    text: str, characters: Sequence[Character], shown: Sequence[str], *, most_words: int = _PROMPT_WORDS
) -> str:
    """``text`` without any name, followed by the looks of those who are ``shown``: an image model has no memory."""
    looks = {one.name: one.description.strip() for one in characters}
    for name in sorted(looks, key=len, reverse=True):
        instead = _stand_in(looks[name])
        text = re.sub(rf"(?<!\w){re.escape(name)}(?!\w)", lambda _: instead, text, flags=re.IGNORECASE)  # noqa: B023
    room = most_words - len(text.split())
    for name in shown:
        look = _firmly(looks.get(name, ""))
        words = look.split()
        if words and len(words) + 2 <= room:
            text += f" In the picture: {look}."
            room -= len(words) + 3
    return " ".join(text.split()[: most_words + 4])


def _stand_in(look: str) -> str:
    """A few words instead of a name."""
    clause = re.split(r"[;.]", look, maxsplit=1)[0].strip()
    words = clause.split()[:8]
    return " ".join(words).rstrip(",") if words else "one of the party"


_YOUNG = re.compile(r"\b(?:child|boy|girl|kid|teen\w*|young|baby|toddler|adolescent)\b", re.IGNORECASE)


def _firmly(look: str) -> str:
    """The look, said so that it cannot be mistaken: image models make small folk into children."""
    look = " ".join(look.rstrip(". ").split()[:40])
    if look and not _YOUNG.search(look):
        look += ", an adult, not a child"
    return look
