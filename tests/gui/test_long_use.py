"""Some hundred keys of ``tests/soak/long_use.py`` on real models: nothing that can be counted is more afterwards."""

from __future__ import annotations

import sys
import threading
from pathlib import Path

import pytest

from attnviz.engine import Engine

SOAK = Path(__file__).resolve().parent.parent / "soak"
sys.path[:0] = [str(SOAK)]

from changes import OWN, Changes  # noqa: E402
from counting import count  # noqa: E402
from fingers import Fingers  # noqa: E402
from passages import ENGLISH, JAPANESE, PASTED  # noqa: E402

TRANSLATOR, EXPERTS = OWN
ROUND = ("model", "language", "view", "colours", "export", "heads")
KINDS_COUNTED = ("objects of Qt", "widgets", "timers", "timers at work", "threads", "files")


@pytest.fixture
def engine() -> Engine:
    made = Engine()
    made.gate = threading.Event()  # which the window's fixture opens at the end
    return made


def test_typing_and_changing_leaves_nothing(engine, open_window, settings, tmp_path):
    settings["model"] = EXPERTS
    hands = Fingers(open_window(wait=False), "short")
    hands.settle()
    changes = Changes(hands, tmp_path, EXPERTS, [TRANSLATOR])

    def use(turn: int) -> None:
        hands.clear()
        hands.write_english(ENGLISH[turn][:40])
        hands.paste(PASTED[2][:8])
        hands.write_japanese(" ".join(JAPANESE[turn].split()[:3]))
        changes._turns = {}
        for kind in ROUND:
            changes.do(kind)

    def counted():
        changes.calm()
        return count(engine._models.focus.ops)

    for turn in range(2):
        use(turn)
    before, keys = counted(), hands.pressed
    for turn in range(2, 5):
        use(turn)
    after = counted()
    assert hands.pressed - keys > 150
    assert {name: after.counts[name] for name in KINDS_COUNTED} == {name: before.counts[name] for name in KINDS_COUNTED}
    assert (after.threads, after.handles) == (before.threads, before.handles)
    assert after.counts["weights on the device, bytes"] == before.counts["weights on the device, bytes"]
    assert after.counts["pieces on the device"] == before.counts["pieces on the device"]
    assert after.counts["buffers of OpenCL"] == before.counts["buffers of OpenCL"]
    hands.take_back()
