"""Each way in which a vendor fails, one test a row of docs/vendors.md: what its own SDK makes of it."""

from __future__ import annotations

import json
import re
from collections.abc import AsyncIterator, Callable, Iterator, Mapping
from pathlib import Path
from typing import Any

import pytest
import pytest_asyncio
from harness.recordings import recording
from vendors import gemini_failures, gemini_predict, gemini_server, openai_failures, openai_server
from vendors.calls import Kind
from vendors.gemini_server import Gemini, Vertex
from vendors.openai_server import OpenAI
from vendors.serving import serving
from vendors.shapes import Shape

DOCUMENT = Path(__file__).parents[2] / "docs" / "vendors.md"
# google-genai 3.4 inherits from aiohttp's session, which aiohttp 3.14 says of it.
pytestmark = pytest.mark.filterwarnings("ignore:Inheritance class AiohttpClientSession:DeprecationWarning")
here = pytest.mark.asyncio(loop_scope="module")

ENDPOINTS: dict[Kind, tuple[str, ...]] = {
    "transcription": ("transcription",),
    "text": ("responses", "chat"),
    "image": ("image",),
    "models": ("models",),
}


def _rows(shapes: Mapping[str, Shape], endpoints: Mapping[Kind, tuple[str, ...]]) -> list[Any]:
    """Each shape at each endpoint that words it in its own way; what is worded alike, at one endpoint in turn."""
    rows: list[Any] = []
    for n, shape in enumerate(shapes.values()):
        places = [place for kind in sorted(shape.kinds & set(endpoints)) for place in endpoints[kind]]
        if shape.status != 200 and len(shape.kinds) > 1:
            places = [places[n % len(places)]]
        rows += [pytest.param(shape, place, id=f"{shape.name}-{place}") for place in places]
    return rows


KINDS: dict[Kind, tuple[str, ...]] = {"text": ("text",), "image": ("image",), "models": ("models",)}
TONE = bytes(8_000)
PATIENCE_S = 0.25


@pytest.fixture(scope="module")
def openai_vendor() -> Iterator[tuple[OpenAI, str]]:
    vendor = OpenAI()
    with serving(vendor) as url:
        yield vendor, url


@pytest.fixture(scope="module")
def gemini_vendor() -> Iterator[tuple[Gemini, str]]:
    vendor = Gemini()
    with serving(vendor) as url:
        yield vendor, url


@pytest.fixture
def openai(openai_vendor: tuple[OpenAI, str]) -> OpenAI:
    openai_vendor[0].reset()
    return openai_vendor[0]


@pytest.fixture
def gemini(gemini_vendor: tuple[Gemini, str]) -> Gemini:
    gemini_vendor[0].reset()
    return gemini_vendor[0]


@pytest_asyncio.fixture(loop_scope="module", scope="module")
async def ask_openai(openai_vendor: tuple[OpenAI, str]) -> AsyncIterator[Any]:
    from openai import AsyncOpenAI

    async with AsyncOpenAI(base_url=f"{openai_vendor[1]}/v1", api_key=openai_server.KEY, max_retries=0) as client:
        yield client


@pytest_asyncio.fixture(loop_scope="module", scope="module")
async def ask_gemini(gemini_vendor: tuple[Gemini, str]) -> AsyncIterator[Any]:
    from google import genai
    from google.genai import types

    # Without retry options the SDK repeats a broken connection once by itself, after one to ten seconds.
    once = types.HttpRetryOptions(attempts=1)
    options = types.HttpOptions(base_url=gemini_vendor[1], retry_options=once)
    client = genai.Client(api_key=gemini_server.KEY, http_options=options)
    async with client.aio as asked:
        yield asked
    client.close()


@pytest.fixture(scope="module")
def vertex_vendor() -> Iterator[tuple[Vertex, str]]:
    vendor = Vertex()
    with serving(vendor) as url:
        yield vendor, url


