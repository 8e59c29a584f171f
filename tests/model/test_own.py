"""The two models that are shipped, layer by layer against Hugging Face transformers (golden/, make_golden_own.py).

Everything that is compared comes from the golden files, the texts included: after a new training only they change.
"""

from __future__ import annotations

from collections.abc import Mapping
from functools import cache
from pathlib import Path

import numpy as np
import pytest

from attnviz.compute.ops import Ops, Tensor
from attnviz.model import FAMILIES, Decoder, Forward, Marian
from attnviz.weights.checkpoint import Checkpoint, open_checkpoint

RELATIVE = 1e-5
"""of the largest value, or of 1"""

Golden = Mapping[str, np.ndarray]


@cache
def golden(name: str) -> Golden:
    with np.load(Path(__file__).parent / "golden" / f"{name}.npz", allow_pickle=False) as arrays:
        return dict(arrays)


@cache
def checkpoint(name: str) -> Checkpoint:
    return open_checkpoint(f"attnviz-{name}")


@pytest.fixture
def translator(ops: Ops) -> Marian:
    model = FAMILIES["marian"](checkpoint("translator"), ops, lambda share: None)
    assert isinstance(model, Marian)
    return model


@pytest.fixture
def experts(ops: Ops) -> Decoder:
    model = FAMILIES["llama"](checkpoint("experts"), ops, lambda share: None)
    assert isinstance(model, Decoder)
    return model


def assert_near(made: np.ndarray, wanted: np.ndarray, name: str) -> None:
    assert made.shape == wanted.shape, name
    assert np.abs(made - wanted).max() <= RELATIVE * max(1.0, np.abs(wanted).max()), name


def assert_kept(made: np.ndarray, stored: Golden, name: str) -> None:
    """At the places that are stored."""
    assert_near(made.ravel()[stored[f"{name}.at"]], stored[name], name)


def attention(ops: Ops, model: Marian | Decoder, forward: Forward, kind: str) -> np.ndarray:
    """Weights of one of the three kinds (L, H, T, S)."""
    layers = [one for at, one in enumerate(forward.layers) if model.info.attention(at)[0] == kind]
    heads = range(model.info.heads)
    return np.stack(
        [np.stack([ops.download(ops.attend_head(x.query, h, x.cache, x.mask)[1]) for h in heads]) for x in layers]
    )


def numbers(name: str) -> range:
    return range(len(golden(name)["texts"]))


@pytest.mark.parametrize("number", numbers("translator"))
def test_translator(ops: Ops, translator: Marian, number: int) -> None:
    """Hidden states of both halves, the logits, and of the first sentence all three attentions."""
    stored, info = golden("translator"), translator.info
    source, target = stored[f"{number}.source"], stored[f"{number}.target"]
    forward = translator.read(source.astype(np.int32), target.tolist())
    states = iter(forward.hidden)
    for half, layers in (("encoder", info.layers), ("decoder", info.decoder_layers)):
        for layer in range(layers + 1):
            assert_kept(ops.download(next(states)), stored, f"{number}.{half}.{layer}")
    assert next(states, None) is None
    assert_kept(translator.logits(forward), stored, f"{number}.logits")
    if number == 0:
        for kind, name in (("self", "encoder"), ("masked", "decoder"), ("cross", "cross")):
            assert_near(attention(ops, translator, forward, kind), stored[f"0.{name}_weights"], name)


@pytest.mark.parametrize("number", numbers("translator"))
def test_what_the_translator_writes(translator: Marian, number: int) -> None:
    stored, tokenizer = golden("translator"), checkpoint("translator").tokenizer
    tokens = tokenizer.encode(str(stored["texts"][number]))
    assert tokens.ids == tuple(stored[f"{number}.source"].tolist())
    written = translator.forward(np.asarray(tokens.ids, np.int32)).written
    assert written == tuple(stored[f"{number}.target"].tolist())
    assert tokenizer.describe(written).text == str(stored["outputs"][number])


@pytest.mark.parametrize("number", numbers("experts"))
def test_experts(ops: Ops, experts: Decoder, number: int) -> None:
    """Hidden states, routers and logits, and of the first sentence the attention."""
    stored, layers = golden("experts"), experts.info.layers
    forward = experts.forward(stored[f"{number}.ids"].astype(np.int32), whole=True)
    for layer in range(layers):
        assert_kept(ops.download(forward.hidden[layer]), stored, f"{number}.hidden.{layer}")
    assert_kept(ops.download(normed(experts, forward.hidden[layers])), stored, f"{number}.hidden.{layers}")
    routers = [ops.download(router) for router in forward.routers if router is not None]
    assert_near(np.stack(routers), stored[f"{number}.router"], "router")
    assert_kept(experts.logits(forward), stored, f"{number}.logits")
    if number == 0:
        assert_near(attention(ops, experts, forward, "masked"), stored["0.weights"], "weights")


def normed(model: Decoder, x: Tensor) -> Tensor:
    """transformers' last hidden state, which is after the final norm."""
    return model.ops.norm(x, model.norm)  # type: ignore[attr-defined] # a Llama has one


@pytest.mark.parametrize("number", numbers("experts"))
def test_what_the_experts_write(experts: Decoder, number: int) -> None:
    stored, tokenizer = golden("experts"), checkpoint("experts").tokenizer
    wanted = stored[f"{number}.ids"].tolist()
    ids = list(tokenizer.encode(str(stored["texts"][number])).ids)
    assert ids == wanted[: len(ids)]
    forward = experts.forward(np.asarray(ids, np.int32))
    while len(ids) < len(wanted):
        ids.append(int(experts.next_logits(forward).argmax()))
        forward = experts.forward(np.asarray(ids, np.int32), forward)
    assert ids == wanted
    assert tokenizer.describe(ids).text == str(stored["outputs"][number])
