"""One file per family; its name is the ``model_type`` of the checkpoint's config."""

from __future__ import annotations

from attnviz.model.bert import Bert
from attnviz.model.forward import Attention, Forward

FAMILIES = {"bert": Bert}

__all__ = ["FAMILIES", "Attention", "Bert", "Forward"]