@pytest_asyncio.fixture(loop_scope="module", scope="module")
async def ask_vertex(vertex_vendor: tuple[Vertex, str]) -> AsyncIterator[Any]:
    from google import genai
    from google.genai import types

    options = types.HttpOptions(base_url=vertex_vendor[1], retry_options=types.HttpRetryOptions(attempts=1))
    client = genai.Client(vertexai=True, api_key=gemini_server.KEY, http_options=options)
    async with client.aio as asked:
        yield asked
    client.close()


async def _ask_openai(client: Any, endpoint: str) -> Any:
    match endpoint:
        case "transcription":
            file = ("a.flac", recording(TONE, "flac"))
            return await client.audio.transcriptions.create(model="gpt-transcribe", file=file)
        case "responses":
            return await client.responses.create(model="gpt-5.4-mini", input="A tower.")
        case "chat":
            messages = [{"role": "user", "content": "A tower."}]
            return await client.chat.completions.create(model="gpt-5.4-mini", messages=messages)
        case "image":
            return await client.images.generate(model="gpt-image-2.5-flare", prompt="A tower.", quality="low")
        case _:
            return await client.models.list()


async def _ask_gemini(client: Any, kind: str, patience_s: float) -> Any:
    from google.genai import types

    options = types.HttpOptions(timeout=round(patience_s * 1000), retry_options=types.HttpRetryOptions(attempts=1))
    if kind == "models":
        return await client.models.list(config={"http_options": options})
    model = "gemini-3.8-flash" if kind == "text" else "gemini-3.1-flash-image"
    config = types.GenerateContentConfig(http_options=options)
    return await client.models.generate_content(model=model, contents="A tower.", config=config)


# -- what OpenAI's SDK makes of it ------------------------------------------------------------------------------


def openai_raises(shape: Shape) -> type[Exception] | None:
    """The SDK's exception; None where it returns something."""
    import openai as sdk

    if shape.manner != "answer":
        return sdk.APITimeoutError if shape.manner == "hang" else sdk.APIConnectionError
    assert shape.status is not None
    if shape.status == 200:
        return json.JSONDecodeError if shape.name == "malformed.cut" else None
    by_status: dict[int, type[Exception]] = {
        400: sdk.BadRequestError,
        401: sdk.AuthenticationError,
        403: sdk.PermissionDeniedError,
        404: sdk.NotFoundError,
        422: sdk.UnprocessableEntityError,
        429: sdk.RateLimitError,
    }
    return by_status.get(shape.status, sdk.InternalServerError)


RETURNED: dict[tuple[str, str], Callable[[Any], object]] = {
    ("refused", "responses"): lambda got: got.output[0].content[0].refusal,
    ("refused", "chat"): lambda got: got.choices[0].message.refusal and got.choices[0].finish_reason == "stop",
    ("refused.filter", "responses"): lambda got: got.incomplete_details.reason == "content_filter" and not got.output,
    ("refused.filter", "chat"): lambda got: got.choices[0].finish_reason == "content_filter",
    ("truncated", "responses"): lambda got: (
        got.status == "incomplete" and got.incomplete_details.reason == "max_output_tokens"
    ),
    ("truncated", "chat"): lambda got: got.choices[0].finish_reason == "length",
    ("malformed", "responses"): lambda got: not got.output_text.startswith("{") and got.status == "completed",
    ("malformed", "chat"): lambda got: not got.choices[0].message.content.startswith("{"),
    ("malformed.schema", "responses"): lambda got: json.loads(got.output_text) == {"scene": 7},
    ("malformed.schema", "chat"): lambda got: json.loads(got.choices[0].message.content) == {"scene": 7},
    ("failed", "responses"): lambda got: got.status == "failed" and got.error.code == "server_error",
    # A server between that answers 200 all the same: nothing that the SDK promises is there.
    ("failed", "chat"): lambda got: got.choices is None and got.model_extra["error"]["type"] == "server_error",
    ("malformed.empty", "responses"): lambda got: not got.output,
    ("malformed.empty", "chat"): lambda got: not got.choices,
    ("malformed.empty", "image"): lambda got: not got.data,
    ("malformed.picture", "image"): lambda got: got.data[0].b64_json,
    # The SDK hands a page through as it is, where an object is promised.
    ("malformed.page", "responses"): lambda got: isinstance(got, str),
    ("malformed.page", "chat"): lambda got: isinstance(got, str),
    ("malformed.page", "image"): lambda got: isinstance(got, str),
    ("malformed.page", "transcription"): lambda got: isinstance(got, str),
}


