"""Japanese words: tokens joined to morphemes, where a text has kana.

``Tokens.words`` tells words by script runs: cheap enough for every key press, but wrong where two words of kanji touch
(昨日東京駅) and where a word goes on in kana (食べる). On 30 sentences cut by hand, endings of verbs left free, script
runs against TinySegmenter's morphemes found the borders between words with an F1 of

    multilingual-e5-small  0.85 : 0.88     (its pieces are often longer than a word: the best possible is 0.92)
    SmolLM2 (bytes)        0.74 : 0.94
    all-MiniLM-L6-v2       0.66 : 0.91

So a library serves: TinySegmenter (Kudo 2008, BSD), one file of 24 kB in plain Python, 10 µs for a character. It is
imported when the first text with kana is to be shown in words, and not before.
Rejected: BudouX, which cuts phrases (文節), F1 0.55; MeCab, Sudachi and Janome, whose dictionaries take 50 MB and more.
"""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Callable, Sequence
from dataclasses import replace
from functools import cache, lru_cache

from attnviz.trace import Tokens, Trace

_KANA = re.compile("[\u3041-\u3096\u30a1-\u30fa\uff66-\uff9d]")
_RUN = re.compile("[\u3005-\u3007\u3041-\u3096\u309d-\u309f\u30a1-\u30fa\u30fc-\u30ff\uff66-\uff9f\u3400-\u9fff]+")
"""Kana, kanji and what belongs to them; punctuation is a word of its own whoever cuts."""


def in_words(trace: Trace) -> Trace:
    """A trace whose texts have words by morphemes, also those of the runs it is compared with."""
    return cut_anew(trace, by_morphemes)


def cut_anew(trace: Trace, cut: Callable[[Tokens], Tokens]) -> Trace:
    """A trace whose texts have other words, also those of the runs it is compared with; itself where none has."""
    tokens, target = cut(trace.tokens), trace.target and cut(trace.target)
    others = {other: cut_anew(one, cut) if isinstance(one, Trace) else one for other, one in trace.others.items()}
    if tokens is trace.tokens and target is trace.target and all(others[o] is trace.others[o] for o in others):
        return trace
    return replace(trace, tokens=tokens, target=target, others=others)


def by_morphemes(tokens: Tokens) -> Tokens:
    """Tokens whose ``words`` are morphemes where the text is Japanese; the same where it has no kana.

    A token that reaches over a border belongs to the word that it begins in, with what follows up to the next border
    that lies between two tokens. Chinese has no kana and keeps its words.
    """
    if not _KANA.search(tokens.text):
        return tokens
    runs = [run.span() for run in _RUN.finditer(tokens.text)]
    starts = [start for start, _ in runs]
    words, number = [], -1
    for at, (start, _) in enumerate(tokens.spans):
        if at == 0 or _begins(tokens, at, start, runs, starts):
            number += 1
        words.append(number)
    return replace(tokens, words=tuple(words))


def _begins(tokens: Tokens, at: int, start: int, runs: Sequence[tuple[int, int]], starts: Sequence[int]) -> bool:
    """Whether a token begins a word: by morphemes between two characters of one run, elsewhere as it was."""
    before = tokens.spans[at - 1]
    if not tokens.special[at] and not tokens.special[at - 1] and start == before[1] > before[0]:
        run = bisect_right(starts, start) - 1
        if run >= 0 and runs[run][0] < start < runs[run][1]:
            return start - runs[run][0] in borders(tokens.text[slice(*runs[run])])
    return tokens.words[at] != tokens.words[at - 1]


@lru_cache(maxsize=1024)
def borders(run: str) -> frozenset[int]:
    """Where a run of Japanese characters is cut, in characters from its beginning."""
    found, length = set(), 0
    for morpheme in _cutter()(run):
        length += len(morpheme)
        found.add(length)
    return frozenset(found - {len(run)})


@cache
def _cutter() -> Callable[[str], list[str]]:
    from tinysegmenter import TinySegmenter  # here: most sessions show tokens, or no Japanese

    cut: Callable[[str], list[str]] = TinySegmenter().tokenize
    return cut
