"""How much each kernel of ``kernels/`` computes and moves in one launch, from the tensors it is given.

Counted as for a roofline: a multiply-add of a product is two operations; bias, GELU and softmax of a kernel that has a
product are not counted, a kernel without one has its additions and multiplications counted. Bytes are what must be
read and written once: a kernel that reads a tile again from a cache moves no more by this count.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Sequence
from typing import Any

from attnviz.compute.ops import Tensor

Work = tuple[float, float]
"""operations, bytes"""

NORM_FLOPS = 8
"""of a layer norm for each number: mean, centred, squared and summed, divided, scaled, shifted"""
SOFTMAX_FLOPS = 5
"""for each weight: compared, shifted, exponential, summed, divided"""


def work(kernel: str, arguments: Sequence[Any]) -> Work:
    """Operations and bytes of a launch; (0, 0) for a kernel that this table does not know."""
    formula = FORMULAS.get(kernel.split("_")[0] if kernel.startswith("flash_") else kernel)
    return formula(arguments, [a for a in arguments if isinstance(a, Tensor)]) if formula else (0.0, 0.0)


def size(*tensors: Tensor) -> int:
    """Bytes without padding."""
    return sum(math.prod(tensor.shape) * tensor.kind().itemsize for tensor in tensors)


def _embed(arguments: Sequence[Any], tensors: Sequence[Tensor]) -> Work:
    ids, words, y = tensors[0], tensors[1:-5], tensors[-1]  # between them: positions, types, gamma, beta
    rows, width = y.shape
    row_bytes = sum(table.shape[-1] * table.kind().itemsize for table in words)
    unpacked = 2 if len(words) > 1 else 0  # 4 bits: shifted and scaled
    return (2 + unpacked + NORM_FLOPS) * rows * width, size(ids, y) + rows * (row_bytes + 4 * width) + 12 * width


def _linear(arguments: Sequence[Any], tensors: Sequence[Tensor]) -> Work:
    x, y, added = tensors[0], tensors[-1], tensors[3:-1]
    (rows, k), n = x.shape, y.shape[1]
    return 2 * rows * n * k, size(x, y, *added) + 4 * n * (k + 1)


def _linear_part(arguments: Sequence[Any], tensors: Sequence[Tensor]) -> Work:
    x, weight, parts = tensors
    panels, k, columns = weight.shape
    return 2 * x.shape[0] * panels * columns * k, size(x, weight, parts)


def _gather(arguments: Sequence[Any], tensors: Sequence[Tensor]) -> Work:
    return math.prod(tensors[0].shape), size(*tensors)


def _norm(arguments: Sequence[Any], tensors: Sequence[Tensor]) -> Work:
    return NORM_FLOPS * math.prod(tensors[0].shape), size(*tensors)


def _pack_heads(arguments: Sequence[Any], tensors: Sequence[Tensor]) -> Work:
    return 0, 2 * size(*tensors[1:])


def _attend(arguments: Sequence[Any], tensors: Sequence[Tensor]) -> Work:
    """All heads, or one: queries are as many as there are contexts."""
    rows, columns = tensors[-1].shape
    return 4 * rows * rows * columns, 4 * rows * columns + size(*tensors[1:])


def _flash(arguments: Sequence[Any], tensors: Sequence[Tensor]) -> Work:
    rows, columns = tensors[-1].shape
    return 4 * rows * rows * columns, size(*tensors)


def _scores(arguments: Sequence[Any], tensors: Sequence[Tensor]) -> Work:
    rows, head = tensors[-1].shape[0], arguments[3]
    return 2 * rows * rows * head, 8 * rows * head + size(tensors[-1])


def _softmax(arguments: Sequence[Any], tensors: Sequence[Tensor]) -> Work:
    return SOFTMAX_FLOPS * math.prod(tensors[0].shape), size(*tensors)


def _values(arguments: Sequence[Any], tensors: Sequence[Tensor]) -> Work:
    rows, head = tensors[0].shape[0], arguments[5]
    return 2 * rows * rows * head, 8 * rows * head + size(tensors[0])


FORMULAS: dict[str, Callable[[Sequence[Any], Sequence[Tensor]], Work]] = {
    **dict.fromkeys(("embed", "embed_q4"), _embed),
    **dict.fromkeys(("linear", "linear_gelu", "linear_add"), _linear),
    **dict.fromkeys(("linear_narrow", "linear_gelu_narrow", "linear_add_narrow"), _linear),
    "linear_part": _linear_part,
    **dict.fromkeys(("gather", "gather_gelu", "gather_add"), _gather),
    "norm": _norm,
    "pack_heads": _pack_heads,
    **dict.fromkeys(("attend", "attend_head"), _attend),
    "flash": _flash,
    "scores": _scores,
    "softmax": _softmax,
    "values": _values,
}
