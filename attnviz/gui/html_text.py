"""The words of a page on the clipboard.

Qt's own way makes a document of it first: minutes for 13,000 tables in each other. Python's ``html.parser`` takes over
10 seconds for 50,000 comments or tags that do not end (200 kB, Python 3.11). Here each sign is looked at once.
"""

from __future__ import annotations

import re
from html import unescape

_PIECE = re.compile("<[A-Za-z/!?][^<>]*>|&[#A-Za-z0-9]{1,32};|[^<&]+|.", re.DOTALL)
_TAG = re.compile("<(/?)([A-Za-z][A-Za-z0-9]*)")
_SPACES = re.compile("[ \t\r\n\f]+")
_HIDDEN = {"head", "script", "style", "title"}
_BREAKS = {"address", "article", "blockquote", "br", "dd", "div", "dl", "dt", "footer", "h1", "h2", "h3", "h4", "h5",
           "h6", "header", "hr", "li", "ol", "p", "pre", "section", "table", "tr", "ul"}  # fmt: skip


def text_of_html(page: str) -> str:
    """What a reader would see of it: a line for each paragraph, item and row."""
    shown: list[str] = []
    hidden = ""  # the element whose end is waited for
    for found in _PIECE.finditer(page):
        piece = found[0]
        if len(piece) > 1 and piece[0] == "<" and piece[-1] == ">":
            tag = _TAG.match(piece)
            ends, name = (tag[1], tag[2].lower()) if tag else ("", "")
            if hidden:
                hidden = "" if ends and name == hidden else hidden
            elif name in _HIDDEN and not ends:
                hidden = name
            elif name in _BREAKS:
                shown.append("\n")
            elif name in ("td", "th"):
                shown.append(" ")
        elif not hidden:
            shown.append(unescape(_SPACES.sub(" ", piece)))
    rows = (re.sub(" +", " ", row).strip(" ") for row in "".join(shown).split("\n"))
    return "\n".join(row for row in rows if row)
