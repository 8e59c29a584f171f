"""What reaches the window itself: layouts and choices of a session, whole settings, what is dropped and pasted."""

from __future__ import annotations

import base64
import json
import os
import sys
from collections.abc import Iterator
from functools import cache
from pathlib import Path
from random import Random
from typing import Any
from zlib import crc32

from checks import sure
from kind import Kind
from mutators import DEEP, TEXTS, anything, damage_json, dumped, some_bytes, some_json

sys.path.append(str(Path(__file__).resolve().parent.parent / "gui"))
PASTED = ("text/plain", "text/html", "text/uri-list", "image/png", "application/x-color", "application/x-qt-image",
          "text/plain;charset=utf-16", "application/x-qabstractitemmodeldatalist")  # fmt: skip
HTML = (
    "<img src='file:///etc/passwd'>he", "<link rel=stylesheet href='http://192.0.2.1/x.css'><b>a</b>", "<br>" * 3000,
    "<style>@import url(http://192.0.2.1/)</style>x", "<script>x</script>", "<p>" + "&#x202e;" * 50, "<table>" * 300,
)  # fmt: skip
LINKS = (  # the first: a file that somebody drags is looked at, whatever it is
    "file:///etc/hosts", "file:///dev/zero", "file://192.0.2.1/share/x", "http://192.0.2.1/x.attnviz", "file:///",
    "javascript:0", "file:///proc/self/mem", "attnviz:softmax", "file:///%00", "file:///tmp/%2e%2e/x",
)  # fmt: skip


@cache
def the_window() -> Any:
    """One window on an engine that answers at once, for all files of a process."""
    os.environ["QT_QPA_PLATFORM"] = "offscreen"
    from fake_engine import DEVICES, FakeEngine
    from PySide6.QtWidgets import QMessageBox

    from attnviz.gui import app
    from attnviz.settings import Settings

    QMessageBox.exec = lambda box: QMessageBox.StandardButton.Discard
    settings = Settings(Path(os.environ["XDG_CONFIG_HOME"], "window.json"))
    settings["tour_done"] = True
    app.make_application(settings)
    window = app.make_window(settings, FakeEngine, lambda: list(DEVICES))
    window.resize(1280, 800)
    window.show()
    _settle(window)
    for name in window.docks.docks:
        window.docks.open(name)
        _settle(window)
    return window


def _settle(window: Any) -> None:
    """Wait until it rests: in pieces, since a machine that holds all its programs for a while, by a debugger, a busy
    disk or another's measuring, takes one of them. What never rests uses the processor's seconds, or falls silent."""
    sure(any(window.wait_until_idle(10) for _ in range(6)), "it does not come to rest")


def _is_sound(window: Any) -> None:
    """It answers, has a size of this world, and its text is as it was typed."""
    _settle(window)
    room = window.screen().size() * 2
    sure(window.width() <= room.width() and window.height() <= room.height(), f"{window.size()}")
    window.text_bar.replace_own_text("he sat")
    _settle(window)
    sure(window.microscope.trace.tokens.text == "he sat", "another text")


# --- layouts


def _with_sum(state: bytes) -> str:
    """As ``dock_layouts.stored`` has it: whoever writes a file by hand can add up, too."""
    packed = base64.b64encode(state)
    return f"{crc32(packed):08x}{packed.decode('ascii')}"


def make_layouts(folder: Path) -> None:
    from attnviz.gui.dock_layouts import PRESETS

    window = the_window()
    for at, layout in enumerate(PRESETS.values()):
        window.docks.use_layout(layout)
        _settle(window)
        (folder / f"{at}.state").write_bytes(base64.b64decode(window.docks.state()[8:]))


def damage_layout(rng: Random, path: Path) -> None:
    path.write_bytes(some_bytes(rng, path.read_bytes(), [one.read_bytes() for one in path.parent.glob("*.state")]))


def open_layout(path: Path) -> None:
    window = the_window()
    window.docks.use_layout(_with_sum(path.read_bytes()))
    _settle(window)
    for name in window.docks.docks:
        window.docks.open(name)
    _is_sound(window)
    window.docks.state()


# --- choices


def make_choices(folder: Path) -> None:
    window = the_window()
    states = {name: view.state() for name, dock in window.docks.docks.items() if hasattr(view := dock.content, "state")}
    (folder / "views.json").write_bytes(dumped(states))
    for name, state in states.items():
        (folder / f"{name}.json").write_bytes(dumped({name: state}))


