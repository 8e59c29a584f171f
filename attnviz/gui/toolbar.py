"""The line at the top: model, device, layer and head, Present, language, theme."""

from __future__ import annotations

from PySide6.QtCore import QRect, QSize, Qt, QTimer, Signal
from PySide6.QtGui import QColor, QFontMetrics, QPainter, QPaintEvent, QPen, QResizeEvent
from PySide6.QtWidgets import (
    QAbstractButton,
    QFrame,
    QHBoxLayout,
    QLabel,
    QMenu,
    QPushButton,
    QSizePolicy,
    QToolBar,
    QToolButton,
    QWidget,
)

from attnviz.gui.controls import CONTROL_HEIGHT, MenuButton, Stepper
from attnviz.gui.fonts import ui_font
from attnviz.gui.i18n import LANGUAGES, Live
from attnviz.gui.icons import icon
from attnviz.gui.plain import as_tip
from attnviz.gui.theme import theme
from attnviz.gui.views.parts import group_name, part_name, short_group_name, short_part_name
from attnviz.trace import ModelInfo


class HeadControl(Live, QFrame):
    """ "Layer 3 / 5 · Head 7 / 11".

    Signals:
        chosen(int, int): layer and head.
        reshaped(): it names other things now, and may be wider.
    """

    chosen = Signal(int, int)
    reshaped = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("head")
        self.layer, self.head = Stepper(self), Stepper(self)
        self.part, self.group = QLabel(self), QLabel(self)
        self._model: ModelInfo | None = None
        self._named: tuple[int, int] | None = None  # what the labels speak of
        layout = QHBoxLayout(self)
        layout.setContentsMargins(12, 4, 6, 4)
        layout.setSpacing(12)
        for part in (self.layer, self.part, self.head, self.group):
            layout.addWidget(part)
        for label in (self.part, self.group):
            label.setFont(ui_font(12))
            label.setTextFormat(Qt.TextFormat.PlainText)
            label.setContentsMargins(0, 0, 6, 0)
            label.hide()
        self.setFixedHeight(CONTROL_HEIGHT)
        for stepper in (self.layer, self.head):
            stepper.chosen.connect(self._on_chosen)
        theme().changed.connect(self._dress)
        self._dress()

        @self.live
        def texts() -> None:
            self.layer.set_texts(self.tr("Layer"), self.tr("Previous layer (Alt+Up)"), self.tr("Next layer (Alt+Down)"))
            self.head.set_texts(
                self.tr("Head"), self.tr("Previous head (Alt+Shift+Left)"), self.tr("Next head (Alt+Shift+Right)")
            )
            self._name_parts()

    def set_model(self, model: ModelInfo) -> None:
        """Take a model's numbers of layers and heads, and name what they stand for."""
        if model == self._model:
            return  # as at each key press
        self._model = model
        self.layer.set_range(model.attentions)
        self.head.set_range(model.heads)
        self._name_parts()

    def set_value(self, layer: int, head: int) -> None:
        self.layer.set_value(layer)
        self.head.set_value(head)
        if (layer, head) != self._named:
            self._name_parts()

    def _name_parts(self) -> None:
        """Which attention of an encoder-decoder the layer is, and whose keys and values a head shares."""
        model = self._model
        if model is None:
            return
        self._named = self.layer.field.value(), self.head.field.value()
        layer, head = min(self.layer.field.value(), model.attentions - 1), self.head.field.value()
        before = self.part.text(), self.group.text()
        for label, name, index, count, whole in (
            (self.part, short_part_name, layer, model.attentions, part_name(model, layer)),
            (self.group, short_group_name, head, model.heads, group_name(model, head)),
        ):
            label.setText(name(model, index))
            label.setToolTip(whole)
            label.setAccessibleName(whole)
            label.setVisible(bool(whole))
            # as wide as the widest: the controls beside must not move from one layer to the next
            metrics = QFontMetrics(label.font())
            label.setMinimumWidth(max(metrics.horizontalAdvance(name(model, i)) for i in range(count)) + 6)
        if before != (self.part.text(), self.group.text()):
            self.reshaped.emit()

    def _on_chosen(self) -> None:
        self.chosen.emit(self.layer.field.value(), self.head.field.value())

    def _dress(self) -> None:
        colours = theme().colours
        self.setStyleSheet(
            f"QFrame#head {{ background: {colours.chip}; border-radius: 8px; }}"
            f"QFrame#head QLabel {{ color: {colours.secondary}; }}"
            f"QFrame#head QSpinBox {{ background: {colours.ground}; border-radius: 6px; padding: 0; }}"
            # the arrows beside do it; NoButtons under a style sheet would leave no room for the number
            f"QFrame#head QSpinBox::up-button, QFrame#head QSpinBox::down-button {{ width: 0; border: none; }}"
            f"QFrame#head QLineEdit {{ background: transparent; border: none; padding: 0; }}"
            f"QFrame#head QSpinBox:focus {{ border-color: {colours.query}; }}"
            f"QFrame#head QToolButton {{ background: transparent; border-radius: 6px; padding: 0; }}"
            f"QFrame#head QToolButton:hover {{ background: {colours.hover}; }}"
        )
        self.layer.dress()
        self.head.dress()


