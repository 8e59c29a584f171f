"""Sentences of a wanted number of tokens, in any vocabulary."""

from __future__ import annotations

from collections.abc import Callable, Iterable

TEXT = (
    "the old man and the small dog walk along the river while the sun goes down and the children play in the garden "
    "with a red ball that rolls over the green grass to the house where music comes out of an open window"
)
LAST = ("cat", "dog", "book", "house", "water", "night", "music", "paper", "stone", "river", "table", "green", "light")

Count = Callable[[str], int]


def texts_of(tokens: int, count: Count) -> list[str]:
    """Texts that differ in their last word only, as while typing.

    Args:
        tokens: how many each has.
        count: text -> tokens of it in the model's vocabulary.

    Raises:
        ValueError: no such text was found.
    """
    start = _start(tokens, count)
    return _of_length((f"{start} {word}".strip() for word in LAST), tokens, count)


def unlike_texts(tokens: int, count: Count) -> list[str]:
    """Texts of ``tokens`` tokens that differ from the first token on: nothing of one can be used for the next.

    Raises:
        ValueError: no such text was found.
    """
    rest = _start(tokens, count)
    return _of_length((f"{word} {rest}".strip() for word in LAST), tokens, count)


def _of_length(texts: Iterable[str], tokens: int, count: Count) -> list[str]:
    found = [text for text in texts if count(text) == tokens]
    if len(found) < 2:
        raise ValueError(f"no texts of {tokens} tokens")
    return found


def growing_texts(tokens: int, more: int, count: Count) -> list[str]:
    """A text of ``tokens`` tokens, and ``more`` that have one token more each, at the end.

    Raises:
        ValueError: no such text was found.
    """
    found = [_start(tokens + 1, count)]
    for word in TEXT.split():
        longer = f"{found[-1]} {word}"
        if len(found) <= more and count(longer) == tokens + len(found):
            found.append(longer)
    if count(found[0]) != tokens or len(found) <= more:
        raise ValueError(f"no text of {tokens} tokens that grows")
    return found


def words_to_type(keys: int) -> str:
    """So many characters of common words, each with a space before it."""
    text = f" {TEXT}"
    return (text * (keys // len(text) + 1))[:keys]


def typed_text(tokens: int, count: Count) -> str:
    """A text of ``tokens`` tokens that still has as many when an "s" is typed at its end.

    Raises:
        ValueError: no such text was found.
    """
    for text in texts_of(tokens, count):
        if count(text + "s") == tokens:
            return text
    raise ValueError(f"no text of {tokens} tokens that takes an s")


def _start(tokens: int, count: Count) -> str:
    """Words that leave room for one more token."""
    words, text = TEXT.split(), ""
    for place in range(2 * tokens):
        longer = f"{text} {words[place % len(words)]}".strip()
        if count(longer) < tokens:  # a word of several tokens may be one too many: the next is tried
            text = longer
        if count(text) == tokens - 1:
            break
    return text
