"""The cut of a text into vocabulary pieces that a Unigram model finds most likely.

Kudo 2018, "Subword Regularization", section 3.2: a cut is as likely as the product of its pieces, so the best one is
the best path through all pieces that occur in the text (Viterbi). The tokenizers library does the same, but takes a
second and 270 MB to load 250,000 pieces, and keeps Python's lock meanwhile, so that the window would stand still.

A key press changes one place of a text, so the paths of the last text are kept. Those up to the change hold as they
are. Behind it, the best score of each place depends on the ``longest piece`` places before it alone: once so many in
a row differ from the last text's by one and the same amount, all that follow do, and their paths hold as well.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field

import numpy as np

from attnviz.text.edits import unchanged
from attnviz.text.piece_table import PieceIds, PieceTable

_UNKNOWN_PENALTY = 10.0  # an unknown character is that much less likely than the rarest piece, as in SentencePiece
_SPELLINGS = 64  # for each character, of what begins there: English asks for 18


@dataclass(frozen=True)
class _Paths:
    """The best cut of text[:i] for each i: its score, and the length and vocabulary index of its last piece."""

    text: str = ""
    scores: list[float] = field(default_factory=lambda: [0.0])
    lengths: list[int] = field(default_factory=lambda: [0])
    ids: list[int] = field(default_factory=lambda: [-1])


class BestCut:
    """Cuts texts with one vocabulary.

    Args:
        pieces, scores: spelling and log probability by vocabulary index.
        unk: index that stands for a run of characters no piece covers.
    """

    def __init__(self, pieces: Sequence[str], scores: Sequence[float], unk: int) -> None:
        table = pieces if isinstance(pieces, PieceTable) else PieceTable.of(pieces)
        self._ids = PieceIds(table, unk)
        self._scores = scores
        self._unk = unk
        self._unknown_score = float(np.min(scores)) - _UNKNOWN_PENALTY
        self._longest = table.longest()  # by first character: spares most look-ups
        self._reach = max(self._longest.values(), default=1)
        self._last = _Paths()

    def __call__(self, text: str) -> list[tuple[int, int, int]]:
        """(start, end, vocabulary index) of each piece, in order; unknown characters side by side are one piece."""
        self._ids.forget(_SPELLINGS * (len(text) + len(self._last.text)))  # two texts may be shown beside each other
        self._last = paths = self._paths(text, self._last)
        return self._walk_back(paths)

    def _paths(self, text: str, old: _Paths) -> _Paths:
        same_head, same_tail = unchanged(old.text, text)
        length, longer = len(text), len(text) - len(old.text)
        best = old.scores[: same_head + 1] + [float("-inf")] * (length - same_head)
        lengths = old.lengths[: same_head + 1] + [1] * (length - same_head)
        by_piece = old.ids[: same_head + 1] + [self._unk] * (length - same_head)
        ids, scores = self._ids, self._scores
        ahead, steady = float("nan"), 0  # how much better than the last text here, and for how many places
        for start in range(max(0, same_head + 1 - self._reach), length):
            here = best[start]
            if start >= length - same_tail:
                # float32 scores add up in float64 without rounding, so that the amounts are equal to the last bit
                gain = here - old.scores[start - longer]
                ahead, steady = gain, steady + 1 if gain == ahead else 1
                if steady == self._reach:
                    best[start:] = [score + gain for score in old.scores[start - longer :]]
                    lengths[start:] = old.lengths[start - longer :]
                    by_piece[start:] = old.ids[start - longer :]
                    break
            if here + self._unknown_score > best[start + 1]:
                best[start + 1] = here + self._unknown_score
                lengths[start + 1], by_piece[start + 1] = 1, self._unk
            last = min(length, start + self._longest.get(text[start], 0))
            for end in range(max(start, same_head) + 1, last + 1):
                id = ids[text[start:end]]
                if id is not None and here + scores[id] > best[end]:
                    best[end] = here + scores[id]
                    lengths[end], by_piece[end] = end - start, id
        return _Paths(text, best, lengths, by_piece)

    def _walk_back(self, paths: _Paths) -> list[tuple[int, int, int]]:
        cut: list[tuple[int, int, int]] = []
        lengths, ids, unk = paths.lengths, paths.ids, self._unk
        end = len(paths.text)
        while end:
            id = ids[end]
            start = end - lengths[end]
            if id == unk and cut and cut[-1][2] == unk:
                cut[-1] = (start, cut[-1][1], id)
            else:
                cut.append((start, end, id))
            end = start
        return cut[::-1]
