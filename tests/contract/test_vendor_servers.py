"""The vendors' test servers, asked by the vendors' own SDKs: what they answer, what they keep, what they charge."""

from __future__ import annotations

import asyncio
import base64
import inspect
import io
import json
import os
import signal
import subprocess
import sys
import urllib.request
from collections.abc import AsyncIterator, Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
import pytest_asyncio
from harness.recordings import recording
from PIL import Image
from pydantic import BaseModel
from vendors import gemini_server, openai_server, script
from vendors.gemini_server import Gemini
from vendors.invoice import Price, PriceTable, UnpricedError
from vendors.openai_server import OpenAI
from vendors.openai_wire import FIELDS
from vendors.pictures import picture
from vendors.said import decoded
from vendors.serving import serving
from vendors.tariffs import prices_of
from vendors.vendor import Vendor

from pipeline.call import Usage
from pipeline.storytelling import EnvironmentAnswer, SceneAnswer

SPEECH = Path(__file__).parents[1] / "fixtures" / "speech"
PRICES = (
    Price("gpt-transcribe", "audio_s", 75_000),
    Price("gpt-5.4-mini", "input", 750),
    Price("gpt-5.4-mini", "cached_input", 75),
    Price("gpt-5.4-mini", "output", 4_500),
    Price("gpt-image-2.5-flare", "input", 5_000),
    Price("gpt-image-2.5-flare", "image_input", 8_000),
    Price("gpt-image-2.5-flare", "image_output", 30_000),
    Price("gemini-3.8-flash", "input", 750),
    Price("gemini-3.8-flash", "output", 4_500),
    Price("gemini-3.1-flash-image", "input", 500),
    Price("gemini-3.1-flash-image", "output", 3_000),
    Price("gemini-3.1-flash-image", "image_output", 60_000),
    Price("imagen-4.0-generate-001", "image", 40_000_000),
)

# google-genai 3.4 inherits from aiohttp's session, which aiohttp 3.14 says of it.
pytestmark = pytest.mark.filterwarnings("ignore:Inheritance class AiohttpClientSession:DeprecationWarning")
here = pytest.mark.asyncio(loop_scope="module")


class Scene(BaseModel):
    """As a storyteller's answer may be."""

    paint: bool
    title: str
    kinds: list[str]


@pytest.fixture(scope="module")
def openai_vendor() -> Iterator[tuple[OpenAI, str]]:
    vendor = OpenAI(prices=PRICES)
    with serving(vendor) as url:
        yield vendor, url


@pytest.fixture(scope="module")
def gemini_vendor() -> Iterator[tuple[Gemini, str]]:
    vendor = Gemini(prices=PRICES)
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

    async with AsyncOpenAI(
        base_url=f"{openai_vendor[1]}/v1", api_key=openai_server.KEY, max_retries=0, timeout=20
    ) as client:
        yield client


@pytest_asyncio.fixture(loop_scope="module", scope="module")
async def ask_gemini(gemini_vendor: tuple[Gemini, str]) -> AsyncIterator[Any]:
    from google import genai
    from google.genai import types

    once = types.HttpRetryOptions(attempts=1)
    options = types.HttpOptions(base_url=gemini_vendor[1], retry_options=once, timeout=20_000)
    client = genai.Client(api_key=gemini_server.KEY, http_options=options)
    async with client.aio as asked:
        yield asked
    client.close()


def _spoken(file: str) -> tuple[bytes, str]:
    """PCM and text of a clip."""
    labels: list[dict[str, Any]] = json.loads((SPEECH / "labels.json").read_text())
    pcm, _ = decoded((SPEECH / file).read_bytes())
    return pcm, next(label["text"] for label in labels if label["file"] == file)


def _drawn(data: bytes) -> tuple[str, tuple[int, int]]:
    with Image.open(io.BytesIO(data)) as opened:
        opened.load()
        return (opened.format or "").lower(), opened.size


async def _until(seen: Callable[[], bool]) -> None:
    """Wait for what happens in the server's thread; give up where it never does."""
    async with asyncio.timeout(30):
        while not seen():  # noqa: ASYNC110 - a thread sets no asyncio.Event
            await asyncio.sleep(0.005)


# -- OpenAI -----------------------------------------------------------------------------------------------------


