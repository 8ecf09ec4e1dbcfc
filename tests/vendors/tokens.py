"""How a test vendor counts: a token for four characters, prefixes seen before are cached. The true counts differ."""

from __future__ import annotations

from collections import defaultdict, deque
from math import ceil
from typing import Any

from pipeline.call import Usage

_LEAST, _STEP = 1024, 128
"""Shortest prompt that is cached, and the grain of it (OpenAI's prompt caching guide; Gemini's least is the same)."""


def tokens(text: str) -> int:
    """How many tokens ``text`` is."""
    return ceil(len(text) / 4)


class PromptCache:
    """Which part of a prompt the vendor has seen before, by its longest common beginning with the last prompts."""

    def __init__(self) -> None:
        self._seen: dict[str, deque[str]] = defaultdict(lambda: deque(maxlen=32))

    def cached(self, model: str, prompt: str) -> int:
        """Tokens of ``prompt`` read from the cache; it is in the cache from now on."""
        most = max((_common(prompt, other) for other in self._seen[model]), default=0) // 4
        self._seen[model].append(prompt)
        return most // _STEP * _STEP if most >= _LEAST else 0


def _common(one: str, other: str) -> int:
    least, most = 0, min(len(one), len(other))
    while least < most:
        middle = (least + most + 1) // 2
        if one[:middle] == other[:middle]:
            least = middle
        else:
            most = middle - 1
    return least


def responses_usage(usage: Usage, reasoning: int = 0) -> dict[str, Any]:
    """``openai.types.responses.ResponseUsage``."""
    return {
        "input_tokens": usage.input_tokens,
        "input_tokens_details": {"cached_tokens": usage.cached_tokens, "cache_write_tokens": 0},
        "output_tokens": usage.output_tokens,
        "output_tokens_details": {"reasoning_tokens": reasoning},
        "total_tokens": usage.input_tokens + usage.output_tokens,
    }


def chat_usage(usage: Usage, reasoning: int = 0) -> dict[str, Any]:
    """``openai.types.CompletionUsage``."""
    return {
        "prompt_tokens": usage.input_tokens,
        "completion_tokens": usage.output_tokens,
        "total_tokens": usage.input_tokens + usage.output_tokens,
        "prompt_tokens_details": {"cached_tokens": usage.cached_tokens, "audio_tokens": 0},
        "completion_tokens_details": {
            "reasoning_tokens": reasoning,
            "audio_tokens": 0,
            "accepted_prediction_tokens": 0,
            "rejected_prediction_tokens": 0,
        },
    }


def gemini_usage(usage: Usage, thoughts: int = 0) -> dict[str, Any]:
    """``GenerateContentResponse.usageMetadata``. Thoughts are among ``output_tokens`` here, beside them there."""
    text = usage.input_tokens - usage.image_input_tokens
    counted: dict[str, Any] = {
        "promptTokenCount": usage.input_tokens,
        "totalTokenCount": usage.input_tokens + usage.output_tokens,
        "promptTokensDetails": [
            {"modality": modality, "tokenCount": many}
            for modality, many in (("TEXT", text), ("IMAGE", usage.image_input_tokens))
            if many
        ],
    }
    if usage.output_tokens - thoughts:
        counted["candidatesTokenCount"] = usage.output_tokens - thoughts
        if usage.image_output_tokens:
            counted["candidatesTokensDetails"] = [{"modality": "IMAGE", "tokenCount": usage.image_output_tokens}]
    if thoughts:
        counted["thoughtsTokenCount"] = thoughts
    if usage.cached_tokens:
        counted["cachedContentTokenCount"] = usage.cached_tokens
        counted["cacheTokensDetails"] = [{"modality": "TEXT", "tokenCount": usage.cached_tokens}]
    return counted
