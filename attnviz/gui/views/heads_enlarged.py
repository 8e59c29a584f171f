"""One head enlarged: its weights by words, tokens or bytes, and what it does in those."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from PySide6.QtCore import QCoreApplication

from attnviz.axis import Axis, axes_of, joined, joined_scores
from attnviz.digits import number, percent
from attnviz.gui.views.difference_map_painting import Cells
from attnviz.gui.views.difference_map_scale import WeightScale
from attnviz.gui.views.heads_said import strongest_fact
from attnviz.gui.views.heatmap_header import axis_rule
from attnviz.gui.views.heatmap_shown import one_line
from attnviz.head_units import most_unit_bits, unit_facts
from attnviz.pair import MASKED
from attnviz.trace import Array, HeadId, Trace

LONGEST = 1024
"""Units of a side: of a longer text the picture that the device made is enlarged, a dot for several tokens."""


@dataclass(frozen=True, eq=False)
class Enlarged:
    """What a card shows of one head.

    Attributes:
        cells: its weights, masked ones NaN.
        facts: what it does by words; "" where the facts of all heads, which are of tokens, say it.
        lines: its strongest pair, and how the weights were joined.
    """

    cells: Cells
    facts: str
    lines: tuple[str, ...]


def can_enlarge(trace: Trace, head: HeadId) -> bool:
    """Its own weights can be shown: they are few enough."""
    return 0 < max(len(trace.queries(head[0])), len(trace.keys(head[0]))) <= LONGEST


def enlarged(trace: Trace, head: HeadId, axis: str, own: bool) -> Enlarged | None:
    """None for a head whose weights the trace has not. ``axis``: one of ``axis.AXES``.

    ``own``: colours reach up to its strongest weight; else up to 1.
    """
    found = trace.heads.get(head)
    if found is None or not can_enlarge(trace, head):
        return None
    queries, keys = axes_of(trace.queries(head[0]), trace.keys(head[0]), axis, LONGEST)
    weights, seen = joined(found.weights, queries, keys), joined_scores(found.scores, queries, keys) > MASKED
    top = max(1e-9, float(weights.max())) if own else 1.0
    names = [tuple(side.name(unit) for unit in range(len(side))) for side in (queries, keys)]
    facts = ""
    if queries.kind == "words":
        facts = _facts_line(unit_facts(weights, seen, queries, keys), most_unit_bits(seen, queries))
    query, key = _strongest(weights, queries, keys)
    text = QCoreApplication.translate("Heads", "strongest: “{query}” → “{key}” {share}")
    strongest = text.format(
        query=one_line(names[0][query]), key=one_line(names[1][key]), share=percent(float(weights[query, key]))
    )
    cells = Cells(np.where(seen, weights, np.float32(np.nan)), *names, WeightScale(top))
    return Enlarged(cells, facts, tuple(filter(None, (strongest, axis_rule(queries)))))


def _strongest(weights: Array, queries: Axis, keys: Axis) -> tuple[int, int]:
    """The pair with the largest weight between units of the user's own text; of all where there are no such."""
    own = ~np.array(queries.special, bool)[:, None] & ~np.array(keys.special, bool)
    row, column = np.unravel_index(int(np.where(own, weights, -1.0).argmax()), weights.shape)
    if not own.any():
        row, column = np.unravel_index(int(weights.argmax()), weights.shape)
    return int(row), int(column)


def _facts_line(facts: dict[str, float], most: float) -> str:
    """As ``heads_said.facts_line``, by words."""
    text = QCoreApplication.translate("Heads", "by words: entropy {bits} of {most} bits")
    said = [text.format(bits=number(facts["entropy"]), most=number(most))]
    if not np.isnan(facts["distance"]):
        distance = number(facts["distance"], 1)
        said.append(QCoreApplication.translate("Heads", "distance {words} words").format(words=distance))
    if strongest := strongest_fact(facts, words=True):
        said.append(strongest)
    return " · ".join(said)
