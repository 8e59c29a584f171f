"""One file per family; ``checkpoint.info.family`` is its name."""

from __future__ import annotations

from collections.abc import Callable, Mapping

from attnviz.compute.ops import Ops
from attnviz.model.bert import Bert
from attnviz.model.captured import Captured
from attnviz.model.decoder import Decoder
from attnviz.model.forward import Attention, Forward, Network, Projecting
from attnviz.model.gpt2 import GPT2
from attnviz.model.llama import Llama
from attnviz.model.marian import Marian
from attnviz.model.outputs import Projections
from attnviz.weights.checkpoint import Checkpoint

FAMILIES: Mapping[str, Callable[[Checkpoint, Ops, Callable[[float], None]], Projecting]] = {
    "bert": Bert,
    "gpt2": GPT2,
    "llama": Llama,
    "marian": Marian,
}

__all__ = [
    "FAMILIES",
    "GPT2",
    "Attention",
    "Bert",
    "Captured",
    "Decoder",
    "Forward",
    "Llama",
    "Marian",
    "Network",
    "Projecting",
    "Projections",
]
