"""Text on slides: coloured sentences that break between phrases, at sizes a hall can read.

Qt's own wrapping may break Japanese after any character. Here a text first becomes unbreakable phrases, then lines.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import cache, lru_cache
from itertools import groupby, pairwise

from PySide6.QtCore import QPointF, QRectF, Qt, QTextBoundaryFinder
from PySide6.QtGui import (
    QColor,
    QFont,
    QFontMetricsF,
    QPainter,
    QTextCharFormat,
    QTextLayout,
    QTextLine,
    QTextOption,
)

from attnviz.gui.fonts import ui_font
from attnviz.gui.phrases import CLOSING, OPENING, phrase_breaks
from attnviz.lessons.step import Run

SMALLEST = 24
"""Nothing on a slide of 1920x1080 is smaller."""

BOLD = 0.016
"""How far bold letters reach to either side of plain ones, in ems."""

BREAK = "\u200b"
_PAUSES = "、。：・"

Span = tuple[int, int]


def slide_font(pixels: float) -> QFont:
    """The interface's font for a slide, in pixels of the 1920x1080 base and never below ``SMALLEST``. It is shared by
    all who ask, and not to be changed."""
    return _made_font(round(max(SMALLEST, pixels)))


@cache
def _made_font(pixels: int) -> QFont:
    font = ui_font(pixels)
    # slides are scaled as a whole: widths measured at the base size must hold at every other
    font.setHintingPreference(QFont.HintingPreference.PreferNoHinting)
    return font


def width_of(text: str, font: QFont) -> float:
    """Of one line, as it is drawn: brackets that would leave a hole take half their width."""
    return _kept_width(text, _one_of_its_kind(font))


@lru_cache(maxsize=8192)
def _kept_width(text: str, font: QFont) -> float:
    """Kept: to find a size and the lines of it, the same few hundred pieces are measured again and again."""
    return QFontMetricsF(font).horizontalAdvance(text) - font.pixelSize() / 2 * len(_holes(text))


@lru_cache(maxsize=256)
def _one_of_its_kind(font: QFont) -> QFont:
    """Of fonts that are equal always the same object: what is kept for them holds no more than that one."""
    return font


@dataclass(frozen=True)
class Mark:
    """Characters of a text in a role's colour; ``underline`` is the part of them that is underlined."""

    span: Span
    role: str
    underline: Span | None = None


@dataclass(frozen=True)
class Rich:
    """One paragraph: its characters, the coloured ones among them, and where a line may begin (code points)."""

    text: str
    marks: tuple[Mark, ...] = ()
    breaks: tuple[int, ...] = ()


def paragraphs(runs: Sequence[Run]) -> list[Rich]:
    """Paragraphs of a filled text. Where the text names its own breaks (U+200B) there are no others."""
    result = []
    text, marks, breaks = "", [], []
    for run in [*runs, Run("\n")]:
        begin = len(text)
        for character in run.text:
            if character == "\n":
                result.append(Rich(text, tuple(marks), tuple(breaks) or _breaks_of(text, marks)))
                text, marks, breaks, begin = "", [], [], 0
            elif character == BREAK:
                breaks.append(len(text))
            else:
                text += character
        if run.role and len(text) > begin:
            marks.append(Mark((begin, len(text)), run.role))
    return result


def _breaks_of(text: str, marks: Sequence[Mark]) -> tuple[int, ...]:
    inside = [mark.span for mark in marks]
    return tuple(i for i in phrase_breaks(text) if not any(a < i < b for a, b in inside))


def lines_of(rich: Rich, width: float, font: QFont) -> Sequence[Span]:
    """``break_lines`` as the font is drawn."""
    return _kept_lines(rich, width, _one_of_its_kind(font))


@lru_cache(maxsize=1024)
def _kept_lines(rich: Rich, width: float, font: QFont) -> Sequence[Span]:
    """Kept: a picture in motion has the same lines in every frame."""
    return tuple(break_lines(rich, width, lambda text: width_of(text, font)))


def break_lines(rich: Rich, width: float, measure: Callable[[str], float]) -> list[Span]:
    """Lines as spans of the text, as few as fit and of about equal length; a phrase wider than a line breaks between
    its characters."""
    lines = _greedy(rich, width, measure)
    narrow, wide = 0.0, width
    for _ in range(7 if 1 < len(lines) <= 4 else 0):
        middle = (narrow + wide) / 2
        if middle >= _widest(rich, measure) and len(_greedy(rich, middle, measure)) == len(lines):
            wide = middle
        else:
            narrow = middle
    return _greedy(rich, wide, measure)


def _widest(rich: Rich, measure: Callable[[str], float]) -> float:
    edges = [0, *rich.breaks, len(rich.text)]
    return max(measure(rich.text[a:b].rstrip()) for a, b in pairwise(edges))


def _greedy(rich: Rich, width: float, measure: Callable[[str], float]) -> list[Span]:
    edges = [*rich.breaks, len(rich.text)]
    lines: list[Span] = []
    start = end = 0
    for edge in edges:
        if end > start and measure(rich.text[start:edge].rstrip()) > width:
            lines.append((start, end))
            start = end
        while measure(rich.text[start:edge].rstrip()) > width:
            cut = _characters_that_fit(rich.text[start:edge], width, measure)
            lines.append((start, start + cut))
            start += cut
        end = edge
    lines.append((start, end))
    return [(a, a + len(rich.text[a:b].rstrip())) for a, b in lines]


def _characters_that_fit(text: str, width: float, measure: Callable[[str], float]) -> int:
    """Code points up to the last whole character that fits, at least one character."""
    finder = QTextBoundaryFinder(QTextBoundaryFinder.BoundaryType.Grapheme, text)
    units, fitting = text.encode("utf-16-le"), 0
    while (position := finder.toNextBoundary()) > 0:
        points = len(units[: 2 * position].decode("utf-16-le"))
        if fitting and measure(text[:points]) > width:
            break
        fitting = points
    return max(1, fitting)


