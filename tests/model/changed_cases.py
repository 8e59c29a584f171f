"""Which computations of which small models are done otherwise, for make_golden_changed.py and test_changed.py."""

from __future__ import annotations

import small_decoders
import small_encoders

from attnviz.other import Change

COUNT = 9
"""tokens"""
READ = 7
"""tokens of a translation"""
EVERY = 5
"""of the last hidden states, one number of so many is stored"""

_COMMON = {
    "unscaled": Change(scaled=False),
    "warm": Change(temperature=2.5),
    "nowhere": Change(positions=False),
    "hidden": Change(hidden=(0, 4)),
}
_DECODER = {
    **_COMMON,
    "removed": Change(removed=((0, 1), (1, 2), (1, 3))),
    "unmasked": Change(causal=False),
    "all": Change(False, False, 0.7, False, ((1, 0),), (2,)),
}
_ENCODER = {
    **_COMMON,
    "removed": _DECODER["removed"],
    "masked": Change(causal=True),
    "all": Change(True, False, 0.7, False, ((1, 0),), (2,)),
}
CHANGES: dict[str, dict[str, Change]] = {
    "bert": _ENCODER,
    "gpt2": _DECODER,
    "llama": _DECODER,
    "mistral": {name: _DECODER[name] for name in ("unmasked", "hidden")},
    "qwen3": {name: _DECODER[name] for name in ("nowhere", "removed")},
    "marian": {
        **_COMMON,
        "removed": Change(removed=((0, 1), (3, 2), (4, 0), (5, 3))),
        "masked": Change(causal=True),
        "unmasked": Change(causal=False),
        "all": Change(True, False, 0.7, False, ((1, 0), (2, 3)), (2,)),
    },
}


def small_of(case: str):
    """The file that makes the case."""
    return small_encoders if case in small_encoders.CASES else small_decoders
