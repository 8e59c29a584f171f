"""An SVG as Qt writes it, made to look the same in a browser, and where the interface's font is missing.

Qt names one font family and where each run of text begins, and no more. On a machine without that family a browser
takes any other one, a serif as a rule, and every run gets another width: labels leave their cells and run into each
other. So each run says how wide it is (``textLength``, SVG 1.1 section 10.5), and which families come next.
Rejected: an embedded subset of the font, which takes a library of its own, and which Inkscape and office programs pass
over; text as outlines, which nobody can search, copy or edit.

Small pictures (those of all heads) are drawn cell by cell: Qt asks for that with "optimizeSpeed", which Chromium takes
for "smooth" and blurs them, but it knows "pixelated" (CSS Images 3, section 6).
"""

from __future__ import annotations

import re
from base64 import b64decode
from html import unescape
from itertools import pairwise

from PySide6.QtGui import QFont, QFontMetricsF

from attnviz.gui.fonts import FAMILY, ui_font
from attnviz.gui.slides.text import CLOSING, OPENING

FALLBACKS = "'Noto Sans JP', 'Source Han Sans JP', 'Hiragino Sans', 'Yu Gothic', Meiryo, sans-serif"
_RUN = re.compile(r"<text(?P<head>[^>]*?)(?P<space>\s*)>(?P<text>[^<]+)</text>")
_FAMILY = re.compile(r'font-family="([^"]*)"')
_SIZE, _WEIGHT = re.compile(r'font-size="([\d.]+)"'), re.compile(r'font-weight="(\d+)"')
_PLACE = re.compile(r'\bx="([-\d.e]+)" y="([-\d.e]+)"')
_IMAGE = re.compile(r'<image(?P<head>[^>]*?)image-rendering="optimizeSpeed"(?P<tail>[^>]*?base64,)(?P<data>.{44})')
_WIDE = re.compile(r'width="([\d.]+)"')
FINEST = 2.1
"""Pixels of an image for each that it is drawn in: of a finer one, drawn cell by cell, thin lines would vanish."""


def settled(svg: str) -> str:
    """An SVG of Qt's with the width and the fallback families of each run of text, and with images that stay sharp."""
    runs = list(_RUN.finditer(svg))
    halved = {run.start() for run, after in pairwise(runs) if _is_halved(run, after)}
    told = _RUN.sub(lambda run: _settle(run, half=run.start() in halved), svg)
    return _IMAGE.sub(_sharpen, told)


def _is_halved(run: re.Match[str], after: re.Match[str]) -> bool:
    """Brackets that Qt has drawn half as wide, see ``slides/text.py``, as the place of what comes after them says."""
    here, there, size = _PLACE.search(run["head"]), _PLACE.search(after["head"]), _SIZE.search(run["head"])
    text = unescape(run["text"])
    if here is None or there is None or size is None or here[2] != there[2] or not set(text) <= set(OPENING + CLOSING):
        return False
    pixels = float(size[1])
    return abs(float(there[1]) - float(here[1]) - len(text) * pixels / 2) < 0.05 * pixels


def _places(text: str, x: float, size: float) -> str:
    """Of halved brackets, each at its own x: an opening one has its ink in the right half, and stands half to the left.

    Rejected: ``font-feature-settings``, which only some programs read, for a font that need not be there.
    """
    starts = (x + i * size / 2 - (size / 2 if one in OPENING else 0.0) for i, one in enumerate(text))
    return " ".join(f"{start:.6g}" for start in starts)


def _sharpen(image: re.Match[str]) -> str:
    wide = _WIDE.search(image["head"])
    pixels = int.from_bytes(b64decode(image["data"])[16:20], "big")  # of a PNG (ISO 15948, section 11.2.2)
    if wide is None or pixels > FINEST * float(wide[1]):
        return image[0]
    return f'<image{image["head"]}image-rendering="pixelated"{image["tail"]}{image["data"]}'


def _settle(run: re.Match[str], half: bool) -> str:
    head, text = run["head"], run["text"]
    family, size = _FAMILY.search(head), _SIZE.search(head)
    if family is None or size is None:
        return run[0]
    weight = _WEIGHT.search(head)
    width = _width(unescape(text), family[1], float(size[1]), weight is not None and int(weight[1]) > 500)
    named = head.replace(family[0], f"font-family=\"'{family[1]}', {FALLBACKS}\"")
    said = f' textLength="{width:.6g}" lengthAdjust="spacingAndGlyphs"' if width > 0 and not half else ""
    if half and (place := _PLACE.search(named)) is not None:
        named = named.replace(f'x="{place[1]}"', f'x="{_places(unescape(text), float(place[1]), float(size[1]))}"')
    return f"<text{named}{said}>{text}</text>"


def _width(text: str, family: str, size: float, bold: bool) -> float:
    """As Qt has laid it out; fonts have whole sizes, a picture that is made smaller need not."""
    whole = max(1, round(size))
    font = ui_font(whole, bold)
    if family != FAMILY:
        font = QFont(font)
        font.setFamily(family)
    return QFontMetricsF(font).horizontalAdvance(text) * size / whole
