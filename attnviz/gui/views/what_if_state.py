"""A change as a settings file or a session holds it, and read from there again, whatever stands in it."""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from typing import Any

from attnviz.gui.views.what_if_temperature import COLDEST, HOTTEST
from attnviz.other import Change
from attnviz.trace import Tokens
from attnviz.word_pair import Word, find_word, word_at, word_text

MOST_REMOVED = 5000
"""heads of a stored change: more than any model has"""


def stored_change(change: Change) -> dict[str, Any]:
    """All but the hidden tokens, by names; nothing of a change that is none."""
    usual, held = Change(), {}
    for name in ("causal", "scaled", "temperature", "positions"):
        if getattr(change, name) != getattr(usual, name):
            held[name] = getattr(change, name)
    if change.removed:
        held["removed"] = [list(head) for head in change.removed]
    return held


def change_of(state: Mapping[str, Any]) -> Change:
    """What ``stored_change`` gave; a value that is not understood is as in no change."""
    causal, temperature = state.get("causal"), state.get("temperature")
    hot = type(temperature) in (int, float) and math.isfinite(temperature) and COLDEST <= temperature <= HOTTEST
    removed = state.get("removed")
    heads = {
        (entry[0], entry[1])
        for entry in (removed[:MOST_REMOVED] if isinstance(removed, list) else ())
        if isinstance(entry, list)
        and [type(part) for part in entry] == [int, int]
        and 0 <= min(entry) <= max(entry) < 1000
    }
    return Change(
        causal=causal if isinstance(causal, bool) else None,
        scaled=state.get("scaled") is not False,
        temperature=float(temperature) if hot else 1.0,
        positions=state.get("positions") is not False,
        removed=tuple(sorted(heads)),
    )


def stored_words(words: Sequence[Word], tokens: Tokens) -> list[dict[str, Any]]:
    """Words where they stand, and how they are spelled."""
    return [{"start": word.start, "text": word_text(tokens, word)} for word in words]


def words_of(held: object, tokens: Tokens) -> tuple[Word, ...]:
    """The words that ``stored_words`` gave: at their place, else the first that is spelled so; others are left out."""
    found: list[Word] = []
    for entry in held if isinstance(held, list) else ():
        start, text = (entry.get("start"), entry.get("text")) if isinstance(entry, Mapping) else (None, None)
        if not isinstance(text, str) or not text:
            continue
        here = word_at(tokens, start) if type(start) is int and 0 <= start < len(tokens) else None
        if here is None or word_text(tokens, here) != text:
            here = find_word(text, tokens)
        if here is not None and here not in found:
            found.append(here)
    return tuple(found)
