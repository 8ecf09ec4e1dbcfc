"""The generated files: complete, true to the models on both sides, and not drifted."""

from __future__ import annotations

import json
from dataclasses import fields as dataclass_fields
from pathlib import Path
from typing import Any

import jsonschema
import pytest
from pydantic import BaseModel, TypeAdapter

from pipeline.events import WIRE_NAMES, payload
from server import protocol, settings
from server.generate import __main__ as generate
from server.generate import pages, schema, typescript

EXAMPLES = generate.load_examples(generate.ROOT)
CASES = [
    pytest.param(entry, example, id=f"{entry.folder}/{name}")
    for entry in schema.ENTRIES
    for name, example in EXAMPLES[entry.folder].items()
]
SCHEMA = schema.build()
NO_REFERENCES_BUT_OWN = jsonschema.Draft202012Validator


def validator(definition: str) -> jsonschema.Draft202012Validator:
    whole = {**SCHEMA, "$ref": f"#/$defs/{definition}"}
    return NO_REFERENCES_BUT_OWN(whole, format_checker=NO_REFERENCES_BUT_OWN.FORMAT_CHECKER)


def parsed(entry: schema.Entry, example: dict[str, Any]) -> object:
    """The example through the very parser that the product uses for it."""
    text = json.dumps(example)
    if entry.name == "CaptureHello":
        return protocol.parse_capture_hello(text)
    if entry.name == "WatchHello":
        return protocol.parse_watch_hello(text)
    if entry.direction == "up":
        return protocol.parse_control(text)
    if entry.direction == "down":
        return entry.model.model_validate_json(text, strict=False)
    own = {WIRE_NAMES.get(f.name, f.name): f.name for f in dataclass_fields(entry.model)}
    values = {own[name]: value for name, value in example.items() if name in own}
    return TypeAdapter(entry.model).validate_python(values)


def test_schema_is_valid_2020_12() -> None:
    jsonschema.Draft202012Validator.check_schema(SCHEMA)


@pytest.mark.parametrize(("entry", "example"), CASES)
def test_example_fits_its_definition(entry: schema.Entry, example: dict[str, Any]) -> None:
    validator(entry.name).validate(example)


@pytest.mark.parametrize(("entry", "example"), [case for case in CASES if not str(case.id).startswith("hello.")])
def test_example_is_one_message_of_its_union(entry: schema.Entry, example: dict[str, Any]) -> None:
    """A hello is in no union: which of the two it is depends on the socket."""
    union = {"up": "Control", "down": "ServerMessage", "recorded": "RecordedEvent"}[entry.direction]
    validator(union).validate(example)


@pytest.mark.parametrize(("entry", "example"), CASES)
def test_example_parses_and_comes_back_the_same(entry: schema.Entry, example: dict[str, Any]) -> None:
    message = parsed(entry, example)
    assert type(message) is entry.model
    if entry.direction == "recorded":
        again = json.loads(json.dumps(payload(message)))  # pyright: ignore[reportArgumentType]
        assert again == {k: v for k, v in example.items() if k not in {"type", "seq", "id", "at"}}
    elif entry.direction == "down":
        assert json.loads(protocol.encode(message)) == example  # pyright: ignore[reportArgumentType]
    else:
        assert isinstance(message, BaseModel)
        written = json.loads(message.model_dump_json())
        assert {name: written[name] for name in example if name != "token"} == {
            name: value for name, value in example.items() if name != "token"
        }


@pytest.mark.parametrize("entry", schema.ENTRIES, ids=lambda entry: entry.folder)
def test_a_missing_or_foreign_field_is_noticed(entry: schema.Entry) -> None:
    """The definitions are not so loose that anything fits."""
    definition = SCHEMA["$defs"][entry.name]
    example = next(iter(EXAMPLES[entry.folder].values()))
    for field in definition["required"]:
        broken = {name: value for name, value in example.items() if name != field}
        assert not validator(entry.name).is_valid(broken), field
        if field != "type":
            assert not validator(entry.name).is_valid({**example, field: {"never": "this"}}), field