class LanguageSwitch(Live, QAbstractButton):
    """ "EN | 日本語", the one in use in bold. A click or Space goes to the other."""

    NAMES = {"en": "EN", "ja": LANGUAGES["ja"]}

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._code = "en"
        self.setFixedHeight(CONTROL_HEIGHT)
        self.setSizePolicy(QSizePolicy.Policy.Fixed, QSizePolicy.Policy.Fixed)
        self.setFocusPolicy(Qt.FocusPolicy.TabFocus)
        self.setAttribute(Qt.WidgetAttribute.WA_Hover)
        self._retell = self.live(self._tell)

    def set_language(self, code: str) -> None:
        self._code = code
        self._retell()
        self.update()

    def sizeHint(self) -> QSize:
        bold = QFontMetrics(ui_font(14, bold=True))
        return QSize(sum(bold.horizontalAdvance(name) for name in self.NAMES.values()) + 45, CONTROL_HEIGHT)

    def paintEvent(self, event: QPaintEvent) -> None:
        colours = theme().colours
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setPen(QPen(QColor(colours.query), 1) if self.hasFocus() else Qt.PenStyle.NoPen)
        painter.setBrush(QColor(colours.hover if self.underMouse() else colours.chip))
        painter.drawRoundedRect(self.rect().adjusted(0, 0, -1, -1), 8, 8)
        x = 12
        for place, (code, name) in enumerate(self.NAMES.items()):
            if place:
                painter.fillRect(QRect(x + 10, 11, 1, self.height() - 22), QColor(colours.neutral_bar))
                x += 21
            font = ui_font(14, bold=code == self._code)
            painter.setFont(font)
            painter.setPen(QColor(colours.text if code == self._code else colours.secondary))
            width = QFontMetrics(ui_font(14, bold=True)).horizontalAdvance(name)
            painter.drawText(QRect(x, 0, width, self.height()), Qt.AlignmentFlag.AlignCenter, name)
            x += width

    def _tell(self) -> None:
        self.setToolTip(self.tr("Switch between English and Japanese (Ctrl+L)"))
        self.setAccessibleName(self.tr("Language: {language}").format(language=LANGUAGES[self._code]))


