"""The controls of the comparison: what b is."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace

from PySide6.QtCore import QCoreApplication, QLocale, QSignalBlocker, QSize, Qt, Signal
from PySide6.QtGui import QColor, QFontMetrics, QPalette, QResizeEvent
from PySide6.QtWidgets import (
    QButtonGroup,
    QHBoxLayout,
    QLabel,
    QMenu,
    QSizePolicy,
    QToolButton,
    QVBoxLayout,
    QWidget,
)

from attnviz.gui.i18n import Live
from attnviz.gui.icons import icon
from attnviz.gui.theme import theme
from attnviz.gui.toolbar import MenuButton, Stepper
from attnviz.gui.views.compare_data import KINDS, Choice, other_head, other_model
from attnviz.gui.views.compare_editor import OtherEditor
from attnviz.gui.views.flow import FlowLayout
from attnviz.gui.views.lines_controls import joined
from attnviz.gui.views.parts import short_part_name
from attnviz.samples import PAIRS
from attnviz.trace import Focus, HeadId, Trace

HIGH, GAP = 28, 4
WIDEST = 320  # pixels of a sentence in the menu


class CompareChoice(Live, QWidget):
    """Which kind of b, and below it what there is to choose of that kind.

    Attributes:
        choice: what the user has chosen.
        text: b's sentence as it stands in the editor.

    Signals:
        changed(): ``choice`` is another one, or ``text``.
        swap_asked(): a's sentence and b's are to change places.
        pair_asked(int): both sentences are to be those of ``samples.PAIRS``.
    """

    changed = Signal()
    swap_asked = Signal()
    pair_asked = Signal(int)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.choice = Choice()
        self.text = ""
        self._models: Mapping[str, str] = {}
        self._trace: Trace | None = None
        self._focus = Focus()
        self._other: Trace | None = None
        self.setObjectName("compareChoice")
        self._build()
        self._connect()
        theme().changed.connect(self._dress)
        self._dress()
        self.retell = self.live(self._tell)

    # --- building

    def _build(self) -> None:
        self.title = QLabel()
        self.title.setProperty("role", "secondary")
        self.kinds = {kind: QToolButton() for kind in KINDS}
        self._group = QButtonGroup(self)
        top = QWidget()
        flow = FlowLayout(top, GAP, GAP)
        flow.addWidget(self.title)
        for button in self.kinds.values():
            button.setCheckable(True)
            button.setFixedHeight(HIGH)
            button.setFocusPolicy(Qt.FocusPolicy.TabFocus)
            button.setStyleSheet("QToolButton { padding: 0 8px; border-radius: 6px; }")
            self._group.addButton(button)
            flow.addWidget(button)
        grows = QSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Minimum)
        grows.setHeightForWidth(True)
        top.setSizePolicy(grows)
        whole = QVBoxLayout(self)
        whole.setContentsMargins(0, 0, 0, 0)
        whole.setSpacing(8)
        whole.addWidget(top)
        whole.addWidget(self._sentence_row())
        whole.addWidget(self._head_row())

    def _sentence_row(self) -> QWidget:
        self.sentence, self.editor = QWidget(), OtherEditor()
        self.menu, self.swap = QMenu(self), QToolButton()
        self.examples = MenuButton(self.menu, 160)
        self.menu.setToolTipsVisible(True)
        beside = QVBoxLayout()
        beside.setSpacing(4)
        for button in (self.examples, self.swap):
            button.setFixedHeight(37)
            button.setIconSize(QSize(16, 16))
            button.setFocusPolicy(Qt.FocusPolicy.TabFocus)
            button.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
            beside.addWidget(button)
        row = QHBoxLayout(self.sentence)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(8)
        row.addWidget(self.editor, 1)
        row.addLayout(beside)
        return self.sentence

    def _head_row(self) -> QWidget:
        self.row = QWidget()
        self.models = QMenu(self)
        self.model = MenuButton(self.models, 200)
        self.model.setFixedHeight(30)
        self.layer, self.head, self.part = Stepper(), Stepper(), QLabel()
        self.part.setProperty("role", "secondary")
        flow = FlowLayout(self.row, 12, 4)
        for part in (self.model, joined((self.layer, self.head), 16), self.part):
            flow.addWidget(part)
        grows = QSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Minimum)
        grows.setHeightForWidth(True)
        self.row.setSizePolicy(grows)
        return self.row

    def _connect(self) -> None:
        for kind, button in self.kinds.items():
            button.clicked.connect(lambda _checked=False, kind=kind: self._choose(kind=kind))
        self.editor.textChanged.connect(self._on_text)
        self.swap.clicked.connect(self.swap_asked)
        self.menu.aboutToShow.connect(self._fill_examples)
        self.models.aboutToShow.connect(self._fill_models)
        for stepper in (self.layer, self.head):
            stepper.chosen.connect(self._on_stepped)

    # --- what is chosen

    def show_choice(self, choice: Choice) -> None:
        """Stand as this says; nothing is told of it. A text of None leaves the editor as it is."""
        self.choice = choice
        if choice.text is not None:
            self._put(choice.text)
        self._stand()

    def offer_text(self, text: str) -> None:
        """Put a sentence into the editor that the user has not chosen: another one may take its place."""
        if text != self.text:
            self._put(text)
            self.editor.document().clearUndoRedoStacks()

    def take_text(self, text: str) -> None:
        """Put a sentence that the user has chosen into the editor, as one step to undo."""
        self.editor.replace_text(text)
        self._choose(text=text)

    def _put(self, text: str) -> None:
        self.text = text  # first: the editor's own signal of it changes nothing
        self.editor.replace_text(text)

    def show_models(self, models: Mapping[str, str]) -> None:
        self._models = models
        self._stand()

    def show_trace(self, trace: Trace | None, focus: Focus, other: Trace | None) -> None:
        """What b's numbers are counted in. ``other``: b's run, where it is one of its own."""
        self._trace, self._focus, self._other = trace, focus, other
        self._stand()

    def _choose(self, **changes: object) -> None:
        choice = replace(self.choice, **changes)
        if choice != self.choice:
            self.choice = choice
            self._stand()
            self.changed.emit()

    def _on_text(self) -> None:
        text = self.editor.text()
        if text != self.text:  # Qt also signals a change of format
            self.text = text
            self.choice = replace(self.choice, text=text)
            self.changed.emit()

    def _on_stepped(self) -> None:
        head: HeadId = self.layer.field.value(), self.head.field.value()
        match self.choice.kind:
            case "head":
                self._choose(head=head)
            case "layer":
                self._choose(layer=head[0])
            case "model":
                self._choose(model_head=head)

    # --- what it shows

    def _stand(self) -> None:
        kind, trace = self.choice.kind, self._trace
        for name, button in self.kinds.items():
            with QSignalBlocker(button):
                button.setChecked(name == kind)
            button.setProperty("role", "accent" if name == kind else "")
            button.style().unpolish(button)
            button.style().polish(button)
        captured = trace is not None and bool(trace.model.captured_by)
        self.kinds["text"].setEnabled(not captured)
        self.kinds["model"].setEnabled(not captured)
        self.sentence.setVisible(kind == "text")
        self.row.setVisible(kind != "text")
        self.model.setVisible(kind == "model")
        self.head.setVisible(kind in ("head", "model"))
        self._count()
        self._name_model()

    def _count(self) -> None:
        """Give the steppers the numbers of the model that they count in."""
        trace, kind = self._trace, self.choice.kind
        model = trace.model if trace is not None else None
        if kind == "model":
            model = self._other.model if self._other is not None else None
        for stepper in (self.layer, self.head):
            stepper.setEnabled(model is not None)
        self.part.setVisible(False)
        if model is None or kind == "text":
            return
        layer, head = (self.choice.model_head or self._focus.head_id) if kind == "model" else (0, 0)
        if kind != "model" and trace is not None:
            layer, head = other_head(self.choice, model, self._focus)
        for stepper, count, value in ((self.layer, model.attentions, layer), (self.head, model.heads, head)):
            stepper.set_range(count)
            stepper.set_value(min(value, count - 1))
        name = short_part_name(model, min(layer, model.attentions - 1))
        self.part.setText(name)
        self.part.setVisible(bool(name))

    def _name_model(self) -> None:
        used = self._trace.request.model if self._trace is not None else ""
        model = other_model(self.choice, self._models, used)
        name = self.tr("none is installed") if model is None else self._models.get(model, model)
        self.model.set_title(name)
        self.model.setAccessibleName(self.tr("Model of b: {name}").format(name=name))

    def _fill_models(self) -> None:
        self.models.clear()
        used = self._trace.request.model if self._trace is not None else ""
        shown = other_model(self.choice, self._models, used)
        for model, name in self._models.items():
            action = self.models.addAction(name.replace("&", "&&"))
            action.setCheckable(True)
            action.setChecked(model == shown)
            action.setEnabled(model != used)
            action.triggered.connect(lambda _checked=False, model=model: self._choose(model=model, model_head=None))

    def _fill_examples(self) -> None:
        """The pairs in the language in use first."""
        self.menu.clear()
        japanese = QLocale().language() == QLocale.Language.Japanese
        numbers = sorted(range(len(PAIRS)), key=lambda i: (PAIRS[i].language == "ja") != japanese)
        for place, number in enumerate(numbers):
            pair = PAIRS[number]
            if place and pair.language != PAIRS[numbers[place - 1]].language:
                self.menu.addSeparator()
            look = QCoreApplication.translate("examples", pair.look)
            metrics = QFontMetrics(self.menu.font())
            one, other = (metrics.elidedText(text, Qt.TextElideMode.ElideRight, WIDEST) for text in pair.texts)
            action = self.menu.addAction(f"{one}  |  {other}".replace("&", "&&"))
            action.setToolTip(f"a  {pair.one}\nb  {pair.other}\n{look}")
            action.triggered.connect(lambda _checked=False, number=number: self.pair_asked.emit(number))

    def _tell(self) -> None:
        self.title.setText(self.tr("Compare with"))
        for kind, text, tip in (
            ("text", self.tr("sentence"), self.tr("Another sentence, in the same head")),
            ("head", self.tr("head"), self.tr("The same sentence in another head")),
            ("layer", self.tr("layer"), self.tr("The same sentence in the same head of another layer")),
            ("model", self.tr("model"), self.tr("The same sentence in another model")),
        ):
            self.kinds[kind].setText(text)
            self.kinds[kind].setToolTip(tip)
            self.kinds[kind].setAccessibleName(tip)
        self.examples.set_title(self.tr("Examples"))
        self.examples.setToolTip(self.tr("Two sentences to compare: one for the window, one for here"))
        self.swap.setText(self.tr("Swap"))
        self.swap.setToolTip(self.tr("The two sentences change places"))
        self.layer.set_texts(self.tr("Layer"), self.tr("Previous layer of b"), self.tr("Next layer of b"))
        self.head.set_texts(self.tr("Head"), self.tr("Previous head of b"), self.tr("Next head of b"))
        self._name_model()

    def resizeEvent(self, event: QResizeEvent) -> None:
        """The title gives way where the buttons would need a second line for it."""
        super().resizeEvent(event)
        row = [self.title, *self.kinds.values()]
        self.title.setVisible(sum(part.sizeHint().width() + GAP for part in row) - GAP <= event.size().width())

    def _dress(self) -> None:
        c = theme().colours
        self.setStyleSheet(
            "QWidget#compareChoice QSpinBox { padding: 0; }"
            "QWidget#compareChoice QSpinBox::up-button, QWidget#compareChoice QSpinBox::down-button"
            " { width: 0; border: none; }"
            "QWidget#compareChoice QSpinBox QLineEdit { background: transparent; border: none; padding: 0; }"
        )
        palette = self.editor.palette()
        palette.setColor(QPalette.ColorRole.PlaceholderText, QColor(c.secondary))
        self.editor.setPalette(palette)
        self.swap.setIcon(icon("transpose", c.text))
        for stepper in (self.layer, self.head):
            stepper.dress()
            for arrow in (stepper.less, stepper.more):
                arrow.setStyleSheet("QToolButton { padding: 0; border-radius: 6px; }")
