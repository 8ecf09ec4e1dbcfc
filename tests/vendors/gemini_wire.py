"""What the Gemini API's paths take: keys, models, fields, sizes. It reads no request."""

from __future__ import annotations

import re
from collections.abc import Collection, Iterable
from typing import Any

from vendors.gemini_errors import error, unknown_field
from vendors.shapes import RejectedError

KEY = "AIza-local-gemini-not-a-secret"
WRITERS = frozenset(
    {
        "gemini-2.5-flash",
        "gemini-3-flash-preview",
        "gemini-3.1-flash-lite",
        "gemini-3.1-pro-preview",
        "gemini-3.5-flash",
        "gemini-3.5-flash-lite",
        "gemini-3.8-flash",
    }
)
PAINTERS = frozenset(
    {"gemini-3.1-flash-image", "gemini-3.1-flash-lite-image", "gemini-3-pro-image", "gemini-nano-banana-2.1"}
)
IMAGENS = frozenset({"imagen-4.0-generate-001", "imagen-4.0-fast-generate-001"})

TOP, GENERATION, PARTS, IMAGE_CONFIG = (
    frozenset(names.split())
    for names in (
        """
        contents systemInstruction tools toolConfig safetySettings generationConfig cachedContent serviceTier store
        labels model
        """,
        """
        stopSequences responseMimeType responseSchema responseJsonSchema responseModalities candidateCount
        maxOutputTokens temperature topP topK seed presencePenalty frequencyPenalty responseLogprobs logprobs
        speechConfig thinkingConfig imageConfig mediaResolution enableEnhancedCivicAnswers audioTranscriptionConfig
        continuationToken
        """,
        """
        text inlineData fileData functionCall functionResponse executableCode codeExecutionResult thought
        thoughtSignature videoMetadata mediaResolution partMetadata
        """,
        "aspectRatio imageSize personGeneration",
    )
)
"""From what the SDK sends to the Gemini API (``_GenerateContentConfig_to_mldev`` and its neighbours)."""

SIZES = {
    "1:1": (1024, 1024),
    "2:3": (848, 1264),
    "3:2": (1264, 848),
    "3:4": (896, 1200),
    "4:3": (1200, 896),
    "4:5": (928, 1152),
    "5:4": (1152, 928),
    "9:16": (768, 1376),
    "16:9": (1376, 768),
    "21:9": (1584, 672),
}
"""Pixels at 1K by aspect ratio; 2K and 4K are twice and four times each side."""
SCALE = {"512": 0.5, "0.5K": 0.5, "1K": 1, "2K": 2, "4K": 4}
PICTURE_TOKENS = {"512": 747, "0.5K": 747, "1K": 1120, "2K": 1680, "4K": 2520}
REFERENCE_TOKENS = 560
MOST_REFERENCES = 14
THOUGHTS = 48
"""Tokens of thinking, where it is not switched off."""


def bad(message: str) -> RejectedError:
    """A request that is refused with status 400."""
    return RejectedError(400, error(400, "INVALID_ARGUMENT", message))


def check_fields(given: Iterable[str], known: Collection[str], where: str) -> None:
    """Raises ``RejectedError`` for a field that is not known."""
    for name in given:
        if name not in known:
            raise RejectedError(400, unknown_field(name, where))


def camel(value: Any) -> Any:
    """Field names as Google writes them: protobuf's JSON takes ``snake_case`` too, and the SDK sends both.

    Names inside a schema are the user's and stay.
    """
    if isinstance(value, list):
        return [camel(inner) for inner in value]
    if not isinstance(value, dict):
        return value
    named = {re.sub(r"_([a-z])", lambda found: found[1].upper(), name): inner for name, inner in value.items()}
    schema = ("responseSchema", "responseJsonSchema")
    return {name: inner if name in schema else camel(inner) for name, inner in named.items()}
