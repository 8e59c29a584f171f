"""How much each kernel of ``kernels/`` computes and moves in one launch, from the tensors it is given.

Counted as for a roofline: a multiply-add of a product is two operations; bias, GELU and softmax of a kernel that has a
product are not counted, a kernel without one has its additions and multiplications counted. Bytes are what must be
read and written once: a kernel that reads a tile again from a cache moves no more by this count.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Mapping, Sequence
from functools import lru_cache

Shape = tuple[int, ...]
Argument = Shape | float
"""of a launch: the shape, without padding, of a buffer; else the number itself"""
Work = tuple[float, float]
"""operations, bytes"""
Formula = Callable[[Sequence[Argument], Sequence[Shape]], Work]

NORM_FLOPS = 8
"""of a layer norm for each number: mean, centred, squared and summed, divided, scaled, shifted"""
SOFTMAX_FLOPS = 5
"""for each weight: compared, shifted, exponential, summed, divided"""


@lru_cache(maxsize=1024)  # the layers of a model ask for the same
def work(kernel: str, arguments: tuple[Argument, ...]) -> Work:
    """Operations and bytes of a launch; (0, 0) for a kernel that this table does not know."""
    formula = FORMULAS.get("flash" if kernel.startswith("flash_") else kernel)
    return formula(arguments, [a for a in arguments if isinstance(a, tuple)]) if formula else (0, 0)


def size(*shapes: Shape) -> int:
    """Bytes of float32 or int32."""
    return 4 * sum(map(math.prod, shapes))


def _embed(arguments: Sequence[Argument], shapes: Sequence[Shape]) -> Work:
    ids, words, (rows, width) = shapes[0], shapes[1], shapes[-1]
    return (2 + NORM_FLOPS) * rows * width, size(ids, (rows, words[-1]), *_embedded(rows, width))


def _embed_q4(arguments: Sequence[Argument], shapes: Sequence[Shape]) -> Work:
    ids, scales, nibbles, (rows, width) = shapes[0], shapes[1], shapes[2], shapes[-1]
    row = size(scales[-1:]) + nibbles[-1]
    return (4 + NORM_FLOPS) * rows * width, size(ids, *_embedded(rows, width)) + rows * row


def _embedded(rows: int, width: int) -> tuple[Shape, ...]:
    """Positions, result, and the three vectors: type, scale, shift."""
    return (rows, width), (rows, width), (3, width)


def _linear(arguments: Sequence[Argument], shapes: Sequence[Shape]) -> Work:
    (rows, k), added, (_, n) = shapes[0], shapes[3:-1], shapes[-1]
    return 2 * rows * n * k, size((rows, k), (n, k), (n,), *added, (rows, n))


def _linear_part(arguments: Sequence[Argument], shapes: Sequence[Shape]) -> Work:
    (rows, k), (panels, _, columns), parts = shapes
    return 2 * rows * panels * columns * k, size((rows, k), (panels, k, columns), parts)


def _gather(arguments: Sequence[Argument], shapes: Sequence[Shape]) -> Work:
    return math.prod(shapes[0]), size(*shapes)


def _norm(arguments: Sequence[Argument], shapes: Sequence[Shape]) -> Work:
    return NORM_FLOPS * math.prod(shapes[0]), size(*shapes)


def _pack_heads(arguments: Sequence[Argument], shapes: Sequence[Shape]) -> Work:
    return 0, 2 * size(*shapes[1:])  # panels of keys and values: read and written


def _attend(arguments: Sequence[Argument], shapes: Sequence[Shape]) -> Work:
    """All heads, or one: as many queries as contexts; keys, values and weights as they lie between these two."""
    rows, columns = shapes[-1]
    return 4 * rows * rows * columns, size((rows, columns), *shapes[1:])


def _flash(arguments: Sequence[Argument], shapes: Sequence[Shape]) -> Work:
    rows, columns = shapes[-1]
    return 4 * rows * rows * columns, size(*shapes)


def _scores(arguments: Sequence[Argument], shapes: Sequence[Shape]) -> Work:
    return _one_product(shapes[1], arguments[3])


def _values(arguments: Sequence[Argument], shapes: Sequence[Shape]) -> Work:
    return _one_product(shapes[0], arguments[5])


def _one_product(weights: Shape, head_width: Argument) -> Work:
    """Queries with keys, or weights with values: both ways the same count."""
    assert not isinstance(head_width, tuple)
    rows, keys = weights
    return 2 * rows * keys * head_width, size(weights) + 4 * (rows + keys) * head_width


def _softmax(arguments: Sequence[Argument], shapes: Sequence[Shape]) -> Work:
    return SOFTMAX_FLOPS * math.prod(shapes[0]), size(*shapes)


FORMULAS: Mapping[str, Formula] = {
    "embed": _embed,
    "embed_q4": _embed_q4,
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
