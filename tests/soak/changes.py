"""What is done between two sentences of ``long_use.py``: everything the window has, by keys, menus and buttons."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

from fingers import Fingers, Key
from outings import Outings
from passages import CALM, PASTED
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QApplication

from attnviz.gui import registry
from attnviz.gui.dock_layouts import SIMPLE
from attnviz.gui.labs.panels import panels

CONTROL_SHIFT = Qt.KeyboardModifier.ControlModifier | Qt.KeyboardModifier.ShiftModifier
ROOT = Path(__file__).resolve().parents[2]
OWN = [str(ROOT / "attnviz" / "resources" / "models" / name) for name in ("translator", "experts")]
MODELS = ["all-MiniLM-L6-v2", "SmolLM2-135M-Instruct", *OWN]
DEFAULT = "multilingual-e5-small"
PAUSE = 4.5
"""seconds in which timers do what is due: 4 s after the last key a sentence is kept"""


class Changes(Outings):
    """Each method is one kind of change; ``KINDS`` names them. After each the window is at rest.

    Args:
        default: the model that the window comes back to. models: those that it leaves it for.
    """

    def __init__(
        self, hands: Fingers, folder: Path, default: str = DEFAULT, models: Sequence[str] = tuple(MODELS)
    ) -> None:
        super().__init__(hands, folder)
        self.default, self.models = default, list(models)
        self.done = 0

    def do(self, kind: str) -> None:
        getattr(self, kind)()
        self.hands.settle()
        self.done += 1

    # --- model, device

    def model(self) -> None:
        """Another model, half a sentence in it, and back."""
        self.window.menus.model.chosen.emit(self._next("model", self.models))
        self.hands.settle()
        self.hands.write_english(" and then she laughed")
        self.hands.settle()
        self.window.menus.model.chosen.emit(self.default)

    def device(self) -> None:
        """A sentence in numpy, and back: the device is given back and opened anew."""
        self.window.menus.device.chosen.emit("numpy")
        self.hands.settle()
        self.hands.write_english(" ok")
        self.hands.settle()
        self.window.menus.device.chosen.emit("auto")

    def writing(self) -> None:
        """A decoder writes on; a few of its words are taken by Tab."""
        hands, window = self.hands, self.window
        window.menus.model.chosen.emit(MODELS[1])
        hands.settle()
        if not window.menus.next_words.isChecked():
            hands.shortcut("F8")
        window.commands.use_text("The old man opened the door and")
        hands.settle()
        window.text_bar.editor.setFocus()
        for _ in range(2):
            hands.key(Key.Key_Tab)
            hands.settle()
        hands.shortcut("Ctrl+Return")
        hands.rest(0.4)
        hands.shortcut("Esc")
        hands.settle()
        hands.shortcut("F8")
        window.menus.model.chosen.emit(self.default)

    def trace_file(self) -> None:
        """The run is stored, opened as a captured trace, and left for a model."""
        path = self.folder / "run.safetensors"
        self._export("AllHeads", ".safetensors", path)
        self.window.commands.open_path(path)
        self.hands.settle()
        self.hands.shortcut("Alt+Down")
        self.hands.settle()
        self.window.menus.model.chosen.emit(self.default)

    # --- language, colours, size, axis, scale

    def language(self) -> None:
        self.hands.shortcut("Ctrl+L")

    def colours(self) -> None:
        self.window.menus.theme[self._next("theme", ["dark", "light"])].trigger()

    def size(self) -> None:
        for key in ("Ctrl++", "Ctrl+-", "Ctrl+-", "Ctrl+0"):
            self.hands.shortcut(key)
            self.hands.settle()
        self.window.resize(*self._next("size", [(1440, 900), (1000, 640), (1280, 800)]))

    def axis(self) -> None:
        for place in (1, 3, 2):
            self.hands.shortcut(f"Ctrl+Shift+{place}")
            self.hands.settle()

    def scale(self) -> None:
        for key in ("Ctrl+K", "Ctrl+T", "Ctrl+.", "Ctrl+T", "Ctrl+."):
            self.hands.shortcut(key)

    # --- where one looks

    def heads(self) -> None:
        for _ in range(2):
            self.hands.shortcut(str(self.random.choice(["Alt+Down", "Alt+Up"])))
            self.hands.settle()
            self.hands.shortcut(str(self.random.choice(["Alt+Shift+Left", "Alt+Shift+Right"])))
        self.hands.settle()
        self.hands.shortcut("Alt+Left")
        self.hands.shortcut("Alt+Right")

    def pairs(self) -> None:
        """Mouse and arrow keys in the heatmap."""
        view = self.window.heatmap
        part = getattr(view, "canvas", view)
        self.hands.wander(part.viewport() if hasattr(part, "viewport") else part)
        self.hands.click(part.viewport() if hasattr(part, "viewport") else part)
        for key in (Key.Key_Right, Key.Key_Down, Key.Key_Left):
            self.hands.key(key, on=view)

    def around(self) -> None:
        """The keyboard goes through the panels."""
        for _ in range(5):
            self.hands.shortcut("F6")
        self.hands.shortcut("Alt+1")

    # --- views

    def view(self) -> None:
        """The next view: opened, typed beside, torn off, put back elsewhere, closed."""
        entry = self._next("view", list(registry.VIEWS))
        self.hands.shortcut(entry.key)
        self.hands.settle()
        dock = self.window.docks.docks[entry.name]
        self.hands.write_english(" too")
        self.hands.settle()
        self.hands.wander(dock.content)
        if self.random.random() < 0.5:
            self.hands.click(dock.bar.tear)
            self.hands.settle()
            self.hands.write_english(" far")
            self.hands.settle()
            self.window.docks.move(entry.name, self.random.choice(["left", "right", "bottom"]))
            self.hands.settle()
        if self.random.random() < 0.5:
            self.hands.click(dock.bar.shut)
        else:
            self.hands.shortcut(entry.key)
        if not dock.isHidden():
            dock.close()

    def layout(self) -> None:
        """All panels at once, then few."""
        self.hands.shortcut(f"Ctrl+{self._next('layout', [2, 3])}")
        self.hands.settle()
        self.hands.write_english(" now")
        self.hands.settle()
        self.hands.shortcut("Ctrl+1")

    def compare(self) -> None:
        """Two sentences, two heads, two models beside each other."""
        view = self._open("compare")
        for kind in ("text", "head", "layer", "model"):
            self.hands.click(view.choice.kinds[kind])
            self.hands.settle()
        self.hands.click(view.choice.kinds["text"])
        view.use_pair(self._next("pair", [0, 1, 2]))
        self.hands.settle()
        self._close("compare")

    def what_if(self) -> None:
        """Without scaling, without the head in focus, then all heads one after the other."""
        view = self._open("what_if")
        self.hands.click(view.one.controls.scaled)
        self.hands.settle()
        self.hands.key(Key.Key_H, on=view.pages[0])
        self.hands.settle()
        self.hands.click(view.pages[1])
        self.hands.rest(0.5)
        self.hands.click(view.pages[0])
        view.undo_all()
        self.hands.settle()
        self._close("what_if")

    def lab(self) -> None:
        """The next three panels of the laboratory, with knobs turned."""
        view = self._open("labs")
        view.choose(self._next("lab", list(range(0, len(panels()), 3))))
        for _ in range(3):
            self.hands.settle()
            self.hands.key(Key.Key_Right, on=view.picture)
            self.hands.settle()
            self.hands.shortcut("Ctrl+PgDown", view.picture)
        self.hands.key(Key.Key_R, on=view.picture)
        self._close("labs")

    def performance(self) -> None:
        self.hands.shortcut("F9")
        self.hands.settle()
        self.hands.write_english(" so")
        self.hands.settle()
        self.hands.shortcut("F9")

    def _open(self, name: str):
        self.window.docks.open(name)
        self.window.docks.settle()
        self.hands.settle()
        return self.window.docks.docks[name].content

    def _close(self, name: str) -> None:
        self.window.docks.docks[name].close()

    # --- sentences

    def example(self) -> None:
        self.window.desktop.examples.choose(self.random.randrange(10))

    def long_text(self) -> None:
        """Some hundred words are pasted, typed into, and taken back."""
        self.hands.paste(" ".join(PASTED) * 3)
        self.hands.settle()
        self.hands.write_english("But wait.")
        self.hands.settle()
        self.hands.clear()

    # --- where everything is counted

    def calm(self) -> None:
        """The state that is compared: the sentence, model, language, colours and panels of a first start.

        The sentence is typed, letter by letter: after so many short runs the device has given back what a longer text
        needed. Then once more: with the room the passes kept for a length of text are gone, and are all kept again.
        """
        window, hands = self.window, self.hands
        window.commands.close_dialog()
        if window.presenter is not None:
            window.presenting.close()
        for dock in window.docks.docks.values():
            if dock.isFloating():
                dock.setFloating(False)
            dock.close()
        if (laboratory := window.docks.docks["labs"].content) is not None:
            laboratory.choose(0)  # each panel has knobs of its own
        if window.menus.next_words.isChecked():
            window.menus.next_words.setChecked(False)
        for name, value in {"special_tokens": False, "scale": "full", "transposed": False, "axis": "tokens"}.items():
            window.use_option(name, value)
        window.use_language("en")
        window.use_theme("light")
        window.desktop.zoom.use(100)
        window.resize(1280, 800)
        window.reset_layout()
        window.microscope.set_device("auto")
        window.microscope.set_model(self.default)
        hands.settle()
        window.docks.use_layout(SIMPLE)
        window.microscope.choose_head(1, 0)
        QApplication.clipboard().setText("calm")
        hands.settle()
        for _ in range(2):
            hands.write_slowly(CALM)
        hands.until(lambda: not window.session.pending, "the settings were not stored")
        hands.rest(PAUSE)
        hands.settle()


KINDS: tuple[str, ...] = (
    "model", "language", "colours", "view", "axis", "heads", "lecture", "export", "pairs", "lab", "scale", "compare",
    "view", "dialogs", "what_if", "size", "layout", "performance", "around", "copies", "menus", "session", "example",
    "view", "long_text", "deck", "tour", "trace_file", "writing", "view",
)  # fmt: skip
"""once around takes each of them, ``view`` a few times"""
RARE = ("device",)
"""once in ten rounds"""
