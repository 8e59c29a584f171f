"""Some hundred keys of ``tests/soak/long_use.py`` on quick models: nothing that can be counted is more afterwards."""

from __future__ import annotations

import sys
from pathlib import Path

from fake_engine import DECODER
from traces import MODEL

sys.path[:0] = [str(Path(__file__).resolve().parent.parent / "soak")]

from changes import Changes  # noqa: E402
from counting import count  # noqa: E402
from fingers import Fingers  # noqa: E402
from passages import ENGLISH, JAPANESE, PASTED  # noqa: E402

ROUND = ("model", "language", "view", "colours", "heads", "axis")


def test_typing_and_changing_leaves_nothing(engine, open_window, settings, tmp_path, monkeypatch):
    monkeypatch.setattr("changes.PAUSE", 2.5)
    settings["model"] = MODEL.id
    hands = Fingers(open_window(), "short")
    changes = Changes(hands, tmp_path, MODEL.id, [DECODER])

    def use() -> None:
        hands.random.seed("the same")
        hands.clear()
        hands.write_english(ENGLISH[0])
        hands.paste(PASTED[2])
        hands.write_japanese(JAPANESE[0])
        changes._turns = {}
        for kind in ROUND:
            changes.do(kind)

    for _ in range(2):
        use()
    changes.calm()
    before, keys = count(), hands.pressed
    for _ in range(2):
        use()
    changes.calm()
    after = count()
    assert hands.pressed - keys > 200
    assert after.qt - before.qt == {}
    assert after.widgets <= before.widgets
    assert all(now <= was for now, was in zip(after.timers, before.timers, strict=True))
    assert (after.threads, after.handles) == (before.threads, before.handles)
    hands.take_back()
