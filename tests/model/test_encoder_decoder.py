"""Translators layer by layer against Hugging Face transformers, what they write, and what a guess may not change."""

from __future__ import annotations

from collections.abc import Callable
from functools import cache
from pathlib import Path

import numpy as np
import pytest
import small_encoders as small

from attnviz.compute.numpy_ops import NumpyOps
from attnviz.compute.ops import Ops
from attnviz.model import Forward, Marian
from attnviz.weights.checkpoint import Checkpoint, open_arrays
from attnviz.weights.own_files import Source

ABSOLUTE = 1e-5

Load = Callable[[str], Marian]


@cache
def golden() -> dict[str, np.ndarray]:
    with np.load(Path(__file__).parent / "golden_marian.npz", allow_pickle=False) as arrays:
        return dict(arrays)


def wanted(case: str, number: int, beams: int) -> tuple[int, ...]:
    return tuple(golden()[f"{case}.{number}.written.{beams}"].tolist())


def attention(ops: Ops, model: Marian, forward: Forward, kind: str) -> np.ndarray:
    """Weights of one of the three kinds (L, H, T, S)."""
    info = model.info
    layers = [one for at, one in enumerate(forward.layers) if info.attention(at)[0] == kind]
    heads = range(info.heads)
    return np.array(
        [[ops.download(ops.attend_head(x.query, h, x.cache, x.mask)[1]) for h in heads] for x in layers], np.float32
    )


def everything(ops: Ops, model: Marian, forward: Forward) -> dict[str, np.ndarray]:
    hidden = [ops.download(x) for x in forward.hidden]
    half = model.info.layers + 1
    return {
        "hidden.encoder": np.stack(hidden[:half]),
        "hidden.decoder": np.stack(hidden[half:]),
        **{f"weights.{kind}": attention(ops, model, forward, kind) for kind in ("self", "masked", "cross")},
        "logits": model.logits(forward),
    }


def assert_near(made: dict[str, np.ndarray], wanted: dict[str, np.ndarray], absolute: float = ABSOLUTE) -> None:
    assert made.keys() == wanted.keys()
    for name, array in made.items():
        assert array.shape == wanted[name].shape, name
        assert np.abs(array - wanted[name]).max() <= absolute * max(1.0, np.abs(wanted[name]).max()), name


@pytest.mark.parametrize("case", small.CASES)
def test_the_weights_are_those_of_the_golden_numbers(case: str) -> None:
    assert golden()[f"{case}.checksum"] == small.checksum(case)


@pytest.mark.parametrize("case", small.TRANSLATORS)
def test_everything_of_one_text(ops: Ops, translator_of: Load, case: str) -> None:
    """All hidden states, all three attentions and the logits."""
    model, ids = translator_of(case), small.ids_of(case, small.SOURCES[0])
    stored = {name.removeprefix(f"{case}."): array for name, array in golden().items() if name.startswith(f"{case}.")}
    stored = {name: array for name, array in stored.items() if name != "checksum" and "written" not in name}
    assert_near(everything(ops, model, model.read(ids, wanted(case, 0, 1)[: small.READ])), stored)


@pytest.mark.parametrize("case", small.TRANSLATORS)
def test_what_is_written_greedily(ops: Ops, translator_of: Load, case: str) -> None:
    model = translator_of(case)
    for number, count in enumerate(small.SOURCES):
        ids = small.ids_of(case, count)
        forward = model.forward(ids)
        assert forward.written == wanted(case, number, 1)
        # token by token as at once
        assert_near(everything(ops, model, forward), everything(ops, model, model.read(ids, forward.written)))


@pytest.mark.parametrize("case", small.TRANSLATORS)
def test_what_is_written_with_beams(ops: Ops, translator_of: Load, case: str) -> None:
    model = translator_of(case)
    for model.beams, model.length_penalty in small.BEAMS:
        for number, count in enumerate(small.SOURCES[:3]):
            ids = small.ids_of(case, count)
            assert model.forward(ids).written == wanted(case, number, model.beams)


