"""The words of a step, as memory.cl, run.cl, facts.cl, flash.cl, gated.cl, sparse.cl and logits.cl have them."""

from __future__ import annotations

import struct
from functools import lru_cache

from attnviz.compute.tensors import Columns, Tensor

STEP_WORDS = 32
STEP_BYTES = 8 * STEP_WORDS
MOST_STEPS = 96
LINE = 16
FLASH_KEYS = 64
GATED_COLUMNS = 512
LOGITS_WORDS = 48

LINEAR, NORM, EMBED, APPEND, ATTEND, ATTEND_HEAD, POOL = range(7)
LINEAR_Q, GATHER, LOGITS, ROPE, GATED, SOFTMAX, TAKE, ADD, PUT, FLASH, UNPACK, FACTS, MEAN = range(7, 20)
SCAN, RECURRENT, INFLUENCE, SPARSE, TILES = range(20, 25)

COARSE = (LINEAR, APPEND, ATTEND, ATTEND_HEAD, POOL, FLASH, FACTS, MEAN, SCAN, INFLUENCE, SPARSE)
"""kinds whose tiles are worth taking one by one"""
LINEAR_NEXT = 14
"""the word of a linear step that says how far the next one is"""


def up(number: int, multiple: int) -> int:
    return -(-number // multiple) * multiple


def place_of(tensor: Tensor) -> int:
    place: int = tensor.data.place
    return place


def first_of(columns: Columns) -> int:
    """Place of its first number."""
    return place_of(columns[0]) + 4 * columns[1]


@lru_cache
def bits_of(number: float) -> int:
    """A float32 as the whole number with the same bits."""
    bits: int = struct.unpack("<i", struct.pack("<f", number))[0]
    return bits
