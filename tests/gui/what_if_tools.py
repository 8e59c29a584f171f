"""What the tests of What if share: a view on the screen, and an engine's answers."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
from fake_engine import FakeEngine
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from traces import MODEL

from attnviz.gui.theme import theme
from attnviz.gui.views.what_if import WhatIfView
from attnviz.other import Change, Other
from attnviz.trace import Focus, Trace, TraceRequest

TEXT = "Taro ate the cake and he fell asleep"
JA = "太郎はケーキを食べた。そのあと彼は眠った。"
FOCUS = Focus(0, 0, 6, 1)
LEFT = Qt.MouseButton.LeftButton


def open_view(qtbot) -> WhatIfView:
    theme().use("dark")
    made = WhatIfView()
    qtbot.addWidget(made)
    made.resize(460, 720)
    made.show()
    qtbot.waitExposed(made)
    return made


def answer(
    view: WhatIfView, text: str = TEXT, focus: Focus = FOCUS, model: str = MODEL.id, request_id: int = 1
) -> Trace:
    """Show the trace that an engine gives for what the view wishes."""
    wishes = view.wishes()
    request = TraceRequest(
        request_id, text, model, heads=(focus.head_id, *wishes.heads), states=wishes.states,
        next_words=wishes.next_words, others=wishes.others,
    )  # fmt: skip
    trace = FakeEngine().run(request)
    view.show_trace(trace, focus)
    return trace


def changed_view(view: WhatIfView, change: Change, **what: object) -> Trace:
    answer(view, **what)
    view.set_change(change)
    return answer(view, request_id=2, **what)


def moved(view: WhatIfView, trace: Trace, size: float, focus: Focus = FOCUS) -> None:
    """Show the trace again, with an output that the change has moved."""
    other = Other(change=view.change)
    noise = np.random.default_rng(0).normal(size=trace.states.shape).astype(np.float32)
    moved_one = replace(trace.others[other], states=trace.states + np.float32(size) * noise)
    view.show_trace(replace(trace, others={other: moved_one}), focus)


def press(view: WhatIfView, key: Qt.Key, modifier: Qt.KeyboardModifier = Qt.KeyboardModifier.NoModifier) -> None:
    QTest.keyClick(view.pages[0], key, modifier)