@here
@pytest.mark.parametrize(("shape", "endpoint"), _rows(openai_failures.SHAPES, ENDPOINTS))
async def test_openai_fails_as_documented(openai: OpenAI, ask_openai: Any, shape: Shape, endpoint: str) -> None:
    """The class that the SDK documents for the status, the vendor's own code in it, and the next call goes well."""
    openai.script.fail(shape.name)
    client = ask_openai.with_options(timeout=PATIENCE_S if shape.manner == "hang" else 20)
    expected = openai_raises(shape)

    if expected is None:
        got = await _ask_openai(client, endpoint)
        assert RETURNED[shape.name, endpoint](got)
    else:
        with pytest.raises(expected) as raised:
            await _ask_openai(client, endpoint)
        assert type(raised.value) is expected
        assert getattr(raised.value, "status_code", shape.status) == shape.status
        if shape.status is not None and shape.status != 200:
            assert (getattr(raised.value, "type", None), getattr(raised.value, "code", None)) == OPENAI_CODES[
                shape.name
            ]

    (call,) = openai.calls
    assert call.answer is not None
    assert (call.answer.outcome, call.answer.status) == (shape.name, shape.status)
    assert call.answer.charged == (shape.status is None or (shape.status == 200 and call.answer.usage is not None))
    assert await _ask_openai(ask_openai, endpoint)


OPENAI_CODES: dict[str, tuple[str | None, str | None]] = {
    "rate_limited": ("requests", "rate_limit_exceeded"),
    "rate_limited.no_hint": ("requests", "rate_limit_exceeded"),
    "rate_limited.slow_down": ("rate_limit_error", "slow_down"),
    "no_credit": ("insufficient_quota", "insufficient_quota"),
    "no_credit.balance": ("insufficient_quota", "credit_balance_exhausted"),
    "no_credit.organization": ("insufficient_quota", "organization_spend_limit_exceeded"),
    "no_credit.project": ("insufficient_quota", "project_spend_limit_exceeded"),
    "no_credit.usage": ("insufficient_quota", "organization_usage_limit_exceeded"),
    "server_error": ("server_error", None),
    "bad_gateway": (None, None),
    "overloaded": ("service_unavailable_error", "server_is_overloaded"),
    "gateway_timeout": (None, None),
    "site_overloaded": ("overloaded_error", None),
    "bad_key": ("invalid_request_error", "invalid_api_key"),
    "forbidden": ("request_forbidden", "unsupported_country_region_territory"),
    "not_verified": ("invalid_request_error", None),
    "no_model": ("invalid_request_error", "model_not_found"),
    "bad_request": ("invalid_request_error", "unknown_parameter"),
    "too_long": ("invalid_request_error", "context_length_exceeded"),
    "unprocessable": ("invalid_request_error", None),
    "refused.prompt": ("invalid_request_error", "invalid_prompt"),
    "refused.moderation": ("image_generation_user_error", "moderation_blocked"),
    "refused.moderation_output": ("image_generation_user_error", "moderation_blocked"),
    "refused.policy": ("invalid_request_error", "content_policy_violation"),
}
"""``error.type`` and ``error.code`` of each body."""


@here
async def test_the_sdks_own_parsing_has_errors_of_its_own(openai: OpenAI, ask_openai: Any) -> None:
    """Chat's ``parse`` raises for what is cut short or filtered; a refusal it leaves to be looked at."""
    from openai import ContentFilterFinishReasonError, LengthFinishReasonError
    from pydantic import BaseModel

    class Scene(BaseModel):
        title: str

    async def parse() -> Any:
        messages = [{"role": "user", "content": "A tower."}]
        return await ask_openai.chat.completions.parse(model="gpt-5.4-mini", messages=messages, response_format=Scene)

    openai.script.fail("truncated")
    with pytest.raises(LengthFinishReasonError):
        await parse()
    openai.script.fail("refused.filter")
    with pytest.raises(ContentFilterFinishReasonError):
        await parse()
    openai.script.fail("refused")
    assert (await parse()).choices[0].message.parsed is None


