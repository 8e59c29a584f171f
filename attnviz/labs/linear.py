"""No table at all: linear attention, and a diagonal state-space model, beside the softmax attention of a head.

Linear attention (Katharopoulos et al. 2020) puts phi(q) . phi(k) in the place of exp(q . k / sqrt(d)), with
phi(x) = elu(x) + 1 or another map to positive numbers, so that the sums over keys can be made once, for all queries.
The state-space model is S4D-Real's (Gu et al. 2022), real decays on a diagonal; its decays are spread evenly by the
logarithm of what they remember, as S4's step sizes are, and it reads the head's values. The model was trained with
softmax: the other two get its q, k and v as they are, so they show what they do, not how well a model trained with them
would be.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from attnviz.compute import reference, scans
from attnviz.errors import QT_TRANSLATE_NOOP, UserError
from attnviz.labs.knobs import one_of, within
from attnviz.labs.workbench import Workbench
from attnviz.trace import Array

HALF_LIVES = (1, 2, 4, 8, 16, 32)
"""tokens after which a memory of the state-space model has lost half"""
FEATURES = scans.FEATURES
"""maps to positive numbers"""
MOST_TOKENS = 1024
"""of a text whose implied weights are shown"""


@dataclass(frozen=True)
class Linear:
    """Of one head.

    Attributes:
        weights: the weights (T, S) that linear attention implies; the scan never made them.
        output: what the scan made of the values (T, Dh).
        difference: length of output minus the head's own, over the length of the head's own; of all queries together.
        fading: weight of a token so many tokens back in the state-space model (S,), all memories together.
        fading_output: what that scan made of the values (S, Dh), from the first token to the last.
        feature: phi.
        fading_difference: as ``difference``, of the state-space model; -1 where queries and keys are of two texts.
    """

    weights: Array
    output: Array
    difference: float
    fading: Array
    fading_output: Array
    feature: str = "elu"
    fading_difference: float = -1.0

    def fading_row(self, end: int) -> Array:
        """The state-space model's weights (S,) after a token: 0 for tokens that it has not read yet."""
        row = np.zeros(len(self.fading), np.float32)
        row[: end + 1] = self.fading[end::-1]
        return row


def decays(half_lives: Sequence[float] = HALF_LIVES) -> NDArray[np.float32]:
    """Of the state-space model's memories (N,): what is left of each after a token."""
    return (0.5 ** (1 / np.array(half_lives))).astype(np.float32)


def costs(tokens: int, width: int) -> tuple[int, int]:
    """Multiplications and additions of a head: softmax attention's two products (n^2 d), and linear attention's two
    scans (n d^2, with the sums that its weights are divided by)."""
    return 4 * tokens * tokens * width, 4 * tokens * width * (width + 1)


def experiment(bench: Workbench, feature: str = "elu", half_life: float = 0) -> Linear:
    """Scan the queries, keys and values of the head in focus.

    Args:
        feature: phi, one of FEATURES. Before "exp" queries and keys are divided by the fourth root of
            their width, so that exp(q) exp(k) has the scale of softmax attention's scores.
        half_life: tokens after which the state-space model's only memory has lost half, up to 1024; 0 for six memories
            with HALF_LIVES.

    Raises:
        UserError: the text is too long, or the head too wide; or a knob cannot stand like that.
    """
    one_of("feature", feature, FEATURES)
    within("half_life", half_life, 0, MOST_TOKENS)
    ops, head = bench.ops, bench.head
    keys, width = head.key.shape
    if max(len(head.query), keys) > MOST_TOKENS or width > scans.MOST_FEATURES:
        raise UserError(
            QT_TRANSLATE_NOOP(
                "errors",
                "This experiment takes at most {tokens} tokens, and heads of at most {width} numbers: use a shorter "
                "text or another model.",
            ),
            tokens=MOST_TOKENS,
            width=scans.MOST_FEATURES,
        )
    causal = bench.attention.mask.causal
    scale = np.float32(width**-0.25 if feature == "exp" else 1)
    given = head.query * scale, head.key * scale
    query, key, value = (ops.upload(one) for one in (*given, head.value))
    output = ops.download(ops.scan_linear(query, key, value, causal, feature))
    kept = decays((half_life,) if half_life else HALF_LIVES)
    fading_output = ops.download(ops.scan_fading(value, kept))
    own_text = len(fading_output) == len(head.context)
    fading = ((1 - kept) * kept ** np.arange(keys)[:, None]).mean(axis=1, dtype=np.float32)  # (S,)
    return Linear(
        weights=reference.linear_weights(*given, causal, feature),
        output=output,
        difference=_away(output, head.context),
        fading=fading,
        fading_output=fading_output,
        feature=feature,
        fading_difference=_away(fading_output, head.context) if own_text else -1.0,
    )


def _away(output: Array, own: Array) -> float:
    """Length of the difference over the length of what it should be, of all rows together."""
    return float(np.linalg.norm(output - own) / max(float(np.linalg.norm(own)), 1e-30))