@here
@pytest.mark.parametrize("ending", ["flac", "wav", "mp3", "webm"])
async def test_speech_is_recognised_however_it_is_packed(openai: OpenAI, ask_openai: Any, ending: str) -> None:
    """What the hash of its samples says, or, where the codec loses something, how loud it is when."""
    clips = [_spoken("00-rms.flac"), _spoken("01-slt.flac"), _spoken("02-awb.flac")]
    for pcm, text in clips:
        openai.said.known(pcm, text)

    pcm, text = clips[1]
    heard = await ask_openai.audio.transcriptions.create(
        file=(f"utterance.{ending}", recording(pcm, ending)),
        model="gpt-transcribe",
        keywords=["Mira", "Vex"],
        languages=["en", "de"],
        prompt="A table of players.",
    )

    assert heard.text == text
    assert (heard.usage.type, heard.usage.seconds) == ("duration", 6)
    assert heard.languages[0].code == "en"
    (call,) = openai.calls
    assert call.body["keywords"] == ["Mira", "Vex"]
    assert call.body["languages"] == ["en", "de"]
    assert call.text == "A table of players."
    assert call.audio_s == pytest.approx(len(pcm) / 32_000, abs=0.1)


@here
async def test_audio_nobody_knows_gets_a_line_and_keeps_it(openai: OpenAI, ask_openai: Any) -> None:
    """A queue first, then lines in turn; a repetition hears the same; silence is silence."""
    openai.said.known(*_spoken("02-awb.flac"))
    openai.said.next("The first thing said.")
    clips = [_spoken(file)[0] for file in ("00-rms.flac", "01-slt.flac")]
    silence = bytes(32_000)

    async def heard(pcm: bytes) -> str:
        file = ("a.flac", recording(pcm, "flac"))
        return (await ask_openai.audio.transcriptions.create(file=file, model="gpt-transcribe")).text

    first, second, again, nothing = [await heard(pcm) for pcm in (*clips, clips[0], silence)]

    assert (first, again) == ("The first thing said.",) * 2
    assert second
    assert second not in {first, _spoken("02-awb.flac")[1]}
    assert nothing == ""


@here
async def test_each_transcriber_counts_as_it_is_sold(openai: OpenAI, ask_openai: Any) -> None:
    """Seconds for some, tokens for others; confidence where there is any."""
    pcm, _ = _spoken("00-rms.flac")
    file = ("a.flac", recording(pcm, "flac"))

    verbose = await ask_openai.audio.transcriptions.create(file=file, model="whisper-1", response_format="verbose_json")
    counted = await ask_openai.audio.transcriptions.create(
        file=file, model="gpt-4o-mini-transcribe", include=["logprobs"], language="en"
    )
    plain = await ask_openai.audio.transcriptions.create(file=file, model="gpt-transcribe", response_format="text")

    assert verbose.segments[0].avg_logprob < 0
    assert verbose.duration == pytest.approx(6.27, abs=0.01)
    assert counted.usage.type == "tokens"
    assert counted.usage.total_tokens == counted.usage.input_tokens + counted.usage.output_tokens
    assert counted.usage.input_token_details.audio_tokens > 0
    assert counted.logprobs
    assert plain == verbose.text + "\n"


@here
async def test_structured_text_fits_its_schema(openai: OpenAI, ask_openai: Any) -> None:
    """By responses and by chat, through the SDK's own parsing, strict."""
    words = "1. The dragon lands on the burning tower.\n2. Roll for initiative, please."

    response = await ask_openai.responses.parse(model="gpt-5.4-mini", input=words, text_format=Scene)
    chat = await ask_openai.chat.completions.parse(
        model="gpt-5.4-mini", messages=[{"role": "user", "content": words}], response_format=Scene
    )

    scene = response.output_parsed
    assert isinstance(scene, Scene)
    assert len(scene.kinds) == 2
    assert chat.choices[0].message.parsed == scene
    assert response.usage.total_tokens == response.usage.input_tokens + response.usage.output_tokens
    assert [call.body["model"] for call in openai.of("text")] == ["gpt-5.4-mini"] * 2
    assert openai.calls[0].body["text"]["format"]["strict"] is True


