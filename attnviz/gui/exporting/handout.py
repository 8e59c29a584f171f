"""A handout: one page of paper for each step, the slide above and the speaker's notes below, as PDF with real text."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

from PySide6.QtCore import QBuffer, QIODevice, QMarginsF, QPointF, QRectF, Qt
from PySide6.QtGui import (
    QColor,
    QFontMetricsF,
    QPageLayout,
    QPageSize,
    QPainter,
    QPdfWriter,
    QTextLayout,
    QTextOption,
)

from attnviz.errors import one_line
from attnviz.files import save
from attnviz.gui.export import PDF_DOTS
from attnviz.gui.exporting.pdf_text import mend_text
from attnviz.gui.fonts import ui_font
from attnviz.gui.slides.canvas import translate
from attnviz.gui.slides.slide import draw_slide
from attnviz.gui.theme import LIGHT
from attnviz.lessons.page import Page

MARGIN = 56.0  # in pixels of 1/96 inch
TITLE, NOTES, FOOT = 17, 15, 11
SLIDE = 9 / 16
LINE, LEADING = "\u2028", 1.1


def save_handout(pages: Sequence[Page], path: Path, title: str) -> None:
    """Write an A4 page for each step, in light colours: paper is white. Long notes go on, on a page of their own.

    Raises:
        UserError: the file cannot be written.
    """
    buffer = QBuffer()
    buffer.open(QIODevice.OpenModeFlag.WriteOnly)
    pdf = QPdfWriter(buffer)
    pdf.setTitle(one_line(title) or "attnviz")
    pdf.setCreator("attnviz")
    pdf.setResolution(PDF_DOTS)
    pdf.setPageLayout(QPageLayout(QPageSize(QPageSize.PageSizeId.A4), QPageLayout.Orientation.Portrait, QMarginsF()))
    painter = QPainter(pdf)
    unit = PDF_DOTS / 96
    paper = QRectF(0, 0, pdf.width() / unit, pdf.height() / unit)
    for number, page in enumerate(pages, 1):
        rest, slide = _notes_of(page), True
        while slide or rest:
            if number > 1 or not slide:
                pdf.newPage()
            painter.save()
            painter.scale(unit, unit)
            rest = draw_sheet(painter, paper, page, title, f"{number} / {len(pages)}", rest, slide)
            painter.restore()
            slide = False
    painter.end()
    save(path, [mend_text(bytes(buffer.data()))])


def draw_sheet(
    painter: QPainter, paper: QRectF, page: Page, title: str, number: str, notes: str, slide: bool = True
) -> str:
    """One sheet of the handout, with the step's slide or, further on, without; returns the notes that want another."""
    inner = paper.adjusted(MARGIN, MARGIN, -MARGIN, -MARGIN)
    _draw_line(
        painter, QRectF(inner.x(), inner.y(), inner.width(), 30), translate("lesson", page.step.title), TITLE, bold=True
    )
    top = inner.y() + 42
    if slide:
        picture = QRectF(inner.x(), top, inner.width(), inner.width() * SLIDE)
        draw_slide(painter, picture, page, LIGHT)
        painter.setPen(QColor(LIGHT.secondary))
        painter.setBrush(Qt.BrushStyle.NoBrush)
        painter.drawRect(picture)
        top = picture.bottom() + 24
    rest = _draw_notes(painter, QRectF(inner.x(), top, inner.width(), inner.bottom() - 36 - top), notes)
    foot = QRectF(inner.x(), inner.bottom() - 20, inner.width(), 20)
    _draw_line(painter, foot.adjusted(0, 0, -80, 0), title, FOOT)
    painter.drawText(foot, Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter, number)
    return rest


def _draw_line(painter: QPainter, box: QRectF, text: str, size: int, bold: bool = False) -> None:
    """A heading, or a foot in quiet letters."""
    font = ui_font(size, bold=bold)
    painter.setFont(font)
    painter.setPen(QColor(LIGHT.text if bold else LIGHT.secondary))
    text = QFontMetricsF(font).elidedText(text, Qt.TextElideMode.ElideRight, box.width())
    painter.drawText(box, Qt.AlignmentFlag.AlignVCenter, text)


def _notes_of(page: Page) -> str:
    return translate("lesson", page.step.notes) if page.step.notes else ""


def _draw_notes(painter: QPainter, rect: QRectF, notes: str) -> str:
    """As many of the notes as there is room for, and below them lines to write on; returns the others."""
    layout = QTextLayout(notes.replace("\n", LINE), ui_font(NOTES))
    option = QTextOption()
    option.setWrapMode(QTextOption.WrapMode.WrapAtWordBoundaryOrAnywhere)
    layout.setTextOption(option)
    painter.setPen(QColor(LIGHT.text))
    y, used = rect.y(), 0
    layout.beginLayout()
    while (line := layout.createLine()).isValid():
        line.setLineWidth(rect.width())
        if y + line.height() > rect.bottom():
            break
        line.setPosition(QPointF(0, y))
        y, used = y + LEADING * line.height(), line.textStart() + line.textLength()
    layout.endLayout()
    for at in range(layout.lineCount()):
        line = layout.lineAt(at)
        if line.textStart() + line.textLength() <= used:
            line.draw(painter, QPointF(rect.x(), 0))
    painter.setPen(QColor(LIGHT.line))
    y += 24
    while y < rect.bottom():
        painter.drawLine(QPointF(rect.x(), y), QPointF(rect.right(), y))
        y += 34
    rest = notes.encode("utf-16-le")[2 * used :]  # Qt counts UTF-16 units
    return rest.decode("utf-16-le") if used else ""
