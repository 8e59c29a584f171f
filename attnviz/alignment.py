"""Which words, tokens or bytes of two texts belong together, or of one text as two models read it.

Words that are spelled alike belong together, in order: a longest common subsequence of the words (difflib's, after the
beginning and the end that both texts share). Two models cut a text in two ways; there the pieces between two cuts that
both have made are one unit. By words (``attnviz.axis``) each word that both texts have is one row, by bytes each byte.
"""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Sequence
from dataclasses import dataclass
from difflib import SequenceMatcher
from functools import cached_property
from itertools import pairwise

from attnviz.axis import Axis
from attnviz.errors import one_line
from attnviz.trace import LONGEST_WORD, Tokens
from attnviz.word_pair import word_bounds, word_texts

NONE = range(0)
Slot = tuple[range, range]


@dataclass(frozen=True, eq=False)
class Alignment:
    """What of two texts belongs together, in an order that both keep.

    Attributes:
        one, other: words, tokens or bytes of the two texts.
        slots: for each row of a comparison the units of the first text and of the second, one of them maybe empty.
        words: the words that both texts have, special tokens left out, as tokens of the first and of the second.
    """

    one: Axis
    other: Axis
    slots: tuple[Slot, ...]
    words: tuple[Slot, ...]

    def __len__(self) -> int:
        return len(self.slots)

    @cached_property
    def _places(self) -> tuple[dict[int, int], dict[int, int]]:
        one = {unit: place for place, slot in enumerate(self.slots) for unit in slot[0]}
        other = {unit: place for place, slot in enumerate(self.slots) for unit in slot[1]}
        return one, other

    def place(self, token: int | None, side: int = 0) -> int | None:
        """The (first) slot that holds a token of the first text (side 0) or of the second (1)."""
        axis = (self.one, self.other)[side]
        if token is None or token >= len(axis.tokens):
            return None
        return self._places[side].get(axis.units_of(token).start)

    def tokens(self, place: int, side: int = 0) -> range:
        """The tokens behind a slot; none where the text has nothing there."""
        axis, units = (self.one, self.other)[side], self.slots[place][side]
        return range(axis.tokens_of(units[0]).start, axis.tokens_of(units[-1]).stop) if units else NONE

    @cached_property
    def labels(self) -> tuple[str, ...]:
        """What to call each slot: as the first text has it, or else the second."""
        return tuple(_label(self.one, here) if here else _label(self.other, there) for here, there in self.slots)

    @cached_property
    def joins(self) -> bool:
        """Some slot has several units of a text."""
        return any(len(part) > 1 for slot in self.slots for part in slot)


def _label(axis: Axis, part: range) -> str:
    if len(part) == 1:
        return axis.name(part[0])
    start, end = axis.spans[part[0]][0], axis.spans[part[-1]][1]
    return one_line(axis.tokens.text[start:end].strip(), LONGEST_WORD) or axis.labels[part[0]]


# --- which units belong together


def align(one: Tokens, other: Tokens, same_model: bool = True, kind: str = "tokens") -> Alignment:
    """Match two texts of one model, or one text as two models read it. ``kind``: one of ``axis.AXES``.

    Two models that cut a text in two ways have only whole words in common: there, words and tokens are the same.
    """
    if not same_model and one.text == other.text and one.spans != other.spans:
        return _by_bytes(one, other) if kind == "bytes" else _by_characters(one, other)
    axes = Axis(one, kind), Axis(other, kind)
    same = (one.text, one.spans, one.words) == (other.text, other.spans, other.words)
    return _itself(*axes) if same else _by_words(*axes)


def _itself(one: Axis, other: Axis) -> Alignment:
    slots = tuple((range(i, i + 1), range(i, i + 1)) for i in range(len(one)))
    words = tuple((word, word) for word in _words(one.tokens) if not one.tokens.special[word.start])
    return Alignment(one, other, slots, words)


def _words(tokens: Tokens) -> list[range]:
    return [range(start, stop) for start, stop in pairwise(word_bounds(tokens))]


def _by_words(one: Axis, other: Axis) -> Alignment:
    """Same words, upper and lower case alike; unit by unit where both have as many of it."""
    here, there = _words(one.tokens), _words(other.tokens)
    own, others = _units_of_words(one, here), _units_of_words(other, there)
    slots: list[Slot] = []
    words: list[Slot] = []
    for same, in_one, in_other in _matched(_spelled(one.tokens), _spelled(other.tokens)):
        if not same:
            slots += [(range(i, i + 1), NONE) for units in own[in_one.start : in_one.stop] for i in units]
            slots += [(NONE, range(i, i + 1)) for units in others[in_other.start : in_other.stop] for i in units]
            continue
        for i, j in zip(in_one, in_other, strict=True):
            slots += _pieces(own[i], others[j])
            if not one.tokens.special[here[i].start]:
                words.append((here[i], there[j]))
    return Alignment(one, other, tuple(slots), tuple(words))


def _units_of_words(axis: Axis, words: Sequence[range]) -> list[range]:
    """The units that each word is, or is made of."""
    starts = [axis.units_of(word.start).start for word in words]
    return [range(start, stop) for start, stop in pairwise([*starts, len(axis)])]


def _spelled(tokens: Tokens) -> list[tuple[str, bool]]:
    starts = word_bounds(tokens)[:-1]
    return [(text.casefold(), tokens.special[i]) for text, i in zip(word_texts(tokens), starts, strict=True)]


def _pieces(one: range, other: range) -> list[Slot]:
    if len(one) != len(other):
        return [(one, other)]  # upper and lower case of a letter may differ in bytes
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
    return Alignment(Axis(one), Axis(other), tuple(slots), tuple(words))


def _by_bytes(one: Tokens, other: Tokens) -> Alignment:
    """The bytes of one text, whatever tokens they are of; special tokens by their order at each end."""
    axes = Axis(one, "bytes"), Axis(other, "bytes")
    here, there = (_bytes_of(axis) for axis in axes)
    slots = tuple((here.get(key, NONE), there.get(key, NONE)) for key in sorted({*here, *there}))
    return Alignment(*axes, slots, _by_characters(one, other).words)


def _bytes_of(axis: Axis) -> dict[tuple[int, int, int], range]:
    """Each byte by (1, its character, which of that), special tokens by (0 or 2, place from there, 0)."""
    own = [i for i, special in enumerate(axis.special) if not special]
    first, last = (own[0], own[-1]) if own else (len(axis), len(axis))
    found: dict[tuple[int, int, int], range] = {}
    for unit, (start, _) in enumerate(axis.spans):
        key = (0, unit, 0) if unit < first else (2, unit - last, 0) if unit > last else (1, start, 0)
        while key in found:
            key = (key[0], key[1], key[2] + 1)
        found[key] = range(unit, unit + 1)
    return found


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
