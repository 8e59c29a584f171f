"""The picture of a flow over layers: where the mouse is, which word the keyboard moves, and what stands out."""

from __future__ import annotations

from PySide6.QtCore import QEvent, QPointF, QRectF, Qt, Signal
from PySide6.QtGui import (
    QContextMenuEvent,
    QImage,
    QKeyEvent,
    QMouseEvent,
    QPainter,
    QPaintEvent,
    QResizeEvent,
)
from PySide6.QtWidgets import QSizePolicy, QWidget

from attnviz.gui.i18n import Live
from attnviz.gui.theme import Colours, theme
from attnviz.gui.views.layer_flow_data import Scene
from attnviz.gui.views.layer_flow_painting import Spot, draw_bands, draw_ladder, draw_nodes, draw_words
from attnviz.gui.views.layer_flow_plan import Bands, FlowPlan, bands_of, plan_flow
from attnviz.gui.views.layer_flow_said import spot_line
from attnviz.gui.views.pointing import FocusRing, Tips

QUIET, KEPT = 0.25, 0.7
"""How much is left of the bands while a part of them stands out: what the mouse is on, or what was chosen."""


def paint_flow(painter: QPainter, area: QRectF, scene: Scene, c: Colours) -> None:
    """The picture in an area, for paper: without a mouse, only the chosen input stands out."""
    plan, through = plan_flow(scene, area), scene.followed
    bands = bands_of(scene, plan)
    draw_ladder(painter, scene, plan, c)
    painter.setOpacity(KEPT if through is not None else 1.0)
    draw_bands(painter, scene, plan, bands, c)
    painter.setOpacity(1.0)
    if through is not None:
        draw_bands(painter, scene, plan, bands, c, through)
    draw_nodes(painter, scene, plan, None, c)
    draw_words(painter, scene, plan, None, c)


