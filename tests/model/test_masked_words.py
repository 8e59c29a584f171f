"""Words guessed for a mask, from the text to the names of the words."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import masked_words
import numpy as np
import pytest

from attnviz.engine import Engine
from attnviz.model import Bert
from attnviz.passes import MOST_GUESSED
from attnviz.trace import TraceRequest
from attnviz.weights.checkpoint import open_checkpoint

TEXT = "the cat sat on the [MASK]."
MASK = 6


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return masked_words.write(tmp_path_factory.mktemp("masked"))


@pytest.fixture(scope="module", params=["pocl:0", "numpy"])
def engine(request: pytest.FixtureRequest) -> Iterator[tuple[Engine, str]]:
    made = Engine()
    yield made, request.param
    made.close()


def run(engine: tuple[Engine, str], folder: Path, text: str, asked: bool = True):
    made, device = engine
    return made.run(TraceRequest(1, text, str(folder), device, ((0, 0), (1, 3)), next_words=asked))


def test_guesses_are_those_of_the_head(engine: tuple[Engine, str], folder: Path) -> None:
    trace = run(engine, folder, TEXT)
    assert trace.model.mask == "[MASK]"
    assert trace.model.guesses
    assert trace.tokens.labels[MASK] == "[MASK]"
    assert trace.next_words is None
    assert list(trace.guesses) == [MASK]
    found = trace.guesses[MASK]
    loaded = engine[0]._models.focus
    assert loaded is not None
    checkpoint = open_checkpoint(str(folder))
    bert = Bert(checkpoint, loaded.ops, lambda share: None)
    wanted = bert.word_scores(bert.forward(np.array(trace.tokens.ids, np.int32), whole=True), MASK)
    assert np.abs(found.logits - wanted).max() < 1e-5 * np.abs(wanted).max()
    assert found.best[0].id == wanted.argmax()
    assert found.best[0].label == checkpoint.tokenizer.token_label(int(wanted.argmax()))


def test_nobody_asked_or_nothing_masked(engine: tuple[Engine, str], folder: Path) -> None:
    text = TEXT + " the cat"
    assert run(engine, folder, text, asked=False).guesses == {}
    assert engine[0]._passes.focus is not None
    assert len(engine[0]._passes.focus.forward.hidden) == 2, "the last layer's feed-forward network is left out"
    again = run(engine, folder, text)
    assert list(again.guesses) == [MASK], "the pass that was kept does not reach that far"
    assert run(engine, folder, "the cat sat.").guesses == {}
    assert run(engine, folder, "").guesses == {}


def test_guessing_changes_no_weight(engine: tuple[Engine, str], folder: Path) -> None:
    guessed = run(engine, folder, TEXT)
    run(engine, folder, "the cat")  # another pass between the two
    plain = run(engine, folder, TEXT, asked=False)
    for head_id, head in guessed.heads.items():
        np.testing.assert_array_equal(head.weights, plain.heads[head_id].weights)


def test_of_many_masks_the_first_are_guessed(engine: tuple[Engine, str], folder: Path) -> None:
    trace = run(engine, folder, "[MASK] " * (MOST_GUESSED + 3))
    assert list(trace.guesses) == list(range(1, MOST_GUESSED + 1))


def test_without_the_head_there_is_no_mask(tmp_path: Path) -> None:
    info = open_checkpoint(str(masked_words.write(tmp_path / "plain", head=False))).info
    assert info.mask == ""
    assert not info.guesses
