"""What went wrong, and what is being loaded: said in the window, never in a dialog that stops the user."""

from __future__ import annotations

from collections.abc import Callable
from typing import NamedTuple

from PySide6.QtCore import QCoreApplication, QEvent, QObject, QSize, Qt, Signal
from PySide6.QtGui import QKeySequence
from PySide6.QtWidgets import QFrame, QHBoxLayout, QLabel, QProgressBar, QPushButton, QToolButton, QVBoxLayout, QWidget

from attnviz.gui.fonts import ui_font
from attnviz.gui.i18n import Live
from attnviz.gui.icons import icon, pixmap
from attnviz.gui.phrases import in_phrases
from attnviz.gui.theme import theme


class Offer(NamedTuple):
    """Something that can be done about a message: what its button says, in the language in use, and what it does."""

    label: Callable[[], str]
    does: Callable[[], object]


class Banner(Live, QFrame):
    """One line across the window. Several causes may have something to say; the newest is on top.

    A message is a function, so that it can be said again in another language.
    """

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("banner")
        self._messages: dict[str, tuple[Callable[[], str], Offer | None]] = {}
        self._sign = QLabel(self)
        self.label = QLabel(self)
        self.label.setTextFormat(Qt.TextFormat.PlainText)
        self.label.setWordWrap(True)
        self.label.setTextInteractionFlags(Qt.TextInteractionFlag.TextSelectableByMouse)
        self.offer_button = QPushButton(self)
        self.offer_button.setFocusPolicy(Qt.FocusPolicy.TabFocus)
        self.offer_button.clicked.connect(self._take_offer)
        self.dismiss_button = QToolButton(self)
        self.dismiss_button.setIconSize(QSize(16, 16))
        self.dismiss_button.clicked.connect(self.dismiss)
        layout = QHBoxLayout(self)
        layout.setContentsMargins(14, 8, 8, 8)
        layout.setSpacing(10)
        layout.addWidget(self._sign, 0)
        layout.addWidget(self.label, 1)
        layout.addWidget(self.offer_button, 0)
        layout.addWidget(self.dismiss_button, 0)
        theme().changed.connect(self._dress)
        self._dress()
        self._retell = self.live(self._tell)

    def say(self, cause: str, message: Callable[[], str], offer: Offer | None = None) -> None:
        """Show ``message()`` until it is dismissed or ``clear(cause)`` says that it holds no more."""
        self._messages.pop(cause, None)
        self._messages[cause] = message, offer
        self._retell()

    def clear(self, *causes: str) -> None:
        for cause in causes:
            self._messages.pop(cause, None)
        self._retell()

    def dismiss(self) -> None:
        """Drop the message on show; an older one that still holds comes back."""
        if self._messages:
            self._messages.popitem()
        self._retell()

    def text(self) -> str:
        """What the banner says now; "" when there is nothing to say."""
        return self.label.text()

    def _take_offer(self) -> None:
        _, offer = next(reversed(self._messages.values()), (None, None))
        if offer is not None:
            self.dismiss()
            offer.does()

    def _tell(self) -> None:
        message, offer = next(reversed(self._messages.values()), (str, None))
        text = message()
        self.offer_button.setText(offer.label() if offer else "")
        self.offer_button.setVisible(offer is not None)
        self.label.setText(text)
        self.setVisible(bool(text))
        self.setAccessibleName(text)
        self.dismiss_button.setToolTip(self.tr("Dismiss"))
        self.dismiss_button.setAccessibleName(self.tr("Dismiss this message"))

    def _dress(self) -> None:
        colours = theme().colours
        self.setStyleSheet(
            f"QFrame#banner {{ background: {colours.warning_ground}; border-radius: 8px; }}"
            f"QFrame#banner QLabel {{ color: {colours.warning}; }}"
            f"QFrame#banner QPushButton {{ background: transparent; color: {colours.warning};"
            f" border: 1px solid {colours.warning}; border-radius: 6px; padding: 3px 12px; }}"
            f"QFrame#banner QPushButton:focus {{ border-width: 2px; padding: 2px 11px; }}"
            f"QFrame#banner QToolButton {{ background: transparent; padding: 4px; }}"
            f"QFrame#banner QToolButton:focus {{ border-color: {colours.warning}; }}"
        )
        self._sign.setPixmap(pixmap("warning", colours.warning, 18, self.devicePixelRatioF()))
        self.dismiss_button.setIcon(icon("close", colours.warning))