@here
async def test_a_prompt_seen_before_is_read_from_the_cache(openai: OpenAI, ask_openai: Any) -> None:
    """From 1,024 tokens on, in steps of 128; the bill knows."""
    rules = "Only the physical setting, conservatively. " * 120
    usages = [
        (await ask_openai.responses.create(model="gpt-5.4-mini", instructions=rules, input=words)).usage
        for words in ("A tower.", "A bridge.", "A tower.")
    ]

    assert usages[0].input_tokens_details.cached_tokens == 0
    cached = usages[1].input_tokens_details.cached_tokens
    assert cached >= 1024
    assert cached % 128 == 0
    fresh = sum(usage.input_tokens - usage.input_tokens_details.cached_tokens for usage in usages)
    held = sum(usage.input_tokens_details.cached_tokens for usage in usages)
    assert openai.invoice.nano_usd == fresh * 750 + held * 75 + sum(u.output_tokens for u in usages) * 4_500


@here
async def test_scripted_text_is_answered_and_must_fit(openai: OpenAI, ask_openai: Any) -> None:
    """A queue of answers, one for one request, and an answer that belongs to a step of the script."""
    openai.stories.next({"paint": True, "title": "One", "kinds": []}, {"paint": False, "title": "Two", "kinds": []})
    openai.script.then(script.Step(answer={"paint": True, "title": "Zero", "kinds": []}))

    titles = [
        (await ask_openai.responses.parse(model="gpt-5.4-mini", input="…", text_format=Scene)).output_parsed.title
        for _ in range(3)
    ]

    assert titles == ["Zero", "One", "Two"]


@here
async def test_the_products_own_request_is_read(openai: OpenAI, ask_openai: Any) -> None:
    """Each utterance is judged by its words; the moment is the last thing told of the world, with whom it names."""
    said = ["You reach the old watchtower.", "Roll for initiative!", "Mira draws her sword.", "Who ordered pizza?"]
    scene = _data(characters=[{"name": "Mira", "look": "a tall woman"}, {"name": "Vex", "look": "a fox"}], said=said)

    told = await _told(ask_openai, _data(environment="A road.", said=said), EnvironmentAnswer)
    composed = await _told(ask_openai, scene, SceneAnswer)
    nothing = await _told(ask_openai, _data(said=["Roll a d20.", "My phone!"]), SceneAnswer)

    assert told["kinds"] == ["narration", "rules", "narration", "chatter"]
    assert (told["changed"], told["description"]) == (True, said[0])
    assert composed["paint"]
    assert composed["characters"] == ["Mira"]
    assert composed["prompt"].startswith(said[2])
    assert not nothing["paint"]
    assert len(openai.of("text")) == 3


def _data(*, said: list[str], **more: Any) -> str:
    return json.dumps({**more, "said": [{"text": text} for text in said]}, indent=1)


async def _told(client: Any, data: str, kind: type[BaseModel]) -> Any:
    schema = {"type": "json_schema", "name": "answer", "schema": kind.model_json_schema(), "strict": True}
    told = await client.responses.create(
        model="gpt-5.4-mini", instructions='Answer "said".\n{', input=data, text={"format": schema}
    )
    return json.loads(told.output_text)


@here
async def test_connections_can_be_told_apart(openai: OpenAI, ask_openai: Any) -> None:
    """One after the other goes through one; at once, through several."""
    await ask_openai.models.list()
    await ask_openai.models.list()
    openai.script.late(script.fixed(0.05))
    await asyncio.gather(ask_openai.models.list(), ask_openai.models.list())

    first, second, *both = (call.connection for call in openai.calls)
    assert first == second
    assert len(set(both)) == 2


@here
async def test_a_compatible_server_takes_anybody(ask_openai: Any) -> None:
    """Any key and model, no usage, loose schemas, and no address for responses."""
    from openai import NotFoundError

    with serving(OpenAI.compatible()) as url:
        client = ask_openai.with_options(base_url=f"{url}/v1", api_key="anything")
        chat = await client.chat.completions.create(model="llama", messages=[{"role": "user", "content": "Hello."}])
        pcm, _ = _spoken("00-rms.flac")
        file = ("a.flac", recording(pcm, "flac"))
        heard = await client.audio.transcriptions.create(model="small", file=file, response_format="verbose_json")
        with pytest.raises(NotFoundError):
            await client.responses.create(model="llama", input="Hello.")

    assert chat.usage is None
    assert chat.choices[0].message.content
    assert heard.segments[0].no_speech_prob < 0.5


