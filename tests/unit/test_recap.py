"""The recap escapes whatever was said, for wherever it is put."""

from __future__ import annotations

from datetime import UTC, datetime
from html.parser import HTMLParser
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from server import recap

SESSION: dict[str, Any] = {"name": None, "start_time": datetime(2026, 11, 22, 19, tzinfo=UTC)}


def said(text: str, kind: str | None = "narration") -> dict[str, Any]:
    return {"is_scene": False, "text": text, "kind": kind}


def seen(title: str | None, prompt: str = "") -> dict[str, Any]:
    return {"is_scene": True, "title": title, "prompt": prompt}


class Tags(HTMLParser):
    """What a browser makes of it."""

    def __init__(self) -> None:
        super().__init__()
        self.tags: list[str] = []
        self.attributes: set[str] = set()
        self.words = ""

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.append(tag)
        self.attributes |= {name for name, _ in attrs}

    def handle_data(self, data: str) -> None:
        self.words += data


@given(st.text())
def test_no_words_become_markup(text: str) -> None:
    page = Tags()
    page.feed(recap.html(said(text), None) + recap.html(seen(text, text), 'pictures/"><script>.webp'))
    page.close()
    assert page.tags == ["p", "figure", "img", "figcaption"]
    assert page.attributes <= {"src", "alt"}


@given(st.text())
def test_a_name_is_one_file_on_every_system(title: str) -> None:
    name = recap.file_name(7, title, "image/webp")
    assert name.startswith("0007")
    assert name.endswith(".webp")
    assert not set(name) & set('<>:"/\\|?*\n\r\t\x00')
    assert len(name.encode("utf-8", "surrogatepass")) < 400
    assert not name.removesuffix(".webp").endswith((" ", "."))


@pytest.mark.parametrize(
    ("title", "name"),
    [
        ("The drowned bridge", "0007 The drowned bridge.webp"),
        ("../../etc/passwd", "0007 etc passwd.webp"),
        ("a\u202egnp.exe", "0007 a gnp.exe.webp"),
        (None, "0007.webp"),
        ("...", "0007.webp"),
    ],
)
def test_names(title: str | None, name: str) -> None:
    assert recap.file_name(7, title, "image/webp") == name


def test_markdown_stays_text() -> None:
    line = recap.markdown(said("# [a](javascript:x) <b> *now*\n- two"), None)
    assert line == "\\# \\[a\\](javascript:x) \\<b\\> \\*now\\* - two\n\n"


def test_table_talk_is_set_small_and_a_session_without_a_name_has_its_day() -> None:
    assert recap.html(said("Roll.", "rules"), None) == '<p class="aside">Roll.</p>\n'
    assert "<title>Session of 22 November 2026</title>" in recap.html_head(SESSION)
    assert "<title>&lt;/title&gt;</title>" in recap.html_head(SESSION | {"name": "</title>"})
