"""What a slide is about: one head of one trace, one pair of its tokens, and every number of that pair in print."""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import cached_property

import numpy as np

from attnviz.digits import MINUS, number, percent, printed_small
from attnviz.errors import one_line
from attnviz.lessons.words import in_spoken_words, tells
from attnviz.pair import MASKED, Pair, open_pair, strongest_pair
from attnviz.trace import LONGEST_WORD, Array, Focus, HeadTrace, Tokens, Trace

_POWER = re.compile("×10([⁻⁰¹²³⁴⁵⁶⁷⁸⁹]+)")
_LOWERED = str.maketrans("⁻⁰¹²³⁴⁵⁶⁷⁸⁹", "-0123456789")
LONGEST_NAME = 16
"""Code points of a word in a sentence on a slide; longer ones are cut."""


@dataclass(frozen=True)
class Scene:
    """A pair of tokens with all that the slides print and draw about it.

    Attributes:
        focus: the pair itself, filled in when the window had none chosen.
        tokens: all tokens that the pair may be of: those of the text, and where the queries are those of another text
            than the keys, those of both, the keys' first.
        query_place, key_place: of the pair, among ``tokens``.
    """

    trace: Trace
    focus: Focus
    head: HeadTrace
    pair: Pair

    @property
    def queries(self) -> Tokens:
        return self.trace.queries(self.focus.layer)

    @property
    def keys(self) -> Tokens:
        return self.trace.keys(self.focus.layer)

    @cached_property
    def tokens(self) -> Tokens:
        return self.keys if self.queries is self.keys else joined(self.keys, self.queries)

    @property
    def query_place(self) -> int:
        return self.pair.query_index + (0 if self.queries is self.keys else len(self.keys))

    @property
    def key_place(self) -> int:
        return self.pair.key_index

    def weights_of(self, key: int) -> Array:
        """The row (S,) of one of the keys as a query; that of the pair where the queries are of another text."""
        return self.head.weights[key] if self.queries is self.keys else self.pair.row_weights

    def own_index(self, place: int) -> int:
        """The index of one of ``tokens`` in its own text."""
        return place if self.queries is self.keys or place < len(self.keys) else place - len(self.keys)


def joined(first: Tokens, second: Tokens) -> Tokens:
    """Two texts as one, with an arrow between them."""
    text = f"{first.text} → "
    start, word = len(text), max(first.words, default=-1) + 1
    return Tokens(
        text=text + second.text,
        ids=first.ids + second.ids,
        pieces=first.pieces + second.pieces,
        labels=first.labels + second.labels,
        spans=first.spans + tuple((start + a, start + b) for a, b in second.spans),
        special=first.special + second.special,
        words=first.words + tuple(word + index for index in second.words),
        limit=first.limit,
        total=first.total + second.total,
        read_to=start + second.read_to,
    )


def open_scene(trace: Trace | None, focus: Focus) -> Scene | None:
    """The scene of a pair, or None where there is nothing to show: no text, or a head that this trace does not hold.

    Without a chosen pair, or with one that the text no longer has, it is the strongest pair of the head. Its words are
    those of ``words.py``, whatever the window goes by: a hall is not asked to guess halves of words.
    """
    head = trace.head(focus) if trace is not None else None
    if trace is None or head is None or not head.weights.size:
        return None
    rows, columns = head.weights.shape
    query, key = focus.query, focus.key
    if query is None or key is None or not (0 <= query < rows and 0 <= key < columns):
        query, key = strongest_pair(trace.queries(focus.layer), head.weights, trace.keys(focus.layer))
    return Scene(in_spoken_words(trace), focus.on_pair(query, key), head, open_pair(head, query, key))