def test_the_golden_texts_prove_something() -> None:
    """Beams find other texts than the greedy way, and of other lengths; some end by themselves; words vary."""
    for case in small.TRANSLATORS:
        texts = [{wanted(case, number, beams) for beams in (1, 4, 3, 2)} for number in range(3)]
        assert all(len(row) > 1 for row in texts)
    assert len({len(text) for text in (wanted("marian_relu", 2, beams) for beams in (1, 4, 3, 2))}) == 3
    assert 1 < len(wanted("marian", 2, 4)) < len(wanted("marian", 2, 1)) < 97
    assert len(set(wanted("marian", 0, 1))) > 8


@pytest.mark.parametrize("case", small.TRANSLATORS)
def test_a_guess_changes_nothing(ops: Ops, translator_of: Load, case: str) -> None:
    """The translation of an earlier text, right, wrong, too long or too short, leads to the same numbers."""
    model, (first, short, longer, _) = translator_of(case), (small.ids_of(case, count) for count in small.SOURCES)
    edited = first.copy()
    edited[-1] = edited[-1] + 1 if edited[-1] + 2 < small.V else 2
    forward = model.forward(longer)
    for ids in (first, first, edited, short, first[:-1], longer, longer, first):
        forward = model.forward(ids, forward)
        anew = model.forward(ids)
        assert forward.written == anew.written
        assert_near(everything(ops, model, forward), everything(ops, model, anew))


def test_a_right_guess_is_read_at_once(pocl: Ops, translator_of_pocl: Load, monkeypatch: pytest.MonkeyPatch) -> None:
    model, ids = translator_of_pocl("marian"), small.ids_of("marian", small.SOURCES[0])
    rows: list[int] = []
    monkeypatch.setattr(pocl, "logits", lambda x, words, run=pocl.logits: rows.append(x.shape[0]) or run(x, words))
    forward = model.forward(ids)
    count = len(forward.written)
    assert rows == [1] * count
    again = model.forward(ids, forward)
    assert rows[count:] == [count]
    assert again.written == forward.written
    del rows[:]
    guess = (*forward.written[:3], (forward.written[3] + 1) % small.PAD, *forward.written[4:])
    assert model.forward(ids, Forward(written=guess, kept=forward.kept)).written == forward.written
    assert rows == [count, *[1] * (count - 3)]


def test_the_end_is_written_or_the_text_is_cut(translator_of_pocl: Load) -> None:
    model = translator_of_pocl("marian")
    assert [model.longest(count) for count in (1, 12, 90)] == [19, 52, 100]
    model._bias = model._bias.copy()
    model._bias[:, small.END] = -100
    cut = model.forward(small.ids_of("marian", 5))
    assert len(cut.written) == 31
    assert small.END not in cut.written
    model._bias[:, small.END] = 100
    assert model.forward(small.ids_of("marian", 5), cut).written == (small.PAD,)


def test_memory_of_beams_is_given_back(pocl: Ops, translator_of_pocl: Load) -> None:
    model, taken = translator_of_pocl("marian"), []
    for model.beams in (1, 4, 4, 4):
        forward = model.forward(small.ids_of("marian", 12))
        pocl.finish()
        pocl._arena._collect()  # type: ignore[attr-defined]
        taken.append(pocl._arena.taken)  # type: ignore[attr-defined]
        del forward
    assert max(taken) <= taken[0]


@pytest.mark.parametrize("case", ["marian", "marian_gelu"])
def test_weights_of_16_bits(pocl: Ops, tmp_path: Path, case: str) -> None:
    """As our own translator has them: they stay so on the device, which must give what numpy gives."""
    folder = small.write(case, tmp_path, dtype="float16")
    source = Source(case, case, "safetensors", folder / "model.safetensors")
    arrays, config = open_arrays(source)
    checkpoint = Checkpoint(source, arrays, config, None)  # type: ignore[arg-type] # these have no tokenizer
    assert checkpoint.stored_kind("decoder.layers.0.fc1.weight") == "F16"
    ids, made = small.ids_of(case, small.SOURCES[0]), []
    for ops in (pocl, NumpyOps()):
        model = Marian(checkpoint, ops, lambda share: None)
        forward = model.forward(ids)
        made.append((forward.written, everything(ops, model, forward)))
    assert made[0][0] == made[1][0]
    assert_near(made[0][1], made[1][1], 2 * ABSOLUTE)
