"""What views of a whole text read: the stream, the mean weights, and what W_O makes of heads, of every family."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import numpy as np
import pytest
import small_decoders
import small_encoders

from attnviz.compute.ops import Ops, Tensor
from attnviz.model import FAMILIES, Forward, Marian, Projections, changed, reading, whole_text
from attnviz.other import UNCHANGED, Change
from attnviz.trace import HeadTrace, Tokens, TraceRequest
from attnviz.weights.checkpoint import Checkpoint

CASES = ("bert", "gpt2", "llama", "qwen3", "mixtral", "marian", "marian_gelu")
REQUEST = TraceRequest(1, "", "", states=True, means=True, outputs=True)
WEIGHTS = {
    "bert": "encoder.layer.{}.attention.output.dense",
    "gpt2": "h.{}.attn.c_proj",
    "llama": "layers.{}.self_attn.o_proj",
}


class Ran:
    """A model and a pass of it, with everything that the fields of a trace are made from."""

    def __init__(
        self, ops: Ops, checkpoint: Checkpoint, case: str, change: Change = UNCHANGED, count: int = 11
    ) -> None:
        small: Any = small_encoders if case in small_encoders.CASES else small_decoders
        self.ops, self.checkpoint = ops, checkpoint
        self.model = FAMILIES[checkpoint.info.family](checkpoint, ops, lambda share: None)
        ids = small.ids_of(case, count)
        written = (1, 2, *small.ids_of(case, 5)) if isinstance(self.model, Marian) else ()
        if isinstance(self.model, Marian) and not change:
            self.forward: Forward = self.model.read(ids, written)
        else:
            self.forward = changed.forward(self.model, change, ids, whole=True, written=written)
        self.projections = Projections(self.model)
        self.asked = whole_text.ask(ops, self.model, self.forward, change, self.projections, REQUEST)
        self.fields = whole_text.read(ops, self.asked, self.projections)

    def head(self, layer: int, head: int, removed: bool = False) -> HeadTrace:
        read = reading.read(self.ops, reading.ask(self.ops, self.forward.layers[layer], head))
        return self.projections.with_output(self.ops, read, (layer, head), removed)


@pytest.fixture
def run(ops: Ops, checkpoint_of: Callable[[str], Checkpoint]) -> Callable[..., Ran]:
    return lambda case, *rest: Ran(ops, checkpoint_of(case), case, *rest)


def near(made: np.ndarray, wanted: np.ndarray, relative: float = 2e-5) -> None:
    assert made.shape == wanted.shape
    assert np.abs(made - wanted).max() <= relative * np.abs(wanted).max()


@pytest.mark.parametrize("case", CASES)
def test_heads_bias_and_stream_add_up_to_what_the_layer_made(
    ops: Ops, run: Callable[..., Ran], case: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Before its norm, if it has one there."""
    sums: list[tuple[Any, Tensor]] = []
    linear = type(ops).linear

    def recorded(self: Ops, x: Tensor, w: Any, activation: str = "", residual: Tensor | None = None) -> Tensor:
        made = linear(self, x, w, activation, residual)
        if residual is not None:
            sums.append((w, made))
        return made

    monkeypatch.setattr(type(ops), "linear", recorded)
    ran = run(case)
    info = ran.model.info
    for layer in range(info.attentions):
        own = ran.model.output(layer)
        wanted = next(ops.download(made) for w, made in sums if w is own)
        heads = [ran.head(layer, head) for head in range(info.heads)]
        parts = [head.output for head in heads]
        bias, stream = ops.download(own.bias), ops.download(ran.asked.streams[layer])
        near(sum(parts) + bias + stream, wanted)  # type: ignore[arg-type, operator]
        outputs = ran.fields["outputs"]
        rows = len(wanted)
        near(outputs.added[layer, :, :rows], np.linalg.norm(np.stack(parts), axis=-1))  # type: ignore[arg-type]
        near(outputs.stream[layer, :rows], np.linalg.norm(stream, axis=-1))
        assert np.isnan(outputs.added[layer, :, rows:]).all()
        assert np.isnan(outputs.stream[layer, rows:]).all()


@pytest.mark.parametrize("case", WEIGHTS)
def test_outputs_are_those_of_the_checkpoint(run: Callable[..., Ran], case: str) -> None:
    ran = run(case)
    for layer in range(ran.model.info.layers):
        w = ran.checkpoint.tensor(f"{WEIGHTS[case].format(layer)}.weight").astype(np.float64)  # (D, H * Dh)
        size = ran.model.info.head_width
        for at in (0, 3):
            head, own = ran.head(layer, at), w[:, at * size : (at + 1) * size]
            assert head.output is not None
            assert head.value_lengths is not None
            near(head.output, head.context @ own.T)
            near(head.value_lengths, np.linalg.norm(head.value @ own.T, axis=1))
            for array in (head.output, head.value_lengths):
                assert not array.flags.writeable
                assert array.flags.c_contiguous


@pytest.mark.parametrize("case", CASES)
def test_means_and_states(ops: Ops, run: Callable[..., Ran], case: str) -> None:
    ran = run(case)
    info = ran.model.info
    for layer in range(info.attentions):
        weights = [ran.head(layer, head).weights for head in range(info.heads)]
        near(ran.fields["means"][layer], np.mean(weights, axis=0), 1e-5)
    states = ran.fields["states"]
    assert states.shape == (info.layers + 1, 11, info.width)
    for at in range(info.layers + 1):
        assert np.array_equal(states[at], ops.download(ran.forward.hidden[at]))
    assert not any(array.flags.writeable for array in (states, *ran.fields["means"]))
    assert not ran.fields["outputs"].added.flags.writeable


@pytest.mark.parametrize("case", ["gpt2", "marian"])
def test_a_removed_head_hands_nothing_on(run: Callable[..., Ran], case: str) -> None:
    change = Change(temperature=2.0, removed=((1, 2), (3, 0)))
    ran = run(case, change)
    kept = run(case, Change(temperature=2.0))
    added = ran.fields["outputs"].added
    assert (added[1, 2] == 0).sum() == 11
    assert (added[1, [0, 1, 3]] > 0).all()
    near(added[0], kept.fields["outputs"].added[0])
    gone = ran.head(1, 2, removed=True)
    assert gone.output is not None
    assert not gone.output.any()
    assert gone.weights.any()
    near(ran.fields["means"][1], np.mean([ran.head(1, head).weights for head in range(4)], axis=0), 1e-5)
    if case == "marian":  # what its decoder's second self-attention leaves is what the cross-attention is added to
        before, after = kept.fields["outputs"].stream, ran.fields["outputs"].stream
        assert np.nanmax(np.abs(before[5] - after[5])) > 1e-3


def test_of_what_length_of_text_this_is_made() -> None:
    def tokens(count: int) -> Tokens:
        return Tokens("", ids=tuple(range(count)))

    assert [whole_text.fits(tokens(count)) for count in (0, 1, 512, 513)] == [False, True, True, False]
    assert not whole_text.fits(tokens(3), tokens(513))