@here
@pytest.mark.parametrize("encoding", ["png", "jpeg", "webp"])
async def test_pictures_are_real_and_differ(openai: OpenAI, ask_openai: Any, encoding: str) -> None:
    """Of the size and format asked for; no two are the same file."""
    made = [
        await ask_openai.images.generate(
            model="gpt-image-2.5-flare", prompt="A tower.", size="1536x864", quality="low", output_format=encoding
        )
        for _ in range(2)
    ]

    files = [base64.b64decode(answer.data[0].b64_json) for answer in made]
    assert [_drawn(data) for data in files] == [(encoding, (1536, 864))] * 2
    assert files[0] != files[1]
    assert made[0].usage.output_tokens_details.image_tokens == made[0].usage.output_tokens
    assert made[0].size == "1536x864"


@here
async def test_references_arrive_as_they_were_sent(openai: OpenAI, ask_openai: Any) -> None:
    """Each by its hash, in order, and counted as pictures."""
    from hashlib import sha256

    portraits = [picture(512, 512, "png", name) for name in ("Mira", "Vex")]

    made = await ask_openai.images.edit(
        model="gpt-image-2.5-flare",
        prompt="Mira and Vex at the gate.",
        image=[(f"{n}.png", data, "image/png") for n, data in enumerate(portraits)],
        size="1536x1024",
    )

    (call,) = openai.calls
    assert call.images == tuple(sha256(data).hexdigest() for data in portraits)
    assert call.text == "Mira and Vex at the gate."
    assert made.usage.input_tokens_details.image_tokens == 2 * 16 * 16
    assert made.usage.input_tokens > made.usage.input_tokens_details.image_tokens


@here
async def test_models_are_listed(openai: OpenAI, ask_openai: Any) -> None:
    """All, or one."""
    from openai import NotFoundError

    listed = await ask_openai.models.list()
    assert "gpt-transcribe" in {model.id for model in listed.data}
    assert (await ask_openai.models.retrieve("gpt-5.4-mini")).id == "gpt-5.4-mini"
    with pytest.raises(NotFoundError):
        await ask_openai.models.retrieve("gpt-image-1")


@here
async def test_openai_refuses_what_openai_refuses(openai: OpenAI, ask_openai: Any) -> None:
    """Wrong fields, schemas, models, keys, audio and sizes: each with its status and code."""
    import openai as sdk

    loose = {"type": "object", "properties": {"a": {"type": "string"}}, "required": ["a"]}
    defaulted = {
        "type": "object",
        "properties": {"a": {"type": "string", "default": "x"}},
        "required": ["a"],
        "additionalProperties": False,
    }

    def text(schema: dict[str, Any]) -> dict[str, Any]:
        return {"format": {"type": "json_schema", "name": "scene", "strict": True, "schema": schema}}

    pcm, _ = _spoken("00-rms.flac")
    flac = recording(pcm, "flac")
    responses, images, listen = ask_openai.responses, ask_openai.images, ask_openai.audio.transcriptions
    refused: list[tuple[Any, type[Exception], str | None]] = [
        (
            responses.create(model="gpt-5.4-mini", input="x", text=text(loose)),
            sdk.BadRequestError,
            "invalid_json_schema",
        ),
        (
            responses.create(model="gpt-5.4-mini", input="x", text=text(defaulted)),
            sdk.BadRequestError,
            "invalid_json_schema",
        ),
        (
            responses.create(model="gpt-5.4-mini", input="x", extra_body={"seed": 1}),
            sdk.BadRequestError,
            "unknown_parameter",
        ),
        (responses.create(model="gpt-4o", input="x"), sdk.NotFoundError, "model_not_found"),
        (images.generate(model="gpt-image-1", prompt="x"), sdk.NotFoundError, "model_not_found"),
        (
            images.generate(model="gpt-image-2", prompt="x", response_format="b64_json"),
            sdk.BadRequestError,
            "unknown_parameter",
        ),
        (images.generate(model="gpt-image-2", prompt="x", size="1000x600"), sdk.BadRequestError, "invalid_value"),
        (listen.create(model="gpt-transcribe", file=("a.flac", b"no audio")), sdk.BadRequestError, "invalid_value"),
        (
            listen.create(model="gpt-transcribe", file=("a.flac", recording(pcm[:2_000], "flac"))),
            sdk.BadRequestError,
            "audio_too_short",
        ),
        (listen.create(model="gpt-transcribe", file=("audio", flac)), sdk.BadRequestError, None),
        (
            listen.create(model="whisper-1", file=("a.flac", flac), keywords=["Mira"]),
            sdk.BadRequestError,
            "unsupported_parameter",
        ),
        (
            ask_openai.with_options(api_key="sk-wrong-0123456789").models.list(),
            sdk.AuthenticationError,
            "invalid_api_key",
        ),
    ]
    for asked, expected, code in refused:
        with pytest.raises(expected) as raised:
            await asked
        assert getattr(raised.value, "code", None) == code

    assert openai.invoice.nano_usd == 0
    assert {call.answer.outcome for call in openai.calls if call.answer} == {"rejected", "bad_key"}