def test_every_message_has_an_example_and_every_folder_a_message() -> None:
    folders = {path.name for path in (generate.ROOT / generate.EXAMPLES).iterdir()}
    assert folders == {entry.folder for entry in schema.ENTRIES}


def test_a_message_without_an_example_is_an_error(tmp_path: Path) -> None:
    with pytest.raises(FileNotFoundError, match="CaptureHello"):
        generate.load_examples(tmp_path)


def test_every_model_is_in_its_union() -> None:
    """A message that is added to the module and forgotten in its tuple would be neither documented nor parsed."""
    messages = {
        model
        for model in vars(protocol).values()
        if isinstance(model, type) and issubclass(model, BaseModel) and "type" in model.model_fields
    }
    assert messages == {entry.model for entry in schema.ENTRIES if entry.direction != "recorded"}


def test_nothing_has_drifted() -> None:
    assert generate.check(generate.ROOT, generate.render(generate.ROOT)) == []


def test_check_says_what_drifted_and_write_mends_it(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    examples = tmp_path / generate.EXAMPLES
    for entry in schema.ENTRIES:
        (examples / entry.folder).mkdir(parents=True)
        for name, example in EXAMPLES[entry.folder].items():
            (examples / entry.folder / f"{name}.json").write_text(json.dumps(example), encoding="utf-8")
    assert generate.main(["--check"], tmp_path) == 1
    assert "docs/protocol.md: missing" in capsys.readouterr().err
    assert generate.main([], tmp_path) == 0
    assert generate.main(["--check"], tmp_path) == 0
    page = tmp_path / "docs/protocol.md"
    page.write_text(page.read_text(encoding="utf-8").replace("4505", "4999"), encoding="utf-8")
    assert generate.main(["--check"], tmp_path) == 1
    said = capsys.readouterr().err
    assert "docs/protocol.md" in said
    assert "lines differ" in said
    assert "make generate" in said
    assert "protocol.ts" not in said


def test_every_close_and_error_code_is_on_the_page() -> None:
    page = pages.protocol_page(SCHEMA, EXAMPLES)
    for close in protocol.Close:
        assert f"| {close.value} |" in page
    for code, (_, close) in protocol.ErrorCode.TABLE.items():
        row = next(line for line in page.splitlines() if line.startswith(f"| `{code}` |"))
        assert row.endswith(f"| {close.value if close else 'none'} |")


def test_no_placeholder_is_left_on_the_page() -> None:
    assert "{{" not in pages.protocol_page(SCHEMA, EXAMPLES)


def test_typescript_refuses_what_it_does_not_know() -> None:
    with pytest.raises(ValueError, match="no TypeScript type"):
        typescript.type_of({"type": "object", "additionalProperties": {"type": "string"}})


def test_typescript_types() -> None:
    assert typescript.type_of({"anyOf": [{"type": "integer"}, {"type": "null"}]}) == "number | null"
    assert typescript.type_of({"type": "array", "items": {"$ref": "#/$defs/DisplayState"}}) == "readonly DisplayState[]"
    assert typescript.type_of({"type": "array", "items": {"enum": ["a", "b"]}}) == 'readonly ("a" | "b")[]'


def test_settings_page_and_example_name_every_setting() -> None:
    page, example = pages.settings_page(), pages.env_example()
    grouped = [name for _, names in pages.groups() for name in names]
    assert grouped == list(settings.Settings.model_fields)
    for name, field in settings.Settings.model_fields.items():
        for variable in pages.env_names(name, field):
            assert f"`{variable}`" in page
        assert f"\n#{pages.env_names(name, field)[0]}=" in example
        assert field.description
        assert field.description in page
    assert str(Path.home()) not in page + example
