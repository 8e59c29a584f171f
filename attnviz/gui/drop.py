"""Files dropped on the window: a hint while one hovers, and to whom it goes when it is let go."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

from PySide6.QtCore import QEvent, QMimeData, QObject, Qt, QTimer
from PySide6.QtGui import QColor, QDropEvent, QPainter, QPaintEvent, QPen
from PySide6.QtWidgets import QWidget

from attnviz.errors import one_line
from attnviz.files import beginning
from attnviz.gui.fonts import ui_font
from attnviz.gui.i18n import Live
from attnviz.gui.paint import draw_text
from attnviz.gui.session_file import is_session
from attnviz.gui.theme import theme
from attnviz.weights.own_files import INDEX, PICKLES

_ENDINGS = (".safetensors", ".gguf", *PICKLES)
_STARTS = (b"GGUF", b"E5S1")


def is_model(path: Path) -> bool:
    """A folder, or a file that is a model by its name or its first bytes. All else is text, or says that it is none.

    A pickle counts as a model: it is refused as one, with the reason.
    """
    if path.is_dir() or path.suffix.lower() in _ENDINGS or path.name == INDEX:
        return True
    try:
        return beginning(path, 4) in _STARTS
    except OSError:
        return False


def is_deck(path: Path) -> bool:
    """A lecture of a speaker's own, by its name. (``lessons.deck`` would be read at each start to ask it there.)"""
    return path.suffix.lower() == ".attndeck"


def dropped_path(data: QMimeData) -> Path | None:
    """The file or folder of a drag; of several the first, which for the parts of one model stands for them all."""
    return next((Path(url.toLocalFile()) for url in data.urls() if url.isLocalFile()), None)


class DropHint(Live, QWidget):
    """Covers the window while a file hovers over it, and says what letting go will do."""

    def __init__(self, window: QWidget) -> None:
        super().__init__(window)
        # the drag goes on to what lies below, so that the window stays its target
        self.setAttribute(Qt.WidgetAttribute.WA_TransparentForMouseEvents)
        self._path: Path | None = None
        self._model = False
        self.title = ""
        self._retell = self.live(self._tell)
        self.hide()

    def show_path(self, path: Path) -> None:
        self._path, self._model = path, is_model(path)
        self._retell()
        self.setGeometry(self.parentWidget().rect())
        self.show()
        self.raise_()

    def paintEvent(self, event: QPaintEvent) -> None:
        colours = theme().colours
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        veil = QColor(colours.ground)
        veil.setAlphaF(0.86)
        painter.fillRect(self.rect(), veil)
        card = self.rect().adjusted(24, 24, -24, -24)
        painter.setPen(QPen(QColor(colours.query), 2, Qt.PenStyle.DashLine))
        painter.drawRoundedRect(card, 12, 12)
        centre = Qt.AlignmentFlag.AlignHCenter
        line = card.adjusted(24, 0, -24, 0)
        line.setHeight(36)
        line.moveTop(card.center().y() - 36)
        draw_text(painter, line.toRectF(), self.title, ui_font(21, bold=True), QColor(colours.text), centre)
        line.moveTop(card.center().y() + 4)
        name = one_line(self._path.name) if self._path else ""
        draw_text(painter, line.toRectF(), name, ui_font(17), QColor(colours.secondary), centre)

    def _tell(self) -> None:
        self.title = self.tr("Drop to open this model") if self._model else self.tr("Drop to open this text")
        if self._path is not None and is_session(self._path):
            self.title = self.tr("Drop to open this session")
        elif self._path is not None and is_deck(self._path):
            self.title = self.tr("Drop to open this lecture")
        self.setAccessibleName(self.title)
        self.update()


class Drops(QObject):
    """Listens to the window's drags."""

    def __init__(self, window: QWidget, opened: Callable[[Path], object]) -> None:
        super().__init__(window)
        self._opened = opened
        self.hint = DropHint(window)
        self._path: Path | None = None  # what hovers
        window.setAcceptDrops(True)
        window.installEventFilter(self)

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        kind = event.type()
        if kind in (QEvent.Type.DragEnter, QEvent.Type.DragMove, QEvent.Type.Drop):
            return self._on_drag(event)
        if kind == QEvent.Type.DragLeave:
            self._path = None
            self.hint.hide()
        return False

    def _on_drag(self, event: QDropEvent) -> bool:
        kind = event.type()
        path = dropped_path(event.mimeData())
        if kind == QEvent.Type.DragEnter:
            self._path = path
        # a program that ends as soon as it has let go takes its data along: what it showed at first still counts
        path = path or self._path
        if kind == QEvent.Type.Drop:
            self.hint.hide()
            self._path = None
        if path is None:
            event.ignore()
            return False
        event.setDropAction(Qt.DropAction.CopyAction)  # a file manager must not take the file for moved
        event.accept()
        if kind == QEvent.Type.DragEnter:
            self.hint.show_path(path)
        elif kind == QEvent.Type.Drop:
            QTimer.singleShot(0, self, lambda: self._opened(path))  # whoever dragged it waits for this event to end
        return True
