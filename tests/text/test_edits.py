from __future__ import annotations

import random

import pytest
import small_vocabularies as small
from tokenizers import normalizers

from attnviz.text.edits import unchanged
from attnviz.text.hugging_face import HuggingFaceSplitter

KINDS = ("gpt2", "llama3", "qwen2", "bert")
LIKELY = (
    "a",
    "e",
    "the",
    "cake",
    " ",
    " ",
    " ",
    ". ",
    ", ",
    "\n",
    "  ",
    "12",
    "'s",
    "don't",
    "太郎は",
    "を",
    "。",
    "🍰",
)
RARE = ("e\u0301", "<|endoftext|>", "[MASK]", "<|", "\u3099", "\t\n ", "’", "\u200b", "!!!", "é", "｡", "हि")


@pytest.mark.parametrize(
    ("old", "new", "same"),
    [
        ("", "", (0, 0)),
        ("abc", "abc", (3, 0)),
        ("abc", "abXc", (2, 1)),
        ("aaa", "aaaa", (3, 0)),
        ("abcabc", "abc", (3, 0)),
        ("xabc", "abc", (0, 3)),
        ("abc", "xyz", (0, 0)),
    ],
)
def test_unchanged(old: str, new: str, same: tuple[int, int]) -> None:
    assert unchanged(old, new) == same


@pytest.mark.parametrize("kind", KINDS)
def test_an_edited_text_has_the_tokens_of_a_new_one(kind: str) -> None:
    """Typing, deleting and replacing, at every place of a text that is long enough to keep most of."""
    rng = random.Random(8)
    splitter = HuggingFaceSplitter(small.ALL[kind]())
    text = " ".join(small.SENTENCES[:8])
    for step in range(120):
        start = rng.randint(0, len(text)) if step % 3 else len(text)
        end = min(len(text), start + rng.choice((0, 0, 0, 1, 4)))
        put = "".join(rng.choices(LIKELY, k=rng.choice((0, 1, 1, 3))) + rng.choices(RARE, k=rng.random() < 0.1))
        text = text[:start] + put + text[end:]
        assert splitter.split(text, 10**6) == splitter._row(text).pieces, (step, put)
        assert splitter._last._last == splitter._row(text)
    assert splitter._last._holds
    assert len(text) > 300


@pytest.mark.parametrize("kind", KINDS)
@pytest.mark.parametrize("share", [0.0, 0.5, 1.0])
def test_a_key_press_splits_its_own_place_only(kind: str, share: float, monkeypatch: pytest.MonkeyPatch) -> None:
    splitter = HuggingFaceSplitter(small.ALL[kind]())
    split: list[str] = []
    encoded = splitter._encoded

    def watched(text: str, special: bool) -> object:
        split.append(text)
        return encoded(text, special)

    monkeypatch.setattr(splitter, "_encoded", watched)
    text = " ".join(small.SENTENCES)
    splitter.split(text, 10**6)
    at = round(share * len(text))
    splitter.split(text[:at] + "x" + text[at:], 10**6)
    assert len(split) == 2
    assert len(split[1]) < len(text) / 4 or share == 0.0  # nothing is before the beginning to go on from


def test_a_vocabulary_that_looks_back_is_split_as_a_whole() -> None:
    """One that puts something before each text says otherwise behind a seam; that is seen, and ends the short cut."""
    library = small.gpt2()
    library.normalizer = normalizers.Prepend("x")
    splitter = HuggingFaceSplitter(library)
    text = " ".join(small.SENTENCES)
    for new in (text, text + "a", text + "ab"):
        found = splitter.split(new, 10**6)
        assert list(found.ids) == library.encode(new).ids
    assert not splitter._last._holds