@here
async def test_a_bound_on_the_answer_cuts_it(openai: OpenAI, ask_openai: Any) -> None:
    """``max_output_tokens`` is kept to: the answer is incomplete, and only what was written is charged."""
    openai.stories.next("word " * 400)
    got = await ask_openai.responses.create(model="gpt-5.4-mini", input="A tower.", max_output_tokens=32)
    assert got.incomplete_details.reason == "max_output_tokens"
    assert got.usage.output_tokens == 32


@here
@pytest.mark.parametrize(("seconds", "headers"), [(0.25, ("1", "250")), (2.0, ("2", None)), (1.5, ("2", "1500"))])
async def test_openai_asks_for_patience(
    openai: OpenAI, ask_openai: Any, seconds: float, headers: tuple[str, str | None]
) -> None:
    """Whole seconds in one header, and parts of one in milliseconds in the other."""
    from openai import RateLimitError

    openai.script.fail("rate_limited", retry_after_s=seconds)
    with pytest.raises(RateLimitError) as raised:
        await ask_openai.models.list()
    told = raised.value.response.headers
    assert (told["retry-after"], told.get("retry-after-ms")) == headers


@here
async def test_why_a_picture_was_refused(openai: OpenAI, ask_openai: Any) -> None:
    """Before it was painted or after, and for what."""
    from openai import BadRequestError

    for failure, stage in (("refused", "input"), ("refused.moderation_output", "output")):
        openai.script.fail(failure, on="image")
        with pytest.raises(BadRequestError) as raised:
            await _ask_openai(ask_openai, "image")
        body: Any = raised.value.body
        assert body["moderation_details"] == {"moderation_stage": stage, "categories": ["violence"]}


# -- what Google's SDK makes of it ------------------------------------------------------------------------------


def gemini_raises(shape: Shape) -> type[BaseException] | None:
    """The SDK's exception, over aiohttp, which it prefers where that is installed; None where it returns something."""
    import aiohttp
    from google.genai import errors

    by_manner: dict[str, type[BaseException]] = {
        "hang": TimeoutError,
        "reset": aiohttp.ClientOSError,
        "cut": aiohttp.ClientPayloadError,
    }
    if shape.manner != "answer":
        return by_manner[shape.manner]
    assert shape.status is not None
    if shape.status == 200:
        return json.JSONDecodeError if shape.name in {"malformed.page", "malformed.cut"} else None
    return errors.ClientError if shape.status < 500 else errors.ServerError


def _blocked(reason: str) -> Callable[[Any], object]:
    return lambda got: got.candidates is None and got.prompt_feedback.block_reason == reason


def _ended(reason: str) -> Callable[[Any], object]:
    def ended(got: Any) -> object:
        candidate = got.candidates[0]
        empty = candidate.content is None or not candidate.content.parts
        return candidate.finish_reason == reason and empty

    return ended


