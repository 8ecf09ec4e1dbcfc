"""Settings: where they come from, what wins, and that a wrong one is named without being shown."""

from __future__ import annotations

from decimal import Decimal
from pathlib import Path

import pytest
from pydantic import ValidationError

from pipeline.errors import ConfigurationError
from server.generate import pages
from server.settings import Settings, load

ADDRESSES = {"supabase_url": "https://project.supabase.example", "s3_bucket": "pictures"}
"""What fits a field whose variables are not all named after it."""

VALUES: dict[str, tuple[str, object]] = {
    "public_url": ("https://adventure.example", "https://adventure.example"),
    "host": ("0.0.0.0", "0.0.0.0"),
    "port": ("9001", 9001),
    "data": ("/tmp/elsewhere", Path("/tmp/elsewhere")),
    "origins": ("https://a.example/, https://b.example", ("https://a.example", "https://b.example")),
    "hosts": ("studio.example, studio", ("studio.example", "studio")),
    "trusted_proxies": ("127.0.0.1, 10.0.0.0/8", ("127.0.0.1", "10.0.0.0/8")),
    "log_level": ("debug", "debug"),
    "log_format": ("json", "json"),
    "database_connections": ("5", 5),
    "anonymous": ("off", "off"),
    "vad_frame_ms": ("20", 20),
    "transcribers": ("openai, offline", ("openai", "offline")),
    "storytellers": ("google,openai", ("google", "openai")),
    "painters": ("offline", ("offline",)),
    "languages": ("en, de", ("en", "de")),
    "transcriber_url": ("http://127.0.0.1:8001/v1", "http://127.0.0.1:8001/v1"),
    "storyteller_url": ("http://127.0.0.1:11434/v1", "http://127.0.0.1:11434/v1"),
    "painter_url": ("https://paint.example/v1", "https://paint.example/v1"),
    "scene_interval_s": ("30", 30.0),
    "spend_call_usd": ("0", Decimal(0)),
    "spend_session_usd": ("0.000000001", Decimal("0.000000001")),
    "spend_account_usd": ("off", None),
    "s3_prefix": ("adventure/art", "adventure/art"),
    "s3_public_url": ("https://pictures.example", "https://pictures.example"),
}


@pytest.fixture(autouse=True)
def _clean(monkeypatch: pytest.MonkeyPatch) -> None:
    for name, field in Settings.model_fields.items():
        for variable in pages.env_names(name, field):
            monkeypatch.delenv(variable, raising=False)


@pytest.mark.parametrize("name", VALUES)
def test_each_comes_from_its_variable(name: str, monkeypatch: pytest.MonkeyPatch) -> None:
    text, value = VALUES[name]
    monkeypatch.setenv(f"ADVENTURE_{name.upper()}", text)
    assert getattr(load(), name) == value


def test_every_field_can_be_set_by_each_of_its_variables(monkeypatch: pytest.MonkeyPatch) -> None:
    """No field is out of reach of the environment, whatever its type."""
    for name, field in Settings.model_fields.items():
        for variable in pages.env_names(name, field):
            text = VALUES.get(name, (ADDRESSES.get(name, ""), None))[0] or (
                str(field.default) if field.default is not None else "postgres://u:p@h/db"
            )
            monkeypatch.setenv(variable, text)
            assert name in load().model_fields_set, variable
            monkeypatch.delenv(variable)


def test_a_flag_wins_over_the_environment_and_none_does_not(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("ADVENTURE_PORT", "9001")
    assert load(port=9002).port == 9002
    assert load(port=None).port == 9001


def test_an_empty_variable_is_not_set(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("OPENAI_API_KEY", "")
    monkeypatch.setenv("ADVENTURE_PORT", "")
    assert load().openai_api_key is None
    assert load().port == 8000


def test_usual_names_of_keys(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("GOOGLE_API_KEY", "second")
    assert load().gemini_api_key is not None
    monkeypatch.setenv("GEMINI_API_KEY", "first")
    key = load().gemini_api_key
    assert key is not None
    assert key.get_secret_value() == "first"


def test_secrets_are_not_shown(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("DATABASE_URL", "postgres://user:canary@host/db")
    monkeypatch.setenv("OPENAI_API_KEY", "sk-canary")
    found = load()
    assert "canary" not in repr(found) + str(found) + found.model_dump_json()


def test_a_wrong_setting_is_named_and_not_shown(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("ADVENTURE_PORT", "canary")
    monkeypatch.setenv("ADVENTURE_VAD_MODE", "7")
    with pytest.raises(ConfigurationError) as caught:
        load()
    assert "ADVENTURE_PORT" in caught.value.message
    assert "ADVENTURE_VAD_MODE" in caught.value.message
    assert "canary" not in caught.value.message
    assert caught.value.__cause__ is None


def test_settings_are_frozen() -> None:
    with pytest.raises(ValidationError):
        load().port = 1  # pyright: ignore[reportAttributeAccessIssue]


@pytest.mark.parametrize(
    ("host", "key", "policy", "allowed"),
    [
        ("127.0.0.1", None, "auto", True),
        ("127.0.0.1", "sk", "auto", True),
        ("0.0.0.0", None, "auto", True),
        ("0.0.0.0", "sk", "auto", False),
        ("0.0.0.0", "sk", "on", True),
        ("127.0.0.1", None, "off", False),
    ],
)
def test_anonymous_sign_in(host: str, key: str | None, policy: str, allowed: bool) -> None:
    assert load(host=host, openai_api_key=key, anonymous=policy).anonymous_allowed is allowed
