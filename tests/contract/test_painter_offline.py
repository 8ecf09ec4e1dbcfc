"""The offline painter: recognisable, different, the same for the same prompt, and never in the way of the loop."""

from __future__ import annotations

import asyncio
import hashlib
import io
import itertools
import os
import signal
from collections.abc import AsyncIterator, Callable

import numpy as np
import PIL.Image
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from clients.local.lexicon import CONCEPTS, lexicon
from clients.local.painter import SCENES, ProceduralPainter, render
from clients.local.painter_style import LOOKS, look
from pipeline.errors import EngineError
from pipeline.model import Image
from pipeline.ports import Painter
from server.api.styles import PRESETS

PLACES = [entry.name for entry in {entry.motif: entry for entry in reversed(lexicon().of("place"))}.values()]


@pytest.fixture
async def painter() -> AsyncIterator[ProceduralPainter]:
    it = ProceduralPainter()
    yield it
    await it.aclose()


@pytest.fixture
async def sketcher() -> AsyncIterator[ProceduralPainter]:
    """One whose process has half as much to do before its first picture, for tests of the process."""
    it = ProceduralPainter(sketch=True)
    yield it
    await it.aclose()


def pixels(image: Image, size: tuple[int, int] = (32, 18)) -> np.ndarray:
    decoded = PIL.Image.open(io.BytesIO(image.data)).convert("RGB")
    return np.asarray(decoded.resize(size, PIL.Image.Resampling.BOX), dtype=np.float32)


def apart(a: np.ndarray, b: np.ndarray) -> float:
    """Mean distance of the downscaled pixels, 0–255."""
    return float(np.abs(a - b).mean())


def sketched(prompt: str, style: str = "") -> Image:
    """The same view at half the size and a third of the work, for tests of what is in it."""
    return render(prompt, style, sketch=True)


def check(image: Image, kind: str = "webp", size: tuple[int, int] = (1280, 720)) -> None:
    decoded = PIL.Image.open(io.BytesIO(image.data))
    decoded.load()
    assert (decoded.format, decoded.size) == (kind.upper(), size)
    assert (image.format, image.width, image.height) == (kind, *size)


def check_sketch(image: Image) -> None:
    check(image, "jpeg", (640, 360))


async def test_it_is_a_painter_and_paints(painter: ProceduralPainter) -> None:
    port: Painter = painter
    assert port.name == "offline-painter"
    image = await port.paint("A forest at night", style="ink")
    check(image)
    assert image == render("A forest at night", "ink")


@pytest.mark.parametrize("place", PLACES)
def test_every_place_can_be_painted(place: str) -> None:
    check_sketch(sketched(f"{place} by day"))


def test_every_motif_has_a_composition() -> None:
    assert {entry.motif for entry in lexicon().of("place")} <= SCENES.keys()


def test_places_are_clearly_different() -> None:
    names = ("a forest", "the mountains", "an open plain", "a desert", "a snowfield", "a swamp", "a rocky coast",
             "a town street", "a castle", "a tavern", "a throne room", "a cave", "a dungeon corridor", "a crypt",
             "a ship's deck", "the sea floor")  # fmt: skip
    pictures = {name: pixels(sketched(f"{name} by day")) for name in names}
    close = [(a, b) for a, b in itertools.combinations(names, 2) if apart(pictures[a], pictures[b]) < 8]
    assert not close


@pytest.mark.parametrize("place", ["an open plain", "a town street", "the open sea", "the mountains"])
def test_light_and_weather_change_a_place(place: str) -> None:
    looks = [
        f"{place} {how}" for how in ("by day", "at dusk", "at night", "by day in thick fog", "by day in a thunderstorm")
    ]
    pictures = [pixels(sketched(look)) for look in looks]
    assert all(apart(a, b) > 8 for a, b in itertools.combinations(pictures, 2))
    assert pictures[0].mean() > pictures[2].mean() + 30


def test_weather_is_painted_over_the_land() -> None:
    # Lightning is bright from the top of the sky down, and rain leaves no row of pixels smooth.
    storm, calm = (
        pixels(render(f"an open plain at night {how}"), (1280, 720)) for how in ("in a thunderstorm", "under clouds")
    )
    bright = [int((picture[:360].min(axis=2) > 200).any(axis=1).sum()) for picture in (storm, calm)]
    assert bright[0] > 300 > 2 * bright[1]
    assert np.abs(np.diff(storm[100:300], axis=1)).mean() > 1.5 * np.abs(np.diff(calm[100:300], axis=1)).mean()


