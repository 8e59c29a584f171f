"""What lies over a window of the lecture until it is left: the contents, the keys, another sentence."""

from __future__ import annotations

from PySide6.QtWidgets import QWidget

from attnviz.gui.i18n import Live


class Card(Live, QWidget):
    """A child of the window that it lies over."""

    def toggle(self) -> None:
        """What the key that opens it does, once more."""
        self.appear() if self.isHidden() else self.leave()

    def appear(self) -> None:
        self.fit()
        self.show()
        self.raise_()
        self.first().setFocus()

    def leave(self) -> None:
        self.hide()
        self.parentWidget().setFocus()

    def first(self) -> QWidget:
        """The part that takes the keys."""
        return self

    def fit(self) -> None:
        """Lie where it belongs, now that the window has this size."""
        raise NotImplementedError
