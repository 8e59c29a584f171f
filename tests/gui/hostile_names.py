"""A stranger's model, texts and names for the real window, and all places to look for them in, one after the other."""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from plainness import HUGE, LONG, MARKUP, NAME, SCRIPT, TEXT
from PySide6.QtWidgets import QApplication, QComboBox, QWidget
from weights.small_models import write_folder

from attnviz.gui.labs.panels import panels
from attnviz.lessons.course import LESSONS
from attnviz.lessons.deck import Deck, Item, read_deck, write_deck
from attnviz.settings import Settings

WORDS = (MARKUP, SCRIPT, "<b>", "</b>", "&amp;", "\u202ehe", "&Zyx", LONG, HUGE)
MEASURING = ("tiles", "cost", "flash", "linear", "sparse", "recurrent")
"""labs that time the device, for seconds"""


def hostile_model(folder: Path) -> Path:
    """A model whose name and whose words are markup, one of them of 100 kB."""
    made = write_folder(folder / NAME)
    content = json.loads((made / "tokenizer.json").read_text("utf-8"))
    content["added_tokens"] += [
        {"id": 7 + at, "content": word, "single_word": False, "lstrip": False, "rstrip": False, "normalized": False,
         "special": False} for at, word in enumerate(WORDS)
    ]  # fmt: skip
    (made / "tokenizer.json").write_text(json.dumps(content))
    return made


def use_names(settings: Settings, folder: Path) -> None:
    """Have the next window open with them."""
    model = hostile_model(folder)
    settings["model"], settings["device"], settings["tour_done"] = str(model), "numpy", True
    settings["text"], settings["text_stored"] = TEXT, True
    settings["recent_texts"] = json.dumps([TEXT, NAME])
    settings["recent_models"] = json.dumps([str(model), "/nowhere/<img src=x>/&Zyx", NAME])


def settle(window: Any, seconds: float = 60) -> None:
    QApplication.processEvents()
    assert window.wait_until_idle(seconds)
    QApplication.processEvents()


def dialogs(window: Any) -> Iterator[tuple[str, QWidget]]:
    """Each page that a menu opens, what is said of files, and labs that need no measuring: (name, window)."""
    commands = window.commands
    opens = {
        "models": commands.show_models,
        "shortcuts": commands.show_shortcuts,
        "about": commands.show_about,
        "preferences": window.desktop.show_preferences,
        "export": commands.exports.show_dialog,
    }
    for name, opened in opens.items():
        opened()
        settle(window)
        yield name, commands.dialog
    subjects = commands.dialog.findChild(QComboBox)
    for at in range(subjects.count()):
        subjects.setCurrentIndex(at)
        settle(window)
        yield f"export {at}", commands.dialog
    commands.close_dialog()
    window.docks.open("labs")
    for panel in panels():
        if panel.id not in MEASURING:
            commands.open_lab(panel.id)
            settle(window)
            yield f"lab {panel.id}", window


def files(window: Any, folder: Path) -> Iterator[tuple[str, QWidget]]:
    """What is said of files with such names, there or not."""
    window.desktop.sessions.save(folder / f"{NAME}.attnviz")
    settle(window)
    yield "session", window
    window.microscope.set_model(str(folder / f"no{NAME}"))
    settle(window)
    yield "no such model", window
    window.commands.read_file(folder / f"no{NAME}.txt")
    yield "no such text", window
    hint = window.commands.drops.hint
    for ending in ("", ".attnviz", ".attndeck"):
        hint.show_path(folder / f"{NAME}{ending}")
        QApplication.processEvents()
        yield f"drop {ending}", window
    hint.hide()


def lecture(window: Any, folder: Path) -> Iterator[tuple[str, QWidget]]:
    """The lecture on that text, its pages, the speaker's window, and a deck of a stranger."""
    window.present(0, False)
    settle(window)
    presenter = window.presenter
    yield "lecture", presenter
    for name in ("contents", "keys_card", "sentence"):
        card = getattr(presenter, name)
        card.open(TEXT) if name == "sentence" else card.appear()
        yield name, presenter
        card.leave()
    presenter.make_speaker().show()
    settle(window)
    yield "speaker", presenter.speaker
    scope = window.microscope
    items = tuple(Item(lesson.id, lesson.steps[0].id, scope.trace, scope.shown_focus, TEXT) for lesson in LESSONS[:3])
    path = folder / f"{NAME}.attndeck"
    write_deck(path, Deck(NAME + HUGE, items))
    window.presenting.decks.open()
    builder = window.presenting.decks.builder
    builder.open_file(path)
    settle(window)
    yield "deck builder", builder
    builder.save_file(path)
    yield "deck saved", builder
    builder.open_path(folder / f"no{NAME}.attndeck")
    yield "no such deck", builder
    builder.close()
    window.presenting.open_deck(read_deck(path), None, False)
    settle(window)
    yield "deck", presenter
    presenter.contents.appear()
    yield "contents of the deck", presenter
    presenter.contents.leave()
    yield "speaker of the deck", presenter.speaker
    presenter.close()
