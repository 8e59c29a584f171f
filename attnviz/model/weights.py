"""Weights from a checkpoint to a device: packed where both know how, several matrices as one product."""

from __future__ import annotations

import numpy as np

from attnviz.compute.ops import PACKED, Linear, Norm, Ops, Packed, WordTable
from attnviz.trace import Array
from attnviz.weights.checkpoint import Checkpoint


def linear(ops: Ops, checkpoint: Checkpoint, *names: str, spread: bool = False) -> Linear:
    """The product of one layer, or of several that read the same input, side by side. ``spread``: see the device's.

    Raises:
        UserError: a weight holds a NaN or an infinity.
    """
    biases = [f"{name}.bias" for name in names if f"{name}.bias" in checkpoint.shapes]
    bias = np.concatenate([checkpoint.tensor(name) for name in biases]) if biases else None  # (N,)
    return ops.linear_weights(_matrix(checkpoint, *(f"{name}.weight" for name in names)), bias, spread)


def word_table(ops: Ops, checkpoint: Checkpoint, name: str) -> WordTable:
    """See ``linear``."""
    return ops.word_table(_matrix(checkpoint, name))


def norm(ops: Ops, checkpoint: Checkpoint, name: str, eps: float) -> Norm:
    """A layer norm, or an RMS norm where there is no bias."""
    bias = f"{name}.bias"
    beta = checkpoint.tensor(bias) if bias in checkpoint.shapes else None
    return ops.norm_weights(checkpoint.tensor(f"{name}.weight"), beta, eps)


def _matrix(checkpoint: Checkpoint, *names: str) -> Array | Packed:
    """Matrices of one width below each other (N, K): as they are stored, if all in one way that devices know."""
    stored = [checkpoint.stored(name) for name in names]
    kinds = {matrix.kind for matrix in stored}
    if len(kinds) == 1 and (kind := kinds.pop()) in PACKED:
        rows = stored[0].data if len(stored) == 1 else np.concatenate([matrix.data for matrix in stored])
        return Packed(kind, (len(rows), stored[0].shape[1]), rows)
    weight: Array = np.concatenate([checkpoint.tensor(name) for name in names])
    return weight
