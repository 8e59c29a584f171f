"""The run that a step shows beside the one in use: another sentence with the same word, or the same without a part."""

from __future__ import annotations

import unicodedata

from attnviz.lessons.scene import Scene
from attnviz.other import Change, Other
from attnviz.trace import HeadId

RULES = ("", "other meaning", "without head", "without each head", "without word")
MOST_HEADS = 16
"""of a layer that has more, those around the one in focus"""
MOST_TOKENS = 256
"""of a text all heads of a layer are asked for: each brings tables of so many rows and columns"""
MEANINGS = {
    "en": ("He went to the river bank.", "He went to the bank to withdraw money."),
    "ja": ("彼は首を横に振った。", "彼は会社を首になった。"),
}
"""Two sentences with a word that means something else in each, for the sample and beside it."""
TWO_MEANINGS = ("bank", "首")
"""that word"""


def others_of(rule: str, scene: Scene) -> tuple[Other, ...]:
    """What to ask for, by one of RULES."""
    if rule == "other meaning":
        return (Other(text=other_sentence(scene.trace.request.text)),)
    if rule == "without head":
        return (Other(change=Change(removed=(scene.focus.head_id,))),)
    if rule == "without each head":
        return tuple(Other(change=Change(removed=((scene.focus.layer, head),))) for head in heads_around(scene))
    if rule == "without word":
        return (Other(change=Change(hidden=scene.keys.word(scene.pair.key_index))),)
    return ()


def heads_around(scene: Scene) -> list[int]:
    """The heads of the layer in focus, as many as a slide shows."""
    heads = scene.trace.model.heads
    first = max(0, min(scene.focus.head - MOST_HEADS // 2, heads - MOST_HEADS))
    return list(range(first, min(heads, first + MOST_HEADS)))


def layer_heads(scene: Scene) -> tuple[HeadId, ...]:
    """All heads of the layer in focus; none of a text that is too long for all their tables."""
    if len(scene.keys) > MOST_TOKENS or len(scene.queries) > MOST_TOKENS:
        return ()
    return tuple((scene.focus.layer, head) for head in range(scene.trace.model.heads))


def other_sentence(text: str) -> str:
    """The sentence to compare with: the other one of the pair, in the language of the text."""
    first, second = MEANINGS["ja" if _is_japanese(text) else "en"]
    return first if text.strip() == second else second


def _is_japanese(text: str) -> bool:
    return any(unicodedata.name(letter, "").startswith(("HIRAGANA", "KATAKANA", "CJK")) for letter in set(text))
