"""An evening as text: lines of Markdown, an illustrated page of HTML, names of files. Pure: rows in, text out.

It reads nothing and stores nothing. Whatever a person said is escaped for where it is put.
"""

from __future__ import annotations

import base64
import re
from collections.abc import Mapping
from html import escape
from typing import Any

Entry = Mapping[str, Any]
"""A row of ``chronicle``: an utterance (``text``) or a scene (``title``, ``prompt``, ``picture``)."""

_UNSAFE = re.compile(r'[\x00-\x1f\x7f<>:"/\\|?*\u202a-\u202e\u2066-\u2069]+')
_MARKED = re.compile(r"([\\`*_{}\[\]<>#|!~])")
TITLE_LENGTH = 80
"""In UTF-8 at most four times as many bytes, which every file system takes."""

STYLE = """
:root { color-scheme: light; }
body { max-width: 44rem; margin: 3rem auto; padding: 0 1.25rem; color: #22201c; background: #fdfbf6;
  font: 1.0625rem/1.6 Georgia, "Iowan Old Style", "Palatino Linotype", serif; }
h1 { font-size: 2rem; line-height: 1.2; margin: 0 0 .25rem; }
.when { color: #6b6459; margin: 0 0 2.5rem; }
figure { margin: 2.5rem 0 1.25rem; break-inside: avoid; }
img { display: block; width: 100%; height: auto; border-radius: 4px; }
figcaption { margin-top: .5rem; font-style: italic; color: #4d473e; }
p { margin: 0 0 .75rem; }
p.aside { color: #857d70; font-size: .9375rem; }
@media print { body { margin: 0; max-width: none; background: none; } figure { page-break-inside: avoid; } }
""".strip()


def file_name(number: int, title: str | None, content_type: str, again: str = "") -> str:
    """A picture's name in an export: ``0007 The drowned bridge.webp``. ``again`` tells apart those of one scene."""
    words = plain_name(title or "")
    return f"{number:04d}{' ' if words else ''}{words}{again}.{content_type.rpartition('/')[2]}"


def plain_name(text: str) -> str:
    """``text`` as a part of a path that every system takes; possibly empty."""
    return " ".join(_UNSAFE.sub(" ", text).split())[:TITLE_LENGTH].strip(" .")


def markdown_head(session: Mapping[str, Any]) -> str:
    """The head of ``transcript.md``."""
    return f"# {_marked(heading(session))}\n\n{session['start_time']:%Y-%m-%d %H:%M} UTC\n\n"


def markdown(entry: Entry, picture: str | None) -> str:
    """An entry of ``transcript.md``; ``picture`` is the path of its file."""
    if entry["is_scene"]:
        title = _marked(entry["title"] or "")
        return f"\n![{title}](<{picture}>)\n\n**{title}**\n\n" if picture else f"\n**{title}**\n\n"
    return f"{_marked(entry['text'])}\n\n"


def html_head(session: Mapping[str, Any]) -> str:
    """The beginning of the page."""
    title = escape(heading(session))
    return (
        '<!doctype html>\n<html lang="en">\n<head>\n<meta charset="utf-8">\n'
        '<meta name="viewport" content="width=device-width, initial-scale=1">\n'
        f"<title>{title}</title>\n<style>\n{STYLE}\n</style>\n</head>\n<body>\n"
        f'<h1>{title}</h1>\n<p class="when">{session["start_time"]:%d %B %Y}</p>\n'
    )


def html(entry: Entry, source: str | None) -> str:
    """An entry of the page; ``source`` is its picture's address. Table talk is set small."""
    if entry["is_scene"]:
        caption = escape(entry["title"] or "")
        if source is None:
            return f"<figure><figcaption>{caption}</figcaption></figure>\n"
        alt = escape(entry["prompt"] or "")
        return f'<figure><img src="{escape(source)}" alt="{alt}"><figcaption>{caption}</figcaption></figure>\n'
    aside = ' class="aside"' if entry["kind"] in ("rules", "chatter") else ""
    return f"<p{aside}>{escape(entry['text'])}</p>\n"


HTML_TAIL = "</body>\n</html>\n"


def inline(data: bytes, content_type: str) -> str:
    """A picture as the address of itself, so that the page needs no server."""
    return f"data:{content_type};base64,{base64.b64encode(data).decode()}"


def heading(session: Mapping[str, Any]) -> str:
    """What the evening is called."""
    return session["name"] or f"Session of {session['start_time']:%d %B %Y}"


def _marked(text: str) -> str:
    return _MARKED.sub(r"\\\1", " ".join(text.split()))
