"""The bundled sample, cut and heard as the server would: its places and its table talk come out."""

from __future__ import annotations

from clients.local.sphinx_transcriber import SphinxTranscriber
from clients.local.webrtcvad_detector import WebrtcvadDetector
from pipeline.segmenter import Segmenter, SegmenterSettings
from tests.fixtures.hearing import voices
from tests.fixtures.hearing.clips import recall
from tests.fixtures.make_sample import FOLDER, script

FRAME = 3_200


async def test_the_sample_is_cut_by_sentence_and_understood() -> None:
    said = [text for _, text, _ in script()]
    pcm = voices.read(FOLDER / "sample.flac").tobytes()
    segmenter = Segmenter(WebrtcvadDetector(), SegmenterSettings())
    utterances = [cut for at in range(0, len(pcm), FRAME) for cut in segmenter.feed(pcm[at : at + FRAME])]
    utterances += segmenter.flush()
    assert len(utterances) == len(said)

    transcriber = SphinxTranscriber()
    heard = [(await transcriber.transcribe(utterance.pcm))[0] for utterance in utterances]
    await transcriber.aclose()

    assert recall(zip(said, heard, strict=True)) >= 0.9
    story = " ".join(heard)
    told = [
        "village at night",
        "rain",
        "tavern",
        "bard",
        "pizza",
        "old wizard",
        "morning",
        "snowy mountains",
        "cave",
        "red dragon",
        "Roll for initiative",
        "breathes fire",
        "armor class",
        "forest",
        "fog",
    ]
    places = [story.find(word) for word in told]
    assert -1 not in places
    assert places == sorted(places)
