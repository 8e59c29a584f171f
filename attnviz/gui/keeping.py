"""What of the window comes back at the next start: collected from its parts, and put back into them."""

from __future__ import annotations

from typing import TYPE_CHECKING

from attnviz.gui.session import packed, packed_splitters, restore_geometry, restore_splitters
from attnviz.samples import sample_text

if TYPE_CHECKING:
    from attnviz.gui.main_window import MainWindow


def kept(window: MainWindow) -> dict[str, object]:
    """All that is stored, by the names of the settings table.

    Before the first trace the stored pair holds: a kill while loading must not lose it.
    """
    state: dict[str, object] = {
        "language": window.language_choice,
        "theme": window.theme_choice,
        "text": window.text_bar.text(),
        "text_stored": True,
        "geometry": packed(window.saveGeometry()),
        "splitter": packed_splitters(window.split, window.left),
        "layout": window.docks.state(),
        "views": window.docks.choices(),
        "experts": window.menus.experts.isChecked(),
        "beams": window.microscope.beams,
        "before_rotation": window.inspector.content.before_rotation,
        "recent_models": window.commands.recent.stored(),
        "answers": window.presenting.answers(),
        "lecture": window.presenting.lecture_file(),
        **window.options,
        **window.writing.state(),
        **window.desktop.state(),
    }
    scope = window.microscope
    if scope.trace is not None:
        used, focus = scope.trace.request, scope.focus
        state |= {"model": used.model, "device": used.device, "layer": focus.layer, "head": focus.head}
        state["query"] = -1 if focus.query is None else focus.query
        state["key"] = -1 if focus.key is None else focus.key
    return state


def put_back(window: MainWindow) -> None:
    """As the settings say. The text stands in the editor, but nothing runs before the window is up."""
    settings = window.settings
    restore_geometry(window, settings["geometry"])
    restore_splitters(settings["splitter"], window.split, window.left)
    window.docks.use_choices(settings["views"])
    window.docks.use_layout(settings["layout"])
    _put_text_back(window)
    window.apply_options()
    window.microscope.beams = window.tokens.set_beams(settings["beams"])
    window.inspector.content.set_before_rotation(settings["before_rotation"])
    window.menus.next_words.setChecked(settings["next_words"])
    window.menus.experts.setChecked(settings["experts"])
    window.menus.experts.toggled.connect(window.showing.show_experts)
    window.presenting.restore_answers(settings["answers"])
    window.menus.theme[window.theme_choice].setChecked(True)
    window.mark_language(window.language.code)
    window.desktop.sessions.resume(settings["session"])


def _put_text_back(window: MainWindow) -> None:
    """A sample at the very first start; an empty sentence that was stored stays empty."""
    settings, bar = window.settings, window.text_bar
    bar.editor.setPlainText(settings["text"] if settings["text_stored"] else sample_text(window.language.code))
    bar.editor.document().clearUndoRedoStacks()
    bar.editor.moveCursor(bar.editor.textCursor().MoveOperation.End)
    bar.editor.setFocus()
