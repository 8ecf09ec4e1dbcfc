"""QR codes of addresses: as an SVG path for a page, as half blocks for a terminal. It opens no address."""

from __future__ import annotations

from itertools import zip_longest

import segno

BORDER = 2
"""Light modules around a code in a terminal. Four are the standard's; two are read by every phone, and fit."""

_HALVES = {(True, True): " ", (True, False): "▄", (False, True): "▀", (False, False): "█"}
"""(dark above, dark below) → what is light of them, on a dark terminal."""


def path(text: str) -> tuple[int, str]:
    """The modules on each side, and the dark ones as the ``d`` of an SVG path in units of modules, without a border."""
    rows = _rows(text, border=0)
    runs: list[str] = []
    for y, row in enumerate(rows):
        x = 0
        while x < len(row):
            end = x
            while end < len(row) and row[end] == row[x]:
                end += 1
            if row[x]:
                runs.append(f"M{x} {y}h{end - x}v1H{x}z")
            x = end
    return len(rows), "".join(runs)


def terminal(text: str, *, ansi: bool) -> str:
    """Lines of half blocks, each as wide as high. ``ansi``: light on dark whatever the terminal's own colours are."""
    rows = _rows(text, border=BORDER)
    begin, end = ("\033[97;40m", "\033[0m") if ansi else ("", "")
    pairs = zip_longest(rows[::2], rows[1::2], fillvalue=[False] * len(rows))
    return "\n".join(
        begin + "".join(_HALVES[both] for both in zip(above, below, strict=True)) + end for above, below in pairs
    )


def _rows(text: str, *, border: int) -> list[list[bool]]:
    code = segno.make(text, error="m", micro=False, boost_error=False)
    return [[bool(module) for module in row] for row in code.matrix_iter(border=border)]
