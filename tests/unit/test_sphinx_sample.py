"""The bundled sample, cut, heard and told as the server would: its places come out, its table talk is not painted."""

from __future__ import annotations

from benchmarks.eval_play import play
from clients.local.offline_transcriber import OfflineTranscriber
from clients.local.storyteller import LexiconStoryteller
from clients.local.webrtcvad_detector import WebrtcvadDetector
from pipeline.gate import Gate, Pacing, Paint
from pipeline.providers.chain import chain_of
from pipeline.segmenter import Segmenter, SegmenterSettings
from tests.fixtures.hearing import voices
from tests.fixtures.hearing.clips import recall
from tests.fixtures.make_sample import FOLDER, script

FRAME = 3_200

TABLE_TALK = ("pizza", "Pizza", "beach", "initiative", "armor class", "Next week")


async def test_the_sample_is_cut_by_sentence_understood_and_told() -> None:
    said = [text for _, text, _ in script()]
    pcm = voices.read(FOLDER / "sample.flac").tobytes()
    segmenter = Segmenter(WebrtcvadDetector(), SegmenterSettings())
    utterances = [cut for at in range(0, len(pcm), FRAME) for cut in segmenter.feed(pcm[at : at + FRAME])]
    utterances += segmenter.flush()
    assert len(utterances) == len(said)

    transcriber = OfflineTranscriber()
    heard = [(await transcriber.transcribe(utterance.pcm))[0] for utterance in utterances]
    await transcriber.aclose()

    assert recall(zip(said, heard, strict=True)) >= 0.9
    story = " ".join(heard)
    told = [
        "At night",
        "village",
        "rain",
        "tavern",
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

    answers = await play(heard, chain_of(LexiconStoryteller()))
    gate, painted = Gate(Pacing()), dict[str, str]()
    for text, utterance, answer in zip(said, utterances, answers, strict=True):
        if answer.paint and isinstance(gate.judge(utterance.end_sample, "file"), Paint):
            gate.paint(utterance.end_sample, "file")
            painted[text] = answer.prompt
    assert len(set(painted.values())) == len(painted) >= 5, painted
    composed = [text for text, answer in zip(said, answers, strict=True) if answer.paint]
    assert [text for text in composed if any(word in text for word in TABLE_TALK)] == []
    for place in ("village", "tavern", "mountain", "cave", "forest"):
        assert any(place in answer.environment.lower() for answer in answers), place
    assert not any(word in answer.environment.lower() for answer in answers for word in ("beach", "castle", "pizza"))
