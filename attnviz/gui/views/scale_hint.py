"""The way out of a dark picture: a small button that shows the weights of a long text on the logarithmic scale.

A row of weights adds up to 100 %, so that in a text of hundreds of tokens nearly every cell of the full scale is as
good as black, and on the contrast scale too, which ends at the strongest one.
"""

from __future__ import annotations

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QToolButton, QWidget

from attnviz.gui.fonts import ui_font
from attnviz.gui.i18n import Live
from attnviz.gui.views.heatmap_header import scale_rule
from attnviz.gui.views.matrix import HeatmapOptions

LONG = 64
"""keys from which it is there: each gets 1.6 % on average, where the first colours all look black"""
HEIGHT = 24
NARROW = 400
"""pixels of a heatmap that has no room for it beside the weight in focus"""


class ScaleHint(Live, QToolButton):
    """Stands below the switches while the text is long, to the logarithmic scale and back.

    Signals:
        chosen(str, object): "scale", and the one that the user wants.
    """

    chosen = Signal(str, object)

    def __init__(self, parent: QWidget) -> None:
        super().__init__(parent)
        self._log = False
        self.setFixedHeight(HEIGHT)
        self.setFont(ui_font(12))
        self.setStyleSheet("QToolButton { padding: 0 8px; border-radius: 6px; font-size: 12px; }")
        self.setFocusPolicy(Qt.FocusPolicy.TabFocus)
        self.setCursor(Qt.CursorShape.ArrowCursor)
        self.hide()
        self.clicked.connect(lambda: self.chosen.emit("scale", "full" if self._log else "log"))
        self.live(self._tell)

    def show_options(self, options: HeatmapOptions) -> None:
        """Offer the way there, or the way back."""
        if self._log != (options.scale == "log"):
            self._log = not self._log
            self._tell()

    def place(self, keys: int, right: float, top: float, room: float) -> None:
        """Below the switches, if so many keys in so much room want it."""
        self.setVisible(keys >= LONG and room >= NARROW)
        if not self.isHidden():
            self.move(round(right) - self.width(), round(top))

    @property
    def taken(self) -> float:
        """Pixels at the end of the line it stands on."""
        return 0.0 if self.isHidden() else self.width() + 12.0

    def _tell(self) -> None:
        text = self.tr("Full scale: 0 to 100 %") if self._log else self.tr("Too dark? Logarithmic scale")
        self.setText(text)
        self.setAccessibleName(text)
        self.setToolTip(f"{scale_rule('full' if self._log else 'log')} (Ctrl+K)")
        self.resize(self.sizeHint().width(), HEIGHT)
