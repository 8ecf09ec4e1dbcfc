"""OpenAI's ``/v1/audio/transcriptions``: reads the form, decodes the audio, answers what was said."""

from __future__ import annotations

import asyncio
import hashlib
import math
import re
from collections.abc import Iterator, Mapping
from typing import Any

from starlette.requests import Request
from vendors.calls import Call
from vendors.openai_errors import error
from vendors.openai_wire import Options, bad, form
from vendors.said import RATE, Said, UnreadableAudioError, decoded
from vendors.shapes import Good, RejectedError, Work, marked
from vendors.tokens import tokens

from pipeline.call import Usage

AUDIO_ENDINGS = ("flac", "m4a", "mp3", "mp4", "mpeg", "mpga", "oga", "ogg", "wav", "webm")
LARGEST_AUDIO = 25 * 1024 * 1024


class Transcriptions:
    """Answers from ``said``."""

    def __init__(self, options: Options, said: Said) -> None:
        self._options = options
        self._said = said

    async def read(self, request: Request, call: Call) -> Work:
        """See ``Vendor.read``."""
        fields, files = await form(request)
        call.model = str(fields.get("model", ""))
        (name, data), *_ = files.get("file", [("", b"")])
        call.body = fields | {"file": {"name": name, "bytes": len(data), "content": marked(data)}}
        call.text = str(fields.get("prompt", ""))
        self._options.check_fields("transcription", call.body)
        model = self._options.check_model(fields.get("model"))
        if "file" not in files:
            raise bad("you must provide a file to transcribe", "file")
        wanted = str(fields.get("response_format", "json"))
        if self._options.strict:
            self._check_transcription(model, wanted, fields, name, data)
        try:
            pcm, _ = await asyncio.to_thread(decoded, data)
        except UnreadableAudioError as problem:
            raise bad("Audio file might be corrupted or unsupported", "file", "invalid_value") from problem
        call.audio_s = len(pcm) / 2 / RATE
        call.audio_sha256 = hashlib.sha256(pcm).hexdigest()
        if call.audio_s < 0.1:
            message = "Audio file is too short. Minimum audio length is 0.1 seconds."
            raise bad(message, "file", "audio_too_short")

        async def good(answer: Any) -> Good:
            text = str(answer) if answer is not None else await asyncio.to_thread(self._said.text, pcm)
            return self._transcribed(model, wanted, fields, text, len(pcm) / 2 / RATE)

        return Work(call, good)

    @staticmethod
    def _check_transcription(model: str, wanted: str, fields: Mapping[str, Any], name: str, data: bytes) -> None:
        if len(data) > LARGEST_AUDIO:
            message = f"Maximum content size limit ({LARGEST_AUDIO}) exceeded ({len(data)} bytes read)"
            raise RejectedError(413, error(message, "invalid_request_error", None))
        if name.rpartition(".")[2].lower() not in AUDIO_ENDINGS:
            raise bad(f"Unrecognized file format. Supported formats: {list(AUDIO_ENDINGS)}", "file")
        formats = {"json", "text", "srt", "verbose_json", "vtt"} if model == "whisper-1" else {"json", "text"}
        if wanted not in formats:
            message = (
                f"response_format '{wanted}' is not compatible with model '{model}'. Use 'json' or 'text' instead."
            )
            raise bad(message, "response_format", "unsupported_value")
        for field in ("keywords", "languages"):
            if field in fields and model != "gpt-transcribe":
                raise bad(f"'{field}' is not supported with model '{model}'.", field, "unsupported_parameter")
        for language in [*fields.get("languages", ()), *filter(None, [fields.get("language")])]:
            if not re.fullmatch(r"[a-z]{2,3}", language):
                message = f"Language parameter must be specified in ISO-639-1 format. Got '{language}'."
                raise bad(message, "language", "invalid_language_format")

    def _transcribed(self, model: str, wanted: str, fields: Mapping[str, Any], text: str, seconds: float) -> Good:
        language = (fields.get("languages") or [fields.get("language") or "en"])[0]
        by_time = model == "whisper-1" or (
            model == "gpt-transcribe" and self._options.transcription_usage == "duration"
        )
        if by_time:
            # Billed by the whole second.
            usage = Usage(audio_s=math.ceil(seconds))
            counted: dict[str, Any] = {"type": "duration", "seconds": math.ceil(seconds)}
        else:
            heard, read, written = round(seconds * 10), tokens(str(fields.get("prompt", ""))), tokens(text)
            usage = Usage(input_tokens=heard + read, audio_input_tokens=heard, output_tokens=written)
            counted = {
                "type": "tokens",
                "input_tokens": heard + read,
                "input_token_details": {"audio_tokens": heard, "text_tokens": read},
                "output_tokens": written,
                "total_tokens": heard + read + written,
            }
        if wanted == "text":
            return Good(text + "\n", usage, text)
        body: dict[str, Any] = {"text": text}
        if model == "gpt-transcribe":
            body["languages"] = [{"code": language}] if text else []
        if wanted == "verbose_json":
            body |= {"task": "transcribe", "language": "english", "duration": seconds}
            body["segments"] = list(_segments(text, seconds))
        if "logprobs" in fields.get("include", ()) and model.startswith("gpt-4o"):
            body["logprobs"] = [
                {"token": word, "logprob": -0.05, "bytes": list(word.encode())} for word in re.findall(r"\s*\S+", text)
            ]
        return Good(body | ({"usage": counted} if self._options.counts else {}), usage, text)


def _segments(text: str, seconds: float) -> Iterator[dict[str, Any]]:
    if text:
        yield {
            "id": 0,
            "seek": 0,
            "start": 0.0,
            "end": seconds,
            "text": f" {text}",
            "tokens": [],
            "temperature": 0.0,
            "avg_logprob": -0.2,
            "compression_ratio": 1.1,
            "no_speech_prob": 0.01,
        }