class LoadingCard(Live, QFrame):
    """Floats over the middle of another widget while something slow is loaded: what, how far, and a way out.

    Signals:
        cancelled(): by the button, or by Esc where there is something to return to: at the first load a key that was
            meant for something else would leave an empty window.
    """

    WIDTH, EDGE = 380, 24
    cancelled = Signal()

    def __init__(self, over: QWidget) -> None:
        super().__init__(over)
        self.setObjectName("loading")
        self._over = over
        self._model, self._template = "", ""
        self._told: tuple[str, str, int, bool] | None = None
        self._returns = False
        self._title = QLabel(self)
        self._title.setFont(ui_font(17, bold=True))
        self._title.setTextFormat(Qt.TextFormat.PlainText)
        self._title.setWordWrap(True)
        self._what = QLabel(self)
        self._what.setTextFormat(Qt.TextFormat.PlainText)
        self.bar = QProgressBar(self)
        self.bar.setRange(0, 1000)
        self.bar.setTextVisible(False)
        self.cancel = QPushButton(self)
        self.cancel.setFocusPolicy(Qt.FocusPolicy.TabFocus)
        self.cancel.clicked.connect(self.cancelled)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(self.EDGE, 20, self.EDGE, 20)
        layout.setSpacing(8)
        for part in (self._title, self._what, self.bar):
            layout.addWidget(part)
        layout.addSpacing(8)
        layout.addWidget(self.cancel, 0, Qt.AlignmentFlag.AlignRight)
        over.installEventFilter(self)
        theme().changed.connect(self._dress)
        self._dress()
        self._retell = self.live(self._tell)
        self.hide()

    def show_progress(self, model: str, fraction: float, template: str, returns: bool) -> None:
        """Tell how far it is.

        Args:
            template: what ``Engine.run`` reports: a text of context "progress".
            returns: whether there is something on screen to return to.
        """
        self.bar.setValue(round(1000 * max(0.0, min(1.0, fraction))))
        told = model, template, self.bar.value() // 10, returns
        if told != self._told:
            (self._model, self._template, _, self._returns), self._told = told, told
            self._retell()
        if not self.isVisible():
            self.show()
            self.raise_()
        self._centre()

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        if event.type() == QEvent.Type.Resize and self.isVisible():
            self._centre()
        return super().eventFilter(watched, event)

    def _centre(self) -> None:
        width = min(self.WIDTH, self._over.width() - 32)
        height = max(self.heightForWidth(width), self.sizeHint().height())
        self.setGeometry((self._over.width() - width) // 2, (self._over.height() - height) // 2, width, height)

    def _tell(self) -> None:
        title = self.tr("Loading {model}").format(model=self._model)
        self._title.setText(in_phrases(title, self._title.font(), self.WIDTH - 2 * self.EDGE))
        what = QCoreApplication.translate("progress", self._template) if self._template else ""
        self._what.setText(self.tr("{what} · {percent} %").format(what=what, percent=self.bar.value() // 10))
        self.setAccessibleName(title)
        self.cancel.setText(self.tr("Cancel"))
        self.cancel.setToolTip(self.tr("Stop loading (Esc)") if self._returns else self.tr("Stop loading"))
        # after the text, which would take it away
        self.cancel.setShortcut(QKeySequence(Qt.Key.Key_Escape) if self._returns else QKeySequence())

    def _dress(self) -> None:
        colours = theme().colours
        self.setStyleSheet(
            f"QFrame#loading {{ background: {colours.panel}; border: 1px solid {colours.line}; border-radius: 12px; }}"
        )
        self._what.setStyleSheet(f"color: {colours.secondary};")
