"""What a head does with a text, in a few numbers: made by the kernels for all heads, named and sorted by views."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

FACTS = ("entropy", "distance", "previous", "next", "itself", "same", "first", "special")
POSITIONAL = FACTS[1:5]
"""which there are only where queries and keys are of one text"""


@dataclass(frozen=True)
class HeadFacts:
    """Means over the queries of a text, special tokens' own rows left out where the text has others.

    Attributes:
        values: (A, H, len(FACTS)), A = ``ModelInfo.attentions``; NaN where there is nothing to take a mean of. In
            order:
            entropy: of a row's weights, in bits.
            distance: tokens between query and key, weighted; NaN in cross-attention.
            previous, next, itself: weight on the token before, after, and the query's own, 0 where there is none
                or a mask hides it; NaN in cross-attention.
            same: weight on other tokens that are the same vocabulary entry, of the queries that see such; NaN if
                none does. In cross-attention: tokens of the other text.
            first: weight on the first key.
            special: weight on special tokens; on [CLS] too, though it is also the first.
    """

    values: NDArray[np.float32]

    def of(self, fact: str) -> NDArray[np.float32]:
        """One of FACTS for all heads (A, H)."""
        chosen: NDArray[np.float32] = self.values[..., FACTS.index(fact)]
        return chosen
