"""What the lists of sessions share: bounds of numbers and pages, and texts that a database can hold."""

from __future__ import annotations

from typing import Annotated

from fastapi import Path, Query
from pydantic import StringConstraints

WITHOUT_NUL = r"^[^\x00]*$"

Limit = Annotated[int, Query(ge=1, le=500, description="Most entries of the page.")]

AfterSeq = Annotated[int, Query(ge=0, le=2**53 - 1, description="Entries behind this one.")]

Seq = Annotated[int, Path(ge=1, le=2**53 - 1, description="Number of the event in its session.")]

SceneNumber = Annotated[int, Path(ge=1, le=2**31 - 1, description="Number of the scene in its session.")]

Utterance = Annotated[int, Path(ge=1, le=2**53 - 1, description="Id of the utterance.")]

Name = Annotated[str, StringConstraints(strip_whitespace=True, min_length=1, max_length=200, pattern=WITHOUT_NUL)]