def draw_line(
    painter: QPainter,
    x: float,
    top: float,
    rich: Rich,
    span: Span,
    font: QFont,
    colour: str,
    role_colours: dict[str, str],
    bold: bool = False,
    own_direction: bool = False,
) -> None:
    """One line of a paragraph at (x, top); ``own_direction`` reads it from right to left where its text begins so.
    Underlines hang below the words they belong to."""
    start, end = span
    text = rich.text[start:end]
    worn = [colour] * _units(text, (0, len(text)), 0)[1]
    for mark in rich.marks:
        a, b = _units(text, mark.span, start)
        worn[a:b] = [role_colours.get(mark.role, colour)] * (b - a)
    layout, line = _lay_out(text, font, _looks(text, worn, font), own_direction)
    _draw(painter, layout, QPointF(x, top), bold)
    thickness = max(3.0, font.pixelSize() / 11)
    for mark in rich.marks:
        if mark.underline is None:
            continue
        a, b = _units(text, mark.underline, start)
        if b > a:
            left, right = sorted((line.cursorToX(a)[0], line.cursorToX(b)[0]))
            bar = QRectF(x + left, top + line.ascent() + font.pixelSize() * 0.16, right - left, thickness)
            painter.fillRect(bar, QColor(role_colours.get(mark.role, colour)))


def draw_plain(
    painter: QPainter, rect: QRectF, text: str, font: QFont, colour: str, align: Qt.AlignmentFlag, bold: bool = False
) -> None:
    """One line of plain text, centred in the height of ``rect`` and cut with an ellipsis where it does not fit."""
    if width_of(text, font) > rect.width() + 0.5:
        text = QFontMetricsF(font).elidedText(text, Qt.TextElideMode.ElideRight, rect.width() + 0.5)
    length = len(text.encode("utf-16-le")) // 2
    layout, line = _lay_out(text, font, _looks(text, [colour] * length, font))
    spare = rect.width() - line.naturalTextWidth()
    share = 1.0 if align & Qt.AlignmentFlag.AlignRight else 0.5 if align & Qt.AlignmentFlag.AlignHCenter else 0.0
    _draw(painter, layout, QPointF(rect.x() + spare * share, rect.center().y() - line.height() / 2), bold)


def _lay_out(
    text: str, font: QFont, formats: list[QTextLayout.FormatRange], own_direction: bool = False
) -> tuple[QTextLayout, QTextLine]:
    layout = QTextLayout(text, font)
    option = QTextOption(Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignAbsolute)
    option.setWrapMode(QTextOption.WrapMode.NoWrap)
    # our own texts read from left to right even where they begin with an Arabic word of the user's
    auto, left_to_right = Qt.LayoutDirection.LayoutDirectionAuto, Qt.LayoutDirection.LeftToRight
    option.setTextDirection(auto if own_direction else left_to_right)
    layout.setTextOption(option)
    layout.setFormats(formats)
    layout.beginLayout()
    line = layout.createLine()
    line.setLineWidth(1e5)
    layout.endLayout()
    return layout, line


def _units(text: str, span: Span, offset: int) -> Span:
    """A span of code points of the paragraph as UTF-16 units of one line, which is how Qt counts."""
    a, b = (min(max(0, edge - offset), len(text)) for edge in span)
    return len(text[:a].encode("utf-16-le")) // 2, len(text[:b].encode("utf-16-le")) // 2


def _draw(painter: QPainter, layout: QTextLayout, at: QPointF, bold: bool) -> None:
    """Bold is the text twice, a hair apart: the bundled family has one weight, Qt stops emboldening it above 64
    device pixels, and outlined letters differ by a shade from one drawing to the next."""
    hair = layout.font().pixelSize() * BOLD if bold else 0.0
    for shift in (-hair, hair) if bold else (0.0,):
        layout.draw(painter, at + QPointF(shift, 0.0))


def _looks(text: str, colours: list[str], font: QFont) -> list[QTextLayout.FormatRange]:
    """The colour of each UTF-16 unit, and half the width for brackets that would leave a hole."""
    narrow = [False] * len(colours)
    for place in _holes(text):
        a, b = _units(text, (place, place + 1), 0)
        narrow[a:b] = [True] * (b - a)
    formats: list[QTextLayout.FormatRange] = []
    for (colour, half), group in groupby(zip(colours, narrow, strict=True)):
        begin = formats[-1].start + formats[-1].length if formats else 0
        formats.append(_look(begin, len(list(group)), colour, font if half else None))
    return formats


def _holes(text: str) -> list[int]:
    """Japanese brackets whose empty half adds to that of a neighbour, or to the margin of the line.

    JIS X 4051 sets them half as wide there; Qt asks the font for it (``halt``) only where it is told.
    """
    if not any(bracket in text for bracket in OPENING + CLOSING):
        return []
    opening = (i for i, c in enumerate(text) if c in OPENING and (i == 0 or text[i - 1] in CLOSING + _PAUSES))
    closing = (i for i, c in enumerate(text[:-1]) if c in CLOSING and text[i + 1] in CLOSING + _PAUSES)
    return [*opening, *closing]


def _look(start: int, length: int, colour: str, halved: QFont | None = None) -> QTextLayout.FormatRange:
    described = QTextLayout.FormatRange()
    described.start, described.length = start, length
    look = QTextCharFormat()
    if halved is not None:
        narrow = QFont(halved)
        narrow.setFeature(QFont.Tag("halt"), 1)
        look.setFont(narrow)
    look.setForeground(QColor(colour))
    described.format = look
    return described
