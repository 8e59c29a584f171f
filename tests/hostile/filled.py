"""``python filled.py FOLDER``: all that the program writes, on a disk there (disk.py) that fills up at each place.

Prints JSON: how many writes were tried, how many were refused, and what was wrong.
"""

from __future__ import annotations

import ctypes
import json
import sys
from pathlib import Path

TESTS = Path(__file__).resolve().parent.parent
sys.path[:0] = [str(TESTS), str(TESTS / "gui")]

from fake_engine import DEVICES, FakeEngine  # noqa: E402
from PySide6.QtTest import QTest  # noqa: E402
from test_writers import ASKED_FOR, WRITERS  # noqa: E402

from attnviz.errors import UserError  # noqa: E402
from attnviz.files import PARTIAL  # noqa: E402
from attnviz.gui import app  # noqa: E402
from attnviz.settings import Settings  # noqa: E402

ROOMS = (0, 1, 40, 400, 2000, 4096, 9000, 30_000)
DISK = ctypes.CDLL(None)


def room(count: int) -> None:
    DISK.disk_has(ctypes.c_long(count))


def write_all(folder: Path) -> dict[str, object]:
    """Each kind of file over an older one, with each amount of room."""
    tried, refused, wrong = 0, 0, []
    for name, writer in WRITERS.items():
        if name == "film.mp4":  # two seconds each, and the same way as a GIF
            continue
        place = folder / name.replace(".", "-")
        place.mkdir()
        path = place / name
        for count in ROOMS:
            room(-1)
            path.write_bytes(b"the old one")
            room(count)
            error: Exception | None = None
            try:
                writer(path)
            except Exception as caught:
                error = caught
            room(-1)
            tried, refused = tried + 1, refused + (error is not None)
            left = [one.name for one in place.iterdir() if one.name.endswith(PARTIAL)]
            content = path.read_bytes()
            if left:
                wrong.append(f"{name}, {count} bytes: {left} is left")
            if (content == b"the old one") != (error is not None):
                wrong.append(f"{name}, {count} bytes: {error!r}, and {content[:40]!r}")
            if error is not None and not isinstance(error, UserError if name in ASKED_FOR else OSError):
                wrong.append(f"{name}, {count} bytes: {error!r}")
            if error is not None and "No space left" not in str(error):
                wrong.append(f"{name}, {count} bytes says {error}")
    return {"tried": tried, "refused": refused, "wrong": wrong}


def type_on(folder: Path) -> list[str]:
    """The window on a disk that is full for a while; what was wrong."""
    wrong = []
    settings = Settings(folder / "settings.json")
    settings["tour_done"] = True
    app.make_application(settings)
    window = app.make_window(settings, FakeEngine, lambda: list(DEVICES))
    window.show()
    assert window.wait_until_idle(60)

    def typed(text: str, what: str, says: bool) -> None:
        QTest.keyClicks(window.text_bar.editor, text)
        for _ in range(400):
            QTest.qWait(20)
            stored = text.strip() in json.loads(settings.path.read_bytes())["text"]
            if bool(window.banner.text()) == says and stored != says:
                break
        else:
            wrong.append(f"{what}: stored {stored}, says {window.banner.text()!r}")
        if not window.microscope.trace.request.text.endswith(text):
            wrong.append(f"{what}: shows {window.microscope.trace.request.text!r}")

    typed(" first", "with room", False)
    for count in (0, 100):
        room(count)
        typed(f" full{count}", f"{count} bytes", True)
        room(-1)
        typed(f" free{count}", "with room again", False)
    window.close()
    return wrong


if __name__ == "__main__":
    at = Path(sys.argv[1])
    (at / "window").mkdir()
    kept = type_on(at / "window")
    found = write_all(at)
    print(json.dumps({**found, "wrong": [*kept, *found["wrong"]]}))
