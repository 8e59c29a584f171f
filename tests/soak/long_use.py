"""The real window in use for 100,000 keys: nothing may pile up, and the last key is as quick as the first.

    python tests/soak/long_use.py --keys 100000 [--seed 0] [--report-every 5000] [--log FILE] [--resume]

types real sentences in English and Japanese into the window (offscreen; real engine, real models, PoCL) with slips,
corrections, pasting, undo and an input method, and between two of them does one of the things that a window can do, see
``changes.py``. Every so many keys it counts what the process holds.

Like is compared with like. Among the first 5,000 keys are, in a fixed order, all kinds of change with all their values
(each view, panel of the laboratory, model, format of export, every step of the lecture in both languages and themes, a
change of device, a long text): what is read or made once in a process, such as a library, is there then. Whenever it
counts, the window has the same model, panels, language, colours and size, and the same sentence has just been typed
letter by letter, see ``Changes.calm``. What creeps would not be hidden by that: the slope of memory against keys is
told, too, and has to be flat after 20,000 keys.

At the end 1,000 keys are typed, each waited for, in turns with a window that was just opened in another process and has
used everything once, see ``beside.py``. ``--resume`` goes on with the plan where the last line of the log is; what it
compares begins anew then. ``--windows 20`` opens and closes windows in one process instead.
"""

from __future__ import annotations

import argparse
import faulthandler
import json
import os
import random
import sys
import tempfile
import time
from pathlib import Path
from typing import Any

SOAK = Path(__file__).resolve().parent
sys.path[:0] = [str(SOAK), str(SOAK.parents[1])]
os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")

from beside import Fresh, in_turns, serve  # noqa: E402
from changes import DEFAULT, KINDS, RARE, Changes  # noqa: E402
from counting import Held, count  # noqa: E402
from fingers import Fingers, Key, Latency  # noqa: E402
from passages import CALM, ENGLISH, JAPANESE, MEASURED, PASTED  # noqa: E402
from telling import report, said, verdict  # noqa: E402

FIRST = 5000
"""keys after which the memory is what the end is compared with"""
SENTENCES = 4
"""typed between two changes"""
LONGEST = 160
"""characters that stay in the editor"""
ROUND = 10
"""rounds of all changes between two of the rare ones"""


class User:
    """A window, somebody who uses it, and what was counted.

    Attributes:
        engine: the real one, to ask what its device holds.
    """

    def __init__(self, folder: Path, seed: int = 0, waits_every: int = 20) -> None:
        from PySide6.QtCore import qInstallMessageHandler
        from PySide6.QtWidgets import QMessageBox

        from attnviz.engine import Engine
        from attnviz.gui import app
        from attnviz.settings import Settings

        QMessageBox.exec = lambda box: QMessageBox.StandardButton.Discard  # nobody answers a question
        chosen = Settings(folder / "settings.json")
        for name, value in {"language": "en", "theme": "light", "tour_done": True, "text": CALM, "text_stored": True,
                            "model": DEFAULT, "decoder_met": True}.items():  # fmt: skip
            chosen[name] = value
        app.make_application(chosen)
        qInstallMessageHandler(_tell)
        self.engine = Engine()
        self.window = app.make_window(chosen, lambda: self.engine)
        app.report_bugs(self.window, self._on_bug)
        self.window.resize(1280, 800)
        self.window.show()
        self.window.activateWindow()
        self.hands = Fingers(self.window, str(seed), waits_every)
        self.hands.settle()
        self.changes = Changes(self.hands, folder)
        self.seed = seed
        self.bugs = 0

    def _on_bug(self, *what: object) -> None:
        self.bugs += 1

    @property
    def ops(self) -> Any:
        focus = self.engine._models.focus
        return focus.ops if focus else None

    def stretch(self, number: int) -> None:
        """A sentence, and one thing that is done then. The same number is the same in every run."""
        choice = random.Random(f"{self.seed}:{number}")
        self.hands.random.seed(f"{self.seed}:{number}")
        for sentence in range(SENTENCES):
            if choice.random() < 0.8:
                self.hands.clear()
            if choice.random() < 0.03:
                self.hands.paste(choice.choice(PASTED))
            if (number + sentence) % 2:
                self.hands.write_japanese(choice.choice(JAPANESE))
                self.hands.write_japanese(choice.choice(JAPANESE))
            else:
                self.hands.write_english(choice.choice(ENGLISH))
            if len(self.hands.editor.toPlainText()) > LONGEST:
                self.hands.clear()
        if number % (ROUND * len(KINDS)) == 7:
            self.changes.do(choice.choice(RARE))
        self.changes.do(KINDS[number % len(KINDS)])

    def warm_up(self) -> None:
        """Everything once: each view is made when it is first seen, and each module read when it is first used."""
        for kind in ("whole_lecture", "colours", "language", "whole_lecture", *dict.fromkeys(KINDS), *RARE):
            self.changes.do(kind)
            while not self.changes.rounds_are_whole:
                self.changes.do(kind)

    def count(self) -> Held:
        self.changes.calm()
        return count(self.ops)

    def replay(self, keys: int) -> Latency:
        """The same keys in the same state, each waited for until it is painted and all is at rest."""
        self.changes.calm()
        hands = self.hands
        hands.random.seed("replay")
        waits_every = hands.waits_every
        hands.key(Key.Key_End)
        hands.latency, hands.waits_every = Latency(), 1
        hands.write_english("a")
        hands.latency = Latency()
        end = hands.pressed + keys
        while hands.pressed < end:
            hands.shortcut("Ctrl+A", hands.editor)
            for letter in MEASURED[0]:
                if hands.pressed < end:
                    hands.key(letter)
            if hands.pressed < end:
                hands.write_japanese(MEASURED[1])
        latency, hands.latency, hands.waits_every = hands.latency, Latency(), waits_every
        return latency

    def close(self) -> None:
        import shiboken6

        self.hands.take_back()
        self.window.desktop.sessions.modified = False
        self.window.close()
        if not self.window.clean_exit:
            raise RuntimeError("the engine's thread did not end")
        shiboken6.delete(self.window)