def shown_word(tokens: Tokens, index: int, other: int) -> tuple[int, int]:
    """The code points to mark for a token of a pair: its whole word, or only itself where that word is very long or
    holds the ``other`` token of the pair too."""
    start, end = tokens.spans[index]
    if start == end or (index != other and tokens.words[index] == tokens.words[other]):
        return _ink(tokens.text, start, end)
    pieces = [tokens.spans[i] for i in tokens.word(index)]
    word = min(a for a, _ in pieces), max(b for _, b in pieces)
    chosen = word if word[1] - word[0] <= LONGEST_NAME else (start, end)
    return _ink(tokens.text, *chosen)


def _ink(text: str, start: int, end: int) -> tuple[int, int]:
    """A span without the spaces that some vocabularies keep in front of a word."""
    cut = text[start:end]
    return (end - len(cut.lstrip()), start + len(cut.rstrip())) if cut.strip() else (start, end)


def shown_piece(tokens: Tokens, index: int) -> tuple[int, int]:
    """The code points of the token alone."""
    return _ink(tokens.text, *tokens.spans[index])


def pieces_of(tokens: Tokens, index: int) -> list[int]:
    """The tokens of the same word that stand for characters; a bare "▁" does not."""
    return [i for i in tokens.word(index) if tokens.spans[i][1] > tokens.spans[i][0]]


def word_name(tokens: Tokens, index: int, other: int) -> str:
    """The user's own word for a token of a pair, or the label of a token the model added."""
    start, end = shown_word(tokens, index, other)
    name = one_line(" ".join(tokens.text[start:end].split()), LONGEST_WORD) or tokens.labels[index]
    return name if len(name) <= LONGEST_NAME else name[: LONGEST_NAME - 1] + "…"


def spoken_name(tokens: Tokens, index: int, other: int) -> str:
    """What a sentence on a slide calls a token: its word, and which piece of it where it is only a piece."""
    name = word_name(tokens, index, other)
    cut = len(pieces_of(tokens, index)) > 1 and tokens.surface(index).strip() != name
    return f"{name} ({tokens.labels[index]})" if cut else name


def score_text(score: float) -> str:
    """A score in print; a masked one is minus infinity, whatever number the model uses for it."""
    return f"{MINUS}∞" if score <= MASKED else number(score)


def power_text(value: float) -> str:
    """e to a score in a narrow column: a small one is not 0.00, which the text beside it denies."""
    if value == 0 or value >= 0.01:
        return number(value)
    return number(value, 3) if value >= 0.0005 else "<\u202f0.001"


def numbers(pair: Pair, count: int) -> dict[str, str]:
    """What fills the <places> of a step's numbers, as LaTeX: digits as ``digits`` prints them everywhere else."""
    terms = [_product(pair.query[c], pair.key[c]) for c in range(min(2, len(pair.query)))]
    more = r"+\cdots" if len(pair.query) > len(terms) else ""
    return {
        "n": str(count),
        "i": str(pair.query_index),
        "j": str(pair.key_index),
        "d": str(len(pair.query)),
        "terms": "+".join(terms) + more,
        "dot": latex(number(pair.dot)),
        "root": latex(number(pair.root)),
        "score": latex(score_text(pair.score)),
        "max": _bracketed(score_text(pair.row_max)),
        "shift": latex(score_text(float(pair.row_shifted[pair.key_index]))),
        "exp": latex(printed_small(float(pair.row_exp[pair.key_index]))),
        "sum": latex(printed_small(pair.row_sum)),
        "weight": latex(percent(pair.weight)),
        "out": latex(number(float(pair.context[0]))),
    }


def blend_numbers(pair: Pair, values: Array) -> str:
    """The first number of the head's output as LaTeX: the pair's share of its value, the strongest other's, the rest.

    Args:
        values: all values of the head (S, Dh).
    """
    others = [int(j) for j in np.argsort(-pair.row_weights, kind="stable") if j != pair.key_index]
    shown = [pair.key_index, *others[:1]]
    terms = [
        f"{latex(percent(float(pair.row_weights[j])))}\\times \\value{{{_bracketed(number(float(values[j, 0])))}}}"
        for j in shown
    ]
    return "+".join(terms) + (r"+\cdots" if len(others) > 1 else "")