def test_the_fields_are_the_sdks() -> None:
    """What the servers take is what the SDK's types name; for pictures without what was for DALL·E only."""
    from openai.types import image_edit_params, image_generate_params
    from openai.types.audio import transcription_create_params
    from openai.types.chat import completion_create_params
    from openai.types.responses import response_create_params

    def named(module: Any, base: str) -> set[str]:
        return set(inspect.get_annotations(getattr(module, base))) | {"stream"}

    bygone = {"response_format", "style"}
    assert named(transcription_create_params, "TranscriptionCreateParamsBase") == FIELDS["transcription"]
    assert named(response_create_params, "ResponseCreateParamsBase") == FIELDS["responses"]
    assert named(completion_create_params, "CompletionCreateParamsBase") == FIELDS["chat"]
    assert named(image_generate_params, "ImageGenerateParamsBase") - bygone == FIELDS["generations"]
    assert named(image_edit_params, "ImageEditParamsBase") - bygone == FIELDS["edits"]


# -- Gemini -----------------------------------------------------------------------------------------------------


@here
@pytest.mark.parametrize("how", ["response_schema", "response_json_schema"])
async def test_gemini_writes_what_fits(gemini: Gemini, ask_gemini: Any, how: str) -> None:
    """With Google's schema and with JSON Schema; thoughts are counted beside the answer."""
    schema: Any = Scene if how == "response_schema" else Scene.model_json_schema()

    told = await ask_gemini.models.generate_content(
        model="gemini-3.8-flash",
        contents="1. The dragon lands on the burning tower.",
        config={"response_mime_type": "application/json", how: schema, "system_instruction": "Tell a scene."},
    )

    assert Scene.model_validate_json(told.text).kinds
    counted = told.usage_metadata
    assert counted.thoughts_token_count > 0
    parts = (counted.prompt_token_count, counted.candidates_token_count, counted.thoughts_token_count)
    assert counted.total_token_count == sum(parts)
    (call,) = gemini.calls
    assert call.kind == "text"
    assert call.text.startswith("Tell a scene.")
    assert gemini.invoice.nano_usd == parts[0] * 750 + (parts[1] + parts[2]) * 4_500


@here
async def test_gemini_paints_with_references(gemini: Gemini, ask_gemini: Any) -> None:
    """References in, a picture out, each in its modality's count."""
    from hashlib import sha256

    from google.genai import types

    portrait = picture(512, 512, "jpeg", "Mira")

    made = await ask_gemini.models.generate_content(
        model="gemini-3.1-flash-image",
        contents=["Mira at the gate.", types.Part.from_bytes(data=portrait, mime_type="image/jpeg")],
        config=types.GenerateContentConfig(
            response_modalities=["IMAGE"], image_config=types.ImageConfig(aspect_ratio="16:9")
        ),
    )

    (part,) = made.candidates[0].content.parts
    assert _drawn(part.inline_data.data) == ("jpeg", (1376, 768))
    assert made.usage_metadata.candidates_tokens_details[0].token_count == 1120
    (call,) = gemini.calls
    assert call.kind == "image"
    assert call.images == (sha256(portrait).hexdigest(),)
    assert call.body["contents"][0]["parts"][1]["inlineData"]["data"] == f"sha256:{call.images[0]}"


@here
async def test_the_larger_image_model_talks_before_it_answers(gemini: Gemini, ask_gemini: Any) -> None:
    """Which an adapter must be ready for: the picture is not the first part."""
    made = await ask_gemini.models.generate_content(model="gemini-3-pro-image", contents="A tower.")

    words, painted = made.candidates[0].content.parts
    assert words.text
    assert _drawn(painted.inline_data.data) == ("jpeg", (1024, 1024))


