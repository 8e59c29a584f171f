"""What softmax attention, linear attention and a state-space model cost on this device, timed now: one head each.

The text is random: the time does not depend on the words. Softmax attention is the kernel that the models use.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from attnviz.compute.ops import Mask
from attnviz.labs.knobs import within
from attnviz.labs.linear import decays
from attnviz.labs.timing import medians, random_attention
from attnviz.labs.workbench import Workbench

TEXT = False
TOKENS, LONGEST = 1024, 4096
WIDTH = 32


@dataclass(frozen=True)
class LinearCost:
    """Milliseconds of one head, medians.

    Attributes:
        tokens, width: of the head.
        runs: how many the medians are of.
    """

    softmax: float
    linear: float
    fading: float
    tokens: int
    runs: int
    width: int = WIDTH


def experiment(bench: Workbench, tokens: int = TOKENS) -> LinearCost:
    """Time all three in turns.

    Raises:
        UserError: more than LONGEST tokens.
    """
    within("tokens", tokens, 1, LONGEST)
    ops = bench.ops
    (query, _, _), cache = random_attention(ops, tokens, 1, WIDTH)
    key, value = (ops.upload(np.random.default_rng(at).standard_normal((tokens, WIDTH), np.float32)) for at in (1, 2))
    kept = decays()
    taken, runs = medians(
        ops,
        lambda: ops.attend((query, 0, WIDTH), cache, Mask(tokens)),
        lambda: ops.scan_linear(query, key, value),
        lambda: ops.scan_fading(value, kept),
    )
    softmax, linear, fading = taken
    return LinearCost(softmax, linear, fading, tokens, runs)