class FlowCanvas(Tips, FocusRing, Live, QWidget):
    """Shows a ``Scene``. Bands of what is under the mouse stand out.

    Signals:
        chosen(int, int): a word is to be looked at: level, and unit of what is shown there.
        source_chosen(int): this input is to be spoken of.
        moved(int, int): arrow keys: so many words on, so many levels up.
        source_moved(int): with Shift: so many words on.
        ended(int): Home (-1) or End (1).
        pointed(object): (level, unit) under the mouse is another one; None for none.
        key_pressed(object): a key that means something else.
        resized(): it may name another number of words.
        menu_asked(object, object): where on the screen, and at which (level, unit), None beside all.
    """

    chosen = Signal(int, int)
    source_chosen = Signal(int)
    moved = Signal(int, int)
    source_moved = Signal(int)
    ended = Signal(int)
    pointed = Signal(object)
    key_pressed = Signal(object)
    resized = Signal()
    menu_asked = Signal(object, object)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Expanding)
        self.setMinimumSize(220, 160)
        self.setMouseTracking(True)
        self.scene: Scene | None = None
        self.plan: FlowPlan | None = None
        self.bands: Bands | None = None
        self.spot: Spot | None = None
        self.stale = False
        self._layer: QImage | None = None
        theme().changed.connect(self._anew)

    def show_scene(self, scene: Scene | None, stale: bool = False) -> None:
        """Draw this; ``stale`` dims it, because something newer is on its way."""
        if scene is not self.scene:
            self.scene = scene
            self._lay_out()
        self.stale = stale
        if self.spot is not None and (scene is None or not _there(scene, self.spot)):
            self.spot = None
        self.update()

    def through(self) -> Spot | None:
        """What stands out: the word under the mouse, or else the input that the user chose."""
        if self.scene is None:
            return None
        if self.spot is not None:
            inside = self.scene.shown.bottom <= self.spot[0] <= self.scene.shown.top
            return self.spot if inside and self.scene.share(*self.spot) > 0 else None
        return self.scene.followed

    def _lay_out(self) -> None:
        self.plan = self.bands = None
        if self.scene is not None and self.width() > 80 and self.height() > 80:
            self.plan = plan_flow(self.scene, QRectF(self.rect()).adjusted(2, 2, -2, -2))
            self.bands = bands_of(self.scene, self.plan)
        self._anew()

    def _anew(self) -> None:
        self._layer = None
        self.update()

    # painting

    def _bands_image(self, c: Colours) -> QImage:
        """All bands, painted once: a hundred curves take as long as all else."""
        if self._layer is None:
            scale = self.devicePixelRatioF()
            self._layer = QImage((self.size() * scale), QImage.Format.Format_ARGB32_Premultiplied)
            self._layer.setDevicePixelRatio(scale)
            self._layer.fill(0)
            painter = QPainter(self._layer)
            draw_bands(painter, self.scene, self.plan, self.bands, c)
            painter.end()
        return self._layer

    def paintEvent(self, event: QPaintEvent) -> None:
        painter, c = QPainter(self), theme().colours
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        if self.scene is not None and self.plan is not None:
            painter.setOpacity(0.45 if self.stale else 1.0)
            draw_ladder(painter, self.scene, self.plan, c)
            through = self.through()
            opacity = painter.opacity()
            left = 1.0 if through is None else KEPT if self.spot is None else QUIET
            painter.setOpacity(opacity * left)
            painter.drawImage(0, 0, self._bands_image(c))
            painter.setOpacity(opacity)
            if through is not None:
                draw_bands(painter, self.scene, self.plan, self.bands, c, through)
            draw_nodes(painter, self.scene, self.plan, self.spot, c)
            draw_words(painter, self.scene, self.plan, self.spot, c)
        self.draw_ring(painter)
        painter.end()

    # the mouse

    def _spot_at(self, event: QMouseEvent | QContextMenuEvent) -> Spot | None:
        if self.scene is None or self.plan is None:
            return None
        point = event.position() if isinstance(event, QMouseEvent) else event.pos().toPointF()
        return self.plan.spot(point, self.scene)

    def _point(self, spot: Spot | None) -> None:
        if spot != self.spot:
            self.spot = spot
            self.setCursor(Qt.CursorShape.ArrowCursor if spot is None else Qt.CursorShape.PointingHandCursor)
            self.pointed.emit(spot)
            self.update()

    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        self._point(self._spot_at(event))

    def mousePressEvent(self, event: QMouseEvent) -> None:
        self.setFocus(Qt.FocusReason.MouseFocusReason)
        spot = self._spot_at(event)
        self._point(spot)
        if event.button() == Qt.MouseButton.LeftButton and spot is not None:
            self.choose(*spot)

    def mouseReleaseEvent(self, event: QMouseEvent) -> None:
        event.accept()  # the press has done it all

    def choose(self, level: int, unit: int) -> None:
        """An input is then spoken of; any other word, flowed to. "Others" can be pointed at only."""
        if self.scene is None:
            return
        if level == self.scene.levels.start:
            self.source_chosen.emit(unit)
        elif not self.scene.is_others(level, unit):
            self.chosen.emit(level, unit)

    def leaveEvent(self, event: QEvent) -> None:
        super().leaveEvent(event)
        self._point(None)

    def contextMenuEvent(self, event: QContextMenuEvent) -> None:
        keyboard = event.reason() == QContextMenuEvent.Reason.Keyboard
        at = self.mapToGlobal(self.rect().center()) if keyboard else event.globalPos()
        self.menu_asked.emit(at, None if keyboard else self._spot_at(event))

    def tip_at(self, point: QPointF) -> str:
        spot = self.plan.spot(point, self.scene) if self.scene is not None and self.plan is not None else None
        return spot_line(self.scene, *spot) if spot is not None else ""

    # the keyboard

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Arrows along the words choose the next one, with Shift the next input; across them, the next layer."""
        key, shift = event.key(), bool(event.modifiers() & Qt.KeyboardModifier.ShiftModifier)
        upright = self.plan is None or self.plan.upright
        words = {Qt.Key.Key_Left: -1, Qt.Key.Key_Right: 1} if upright else {Qt.Key.Key_Up: -1, Qt.Key.Key_Down: 1}
        levels = {Qt.Key.Key_Down: -1, Qt.Key.Key_Up: 1} if upright else {Qt.Key.Key_Left: -1, Qt.Key.Key_Right: 1}
        self._point(None)  # what the keys choose must not stand behind what the mouse happens to lie on
        other = event.modifiers() & ~(Qt.KeyboardModifier.KeypadModifier | Qt.KeyboardModifier.ShiftModifier)
        if other or self.scene is None:
            super().keyPressEvent(event)
        elif key in words and shift:
            self.source_moved.emit(words[key])
        elif key in words:
            self.moved.emit(words[key], 0)
        elif key in levels:
            self.moved.emit(0, levels[key])
        elif key in (Qt.Key.Key_Home, Qt.Key.Key_End):
            self.ended.emit(-1 if key == Qt.Key.Key_Home else 1)
        else:
            self.key_pressed.emit(event)

    # Qt

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._lay_out()
        self.resized.emit()


def _there(scene: Scene, spot: Spot) -> bool:
    level, unit = spot
    return level in scene.levels and unit < len(scene.units(level))