@here
@pytest.mark.filterwarnings("ignore:The generate_images method is deprecated")
async def test_imagen_is_served_where_it_still_is(gemini_vendor: tuple[Gemini, str], gemini: Gemini) -> None:
    """In Vertex's form, which is the only one that the SDK still asks in."""
    from google import genai

    vertex = genai.Client(vertexai=True, api_key=gemini_server.KEY, http_options={"base_url": gemini_vendor[1]})
    made = await vertex.aio.models.generate_images(
        model="imagen-4.0-generate-001", prompt="A tower.", config={"aspect_ratio": "16:9", "number_of_images": 1}
    )
    await vertex.aio.aclose()
    vertex.close()

    assert _drawn(made.generated_images[0].image.image_bytes) == ("png", (1376, 768))
    assert gemini.calls[0].path.endswith("imagen-4.0-generate-001:predict")
    assert gemini.invoice.nano_usd == 40_000_000


@here
async def test_gemini_refuses_what_google_refuses(gemini: Gemini, ask_gemini: Any) -> None:
    """Wrong models, modes, references: status 400 and 404 with Google's words."""
    from google.genai import errors, types

    generate = ask_gemini.models.generate_content
    json_mode = types.GenerateContentConfig(response_mime_type="application/json")
    wide = types.GenerateContentConfig(image_config=types.ImageConfig(aspect_ratio="17:9"))
    broken = types.Part.from_bytes(data=b"no picture", mime_type="image/png")
    refused: list[tuple[Any, int, str]] = [
        (generate(model="gemini-1.0-pro", contents="x"), 404, "NOT_FOUND"),
        (generate(model="gemini-3.1-flash-image", contents="x", config=json_mode), 400, "INVALID_ARGUMENT"),
        (generate(model="gemini-3.1-flash-image", contents="x", config=wide), 400, "INVALID_ARGUMENT"),
        (generate(model="gemini-3.8-flash", contents="x", config=wide), 400, "INVALID_ARGUMENT"),
        (generate(model="gemini-3.1-flash-image", contents=["x", broken]), 400, "INVALID_ARGUMENT"),
    ]
    for asked, code, status in refused:
        with pytest.raises(errors.ClientError) as raised:
            await asked
        assert (raised.value.code, raised.value.status) == (code, status)
    listed = [model.name async for model in await ask_gemini.models.list()]
    assert "models/gemini-3.8-flash" in listed


# -- both -------------------------------------------------------------------------------------------------------


@here
async def test_no_key_is_kept(openai: OpenAI, ask_openai: Any, gemini: Gemini, ask_gemini: Any) -> None:
    """Neither of a call that went well nor of one with a wrong key."""
    from openai import AuthenticationError

    await ask_openai.responses.create(model="gpt-5.4-mini", input="A tower.")
    await ask_gemini.models.generate_content(model="gemini-3.8-flash", contents="A tower.")
    with pytest.raises(AuthenticationError):
        await ask_openai.with_options(api_key="sk-somebody-elses-0123456789").models.list()

    kept = repr(openai.calls) + repr(gemini.calls)
    assert len(openai.calls) == 2
    assert "content-type" in openai.calls[0].headers
    for key in (openai_server.KEY, gemini_server.KEY, "sk-somebody-elses"):
        assert key not in kept


@here
async def test_the_bill(openai: OpenAI, ask_openai: Any) -> None:
    """What was answered is charged, refusals too; 429 and 5xx are not; what got lost is, unless told otherwise."""
    import openai as sdk

    pcm, _ = _spoken("00-rms.flac")
    openai.script.fail("rate_limited", on="text")
    openai.script.fail("server_error", on="text")
    openai.script.fail("refused", on="text")
    openai.script.fail("cut", on="image")
    write = ask_openai.responses.create
    for expected in (sdk.RateLimitError, sdk.InternalServerError):
        with pytest.raises(expected):
            await write(model="gpt-5.4-mini", input="A tower.")
    refusal = await write(model="gpt-5.4-mini", input="A tower.")
    written = await write(model="gpt-5.4-mini", input="A tower.")
    await ask_openai.audio.transcriptions.create(model="gpt-transcribe", file=("a.flac", recording(pcm, "flac")))
    with pytest.raises(sdk.APIConnectionError):
        await ask_openai.images.generate(model="gpt-image-2.5-flare", prompt="A tower.", quality="low")

    usages = [refusal.usage, written.usage]
    text = sum(usage.input_tokens * 750 + usage.output_tokens * 4_500 for usage in usages)
    lost = 2 * 5_000 + 196 * 30_000
    bill = openai.invoice
    assert {line.model: (line.calls, line.nano_usd) for line in bill.lines} == {
        "gpt-transcribe": (1, 7 * 75_000),
        "gpt-5.4-mini": (2, text),
        "gpt-image-2.5-flare": (1, lost),
    }
    assert bill.nano_usd == 7 * 75_000 + text + lost

    openai.charges_unanswered = False
    openai.script.fail("cut", on="image")
    with pytest.raises(sdk.APIConnectionError):
        await ask_openai.images.generate(model="gpt-image-2.5-flare", prompt="A tower.", quality="low")
    openai.charges_unanswered = True
    assert openai.invoice == bill

    await ask_openai.responses.create(model="gpt-5.4-nano", input="A tower.")
    with pytest.raises(UnpricedError):
        _ = openai.invoice