class Toolbar(Live, QToolBar):
    """Holds the controls; the window connects them. The menus are the menu bar's own."""

    def __init__(self, model_menu: QMenu, device_menu: QMenu, theme_menu: QMenu, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("toolbar")
        self.setMovable(False)
        self.setFloatable(False)
        self.setContextMenuPolicy(Qt.ContextMenuPolicy.PreventContextMenu)
        self.setIconSize(QSize(16, 16))  # else its buttons' icons are of another size on each scale of screen
        self.title = QLabel("attnviz", self)
        self.title.setFont(ui_font(17, bold=True))
        self.title.setContentsMargins(4, 0, 8, 0)
        self.model = MenuButton(model_menu, 200)  # the end tells sizes apart
        self.device = MenuButton(device_menu, 150, Qt.TextElideMode.ElideRight)
        self.head = HeadControl()
        self.present = QPushButton()
        self.present.setProperty("role", "accent")
        self.present.setStyleSheet("QPushButton { padding: 0 16px; }")
        self.present.setFixedHeight(CONTROL_HEIGHT)
        self.present.setFocusPolicy(Qt.FocusPolicy.TabFocus)
        self.language = LanguageSwitch()
        self.theme = QToolButton()
        self.theme.setMenu(theme_menu)
        self.theme.setPopupMode(QToolButton.ToolButtonPopupMode.InstantPopup)
        self.theme.setFixedSize(CONTROL_HEIGHT, CONTROL_HEIGHT)
        self.theme.setStyleSheet("QToolButton { padding: 0; }")
        self.theme.setFocusPolicy(Qt.FocusPolicy.TabFocus)
        stretch = QWidget()
        stretch.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Preferred)
        parts = (self.title, self.model, self.device, self.head, stretch, self.present, self.language, self.theme)
        self._entries = [self.addWidget(part) for part in parts]
        self._device_colour = "secondary"
        self.head.reshaped.connect(self._fit)
        theme().changed.connect(self._dress)
        self._dress()

        @self.live
        def texts() -> None:
            self.setWindowTitle(self.tr("Toolbar"))
            self.model.setToolTip(as_tip(self.tr("Model: {name}").format(name=self.model.title())))
            self.model.setAccessibleName(self.tr("Model: {name}").format(name=self.model.title()))
            self.device.setToolTip(as_tip(self.tr("Device that computes: {name}").format(name=self.device.title())))
            self.device.setAccessibleName(self.tr("Device: {name}").format(name=self.device.title()))
            self.present.setText(self.tr("Present"))
            self.present.setToolTip(self.tr("Step through the calculation in full screen (F5)"))
            self.theme.setToolTip(self.tr("Colours"))
            self.theme.setAccessibleName(self.tr("Colours"))
            self._fit()
            QTimer.singleShot(0, self, self._fit)  # the controls hear of the language after their toolbar

        self._retell = texts

    def show_model(self, name: str) -> None:
        if name != self.model.title():
            self.model.set_title(name)
            self._retell()

    def show_device(self, title: str, colour: str) -> None:
        """``colour`` is a name of ``Colours``: "value" for OpenCL, "warning" for its stand-in, "secondary" for none."""
        if (title, colour) == (self.device.title(), self._device_colour):
            return
        self._device_colour = colour
        self.device.set_title(title)
        self._retell()
        self._dress()

    def _fit(self) -> None:
        """In a narrow window the program's name goes first, then the names of model and device are shortened."""
        fixed = (self.head, self.present, self.language, self.theme)
        spacing, edges = 8, 24
        room = self.width() - edges - sum(part.sizeHint().width() for part in fixed) - spacing * len(self._entries)
        names = (self.model, self.device)
        for name in names:
            name.fit(self.width())
        wanted = sum(name.sizeHint().width() for name in names)
        self._entries[0].setVisible(room >= wanted + self.title.sizeHint().width())
        if room < wanted:
            # the one that is shorter than its half leaves the rest to the other
            shortest = min(name.sizeHint().width() for name in names)
            half = min(shortest, room // 2)
            for name in names:
                name.fit(half if name.sizeHint().width() == shortest else room - half)

    def resizeEvent(self, event: QResizeEvent) -> None:
        self._fit()
        super().resizeEvent(event)

    def _dress(self) -> None:
        colours = theme().colours
        self.present.setIcon(icon("play", colours.on_accent))
        self.theme.setIcon(icon("moon" if colours.name == "dark" else "sun", colours.text))
        self.device.setIcon(icon("dot", getattr(colours, self._device_colour)))
