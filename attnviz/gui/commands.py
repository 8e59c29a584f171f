"""What each action of the menus and each control of the toolbar does."""

from __future__ import annotations

from pathlib import Path

from PySide6.QtCore import QObject, Qt
from PySide6.QtWidgets import QApplication, QDialog, QFileDialog, QPlainTextEdit, QWidget

from attnviz.errors import UserError
from attnviz.gui.actions import plain
from attnviz.gui.drop import Drops, is_deck, is_model
from attnviz.gui.exporting.exports import Exports
from attnviz.gui.recent import Recent
from attnviz.gui.session_file import is_session
from attnviz.gui.text_file import read_text
from attnviz.gui.views.matrix import HeatmapOptions
from attnviz.samples import KnownPair, sample_text
from attnviz.trace import Trace


class Commands(QObject):
    """Joins the window's actions to its parts."""

    def __init__(self, window: QWidget) -> None:
        super().__init__(window)
        self._window = window
        self.dialog: QDialog | None = None
        self.recent = Recent(window)
        self.drops = Drops(window, self.open_path)
        self.exports = Exports(window)
        self._connect_file_and_edit()
        self._connect_view()
        self._connect_choices()

    def _connect_file_and_edit(self) -> None:
        menus, editor = self._window.menus, self._window.text_bar.editor
        menus.open_text.triggered.connect(self.open_text)
        menus.open_trace.triggered.connect(self.open_trace)
        self._window.microscope.shown.connect(self._on_shown)
        menus.save_picture.triggered.connect(self.save_picture)
        menus.copy_calculation.triggered.connect(self._window.inspector.copy_action.trigger)
        menus.quit.triggered.connect(self._window.close)
        for action, what in (
            (menus.undo, editor.undo),
            (menus.redo, editor.redo),
            (menus.cut, editor.cut),
            (menus.copy, editor.copy),
            (menus.paste, editor.paste),
            (menus.select_all, editor.selectAll),
        ):
            action.triggered.connect(lambda _checked=False, what=what: what())
        for action, available in (
            (menus.undo, editor.undoAvailable),
            (menus.redo, editor.redoAvailable),
            (menus.copy, editor.copyAvailable),
        ):
            available.connect(action.setEnabled)
            action.setEnabled(False)
        editor.copyAvailable.connect(lambda some: menus.cut.setEnabled(some and not editor.isReadOnly()))
        menus.cut.setEnabled(False)

    def _connect_view(self) -> None:
        window, menus = self._window, self._window.menus
        step = window.microscope.step_head
        for action, layers, heads in (
            (menus.layer_up, -1, 0),
            (menus.layer_down, 1, 0),
            (menus.head_left, 0, -1),
            (menus.head_right, 0, 1),
        ):
            action.triggered.connect(lambda _checked=False, by=(layers, heads): step(*by))
        menus.back.triggered.connect(lambda: window.microscope.go_through_history(forward=False))
        menus.forward.triggered.connect(lambda: window.microscope.go_through_history(forward=True))
        window.microscope.left.connect(self._show_ways)
        menus.layout_chosen.connect(window.use_layout)
        menus.lab_chosen.connect(self.go_to_lab)
        menus.reset_layout.triggered.connect(window.reset_layout)
        menus.transposed.toggled.connect(lambda on: window.use_option("transposed", on))
        menus.special_tokens.toggled.connect(lambda on: window.use_option("special_tokens", on))
        menus.scale_chosen.connect(lambda scale: window.use_option("scale", scale))
        menus.toggle_scale.triggered.connect(self.toggle_scale)
        menus.axis_chosen.connect(lambda axis: window.use_option("axis", axis))
        window.heatmap.option_chosen.connect(window.use_option)
        window.docks.text_chosen.connect(self.use_text)
        menus.theme_chosen.connect(window.use_theme)
        menus.full_screen.triggered.connect(self.set_full_screen)
        for action, part in zip(
            (menus.to_text, menus.to_tokens, menus.to_heatmap, menus.to_inspector), self.panels(), strict=True
        ):
            action.triggered.connect(lambda _checked=False, part=part: self.go_to(part))
        menus.next_panel.triggered.connect(self.next_panel)

    def _connect_choices(self) -> None:
        window, menus, toolbar = self._window, self._window.menus, self._window.toolbar
        # queued: these lists are made anew after a choice, and a menu must not lose the entry that it is running
        menus.model.chosen.connect(window.microscope.set_model, Qt.ConnectionType.QueuedConnection)
        menus.device.chosen.connect(window.microscope.set_device, Qt.ConnectionType.QueuedConnection)
        menus.model.open_folder.triggered.connect(self.open_model_folder)
        menus.model.open_file.triggered.connect(self.open_model_file)
        menus.model.more_models.triggered.connect(self.show_models)
        menus.model.recent.cleared.connect(self.recent.clear)
        menus.device.rescan.triggered.connect(window.worker.list_devices)
        menus.device.again.triggered.connect(window.microscope.try_device_again)
        menus.language_chosen.connect(window.use_language)
        menus.toggle_language.triggered.connect(self.toggle_language)
        toolbar.language.clicked.connect(self.toggle_language)
        menus.shortcuts.triggered.connect(self.show_shortcuts)
        menus.about.triggered.connect(self.show_about)

    def panels(self) -> tuple[QWidget, ...]:
        """Where the keyboard can always go, in the order of F6."""
        window = self._window
        return window.text_bar.editor, window.tokens.chips, window.heatmap, window.inspector

    def next_panel(self) -> None:
        panels = self.panels()
        compare, words = self._window.performance.compare, self._window.next_words.words
        views = [dock.content for dock in self._window.docks.in_sight() if dock.content not in panels]
        views = [words, *(compare if view is self._window.performance else view for view in views)]
        in_sight = self._window.docks.shows
        panels = [part for part in (*panels, *views) if part.isVisible() and part.isEnabled() and in_sight(part)]
        focused = QApplication.focusWidget()
        here = next((i for i, part in enumerate(panels) if part is focused or part.isAncestorOf(focused)), -1)
        self.go_to(panels[(here + 1) % len(panels)])

    def go_to(self, part: QWidget) -> None:
        """Put the keyboard there; a closed dock is opened, and in a low window it is scrolled into view."""
        self._window.docks.reveal(part)
        self._window.docks.focus(part, Qt.FocusReason.TabFocusReason)
        if self._window.column.isAncestorOf(part):
            self._window.column.ensureWidgetVisible(part, 0, 0)

    def open_lab(self, name: str) -> None:
        """A panel of the laboratory, by its id."""
        docks = self._window.docks
        docks.open("labs")
        docks.settle()  # it is told of what was chosen before, and then of this
        docks.docks["labs"].content.show_panel(name)

    def go_to_lab(self, name: str) -> None:
        """The same, with the keyboard."""
        self.open_lab(name)
        self.go_to(self._window.docks.docks["labs"].content)

    def open_first_lab(self, name: str) -> None:
        """As soon as there is something to show."""

        def begin() -> None:
            scope.shown.disconnect(begin)
            self.open_lab(name)

        scope = self._window.microscope
        scope.shown.connect(begin)

    def set_full_screen(self, on: bool) -> None:
        # the state is toggled, not set: a maximised window comes back maximised
        window = self._window
        if on != window.isFullScreen():
            window.setWindowState(window.windowState() ^ Qt.WindowState.WindowFullScreen)

    def toggle_scale(self) -> None:
        """The next one, round and round."""
        scales = list(self._window.menus.scale)
        now = scales.index(self._window.options["scale"])
        self._window.use_option("scale", scales[(now + 1) % len(scales)])

    def toggle_language(self) -> None:
        self._window.use_language("en" if self._window.language.code == "ja" else "ja")

    def open_sample(self, language: str) -> None:
        self.use_text(sample_text(language))

    def use_text(self, text: str, model: str = "", known: KnownPair | None = None) -> None:
        """A sentence of the program's, on the pair that it is known for, or one of the user's own."""
        self._window.microscope.open_sample(text, model, known)
        self._replace_text(text)

    def open_text(self) -> None:
        path, _ = QFileDialog.getOpenFileName(self._window, plain(self._window.menus.open_text))
        if path:
            self.read_file(Path(path))

    def read_file(self, path: Path) -> None:
        """Put a file's text into the editor, as one step that can be undone."""
        try:
            self._replace_text(read_text(path))
        except UserError as error:
            self._window.news.report(error, "file")
        else:
            self._window.banner.clear("file")

    def _replace_text(self, text: str) -> None:
        editor: QPlainTextEdit = self._window.text_bar.editor
        editor.replace_text(text)
        editor.setFocus()

    def open_trace(self) -> None:
        """A run that another program wrote, in place of a model."""
        path, _ = QFileDialog.getOpenFileName(
            self._window, plain(self._window.menus.open_trace), filter="safetensors (*.safetensors)"
        )
        if path:
            self._window.microscope.set_model(path)

    def _on_shown(self, trace: Trace) -> None:
        """The text of a captured trace can be read and copied only."""
        menus = self._window.menus
        self._show_ways()
        for action in (menus.open_text, menus.samples.menuAction(), menus.paste):
            action.setEnabled(not trace.model.captured_by)
        menus.recent_texts.setEnabled(not trace.model.captured_by)
        if trace.model.captured_by:
            menus.cut.setEnabled(False)

    def _show_ways(self) -> None:
        menus, history = self._window.menus, self._window.microscope.history
        menus.back.setEnabled(history.can_go_back)
        menus.forward.setEnabled(history.can_go_forward)

    def save_picture(self) -> None:
        """Save the heatmap as it is on screen: PNG, or SVG and PDF for print."""
        if self._window.microscope.trace is None:
            return
        title = plain(self._window.menus.save_picture)
        path, _ = QFileDialog.getSaveFileName(self._window, title, "attention.png", "PNG, SVG, PDF (*.png *.svg *.pdf)")
        if path:
            self.write_picture(Path(path))

    def write_picture(self, path: Path) -> None:
        window, scope = self._window, self._window.microscope
        options, size = HeatmapOptions(**window.options), (window.heatmap.width(), window.heatmap.height())
        try:
            from attnviz.gui.export import draw_heatmap_picture

            draw_heatmap_picture(scope.trace, scope.shown_focus, path, size, options, scale=2.0)
        except UserError as error:
            window.news.report(error, "file")
        else:
            window.banner.clear("file")

    def open_model_folder(self) -> None:
        path = QFileDialog.getExistingDirectory(self._window, plain(self._window.menus.model.open_folder))
        if path:
            self._window.microscope.set_model(path)

    def open_model_file(self) -> None:
        title = plain(self._window.menus.model.open_file)
        kinds = self.tr("Models (*.gguf *.safetensors);;All files (*)")
        path, _ = QFileDialog.getOpenFileName(self._window, title, "", kinds)
        if path:
            self._window.microscope.set_model(path)

    def open_path(self, path: Path) -> None:
        """Open what was dropped on the window, by what it is."""
        if is_session(path):
            self._window.desktop.sessions.open(path)
        elif is_deck(path):
            self._window.presenting.decks.open_path(path)
        elif is_model(path):
            self._window.microscope.set_model(str(path))
        else:
            self.read_file(path)

    def show_models(self) -> None:
        from attnviz.gui.models.dialog import ModelsDialog  # here: few sessions need it

        self.show_dialog(ModelsDialog(self._window))

    def show_shortcuts(self) -> None:
        menus = self._window.menus
        changing = (menus.samples, menus.recent_texts, menus.labs_menu, menus.model, menus.device, menus.language)
        from attnviz.gui.cheat_sheet import Shortcuts  # here: a start is quicker without it

        self.show_dialog(Shortcuts(menus, changing, self._window))

    def show_about(self) -> None:
        from attnviz.gui.dialogs import About

        self.show_dialog(About(self._window.microscope.trace, self._window))

    def show_dialog(self, dialog: QDialog) -> None:
        """Open a page, in place of the one that is open."""
        self.close_dialog()
        self.dialog = dialog
        dialog.show()

    def close_dialog(self) -> None:
        if self.dialog is not None:
            self.dialog.close()
            self.dialog.deleteLater()
            self.dialog = None
