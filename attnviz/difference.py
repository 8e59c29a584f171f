"""Two heads side by side, of one text or of two: which tokens belong together, and what their weights are in both.

Words that are spelled alike belong together, in order: a longest common subsequence of the words (difflib's, after the
beginning and the end that both texts share). Two models cut a text in two ways; there the pieces between two cuts that
both have made are one unit. Weights of units are joined as in ``pair.word_weight``: summed over keys, averaged over
queries.
"""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Sequence
from dataclasses import dataclass
from difflib import SequenceMatcher
from functools import cached_property
from itertools import pairwise

import numpy as np
from numpy.typing import NDArray

from attnviz.errors import one_line
from attnviz.pair import MASKED
from attnviz.trace import LONGEST_WORD, Array, HeadId, HeadTrace, Tokens, Trace
from attnviz.word_pair import word_bounds, word_texts

MOST_SLOTS = 1200
"""Rows of a comparison: two texts of 512 tokens that share none have 1,024. Longer ones would be a picture of gaps."""
NONE = range(0)
Slot = tuple[range, range]


@dataclass(frozen=True, eq=False)
class Alignment:
    """What of two texts belongs together, in an order that both keep.

    Attributes:
        slots: for each row of a comparison the tokens of the first text and of the second, one of them maybe empty.
        words: the words that both texts have, special tokens left out, as tokens of the first and of the second.
    """

    slots: tuple[Slot, ...]
    words: tuple[Slot, ...]

    def __len__(self) -> int:
        return len(self.slots)

    @cached_property
    def _places(self) -> tuple[dict[int, int], dict[int, int]]:
        one = {token: place for place, slot in enumerate(self.slots) for token in slot[0]}
        other = {token: place for place, slot in enumerate(self.slots) for token in slot[1]}
        return one, other

    def place(self, token: int | None, side: int = 0) -> int | None:
        """The slot that holds a token of the first text (side 0) or of the second (1)."""
        return None if token is None else self._places[side].get(token)

    def labels(self, one: Tokens, other: Tokens) -> tuple[str, ...]:
        """What to call each slot: as the first text has it, or else the second."""
        return tuple(_label(one, here) if here else _label(other, there) for here, there in self.slots)


def _label(tokens: Tokens, part: range) -> str:
    if len(part) == 1:
        return tokens.labels[part[0]]
    start, end = tokens.spans[part[0]][0], tokens.spans[part[-1]][1]
    return one_line(tokens.text[start:end].strip(), LONGEST_WORD) or tokens.labels[part[0]]


# --- which tokens belong together


def align(one: Tokens, other: Tokens, same_model: bool = True) -> Alignment:
    """Match two texts of one model, or one text as two models read it."""
    if same_model and one.ids == other.ids:
        return _itself(one)
    if not same_model and one.text == other.text:
        return _by_characters(one, other)
    return _by_words(one, other)


def _itself(tokens: Tokens) -> Alignment:
    slots = tuple((range(i, i + 1), range(i, i + 1)) for i in range(len(tokens)))
    words = tuple((word, word) for word in _words(tokens) if not tokens.special[word.start])
    return Alignment(slots, words)


def _words(tokens: Tokens) -> list[range]:
    return [range(start, stop) for start, stop in pairwise(word_bounds(tokens))]


def _by_words(one: Tokens, other: Tokens) -> Alignment:
    """Same words, upper and lower case alike; token by token where both have as many pieces of it."""
    here, there = _words(one), _words(other)
    slots: list[Slot] = []
    words: list[Slot] = []
    for same, in_one, in_other in _matched(_spelled(one), _spelled(other)):
        if not same:
            slots += [(range(i, i + 1), NONE) for word in here[in_one.start : in_one.stop] for i in word]
            slots += [(NONE, range(i, i + 1)) for word in there[in_other.start : in_other.stop] for i in word]
            continue
        for i, j in zip(in_one, in_other, strict=True):
            pair = here[i], there[j]
            slots += _pieces(*pair)
            if not one.special[pair[0].start]:
                words.append(pair)
    return Alignment(tuple(slots), tuple(words))


def _spelled(tokens: Tokens) -> list[tuple[str, bool]]:
    starts = word_bounds(tokens)[:-1]
    return [(text.casefold(), tokens.special[i]) for text, i in zip(word_texts(tokens), starts, strict=True)]


