"""Printing, with a preview. Whether QtPrintSupport is there is asked when somebody prints."""

from __future__ import annotations

from PySide6.QtCore import QRectF
from PySide6.QtGui import QPageLayout, QPainter
from PySide6.QtPrintSupport import QPrinter, QPrintPreviewDialog
from PySide6.QtWidgets import QWidget

from attnviz.gui.export import Paint


def preview(window: QWidget, paint: Paint, size: tuple[int, int], title: str) -> QPrintPreviewDialog:
    """A preview of one page from which it can be printed; the caller shows it."""
    printer = QPrinter(QPrinter.PrinterMode.HighResolution)
    printer.setDocName("attnviz")
    printer.setPageOrientation(
        QPageLayout.Orientation.Landscape if size[0] > size[1] else QPageLayout.Orientation.Portrait
    )
    dialog = QPrintPreviewDialog(printer, window)
    dialog.setWindowTitle(title)
    dialog.paintRequested.connect(lambda on: draw_page(on, paint, size))
    dialog.printer_ = printer  # Qt does not keep it
    return dialog


def draw_page(printer: QPrinter, paint: Paint, size: tuple[int, int]) -> None:
    """As large as the page lets it be, from its top, in the middle."""
    page = printer.pageRect(QPrinter.Unit.DevicePixel)
    width, height = size
    scale = min(page.width() / width, page.height() / height)
    painter = QPainter(printer)
    painter.translate((page.width() - scale * width) / 2, 0)
    painter.scale(scale, scale)
    paint(painter, QRectF(0, 0, width, height))
    painter.end()
