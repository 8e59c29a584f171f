"""Colours that mean something, everywhere the same, and the style sheet that follows from them.

Query is blue, key orange, value green, a negative number magenta. Weights wear viridis (uniform to the eye and safe
for colour-blind readers). The rejected alternative, ``QStyleHints.setColorScheme``, did nothing on X11 without GNOME.
"""

from __future__ import annotations

from dataclasses import dataclass

from PySide6.QtCore import QObject, Qt, Signal
from PySide6.QtGui import QColor, QGuiApplication, QPalette
from PySide6.QtWidgets import QApplication

from attnviz.assets import asset

DIFFERENCE_MAP = "CET-CBD1"


@dataclass(frozen=True)
class Colours:
    """One theme. ``on_accent`` is text on the accent colour; ``line`` separates, never frames."""

    name: str
    ground: str
    panel: str
    chip: str
    hover: str
    line: str
    text: str
    secondary: str
    query: str
    key: str
    value: str
    negative: str
    accent: str
    on_accent: str
    warning: str
    warning_ground: str
    neutral_bar: str


DARK = Colours(
    name="dark", ground="#17181c", panel="#1f2127", chip="#2a2d35", hover="#353944", line="#2f333c",
    text="#e7e8ec", secondary="#a2a5b2", query="#6aa9ff", key="#ff9f57", value="#6fd08a", negative="#e384bd",
    accent="#2f66cf", on_accent="#ffffff", warning="#ffcf6b", warning_ground="#3a3118", neutral_bar="#4b5160",
)  # fmt: skip
LIGHT = Colours(
    name="light", ground="#f5f6f8", panel="#ffffff", chip="#eceef2", hover="#dfe2e9", line="#dde0e7",
    text="#1c1e24", secondary="#5c606c", query="#1e5ecf", key="#9f4d00", value="#157339", negative="#a0357a",
    accent="#1e5ecf", on_accent="#ffffff", warning="#7a5200", warning_ground="#fff1cf", neutral_bar="#b9bfcc",
)  # fmt: skip

STYLE = """
* {{ color: {text}; outline: none; }}
QMainWindow, QDialog, QDockWidget {{ background: {ground}; }}
QWidget#panel {{ background: {panel}; border-radius: 12px; }}
QScrollArea#panel {{ background: {panel}; border: 1px solid transparent; border-radius: 12px; }}
QScrollArea#panel[ring="true"] {{ border-color: {query}; }}
QToolTip {{ background: {chip}; color: {text}; border: 1px solid {line}; padding: 6px 8px; }}
QLabel {{ background: transparent; }}
QLabel[role="heading"] {{ color: {secondary}; font-size: 12px; font-weight: bold; }}
QLabel[role="secondary"] {{ color: {secondary}; font-size: 12px; }}
QMainWindow::separator {{ background: transparent; width: 12px; height: 12px; }}
QMainWindow::separator:hover {{ background: {line}; }}
QTabBar::tab {{ background: transparent; color: {secondary}; padding: 6px 12px; margin: 4px 4px 0 0; border-radius: 8px;
    border: 1px solid transparent; font-size: 12px; }}
QTabBar::tab:selected {{ background: {chip}; color: {text}; }}
QTabBar::tab:hover {{ background: {hover}; color: {text}; }}
QTabBar::tab:focus {{ border-color: {query}; }}
QTabBar::tear {{ width: 0; image: none; }}
QTabBar::scroller {{ width: 44px; }}
QTabBar QToolButton {{ padding: 0; border-radius: 6px; margin: 4px 1px 0 1px; }}
QToolBar {{ background: {ground}; border: none; spacing: 8px; padding: 8px 12px; }}
QToolBar::separator {{ width: 0px; }}
QStatusBar {{ background: {ground}; }}
QStatusBar QLabel {{ color: {secondary}; padding: 2px 8px; }}
QStatusBar::item {{ border: none; }}
QMenuBar {{ background: {ground}; padding: 2px 8px; }}
QMenuBar::item {{ background: transparent; padding: 4px 10px; border-radius: 6px; }}
QMenuBar::item:selected {{ background: {chip}; }}
QMenu {{ background: {panel}; border: 1px solid {line}; padding: 6px; }}
QMenu::item {{ padding: 6px 28px 6px 14px; border-radius: 6px; }}
QMenu::item:selected {{ background: {hover}; }}
QMenu::item:disabled {{ color: {secondary}; }}
QMenu::separator {{ height: 1px; background: {line}; margin: 6px 8px; }}
QMenu::indicator {{ width: 14px; height: 14px; left: 7px; }}
QMenu::icon {{ position: absolute; left: 5px; padding: 2px; border: 1px solid transparent; border-radius: 5px; }}
QMenu::icon:checked {{ background: {hover}; border-color: {query}; }}
QPushButton, QToolButton {{ background: {chip}; border: 1px solid transparent; border-radius: 8px; padding: 6px 12px; }}
QPushButton:hover, QToolButton:hover {{ background: {hover}; }}
QPushButton:focus, QToolButton:focus {{ border-color: {query}; }}
QPushButton:disabled, QToolButton:disabled {{ color: {secondary}; }}
QPushButton:checked, QToolButton:checked {{ background: {hover}; border-color: {query}; }}
QPushButton:checked:focus, QToolButton:checked:focus {{ border-color: {text}; }}
QPushButton[role="accent"], QToolButton[role="accent"] {{ background: {accent}; color: {on_accent}; }}
QPushButton[role="accent"]:disabled {{ background: {chip}; color: {secondary}; }}
QPushButton[role="accent"]:focus {{ border-color: {text}; }}
QToolButton#qt_toolbar_ext_button, QToolButton#qt_menubar_ext_button {{ padding: 0; border-radius: 4px; }}
QToolButton::menu-indicator {{ image: none; }}
QPlainTextEdit {{ background: {ground}; border: 1px solid transparent; border-radius: 8px; padding: 8px;
    selection-background-color: {accent}; selection-color: {on_accent}; }}
QPlainTextEdit, QLineEdit {{ placeholder-text-color: {secondary}; }}
QPlainTextEdit:focus {{ border-color: {query}; }}
QAbstractSpinBox, QComboBox, QLineEdit {{ background: {chip}; border: 1px solid transparent; border-radius: 8px;
    padding: 5px 8px; selection-background-color: {accent}; selection-color: {on_accent}; }}
QAbstractSpinBox:focus, QComboBox:focus, QLineEdit:focus {{ border-color: {query}; }}
QComboBox QAbstractItemView {{ background: {panel}; selection-background-color: {hover}; selection-color: {text}; }}
QTreeView {{ background: {panel}; border: none; border-radius: 12px; padding: 8px; }}
QTreeView::item {{ padding: 4px 0; border: none; }}
QTreeView::item:selected {{ background: {hover}; color: {text}; }}
QCheckBox {{ spacing: 8px; }}
QCheckBox::indicator {{ width: 16px; height: 16px; border: 1px solid {secondary}; border-radius: 4px;
    background: {chip}; }}
QCheckBox::indicator:hover {{ background: {hover}; }}
QCheckBox::indicator:checked {{ background: {accent}; border-color: {accent}; image: url("{tick}"); }}
QCheckBox::indicator:focus {{ border-color: {query}; }}
QCheckBox::indicator:checked:focus {{ border: 2px solid {text}; }}
QSlider {{ border: 1px solid transparent; border-radius: 6px; }}
QSlider:focus {{ border-color: {query}; }}
QSplitter::handle {{ background: transparent; }}
QAbstractScrollArea::corner {{ background: transparent; border: none; }}
QScrollArea {{ background: transparent; border: none; }}
QScrollArea > QWidget > QWidget {{ background: transparent; }}
QScrollBar:vertical {{ background: transparent; width: 10px; margin: 0; }}
QScrollBar:horizontal {{ background: transparent; height: 10px; margin: 0; }}
QScrollBar::handle {{ background: {hover}; border-radius: 5px; min-height: 24px; min-width: 24px; }}
QScrollBar::add-line, QScrollBar::sub-line {{ width: 0; height: 0; }}
QScrollBar::add-page, QScrollBar::sub-page {{ background: transparent; }}
QProgressBar {{ background: {chip}; border: none; border-radius: 3px; max-height: 6px; }}
QProgressBar::chunk {{ background: {query}; border-radius: 3px; }}
QDialog QLabel, QMessageBox QLabel {{ color: {text}; }}
"""