def _pieces(one: range, other: range) -> list[Slot]:
    if len(one) != len(other):
        return [(one, other)]
    return [(range(i, i + 1), range(j, j + 1)) for i, j in zip(one, other, strict=True)]


def _matched(one: Sequence[object], other: Sequence[object]) -> list[tuple[bool, range, range]]:
    """Stretches of two sequences, in order: (whether both have it, indices of the first, of the second)."""
    shorter = min(len(one), len(other))
    before = next((i for i in range(shorter) if one[i] != other[i]), shorter)
    room = shorter - before
    after = next((i for i in range(room) if one[-1 - i] != other[-1 - i]), room)
    ends = len(one) - after, len(other) - after
    found = [(True, range(before), range(before))]
    between = SequenceMatcher(None, one[before : ends[0]], other[before : ends[1]], autojunk=False)
    for kind, low, high, start, stop in between.get_opcodes():
        found.append((kind == "equal", range(before + low, before + high), range(before + start, before + stop)))
    return [*found, (True, range(ends[0], len(one)), range(ends[1], len(other)))]


def _by_characters(one: Tokens, other: Tokens) -> Alignment:
    """Units between the cuts that both models make between words; special tokens by their order at each end."""
    cuts = _common_cuts(one, other)
    here, there = _units(one, cuts), _units(other, cuts)
    slots: list[Slot] = []
    words: list[Slot] = []
    for key in sorted({*here, *there}):
        slots.append((here.get(key, NONE), there.get(key, NONE)))
        if key[0] == 1 and all(slots[-1]):
            words.append(slots[-1])
    return Alignment(tuple(slots), tuple(words))


def _common_cuts(one: Tokens, other: Tokens) -> list[int]:
    """Where a word begins for both, and all cuts of the one that reads on where the other's text is at its end."""
    (here, end), (there, stop) = _cuts(one), _cuts(other)
    return sorted({*(here & there), *(cut for cut in here if cut >= stop), *(cut for cut in there if cut >= end)})


def _cuts(tokens: Tokens) -> tuple[set[int], int]:
    """Where words begin, spaces left out, and where the last one ends."""
    starts = (i for i in word_bounds(tokens)[:-1] if not tokens.special[i])
    end = max((stop for (_, stop), special in zip(tokens.spans, tokens.special, strict=True) if not special), default=0)
    return {_first_letter(tokens, i) for i in starts}, end


def _first_letter(tokens: Tokens, token: int) -> int:
    start, end = tokens.spans[token]
    text = tokens.text[start:end]
    return start + len(text) - len(text.lstrip()) if text.strip() else end


def _units(tokens: Tokens, cuts: Sequence[int]) -> dict[tuple[int, int], range]:
    """The tokens of each unit, by (0, place from the start), (1, number of its cut) or (2, place from the end)."""
    own = [i for i, special in enumerate(tokens.special) if not special]
    first, last = (own[0], own[-1]) if own else (len(tokens), len(tokens))
    units: dict[tuple[int, int], range] = {}
    for token in range(len(tokens)):
        if token < first:
            key = 0, token
        elif token > last:
            key = 2, token - last
        else:
            key = 1, bisect_right(cuts, _first_letter(tokens, token))
        units[key] = range(units[key].start if key in units else token, token + 1)
    return units


# --- weights


@dataclass(frozen=True, eq=False)
class Compared:
    """Two heads' weights on common axes (R, C); NaN where a head has no such pair, or where neither may look.

    Attributes:
        joined: True where some unit is several tokens, whose weights are joined.
    """

    queries: Alignment
    keys: Alignment
    row_labels: tuple[str, ...]
    column_labels: tuple[str, ...]
    before: Array
    after: Array
    joined: bool

    @property
    def top(self) -> float:
        """The largest weight of both."""
        known = [float(side[np.isfinite(side)].max(initial=0.0)) for side in (self.before, self.after)]
        return max(known)


