"""A language model of Google's by ``generate_content`` with a JSON schema. It retries nothing."""

from __future__ import annotations

from google import genai
from google.genai import types

from clients.answers import settle
from clients.google_errors import refusal, typed
from clients.google_usage import usage_of
from clients.prices import Price
from pipeline.call import Call, Usage
from pipeline.errors import EngineError
from pipeline.prompts import prompt
from pipeline.storytelling import Completion

MOST_TOKENS = 4000
"""Most tokens of an answer, thinking included."""


class GoogleText:
    """Implements ``pipeline.storytelling.TextModel``."""

    def __init__(self, client: genai.Client, model: str, price: Price) -> None:
        self.name = f"google/{model}"
        self._client = client
        self._model = model
        self._tariff = price.tariff

    async def complete(self, asked: Completion, call: Call) -> str:
        """See ``TextModel``."""
        # No tokenizer makes more tokens than there are bytes.
        size = len((asked.rules + asked.data + asked.answered + asked.problem).encode()) + 4000
        most = self._tariff.cost(Usage(input_tokens=size, output_tokens=MOST_TOKENS))
        config = types.GenerateContentConfig(
            system_instruction=asked.rules,
            response_mime_type="application/json",
            response_json_schema=asked.schema,
            max_output_tokens=MOST_TOKENS,
            candidate_count=1,
        )
        async with call.purse.pay("google", self._model, asked.stage, most) as bill:
            with typed(self.name):
                answer = await self._client.aio.models.generate_content(
                    model=self._model, contents=_turns(asked), config=config
                )
            settle(bill, self._tariff, usage_of(answer))
            refused = refusal(answer, self.name)
            if refused is not None:
                raise refused
            if not answer.candidates:
                raise EngineError(f"{self.name} gave no answer.", code="malformed", charged=True)
            if answer.candidates[0].finish_reason == types.FinishReason.MAX_TOKENS:
                raise EngineError(f"{self.name} was cut off before its answer ended.", code="malformed", charged=True)
        return answer.text or ""

    async def probe(self) -> None:
        """Whether the vendor is there and takes the key; costs nothing."""
        with typed(self.name):
            await self._client.aio.models.get(model=self._model)


def _turns(asked: Completion) -> types.ContentListUnion:
    """The data, and in a repair what was answered to it and what was wrong."""
    turns: list[types.ContentUnion] = [_content("user", asked.data)]
    if asked.problem:
        turns.append(_content("model", asked.answered))
        turns.append(_content("user", prompt("repair").text.replace("{problem}", asked.problem)))
    return turns  # type: ignore[return-value]


def _content(role: str, text: str) -> types.Content:
    return types.Content(role=role, parts=[types.Part.from_text(text=text)])