def test_subjects_are_seen() -> None:
    # The prompt seeds the picture, so that another prompt is another view: words unknown to the lexicon keep it fair.
    bare, dragon = render("a snowfield by day: a quux"), render("a snowfield by day: a dragon")
    dark = [int((pixels(image, (320, 180)).mean(axis=2) < 40).sum()) for image in (bare, dragon)]
    assert dark[1] > dark[0] + 1500


def test_the_same_prompt_is_the_same_picture_and_another_is_not() -> None:
    digests = {
        hashlib.sha256(render(*arguments).data).hexdigest()
        for arguments in (("a cave", ""), ("a cave", ""), ("a cave ", ""), ("a cave", "ink"))
    }
    assert len(digests) == 3


STYLES = ("oil", "ink", "watercolour", "woodcut", "pixel art", "map")


@pytest.mark.parametrize(
    ("prompt", "made"),
    [("a castle by day: a dragon", render), ("a forest at night", sketched), ("a tavern", sketched)],
)
def test_the_six_styles_are_clearly_different(prompt: str, made: Callable[[str, str], Image]) -> None:
    pictures = {style: pixels(made(prompt, style), (160, 90)) for style in STYLES}
    close = [(a, b) for a, b in itertools.combinations(STYLES, 2) if apart(pictures[a], pictures[b]) < 12]
    assert not close


def test_a_woodcut_leaves_little_of_a_bright_sky_uncut() -> None:
    picture = np.asarray(PIL.Image.open(io.BytesIO(render("a harbor by day", "woodcut").data)).convert("RGB")).astype(
        int
    )
    sky = picture[40:400, 40:-40]
    bare = np.abs(sky - np.array((240, 227, 198))).max(axis=2) < 26
    assert bare.mean() < 0.2


def test_every_preset_has_a_look_of_its_own_choice() -> None:
    asked = {preset.id: look(preset.text).name for preset in PRESETS.values()}
    assert set(asked.values()) == {each.name for each in LOOKS}
    named = {"oil-painting": "oil", "watercolour": "watercolour", "ink-wash": "ink", "woodcut": "woodcut"}
    assert {name: asked[name] for name in named} == named
    assert (asked["pixel-art"], asked["parchment"], look("").name) == ("pixel", "map", "oil")


def test_a_sketch_is_small() -> None:
    check_sketch(sketched("a village", "ink"))


async def test_another_process_paints_the_same(sketcher: ProceduralPainter) -> None:
    assert await sketcher.paint("a village at dawn") == sketched("a village at dawn")


@pytest.mark.parametrize("prompt", ["", " ", "?!", "qwertz", "€" * 4000, "goblins " * 300, "\x00\ud7ff"])
def test_any_prompt_gives_a_picture(prompt: str) -> None:
    check_sketch(sketched(prompt))


@settings(max_examples=15, deadline=None)
@given(
    st.lists(
        st.sampled_from([e.words[0] for e in lexicon().entries if e.words and e.kind in CONCEPTS]),
        max_size=9,
    )
)
def test_any_mixture_gives_a_picture(words: list[str]) -> None:
    check_sketch(sketched(" ".join(words)))


async def test_a_started_one_has_its_process_before_the_first_picture(sketcher: ProceduralPainter) -> None:
    await sketcher.start()
    begun = sketcher._worker.pid  # pyright: ignore[reportPrivateUsage]
    assert begun is not None
    await sketcher.paint("a tower")
    assert sketcher._worker.pid == begun  # pyright: ignore[reportPrivateUsage]


async def test_a_killed_process_is_an_error_once(sketcher: ProceduralPainter) -> None:
    await sketcher.paint("a cave")
    pid = sketcher._worker.pid
    assert pid is not None
    painting = asyncio.create_task(sketcher.paint("a castle"))
    await asyncio.sleep(0)
    os.kill(pid, signal.SIGKILL)
    with pytest.raises(EngineError) as caught:
        await painting
    assert caught.value.retryable
    check_sketch(await sketcher.paint("a castle"))


async def test_a_picture_has_a_deadline() -> None:
    painter = ProceduralPainter(deadline_s=0.001)
    try:
        with pytest.raises(EngineError) as caught:
            await painter.paint("a cave")
        assert caught.value.code == "timeout"
    finally:
        await painter.aclose()
