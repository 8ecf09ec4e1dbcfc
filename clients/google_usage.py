"""What Gemini counted for a call, as the product counts. It knows no prices."""

from __future__ import annotations

from google.genai import types

from pipeline.call import Usage


def usage_of(answer: types.GenerateContentResponse, *, images: int = 0) -> Usage | None:
    """Thinking is output; tokens of pictures are told apart where Google does. None where it counted nothing."""
    counted = answer.usage_metadata
    if counted is None:
        return None
    said = counted.candidates_token_count or 0
    return Usage(
        input_tokens=(counted.prompt_token_count or 0) + (counted.tool_use_prompt_token_count or 0),
        cached_tokens=counted.cached_content_token_count or 0,
        image_input_tokens=_of_images(counted.prompt_tokens_details),
        output_tokens=said + (counted.thoughts_token_count or 0),
        image_output_tokens=_of_images(counted.candidates_tokens_details),
        images=images,
    )


def _of_images(details: list[types.ModalityTokenCount] | None) -> int:
    return sum(item.token_count or 0 for item in details or [] if item.modality == types.MediaModality.IMAGE)
