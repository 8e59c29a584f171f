"""Texts that are hard to split, and what must hold for every text and tokenizer."""

from __future__ import annotations

import re
import unicodedata

from attnviz.text.tokenizer import Tokenizer
from attnviz.trace import Tokens

TEXTS = (
    "Taro ate the cake. After that, he fell asleep.",
    "太郎はケーキを食べた。そのあと彼は眠った。",
    "I ate 🍰 today 😀 👩‍👩‍👧 👍🏽 ❤️!",
    "שלום עולם, مرحبا بالعالم \u202ertl\u202c",
    "line one\nline two\r\n\ttab\u2028\u2029 end",
    "㌔ ① ﾊﾟﾝ e\u0301 か\u3099 ﷺ ½",
    "nul \0 here \x1b[0m \x7f \u200b\ufeff",
    "half \ud83d a pair \udf70",
    "[MASK] [CLS] <s> </s> <mask> <unk> ##o ▁x",
    "x" * 300,
    "𠮷野家 हिन्दी สวัสดี 한국어",
)


def check(tokens: Tokens) -> None:
    """What must hold for every text."""
    length = len(tokens.ids)
    for part in (tokens.pieces, tokens.labels, tokens.spans, tokens.special, tokens.words):
        assert len(part) == length
    assert length <= tokens.limit
    assert tokens.total >= length
    for (start, end), (next_start, next_end) in zip(tokens.spans, tokens.spans[1:], strict=False):
        assert 0 <= start <= end <= len(tokens.text)
        assert next_start >= start
        assert next_end >= end
    for label in tokens.labels:
        assert label
        for char in re.sub("‹[0-9A-F]{2}( [0-9A-F]{2})*›", "", label):
            assert unicodedata.category(char) not in ("Cc", "Zl", "Zp", "Cs", "Zs")
            assert unicodedata.bidirectional(char) not in (
                "LRE",
                "RLE",
                "LRO",
                "RLO",
                "PDF",
                "LRI",
                "RLI",
                "FSI",
                "PDI",
            )
    assert all(after - before in (0, 1) for before, after in zip(tokens.words, tokens.words[1:], strict=False))
    for index, special in enumerate(tokens.special):
        start, end = tokens.spans[index]
        assert not special or start == end
        assert not special or tokens.word(index) == (index,)


def check_written(tokenizer: Tokenizer, ids: tuple[int, ...]) -> None:
    """What must hold for every row of tokens that a model writes: in one go, one by one, and half way."""
    text = tokenizer.decode(ids)
    stream = tokenizer.stream(at_start=True)
    parts = [stream.push(id) for id in ids]
    assert "".join(parts) == text
    for count in range(len(ids) + 1):
        assert tokenizer.decode(ids[:count]) == "".join(parts[:count])
    described = tokenizer.describe(ids)
    check(described)
    assert described.text == text
    assert described.ids == ids
