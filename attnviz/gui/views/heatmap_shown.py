"""One head on one text as a heatmap holds it, and how its words and masked cells are called."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property

from PySide6.QtCore import QCoreApplication

from attnviz import errors
from attnviz.axis import strongest_pair
from attnviz.digits import percent
from attnviz.gui.views.matrix import HeatmapOptions, Matrix
from attnviz.pair import MASKED, word_weight
from attnviz.trace import Focus, HeadTrace, Tokens, Trace


@dataclass(frozen=True)
class Shown:
    """One head on one text as a heatmap holds it: what header, axes and cells are drawn from."""

    trace: Trace
    head: HeadTrace
    focus: Focus
    options: HeatmapOptions
    matrix: Matrix

    @cached_property
    def chosen(self) -> tuple[int, int] | None:
        """The (query, key) in focus; None when there is none, or it points beyond this text."""
        query, key = self.focus.query, self.focus.key
        if query is None or key is None or query >= len(self.queries) or key >= len(self.keys):
            return None
        return query, key

    @property
    def queries(self) -> Tokens:
        return self.matrix.queries.tokens

    @property
    def keys(self) -> Tokens:
        return self.matrix.keys.tokens

    def is_masked(self, pair: tuple[int, int]) -> bool:
        return bool(self.head.scores[pair] <= MASKED)

    def hides(self, query: int, key: int) -> bool:
        """Whether all of a pair of units is masked."""
        matrix = self.matrix
        return self.is_masked(strongest_pair(matrix.token_weights, matrix.queries, matrix.keys, query, key))

    def unit_weight(self, query: int, key: int) -> str:
        """A share; of units of which the query cannot see the key, that it is masked."""
        return masked_name() if self.hides(query, key) else percent(float(self.matrix.weights[query, key]))

    def token_weight(self, pair: tuple[int, int]) -> str:
        """The same of a pair of tokens."""
        return masked_name() if self.is_masked(pair) else percent(float(self.head.weights[pair]))

    def word_share(self, pair: tuple[int, int]) -> str:
        if pair not in self._word_shares:
            share = rounded(word_weight(self.trace, self.head, *pair, self.focus.layer))
            rows, columns = self.queries.word(pair[0]), self.keys.word(pair[1])
            seen = any(not self.is_masked((row, column)) for row in rows for column in columns)
            self._word_shares[pair] = share if seen else masked_name()
        return self._word_shares[pair]

    @cached_property
    def _word_shares(self) -> dict[tuple[int, int], str]:
        """Those asked for so far: title and description name the same ones at each paint."""
        return {}


def rounded(weight: float) -> str:
    """A share in large type: whole per cents, and of less than one as many decimals as tell it from none."""
    return percent(weight, 0 if weight >= 0.00995 or weight == 0 else 1 if weight >= 0.00095 else 2)


def masked_name() -> str:
    """What stands in place of the share of a masked cell."""
    return QCoreApplication.translate("Heatmap", "masked")


def masked_reason(shown: Shown, pair: tuple[int, int]) -> str:
    """Why a cell has no weight; "" for one that has."""
    if not shown.is_masked(pair):
        return ""
    query, key = one_line(shown.queries.labels[pair[0]]), one_line(shown.keys.labels[pair[1]])
    if pair[1] > pair[0]:
        text = QCoreApplication.translate("Heatmap", "“{key}” comes later than “{query}” and cannot be seen from it.")
    else:
        text = QCoreApplication.translate("Heatmap", "“{key}” lies too far before “{query}” to be seen from it.")
    return text.format(query=query, key=key)


LONGEST = 4000
"""characters of a text that are shown on one line"""


def one_line(text: str) -> str:
    """A word of the user's text as a title may show it: line breaks and tabs become spaces, and nothing turns it."""
    return errors.one_line(" ".join(text.split()), LONGEST)
