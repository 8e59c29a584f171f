"""What one head does, told by words instead of tokens: the facts of ``heads.HeadFacts`` over the units of an axis."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from attnviz.axis import Axis
from attnviz.heads import FACTS
from attnviz.trace import Array

Flags = NDArray[np.bool_]


def unit_facts(weights: Array, seen: Flags, queries: Axis, keys: Axis) -> dict[str, float]:
    """FACTS of one head, each a mean over the queries; special tokens' own rows left out where there are others.

    Args:
        weights: between units (T', S'), each row adding up to 1.
        seen: which keys a query sees at all (T', S').
        queries, keys: one and the same axis where both are of one text.

    Returns:
        Each of FACTS; NaN where there is nothing to take a mean of. Distances are counted in units.
    """
    special = np.array(queries.special, bool)
    counted = ~special if not special.all() else np.ones(len(queries), bool)
    rows = weights[counted].astype(np.float64)  # (N, S')
    logs = np.log2(rows, out=np.zeros_like(rows), where=rows > 0)
    found = dict.fromkeys(FACTS, float("nan"))
    if not rows.size:
        return found
    found["entropy"] = float(-(rows * logs).sum(axis=1).mean())
    found["first"] = float(rows[:, 0].mean())
    found["special"] = float(rows[:, np.array(keys.special, bool)].sum(axis=1).mean())
    places, columns = np.flatnonzero(counted), np.arange(len(keys))
    own = np.zeros(rows.shape, bool)
    if keys is queries:
        ahead = columns - places[:, None]  # (N, S')
        own = ahead == 0
        found["distance"] = float((rows * np.abs(ahead)).sum(axis=1).mean())
        for name, shift in (("previous", -1), ("itself", 0), ("next", 1)):
            found[name] = float((rows * (ahead == shift)).sum(axis=1).mean())
    same = (np.array(queries.labels, object)[places][:, None] == np.array(keys.labels, object)) & ~own & seen[counted]
    if (has := same.any(axis=1)).any():
        found["same"] = float((rows * same).sum(axis=1)[has].mean())
    return found


def most_unit_bits(seen: Flags, queries: Axis) -> float:
    """Mean entropy of the queries that count, if each looked at all that it sees alike; see ``heads.most_bits``."""
    special = np.array(queries.special, bool)
    counted = ~special if not special.all() else np.ones(len(queries), bool)
    return float(np.log2(np.maximum(seen[counted].sum(axis=1), 1)).mean()) if counted.any() else 0.0
