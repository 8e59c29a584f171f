"""BERT and its kin against Hugging Face transformers, and the head that guesses masked words."""

from __future__ import annotations

from collections.abc import Callable
from functools import cache
from pathlib import Path

import numpy as np
import pytest
import small_encoders as small

from attnviz.compute.ops import Ops
from attnviz.model import Bert
from attnviz.weights.checkpoint import Checkpoint

ABSOLUTE = 1e-5


@cache
def golden() -> dict[str, np.ndarray]:
    with np.load(Path(__file__).parent / "golden_marian.npz", allow_pickle=False) as arrays:
        return dict(arrays)


def bert(ops: Ops, checkpoint: Checkpoint) -> Bert:
    return Bert(checkpoint, ops, lambda share: None)


@pytest.mark.parametrize("case", small.ENCODERS)
def test_layer_by_layer(ops: Ops, checkpoint_of: Callable[[str], Checkpoint], case: str) -> None:
    model = bert(ops, checkpoint_of(case))
    forward = model.forward(small.ids_of(case, small.SOURCES[0]), whole=True)
    hidden = np.stack([ops.download(x) for x in forward.hidden])
    weights = np.array(
        [
            [ops.download(ops.attend_head(x.query, head, x.cache, x.mask)[1]) for head in range(model.info.heads)]
            for x in forward.layers
        ]
    )
    for name, made in (("hidden", hidden), ("weights", weights)):
        stored = golden()[f"{case}.{name}"]
        assert made.shape == stored.shape
        assert np.abs(made - stored).max() <= ABSOLUTE, name


@pytest.mark.parametrize("case", small.ENCODERS)
def test_masked_words(ops: Ops, checkpoint_of: Callable[[str], Checkpoint], case: str) -> None:
    model = bert(ops, checkpoint_of(case))
    assert model.guesses
    forward, stored = model.forward(small.ids_of(case, small.SOURCES[0]), whole=True), golden()[f"{case}.logits"]
    for position, wanted in enumerate(stored):
        made = model.word_scores(forward, position)
        assert made.shape == wanted.shape
        assert np.abs(made - wanted).max() <= ABSOLUTE * max(1.0, np.abs(stored).max())
    with pytest.raises(ValueError, match="rows"):
        model.word_scores(forward, len(stored))
    with pytest.raises(ValueError, match="last layer"):
        model.word_scores(model.forward(small.ids_of(case, small.SOURCES[0])), 0)


def test_what_no_view_shows_is_left_out(ops: Ops, checkpoint_of: Callable[[str], Checkpoint]) -> None:
    """The last layer ends with queries, keys and values, which are the same to the bit."""
    model, ids = bert(ops, checkpoint_of("bert")), small.ids_of("bert", small.SOURCES[0])
    whole, part = model.forward(ids, whole=True), model.forward(ids)
    assert len(part.layers) == len(whole.layers) == model.info.layers
    assert len(part.hidden) == len(whole.hidden) - 1
    for head in range(model.info.heads):
        for made, wanted in zip(*(ops.attend_head(x.layers[-1].query, head, x.layers[-1].cache, x.layers[-1].mask)
                                  for x in (part, whole)), strict=True):  # fmt: skip
            assert np.array_equal(ops.download(made), ops.download(wanted))


@pytest.mark.parametrize("case", ["roberta", "xlm-roberta"])
def test_positions_begin_after_the_padding(checkpoint_of: Callable[[str], Checkpoint], pocl: Ops, case: str) -> None:
    model = bert(pocl, checkpoint_of(case))
    assert model.info.limit == 38
    model.forward(small.ids_of(case, 38))
    with pytest.raises(ValueError, match="39 ids"):
        model.forward(small.ids_of(case, 39))


def test_without_a_head_nothing_is_guessed(pocl: Ops, checkpoint_of: Callable[[str], Checkpoint]) -> None:
    checkpoint = checkpoint_of("bert")
    shapes, checkpoint.shapes = checkpoint.shapes, {n: s for n, s in checkpoint.shapes.items() if "cls" not in n}
    try:
        model = bert(pocl, checkpoint)
    finally:
        checkpoint.shapes = shapes
    assert not model.guesses
    with pytest.raises(ValueError, match="no head"):
        model.word_scores(model.forward(small.ids_of("bert", 4)), 0)
