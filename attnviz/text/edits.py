"""What a key press left as it was: a text changes in one place at a time, and the rest need not be split again."""

from __future__ import annotations

import unicodedata
from bisect import bisect_left, bisect_right
from collections.abc import Callable, Sequence
from typing import NamedTuple, TypeVar

from attnviz.text.vocabulary import Pieces

_T = TypeVar("_T")

_NEAR = 32  # characters from a change within which its neighbours may be split anew


class Row(NamedTuple):
    """The tokens of a text, and what it takes to go on with them after an edit.

    Attributes:
        pieces: their columns.
        bounds: (start, end) of each in the text, the space before a word included.
        runs: index of the stretch of text that each is a part of; the vocabulary never joins across stretches.
    """

    text: str
    pieces: Pieces
    bounds: Sequence[tuple[int, int]]
    runs: Sequence[int]


class LastRow:
    """Splits texts by splitting only what differs from the last one.

    A vocabulary that cuts a text into stretches first, from left to right and without looking back, cuts what follows
    the end of a stretch as if a text began there. So the text is split anew from the end of a stretch ("seam") well
    before the change to one well behind it. The stretch next to each of the two is split once more and must come out
    as it was: a vocabulary for which it does not is split as a whole from then on.

    Args:
        split: splits a whole text.
        after_space: a stretch may begin behind a space; otherwise the space belongs to what follows.
        longest: characters of the longest token that is looked for before anything else.
    """

    def __init__(self, split: Callable[[str], Row], after_space: bool, longest: int) -> None:
        self._split = split
        self._after_space = after_space
        self._margin = max(_NEAR, longest)
        self._last = split("")
        self._holds = True

    def __call__(self, text: str) -> Row:
        row = self._edited(text) if self._holds else None
        self._last = row or self._split(text)
        return self._last

    def _edited(self, text: str) -> Row | None:
        old = self._last
        bounds = old.bounds
        same_head, same_tail = unchanged(old.text, text)
        longer, count = len(text) - len(old.text), len(bounds)
        left = self._seam_before(old, same_head - self._margin)
        outer_left = self._seam_before(old, bounds[left][0] - 1) if left else 0
        if not outer_left:
            return None
        right = self._seam_behind(old, len(old.text) - same_tail + self._margin)
        outer_right = self._seam_behind(old, bounds[right][0] + 1) if right < count else count
        start = bounds[outer_left][0]
        stop = bounds[outer_right][0] + longer if outer_right < count else len(text)
        new = self._split(text[start:stop])
        first, last = left - outer_left, len(new.bounds) - (outer_right - right)
        self._holds = (
            first <= last
            and new.pieces.ids[:first] == old.pieces.ids[outer_left:left]
            and new.pieces.ids[last:] == old.pieces.ids[right:outer_right]
            and _starts(new, first, stop - start) == bounds[left][0] - start
            and _starts(new, last, stop - start) == (bounds[right][0] + longer if right < count else len(text)) - start
        )
        return _joined(text, old, new, (left, right), (first, last), start, longer) if self._holds else None

    def _seam_before(self, row: Row, position: int) -> int:
        """The last token that begins a stretch at or before a position; 0 where there is none."""
        at = bisect_right(row.bounds, (position, len(row.text))) - 1
        while at > 0 and not self._is_seam(row, at):
            at -= 1
        return max(at, 0)

    def _seam_behind(self, row: Row, position: int) -> int:
        """The first token that begins a stretch at or behind a position; the number of tokens where there is none."""
        at = bisect_left(row.bounds, (position, 0))
        while 0 < at < len(row.bounds) and not self._is_seam(row, at):
            at += 1
        return at if at else len(row.bounds)

    def _is_seam(self, row: Row, at: int) -> bool:
        start = row.bounds[at][0]
        if row.runs[at] == row.runs[at - 1] or row.bounds[at - 1][1] > start or not 0 < start < len(row.text):
            return False
        before, here = row.text[start - 1], row.text[start]
        if before.isspace():
            return self._after_space
        # an apostrophe may belong to a contraction, a mark to the letter
        return before.isalpha() and here not in "'’" and (here.isspace() or unicodedata.category(here)[0] in "PS")


def _starts(row: Row, at: int, length: int) -> int:
    return row.bounds[at][0] if at < len(row.bounds) else length


def _joined(
    text: str, old: Row, new: Row, kept: tuple[int, int], taken: tuple[int, int], start: int, longer: int
) -> Row:
    """The old row up to token kept[0] and from kept[1] on, and between them the new row's taken[0]:taken[1]."""
    left, right = kept
    between = slice(*taken)

    def column(before: Sequence[_T], here: Sequence[_T]) -> list[_T]:
        return [*before[:left], *here[between], *before[right:]]

    def places(before: Sequence[tuple[int, int]], here: Sequence[tuple[int, int]]) -> list[tuple[int, int]]:
        behind = before[right:] if longer == 0 else [(a + longer, b + longer) for a, b in before[right:]]
        return [*before[:left], *((a + start, b + start) for a, b in here[between]), *behind]

    def numbers(before: Sequence[int], here: Sequence[int]) -> list[int]:
        head, middle, behind = before[:left], here[between], before[right:]
        if middle:
            shift = head[-1] + 1 - middle[0]
            middle = [number + shift for number in middle]
        shift = [*head[-1:], *middle[-1:]][-1] + 1 - behind[0] if behind else 0
        return [*head, *middle, *(behind if shift == 0 else (number + shift for number in behind))]

    was, now = old.pieces, new.pieces
    pieces = Pieces(
        column(was.ids, now.ids),
        column(was.spellings, now.spellings),
        column(was.labels, now.labels),
        places(was.spans, now.spans),
        numbers(was.words, now.words),
        left + len(now.ids[between]) + len(was.ids) - right,
    )
    return Row(text, pieces, places(old.bounds, new.bounds), numbers(old.runs, new.runs))


def unchanged(old: str, new: str) -> tuple[int, int]:
    """How many characters two texts share at the head, and how many of the others at the tail."""
    shorter = min(len(old), len(new))
    head = _most(shorter, lambda count: old[:count] == new[:count])
    tail = _most(shorter - head, lambda count: old[len(old) - count :] == new[len(new) - count :])
    return head, tail


def _most(count: int, same: Callable[[int], bool]) -> int:
    """The largest number up to ``count`` that is still the same; slices compare faster than a loop can."""
    least = 0
    while least < count:
        middle = (least + count + 1) // 2
        if same(middle):
            least = middle
        else:
            count = middle - 1
    return least