def _tell(kind: object, where: object, text: str) -> None:
    """What Qt says, but for what the offscreen platform cannot."""
    if "This plugin does not support" not in text:
        print(f"Qt says: {text}", file=sys.stderr)


def opened(given: argparse.Namespace, folder: Path) -> User:
    """A window in which everything was used once, unless ``--no-warm-up`` says otherwise."""
    user = User(folder, given.seed, given.waits_every)
    if not given.no_warm_up:
        user.warm_up()
        print(f"everything was used once, {user.hands.pressed} keys", file=sys.stderr, flush=True)
    return user


def be_beside(given: argparse.Namespace, folder: Path) -> int:
    """The window beside one in long use: what it types is asked for line by line."""
    user = opened(given, folder)
    serve(user.replay)
    user.close()
    return 0


def use(given: argparse.Namespace, folder: Path) -> int:
    log = Path(given.log) if given.log else None
    start = {"keys": 0, "stretch": 0}
    if given.resume and log and log.exists():
        start = json.loads(log.read_text().splitlines()[-1])
    user = opened(given, folder)
    user.hands.latency = Latency()
    stretch, base, first = start["stretch"], None, None
    reports: list[tuple[int, Held]] = []
    shift = start["keys"]
    began, due = time.monotonic(), user.hands.pressed + shift - (user.hands.pressed + shift) % given.report_every
    begun = user.hands.pressed
    held = None
    while user.hands.pressed + shift < given.keys and time.monotonic() - began < given.most_seconds:
        user.stretch(stretch)
        stretch += 1
        pressed = user.hands.pressed + shift
        if pressed >= due + given.report_every or (first is None and user.hands.pressed >= FIRST):
            due = pressed - pressed % given.report_every
            rate = (user.hands.pressed - begun) / (time.monotonic() - began)
            held = user.count()
            report(pressed, held, base, user.hands.latency, rate)
            user.hands.latency = Latency()
            base = base or held
            if first is None and user.hands.pressed >= min(FIRST, given.keys):
                first = held
            held = held if held is base or held is first else held.figures()
            reports.append((user.hands.pressed, held))  # of this process
            if log:
                with log.open("a") as file:
                    file.write(json.dumps({"keys": pressed, "stretch": stretch, **held.memory, **held.counts}) + "\n")
    with Fresh(["--no-warm-up"] if given.no_warm_up else []) as fresh:
        used, new = in_turns(user.replay, fresh.replay, given.replay)
    print(f"a window just opened, beside: {said(new)}")
    last = user.count()
    report(
        user.hands.pressed + shift,
        last,
        first or last,
        used,
        (user.hands.pressed - begun) / (time.monotonic() - began),
    )
    print(f"{user.changes.done} changes, {stretch - start['stretch']} stretches, {user.bugs} bugs told")
    good = verdict(first or held or last, last, new, used, reports) and not user.bugs
    user.close()
    return 0 if good else 1


def windows(number: int, folder: Path) -> int:
    """Open, use and close so many windows. What is made once in a process is there after a few."""
    base = held = None
    for turn in range(number):
        user = User(folder, turn)
        user.hands.write_english(ENGLISH[turn % len(ENGLISH)][:40])
        user.hands.write_japanese(" ".join(JAPANESE[turn % len(JAPANESE)].split()[:4]))
        for kind in ("view", "lecture", "language", "dialogs"):
            user.changes.do(kind)
        user.changes.calm()
        user.close()
        del user
        held = count()
        report(turn + 1, held, base, Latency(), 0.0)
        base = held if turn == min(3, number - 2) else base
    assert base is not None
    assert held is not None
    good = all(held.counts[name] <= was for name, was in base.counts.items())
    print(f"resident memory, MB: {base.memory['resident']:.1f} -> {held.memory['resident']:.1f}")
    print("nothing is left" if good else "SOMETHING IS LEFT")
    return 0 if good else 1


def main() -> int:
    faulthandler.enable()  # in hours of use a crash may come once
    parser = argparse.ArgumentParser(description=__doc__.split("\n")[0])
    parser.add_argument("--keys", type=int, default=100_000, help="in all")
    parser.add_argument("--seed", type=int, default=0)
    parser.add_argument("--report-every", type=int, default=5000, metavar="KEYS")
    parser.add_argument("--replay", type=int, default=1000, metavar="KEYS", help="measured at the end")
    parser.add_argument(
        "--waits-every", type=int, default=20, metavar="KEYS", help="one of so many waits to be painted"
    )
    parser.add_argument("--most-seconds", type=float, default=1e9, help="end then, whatever has been typed")
    parser.add_argument("--no-warm-up", action="store_true")
    parser.add_argument("--log", help="a line of JSON for each report")
    parser.add_argument("--resume", action="store_true", help="go on where the log ends")
    parser.add_argument("--serve", action="store_true", help="be the window beside, see beside.py")
    parser.add_argument("--windows", type=int, default=0, help="open and close so many windows instead")
    given = parser.parse_args()
    with tempfile.TemporaryDirectory(prefix="attnviz-long-use-") as folder:
        for name in ("XDG_CONFIG_HOME", "XDG_DATA_HOME"):  # the user's own stay as they are
            os.environ[name] = folder
        if given.windows:
            return windows(given.windows, Path(folder))
        return (be_beside if given.serve else use)(given, Path(folder))


if __name__ == "__main__":
    sys.exit(main())
