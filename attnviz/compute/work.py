"""How much each kernel of ``kernels/gpu/`` computes and moves in one launch, from the arguments it is given.

Counted as for a roofline: a multiply-add of a product is two operations; bias, activation and softmax of a kernel that
has a product are not counted, nor are pairs that a mask hides; a kernel without a product has its additions and
multiplications counted. Bytes are what must be read and written once: a kernel that reads a tile again from a cache
moves no more by this count.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Mapping, Sequence
from functools import lru_cache
from typing import Any

import numpy as np

Shape = tuple[int, ...]
Argument = Shape | float | None
"""of a launch: the shape, without padding, of a buffer; None where there is none; else the number itself"""
Work = tuple[float, float]
"""operations, bytes"""
Formula = Callable[[Sequence[Any]], Work]
"""of the arguments of a launch, in the order of the kernel's file"""

NORM_FLOPS = 8
"""of a layer norm for each number: mean, centred, squared and summed, divided, scaled, shifted"""
SOFTMAX_FLOPS = 5
"""for each weight: compared, shifted, exponential, summed, divided"""

FACTS_FLOPS = 10
"""for each weight: its part of the entropy, of the distance, and of what lies on special and on equal tokens"""


@lru_cache(maxsize=1024)  # the layers of a model ask for the same
def work(kernel: str, arguments: tuple[Argument, ...]) -> Work:
    """Operations and bytes of a launch; (0, 0) for a kernel that this table does not know."""
    formula = FORMULAS.get("flash" if kernel.startswith("flash_") else kernel)
    return formula(arguments) if formula else (0, 0)


def size(*shapes: Shape | None) -> int:
    """Bytes of float32 or int32."""
    return 4 * sum(math.prod(shape) for shape in shapes if shape is not None)


def pairs(queries: int, keys: int, first: int, window: int) -> int:
    """Queries and keys that look at each other; ``first`` and ``window`` as kernels/gpu/common.cl has them."""
    return int(np.minimum(np.minimum(first + 1 + np.arange(queries), keys), window).sum())


def _embed(given: Sequence[Any]) -> Work:
    rows, width = given[-2]
    return (2 + NORM_FLOPS) * rows * width, size(given[0], (rows, width), *_embedded(rows, width))


def _embed_q4(given: Sequence[Any]) -> Work:
    rows, width = given[-2]
    return (4 + NORM_FLOPS) * rows * width, size(given[0], *_embedded(rows, width)) + rows * _q4_row(width)


def _embedded(rows: int, width: int) -> tuple[Shape, ...]:
    """Positions, result, and the three vectors: type, scale, shift."""
    return (rows, width), (rows, width), (3, width)