def scene_numbers(scene: Scene) -> dict[str, str]:
    """All <places> of the walk for one scene."""
    heads, width = scene.trace.model.heads, len(scene.pair.context)
    return numbers(scene.pair, len(scene.tokens)) | {
        "blend": blend_numbers(scene.pair, scene.head.value),
        "heads": str(heads),
        "width": str(width),
        "wide": str(heads * width),
    }


def strongest_keys(pair: Pair, count: int, weights: Array | None = None) -> list[int]:
    """At most ``count`` keys of the query's row in reading order: the pair's own, then the largest weights.

    Args:
        weights: (S,), other ones than the head's.
    """
    by = pair.row_weights if weights is None else weights
    order = [pair.key_index, *(int(j) for j in np.argsort(-by, kind="stable") if j != pair.key_index)]
    return sorted(order[: max(1, count)])


MOST_CANDIDATES = 5
FEWEST_TELLING = 3
"""words that tell something, from which on no others are offered"""


def candidates(scene: Scene) -> list[int]:
    """The words that an audience may guess from, the first token of each in reading order: the three that the query
    looks at most, all their pieces together, which the pair's own is one of, and others between them; none that the
    model added, nor the query, nor a word twice, and no "the" where there are better ones that are looked at more.
    """
    keys = scene.keys
    own = keys.word(scene.pair.query_index)[0] if scene.queries is scene.keys else -1
    firsts = [at for at in range(len(keys)) if not keys.special[at] and keys.word(at)[0] == at and at != own]
    firsts = [at for at in firsts if any(character.isalnum() for character in keys.word_surface(at))]
    firsts = [at for at in firsts if scene.pair.row_scores[at] > MASKED]  # nobody should guess what is not written yet
    pair = keys.word(scene.pair.key_index)[0]
    shares = {at: word_weight(scene, at) for at in firsts}
    most = max(shares, key=lambda at: shares[at], default=None)
    telling = [at for at in firsts if at in (pair, most) or tells(keys, at)]
    shares = {at: shares[at] for at in (telling if len(telling) >= FEWEST_TELLING else firsts)}
    order = _different(scene, sorted(shares, key=lambda at: (at != pair, -shares[at])))
    chosen, rest = order[:3], order[3:]
    step = max(1, len(rest) // (MOST_CANDIDATES - len(chosen) or 1))
    return sorted([*chosen, *sorted(rest)[::step][: MOST_CANDIDATES - len(chosen)]])


def word_weight(scene: Scene, token: int) -> float:
    """Share of a whole word: that of its pieces, added up."""
    return float(scene.pair.row_weights[list(scene.keys.word(token))].sum())


def _different(scene: Scene, tokens: list[int]) -> list[int]:
    """Without words that are written like one before, or like the query's."""
    seen = {scene.queries.word_surface(scene.pair.query_index).lower()}
    kept = []
    for at in tokens:
        word = scene.keys.word_surface(at).lower()
        if word not in seen:
            kept.append(at)
        seen.add(word)
    return kept


def latex(text: str) -> str:
    """A number of ``digits`` as LaTeX; in braces where negative, or its minus is spaced like a subtraction."""
    text = _POWER.sub(lambda found: rf"\times 10^{{{found[1].translate(_LOWERED)}}}", text)
    plain = text.replace(MINUS, "-").replace("∞", r"\infty ").replace("\u202f%", r"\,\%")
    return f"{{{plain}}}" if plain.startswith("-") else plain


def _bracketed(text: str) -> str:
    return f"({latex(text)})" if text.startswith(MINUS) else latex(text)


def _product(a: float, b: float) -> str:
    left, right = _bracketed(number(float(a))), _bracketed(number(float(b)))
    return f"\\query{{{left}}}\\times \\key{{{right}}}"
