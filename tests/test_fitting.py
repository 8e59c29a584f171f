from __future__ import annotations

import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from attnviz import fitting as module
from attnviz.fitting import LONGEST, MOST, fitting

TEXTS = st.text(alphabet=st.sampled_from("ab \n\r\u2029\u2028👩"), max_size=60)


def longest(text: str) -> int:
    return max(map(len, re.split("[\n\r\u2029]", text)))


def test_what_fits_stays_as_it_is():
    for text in ("", "he sat", "a" * LONGEST, ("a" * LONGEST + "\n") * 3, "\n" * MOST):
        assert fitting(text) is text


def test_too_many_characters_and_too_long_paragraphs():
    assert fitting("\n" * (MOST + 1)) == "\n" * MOST
    assert fitting(" " * 66_000) == " " * LONGEST
    assert fitting("he\n" + "a" * (LONGEST + 5) + "\nshe") == "he\n" + "a" * LONGEST
    assert 2 * LONGEST < 1 << 16, "two that are joined hang Qt if they are spaces"


@given(text=TEXTS, most=st.integers(-3, 50), before=st.integers(0, 10), after=st.integers(0, 10))
def test_the_whole_fits_between_what_stands_there(text, most, before, after):
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(module, "LONGEST", 10)
        found = fitting(text, most, before, after)
        assert text.startswith(found)
        assert len(found) <= max(0, most)
        if found:
            assert longest("b" * before + found + "a" * after) <= max(10, before, after)
        if len(text) <= most and longest("b" * before + text + "a" * after) <= 10:
            assert found == text
