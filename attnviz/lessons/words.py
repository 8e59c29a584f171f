"""Words as a hall reads them: morphemes (``morphemes.py``) with the endings of their verbs, of which a speaker would
count no hands: 振った, not 振 and った; 壊れていた, not 壊れて and いた.
"""

from __future__ import annotations

import re
from dataclasses import replace
from functools import lru_cache

from attnviz.morphemes import by_morphemes, cut_anew
from attnviz.trace import Tokens, Trace

_PARTICLES = (
    "は が を に へ と も や の で か ね よ から まで より など だけ しか には では とは にも でも ので のに "
    "のため のために の中 の中で の中に の上 の上に の前 の前に の後 です ですね でした"
)
_SMALL = (
    "a an the and or but to of in on at by for from with as is are was were be been am do does did has have had not "
    "that this"
)
_PRONOUNS = (
    "it its he him his she her they them their this that these those who which itself himself herself themselves "
    "それ これ あれ 彼 彼女 彼ら そこ ここ 自分 こちら そちら"
)
PARTICLES, SMALL, PRONOUNS = (frozenset(words.split()) for words in (_PARTICLES, _SMALL, _PRONOUNS))
_ENDING = re.compile(
    "(?:し|さ|せ|て|た|っ|い|いる|いた|れ|れる|られ|られる|させ|させる|ます|まし|ませ|ん|ない|なかっ|なく|たい|たかっ|ば|そう|そうに|そうな)+"
)
"""of a verb or an adjective; で, が and と are left out: they are particles more often"""
_GOES_ON = re.compile("[\u3041-\u3096\u30a1-\u30fc\u3400-\u9fff]$")


def in_spoken_words(trace: Trace) -> Trace:
    """A trace whose texts have such words; the same where they already are."""
    return cut_anew(trace, spoken)


@lru_cache(maxsize=16)  # every slide asks anew, and equal words must be the same ones
def spoken(tokens: Tokens) -> Tokens:
    """Tokens whose ``words`` are as a person would cut them; the same for a text without kana."""
    cut = by_morphemes(tokens)
    if cut is tokens:
        return tokens
    words: list[int] = []
    for at in range(len(cut)):
        first = at == 0 or cut.words[at] != cut.words[at - 1]
        number = words[-1] if words else -1
        words.append(number + 1 if first and not _ends(cut, at) else number)
    return tokens if tuple(words) == tokens.words else replace(cut, words=tuple(words))


def _ends(tokens: Tokens, at: int) -> bool:
    """Whether the word that begins with a token only ends the one before it."""
    if at == 0 or tokens.special[at] or tokens.special[at - 1] or tokens.spans[at][0] != tokens.spans[at - 1][1]:
        return False
    before = tokens.word_surface(at - 1)
    return bool(
        _ENDING.fullmatch(tokens.word_surface(at)) and _GOES_ON.search(before) and not is_particle(tokens, at - 1)
    )


def is_particle(tokens: Tokens, token: int) -> bool:
    """A word that only says what others have to do with each other."""
    return tokens.word_surface(token) in PARTICLES


def tells(tokens: Tokens, token: int) -> bool:
    """A word that somebody might guess: not は, not "the", and no mark."""
    surface = tokens.word_surface(token)
    small = surface in PARTICLES or surface.lower() in SMALL or surface.startswith("を")  # no word begins with it
    return not small and any(character.isalnum() for character in surface)