def mix(a: str, b: str, share: float) -> QColor:
    """The colour ``share`` of the way from ``a`` to ``b``, in sRGB."""
    one, two = QColor(a), QColor(b)
    return QColor.fromRgbF(
        *(x + (y - x) * share for x, y in zip(one.getRgbF()[:3], two.getRgbF()[:3], strict=True)),
    )


class Theme(QObject):
    """The colours in use. Painting code reads ``theme().colours`` at paint time and never keeps a colour.

    Signals:
        changed(): colours are new; widgets that paint themselves update, Qt's own follow palette and style sheet.
    """

    changed = Signal()

    def __init__(self) -> None:
        super().__init__()
        self.colours = DARK
        self.choice = "system"
        QGuiApplication.styleHints().colorSchemeChanged.connect(self._on_system_changed)

    def use(self, choice: str) -> None:
        """Switch to "light", "dark" or "system"."""
        self.choice = choice
        system_light = QGuiApplication.styleHints().colorScheme() == Qt.ColorScheme.Light
        light = choice == "light" or (choice == "system" and system_light)
        self.colours = LIGHT if light else DARK
        self._apply()
        self.changed.emit()

    def _on_system_changed(self) -> None:
        if self.choice == "system":
            self.use("system")

    def _apply(self) -> None:
        c = self.colours
        palette = QPalette(QColor(c.chip), QColor(c.ground))
        palette.setColor(QPalette.ColorRole.Base, QColor(c.panel))
        palette.setColor(QPalette.ColorRole.Highlight, QColor(c.accent))
        palette.setColor(QPalette.ColorRole.HighlightedText, QColor(c.on_accent))
        palette.setColor(QPalette.ColorRole.PlaceholderText, QColor(c.secondary))
        app = QApplication.instance()
        app.setPalette(palette)
        app.setStyleSheet(STYLE.format(**vars(c), tick=asset("resources", "icons", "tick.svg").as_posix()))


_theme: Theme | None = None


def theme() -> Theme:
    """The one theme of the application; made at the first call, after QApplication."""
    global _theme
    if _theme is None:
        _theme = Theme()
    return _theme