def _q4_row(width: int) -> int:
    """Bytes of a word: a scale for each 32 weights, and their nibbles."""
    return 4 * (width // 32) + width // 2


def _gather(given: Sequence[Any]) -> Work:
    (rows, width), placed = given[-2], given[-6] is not None
    return (2 if placed else 1) * rows * width, size(given[0]) + (12 if placed else 8) * rows * width


def _gather_q4(given: Sequence[Any]) -> Work:
    (rows, width), placed = given[-2], given[-6] is not None
    moved = size(given[0]) + (8 if placed else 4) * rows * width + rows * _q4_row(width)
    return (4 if placed else 3) * rows * width, moved


def _linear(given: Sequence[Any]) -> Work:
    (rows, k), added, (_, n) = given[0], given[7], given[9]
    return 2 * rows * n * k, size((rows, k), (n, k), (n,), added, (rows, n))


def _linear_part(given: Sequence[Any]) -> Work:
    (rows, k), parts = given[0], given[6]
    return 2 * rows * parts[1] * k, size((rows, k), (parts[1], k), parts)


def _combine(given: Sequence[Any]) -> Work:
    parts, bias, added, y = given[0], given[2], given[6], given[8]
    return math.prod(parts), size(parts, bias, added, y)


def _norm(given: Sequence[Any]) -> Work:
    vectors = [shape for shape in given[3:5] if isinstance(shape, tuple)]
    return NORM_FLOPS * math.prod(given[0]), size(given[0], *vectors, given[0])


def _softmax(given: Sequence[Any]) -> Work:
    return SOFTMAX_FLOPS * math.prod(given[0]), size(given[0], given[0])


def _append(given: Sequence[Any]) -> Work:
    return 0, 16 * given[0][0] * given[6]  # keys and values, read and written


def _put_rows(given: Sequence[Any]) -> Work:
    return 0, 8 * given[0][0] * given[3]


def _take_rows(given: Sequence[Any]) -> Work:
    return 0, size(given[2], given[4], given[4])


def _add_rows(given: Sequence[Any]) -> Work:
    return 2 * math.prod(given[0]), size(given[2], given[3], *(given[0],) * 3)


def _rope(given: Sequence[Any]) -> Work:
    y = given[8]
    return 3 * math.prod(y), size(y, (y[0], given[3]), y)


def _gated(given: Sequence[Any]) -> Work:
    return 5 * math.prod(given[4]), size(given[0], given[4])


def _pool(given: Sequence[Any]) -> Work:
    heads, rows, keys, side = given[2:6]
    return 0, size((heads, rows, keys), (heads, side, side))


def _facts(given: Sequence[Any]) -> Work:
    (made, keys), marks, sums = given[0], given[2], given[7]
    return FACTS_FLOPS * made * keys, size((made, keys), marks, sums)


def _hide(given: Sequence[Any]) -> Work:
    (made, _), hidden = given[0], given[4]
    return 0, size(hidden) + 4 * made * given[5]


def _mean(given: Sequence[Any]) -> Work:
    (made, keys), mean = given[0], given[7]
    return 2 * made * keys, size((made, keys), mean)


def _clear(given: Sequence[Any]) -> Work:
    return 0, 4 * given[0][0] * given[3]


def _scores(given: Sequence[Any]) -> Work:
    width, group, (rows, keys, first, window), (made, _) = given[5], given[6], given[8:12], given[13]
    return _product(made // rows, width, group, rows, keys, pairs(rows, keys, first, window))


def _values(given: Sequence[Any]) -> Work:
    (made, _), width, group, (rows, keys, first, window) = given[0], given[4], given[5], given[7:11]
    return _product(made // rows, width, group, rows, keys, pairs(rows, keys, first, window))


def _product(heads: int, width: int, group: int, rows: int, keys: int, seen: int) -> Work:
    """Queries with keys, or weights with values: both ways the same count."""
    moved = size((heads, rows, width), (-(-heads // group), keys, width), (heads, rows, keys))
    return 2 * heads * seen * width, moved


def _flash(given: Sequence[Any]) -> Work:
    width, group, (rows, keys, first, window), context = given[6], given[7], given[8:12], given[13]
    heads = context[1] // width
    moved = size(context, context, (2, heads // group, keys, width))
    return 4 * heads * pairs(rows, keys, first, window) * width, moved


def scan_linear_work(queries: int, keys: int, features: int, width: int) -> Work:
    """Both products, with the memory and with its sums; the table of weights that is not made is not counted."""
    flops = 2 * (queries + keys) * features * (width + 1)
    return flops, size((queries, features), (keys, features), (keys, width), (queries, width))


def scan_fading_work(rows: int, decays: int, width: int) -> Work:
    """Two multiplications and two additions for each number of the memory in each step."""
    return 4 * rows * decays * width, size((2, rows, width), (decays,))


def recurrent_work(rows: int, width: int) -> Work:
    return 2 * rows * width * width, size((2, rows, width), (width, width))


def influence_work(ends: int, rows: int, width: int) -> Work:
    """As if ends lay evenly along the rows: from the middle one it is half of the way back."""
    return 2 * ends * rows * width**3, size((rows, width), (2, width, width), (ends, rows))


def tiles_work(rows: int, columns: int, depth: int, side: int) -> Work:
    """Each number of a row or column is fetched again for each tile that it is of."""
    return 2 * rows * columns * depth, size((2, rows, columns, depth)) // side + size((rows, columns))


def _tiles(given: Sequence[Any]) -> Work:
    return tiles_work(*given[4:8])


def _scan_linear(given: Sequence[Any]) -> Work:
    return scan_linear_work(*given[6:10])


def _scan_fading(given: Sequence[Any]) -> Work:
    return scan_fading_work(*given[3:6])


def _recurrent(given: Sequence[Any]) -> Work:
    return recurrent_work(*given[4:6])


def _influence(given: Sequence[Any]) -> Work:
    return influence_work(given[9][0], *given[7:9])


def _sparse(given: Sequence[Any]) -> Work:
    """The pairs of the listed blocks, which are computed whole."""
    width, group, keys, starts, listed, context = given[6], given[7], given[9], *given[11:14]
    heads, (blocks, words) = context[1] // width, listed
    moved = size(context, context, starts, listed, (2, heads // group, keys, width))
    return 4 * heads * blocks * (words - 1) ** 2 * width, moved


FORMULAS: Mapping[str, Formula] = {
    "embed": _embed,
    "embed_q4": _embed_q4,
    "gather": _gather,
    "gather_q4": _gather_q4,
    "linear": _linear,
    "linear_narrow": _linear,
    "linear_part": _linear_part,
    "combine": _combine,
    "norm": _norm,
    "rms_norm": _norm,
    "softmax": _softmax,
    "append": _append,
    "put_rows": _put_rows,
    "take_rows": _take_rows,
    "add_rows": _add_rows,
    "rope": _rope,
    "gated": _gated,
    "pool": _pool,
    "facts": _facts,
    "hide": _hide,
    "mean": _mean,
    "clear": _clear,
    "scores": _scores,
    "values": _values,
    "flash": _flash,
    "scan_linear": _scan_linear,
    "scan_fading": _scan_fading,
    "recurrent": _recurrent,
    "influence": _influence,
    "tiles": _tiles,
    "sparse": _sparse,
}
