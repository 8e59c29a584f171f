"""One file per family; ``checkpoint.info.family`` is its name."""

from __future__ import annotations

from attnviz.model.bert import Bert
from attnviz.model.decoder import Decoder
from attnviz.model.forward import Attention, Forward
from attnviz.model.gpt2 import GPT2
from attnviz.model.llama import Llama

FAMILIES = {"bert": Bert, "gpt2": GPT2, "llama": Llama}

__all__ = ["FAMILIES", "GPT2", "Attention", "Bert", "Decoder", "Forward", "Llama"]
