"""Faults in the real window: one at each k-th OpenCL call, while keys are typed and models are changed.

One window lives through all of them. After each fault it must show the text that was typed, with the numbers of numpy's
twin, or have said why not; the next keys must be answered by it; and once the device is asked back it must be there.
"""

from __future__ import annotations

import gc
import os
import tempfile
import threading
from collections import Counter
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import pytest

os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")

from injector import KINDS, Injector, applies, spoil
from play import OWNED, folders
from PySide6.QtCore import QCoreApplication, QEvent
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication
from trials import child_as

from attnviz.engine import Engine
from attnviz.gui import app
from attnviz.gui.main_window import MainWindow
from attnviz.gui.silence import Watch
from attnviz.settings import Settings
from attnviz.trace import TraceRequest

CLOSE = 1e-4
SECONDS = 120.0
OF_WINDOWS = (*KINDS, "NaN once", "NaN", "endless")
WORDS = (" the", " cat", " ran", " and", " slept", ".")
BEGINS = "Hello"


@dataclass(frozen=True)
class Seen:
    """What a fault came to, in the words of faults.py; ``why`` it failed."""

    word: str
    why: str = ""


class Desk:
    """The window on small models, and how it is used."""

    def __init__(self, window: MainWindow, models: tuple[str, str]) -> None:
        self.window, self.models = window, models
        self._twin = Engine()
        self._turn = 0

    def idle(self) -> bool:
        return self.window.wait_until_idle(SECONDS)

    def type_word(self) -> None:
        """By keys, at the end; the text begins anew before it is long."""
        editor = self.window.text_bar.editor
        if len(self.window.text_bar.text()) > 60:
            editor.selectAll()
            QTest.keyClicks(editor, BEGINS)
        self._turn += 1
        QTest.keyClicks(editor, WORDS[self._turn % len(WORDS)])

    def change_model(self) -> None:
        self.window.menus.model.chosen.emit(self.models[self.window.microscope.model == self.models[0]])

    def wrong(self) -> str:
        """What is wrong with what is shown; "" if nothing."""
        scope, text = self.window.microscope, self.window.text_bar.text()
        trace = scope.trace
        if trace is None or trace.request.text != text or scope.text != text:
            return f"shows {trace and trace.request.text!r} of {text!r}"
        if trace.request.model != scope.model:
            return "shows another model than it says"
        if not trace.heads:
            return "shows no head"
        at = next(iter(trace.heads))
        twin = self._twin.run(TraceRequest(1, text, scope.model, "numpy", heads=(at,))).heads[at]
        for name in ("weights", "context", "scores"):
            own, right = getattr(trace.heads[at], name), getattr(twin, name)
            if own.shape != right.shape or not np.allclose(own, right, atol=CLOSE, rtol=CLOSE):
                return f"{name} of {at} are not numpy's"
        if trace.device.note and not self.window.banner.text():
            return "says nothing of the device"
        return ""

    def mend(self, injector: Injector) -> str:
        """The device works again, and is asked back."""
        injector.kind = "once"
        window = self.window
        if injector.endless is not None:
            injector.endless.end()
        while window.banner.text() and not window.microscope.trace.device.note:
            window.banner.dismiss()
        for _ in range(3):
            if window.microscope.trace.device.note:
                window.menus.device.again.trigger()
            if not self.idle():
                return "does not come to rest when the device is asked back"
        trace = window.microscope.trace
        return "" if trace.device.key == "pocl:0" and not trace.device.note else f"stays on {trace.device}"

    def close(self) -> None:
        self._twin.close()


