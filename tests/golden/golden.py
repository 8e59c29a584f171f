"""Loads the values that ``make_minilm.py`` stored."""

from __future__ import annotations

import json
from dataclasses import dataclass
from functools import cache
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

HERE = Path(__file__).parent
Sample = tuple[NDArray[np.intp], NDArray[np.float32]]
"""Flat indices into an array, and the values there."""


@dataclass(frozen=True)
class Case:
    """What the reference computes for one sentence.

    Attributes:
        ids: token ids, at most 512.
        total: tokens the whole text has.
        weights: by (layer, head), entries of the attention weights (T, T).
        hidden: by number 0..L, entries of the hidden states (T, D); 0 is the embeddings.
    """

    text: str
    ids: tuple[int, ...]
    total: int
    weights: dict[tuple[int, int], Sample]
    hidden: dict[int, Sample]


@dataclass(frozen=True)
class Full:
    """Everything the reference computes for one short sentence."""

    text: str
    ids: tuple[int, ...]
    weights: NDArray[np.float32]  # (L, H, T, T)
    hidden: NDArray[np.float32]  # (L + 1, T, D)


@cache
def _stored() -> tuple[dict[str, NDArray[np.generic]], dict]:
    with np.load(HERE / "minilm.npz", allow_pickle=False) as arrays:
        return dict(arrays), json.loads((HERE / "minilm.json").read_text("utf-8"))


@cache
def load_minilm() -> list[Case]:
    """All sentences, from 3 to 512 tokens."""
    arrays, record = _stored()
    cases = []
    for number, entry in enumerate(record["cases"]):
        at, values = arrays[f"{number}.weights.at"].astype(np.intp), arrays[f"{number}.weights"]
        spot, states = arrays[f"{number}.hidden.at"].astype(np.intp), arrays[f"{number}.hidden"]
        layers, heads, _ = at.shape
        weights = {(layer, h): (at[layer, h], values[layer, h]) for layer in range(layers) for h in range(heads)}
        hidden = {layer: (spot[layer], states[layer]) for layer in range(layers + 1)}
        cases.append(Case(entry["text"], tuple(entry["ids"]), entry["total"], weights, hidden))
    return cases


def load_minilm_full() -> Full:
    """The one sentence that is stored whole."""
    arrays, record = _stored()
    entry = record["cases"][record["full"]]
    return Full(entry["text"], tuple(entry["ids"]), arrays["full.weights"], arrays["full.hidden"])
