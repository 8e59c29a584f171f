"""The step-through mode: a full-screen window that walks a pair through the slides, by keyboard, clicker or mouse."""

from __future__ import annotations

from PySide6.QtCore import QEasingCurve, QRectF, Qt, QTimer, QVariantAnimation, Signal
from PySide6.QtGui import QCloseEvent, QKeyEvent, QMouseEvent, QPainter, QPaintEvent
from PySide6.QtWidgets import QWidget

from attnviz.gui.i18n import Live
from attnviz.gui.slides.canvas import translate
from attnviz.gui.slides.slide import draw_slide
from attnviz.gui.theme import theme
from attnviz.lessons.pair_walk import STEPS
from attnviz.lessons.scene import open_scene, words
from attnviz.lessons.step import CONTEXT, fill_text, plain
from attnviz.trace import Focus, Trace

MOTION_MS = 350
POINTER_MS = 2000

Key = Qt.Key
NEXT = {Key.Key_Right, Key.Key_Down, Key.Key_PageDown, Key.Key_Space, Key.Key_Return, Key.Key_Enter}
BACK = {Key.Key_Left, Key.Key_Up, Key.Key_PageUp, Key.Key_Backspace}


class Presenter(Live, QWidget):
    """What is on screen follows from the trace, the focus, the step, how far its motion is, and whether it is black.

    Signals:
        finished(): the user left; the window is hidden.
        step_changed(int): another step is on screen.
        language_toggled(): the user asks for the other language; the shell owns the language.
    """

    finished = Signal()
    step_changed = Signal(int)
    language_toggled = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent, Qt.WindowType.Window)
        self._trace: Trace | None = None
        self._focus = Focus()
        self._step = 0
        self._progress = 1.0
        self._black = False
        self._moves = True
        self._hint = ""
        self.setMouseTracking(True)
        self.setAttribute(Qt.WidgetAttribute.WA_OpaquePaintEvent)
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.resize(1280, 720)
        self._motion = QVariantAnimation(self)
        self._motion.setStartValue(0.0)
        self._motion.setEndValue(1.0)
        self._motion.setDuration(MOTION_MS)
        self._motion.setEasingCurve(QEasingCurve.Type.OutCubic)
        self._motion.valueChanged.connect(self._on_moved)
        self._pointer = QTimer(self)
        self._pointer.setSingleShot(True)
        self._pointer.setInterval(POINTER_MS)
        self._pointer.timeout.connect(lambda: self.setCursor(Qt.CursorShape.BlankCursor))
        theme().changed.connect(self.update)

        @self.live
        def texts() -> None:
            self.setWindowTitle(self.tr("Step through"))
            self._hint = self.tr("→ next    ← back    B black    T 日本語    Esc leave")
            self.setAccessibleName(self.tr("Step through"))
            self._refresh()

    @property
    def step(self) -> int:
        """The step on screen, from 0."""
        return self._step

    @property
    def black(self) -> bool:
        return self._black

    def set_motion(self, moves: bool) -> None:
        """Without motion every step stands still from the start."""
        self._moves = moves
        if not moves:
            self._rest()

    def start(self, trace: Trace | None, focus: Focus, step: int = 0, full_screen: bool = True) -> None:
        """Open on a step. An out-of-range step becomes the nearest there is."""
        self._trace, self._focus, self._black = trace, focus, False
        self._step = max(0, min(step, len(STEPS) - 1))
        self._rest()
        self._wake_pointer()
        if full_screen:
            self.showFullScreen()
        else:
            self.show()
        self.activateWindow()
        self.setFocus()
        self.step_changed.emit(self._step)

    def show_trace(self, trace: Trace | None, focus: Focus) -> None:
        """The sentence, head or pair changed underneath; the step stays."""
        self._trace, self._focus = trace, focus
        if self.isVisible():
            self._rest()

    def go_to(self, step: int) -> None:
        """Show a step; one forward is the only way that moves, so that going back undoes exactly."""
        step = max(0, min(step, len(STEPS) - 1))
        forward = step == self._step + 1
        changed = step != self._step
        self._step, self._black = step, False
        self._rest()
        if changed and forward and self._moves:
            self._progress = 0.0  # the animation speaks up only after the first frame
            self._motion.start()
        if changed:
            self.step_changed.emit(step)

    def leave(self) -> None:
        self.close()

    def _rest(self) -> None:
        self._motion.stop()
        self._progress = 1.0
        self._refresh()

    def _refresh(self) -> None:
        """Say the step to a screen reader, and paint it."""
        scene = open_scene(self._trace, self._focus)
        step = STEPS[self._step]
        said = plain(fill_text(translate(CONTEXT, step.text), words(scene))) if scene else ""
        self.setAccessibleDescription(f"{translate(CONTEXT, step.title)}. {said}" if scene else "")
        self.update()

    def _on_moved(self, progress: float) -> None:
        self._progress = float(progress)
        self.update()

    def _wake_pointer(self) -> None:
        self.unsetCursor()
        self._pointer.start()

    def paintEvent(self, event: QPaintEvent) -> None:
        with QPainter(self) as painter:
            if self._black:
                painter.fillRect(self.rect(), Qt.GlobalColor.black)
            else:
                hint = self._hint if self._step == 0 else ""
                area = QRectF(self.rect())
                draw_slide(painter, area, self._trace, self._focus, self._step, theme().colours, self._progress, hint)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        key = event.key()
        shift = bool(event.modifiers() & Qt.KeyboardModifier.ShiftModifier)
        control = bool(event.modifiers() & Qt.KeyboardModifier.ControlModifier)
        if key in BACK or (key == Key.Key_Space and shift):
            self.go_to(self._step - 1)
        elif key in NEXT:
            self.go_to(self._step + 1)
        elif key == Key.Key_Home:
            self.go_to(0)
        elif key == Key.Key_End:
            self.go_to(len(STEPS) - 1)
        elif Key.Key_1 <= key < Key.Key_1 + len(STEPS) and not control:
            self.go_to(key - Key.Key_1)
        elif key in (Key.Key_B, Key.Key_Period):  # clickers send either
            self._black = not self._black
            self.update()
        elif key == Key.Key_T or (key == Key.Key_L and control):
            self.language_toggled.emit()
        elif key == Key.Key_Escape:
            self.leave()
        else:
            super().keyPressEvent(event)

    def mousePressEvent(self, event: QMouseEvent) -> None:
        self._wake_pointer()
        if event.button() == Qt.MouseButton.LeftButton:
            self.go_to(self._step + 1)
        elif event.button() == Qt.MouseButton.RightButton:
            self.go_to(self._step - 1)

    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        self._wake_pointer()

    def closeEvent(self, event: QCloseEvent) -> None:
        left = self.isVisible()
        self._motion.stop()
        self._pointer.stop()
        super().closeEvent(event)
        if left:
            self.finished.emit()
