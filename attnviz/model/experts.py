"""A mixture of experts (Shazeer et al. 2017; Mixtral, Jiang et al. 2024): a router gives each token to a few networks.

p = softmax(x W_r);  y = sum over the k experts e with the largest p of p_e * SwiGLU_e(x), where Mixtral and Qwen3
divide those k probabilities by their sum first and OLMoE does not.
"""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from attnviz.compute.ops import Ops, Tensor
from attnviz.model import weights
from attnviz.trace import Array
from attnviz.weights.checkpoint import Checkpoint


class Experts:
    """The experts of one layer.

    Attributes:
        count: E.
        used: k, how many a token passes.
    """

    def __init__(self, checkpoint: Checkpoint, ops: Ops, name: str) -> None:
        """Upload the weights below ``name``.

        Raises:
            UserError: a weight is not a number, or the device has no memory left.
        """
        config = checkpoint.config
        self.count: int = config["num_experts"]
        self.used: int = config["num_experts_per_tok"]
        self._shared_out = bool(config["norm_topk_prob"])
        self._ops = ops
        self.router = weights.linear(ops, checkpoint, f"{name}.gate")  # (E, D)
        within = [f"{name}.experts.{number}" for number in range(self.count)]
        # gate and up of an expert side by side (2F, D), and down (D, F)
        self.gate_up = [weights.linear(ops, checkpoint, f"{one}.gate_proj", f"{one}.up_proj") for one in within]
        self.down = [weights.linear(ops, checkpoint, f"{one}.down_proj") for one in within]

    def route(self, x: Tensor) -> Tensor:
        """Probabilities of the experts (T, E) for normed hidden states (T, D)."""
        return self._ops.softmax(self._ops.linear(x, self.router))

    def run(self, x: Tensor, residual: Tensor, probabilities: Tensor) -> Tensor:
        """The chosen experts' answers to x (T, D), weighted and added to the residual (T, D).

        It waits for the probabilities: which rows an expert gets is decided on the host.
        """
        ops = self._ops
        chosen, shares = self.choice(ops.download(probabilities))  # (T, k)
        y = ops.take_rows(residual, np.arange(x.shape[0], dtype=np.int32))  # a copy to add to
        for expert in np.unique(chosen):
            tokens, places = np.nonzero(chosen == expert)
            rows = tokens.astype(np.int32)
            inner = ops.gated(ops.linear(ops.take_rows(x, rows), self.gate_up[expert]), "silu")  # (n, F)
            ops.add_rows(y, rows, ops.linear(inner, self.down[expert]), shares[tokens, places])
        return y

    def choice(self, probabilities: Array) -> tuple[NDArray[np.intp], Array]:
        """The k largest of each row, largest first, and what each expert's answer is multiplied by: (T, k) both."""
        chosen = np.argsort(-probabilities, axis=1, kind="stable")[:, : self.used]
        shares = np.take_along_axis(probabilities, chosen, axis=1)
        if self._shared_out:
            shares = shares / shares.sum(axis=1, keepdims=True)
        return chosen, shares
