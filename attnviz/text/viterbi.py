"""The cut of a text into vocabulary pieces that a Unigram model finds most likely.

Kudo 2018, "Subword Regularization", section 3.2: a cut is as likely as the product of its pieces, so the best one is
the best path through all pieces that occur in the text (Viterbi). The tokenizers library does the same, but takes a
second and 270 MB to load 250,000 pieces, and keeps Python's lock meanwhile, so that the window would stand still.
"""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from attnviz.text.piece_table import PieceIds, PieceTable

_UNKNOWN_PENALTY = 10.0  # an unknown character is that much less likely than the rarest piece, as in SentencePiece


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

    def __call__(self, text: str) -> list[tuple[int, int, int]]:
        """(start, end, vocabulary index) of each piece, in order; unknown characters side by side are one piece."""
        length = len(text)
        best = [0.0] + [float("-inf")] * length  # of the text up to here
        came_from = [0] * (length + 1)
        by_piece = [self._unk] * (length + 1)
        ids, scores = self._ids, self._scores
        for start in range(length):
            here = best[start]
            if here + self._unknown_score > best[start + 1]:
                best[start + 1] = here + self._unknown_score
                came_from[start + 1], by_piece[start + 1] = start, self._unk
            last = min(length, start + self._longest.get(text[start], 0))
            for end in range(start + 1, last + 1):
                id = ids[text[start:end]]
                if id is not None and here + scores[id] > best[end]:
                    best[end] = here + scores[id]
                    came_from[end], by_piece[end] = start, id
        return self._walk_back(came_from, by_piece)

    def _walk_back(self, came_from: list[int], by_piece: list[int]) -> list[tuple[int, int, int]]:
        cut: list[tuple[int, int, int]] = []
        end = len(came_from) - 1
        while end:
            start, id = came_from[end], by_piece[end]
            if id == self._unk and cut and cut[-1][2] == self._unk:
                cut[-1] = (start, cut[-1][1], id)
            else:
                cut.append((start, end, id))
            end = start
        return cut[::-1]
