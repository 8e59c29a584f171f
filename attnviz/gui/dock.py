"""One view or panel that can be moved, closed, and torn off as a window of its own."""

from __future__ import annotations

from collections.abc import Callable

import shiboken6
from PySide6.QtCore import QPoint, QSize, Qt, QTimer, Signal
from PySide6.QtGui import QContextMenuEvent, QGuiApplication, QMouseEvent
from PySide6.QtWidgets import (
    QAbstractScrollArea,
    QApplication,
    QDockWidget,
    QFrame,
    QHBoxLayout,
    QLabel,
    QMenu,
    QScrollArea,
    QSizePolicy,
    QToolButton,
    QVBoxLayout,
    QWidget,
)

from attnviz.gui.fonts import ui_font
from attnviz.gui.i18n import Live
from attnviz.gui.icons import icon
from attnviz.gui.layout import SPACE, panel
from attnviz.gui.theme import theme
from attnviz.gui.views.view import View

Flag, Area = Qt.WindowType, Qt.DockWidgetArea
OWN_WINDOW = (
    # a tool window: it stays above the program's own, whose shortcuts work in it; with the desktop's frame, since only
    # that can move a window on Wayland
    Flag.Tool | Flag.WindowTitleHint | Flag.WindowSystemMenuHint | Flag.WindowMaximizeButtonHint
    | Flag.WindowCloseButtonHint
)  # fmt: skip
AREAS = {"left": Area.LeftDockWidgetArea, "right": Area.RightDockWidgetArea, "bottom": Area.BottomDockWidgetArea}
TAB = Qt.FocusPolicy.TabFocus
LEAST = (160, 80)  # of a view's own: below that one could not tell what it is
EDGE = 4  # of the surface that a view lies on: its corners are round
RELEASE = 50  # milliseconds between two looks whether the mouse has let go


class ViewArea(QScrollArea):
    """As high as its view asks for, up to ``MOST``; less in a low window, which is to hold a heatmap and docks."""

    LOW_WINDOW, LOWEST, MOST = 680, 180, 320

    def minimumSizeHint(self) -> QSize:
        asked = self.widget().minimumHeight()
        low = self.window().height() < self.LOW_WINDOW
        return QSize(super().minimumSizeHint().width(), min(asked, self.LOWEST if low else self.MOST))


class TitleBar(Live, QWidget):
    """Name, tear off or put back, close. Qt drags what nobody here answers."""

    HEIGHT = 26

    def __init__(self, dock: Dock) -> None:
        super().__init__(dock)
        self._dock = dock
        self.setFixedHeight(self.HEIGHT)
        self.name = QLabel()
        self.name.setFont(ui_font(12, bold=True))
        self.name.setProperty("role", "heading")
        self.name.setTextFormat(Qt.TextFormat.PlainText)
        self.name.setSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Preferred)
        self.tear, self.shut = QToolButton(), QToolButton()
        layout = QHBoxLayout(self)
        layout.setContentsMargins(4, 0, 0, 2)
        layout.setSpacing(2)
        layout.addWidget(self.name, 1)
        for button in (self.tear, self.shut):
            button.setFixedSize(24, 24)
            button.setIconSize(QSize(14, 14))
            button.setAutoRaise(True)
            button.setFocusPolicy(Qt.FocusPolicy.TabFocus)
            button.setStyleSheet("QToolButton { padding: 0; border-radius: 6px; background: transparent; }")
            layout.addWidget(button)
        self.tear.clicked.connect(dock.tear)
        self.shut.clicked.connect(dock.close)
        theme().changed.connect(self.dress)
        self.tell = self.live(self._tell)

    def _tell(self) -> None:
        title = self._dock.said
        self.name.setText(title)
        tear = self.tr("Put back into the window") if self._dock.isFloating() else self.tr("Tear off as a window")
        for button, tip in ((self.tear, tear), (self.shut, self.tr("Close"))):
            button.setToolTip(tip)
            button.setAccessibleName(f"{title}: {tip}")
        self.dress()

    def dress(self) -> None:
        colour = theme().colours.secondary
        self.tear.setIcon(icon("dock" if self._dock.isFloating() else "float", colour, 14))
        self.shut.setIcon(icon("close", colour, 14))

    def contextMenuEvent(self, event: QContextMenuEvent) -> None:
        menu = self.make_menu()
        from_mouse = event.reason() == QContextMenuEvent.Reason.Mouse
        menu.exec(event.globalPos() if from_mouse else self.mapToGlobal(QPoint(0, self.height())))
        menu.deleteLater()

    def make_menu(self) -> QMenu:
        """All that the mouse can do with a dock, for the keyboard too."""
        menu, dock = QMenu(self), self._dock
        for area, text in (
            ("left", self.tr("Move to the &left")),
            ("right", self.tr("Move to the &right")),
            ("bottom", self.tr("Move to the &bottom")),
        ):
            menu.addAction(text).triggered.connect(lambda _checked=False, area=area: dock.move_asked.emit(area))
        menu.addSeparator()
        menu.addAction(self.tear.toolTip()).triggered.connect(self.tear.click)
        menu.addAction(self.shut.toolTip()).triggered.connect(self.shut.click)
        return menu


