"""What the tests of Side by side share: a view on the screen, and an engine's answers."""

from __future__ import annotations

from dataclasses import replace

from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication
from traces import MODEL, filled, model_trace

from attnviz.gui.views.compare import CompareView
from attnviz.other import Other
from attnviz.samples import PAIRS
from attnviz.trace import Focus, Trace, TraceRequest

RIVER, MONEY = PAIRS[0].texts
MODELS = {"test": "Test model", "other": "Other model"}


def run(text: str, other: Other | None, *heads: tuple[int, int], model=MODEL, number: int = 1) -> Trace:
    """What the engine answers to a view that wishes for one other run."""
    request = TraceRequest(number, text, model.id, heads=heads or ((0, 0),), states=True)
    trace = filled(replace(model_trace(model, text, *request.heads[0]), request=request))
    if other is None:
        return trace
    asked = replace(request, text=text if other.text is None else other.text, heads=other.heads or request.heads)
    beside = filled(replace(model_trace(model, asked.text, *asked.heads[0]), request=asked))
    if other.model:
        beside = replace(beside, model=replace(model, id=other.model, name=other.model))
    return replace(trace, others={other: beside})


def open_view(qtbot) -> CompareView:
    made = CompareView()
    qtbot.addWidget(made)
    made.resize(1200, 800)
    made.show()
    return made


def show(view: CompareView, focus: Focus = Focus(0, 0, 6, 5), text: str = RIVER, other: str = MONEY) -> Trace:  # noqa: B008
    view.choice.take_text(other)
    trace = run(text, Other(text=other))
    view.show_trace(trace, focus)
    QApplication.processEvents()  # lay it out
    return trace


def cell(view: CompareView, query: str, key: str) -> tuple[int, int]:
    compared = view.sides.compared
    return compared.row_labels.index(query), compared.column_labels.index(key)


def click(view: CompareView, which, query: str, key: str) -> None:
    QTest.mouseClick(which, Qt.MouseButton.LeftButton, pos=which.cell_rect(*cell(view, query, key)).center().toPoint())


def said(view: CompareView) -> str:
    return view.readout.text().replace("\u202f", " ")
