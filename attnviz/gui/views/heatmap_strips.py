"""All cells of a heatmap on fewer pixels than there are cells: of a long text made strip by strip."""

from __future__ import annotations

from PySide6.QtCore import QObject, QPoint, QSize, QTimer, Signal
from PySide6.QtGui import QColor, QImage, QPainter

from attnviz.gui.views.colour_bar import cell_image
from attnviz.gui.views.matrix import Matrix, pooled_cells

AT_ONCE = 1_500_000
"""Cells of a strip: of 4,096 tokens a tenth of the rows, by words some 10 ms, between which the window answers."""


class Strips(QObject):
    """A picture that grows downwards, over the one that stood there before.

    Attributes:
        image: as far as it is made.

    Signals:
        grown(): there is more of it.
    """

    grown = Signal()

    def __init__(self, parent: QObject) -> None:
        super().__init__(parent)
        self.image = QImage()
        self._matrix: Matrix | None = None
        self._pixels, self._made, self._step = (0, 0), 0, 1
        self._blank = QColor()
        self._turn = QTimer(self, interval=0)
        self._turn.timeout.connect(self._go_on)

    @property
    def whole(self) -> bool:
        """Nothing of it is missing."""
        return not self._turn.isActive()

    def begin(self, matrix: Matrix, pixels: tuple[int, int], blank: QColor) -> None:
        """Make the picture of this matrix in so many rows and columns; a small one at once. ``blank``: masked cells."""
        rows, columns = (min(one, most) for one, most in zip(pixels, matrix.shape, strict=True))
        self._matrix, self._pixels, self._blank, self._made = matrix, (rows, columns), blank, 0
        self._step = max(1, rows * AT_ONCE // max(1, len(matrix)))
        if self.image.size() != QSize(columns, rows):
            self.image = QImage(columns, rows, QImage.Format.Format_RGB32)
            self.image.fill(blank)
        self._turn.start()
        self._go_on()

    def stop(self) -> None:
        """Nobody looks at it any more."""
        self._turn.stop()
        self._matrix = None

    def _go_on(self) -> None:
        matrix, (rows, columns) = self._matrix, self._pixels
        if matrix is None:
            return
        strip = range(self._made, min(rows, self._made + self._step))
        cells, masked = pooled_cells(matrix, rows, columns, strip)
        painter = QPainter(self.image)
        painter.drawImage(QPoint(0, strip.start), cell_image(cells, matrix.top, masked, self._blank, matrix.log))
        painter.end()
        self._made = strip.stop
        if self._made == rows:
            self.stop()
        self.grown.emit()
