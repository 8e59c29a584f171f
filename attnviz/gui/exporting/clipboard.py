"""Pictures and tables on the clipboard."""

from __future__ import annotations

from functools import cache

from PySide6.QtCore import QCoreApplication, QMimeData
from PySide6.QtGui import QGuiApplication

from attnviz.gui.export import Paint, image_of
from attnviz.tables import paste_table
from attnviz.trace import Focus, Trace


def copy_picture(paint: Paint, size: tuple[int, int], scale: float = 2.0) -> None:
    """As an image, which word processors and slides take."""
    QGuiApplication.clipboard().setImage(image_of(paint, *size, scale))


def copy_table(trace: Trace, focus: Focus, axis: str = "tokens") -> None:
    """The head's weights as tab separated text, and as HTML for those that read it.

    Raises:
        UserError: there are none, or too many for a clipboard.
    """
    global _copied
    text, page = paste_table(trace, focus, axis)
    _copied = QMimeData()
    _copied.setText(text)
    _copied.setHtml(page)
    QGuiApplication.clipboard().setMimeData(_copied)
    _mend_at_exit()


_copied: QMimeData | None = None


@cache
def _mend_at_exit() -> None:
    """Leave the text only when the program ends.

    What was made in Python and lies on the clipboard would be deleted by Qt after Python has gone: a crash at exit.
    The text that takes its place is Qt's own. (Not every platform knows ``ownsClipboard``.)
    """

    def mend() -> None:
        clipboard = QGuiApplication.clipboard()
        if clipboard.mimeData() is _copied:
            clipboard.setText(_copied.text())

    QCoreApplication.instance().aboutToQuit.connect(mend)
