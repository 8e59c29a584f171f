"""Texts that are hard to lay out, cut into tokens or show: of any length, as a clipboard has them."""

from __future__ import annotations

from PySide6.QtCore import QMimeData

UNITS = {
    "words": "the cat sat ",
    "no space": "a",
    "digits": "0123456789",
    "line breaks": "\n",
    "carriage returns": "\r",
    "Windows lines": "ab\r\n",
    "paragraph signs": "\u2029",
    "line signs": "\u2028",
    "tabs": "\t",
    "spaces": " ",
    "no-break spaces": "\u00a0",
    "zero width spaces": "\u200b",
    "joiners": "\u200d",
    "soft hyphens": "\u00ad",
    "marks on a letter": "\u0301",
    "marks on letters": "a" + "\u0301\u0323\u0489" * 30,
    "families": "👨‍👩‍👧‍👦",
    "a family without end": "👩\u200d",
    "flags": "🇯🇵",
    "skin": "👍🏽",
    "variation selectors": "葛\U000e0100",
    "japanese": "太郎はケーキを食べた。",
    "kanji": "漢",
    "thai": "ภาษาไทยเป็นภาษา",
    "khmer": "ភាសាខ្មែរ",
    "devanagari": "क्ष",
    "viramas": "क्",
    "jamo": "각",
    "arabic": "العربية",
    "arabic words": "مرحبا بالعالم ",
    "ligature of 18": "\ufdfa",
    "overrides": "\u202e",
    "overrides and letters": "\u202eab\u202d",
    "embeddings": "\u202ba",
    "isolates": "\u2067a\u2066",
    "isolates closed": "\u2067a\u2069",
    "brackets": "([{",
    "right and left": "aא",
    "scripts": "aあбא1",
    "zeros": "\0",
    "controls": "\x01\x07\x1b\x7f",
    "half characters": "\ud800",
    "no characters": "\uffff\ufffe",
    "objects": "\ufffc",
    "private": "\ue000",
    "tags": "\U000e0041",
    "mathematics": "𝔸",
    "a long token": "antidisestablishmentarianism",
    "punctuation": "!?",
    "slashes": "http://a/b?c=d&",
    "markup": "<b>&amp;<img src=x onerror=alert(1)>",
}
"""what is repeated"""
HEADS = {"marks on a letter": "a"}
PAGES = {
    "page of breaks": "<br>",
    "page of tables": "<table><tr><td>",
    "page of boxes": "<div>",
    "page of lists": "<ul><li>a",
    "page of paragraphs": "<p>a</p>",
    "page of pictures": "<img src='data:image/png;base64,AAAA'>",
    "page of styles": "<style>p{color:red}</style><p>a",
    "page of entities": "&#x202e;",
    "page of attributes": "<p a='b' ",
    "page of names": "<a name=x>",
    "page of nothing": "<",
    "page of one word": "a",
    "page of fonts": "<font size=7><b><i>",
}
"""HTML without a plain text beside it"""
HEAVY = (*UNITS, *PAGES)


def text_of(name: str, size: int) -> str:
    """``size`` characters of it, or a little less."""
    unit, head = UNITS[name], HEADS.get(name, "")
    return head + unit * ((size - len(head)) // len(unit))


def data_of(name: str, size: int) -> QMimeData:
    """The same on a clipboard."""
    data = QMimeData()
    if name == "half characters":  # Python's strings cannot carry them there
        data.setData("text/plain;charset=utf-16", text_of(name, size).encode("utf-16-le", "surrogatepass"))
        data.setData("text/plain", b"\xed\xa0\x80" * size)
    elif name in UNITS:
        data.setText(text_of(name, size))
    else:
        data.setHtml(PAGES[name] * (size // len(PAGES[name])))
    return data