def _read(path: Path) -> Any:
    try:
        return json.loads(path.read_text("utf-8"))
    except (ValueError, RecursionError):
        return DEEP


def open_choices(path: Path) -> None:
    window, found = the_window(), _read(path)
    window.docks.use_choices(found if isinstance(found, dict) else {})
    _is_sound(window)
    json.dumps(window.docks.choices())


# --- settings


def make_window_settings(folder: Path) -> None:
    window = the_window()
    from attnviz.gui.keeping import kept

    (folder / "settings.json").write_bytes(dumped(kept(window)))


def damage_settings(rng: Random, path: Path) -> None:
    values = json.loads(path.read_text("utf-8"))
    for name in rng.sample(sorted(values), rng.choice((1, 2, 5))):
        old = values[name]
        nested = isinstance(old, str) and old.startswith(("[", "{"))
        inner = json.dumps(some_json(rng, json.loads(old))) if nested and rng.random() < 0.6 else None
        values[name] = inner or rng.choice((anything(rng), rng.choice(TEXTS), [[old]], {"x": old}, f"{old}{old}"))
    # as with LINKS: a session that the own settings name is looked at, whatever it is
    path.write_bytes(dumped(values).replace(b"/etc/passwd", b"/etc/hosts"))


def open_settings(path: Path) -> None:
    the_window()
    import shiboken6
    from fake_engine import DEVICES, FakeEngine

    from attnviz.gui import app
    from attnviz.settings import Settings

    window = app.make_window(Settings(path), FakeEngine, lambda: list(DEVICES))
    try:
        window.show()
        _settle(window)
        sure(window.width() <= 8000 and window.height() <= 8000, f"{window.size()}")
    finally:
        window.close()
        shiboken6.delete(window)


# --- dropped and pasted


def make_pasted(folder: Path) -> None:
    for at, form in enumerate(PASTED):
        (folder / f"{at}.json").write_bytes(dumped({form: base64.b64encode(b"he sat").decode()}))


def damage_pasted(rng: Random, path: Path) -> None:
    from heavy_texts import UNITS, text_of  # here: its folder is the tests' of the window

    plain = "Taro 太郎 👩‍👩‍👧 \u202e<b>"
    for_all = (
        rng.randbytes(rng.choice((0, 1, 3, 1000))), plain.encode(rng.choice(("utf-8", "utf-16", "utf-32"))),
        plain.encode("cp932", "replace"), rng.choice(TEXTS).encode("utf-8", "replace"),
        b"a" * rng.choice((10_000, 3_000_000)),
        "\r\n".join(rng.sample(LINKS, 3)).encode(), rng.choice(HTML).encode(), f"file://{path}".encode(), b"\0" * 500,
        b"\x89PNG\r\n\x1a\n" + rng.randbytes(200),
        text_of(rng.choice(sorted(UNITS)), rng.choice((70_000, 1_000_000))).encode("utf-8", "surrogatepass"),
    )  # fmt: skip
    forms = rng.sample(PASTED, rng.choice((1, 1, 2, 4)))
    path.write_bytes(dumped({form: base64.b64encode(rng.choice(for_all)).decode() for form in forms}))


def open_pasted(path: Path) -> None:
    from PySide6.QtCore import QMimeData, QPoint, Qt
    from PySide6.QtGui import QDragEnterEvent, QDropEvent
    from PySide6.QtWidgets import QApplication

    window = the_window()
    data = QMimeData()
    for form, packed in json.loads(path.read_text("utf-8")).items():
        data.setData(form, base64.b64decode(packed))
    editor = window.text_bar.editor
    if editor.canInsertFromMimeData(data):
        editor.insertFromMimeData(data)
        _settle(window)
        editor.undo()
    for target in (window, editor.viewport()):
        for made in (QDragEnterEvent, QDropEvent):
            hands = Qt.DropAction.CopyAction, data, Qt.MouseButton.LeftButton, Qt.KeyboardModifier.NoModifier
            QApplication.sendEvent(target, made(QPoint(20, 20), *hands))
        _settle(window)
    window.presenting.close()
    _is_sound(window)


def kinds() -> Iterator[Kind]:
    yield Kind("layout", make_layouts, damage_layout, open_layout)
    yield Kind("choices", make_choices, damage_json, open_choices)
    yield Kind("window settings", make_window_settings, damage_settings, open_settings)
    yield Kind("pasted", make_pasted, damage_pasted, open_pasted)
