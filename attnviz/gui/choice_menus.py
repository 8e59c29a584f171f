"""What runs, and on what: the menus of models and of devices, made anew as those that there are change."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from pathlib import Path

from PySide6.QtCore import QObject, Signal
from PySide6.QtGui import QAction, QActionGroup, QKeySequence
from PySide6.QtWidgets import QMenu, QWidget

from attnviz.errors import one_line
from attnviz.gui.i18n import Live
from attnviz.gui.plain import as_tip
from attnviz.gui.recent import RecentMenu
from attnviz.gui.status import device_label
from attnviz.trace import DeviceInfo
from attnviz.weights.catalogue import Entry


def add_choices(menu: QMenu, chosen: Signal, values: Iterable[str]) -> dict[str, QAction]:
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


class ModelMenu(Live, QMenu):
    """The catalogue's models, one's own, and the ways to more.

    Signals:
        chosen(str): a catalogue name or a path.
    """

    chosen = Signal(str)

    def __init__(self, models: Sequence[Entry], parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._models = models
        self._model = ""
        owner = QObject(self)  # clear() deletes actions whose parent is the menu
        self.open_folder, self.open_file, self.more_models = QAction(owner), QAction(owner), QAction(owner)
        for action, key in (
            (self.open_folder, "Ctrl+Shift+O"), (self.open_file, "Ctrl+Shift+G"), (self.more_models, "Ctrl+M"),
        ):  # fmt: skip
            action.setShortcut(QKeySequence(key))
        self.recent = RecentMenu(self)
        self.recent.chosen.connect(self.chosen)
        self.setToolTipsVisible(True)  # one tells how to install what is not installed
        self._retell = self.live(self._tell)

    def show_choice(self, model: str) -> None:
        """Mark the model; one that the catalogue does not know gets an entry of its own."""
        if model != self._model:
            self._model = model
            self._retell()

    def names(self) -> dict[str, str]:
        """What to ask for, and what to call it; one's own model by its file's or folder's name."""
        names = {entry.id: entry.name for entry in self._models}
        if self._model and self._model not in names:
            names[self._model] = one_line(Path(self._model).name or self._model)
        return names

    def installed(self) -> dict[str, str]:
        """What to call each model that can be used now."""
        lacking = {entry.id for entry in self._models if not entry.installed}
        return {model: name for model, name in self.names().items() if model not in lacking}

    def _tell(self) -> None:
        self.setTitle(self.tr("&Model"))
        self.open_folder.setText(self.tr("Open model &folder…"))
        self.open_file.setText(self.tr("&Open model file (GGUF)…"))
        self.more_models.setText(self.tr("&More models…"))
        self.clear()
        names = self.names()
        entries = add_choices(self, self.chosen, names)
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
        self.addSeparator()
        self.addActions([self.open_folder, self.open_file, self.more_models])
        self.addMenu(self.recent)


class DeviceMenu(Live, QMenu):
    """Where it can be computed.

    Signals:
        chosen(str): a device's key, or "auto".
    """

    chosen = Signal(str)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._device = "auto"
        self._devices: list[DeviceInfo] = []
        self._in_use: DeviceInfo | None = None
        owner = QObject(self)  # clear() deletes actions whose parent is the menu
        self.rescan, self.again = QAction(owner), QAction(owner)
        self.setToolTipsVisible(True)
        self._retell = self.live(self._tell)

    def show_choice(self, device: str, in_use: DeviceInfo | None) -> None:
        """Mark the device; "auto" says which one it has come to."""
        if (device, in_use) != (self._device, self._in_use):
            self._device, self._in_use = device, in_use
            self._retell()

    def show_devices(self, devices: Sequence[DeviceInfo]) -> None:
        self._devices = list(devices)
        self._retell()

    def names(self) -> dict[str, str]:
        """What to ask for, and what to call it."""
        names = {"auto": self.tr("Automatic")}
        if self._device == "auto" and self._in_use is not None:
            names["auto"] = self.tr("Automatic (now: {device})").format(device=self._in_use.name)
        names.update((device.key, device_label(device)) for device in self._devices)
        names.setdefault(self._device, self._device)
        return names

    def _tell(self) -> None:
        self.setTitle(self.tr("&Device"))
        self.rescan.setText(self.tr("&Look again for devices"))
        self.clear()
        titles = self.names()
        for key, action in add_choices(self, self.chosen, titles).items():
            action.setText(titles[key].replace("&", "&&"))
            action.setToolTip(as_tip(titles[key]))
            action.setChecked(key == self._device)
        self.addSeparator()
        self.again.setText(self.tr("&Try again the device that failed"))
        self.again.setVisible(self._in_use is not None and bool(self._in_use.note))
        self.addActions([self.rescan, self.again])
