"""Models by name from the Hugging Face hub: look one up, choose a file, fetch it, stop, go on later."""

from __future__ import annotations

from dataclasses import replace

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QPainter, QPaintEvent
from PySide6.QtWidgets import (
    QComboBox,
    QFrame,
    QHBoxLayout,
    QLabel,
    QLineEdit,
    QProgressBar,
    QPushButton,
    QVBoxLayout,
    QWidget,
)

from attnviz.errors import one_line
from attnviz.gui.fonts import ui_font
from attnviz.gui.i18n import Live, explain
from attnviz.gui.icons import pixmap
from attnviz.gui.models.errand import Errand
from attnviz.gui.models.hub_jobs import Found, fetch, look_up
from attnviz.gui.models.shelf import does_not_fit, what_it_is
from attnviz.gui.theme import theme
from attnviz.trace import DeviceInfo
from attnviz.weights.memory import in_words


class Choice(QComboBox):
    """With the arrow of the toolbar's menus: Fusion's own has a box around it."""

    def __init__(self) -> None:
        super().__init__()
        self.setStyleSheet(
            "QComboBox { padding-right: 28px; } QComboBox::drop-down { width: 0; border: none; }"
            "QComboBox::down-arrow { image: none; }"
        )

    def paintEvent(self, event: QPaintEvent) -> None:
        super().paintEvent(event)
        arrow = pixmap("chevron-down", theme().colours.secondary, 12, self.devicePixelRatioF())
        QPainter(self).drawPixmap(self.width() - 22, (self.height() - 12) // 2, arrow)


class HubPanel(Live, QFrame):
    """A field for the name, and below it what was found, how far a download is, or what went wrong.

    Signals:
        fetched(str): a download is complete; this name opens it.
        opened(str): open it now.
    """

    fetched = Signal(str)
    opened = Signal(str)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("panel")
        self.device: DeviceInfo | None = None
        self._errand: Errand | None = None
        self._state = ""  # "", "looking", "found", "fetching", "stopped", "done", "failed"
        self._found: Found | None = None
        self._error: Exception | None = None
        self._share = 0.0
        self._done = ""
        self._title, self.name, self.look = QLabel(), QLineEdit(), QPushButton()
        self._title.setProperty("role", "heading")
        self.facts, self.warning, self.message = QLabel(), QLabel(), QLabel()
        self.choice, self.bar = Choice(), QProgressBar()
        self.get, self.cancel, self.open = QPushButton(), QPushButton(), QPushButton()
        self._build()
        self.look.clicked.connect(self.look_up)
        self.name.returnPressed.connect(self.look_up)
        self.name.textChanged.connect(lambda text: self._show())
        self.choice.currentIndexChanged.connect(lambda place: self._retell())
        self.get.clicked.connect(self.start)
        self.cancel.clicked.connect(self.stop)
        self.open.clicked.connect(lambda: self.opened.emit(self._done))
        theme().changed.connect(self._dress)
        self._dress()
        self._retell = self.live(self._tell)

    def _build(self) -> None:
        for button in (self.look, self.get, self.cancel, self.open):
            button.setAutoDefault(False)
        for button in (self.get, self.open):
            button.setProperty("role", "accent")
        for label in (self.facts, self.warning, self.message):
            label.setTextFormat(Qt.TextFormat.PlainText)
            label.setWordWrap(True)
            label.setTextInteractionFlags(Qt.TextInteractionFlag.TextSelectableByMouse)
        self.facts.setFont(ui_font(14))
        self.bar.setRange(0, 1000)
        self.bar.setTextVisible(False)
        asking, doing = QHBoxLayout(), QHBoxLayout()
        asking.addWidget(self.name, 1)
        asking.addWidget(self.look)
        doing.addWidget(self.choice)
        doing.addStretch(1)
        for button in (self.cancel, self.get, self.open):
            doing.addWidget(button)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(16, 12, 16, 16)
        layout.setSpacing(8)
        layout.addWidget(self._title)
        layout.addLayout(asking)
        for part in (self.facts, self.warning, self.message, self.bar):
            layout.addWidget(part)
        layout.addLayout(doing)

    @property
    def busy(self) -> bool:
        return self._errand is not None

    @property
    def state(self) -> str:
        return self._state

    def look_up(self) -> None:
        name = self.name.text().strip()
        if not name or self._state == "fetching":
            return
        device = self.device
        self._run(Errand(lambda tell: look_up(name, device)), "looking", self._on_found)

    def start(self) -> None:
        """Fetch what was found, or go on with it."""
        if self._found is None or self.busy:
            return
        name, file = self._found.offer.name, self.file()
        self._share = self._here() / max(1, self._size())
        errand = Errand(lambda tell: fetch(name, file, tell))
        errand.told.connect(self._on_share)
        self._run(errand, "fetching", self._on_fetched)
        self.cancel.setFocus()

    def stop(self) -> None:
        """Let go of what runs; what has arrived stays, and is gone on with next time."""
        if self._errand is None:
            return
        self._errand.let_go()
        self._errand = None
        if self._state == "fetching":
            self._keep_count()
            self._go_to("stopped")
            self.get.setFocus()
        else:
            self._go_to("")

    def file(self) -> str | None:
        """The chosen one of several files; None for the offer's own."""
        return self.choice.currentData()

    def _run(self, errand: Errand, state: str, then: object) -> None:
        if self._errand is not None:
            self._errand.let_go()
        self._errand, self._error = errand, None
        errand.ended.connect(lambda result, error: self._on_ended(errand, then, result, error))
        self._go_to(state)
        errand.start()

    def _on_ended(self, errand: Errand, then: object, result: object, error: Exception | None) -> None:
        if errand is not self._errand:
            return
        self._errand = None
        if error is not None:
            if self._state == "fetching":
                self._keep_count()
            self._error = error
            self._go_to("failed")
        else:
            then(result)

    def _on_found(self, found: Found) -> None:
        self._found = found
        self.choice.blockSignals(True)
        self.choice.clear()
        for key in found.here:
            size = sum(found.offer.wanted(key).values())
            self.choice.addItem(one_line(f"{key or self._file_title(found)} · {in_words(size)}"), key)
        self.choice.blockSignals(False)
        self._go_to("found")
        (self.choice if self.choice.count() > 1 else self.get).setFocus()

    @staticmethod
    def _file_title(found: Found) -> str:
        return next((name for name in found.offer.files if name.endswith(".gguf")), "safetensors")

    def _on_share(self, share: float | None) -> None:
        if share is not None:
            self._share = share
            self._show()

    def _keep_count(self) -> None:
        """What an unfinished download leaves behind."""
        if self._found is not None:
            here = {**self._found.here, self.file(): round(self._share * self._size())}
            self._found = replace(self._found, here=here)

    def _on_fetched(self, name: str) -> None:
        self._done = name
        self._go_to("done")
        self.open.setFocus()
        self.fetched.emit(name)

    def _size(self) -> int:
        return sum(self._found.offer.wanted(self.file()).values()) if self._found else 0

    def _here(self) -> int:
        return self._found.here.get(self.file(), 0) if self._found else 0

    def _go_to(self, state: str) -> None:
        self._state = state
        self._retell()

    def _tell(self) -> None:
        self._title.setText(self.tr("From the Hugging Face hub"))
        self.name.setPlaceholderText(self.tr("Name of a model: owner/model"))
        self.name.setAccessibleName(self.tr("Name of a model on the Hugging Face hub"))
        self.look.setText(self.tr("Look up"))
        self.choice.setAccessibleName(self.tr("File to download"))
        self.get.setText(self.tr("Go on downloading") if self._here() else self.tr("Download"))
        self.cancel.setText(self.tr("Cancel"))
        self.open.setText(self.tr("Open it"))
        self.bar.setAccessibleName(self.tr("Download"))
        self._show()

    def _show(self) -> None:
        """Everything that depends on the state."""
        state, found = self._state, self._found
        offered = found is not None and state in ("found", "fetching", "stopped", "done")
        failed_on = state == "failed" and found is not None and found.offer.name == self.name.text().strip()
        self.facts.setVisible(offered)
        self.facts.setText(self._facts(found) if offered else "")
        gguf = (self.file() or "").endswith(".gguf")
        warning = does_not_fit(self._size() if gguf else found.needed or self._size(), found.room) if offered else ""
        self.warning.setText(warning)
        self.warning.setVisible(bool(warning))
        message = self._message()
        self.message.setText(message)
        self.message.setVisible(bool(message))
        self.message.setProperty("failed", state == "failed")
        self.message.setStyleSheet(
            f"color: {theme().colours.warning if state == 'failed' else theme().colours.secondary};"
        )
        self.bar.setVisible(state == "fetching")
        self.bar.setValue(round(1000 * self._share))
        self.choice.setVisible(offered and self.choice.count() > 1)
        self.choice.setEnabled(state in ("found", "stopped"))
        self.get.setVisible((offered and state in ("found", "stopped")) or failed_on)
        self.cancel.setVisible(state in ("looking", "fetching"))
        self.open.setVisible(state == "done")
        self.look.setEnabled(bool(self.name.text().strip()) and state != "fetching")
        self.name.setEnabled(state != "fetching")

    def _facts(self, found: Found) -> str:
        lines = [found.offer.name]
        if found.info is not None:
            lines[0] += " · " + what_it_is(found.info)
        elif found.offer.architecture:
            lines[0] += " · " + found.offer.architecture
        files = found.offer.wanted(self.file())
        count = self.tr("%n file(s)", "", len(files))
        lines.append(f"{count} · {in_words(self._size())} · {', '.join(files)}")
        return "\n".join(map(one_line, lines))

    def _message(self) -> str:
        match self._state:
            case "looking":
                return self.tr("Asking the hub…")
            case "fetching":
                done, size = in_words(round(self._share * self._size())), in_words(self._size())
                return self.tr("{done} of {size}").format(done=done, size=size)
            case "found" | "stopped" if here := self._here():
                return self.tr("{here} of {size} are already on this machine.").format(
                    here=in_words(here), size=in_words(self._size())
                )
            case "done":
                return self.tr("“{name}” is on this machine now.").format(name=self._done)
            case "failed" if self._error is not None:
                return explain(self._error)
        return ""

    def _dress(self) -> None:
        colours = theme().colours
        self.setStyleSheet(f"QFrame#panel {{ background: {colours.panel}; border-radius: 12px; }}")
        self.warning.setStyleSheet(f"color: {colours.warning};")
        if self._title.text():
            self._show()