GEMINI_RETURNED: dict[str, Callable[[Any], object]] = {
    "refused": _blocked("PROHIBITED_CONTENT"),
    "refused.prompt_safety": _blocked("SAFETY"),
    "refused.prompt_image": _blocked("IMAGE_SAFETY"),
    "refused.prompt_other": _blocked("OTHER"),
    "refused.blocklist": _blocked("BLOCKLIST"),
    "refused.safety": lambda got: _ended("SAFETY")(got) and any(r.blocked for r in got.candidates[0].safety_ratings),
    "refused.prohibited": _ended("PROHIBITED_CONTENT"),
    "refused.recitation": _ended("RECITATION"),
    "refused.personal": _ended("SPII"),
    "refused.image_safety": _ended("IMAGE_SAFETY"),
    "refused.image_prohibited": _ended("IMAGE_PROHIBITED_CONTENT"),
    "refused.image_recitation": _ended("IMAGE_RECITATION"),
    "refused.no_image": _ended("NO_IMAGE"),
    "malformed.image_other": _ended("IMAGE_OTHER"),
    "refused.words": lambda got: got.text and not any(part.inline_data for part in got.candidates[0].content.parts),
    "malformed.picture": lambda got: got.candidates[0].content.parts[0].inline_data.data == b"no picture",
    "truncated": lambda got: got.candidates[0].finish_reason == "MAX_TOKENS",
    "malformed": lambda got: not got.text.startswith("{"),
    "malformed.schema": lambda got: json.loads(got.text) == {"scene": 7},
    "malformed.response": _ended("MALFORMED_RESPONSE"),
    "malformed.other": _ended("OTHER"),
    "malformed.unknown": _ended("OF_ANOTHER_VERSION"),
    "malformed.empty": lambda got: got.candidates is None and got.prompt_feedback is None,
}
GEMINI_STATUS = {
    400: {"INVALID_ARGUMENT", "FAILED_PRECONDITION"},
    401: {"UNAUTHENTICATED"},
    402: {"RESOURCE_EXHAUSTED"},
    403: {"PERMISSION_DENIED"},
    404: {"NOT_FOUND"},
    429: {"RESOURCE_EXHAUSTED"},
    500: {"INTERNAL"},
    502: {"Bad Gateway"},
    503: {"UNAVAILABLE"},
    504: {"DEADLINE_EXCEEDED"},
}
"""What the SDK gives as ``status``: Google's word, or HTTP's where the body is not Google's."""


@here
@pytest.mark.parametrize(("shape", "kind"), _rows(gemini_failures.SHAPES, KINDS))
async def test_gemini_fails_as_documented(gemini: Gemini, ask_gemini: Any, shape: Shape, kind: str) -> None:
    """The SDK's class for the status, Google's status in it, or HTTP 200 without an answer; the next call goes well."""
    gemini.script.fail(shape.name)
    expected = gemini_raises(shape)
    patience_s = PATIENCE_S if shape.manner == "hang" else 20

    if expected is None:
        got = await _ask_gemini(ask_gemini, kind, patience_s)
        assert GEMINI_RETURNED[shape.name](got)
        assert got.usage_metadata.prompt_token_count > 0
    else:
        with pytest.raises(expected) as raised:
            await _ask_gemini(ask_gemini, kind, patience_s)
        if shape.status is not None and shape.status != 200:
            error: Any = raised.value
            assert error.code == shape.status
            assert error.status in GEMINI_STATUS[shape.status]

    (call,) = gemini.calls
    assert call.answer is not None
    assert (call.answer.outcome, call.answer.status) == (shape.name, shape.status)
    assert call.answer.charged == (shape.status is None or (shape.status == 200 and call.answer.usage is not None))
    assert await _ask_gemini(ask_gemini, kind, 20)


IMAGEN_RETURNED: dict[str, Callable[[Any], object]] = {
    "refused.filtered": lambda got: "Responsible AI" in got.generated_images[0].rai_filtered_reason,
    "refused.silently": lambda got: got.generated_images is None,
    "malformed.empty": lambda got: got.generated_images[0].image.image_bytes is None,
    "malformed.picture": lambda got: got.generated_images[0].image.image_bytes == b"no picture",
}


async def _ask_imagen(client: Any, patience_s: float) -> Any:
    from google.genai import types

    options = types.HttpOptions(timeout=round(patience_s * 1000), retry_options=types.HttpRetryOptions(attempts=1))
    config = types.GenerateImagesConfig(http_options=options, number_of_images=1, include_rai_reason=True)
    return await client.models.generate_images(model="imagen-4.0-generate-001", prompt="A tower.", config=config)


