"""The actions that hand out what is in view: export, copy, print. What they need is read when one is used."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QObject
from PySide6.QtWidgets import QDialog, QWidget

from attnviz.errors import QT_TRANSLATE_NOOP, UserError
from attnviz.gui.theme import LIGHT

if TYPE_CHECKING:
    from attnviz.gui.exporting.formats import Choices, Subject

NO_PRINTING = QT_TRANSLATE_NOOP("errors", "Printing needs Qt's print support, which is not installed.")


class Exports(QObject):
    """Joins the menus' actions to what they do."""

    def __init__(self, window: QWidget) -> None:
        super().__init__(window)
        self._window = window
        self.preview: QDialog | None = None
        menus = window.menus
        menus.export.triggered.connect(lambda: self.show_dialog())
        menus.print.triggered.connect(lambda: self.print())
        menus.copy_picture.triggered.connect(lambda: self._copy("Heatmap"))
        menus.copy_table.triggered.connect(lambda: self._copy("HeadNumbers"))

    def show_dialog(self) -> None:
        from attnviz.gui.exporting.dialog import ExportDialog

        if self._window.microscope.trace is not None:
            self._window.commands.show_dialog(ExportDialog(self._window))

    def copy_subject(self, subject: Subject, choices: Choices) -> None:
        """A picture as a picture, numbers as a table.

        Raises:
            UserError: there is nothing to copy, or too much.
        """
        from attnviz.gui.exporting.clipboard import copy_picture, copy_table

        paint = subject.paint()
        if paint is not None:
            copy_picture(paint, choices.size, choices.scale)
        else:
            copy_table(*subject.shown, self._window.options["axis"])

    def print(self, subject: Subject | None = None) -> None:
        """Show a preview of the page: of the heatmap, if of nothing else.

        Paper is white: what can choose its colours takes those of the light theme.
        """
        from attnviz.gui.exporting.formats import Heatmap

        subject = subject or Heatmap(self._window)
        try:
            paint = subject.paint(LIGHT)
            try:
                from attnviz.gui.exporting.printing import preview
            except ImportError as error:
                raise UserError(NO_PRINTING) from error
        except UserError as error:
            self._window.news.report(error, "file")
            return
        self.preview = preview(self._window, paint, subject.size(), self.tr("Print"))
        self.preview.open()

    def _copy(self, name: str) -> None:
        from attnviz.gui.exporting import formats

        subject = getattr(formats, name)(self._window)
        try:
            self.copy_subject(subject, formats.Choices(subject.size()))
        except UserError as error:
            self._window.news.report(error, "file")
        else:
            self._window.banner.clear("file")
