"""Four small switches in the heatmap's corner: what the View menu holds, where the eye is."""

from __future__ import annotations

from PySide6.QtCore import QSignalBlocker, QSize, Qt, Signal
from PySide6.QtWidgets import QHBoxLayout, QToolButton, QWidget

from attnviz.axis import AXES
from attnviz.gui.fonts import ui_font
from attnviz.gui.i18n import Live
from attnviz.gui.icons import icon
from attnviz.gui.theme import theme
from attnviz.gui.views.matrix import HeatmapOptions

SIDE, GAP = 28, 4


class HeatmapSwitches(Live, QWidget):
    """Words, tokens or bytes; transpose, special tokens, contrast scale.

    Signals:
        chosen(str, object): the name of an option of ``HeatmapOptions``, and the value that the user wants.
    """

    chosen = Signal(str, object)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.axis, self.transposed, self.special_tokens, self.contrast = (QToolButton(self) for _ in range(4))
        self._axis = "tokens"
        self._buttons = {
            "axis": self.axis,
            "transpose": self.transposed,
            "special": self.special_tokens,
            "contrast": self.contrast,
        }
        layout = QHBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(GAP)
        for button in self._buttons.values():
            button.setCheckable(True)
            button.setFixedSize(SIDE, SIDE)
            button.setIconSize(QSize(16, 16))
            button.setFocusPolicy(Qt.FocusPolicy.TabFocus)
            button.setCursor(Qt.CursorShape.ArrowCursor)
            layout.addWidget(button)
        self.setFixedSize(len(self._buttons) * (SIDE + GAP) - GAP, SIDE)
        self.axis.setFont(ui_font(14, bold=True))
        self.axis.clicked.connect(self._next_axis)
        self.transposed.toggled.connect(lambda on: self.chosen.emit("transposed", on))
        self.special_tokens.toggled.connect(lambda on: self.chosen.emit("special_tokens", on))
        self.contrast.toggled.connect(lambda on: self.chosen.emit("scale", "contrast" if on else "full"))
        theme().changed.connect(self._dress)
        self._dress()
        self.live(self._tell)

    def show_options(self, options: HeatmapOptions) -> None:
        """Stand as the picture is, whoever has changed it."""
        self._axis = options.axis
        self._tell()
        states = (options.axis != "tokens", options.transposed, options.special_tokens, options.scale == "contrast")
        for button, on in zip(self._buttons.values(), states, strict=True):
            with QSignalBlocker(button):
                button.setChecked(on)

    def _next_axis(self) -> None:
        following = AXES[(AXES.index(self._axis) + 1) % len(AXES)]
        self.chosen.emit("axis", following)
        self.axis.setChecked(self._axis != "tokens")  # whatever the click made of it

    def _tell(self) -> None:
        letters = {"words": self.tr("W"), "tokens": self.tr("T"), "bytes": self.tr("B")}
        names = {"words": self.tr("words"), "tokens": self.tr("tokens"), "bytes": self.tr("bytes")}
        self.axis.setText(letters[self._axis])
        texts = (
            self.tr("Along the axes: {axis}. Click for words, tokens, bytes (Ctrl+Shift+1, 2, 3)").format(
                axis=names[self._axis]
            ),
            self.tr("Transpose: keys in rows (Ctrl+T)"),
            self.tr("Show special tokens (Ctrl+.)"),
            self.tr("Contrast scale: not drowned by special tokens and the first token (Ctrl+K)"),
        )
        for button, text in zip(self._buttons.values(), texts, strict=True):
            button.setToolTip(text)
            button.setAccessibleName(text)

    def _dress(self) -> None:
        colours = theme().colours
        self.setStyleSheet("QToolButton { padding: 0; border-radius: 6px; }")
        for name, button in self._buttons.items():
            if button is not self.axis:
                button.setIcon(icon(name, colours.text))
