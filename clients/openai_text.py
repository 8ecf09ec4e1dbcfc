"""A language model at OpenAI, or behind any address that speaks its wire (Ollama, llama.cpp, vLLM). It retries nothing.

OpenAI itself is asked by ``/responses``, others by ``/chat/completions``, which all of them have.
"""

from __future__ import annotations

from typing import Any, Literal

import openai
from openai.types.chat import ChatCompletion
from openai.types.responses import Response

from clients.answers import settle, text_of, understood
from clients.openai_errors import shaped, typed
from clients.prices import Price
from pipeline.call import Call, Usage
from pipeline.errors import EngineError, RefusedError
from pipeline.prompts import prompt
from pipeline.storytelling import Completion

Api = Literal["responses", "chat"]

MOST_TOKENS = 2000
"""Most tokens of an answer, thinking included."""


class OpenAIText:
    """Implements ``pipeline.storytelling.TextModel``."""

    def __init__(
        self, client: openai.AsyncOpenAI, model: str, price: Price, *, provider: str = "openai", api: Api = "responses"
    ) -> None:
        self.name = f"{provider}/{model}"
        self._client = client
        self._model = model
        self._tariff = price.tariff
        self._provider = provider
        self._api: Api = api

    async def complete(self, asked: Completion, call: Call) -> str:
        """See ``TextModel``."""
        # No tokenizer makes more tokens than there are bytes.
        size = len((asked.rules + asked.data + asked.answered + asked.problem).encode()) + 4000
        most = self._tariff.cost(Usage(input_tokens=size, output_tokens=MOST_TOKENS))
        async with call.purse.pay(self._provider, self._model, asked.stage, most) as bill:
            answer = await (self._respond(asked) if self._api == "responses" else self._chat(asked))
            # Each by itself: what cannot be read may be counted all the same.
            with understood(self.name):
                usage = _usage(answer)
            settle(bill, self._tariff, usage)
            with understood(self.name):
                return self._said(answer) if isinstance(answer, Response) else self._chatted(answer)

    async def probe(self) -> None:
        """Whether the vendor is there and takes the key; costs nothing."""
        with typed(self.name):
            await self._client.models.list()

    async def _respond(self, asked: Completion) -> Response:
        schema: Any = {"type": "json_schema", "name": asked.stage, "schema": asked.schema, "strict": True}
        with typed(self.name):
            answer = await self._client.responses.create(
                model=self._model,
                instructions=asked.rules,
                input=_turns(asked),
                max_output_tokens=MOST_TOKENS,
                store=False,
                # As it is: the SDK would walk through every word of it on the loop.
                extra_body={"text": {"format": schema}},
            )
        return shaped(answer, Response, self.name)

    async def _chat(self, asked: Completion) -> ChatCompletion:
        schema: Any = {
            "type": "json_schema",
            "json_schema": {"name": asked.stage, "schema": asked.schema, "strict": True},
        }
        with typed(self.name):
            answer = await self._client.chat.completions.create(
                model=self._model,
                messages=[{"role": "system", "content": asked.rules}, *_turns(asked)],
                extra_body={"response_format": schema},  # as it is, too
                # Not `max_completion_tokens`, which servers other than OpenAI's may not know.
                max_tokens=MOST_TOKENS,
            )
        return shaped(answer, ChatCompletion, self.name)

    def _said(self, answer: Response) -> str:
        parts = [part for item in answer.output if item.type == "message" for part in item.content]
        if any(part.type == "refusal" for part in parts):
            raise self._refusal()
        if answer.status == "incomplete" and answer.incomplete_details is not None:
            raise self._refusal() if answer.incomplete_details.reason == "content_filter" else self._cut_off()
        if answer.status not in ("completed", None):
            raise self._unfinished(answer)
        return answer.output_text

    def _chatted(self, answer: ChatCompletion) -> str:
        if "error" in (answer.model_extra or {}):
            # Compatible servers send it with status 200.
            raise self._unfinished(answer)
        if not answer.choices:
            raise EngineError(f"{self.name} gave no answer.", code="malformed")
        choice = answer.choices[0]
        if choice.message.refusal or choice.finish_reason == "content_filter":
            raise self._refusal()
        if choice.finish_reason == "length":
            raise self._cut_off()
        return text_of(choice.message.content or "", self.name)

    def _refusal(self) -> EngineError:
        return RefusedError(f"{self.name} will not answer this.", charged=True)

    def _cut_off(self) -> EngineError:
        return EngineError(f"{self.name} was cut off before its answer ended.", code="malformed", charged=True)

    def _unfinished(self, answer: Response | ChatCompletion) -> EngineError:
        """Broken at the vendor's; what it did not count costs nothing."""
        free = False if answer.usage is None else None
        return EngineError(f"{self.name} did not finish.", code="unavailable", charged=free)


def _usage(answer: Response | ChatCompletion) -> Usage | None:
    """What was counted; None: nothing was. Compatible servers leave the details out."""
    counted: Any = answer.usage
    if counted is None:
        return None
    if isinstance(answer, Response):
        details, read, written = counted.input_tokens_details, counted.input_tokens, counted.output_tokens
    else:
        details, read, written = counted.prompt_tokens_details, counted.prompt_tokens, counted.completion_tokens
    cached = (details.cached_tokens or 0) if details is not None else 0
    return Usage(input_tokens=read, cached_tokens=min(cached, read), output_tokens=written)


def _turns(asked: Completion) -> Any:
    """The data, and in a repair what was answered to it and what was wrong."""
    turns = [{"role": "user", "content": asked.data}]
    if asked.problem:
        turns.append({"role": "assistant", "content": asked.answered})
        turns.append({"role": "user", "content": prompt("repair").text.replace("{problem}", asked.problem)})
    return turns
