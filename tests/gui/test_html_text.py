from __future__ import annotations

import pytest

from attnviz.gui.html_text import text_of_html

PAGES = {
    "<p>he <b>sat</b></p>\n<p>she\n  slept</p>": "he sat\nshe slept",
    "<html><head><title>x</title><style>p{}</style></head><body><!--StartFragment-->he&nbsp;sat<br>on it</body>":
        "he\u00a0sat\non it",
    "a &lt;b&gt; &amp;amp; &#x732b; &unknown; & b": "a <b> &amp; 猫 &unknown; & b",
    "<ul><li>one<li>two</ul><table><tr><td>1<td>2<tr><td>3</table>": "one\ntwo\n1 2\n3",
    "<script>alert(1)</script><img src=x onerror=alert(1)>he": "he",
    "1 < 2 and 3 > 2": "1 < 2 and 3 > 2",
    "<": "<",
    "<style>never closed": "",
    "": "",
}  # fmt: skip


@pytest.mark.parametrize("page", PAGES)
def test_what_a_reader_sees(page):
    assert text_of_html(page) == PAGES[page]


@pytest.mark.parametrize("unit", ["<table><tr><td>", "<", "<a", "<style>", "<!--", "&", "&#", "<b> ", "<p>a", "</"])
def test_200_000_signs_of_anything(unit):
    """Qt's own way took minutes for the first; here nothing is looked at twice."""
    text = text_of_html(unit * (200_000 // len(unit)))
    assert len(text) <= 200_000
