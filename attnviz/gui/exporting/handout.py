"""A handout: one page of paper for each step, the slide above and the speaker's notes below, as PDF with real text."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

from PySide6.QtCore import QBuffer, QIODevice, QMarginsF, QRectF, Qt
from PySide6.QtGui import QColor, QPageLayout, QPageSize, QPainter, QPdfWriter

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


def save_handout(pages: Sequence[Page], path: Path, title: str) -> None:
    """Write an A4 page for each step, in light colours: paper is white.

    Raises:
        UserError: the file cannot be written.
    """
    buffer = QBuffer()
    buffer.open(QIODevice.OpenModeFlag.WriteOnly)
    pdf = QPdfWriter(buffer)
    pdf.setTitle(title or "attnviz")
    pdf.setCreator("attnviz")
    pdf.setResolution(PDF_DOTS)
    pdf.setPageLayout(QPageLayout(QPageSize(QPageSize.PageSizeId.A4), QPageLayout.Orientation.Portrait, QMarginsF()))
    painter = QPainter(pdf)
    unit = PDF_DOTS / 96
    paper = QRectF(0, 0, pdf.width() / unit, pdf.height() / unit)
    for number, page in enumerate(pages, 1):
        if number > 1:
            pdf.newPage()
        painter.save()
        painter.scale(unit, unit)
        draw_sheet(painter, paper, page, title, f"{number} / {len(pages)}")
        painter.restore()
    painter.end()
    save(path, [mend_text(bytes(buffer.data()))])


def draw_sheet(painter: QPainter, paper: QRectF, page: Page, title: str, number: str) -> None:
    """One page of the handout."""
    inner = paper.adjusted(MARGIN, MARGIN, -MARGIN, -MARGIN)
    painter.setPen(QColor(LIGHT.text))
    painter.setFont(ui_font(TITLE, bold=True))
    heading = translate("lesson", page.step.title)
    painter.drawText(QRectF(inner.x(), inner.y(), inner.width(), 30), Qt.AlignmentFlag.AlignVCenter, heading)
    slide = QRectF(inner.x(), inner.y() + 42, inner.width(), inner.width() * SLIDE)
    draw_slide(painter, slide, page, LIGHT)
    painter.setPen(QColor(LIGHT.secondary))
    painter.setBrush(Qt.BrushStyle.NoBrush)
    painter.drawRect(slide)
    below = QRectF(inner.x(), slide.bottom() + 24, inner.width(), inner.bottom() - slide.bottom() - 60)
    _draw_notes(painter, below, page)
    painter.setFont(ui_font(FOOT))
    foot = QRectF(inner.x(), inner.bottom() - 20, inner.width(), 20)
    painter.setPen(QColor(LIGHT.secondary))
    painter.drawText(foot, Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter, title)
    painter.drawText(foot, Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter, number)


def _draw_notes(painter: QPainter, rect: QRectF, page: Page) -> None:
    """The notes, and below them lines to write on."""
    notes = page.step.notes and translate("lesson", page.step.notes)
    painter.setFont(ui_font(NOTES))
    painter.setPen(QColor(LIGHT.text))
    flags = int(Qt.TextFlag.TextWordWrap) | int(Qt.AlignmentFlag.AlignTop)
    used = painter.boundingRect(rect, flags, notes) if notes else QRectF(rect.x(), rect.y(), 0, 0)
    painter.drawText(rect, flags, notes)
    painter.setPen(QColor(LIGHT.line))
    y = used.bottom() + 44
    while y < rect.bottom():
        painter.drawLine(rect.x(), y, rect.right(), y)
        y += 34
