"""A language model at OpenAI, or behind any address that speaks its wire (Ollama, llama.cpp, vLLM). It retries nothing.

OpenAI itself is asked by ``/responses``, others by ``/chat/completions``, which all of them have.
"""

from __future__ import annotations

from typing import Any, Literal

import openai
from openai.types.chat import ChatCompletion
from openai.types.responses import Response

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
            text, usage, error = await (self._respond(asked) if self._api == "responses" else self._chat(asked))
            bill.charge(self._tariff.cost(usage), usage)
            if error is not None:
                raise error
        return text

    async def probe(self) -> None:
        """Whether the vendor is there and takes the key; costs nothing."""
        with typed(self.name):
            await self._client.models.list()

    async def _respond(self, asked: Completion) -> tuple[str, Usage, EngineError | None]:
        schema: Any = {"type": "json_schema", "name": asked.stage, "schema": asked.schema, "strict": True}
        with typed(self.name):
            answer = await self._client.responses.create(
                model=self._model,
                instructions=asked.rules,
                input=_turns(asked),
                text={"format": schema},
                max_output_tokens=MOST_TOKENS,
                store=False,
            )
        answer = shaped(answer, Response, self.name)
        counted = answer.usage
        usage = Usage()
        if counted is not None:
            usage = Usage(
                input_tokens=counted.input_tokens,
                cached_tokens=counted.input_tokens_details.cached_tokens,
                output_tokens=counted.output_tokens,
            )
        parts = [part for item in answer.output if item.type == "message" for part in item.content]
        if any(part.type == "refusal" for part in parts):
            return "", usage, RefusedError(f"{self.name} will not answer this.", charged=True)
        if answer.status == "incomplete" and answer.incomplete_details is not None:
            if answer.incomplete_details.reason == "content_filter":
                return "", usage, RefusedError(f"{self.name} will not answer this.", charged=True)
            return "", usage, _cut_off(self.name)
        if answer.status not in ("completed", None):
            return "", usage, EngineError(f"{self.name} did not finish.", code="unavailable")
        return answer.output_text, usage, None

    async def _chat(self, asked: Completion) -> tuple[str, Usage, EngineError | None]:
        schema: Any = {
            "type": "json_schema",
            "json_schema": {"name": asked.stage, "schema": asked.schema, "strict": True},
        }
        with typed(self.name):
            answer = await self._client.chat.completions.create(
                model=self._model,
                messages=[{"role": "system", "content": asked.rules}, *_turns(asked)],
                response_format=schema,
                # Not `max_completion_tokens`, which servers other than OpenAI's may not know.
                max_tokens=MOST_TOKENS,
            )
        answer = shaped(answer, ChatCompletion, self.name)
        counted = answer.usage
        usage = Usage()
        if counted is not None:
            details = counted.prompt_tokens_details
            cached = (details.cached_tokens or 0) if details is not None else 0
            usage = Usage(
                input_tokens=counted.prompt_tokens, cached_tokens=cached, output_tokens=counted.completion_tokens
            )
        if "error" in (answer.model_extra or {}):
            # Compatible servers send it with status 200.
            return "", usage, EngineError(f"{self.name} did not finish.", code="unavailable")
        if not answer.choices:
            return "", usage, EngineError(f"{self.name} gave no answer.", code="malformed")
        choice = answer.choices[0]
        if choice.message.refusal or choice.finish_reason == "content_filter":
            return "", usage, RefusedError(f"{self.name} will not answer this.", charged=True)
        if choice.finish_reason == "length":
            return "", usage, _cut_off(self.name)
        return choice.message.content or "", usage, None


def _turns(asked: Completion) -> Any:
    """The data, and in a repair what was answered to it and what was wrong."""
    turns = [{"role": "user", "content": asked.data}]
    if asked.problem:
        turns.append({"role": "assistant", "content": asked.answered})
        turns.append({"role": "user", "content": prompt("repair").text.replace("{problem}", asked.problem)})
    return turns


def _cut_off(name: str) -> EngineError:
    return EngineError(f"{name} was cut off before its answer ended.", code="malformed", charged=True)
