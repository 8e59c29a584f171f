"""Texts of others where Qt would take what looks like markup for markup: in tips, which cannot be told not to."""

from __future__ import annotations

from html import escape

from attnviz.errors import lines, one_line

LONGEST = 600
"""characters: a tip is no wider or higher than a screen"""
_LINE = 200


def as_tip(text: str) -> str:
    """A text to be shown word for word, of which a very long one is cut in the middle and wraps."""
    if "<" not in text and len(text) <= _LINE:
        return lines(text)
    shown = [escape(one_line(line, LONGEST)) for line in text.split("\n")[:20]]
    return f"<qt>{'<br>'.join(shown)}</qt>"
