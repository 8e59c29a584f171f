"""One head's weights by words, tokens or bytes: what stands along the axes, and the rule that joins the numbers.

Words: a key's weight is the sum over its pieces, a query's row the mean over its pieces, as in Clark et al. 2019
("What Does BERT Look At?", section 4.1), ``pair.word_weight`` and ``finding.weights_between``: each row still adds up
to 1. Bytes: each byte of a key has an equal share of its token's weight, each byte of a query has its token's row; rows
add up to 1 here too. Special tokens, and tokens that no character stands behind, are units of their own.

What is chosen is always a pair of tokens; see ``Axis.units_of`` and ``strongest_pair`` for the way there and back.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from functools import cached_property
from itertools import pairwise
from operator import lt

import numpy as np

from attnviz.errors import one_line
from attnviz.spread import Places, Side, Spread
from attnviz.text.labels import visible
from attnviz.text.spelling import byte_piece
from attnviz.trace import LONGEST_WORD, Array, Tokens
from attnviz.word_pair import word_bounds, word_texts

AXES = ("words", "tokens", "bytes")
MOST_UNITS = 4096
"""Bytes along an axis: a table of more has over 16 million weights, and the axis stays with tokens."""
_SPACE_SIGN = "Ġ"


@dataclass(frozen=True)
class Group:
    """Units before which one character stands: those from ``start`` to before ``stop``."""

    label: str
    start: int
    stop: int


class Axis:
    """The units along one side of a head's weights.

    Attributes:
        kind: one of AXES.
        asked: the kind that was wished for: "bytes" where there are more than ``MOST_UNITS`` of them.
        tokens: what the weights are between. For "words", ``Tokens.words`` says which belong together.
        labels: of each unit, as a person should read it.
        spans: (start, end) in the user's text, in code points.
        special: True for a token that the model adds.
    """

    def __init__(self, tokens: Tokens, kind: str = "tokens", most: int = MOST_UNITS) -> None:
        """``most``: bytes from which on the axis stays with tokens."""
        if kind not in AXES:
            raise ValueError(f"{kind} is none of {AXES}")
        self.asked = self.kind = kind
        self.tokens = tokens
        self.labels, self.spans, self.special = tokens.labels, tokens.spans, tokens.special
        self._pairs: tuple[Places, Places] | None = None  # (token, unit) that have to do with each other, ascending
        self._characters: tuple[Group, ...] | None = None
        if kind == "words":
            self._join_words()
        elif kind == "bytes":
            self._split_bytes(most)

    def __len__(self) -> int:
        return len(self.labels)

    @property
    def plain(self) -> bool:
        """Each unit is a token."""
        return self._pairs is None

    @cached_property
    def groups(self) -> tuple[Group, ...]:
        """Characters over their bytes; among tokens, those that have more than one token."""
        if self._characters is not None:
            return self._characters
        return tuple(_shared_characters(self.tokens)) if self.plain else ()

    def name(self, unit: int) -> str:
        """A unit's label where nothing stands over it: of a byte, and of a part of a character, with that."""
        if self.plain:
            return token_name(self.tokens, unit)
        start, end = self.spans[unit]
        if self.kind != "bytes" or self.special[unit] or start == end:
            return self.labels[unit]
        return f"{self.labels[unit]} {visible(self.tokens.text[start:end])}"

    def units_of(self, token: int) -> range:
        """The unit that a token is a piece of, or those that it is made of."""
        if self._pairs is None:
            return range(token, token + 1)
        tokens, units = self._pairs
        first, last = np.searchsorted(tokens, token), np.searchsorted(tokens, token, "right") - 1
        return range(int(units[first]), int(units[last]) + 1)

    def tokens_of(self, unit: int) -> range:
        """The tokens that a unit is made of: one, but for words, and for characters with fewer bytes than tokens."""
        if self._pairs is None:
            return range(unit, unit + 1)
        tokens, units = self._pairs
        first, last = np.searchsorted(units, unit), np.searchsorted(units, unit, "right") - 1
        return range(int(tokens[first]), int(tokens[last]) + 1)

    def first_tokens(self) -> Places:
        """The first token of each unit."""
        if self._pairs is None:
            return np.arange(len(self))
        return self._pairs[0][self._starts]

    def _join_words(self) -> None:
        """A word of one token keeps its label, which may say more than its text does ("␣", "[CLS]")."""
        tokens, bounds = self.tokens, word_bounds(self.tokens)
        if len(bounds) == len(tokens) + 1:
            return
        counts = np.diff(np.asarray(bounds))
        self._pairs = np.arange(len(tokens)), np.repeat(np.arange(len(counts)), counts)
        ends = list(pairwise(bounds))
        self.labels = tuple(
            tokens.labels[start] if stop - start == 1 else one_line(visible(text), LONGEST_WORD)
            for (start, stop), text in zip(ends, word_texts(tokens), strict=True)
        )
        self.spans = tuple((tokens.spans[start][0], tokens.spans[stop - 1][1]) for start, stop in ends)
        self.special = tuple(tokens.special[start] for start, _ in ends)

    def _split_bytes(self, most: int) -> None:
        """Go through runs of tokens that share characters; most runs are one token."""
        tokens = self.tokens
        total = sum(len(tokens.text[start:end].encode("utf-8", "surrogatepass")) or 1 for start, end in tokens.spans)
        if total > most:
            self.kind = "tokens"
            return
        labels: list[str] = []
        spans: list[tuple[int, int]] = []
        special: list[bool] = []
        groups: list[Group] = []
        token_of: list[int] = []
        unit_of: list[int] = []
        for first, stop, start, end in _runs(tokens):
            here = len(labels)
            if start == end or tokens.special[first]:
                labels.append(tokens.labels[first])
                spans.append((start, end))
                special.append(tokens.special[first])
                cuts = [0, 1]
            else:
                for place in range(start, end):
                    data = tokens.text[place].encode("utf-8", "surrogatepass")
                    groups.append(Group(visible(tokens.text[place]), len(labels), len(labels) + len(data)))
                    labels += [f"{byte:02X}" for byte in data]
                    spans += [(place, place + 1)] * len(data)
                    special += [False] * len(data)
                cuts = _cuts(tokens, first, stop, start, len(labels) - here)
            for token, (low, high) in enumerate(pairwise(cuts), first):
                units = range(here + min(low, len(labels) - here - 1), here + max(high, low + 1))
                token_of += [token] * len(units)
                unit_of += units
        self._pairs = np.asarray(token_of, np.intp), np.asarray(unit_of, np.intp)
        self.labels, self.spans, self.special = tuple(labels), tuple(spans), tuple(special)
        self._characters = tuple(groups)

    # what ``spread`` needs

    @cached_property
    def _starts(self) -> Places:
        """The first of the pairs of each unit."""
        assert self._pairs is not None
        starts: Places = np.searchsorted(self._pairs[1], np.arange(len(self)))
        return starts

    def side(self, keys: bool = False, mean: bool = False) -> Side:
        """What the units are made of. ``keys``: a token's weight is shared among its units; ``mean``: theirs averaged.

        Its pieces are the pairs of a token and a unit that have to do with each other.
        """
        if self._pairs is None:
            every = np.arange(len(self))
            return Side(every, every, np.ones(len(self), np.intp))
        tokens, units = self._pairs
        shares = None
        if keys and len(tokens) > len(self.tokens):
            shares = (1 / np.bincount(tokens, minlength=len(self.tokens))[tokens]).astype(np.float32)
        return Side(tokens, self._starts, np.bincount(units, minlength=len(self)), shares, mean)