@here
@pytest.mark.filterwarnings("ignore:The generate_images method is deprecated")
@pytest.mark.parametrize("shape", gemini_predict.SHAPES.values(), ids=gemini_predict.SHAPES)
async def test_imagen_fails_as_documented(vertex_vendor: tuple[Vertex, str], ask_vertex: Any, shape: Shape) -> None:
    """The same errors, and answers of its own without a picture; the next call goes well."""
    vertex = vertex_vendor[0]
    vertex.reset()
    vertex.script.fail(shape.name)
    expected = gemini_raises(shape)
    patience_s = PATIENCE_S if shape.manner == "hang" else 20

    if expected is None:
        assert IMAGEN_RETURNED[shape.name](await _ask_imagen(ask_vertex, patience_s))
    else:
        with pytest.raises(expected) as raised:
            await _ask_imagen(ask_vertex, patience_s)
        if shape.status is not None and shape.status != 200:
            error: Any = raised.value
            assert error.code == shape.status
            assert error.status in GEMINI_STATUS[shape.status]

    (call,) = vertex.calls
    assert call.answer is not None
    assert (call.answer.outcome, call.answer.status) == (shape.name, shape.status)
    assert call.answer.charged == (shape.status is None or (shape.status == 200 and call.answer.usage is not None))
    assert await _ask_imagen(ask_vertex, 20)


@here
@pytest.mark.parametrize("seconds", [0.25, 2.0, 36.0])
async def test_gemini_asks_for_patience(gemini: Gemini, ask_gemini: Any, seconds: float) -> None:
    """In a detail of the body; there is no header."""
    from google.genai import errors

    gemini.script.fail("rate_limited", retry_after_s=seconds)
    with pytest.raises(errors.ClientError) as raised:
        await _ask_gemini(ask_gemini, "text", 20)
    details: Any = raised.value.details
    (delay,) = (d["retryDelay"] for d in details["error"]["details"] if d["@type"].endswith("RetryInfo"))
    assert float(delay.removesuffix("s")) == seconds


@here
async def test_wrong_keys(openai: OpenAI, gemini: Gemini, ask_openai: Any, gemini_vendor: tuple[Gemini, str]) -> None:
    """OpenAI says 401 and shows parts of the key, Google says 400."""
    from google import genai
    from google.genai import errors
    from openai import AuthenticationError

    with pytest.raises(AuthenticationError) as raised:
        await _ask_openai(ask_openai.with_options(api_key="sk-wrong-0123456789-abcd"), "responses")
    assert "sk-wrong" in str(raised.value)
    wrong = genai.Client(api_key="wrong", http_options={"base_url": gemini_vendor[1]})
    with pytest.raises(errors.ClientError) as refused:
        await _ask_gemini(wrong.aio, "text", 20)
    await wrong.aio.aclose()
    wrong.close()
    details: Any = refused.value.details
    assert (refused.value.code, details["error"]["details"][0]["reason"]) == (400, "API_KEY_INVALID")
    assert [vendor.calls[0].answer and vendor.calls[0].answer.outcome for vendor in (openai, gemini)] == ["bad_key"] * 2


# -- the document -----------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("title", "shapes", "raises"),
    [
        ("OpenAI", openai_failures.SHAPES, openai_raises),
        ("Gemini", gemini_failures.SHAPES, gemini_raises),
        ("Imagen", gemini_predict.SHAPES, gemini_raises),
    ],
)
def test_the_document_has_each_row(
    title: str, shapes: dict[str, Shape], raises: Callable[[Shape], type[BaseException] | None]
) -> None:
    """docs/vendors.md names each shape with its status, what the SDK raises and what it becomes, and no other."""
    section = re.split(r"^## ", DOCUMENT.read_text(), flags=re.MULTILINE)
    (wanted,) = (part for part in section if part.startswith(f"{title}\n"))
    rows = [[cell.strip().strip("`") for cell in line.split("|")[1:-1]] for line in wanted.splitlines()]
    listed = {row[0]: (row[2], row[4], row[5]) for row in rows if len(row) == 6 and row[0] in shapes}

    def raised(shape: Shape) -> str:
        error = raises(shape)
        return "returns" if error is None else error.__name__

    assert listed == {
        name: ("none" if shape.status is None else str(shape.status), raised(shape), shape.meaning)
        for name, shape in shapes.items()
    }