def compare(one: Trace, head: HeadId, other: Trace, other_head: HeadId) -> Compared | None:
    """Lay two heads over each other; None where the two traces have not both, or are too long (``MOST_SLOTS``)."""
    here, there = one.heads.get(head), other.heads.get(other_head)
    if here is None or there is None or not here.weights.size or not there.weights.size:
        return None
    same = one.model.id == other.model.id
    texts = one.queries(head[0]), other.queries(other_head[0])
    read = one.keys(head[0]), other.keys(other_head[0])
    if max(map(len, texts)) > MOST_SLOTS or max(map(len, read)) > MOST_SLOTS:
        return None
    queries = align(*texts, same)
    keys = queries if read[0] is texts[0] and read[1] is texts[1] else align(*read, same)
    if max(len(queries), len(keys)) > MOST_SLOTS:
        return None
    rows, columns = _sides(queries), _sides(keys)
    before, after = (_placed(side.weights, rows[i], columns[i]) for i, side in enumerate((here, there)))
    unseen = _unseen(here, rows[0], columns[0]) & _unseen(there, rows[1], columns[1])
    before[unseen], after[unseen] = np.nan, np.nan
    joined = any(len(part) > 1 for axis in (queries, keys) for slot in axis.slots for part in slot)
    return Compared(queries, keys, queries.labels(*texts), keys.labels(*read), before, after, joined)


def _sides(axis: Alignment) -> tuple[list[range], list[range]]:
    return [slot[0] for slot in axis.slots], [slot[1] for slot in axis.slots]


def _placed(weights: Array, rows: Sequence[range], columns: Sequence[range]) -> Array:
    """Weights (T, S) on the axes of a comparison (R, C), joined where a unit has several tokens; NaN for gaps."""
    empty = np.array([not len(part) for part in rows])[:, None] | np.array([not len(part) for part in columns])
    if all(len(part) < 2 for part in (*rows, *columns)):
        down, across = ([part.start for part in parts] for parts in (rows, columns))
        placed: Array = weights[np.ix_(down, across)].astype(np.float32)
    else:
        averaged = _membership(rows, weights.shape[0], mean=True)  # (R, T)
        placed = (averaged @ weights @ _membership(columns, weights.shape[1], mean=False).T).astype(np.float32)
    placed[empty] = np.nan
    return placed


def _membership(parts: Sequence[range], count: int, mean: bool) -> Array:
    """(parts, count): 1 where a token is in a part, or its share of that part."""
    table = np.zeros((len(parts), count), np.float32)
    for row, part in zip(table, parts, strict=True):
        if part:
            row[part.start : part.stop] = 1 / len(part) if mean else 1
    return table


def _unseen(head: HeadTrace, rows: Sequence[range], columns: Sequence[range]) -> NDArray[np.bool_]:
    """Which cells of a comparison (R, C) a mask takes from this head; those that it has not count as taken."""
    visible = (head.scores > MASKED).astype(np.float32)
    if visible.all():
        empty_rows, empty_columns = (np.array([not len(part) for part in parts]) for parts in (rows, columns))
        gaps: NDArray[np.bool_] = empty_rows[:, None] | empty_columns
        return gaps
    taken: NDArray[np.bool_] = ~(_placed(visible, rows, columns) > 0)
    return taken


# --- vectors


def cosines(one: Array, other: Array, words: Sequence[Slot]) -> Array:
    """Cosine of each word's vector in two texts (L + 1, W), through the layers; of its pieces the mean is taken.

    Args:
        one, other: residual streams (L + 1, T, D) and (L + 1, T', D), see ``Trace.states``.
        words: tokens of each word in the first text and in the second.
    """
    if not words:
        return np.zeros((one.shape[0], 0), np.float32)
    a, b = _vectors(one, [word[0] for word in words]), _vectors(other, [word[1] for word in words])
    lengths = np.linalg.norm(a, axis=2) * np.linalg.norm(b, axis=2)
    with np.errstate(invalid="ignore"):
        found: Array = np.where(lengths > 0, np.einsum("lwd,lwd->lw", a, b) / lengths, np.nan).astype(np.float32)
    return found


def _vectors(states: Array, parts: Sequence[range]) -> Array:
    """Of each part the mean of its tokens (L + 1, parts, D); most are one token."""
    vectors: Array = states[:, [part.start for part in parts]]
    for place, part in enumerate(parts):
        if len(part) > 1:
            vectors[:, place] = states[:, part.start : part.stop].mean(axis=1)
    return vectors
