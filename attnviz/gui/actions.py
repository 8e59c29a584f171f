"""Every action of the program, once: its text, its key, its place in the menus."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from pathlib import Path

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QAction, QActionGroup, QKeySequence
from PySide6.QtWidgets import QMenu, QMenuBar, QWidget

from attnviz.axis import AXES
from attnviz.errors import one_line
from attnviz.gui import registry
from attnviz.gui.dock_layouts import PRESETS
from attnviz.gui.i18n import LANGUAGES, Live
from attnviz.gui.icons import has_icon, icon
from attnviz.gui.plain import as_tip
from attnviz.gui.recent import RecentMenu
from attnviz.gui.status import device_label
from attnviz.gui.theme import theme
from attnviz.trace import DeviceInfo
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
        model_chosen(str), device_chosen(str): a catalogue name or path; a device key or "auto".
        language_chosen(str), theme_chosen(str), scale_chosen(str), axis_chosen(str): as stored in the settings.
        layout_chosen(str): one of ``dock_layouts.PRESETS``.
    """

    model_chosen = Signal(str)
    device_chosen = Signal(str)
    language_chosen = Signal(str)
    theme_chosen = Signal(str)
    scale_chosen = Signal(str)
    axis_chosen = Signal(str)
    layout_chosen = Signal(str)

    def __init__(self, models: Sequence[Entry], parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._models = models
        self._model, self._device = "", "auto"
        self._devices: list[DeviceInfo] = []
        self._in_use: DeviceInfo | None = None
        self.file, self.edit, self.view, self.model, self.device, self.language, self.present_menu, self.help = (
            self.addMenu("") for _ in range(8)
        )
        self._make_file()
        self._make_edit()
        self._make_view()
        self._make_model()
        self._make_language()
        self.lecture = self._action(self.present_menu, "Shift+F5")
        self.present = self._action(self.present_menu, "F5")
        self.deck = self._action(self.present_menu, "Ctrl+F5")
        self.shortcuts = self._action(self.help, "F1")
        self.tour = self._action(self.help)
        self.about = self._action(self.help)
        self.rescan = QAction(self)
        self._tell_choices = self.live(self._fill_choices)
        self.live(self._tell_menus)
        self.live(self._tell_actions)

    def all_actions(self) -> Iterable[QAction]:
        """Each action of each menu, submenus included."""

        def walk(menu: QMenu) -> Iterable[QAction]:
            for action in menu.actions():
                if action.menu():
                    yield from walk(action.menu())
                elif not action.isSeparator():
                    yield action

        for top in self.actions():
            yield from walk(top.menu())

    def model_names(self) -> dict[str, str]:
        """What to call each model of the menu; one that the catalogue does not know goes by its folder's name."""
        names = {entry.id: entry.name for entry in self._models}
        if self._model and self._model not in names:
            names[self._model] = one_line(Path(self._model).name or self._model)
        return names

    def installed(self) -> dict[str, str]:
        """What to call each model that can be used now."""
        lacking = {entry.id for entry in self._models if not entry.installed}
        return {model: name for model, name in self.model_names().items() if model not in lacking}

    def device_names(self) -> dict[str, str]:
        names = {"auto": self.tr("Automatic")}
        if self._device == "auto" and self._in_use is not None:
            names["auto"] = self.tr("Automatic (now: {device})").format(device=self._in_use.name)
        names.update((device.key, device_label(device)) for device in self._devices)
        names.setdefault(self._device, self._device)
        return names

    def show_choice(self, model: str, device: str, in_use: DeviceInfo | None) -> None:
        """Mark the model and device; a model that the catalogue does not know gets an entry of its own."""
        if (model, device, in_use) != (self._model, self._device, self._in_use):
            self._model, self._device, self._in_use = model, device, in_use
            self._tell_choices()

    def show_devices(self, devices: Sequence[DeviceInfo]) -> None:
        self._devices = list(devices)
        self._tell_choices()

    def _action(self, menu: QMenu, *keys: str, checkable: bool = False) -> QAction:
        action = QAction(self, checkable=checkable)
        action.setShortcuts([QKeySequence(key) for key in keys])
        menu.addAction(action)
        return action

    def _choices(self, menu: QMenu, chosen: Signal, values: Iterable[str]) -> dict[str, QAction]:
        """One radio entry for each value; choosing it emits ``chosen(value)``."""
        for old in menu.findChildren(QActionGroup):
            old.deleteLater()
        group = QActionGroup(menu)
        made = {}
        for value in values:
            action = QAction(menu, checkable=True)
            action.triggered.connect(lambda _checked=False, value=value: chosen.emit(value))
            group.addAction(action)
            menu.addAction(action)
            made[value] = action
        return made

    def _make_file(self) -> None:
        self.open_text = self._action(self.file, "Ctrl+O")
        self.open_trace = self._action(self.file)
        self.samples = self.file.addMenu("")
        self.recent_texts = self.file.addMenu("")
        self.recent_texts.setToolTipsVisible(True)
        self.file.addSeparator()
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
        self.scale = self._choices(self.scale_menu, self.scale_chosen, ("full", "contrast", "log"))
        self.scale_menu.addSeparator()
        self.toggle_scale = self._action(self.scale_menu, "Ctrl+K")
        self.axis_menu = view.addMenu("")
        self.axis = self._choices(self.axis_menu, self.axis_chosen, AXES)
        for place, action in enumerate(self.axis.values(), 1):
            action.setShortcut(f"Ctrl+Shift+{place}")
        view.addSeparator()
        self.theme_menu = view.addMenu("")
        self.theme = self._choices(self.theme_menu, self.theme_chosen, ("system", "light", "dark"))
        self.larger = self._action(view, "Ctrl++", "Ctrl+=")
        self.smaller = self._action(view, "Ctrl+-")
        self.usual_size = self._action(view, "Ctrl+0")
        self.full_screen = self._action(view, "F11", checkable=True)
        view.addSeparator()
        self.docks = {entry.name: self._action(view, entry.key, checkable=True) for entry in registry.VIEWS}
        self.docks["inspector"] = self._action(view, "F12", checkable=True)
        self.performance = self.docks["performance"] = self._action(view, "F9", checkable=True)
        self.next_words = self._action(view, "F8", checkable=True)
        self.experts = self._action(view, "F7", checkable=True)
        self.layout_menu = view.addMenu("")
        self.layouts = {}
        for place, name in enumerate(PRESETS, 1):
            self.layouts[name] = self._action(self.layout_menu, f"Ctrl+{place}")
            self.layouts[name].triggered.connect(lambda _checked=False, name=name: self.layout_chosen.emit(name))
        self.layout_menu.addSeparator()
        self.reset_layout = self._action(self.layout_menu)
        theme().changed.connect(self._dress_docks)
        self._dress_docks()
        view.addSeparator()
        self.go_menu = view.addMenu("")  # with these the menu would be higher than a screen
        self.to_text = self._action(self.go_menu, "Alt+1")
        self.to_heatmap = self._action(self.go_menu, "Alt+2")
        self.to_inspector = self._action(self.go_menu, "Alt+3")
        self.to_tokens = self._action(self.go_menu, "Alt+4")
        self.next_panel = self._action(self.go_menu, "F6")

    def _dress_docks(self) -> None:
        for name, action in self.docks.items():
            if has_icon(name):
                action.setIcon(icon(name, theme().colours.text))

    def _make_model(self) -> None:
        self.open_folder = QAction(self)
        self.open_folder.setShortcut("Ctrl+Shift+O")
        self.open_file = QAction(self)
        self.open_file.setShortcut("Ctrl+Shift+G")
        self.more_models = QAction(self)
        self.more_models.setShortcut("Ctrl+M")
        self.recent = RecentMenu(self)
        self.recent.chosen.connect(self.model_chosen)
        # a tooltip tells how to install what is not installed
        self.model.setToolTipsVisible(True)
        self.device.setToolTipsVisible(True)

    def _make_language(self) -> None:
        self.languages = self._choices(self.language, self.language_chosen, LANGUAGES)
        for code, name in LANGUAGES.items():
            self.languages[code].setText(name)  # each in its own language, whatever the interface speaks
        self.language.addSeparator()
        self.toggle_language = self._action(self.language, "Ctrl+L")

    def _fill_choices(self) -> None:
        self._fill_models()
        self._fill_devices()

    def _fill_models(self) -> None:
        self.model.clear()
        names = self.model_names()
        entries = self._choices(self.model, self.model_chosen, names)
        for known in self._models:
            entries[known.id].setEnabled(known.installed)
            entries[known.id].setToolTip(
                self.tr("{family} · licence {licence}").format(family=known.family, licence=known.licence)
                if known.installed
                else self.tr("Not installed. To install it: {command}").format(command=known.install)
            )
        for model, action in entries.items():
            action.setText(names[model].replace("&", "&&"))
            if model not in (known.id for known in self._models):
                action.setToolTip(as_tip(model))
            action.setChecked(model == self._model)
        self.model.addSeparator()
        self.model.addActions([self.open_folder, self.open_file, self.more_models])
        self.model.addMenu(self.recent)

    def _fill_devices(self) -> None:
        self.device.clear()
        titles = self.device_names()
        for key, action in self._choices(self.device, self.device_chosen, titles).items():
            action.setText(titles[key].replace("&", "&&"))
            action.setChecked(key == self._device)
        self.device.addSeparator()
        self.device.addAction(self.rescan)

    def _tell_menus(self) -> None:
        self.file.setTitle(self.tr("&File"))
        self.edit.setTitle(self.tr("&Edit"))
        self.view.setTitle(self.tr("&View"))
        self.model.setTitle(self.tr("&Model"))
        self.device.setTitle(self.tr("&Device"))
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

    def _tell_actions(self) -> None:
        self.open_text.setText(self.tr("&Open text file…"))
        self.open_trace.setText(self.tr("Open t&race file…"))
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
        self.layouts["compare"].setText(self.tr("&Compare: all heads and lines"))
        self.layouts["research"].setText(self.tr("&Research: everything"))
        self.reset_layout.setText(self.tr("R&eset the layout"))
        self.experts.setText(self.tr("E&xperts, where a model has some"))
        self.to_text.setText(self.tr("Go to the sente&nce"))
        self.to_heatmap.setText(self.tr("Go to the heat&map"))
        self.to_inspector.setText(self.tr("Go to the calculat&ion"))
        self.to_tokens.setText(self.tr("Go to the to&kens"))
        self.next_panel.setText(self.tr("Next &panel"))
        self.open_folder.setText(self.tr("Open model &folder…"))
        self.open_file.setText(self.tr("&Open model file (GGUF)…"))
        self.more_models.setText(self.tr("&More models…"))
        self.rescan.setText(self.tr("&Look again for devices"))
        self.toggle_language.setText(self.tr("&Switch language"))
        self.lecture.setText(self.tr("&Lecture"))
        self.deck.setText(self.tr("Lecture of your &own…"))
        self.present.setText(self.tr("&Step through the calculation"))
        self.shortcuts.setText(self.tr("&Keyboard shortcuts"))
        self.tour.setText(self.tr("&Tour"))
        self.about.setText(self.tr("&About attnviz"))
