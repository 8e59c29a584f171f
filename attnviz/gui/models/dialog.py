"""The dialog "Models": a line to search, the list of what is here, and below it what can be fetched."""

from __future__ import annotations

from PySide6.QtCore import QEvent, QObject, Qt
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QDialog, QHBoxLayout, QLabel, QLineEdit, QPushButton, QVBoxLayout, QWidget

from attnviz.gui.i18n import Live, explain
from attnviz.gui.models.errand import Errand
from attnviz.gui.models.hub_panel import HubPanel
from attnviz.gui.models.list import ModelList
from attnviz.gui.models.shelf import Row, read_shelf
from attnviz.trace import Focus, Trace


class ModelsDialog(Live, QDialog):
    """Does not block the window; closing it lets go of whatever it does, so that a download stops and can go on."""

    def __init__(self, window: QWidget) -> None:
        super().__init__(window)
        self._window = window
        self._reading: Errand | None = None
        self._error: Exception | None = None
        self.search, self.list, self.hub = QLineEdit(), ModelList(), HubPanel()
        self.count, self.open, self.shut = QLabel(), QPushButton(), QPushButton()
        self.search.setClearButtonEnabled(True)
        self.count.setProperty("role", "secondary")
        self.open.setProperty("role", "accent")
        below = QHBoxLayout()
        below.addWidget(self.count, 1)
        below.addWidget(self.open)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(16, 16, 16, 16)
        layout.setSpacing(12)
        layout.addWidget(self.search)
        layout.addWidget(self.list, 1)
        layout.addLayout(below)
        layout.addWidget(self.hub)
        layout.addWidget(self.shut, 0, Qt.AlignmentFlag.AlignRight)
        for button in (self.open, self.shut):
            button.setAutoDefault(False)
        self.open.setEnabled(False)  # until a model is listed
        self._connect()
        self._retell = self.live(self._tell)
        room = self.screen().availableGeometry()
        self.resize(min(760, room.width() - 40), min(720, room.height() - 80))
        self.search.setFocus()
        self._on_choice()
        self.read()

    def _connect(self) -> None:
        scope = self._window.microscope
        self.search.textChanged.connect(self.list.set_filter)
        self.search.textChanged.connect(lambda text: self._retell())
        self.search.returnPressed.connect(self.list.open_current)
        self.search.installEventFilter(self)
        self.list.opened.connect(self.open_model)
        self.list.chosen.connect(self._on_row)
        self.open.clicked.connect(self.list.open_current)
        self.shut.clicked.connect(self.reject)
        self.hub.opened.connect(self.open_model)
        self.hub.fetched.connect(self.read)
        self.finished.connect(self._let_go)
        scope.wishes_changed.connect(self._on_choice)
        scope.shown.connect(self._on_shown)

    def read(self, select: str = "") -> None:
        """Look again at what is here, in a thread of its own; ``select`` that model once it is listed."""
        if self._reading is not None:
            self._reading.let_go()
        trace = self._window.microscope.trace
        self.hub.device = device = trace.device if trace else None
        before, found = self.list.rows, []
        self._error = None
        self._reading = Errand(lambda tell: read_shelf(device, tell))

        def on_row(row: Row) -> None:
            found.append(row)
            if not before:  # the first time each row as it comes; later all at once, without a flicker
                self.list.show_rows(found)

        def on_end(rows: list[Row] | None, error: Exception | None) -> None:
            self._reading, self._error = None, error
            if rows is not None:
                self.list.show_rows(rows, select or ("" if before else self._window.microscope.model))
            self._retell()

        self._reading.told.connect(on_row)
        self._reading.ended.connect(on_end)
        self._reading.start()
        self._retell()

    @property
    def busy(self) -> bool:
        return self._reading is not None or self.hub.busy

    def open_model(self, key: str) -> None:
        """Open it in the window, and close the dialog unless it is still fetching something."""
        self._window.microscope.set_model(key)
        if self.hub.state != "fetching":
            self.accept()

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """The arrow keys of the search line move in the list."""
        moves = (Qt.Key.Key_Down, Qt.Key.Key_Up, Qt.Key.Key_PageDown, Qt.Key.Key_PageUp)
        if isinstance(event, QKeyEvent) and event.type() == QEvent.Type.KeyPress and event.key() in moves:
            self.list.keyPressEvent(event)
            return True
        return super().eventFilter(watched, event)

    def _let_go(self) -> None:
        self.hub.stop()
        if self._reading is not None:
            self._reading.let_go()
            self._reading = None

    def _on_shown(self, trace: Trace, focus: Focus) -> None:
        if self.isVisible() and trace.device != self.hub.device:
            self.read()  # what fits is another question there

    def _on_choice(self) -> None:
        self.list.set_in_use(self._window.microscope.model)

    def _on_row(self, row: Row | None) -> None:
        self.open.setEnabled(row is not None and row.usable)

    def _tell(self) -> None:
        self.setWindowTitle(self.tr("Models"))
        self.search.setPlaceholderText(self.tr("Search by name, family or kind"))
        self.search.setAccessibleName(self.tr("Search the models on this machine"))
        self.open.setText(self.tr("Open"))
        self.shut.setText(self.tr("Close"))
        shown = len(self.list.shown)
        if self._error is not None:
            self.count.setText(explain(self._error))
        elif self._reading is not None:
            self.count.setText(self.tr("Looking at the models on this machine…"))
        elif self.search.text() and not shown:
            self.count.setText(self.tr("No model on this machine matches."))
        else:
            self.count.setText(self.tr("%n model(s)", "", shown))
