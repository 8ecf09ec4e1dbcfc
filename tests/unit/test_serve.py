"""What starting leaves behind in the process that serves."""

from __future__ import annotations

import gc
from collections.abc import Iterator
from pathlib import Path

import pytest
from harness.serving import settings
from starlette.applications import Starlette

from server.listening import claim
from server.serve import Server, configuration


@pytest.fixture
def _thawed() -> Iterator[None]:
    yield
    gc.enable()
    gc.unfreeze()


def test_a_proxy_lets_go_of_a_connection_first(tmp_path: Path) -> None:
    """What it sends while the server closes is answered by nobody: a 502 for whoever waits behind it."""
    caddy_s = 120
    assert configuration(settings(tmp_path, "postgresql://nowhere/none"), Starlette()).timeout_keep_alive > caddy_s


@pytest.mark.usefixtures("_thawed")
async def test_what_starting_made_is_not_walked_through_again(tmp_path: Path) -> None:
    """A collection of all that the product imports stops the loop for a tenth of a second and more."""
    chosen = settings(tmp_path, "postgresql://nowhere/none", port=0)
    [listening] = claim("127.0.0.1", 0)
    found: list[tuple[int, bool]] = []
    app = Starlette()
    server = Server(
        configuration(chosen, app), lambda port: found.append((len(gc.get_objects()), gc.isenabled() and port > 0))
    )
    before = len(gc.get_objects())
    gc.disable()
    try:
        server.config.load()
        server.lifespan = server.config.lifespan_class(server.config)
        await server.startup([listening])
        [(walked, collecting)] = found
        assert collecting
        assert walked < before / 20
    finally:
        await server.shutdown([listening])