@here
async def test_a_client_that_goes_away_is_seen_and_charged(openai: OpenAI, ask_openai: Any) -> None:
    """It was accepted; the vendor has worked for nobody."""
    openai.script.late(script.fixed(60))
    asked = asyncio.create_task(ask_openai.responses.create(model="gpt-5.4-mini", input="A tower."))
    await _until(lambda: bool(openai.calls and openai.calls[0].model))
    asked.cancel()
    await asyncio.wait([asked])
    await _until(lambda: openai.calls[0].answer is not None)

    assert openai.calls[0].answer is not None
    assert openai.calls[0].answer.outcome == "abandoned"
    assert openai.invoice.nano_usd > 0


@here
async def test_lateness_is_the_vendors_own_time(openai: OpenAI, ask_openai: Any) -> None:
    """Never less than was drawn, the work done within it, and each call with its own."""
    openai.script.late(script.fixed(0.15))
    openai.script.late(script.fixed(0.0), on="text")

    await ask_openai.images.generate(model="gpt-image-2.5-flare", prompt="A tower.")
    await ask_openai.responses.create(model="gpt-5.4-mini", input="A tower.")

    painted, written = (call.answer.took_s for call in openai.calls if call.answer)
    assert painted >= 0.15
    assert written < painted


def test_latencies_are_drawn_from_a_seed() -> None:
    """The same again with the same seed; a tail where it is wanted."""
    import random

    drawn = [script.lognormal(0.8, 2.4)(random.Random(n)) for n in range(2_000)]
    assert drawn == [script.lognormal(0.8, 2.4)(random.Random(n)) for n in range(2_000)]
    assert sorted(drawn)[1_000] == pytest.approx(0.8, rel=0.1)
    assert sorted(drawn)[1_980] == pytest.approx(2.4, rel=0.25)


def _sequence(vendor: Vendor, kind: Any, many: int) -> list[str | None]:
    def possible(name: str) -> bool:
        return kind in vendor.shape(name, kind).kinds

    return [vendor.script.take(kind, "", "", possible).failure for _ in range(many)]


@pytest.mark.parametrize("make", [OpenAI, Gemini])
def test_chaos_has_its_share_and_its_seed(make: Any) -> None:
    """Three in ten, mixed, the same again; a kind that is never refused fails in the other ways."""
    first, second, other = make(), make(), make()
    for vendor, seed in ((first, 7), (second, 7), (other, 8)):
        vendor.script.chaos(script.Chaos(0.3, seed=seed))

    kinds = _sequence(first, "text", 2_000)

    assert kinds == _sequence(second, "text", 2_000)
    assert kinds != _sequence(other, "text", 2_000)
    assert 0.27 < sum(kind is not None for kind in kinds) / 2_000 < 0.33
    assert set(kinds) == {None, "rate_limited", "server_error", "timeout", "refused"}
    if make is OpenAI:
        assert set(_sequence(first, "transcription", 500)) == {None, "rate_limited", "server_error", "timeout"}


@here
async def test_a_vendor_that_is_down_comes_back(openai: OpenAI, ask_openai: Any) -> None:
    """Down for one kind of call, the others go on; then it recovers."""
    from openai import InternalServerError

    openai.script.dead(on="text")
    for _ in range(3):
        with pytest.raises(InternalServerError):
            await ask_openai.responses.create(model="gpt-5.4-mini", input="A tower.")
    assert (await ask_openai.models.list()).data
    openai.script.recover()
    assert (await ask_openai.responses.create(model="gpt-5.4-mini", input="A tower.")).status == "completed"