class Dock(Live, QDockWidget):
    """Holds one view, which is made when it is first seen.

    Attributes:
        content: the view; None before.
        seen: it is in sight: open, and not behind another tab.
        said: its name in the language in use.

    Signals:
        seen_changed(): ``seen`` may be another one.
        move_asked(str): the user wants it in this area.
        place_asked(int): a mouse button asks for the place before (-1) or after (1).
    """

    seen_changed = Signal()
    move_asked = Signal(str)
    place_asked = Signal(int)

    def __init__(self, name: str, title: Callable[[], str], make: Callable[[], QWidget], parent: QWidget) -> None:
        super().__init__(parent)
        self.setObjectName(name)
        self._make = make
        self.content: QWidget | None = None
        self._first: QWidget | None = None  # where the view wants the keyboard
        self.bar: TitleBar | None = None
        self.seen = False
        self._named = True
        self._policies: dict[QWidget, Qt.FocusPolicy] = {}  # of what takes the keyboard once it is in sight again
        self.setAllowedAreas(AREAS["left"] | AREAS["right"] | AREAS["bottom"])
        self.visibilityChanged.connect(self._on_visibility)
        self.topLevelChanged.connect(self._on_floating)

        @self.live
        def texts() -> None:
            self.said = title()
            self.setAccessibleName(self.said)
            self.name_tab(self._named)
            if self.bar is not None:
                self.bar.tell()

    def name_tab(self, on: bool) -> None:
        """Whether its tab says its name: Qt gives it that of the window, whatever else one may write there."""
        self._named = on
        if self.windowTitle() != (said := self.said if on else ""):
            self.setWindowTitle(said)

    def hold(self, panel: QWidget) -> None:
        """What is made before it is seen: ``fill`` will show it, and it goes where this dock goes."""
        panel.hide()
        panel.setParent(self)

    def tear(self) -> None:
        """Off as a window of its own, or back; a keyboard that was in here stays with the button that did it."""
        focused = QApplication.focusWidget()
        inside = focused is not None and self.isAncestorOf(focused)
        self.setFloating(not self.isFloating())
        if inside:
            QTimer.singleShot(0, self, self._take_keyboard)  # it has its frame, or its place, by then

    def _take_keyboard(self) -> None:
        self.activateWindow()
        if self.bar is not None:
            self.bar.tear.setFocus(Qt.FocusReason.TabFocusReason)

    def fill(self) -> None:
        """Make the view, once."""
        if self.content is not None:
            return
        self.content = self._make()
        if isinstance(self.content, View):
            # a proxy that is hidden, as in an empty view, catches the Tab key: it would never go on from there
            self._first = self.content.focusProxy()
            self.content.setFocusProxy(None)
        self.bar = TitleBar(self)
        self.setTitleBarWidget(self.bar)
        whole = QWidget()
        self._around = QVBoxLayout(whole)
        self._around.addWidget(self._in_scroll_area(self.content))
        self.setWidget(whole)
        self.content.show()  # one that waited in here was hidden
        self._on_floating(self.isFloating())

    def focus(self, why: Qt.FocusReason) -> None:
        """Put the keyboard into the view: where it wants it, or while that is not there on its largest control."""
        goal = self.content if self._first is None else self._first
        while goal.focusProxy() is not None:
            goal = goal.focusProxy()
        if not (goal.isVisible() and goal.isEnabled() and goal.focusPolicy() != Qt.FocusPolicy.NoFocus):
            inside = (part for part in self.content.findChildren(QWidget) if part.focusPolicy() & TAB)
            there = [part for part in inside if part.isVisible() and part.isEnabled()]
            goal = max(there, key=lambda part: part.width() * part.height(), default=self.content)
        goal.setFocus(why)

    @staticmethod
    def _in_scroll_area(content: QWidget) -> QWidget:
        """In a small window a view scrolls: it must not push the others out of it."""
        if isinstance(content, QAbstractScrollArea):
            return content
        area = ViewArea()
        area.setFrameShape(QFrame.Shape.NoFrame)
        area.setWidgetResizable(True)
        area.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        area.setWidget(content)
        if not isinstance(content, View):
            return area
        area.setMinimumSize(*LEAST)
        surface = panel(area)
        surface.layout().setContentsMargins(*4 * [EDGE])  # a view has margins of its own
        return surface

    def _on_visibility(self, seen: bool) -> None:
        self.seen = seen
        self.let_in()
        self.seen_changed.emit()

    def let_in(self) -> None:
        """Let the Tab key in while it is in sight: behind another tab Qt only moves it out of the window."""
        policies, self._policies = self._policies, {}
        for part, policy in policies.items():
            if shiboken6.isValid(part):
                part.setFocusPolicy(policy)
        if not self.seen and not self.isHidden():
            for part in self.findChildren(QWidget):
                if part.focusPolicy() != Qt.FocusPolicy.NoFocus:
                    self._policies[part] = part.focusPolicy()
                    part.setFocusPolicy(Qt.FocusPolicy.NoFocus)

    def _on_floating(self, floating: bool) -> None:
        if self.bar is not None:
            edge = SPACE if floating else 0
            self._around.setContentsMargins(edge, 0, edge, edge)
            self.bar.setContentsMargins(edge, 0, edge, 0)
            self.bar.tell()
        if floating:
            self._frame_window()

    def _frame_window(self) -> None:
        """Give the torn off window the desktop's frame, once the mouse lets go: a dragged window must stay as it is."""
        if not self.isFloating() or not self.windowFlags() & Flag.FramelessWindowHint:
            return
        if QGuiApplication.mouseButtons() != Qt.MouseButton.NoButton:
            QTimer.singleShot(RELEASE, self, self._frame_window)
            return
        open_ = not self.isHidden()
        self.setWindowFlags(OWN_WINDOW)
        self.setVisible(open_)

    def mousePressEvent(self, event: QMouseEvent) -> None:
        sideways = event.button() in (Qt.MouseButton.BackButton, Qt.MouseButton.ForwardButton)
        if self.isFloating() and sideways:  # elsewhere the program's window hears of it
            self.place_asked.emit(-1 if event.button() == Qt.MouseButton.BackButton else 1)
        else:
            super().mousePressEvent(event)
