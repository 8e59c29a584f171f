"""Every action of the program, once: its text, its key, its place in the menus. Icons are ``menu_icons``' business."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence

from PySide6.QtCore import QCoreApplication, Qt, Signal
from PySide6.QtGui import QAction, QKeySequence
from PySide6.QtWidgets import QMenu, QMenuBar, QWidget

from attnviz.axis import AXES
from attnviz.gui import registry
from attnviz.gui.choice_menus import DeviceMenu, ModelMenu, add_choices
from attnviz.gui.dock_layouts import PRESETS
from attnviz.gui.i18n import LANGUAGES, Live
from attnviz.gui.menu_icons import MenuIcons
from attnviz.weights.catalogue import Entry


def plain_title(text: str) -> str:
    """A menu's or an action's text without the letter to press: "&Open" and "開く(&O)" lose it."""
    return re.sub(r"\(&.\)|&(?!&)", "", text).replace("&&", "&")


def plain(action: QAction) -> str:
    """An action's text, the same way."""
    return plain_title(action.text())


class Menus(Live, QMenuBar):
    """The menu bar. The window connects the plain actions; choices among several come as signals.

    Signals:
        language_chosen(str), theme_chosen(str), scale_chosen(str), axis_chosen(str): as stored in the settings.
        layout_chosen(str): one of ``dock_layouts.PRESETS``.
        lab_chosen(str): a panel of the laboratory, by its id.
    """

    language_chosen = Signal(str)
    theme_chosen = Signal(str)
    scale_chosen = Signal(str)
    axis_chosen = Signal(str)
    layout_chosen = Signal(str)
    lab_chosen = Signal(str)

    def __init__(self, models: Sequence[Entry], parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.file, self.edit, self.view = (self.addMenu("") for _ in range(3))
        self.model, self.device = ModelMenu(models, self), DeviceMenu(self)
        self.panels = self.addMenu("")
        for menu in (self.model, self.device):
            self.addMenu(menu)
        self.language, self.present_menu, self.help = (self.addMenu("") for _ in range(3))
        self._make_file()
        self._make_edit()
        self._make_view()
        self._make_panels()
        self._make_language()
        self.lecture = self._action(self.present_menu, "Shift+F5")
        self.present = self._action(self.present_menu, "F5")
        self.deck = self._action(self.present_menu, "Ctrl+F5")
        self.present_menu.addSeparator()
        self.labs_menu = self.present_menu.addMenu("")
        self.labs_menu.aboutToShow.connect(self._fill_labs)  # a start reads none of them
        self.shortcuts = self._action(self.help, "F1")
        self.tour = self._action(self.help)
        self.about = self._action(self.help)
        self.live(self._tell_menus)
        self.live(self._tell_actions)
        MenuIcons(self)

    def all_actions(self) -> Iterable[QAction]:
        """Each action of each menu, submenus included."""

        for menu in self.all_menus():
            yield from (action for action in menu.actions() if not action.isSeparator() and not action.menu())

    def all_menus(self) -> Iterable[QMenu]:
        """The menus of the bar, each before its submenus."""

        def walk(menu: QMenu) -> Iterable[QMenu]:
            yield menu
            for action in menu.actions():
                if action.menu():
                    yield from walk(action.menu())

        for top in self.actions():
            yield from walk(top.menu())

    def _action(self, menu: QMenu, *keys: str, checkable: bool = False) -> QAction:
        action = QAction(self, checkable=checkable)
        action.setShortcuts([QKeySequence(key) for key in keys])
        menu.addAction(action)
        return action

    def _make_file(self) -> None:
        self.open_text = self._action(self.file, "Ctrl+O")
        self.open_trace = self._action(self.file)
        self.samples = self.file.addMenu("")
        self.recent_texts = self.file.addMenu("")
        self.recent_texts.setToolTipsVisible(True)
        self.file.addSeparator()
        self.new_session = self._action(self.file, "Ctrl+N")
        self.open_session = self._action(self.file, "Ctrl+Alt+O")
        self.save_session = self._action(self.file, "Ctrl+S")
        self.save_session_as = self._action(self.file, "Ctrl+Shift+S")
        self.file.addSeparator()
        self.save_picture = self._action(self.file, "Ctrl+Shift+P")
        self.export = self._action(self.file, "Ctrl+E")
        self.print = self._action(self.file, "Ctrl+P")
        self.file.addSeparator()
        self.quit = self._action(self.file, "Ctrl+Q")

    def _make_edit(self) -> None:
        self.undo = self._action(self.edit, "Ctrl+Z")
        self.redo = self._action(self.edit, "Ctrl+Shift+Z", "Ctrl+Y")
        self.edit.addSeparator()
        self.cut = self._action(self.edit, "Ctrl+X")
        self.copy = self._action(self.edit, "Ctrl+C")
        self.paste = self._action(self.edit, "Ctrl+V")
        self.edit.addSeparator()
        self.select_all = self._action(self.edit, "Ctrl+A")
        self.preferences = QAction(self)
        self.preferences.setShortcut("Ctrl+,")
        for action in (self.cut, self.copy, self.paste, self.select_all):
            # the editor answers these keys itself, and the calculation has its own Ctrl+C
            action.setShortcutContext(Qt.ShortcutContext.WidgetShortcut)
        self.edit.addSeparator()
        self.copy_calculation = self._action(self.edit, "Ctrl+Shift+C")
        self.copy_picture = self._action(self.edit, "Ctrl+Alt+C")
        self.copy_table = self._action(self.edit, "Ctrl+Alt+W")
        self.edit.addSeparator()
        self.write_on = self._action(self.edit, "Ctrl+Return", "Ctrl+Enter")
        self.stop_writing = self._action(self.edit, "Esc")
        self.edit.addSeparator()
        self.edit.addAction(self.preferences)
        for action in (self.write_on, self.stop_writing):
            action.setEnabled(False)

    def _make_view(self) -> None:
        view = self.view
        self.layer_up = self._action(view, "Alt+Up")
        self.layer_down = self._action(view, "Alt+Down")
        self.head_left = self._action(view, "Alt+Shift+Left")
        self.head_right = self._action(view, "Alt+Shift+Right")
        self.back = self._action(view, "Alt+Left")
        self.forward = self._action(view, "Alt+Right")
        for action in (self.back, self.forward):
            action.setEnabled(False)
        view.addSeparator()
        self.transposed = self._action(view, "Ctrl+T", checkable=True)
        self.special_tokens = self._action(view, "Ctrl+.", checkable=True)
        self.scale_menu = view.addMenu("")
        self.scale = add_choices(self.scale_menu, self.scale_chosen, ("full", "contrast", "log"))
        self.scale_menu.addSeparator()
        self.toggle_scale = self._action(self.scale_menu, "Ctrl+K")
        self.axis_menu = view.addMenu("")
        self.axis = add_choices(self.axis_menu, self.axis_chosen, AXES)
        for place, action in enumerate(self.axis.values(), 1):
            action.setShortcut(f"Ctrl+Shift+{place}")
        view.addSeparator()
        self.theme_menu = view.addMenu("")
        self.theme = add_choices(self.theme_menu, self.theme_chosen, ("system", "light", "dark"))
        self.larger = self._action(view, "Ctrl++", "Ctrl+=")
        self.smaller = self._action(view, "Ctrl+-")
        self.usual_size = self._action(view, "Ctrl+0")
        self.full_screen = self._action(view, "F11", checkable=True)

    def _make_panels(self) -> None:
        panels = self.panels
        self.docks = {entry.name: self._action(panels, entry.key, checkable=True) for entry in registry.VIEWS}
        panels.addSeparator()
        self.docks["inspector"] = self._action(panels, "F12", checkable=True)
        self.performance = self.docks["performance"] = self._action(panels, "F9", checkable=True)
        self.next_words = self._action(panels, "F8", checkable=True)
        self.experts = self._action(panels, "F7", checkable=True)
        panels.addSeparator()
        self.layout_menu = panels.addMenu("")
        self.layouts = {}
        for place, name in enumerate(PRESETS, 1):
            self.layouts[name] = self._action(self.layout_menu, f"Ctrl+{place}")
            self.layouts[name].triggered.connect(lambda _checked=False, name=name: self.layout_chosen.emit(name))
        self.layout_menu.addSeparator()
        self.reset_layout = self._action(self.layout_menu)
        self.go_menu = panels.addMenu("")
        self.to_text = self._action(self.go_menu, "Alt+1")
        self.to_heatmap = self._action(self.go_menu, "Alt+2")
        self.to_inspector = self._action(self.go_menu, "Alt+3")
        self.to_tokens = self._action(self.go_menu, "Alt+4")
        self.next_panel = self._action(self.go_menu, "F6")

    def _make_language(self) -> None:
        self.languages = add_choices(self.language, self.language_chosen, LANGUAGES)
        for code, name in LANGUAGES.items():
            self.languages[code].setText(name)  # each in its own language, whatever the interface speaks
        self.language.addSeparator()
        self.toggle_language = self._action(self.language, "Ctrl+L")

    def _fill_labs(self) -> None:
        """The panels of the laboratory, in the language in use."""
        from attnviz.gui.labs.panels import panels  # here: see where it is called

        self.labs_menu.clear()
        entries = add_choices(self.labs_menu, self.lab_chosen, [panel.id for panel in panels()])
        for panel in panels():
            entries[panel.id].setText(QCoreApplication.translate("labs", panel.title).replace("&", "&&"))
            entries[panel.id].setCheckable(False)

    def _tell_menus(self) -> None:
        self.file.setTitle(self.tr("&File"))
        self.edit.setTitle(self.tr("&Edit"))
        self.view.setTitle(self.tr("&View"))
        self.panels.setTitle(self.tr("Pa&nels"))
        self.language.setTitle(self.tr("&Language"))
        self.present_menu.setTitle(self.tr("&Present"))
        self.help.setTitle(self.tr("&Help"))
        self.samples.setTitle(self.tr("&Examples"))
        self.recent_texts.setTitle(self.tr("Recent sente&nces"))
        self.scale_menu.setTitle(self.tr("&Colour scale"))
        self.axis_menu.setTitle(self.tr("Words, t&okens or bytes"))
        self.theme_menu.setTitle(self.tr("Colou&rs"))
        self.go_menu.setTitle(self.tr("Go to a &panel"))
        self.layout_menu.setTitle(self.tr("La&yout"))
        self.labs_menu.setTitle(self.tr("La&bs"))

    def _tell_actions(self) -> None:
        self.open_text.setText(self.tr("&Open text file…"))
        self.open_trace.setText(self.tr("Open t&race file…"))
        self.new_session.setText(self.tr("Ne&w session"))
        self.open_session.setText(self.tr("Open sess&ion…"))
        self.save_session.setText(self.tr("Sa&ve session"))
        self.save_session_as.setText(self.tr("Save session &as…"))
        self.save_picture.setText(self.tr("Save &picture…"))
        self.export.setText(self.tr("E&xport…"))
        self.print.setText(self.tr("Prin&t…"))
        self.quit.setText(self.tr("&Quit"))
        self.undo.setText(self.tr("&Undo"))
        self.redo.setText(self.tr("&Redo"))
        self.cut.setText(self.tr("Cu&t"))
        self.copy.setText(self.tr("&Copy"))
        self.paste.setText(self.tr("&Paste"))
        self.select_all.setText(self.tr("Select &all"))
        self.preferences.setText(self.tr("Pre&ferences…"))
        self.copy_calculation.setText(self.tr("Copy ca&lculation"))
        self.copy_picture.setText(self.tr("Copy p&icture"))
        self.copy_table.setText(self.tr("Copy ta&ble of weights"))
        self.write_on.setText(self.tr("Let the model &write on"))
        self.stop_writing.setText(self.tr("St&op the writing"))
        self.layer_up.setText(self.tr("Previous &layer"))
        self.layer_down.setText(self.tr("Next layer"))
        self.head_left.setText(self.tr("Previous &head"))
        self.head_right.setText(self.tr("Next h&ead"))
        self.back.setText(self.tr("&Back to the last view"))
        self.forward.setText(self.tr("Forwar&d again"))
        self.transposed.setText(self.tr("&Transpose: keys in rows"))
        self.special_tokens.setText(self.tr("Show &special tokens"))
        self.scale["full"].setText(self.tr("&Full: 0 to 100 %"))
        self.scale["contrast"].setText(self.tr("&Contrast: up to the strongest of the ordinary weights"))
        self.scale["log"].setText(self.tr("&Logarithmic: 0.01 to 100 %"))
        self.toggle_scale.setText(self.tr("&Switch scale"))
        self.axis["words"].setText(self.tr("&Words: weights of pieces joined"))
        self.axis["tokens"].setText(self.tr("&Tokens: as the model reads them"))
        self.axis["bytes"].setText(self.tr("&Bytes: under their characters"))
        self.theme["system"].setText(self.tr("As the &system"))
        self.theme["light"].setText(self.tr("&Light"))
        self.theme["dark"].setText(self.tr("&Dark"))
        self.larger.setText(self.tr("Lar&ger"))
        self.smaller.setText(self.tr("Sm&aller"))
        self.usual_size.setText(self.tr("Usual si&ze"))
        self.full_screen.setText(self.tr("F&ull screen"))
        self.next_words.setText(self.tr("Next-&word panel"))
        self.performance.setText(self.tr("Per&formance panel"))
        for entry in registry.VIEWS:
            self.docks[entry.name].setText(entry.said().replace("&", "&&"))
        self.docks["inspector"].setText(self.tr("Calculation panel"))
        self.layouts["simple"].setText(self.tr("&Simple: heatmap and calculation"))
        self.layouts["compare"].setText(self.tr("&Compare: side by side, all heads, lines"))
        self.layouts["research"].setText(self.tr("&Research: everything"))
        self.reset_layout.setText(self.tr("R&eset the layout"))
        self.experts.setText(self.tr("E&xperts, where a model has some"))
        self.to_text.setText(self.tr("Go to the sente&nce"))
        self.to_heatmap.setText(self.tr("Go to the heat&map"))
        self.to_inspector.setText(self.tr("Go to the calculat&ion"))
        self.to_tokens.setText(self.tr("Go to the to&kens"))
        self.next_panel.setText(self.tr("Next &panel"))
        self.toggle_language.setText(self.tr("&Switch language"))
        self.lecture.setText(self.tr("&Lecture"))
        self.deck.setText(self.tr("Lecture of your &own…"))
        self.present.setText(self.tr("&Step through the calculation"))
        self.shortcuts.setText(self.tr("&Keyboard shortcuts"))
        self.tour.setText(self.tr("&Tour"))
        self.about.setText(self.tr("&About attnviz"))