@here
@pytest.mark.parametrize("which", ["openai", "gemini"])
async def test_a_server_elsewhere_is_scripted_by_http(
    openai_vendor: tuple[OpenAI, str], gemini_vendor: tuple[Gemini, str], which: str
) -> None:
    """What the developers' servers offer."""
    import httpx

    key = {"authorization": f"Bearer {openai_server.KEY}", "x-goog-api-key": gemini_server.KEY}
    vendor, url = openai_vendor if which == "openai" else gemini_vendor
    vendor.reset()
    async with httpx.AsyncClient(base_url=url) as http:
        step = {"failure": "rate_limited", "on": "models", "retry_after_s": 2}
        assert (await http.post("/-/script", json=step)).status_code == 204
        assert (await http.post("/-/script", json={"failure": "bored"})).status_code == 404
        turned_away = await http.get("/v1/models", headers=key)
        assert turned_away.status_code == 429
        assert (await http.get("/v1/models", headers=key)).status_code == 200
        listed = (await http.get("/-/calls")).json()
        assert [call["outcome"] for call in listed] == ["rate_limited", "ok"]
        assert (await http.get("/-/invoice")).json()["nano_usd"] == 0
        assert (await http.delete("/-/script")).status_code == 204
        assert vendor.calls == []


def test_the_products_prices_make_the_vendors_bill() -> None:
    """Two sums over one table, made apart: they differ by the ledger's rounding up of parts of a nano-dollar only."""
    import random

    from clients.prices import Prices

    table, dice = Prices.load(), random.Random(5)
    bill = PriceTable(prices_of(table))
    asked: list[tuple[Any, str, str]] = [
        ("speech", "openai", "gpt-transcribe"),
        ("speech", "openai", "gpt-4o-mini-transcribe"),
        ("text", "openai", "gpt-5.4-mini"),
        ("text", "google", "gemini-3.8-flash"),
        ("picture", "openai", "gpt-image-2.5-flare"),
        ("picture", "google", "gemini-3.1-flash-image"),
        ("picture", "google", "imagen-4.0-generate-001"),
    ]
    for kind, provider, model in asked * 50:
        read, written = dice.randrange(9_000), dice.randrange(4_000)
        usage = Usage(
            audio_s=dice.randrange(1, 60),
            input_tokens=read,
            cached_tokens=read // 3,
            image_input_tokens=read // 4,
            audio_input_tokens=read // 5,
            output_tokens=written,
            image_output_tokens=written // 2,
            images=dice.randrange(1, 3),
        )
        booked, charged = table.of(kind, provider, model).tariff.cost(usage), bill.cost(model, usage)
        assert charged > 0
        assert charged <= booked <= charged + 2


def test_make_vendors_serves_and_bills() -> None:
    """What a developer starts: variables to export, a line for each call, the bill at Ctrl-C, and no key in a line."""
    root = Path(__file__).parents[2]
    environment = os.environ | {"PYTHONPATH": str(root / "tests")}
    command = [sys.executable, "-m", "vendors", "--at-once", "--openai-port", "0", "--gemini-port", "0"]
    with subprocess.Popen(command, cwd=root, env=environment, stdout=subprocess.PIPE, text=True) as started:
        assert started.stdout is not None
        exported: dict[str, str] = {}
        for line in started.stdout:
            if line.startswith("export "):
                name, _, text = line.removeprefix("export ").strip().partition("=")
                exported[name] = text
            if "Ctrl-C" in line:
                break
        request = urllib.request.Request(
            f"{exported['OPENAI_BASE_URL']}/chat/completions",
            json.dumps({"model": "gpt-5.4-mini", "messages": [{"role": "user", "content": "A tower."}]}).encode(),
            {"authorization": f"Bearer {exported['OPENAI_API_KEY']}", "content-type": "application/json"},
        )
        with urllib.request.urlopen(request) as answered:
            assert json.load(answered)["choices"][0]["message"]["content"]
        line = started.stdout.readline()
        started.send_signal(signal.SIGINT)
        rest = started.stdout.read()

    assert "gpt-5.4-mini" in line
    assert "ok 200" in line
    assert exported["OPENAI_API_KEY"] not in line + rest
    assert "gpt-5.4-mini" in rest
    assert started.returncode == 0
    assert {"GOOGLE_GEMINI_BASE_URL", "GEMINI_API_KEY"} <= set(exported)