def token_name(tokens: Tokens, token: int) -> str:
    """A token's label, and what it shares with its neighbours: "‹E6 98› 昨" for the first bytes of a character."""
    start, end = tokens.spans[token]
    beside = (tokens.spans[at] for at in (token - 1, token + 1) if 0 <= at < len(tokens) and not tokens.special[at])
    if tokens.special[token] or not any(low < end and start < high for low, high in beside):
        return tokens.labels[token]
    return f"{tokens.labels[token]} {visible(tokens.text[start:end])}"


def spread(weights: Array, queries: Axis, keys: Axis) -> Array | Spread:
    """Weights between tokens (T, S) as weights between units (T', S'); the very same where both axes are tokens.

    Those of units are made where they are read: a picture shows a thousandth of those of a long text.
    """
    if queries.plain and keys.plain:
        return weights
    return Spread(weights, queries.side(mean=True), keys.side(keys=True))


def spread_scores(scores: Array, queries: Axis, keys: Axis) -> Array | Spread:
    """The largest score between the tokens of two units (T', S'): a pair of units is masked where all of it is."""
    return scores if queries.plain and keys.plain else Spread(scores, queries.side(), keys.side(), np.maximum)


def joined(weights: Array, queries: Axis, keys: Axis) -> Array:
    """``spread``, all of it made."""
    made = spread(weights, queries, keys)
    return made[:] if isinstance(made, Spread) else made


