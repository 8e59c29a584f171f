"""Pictures on disk: PNG for slides, SVG and PDF for print, from any widget or painting function."""

from __future__ import annotations

import re
from collections.abc import Callable
from pathlib import Path

from PySide6.QtCore import QBuffer, QIODevice, QMarginsF, QPoint, QRectF, QSize, QSizeF
from PySide6.QtGui import QGuiApplication, QImage, QPageLayout, QPageSize, QPainter, QPdfWriter
from PySide6.QtSvg import QSvgGenerator
from PySide6.QtWidgets import QWidget

from attnviz.errors import QT_TRANSLATE_NOOP, UserError
from attnviz.files import save
from attnviz.gui.svg_settled import settled
from attnviz.gui.theme import Colours, theme
from attnviz.gui.views.heatmap_picture import paint_heatmap
from attnviz.gui.views.matrix import HeatmapOptions
from attnviz.trace import Focus, Trace

Paint = Callable[[QPainter, QRectF], None]
"""Draws into a rectangle whose unit is a pixel of the window."""
POINTS = 72 / 96
PDF_DOTS = 1200
_NOT_XML = re.compile(rb"[\x00-\x08\x0b\x0c\x0e-\x1f]|\xef\xbf[\xbe\xbf]")
"""UTF-8 of the characters that XML 1.0 cannot hold, not even written as numbers (section 2.2); Qt writes them"""


def save_widget(
    what: QWidget | Paint, path: str | Path, size: tuple[int, int] | None = None, scale: float = 1.0
) -> None:
    """Save a widget, or what a function paints, as .png, .svg or .pdf.

    Args:
        size: (width, height) in pixels of the window; a widget's own size when None.
        scale: pixels of a PNG for one of the window; SVG and PDF have no pixels.

    Raises:
        UserError: the name ends in none of the three, or the file cannot be written.
    """
    path = Path(path)
    draw = {".png": _png, ".svg": _svg, ".pdf": _pdf}.get(path.suffix.lower())
    if draw is None:
        raise UserError(
            QT_TRANSLATE_NOOP("errors", "{file} cannot be saved: the name must end in .png, .svg or .pdf."), file=path
        )
    if isinstance(what, QWidget):
        width, height = size or (what.width(), what.height())
        paint = widget_paint(what)
    else:
        width, height = size or (1200, 1000)
        paint = what
    save(path, [draw(paint, width, height, scale)])


def draw_heatmap_picture(
    trace: Trace,
    focus: Focus,
    path: str | Path,
    size: tuple[int, int] = (1200, 1000),
    options: HeatmapOptions | None = None,
    scale: float = 1.0,
) -> None:
    """Save a figure of one head's weights, in the theme and language in use.

    The sentence, model, layer and head stand above it; the pair is named and framed where ``focus`` has one.

    Raises:
        UserError: nothing to draw (no tokens, or a head that the trace doesn't hold), or see ``save_widget``.
    """
    save_widget(heatmap_paint(trace, focus, options or HeatmapOptions(), theme().colours), path, size, scale)


def heatmap_paint(trace: Trace | None, focus: Focus, options: HeatmapOptions, colours: Colours) -> Paint:
    """The figure of ``draw_heatmap_picture``.

    Raises:
        UserError: nothing to draw.
    """
    head = trace.head(focus) if trace is not None else None
    if trace is None or head is None or not len(trace.tokens):
        raise UserError(QT_TRANSLATE_NOOP("errors", "The text is empty: there is nothing to draw."))
    axes = trace.queries(focus.layer), trace.keys(focus.layer)
    if not options.special_tokens and any(all(tokens.special) for tokens in axes):
        raise UserError(QT_TRANSLATE_NOOP("errors", "All tokens are special ones and are hidden: nothing to draw."))

    def paint(painter: QPainter, rect: QRectF) -> None:
        paint_heatmap(painter, rect, trace, head, focus, options, colours)

    return paint


def widget_paint(widget: QWidget) -> Paint:
    """A widget as it stands on screen, stretched to the size that is asked for."""

    def paint(painter: QPainter, rect: QRectF) -> None:
        painter.scale(rect.width() / widget.width(), rect.height() / widget.height())
        widget.render(painter, QPoint())

    return paint


def image_of(paint: Paint, width: int, height: int, scale: float) -> QImage:
    """What a function paints in a size of the window, with ``scale`` pixels for each of the window's.

    Raises:
        UserError: there is no room for so many pixels.
    """
    image = QImage(QSize(round(width * scale), round(height * scale)), QImage.Format.Format_ARGB32_Premultiplied)
    if image.isNull():
        raise UserError(
            QT_TRANSLATE_NOOP("errors", "A picture of {width} × {height} pixels is too large. Choose a smaller size."),
            width=round(width * scale),
            height=round(height * scale),
        )
    image.setDevicePixelRatio(scale)
    image.fill(0)
    painter = QPainter(image)
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)
    paint(painter, QRectF(0, 0, width, height))
    painter.end()
    return image


def _png(paint: Paint, width: int, height: int, scale: float) -> bytes:
    buffer = _buffer()
    image_of(paint, width, height, scale).save(buffer, "PNG")
    return bytes(buffer.data())


def _svg(paint: Paint, width: int, height: int, scale: float) -> bytes:
    buffer = _buffer()
    svg = QSvgGenerator()
    svg.setOutputDevice(buffer)
    # the screen's own resolution: with the default of 72 labels shrink and leave their rows
    svg.setResolution(round(QGuiApplication.primaryScreen().logicalDotsPerInchX()))
    svg.setSize(QSize(width, height))
    svg.setViewBox(QRectF(0, 0, width, height))
    svg.setTitle("attnviz")
    painter = QPainter(svg)
    paint(painter, QRectF(0, 0, width, height))
    painter.end()
    drawn = _NOT_XML.sub("\ufffd".encode(), bytes(buffer.data()))
    return settled(drawn.decode("utf-8")).encode("utf-8")


def _pdf(paint: Paint, width: int, height: int, scale: float) -> bytes:
    buffer = _buffer()
    pdf = QPdfWriter(buffer)
    pdf.setTitle("attnviz")
    pdf.setCreator("attnviz")
    pdf.setResolution(PDF_DOTS)
    page = QPageSize(
        QSizeF(width * POINTS, height * POINTS), QPageSize.Unit.Point, "", QPageSize.SizeMatchPolicy.ExactMatch
    )
    pdf.setPageLayout(QPageLayout(page, QPageLayout.Orientation.Portrait, QMarginsF()))
    painter = QPainter(pdf)
    painter.scale(PDF_DOTS / 96, PDF_DOTS / 96)
    paint(painter, QRectF(0, 0, width, height))
    painter.end()
    from attnviz.gui.exporting.pdf_text import mend_text  # here: PDF is rarely wanted

    return mend_text(bytes(buffer.data()))


def _buffer() -> QBuffer:
    buffer = QBuffer()
    buffer.open(QIODevice.OpenModeFlag.WriteOnly)
    return buffer
