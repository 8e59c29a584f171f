"""The laboratory: experiments with knobs, one panel each, live on the sentence that is typed."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from PySide6.QtCore import QLocale, QPointF, QRectF, QSize, Qt
from PySide6.QtGui import QContextMenuEvent, QGuiApplication, QKeyEvent, QKeySequence, QPainter, QResizeEvent, QShortcut
from PySide6.QtWidgets import QHBoxLayout, QLabel, QMenu, QVBoxLayout, QWidget

from attnviz.gui.exporting.clipboard import copy_picture
from attnviz.gui.fonts import ui_font
from attnviz.gui.icons import icon
from attnviz.gui.labs.chooser import PanelChoice, PanelList
from attnviz.gui.labs.figure import foot_of, paint_figure
from attnviz.gui.labs.knobs import Knobs, tell, translate
from attnviz.gui.labs.panel import Panel
from attnviz.gui.labs.panels import panels
from attnviz.gui.labs.picture import PanelPicture, why_nothing
from attnviz.gui.labs.sentence import Sentence
from attnviz.gui.plain import as_tip
from attnviz.gui.presenting.lecture import wishes_of
from attnviz.gui.theme import theme
from attnviz.gui.views.view import View
from attnviz.gui.views.what_if_controls import push_button
from attnviz.gui.views.what_if_scan import Scan
from attnviz.lab import Knob
from attnviz.lessons.course import LESSONS
from attnviz.lessons.lesson import Lesson, Sample
from attnviz.lessons.page import Page
from attnviz.trace import Focus, Trace, Wishes

NEXT, PREVIOUS = "Ctrl+PgDown", "Ctrl+PgUp"


def lesson_of(panel: Panel) -> Lesson:
    """The lesson on what a panel lets one try: one with its picture, or else with the first of its topics."""
    picture = panel.step(panel.usual()).picture
    about = [lesson for lesson in LESSONS if panel.topics[0] in lesson.topics]
    return next((lesson for lesson in about if any(step.picture == picture for step in lesson.steps)), about[0])


class LaboratoryView(View):
    """One panel at a time."""

    NAME = "labs"
    TWO_COLUMNS = 820
    LOW = 540
    """In less height the picture takes the room of what is said above it, which a tooltip has then."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("panel")
        self.setAttribute(Qt.WidgetAttribute.WA_StyledBackground)
        self._newest: tuple[Trace | None, Focus] = None, Focus()
        self._place = 0
        self._wanted: dict[str, dict[str, Knob]] = {}
        self._wished = Wishes()
        self._told: Page | None = None
        self._scan = Scan(self)
        self._build()
        self.list.chosen.connect(self.choose)
        self.choice.chosen.connect(self.choose)
        self.knobs.turned.connect(self.turn)
        self.picture.stepped.connect(self.knobs.step)
        self.reset.clicked.connect(self.reset_knobs)
        self.lesson.clicked.connect(self.open_lesson)
        for key, by in ((NEXT, 1), (PREVIOUS, -1)):  # sliders and lists would take them for a page of their own
            shortcut = QShortcut(QKeySequence(key), self, context=Qt.ShortcutContext.WidgetWithChildrenShortcut)
            shortcut.activated.connect(lambda by=by: self.choose(self._place + by))
        theme().changed.connect(self._dress)
        self._dress()
        self._scan.changed.connect(self._show)
        self._retell = self.live(self._tell)

    def _build(self) -> None:
        self.list, self.choice = PanelList(self), PanelChoice(self)
        self.title_line, self.says, self.foot = QLabel(), Sentence(ui_font(14)), Sentence()
        self.finding = Sentence(ui_font(17, bold=True))
        self.title_line.setFont(ui_font(21, bold=True))
        self.foot.setProperty("role", "secondary")
        self.knobs, self.picture = Knobs(), PanelPicture()
        self.reset, self.lesson = push_button(), push_button()
        for button in (self.reset, self.lesson):
            button.setToolButtonStyle(Qt.ToolButtonStyle.ToolButtonTextBesideIcon)
            button.setIconSize(QSize(14, 14))
        head = QHBoxLayout()
        head.setSpacing(8)
        head.addWidget(self.choice, 1)
        head.addWidget(self.title_line, 1)
        for button in (self.reset, self.lesson):
            head.addWidget(button)
        column = QVBoxLayout()
        column.setSpacing(8)
        column.addLayout(head)
        for part, stretch in ((self.says, 0), (self.knobs, 0), (self.finding, 0), (self.picture, 1), (self.foot, 0)):
            column.addWidget(part, stretch)
        whole = QHBoxLayout(self)
        whole.setContentsMargins(12, 8, 12, 8)
        whole.setSpacing(16)
        whole.addWidget(self.list)
        whole.addLayout(column, 1)
        self.list.hide()
        self.title_line.hide()
        self.setFocusProxy(self.picture)  # F6 comes to it, and its arrow keys turn the first knob

    # what all views have

    def title(self) -> str:
        return self.tr("Laboratory")

    def wishes(self) -> Wishes:
        """Of the panel in sight."""
        page = self.page()
        return Wishes() if page.missing else wishes_of(page) | Wishes(others=self._scan.wanted)

    def show_trace(self, trace: Trace | None, focus: Focus) -> None:
        self._newest = trace, focus
        self._scan.show_trace(trace)
        self._show()

    def state(self) -> dict[str, Any]:
        """The panel, and the knobs that do not stand as they do at first."""
        turned = {
            panel.id: changed
            for panel in panels()
            if (changed := {name: to for name, to in self._of(panel).items() if to != panel.usual()[name]})
        }
        return {"panel": self.panel.id, "knobs": turned}

    def restore(self, state: Mapping[str, Any]) -> None:
        wanted, stored = state.get("panel"), state.get("knobs")
        ids = [panel.id for panel in panels()]
        self._place = ids.index(wanted) if wanted in ids else 0
        self._wanted = {}
        for panel in panels() if isinstance(stored, dict) else ():
            own = stored.get(panel.id)
            if isinstance(own, dict):
                self._wanted[panel.id] = {
                    turn.name: own[turn.name]
                    for turn in panel.turns
                    if turn.name in own and isinstance(own[turn.name], bool | int | float | str)
                }
        self._show()

    def table(self) -> list[list[str]]:
        """What the panel's picture shows, in numbers."""
        page = self.page()
        if self.panel.numbers is None or why_nothing(page)[0]:
            return []
        return [list(row) for row in self.panel.numbers(page)]

    def draw(self, painter: QPainter, area: QRectF) -> None:
        """As a picture of its own."""
        paint_figure(painter, area, self.panel, self.page(), self.knobs_said(), theme().colours)

    # what is shown

    @property
    def panel(self) -> Panel:
        return panels()[self._place]

    def page(self) -> Page:
        """What the picture is drawn of: the panel, its knobs, and the run."""
        trace, focus = self._newest
        return self.panel.page(self.stand(), trace, focus, self._scan.sizes)

    @property
    def left(self) -> int:
        """How many runs are still to come, of those that are asked for a few at a time."""
        return len(self._scan.left) if self._scan.open and self._scan.problem is None else 0

    def stand(self) -> dict[str, Knob]:
        """How the knobs stand with this run."""
        return self.panel.stand(self._of(self.panel), self._newest[0])

    def _of(self, panel: Panel) -> dict[str, Knob]:
        return panel.usual() | self._wanted.get(panel.id, {})

    def knobs_said(self) -> str:
        """How they stand, in words."""
        stand, panel = self.stand(), self.panel
        used = (turn for turn in panel.turns if turn.used is None or turn.used(stand))
        turns = ((translate("labs", turn.title), tell(turn.said(stand[turn.name]))) for turn in used)
        return " · ".join(f"{title}: {value}" for title, value in turns)

    def _show(self) -> None:
        self._scan.set_open(self.panel.removes is not None and self.panel.removes(self.stand()))
        self._retell()
        wishes = self.wishes()
        if wishes != self._wished:
            self._wished = wishes
            self.wishes_changed.emit()

    def _page_to_tell(self) -> Page:
        """The page as the knobs stand; while the run that answers them is on its way the one before, without a flash of
        nothing in between."""
        page, told = self.page(), self._told
        waits = page.trace is not None and not page.trace.labs.keys() >= set(page.step.wishes.labs)
        if not waits or told is None or told.trace is not page.trace or told.lesson.id != page.lesson.id:
            self._told = page
        assert self._told is not None
        return self._told

    def _tell(self) -> None:
        panel, page = self.panel, self._page_to_tell()
        self.list.show_choice(self._place)
        self.choice.show_choice(self._place)
        self.title_line.setText(translate("labs", panel.title))
        self.says.say(translate("labs", panel.says))
        self._tell_tip()
        self.foot.say(foot_of(panel, page))
        self.reset.setText(self.tr("Reset"))
        self.reset.setToolTip(self.tr("All knobs as at first (R)"))
        self.reset.setEnabled(self._of(panel) != panel.usual())
        self.lesson.setText(self.tr("Lesson"))
        self.lesson.setToolTip(self.tr("The lesson on this, step by step (L)"))
        self.knobs.show_stand(panel, self.stand(), self._newest[0])
        title, line = why_nothing(page)
        said = "" if title or panel.finding is None else tell(panel.finding(page))
        self.finding.say(said)
        self.finding.setVisible(bool(said))
        self.picture.show_page(page)
        self.picture.setAccessibleName(translate("labs", panel.title))
        self.picture.setAccessibleDescription(f"{title} {line}".strip() or said or self.foot.said)
        self.setAccessibleName(f"{self.title()}: {translate('labs', panel.title)}")
        self.setAccessibleDescription(" ".join(part for part in (said or title, self.knobs_said()) if part))

    def _tell_tip(self) -> None:
        self.choice.setToolTip(as_tip(self.says.said) if self.says.isHidden() else "")

    def _dress(self) -> None:
        self.lesson.setIcon(icon("play", theme().colours.text, 14))

    # what the user does

    def choose(self, place: int) -> None:
        """Another panel, by its place in the list."""
        if place != self._place and 0 <= place < len(panels()):
            self._place = place
            self._show()
            self.state_changed.emit()

    def show_panel(self, name: str, stand: Mapping[str, Knob] | None = None) -> None:
        """A panel by its id, with some of its knobs turned."""
        for knob, value in (stand or {}).items():
            self._wanted.setdefault(name, {})[knob] = value
        self._place = next(place for place, panel in enumerate(panels()) if panel.id == name)
        self._show()
        self.state_changed.emit()

    def turn(self, knob: str, value: Knob) -> None:
        self._wanted.setdefault(self.panel.id, {})[knob] = value
        self._show()
        self.state_changed.emit()

    def reset_knobs(self) -> None:
        self._wanted.pop(self.panel.id, None)
        self._show()
        self.state_changed.emit()

    def open_lesson(self) -> None:
        self.lesson_chosen.emit(lesson_of(self.panel).id)

    def ask_for_sample(self) -> None:
        """The sentence that the panel is best tried on."""
        japanese = QLocale().language() == QLocale.Language.Japanese
        samples = lesson_of(self.panel).samples
        sample: Sample | None = samples.get("ja" if japanese else "en")
        if sample is not None:
            self.sample_chosen.emit(sample)

    def copy_table(self) -> None:
        if table := self.table():
            QGuiApplication.clipboard().setText("".join("\t".join(row) + "\n" for row in table))

    def copy_picture(self) -> None:
        copy_picture(self.draw, (self.width(), self.height()))

    def make_menu(self, pointed: str = "") -> QMenu:
        """What can be done with the panel in sight, and with what is ``pointed`` at in its picture."""
        menu, copy = QMenu(self), QKeySequence(QKeySequence.StandardKey.Copy)
        if pointed:
            single = menu.addAction(self.tr("Copy {number}").format(number=pointed.replace("&", "&&")))
            single.triggered.connect(lambda: QGuiApplication.clipboard().setText(pointed))
            menu.addSeparator()
        shown, last = not why_nothing(self.page())[0], len(panels()) - 1
        for text, key, on, act in (
            (self.tr("Copy picture"), "", shown, self.copy_picture),
            (self.tr("Copy table of numbers"), copy, bool(self.table()), self.copy_table),
            (self.tr("Copy the sentence above the picture"), "", bool(self.finding.said), self._copy_finding),
            ("", "", False, None),
            (self.tr("Reset the knobs"), "R", self.reset.isEnabled(), self.reset_knobs),
            (self.tr("A sentence to try it on"), "S", True, self.ask_for_sample),
            (self.tr("Open the lesson"), "L", True, self.open_lesson),
            ("", "", False, None),
            (self.tr("Next lab"), NEXT, self._place < last, lambda: self.choose(self._place + 1)),
            (self.tr("Previous lab"), PREVIOUS, self._place > 0, lambda: self.choose(self._place - 1)),
        ):
            if act is None:
                menu.addSeparator()
                continue
            action = menu.addAction(text)
            action.setShortcut(QKeySequence(key))
            action.setEnabled(on)
            action.triggered.connect(lambda _checked=False, act=act: act())
        return menu

    def _copy_finding(self) -> None:
        QGuiApplication.clipboard().setText(self.finding.said)

    # Qt

    def contextMenuEvent(self, event: QContextMenuEvent) -> None:
        menu = self.make_menu(self.picture.tip_at(QPointF(self.picture.mapFrom(self, event.pos()))))
        menu.exec(event.globalPos())
        menu.deleteLater()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        plain = event.modifiers() in (Qt.KeyboardModifier.NoModifier, Qt.KeyboardModifier.ShiftModifier)
        act = {
            Qt.Key.Key_R: self.reset_knobs,
            Qt.Key.Key_S: self.ask_for_sample,
            Qt.Key.Key_L: self.open_lesson,
        }.get(Qt.Key(event.key()))
        if event.matches(QKeySequence.StandardKey.Copy):
            self.copy_table()
        elif act is not None and plain:
            act()
        else:
            super().keyPressEvent(event)

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        wide = event.size().width() >= self.TWO_COLUMNS
        for part in (self.list, self.title_line):
            part.setVisible(wide)
        self.choice.setVisible(not wide)
        low = event.size().height() < self.LOW
        self.says.setVisible(not low)
        self.foot.set_short(low)
        self._tell_tip()