def joined_scores(scores: Array, queries: Axis, keys: Axis) -> Array:
    """``spread_scores``, all of it made."""
    made = spread_scores(scores, queries, keys)
    return made[:] if isinstance(made, Spread) else made


def strongest_pair(weights: Array, queries: Axis, keys: Axis, query: int, key: int) -> tuple[int, int]:
    """The pair of tokens that a pair of units stands for: the strongest among their pieces; the first of equals."""
    return strongest_among(weights, queries.tokens_of(query), keys.tokens_of(key))


def strongest_among(weights: Array, rows: range, columns: range) -> tuple[int, int]:
    """The strongest pair of some neighbouring queries and keys; the first of equals."""
    if len(rows) == len(columns) == 1:
        return rows.start, columns.start
    block = weights[rows.start : rows.stop, columns.start : columns.stop]
    row, column = np.unravel_index(int(block.argmax()), block.shape)
    return rows[int(row)], columns[int(column)]


def axes_of(queries: Tokens, keys: Tokens, kind: str, most: int = MOST_UNITS) -> tuple[Axis, Axis]:
    """The axes of both sides, of one kind: tokens on both where one of them has more bytes than ``most``."""
    rows = Axis(queries, kind, most)
    columns = rows if keys is queries else Axis(keys, kind, most)
    if rows.kind != columns.kind:
        rows, columns = Axis(queries), Axis(keys)
        rows.asked = columns.asked = kind
    return rows, columns


def _runs(tokens: Tokens) -> Iterator[tuple[int, int, int, int]]:
    """(first token, stop, start, end of the text behind them) of each run of tokens that share characters."""
    first, (start, end) = 0, tokens.spans[0] if tokens.spans else (0, 0)
    for at, (low, high) in enumerate(tokens.spans[1:], 1):
        if low < end and high > low and not tokens.special[at] and not tokens.special[first]:
            end = max(end, high)
            continue
        yield first, at, start, end
        first, start, end = at, low, high
    if tokens.spans:
        yield first, len(tokens.spans), start, end


def _shared_characters(tokens: Tokens) -> Iterator[Group]:
    if not len(tokens):
        return
    starts, ends = zip(*tokens.spans, strict=True)
    if not any(map(lt, starts[1:], ends)):  # asked at each key press, of long texts too
        return
    for first, stop, start, end in _runs(tokens):
        if stop - first > 1:
            yield Group("".join(map(visible, tokens.text[start:end])), first, stop)


def _cuts(tokens: Tokens, first: int, stop: int, start: int, count: int) -> list[int]:
    """Where a run of tokens cuts its ``count`` bytes: as their pieces say, else evenly."""
    if stop - first == 1:
        return [0, count]
    sizes = [_byte_count(tokens.pieces[at]) for at in range(first, stop)]
    if tokens.pieces[first].startswith(_SPACE_SIGN) and not tokens.text[start].isspace():
        sizes[0] -= 1  # the space before a word is not in its span
    cuts = np.concatenate([[0], np.cumsum(sizes)])
    if cuts[-1] != count or min(sizes) < 1:  # pieces are not made of bytes: one character that is spelled out
        cuts = np.arange(stop - first + 1) * count // (stop - first)
    found: list[int] = cuts.tolist()
    return found


def _byte_count(piece: str) -> int:
    """Bytes of a piece that is a part of a character: one for each sign of a byte-level vocabulary."""
    return 1 if byte_piece(piece) else len(piece)