def _fault(desk: Desk, injector: Injector, kind: str, at: int, act: Callable[[], None]) -> Seen | None:
    """One fault at the ``at``-th call from now on; None if so many were not made."""
    window, said = desk.window, []
    heard = window.microscope.failed.connect(lambda problem: said.append(str(problem.error)))
    with pytest.MonkeyPatch.context() as patch:
        struck: Callable[[], bool] = lambda: injector.struck  # noqa: E731
        if kind.startswith("NaN"):
            reads = spoil(patch, at, kind == "NaN")
            struck = lambda: reads[0] >= at  # noqa: E731
        else:
            injector.kind, injector.struck, injector.at = kind, False, len(injector.names) + at
        act()
        rests = desk.idle()
        happened = struck()
        wrong = desk.wrong() if rests else "does not come to rest"
        device = window.microscope.trace.device
        if not wrong and happened:
            desk.type_word()
            wrong = desk.wrong() if desk.idle() else "does not answer the next keys"
            wrong = wrong and f"at the next key {wrong}"
    window.microscope.failed.disconnect(heard)
    injector.at = 0
    wrong = wrong or desk.mend(injector)
    injector.struck, injector.endless = False, None
    if not happened:
        return Seen("failed", wrong) if wrong else None
    if wrong:
        return Seen("failed", wrong)
    return Seen("refused" if said else "moved" if device.note else "healed")


@contextmanager
def _desk(injector: Injector, folder: Path) -> Iterator[Desk]:
    settings = Settings(folder / "settings.json")
    models = folders(folder)
    settings["model"], settings["text"], settings["text_stored"], settings["tour_done"] = models[0], BEGINS, True, True
    app.make_application(settings)
    window = app.make_window(settings, Engine, list)
    app.report_bugs(window)
    window.show()
    desk = Desk(window, models)
    assert desk.idle()
    assert not desk.wrong(), desk.wrong()
    yield desk
    window.close()
    assert window.clean_exit, "the engine's thread did not end"
    desk.close()


def _left(injector: Injector) -> dict[str, int]:
    QCoreApplication.sendPostedEvents(None, QEvent.Type.DeferredDelete)
    gc.collect()
    threads = [one for one in threading.enumerate() if one.name.startswith("attnviz")]
    owned = {kind: injector.live[kind] for kind in OWNED if kind != "Buffer"}  # of these a longer text has more
    return {"widgets": len(QApplication.allWidgets()), "threads": len(threads), **owned}


def run(kinds: list[str], every: int) -> Counter[str]:
    """Print a line for each kind and way of use, and what failed below it."""
    total: Counter[str] = Counter()
    injector = Injector()
    with (
        tempfile.TemporaryDirectory(prefix="attnviz-faults-") as above,
        injector.installed(),
        child_as(injector),
        _desk(injector, Path(above)) as desk,
    ):
        Watch.PATIENCE, Watch.STILL, Watch.LONGEST = 4.0, 5.0, 10.0  # not before: the kernels may have to be built
        ways: dict[str, Callable[[], None]] = {"keys": desk.type_word, "models": desk.change_model}
        for act in (*ways.values(), *ways.values()):
            act()
            assert desk.idle()
        before = _left(injector)
        for way, act in ways.items():
            begun = len(injector.names)
            act()
            assert desk.idle()
            names = injector.names[begun:]
            for kind in kinds:
                row: Counter[str] = Counter()
                bad = []
                fitting = [at for at, name in enumerate(names, 1) if kind.startswith("NaN") or applies(kind, name)]
                for at in fitting[::every]:
                    seen = _fault(desk, injector, kind, at, act)
                    if seen is None:
                        break
                    row[seen.word] += 1
                    if seen.word == "failed":
                        bad.append(f"call {at} ({names[at - 1]}): {seen.why}")
                total += row
                counts = " ".join(f"{row[word]:8}" for word in ("healed", "moved", "refused", "failed"))
                print(f"{way:8} {kind:10} {sum(row.values()):6} {counts}", flush=True)
                print("".join(f"    {line}\n" for line in bad), end="", flush=True)
        after = _left(injector)
        more = {name: after[name] - before[name] for name in after if after[name] > before[name]}
        print(f"left over after {sum(total.values())} faults: {more or 'nothing'}", flush=True)
        total["failed"] += bool(more)
    return total
