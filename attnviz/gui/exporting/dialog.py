"""The dialog "Export": what, as which format, how large, with a picture of how it will look."""

from __future__ import annotations

from pathlib import Path

from PySide6.QtCore import Qt, QTimer
from PySide6.QtWidgets import (
    QDialog,
    QFileDialog,
    QHBoxLayout,
    QLabel,
    QProgressBar,
    QPushButton,
    QVBoxLayout,
    QWidget,
)

from attnviz.digits import counted
from attnviz.errors import UserError, one_line
from attnviz.gui.exporting.fields import ExportFields
from attnviz.gui.exporting.formats import Choices, Format, Subject, subjects
from attnviz.gui.exporting.jobs import Job
from attnviz.gui.exporting.preview import Preview
from attnviz.gui.i18n import Live, explain
from attnviz.gui.theme import theme
from attnviz.trace import Focus, Trace

SETTLE_MS = 150
"""A preview is painted when nothing has changed for so long: typing goes first."""


class ExportDialog(Live, QDialog):
    """Does not block the window: what is exported is what is in view when the button is pressed."""

    def __init__(self, window: QWidget) -> None:
        super().__init__(window)
        self._window = window
        self._job: Job | None = None
        self._error: Exception | None = None
        self._saved, self._copied = "", False
        self._subjects: list[Subject] = subjects(window)
        self.fields = ExportFields()
        self.what, self.format = self.fields.what, self.fields.format
        self.facts, self.message, self.bar = QLabel(), QLabel(), QProgressBar()
        self.preview = Preview()
        self.copy, self.print, self.stop, self.shut, self.go = (QPushButton() for _ in range(5))
        self._build()
        self._settle = QTimer(self, singleShot=True, interval=SETTLE_MS)
        self._settle.timeout.connect(self._show_preview)
        self._connect()
        self._retell = self.live(self._tell)
        self._on_what()
        self.what.setFocus()

    # --- building

    def _build(self) -> None:
        self.facts.setProperty("role", "secondary")
        for label in (self.facts, self.message):
            label.setTextFormat(Qt.TextFormat.PlainText)
            label.setWordWrap(True)
            label.setTextInteractionFlags(Qt.TextInteractionFlag.TextSelectableByMouse)
        self.bar.setRange(0, 1000)
        self.bar.setTextVisible(False)
        left = QVBoxLayout()
        left.setSpacing(12)
        left.addWidget(self.fields)
        left.addWidget(self.facts)
        left.addStretch(1)
        above = QHBoxLayout()
        above.setSpacing(20)
        above.addLayout(left, 1)
        above.addWidget(self.preview, 1)
        below = QHBoxLayout()
        below.setSpacing(8)
        for button in (self.copy, self.print):
            below.addWidget(button)
        below.addStretch(1)
        for button in (self.stop, self.shut, self.go):
            below.addWidget(button)
        for button in (self.copy, self.print, self.stop, self.shut):
            button.setAutoDefault(False)
        self.go.setProperty("role", "accent")
        self.go.setDefault(True)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(20, 20, 20, 16)
        layout.setSpacing(14)
        layout.addLayout(above, 1)
        layout.addWidget(self.message)
        layout.addWidget(self.bar)
        layout.addLayout(below)
        self.resize(900, 440)

    def _connect(self) -> None:
        self.fields.subject_chosen.connect(self._on_what)
        self.fields.changed.connect(self._on_choice)
        self.copy.clicked.connect(self.copy_it)
        self.print.clicked.connect(lambda: self._window.commands.exports.print(self.subject))
        self.stop.clicked.connect(self.cancel)
        self.shut.clicked.connect(self.reject)
        self.go.clicked.connect(self.ask_and_export)
        self.finished.connect(self.cancel)
        self._window.microscope.shown.connect(self._on_shown)
        theme().changed.connect(self._settle.start)

    # --- what is chosen

    @property
    def subject(self) -> Subject:
        return self._subjects[max(0, self.what.currentIndex())]

    @property
    def chosen(self) -> Format:
        return self.subject.FORMATS[max(0, self.format.currentIndex())]

    @property
    def choices(self) -> Choices:
        return self.fields.choices

    @property
    def busy(self) -> bool:
        return self._job is not None

    def choose(self, name: str, format: str = "") -> None:
        """Choose by the subject's class and a format's name and ending, for scripts and tests."""
        self.what.setCurrentIndex([type(one).__name__ for one in self._subjects].index(name))
        if format:
            self.format.setCurrentIndex([one.ending or one.inside for one in self.subject.FORMATS].index(format))

    def _on_what(self) -> None:
        self.fields.fill(self.format, [], 0)  # the first format of the new thing, not the place of the old one's
        self.fields.fill(self.format, [self._format_title(one) for one in self.subject.FORMATS], 0)
        self.fields.set_size(*self.subject.size())
        self.preview.show_picture(None)  # that of the other thing must not stand here till this one is painted
        self._on_choice()

    def _on_choice(self) -> None:
        self._error, self._saved, self._copied = None, "", False
        self._settle.start()
        self._retell()

    def _on_shown(self, trace: Trace, focus: Focus) -> None:
        if self.isVisible():
            self._settle.start()

    # --- what is done

    def ask_and_export(self) -> None:
        """Ask where to, then export."""
        subject, chosen = self.subject, self.chosen
        if chosen.ending:
            name = f"{subject.name()}{chosen.ending}"
            kinds = f"{chosen.name} (*{chosen.ending})"
            path, _ = QFileDialog.getSaveFileName(self, self.tr("Export"), name, kinds)
            if path and Path(path).suffix.lower() != chosen.ending:
                path += chosen.ending
        else:
            path = QFileDialog.getExistingDirectory(self, self.tr("Folder for the steps"))
        if path:
            self.export(path)

    def export(self, path: str) -> None:
        """Begin, unless something is being exported; ``busy`` until it has ended."""
        if self.busy:
            return
        self._error, self._saved, self._copied = None, "", False
        try:
            self._job = self.subject.job(self.chosen, path, self.choices)
        except UserError as error:
            self._error = error
            self._retell()
            return
        self._job.progressed.connect(lambda share: self.bar.setValue(round(1000 * share)))
        self._job.ended.connect(lambda error: self._on_ended(path, error))
        self.bar.setValue(0)
        self._retell()
        self.stop.setFocus()
        self._job.start()

    def cancel(self) -> None:
        """Stop what is being exported; its file is not there then."""
        if self._job is not None:
            self._job.cancel()
            self._job.deleteLater()
            self._job = None
            self._retell()
            self.go.setFocus()

    def copy_it(self) -> None:
        self._error, self._saved, self._copied = None, "", False
        try:
            self._window.commands.exports.copy_subject(self.subject, self.choices)
        except UserError as error:
            self._error = error
        else:
            self._copied = True
        self._retell()

    def _on_ended(self, path: str, error: Exception | None) -> None:
        self._job, self._error = None, error
        self._saved = "" if error else path
        self._retell()
        self.go.setFocus()

    # --- what is said

    def _format_title(self, one: Format) -> str:
        return {
            (".png", ""): self.tr("PNG, a picture of pixels"),
            (".svg", ""): self.tr("SVG, shapes and text"),
            (".pdf", ""): self.tr("PDF, shapes and text"),
            (".csv", ""): self.tr("CSV, for spreadsheets"),
            (".npz", ""): self.tr("NPZ, for NumPy"),
            (".safetensors", ""): self.tr("safetensors, every number of the run"),
            (".gif", ""): self.tr("GIF, a film for web pages"),
            (".mp4", ""): self.tr("MP4, a film"),
            ("", ".svg"): self.tr("SVG, a file for each step"),
            ("", ".png"): self.tr("PNG, a file for each step"),
        }[one.ending, one.inside]

    def _tell(self) -> None:
        self.setWindowTitle(self.tr("Export"))
        self.copy.setText(self.tr("Copy"))
        self.print.setText(self.tr("Print…"))
        self.stop.setText(self.tr("Cancel"))
        self.shut.setText(self.tr("Close"))
        self.go.setText(self.tr("Export…"))
        self._fill()
        self._show_state()

    def _fill(self) -> None:
        """The lists, in the language in use; what was chosen stays chosen."""
        what, chosen = max(0, self.what.currentIndex()), max(0, self.format.currentIndex())
        self.fields.fill(self.what, [one.title() for one in self._subjects], what)
        self.fields.fill(self.format, [self._format_title(one) for one in self._subjects[what].FORMATS], chosen)

    def _show_state(self) -> None:
        chosen, busy = self.chosen, self.busy
        self.fields.show_format(chosen)
        self.fields.setEnabled(not busy)
        pictured = self.subject.FORMATS[0].scaled
        self.copy.setVisible(pictured or self.subject.FORMATS[0].ending == ".csv")
        self.print.setVisible(pictured)
        for button in (self.copy, self.print, self.shut, self.go):
            button.setEnabled(not busy)
        self.stop.setVisible(busy)
        self.bar.setVisible(busy)
        self.facts.setText(self._said_of(chosen))
        said = ""
        if self._error is not None:
            said = explain(self._error)
        elif self._saved:
            said = self.tr("Saved: {file}").format(file=one_line(str(self._saved)))
        elif self._copied:
            said = self.tr("Copied.")
        self.message.setText(said)
        self.message.setVisible(bool(said))
        self.message.setStyleSheet(f"color: {theme().colours.warning};" if self._error else "")

    def _said_of(self, one: Format) -> str:
        width, height = self.choices.size
        trace, focus = self.subject.shown
        if one.scaled:
            size = " × ".join(counted(side * self.choices.scale) for side in (width, height))
            return self.tr("{size} pixels").format(size=size)
        if one.timed:
            return self.tr("Each step moves in, then stands still. Needs the extra “video” of the package.")
        if one.ending in (".csv", ".npz") and trace is not None and trace.head(focus) is not None:
            rows, columns = trace.head(focus).weights.shape
            text = {
                ".csv": self.tr("{rows} × {columns} weights with all their digits. Rows are queries."),
                ".npz": self.tr("Weights and scores ({rows} × {columns}), query, key, value, output, tokens."),
            }[one.ending]
            return text.format(rows=counted(rows), columns=counted(columns))
        if one.ending == ".safetensors":
            return self.tr("Query, key, value, scores, weights, output of every head. This window can open it again.")
        return "" if one.inside == ".png" else self.tr("Text stays text: it can be searched, copied and edited.")

    def _show_preview(self) -> None:
        try:
            paint = self.subject.paint()
        except UserError as error:
            self.preview.show_picture(None, explain(error))
            return
        if paint is None:
            self.preview.show_picture(None, self.tr("Numbers have no picture."))
            return
        self.preview.show_paint(paint, self.choices.size)
