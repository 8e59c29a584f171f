"""Tables of the views equal what their trace holds, cell by cell: what an export writes is what the model computed."""

from __future__ import annotations

import csv

import numpy as np
from compare_tools import MONEY, RIVER, run
from test_finder import TEXT, trace_of
from test_layer_flow import traced

from attnviz.gui.views.compare import CompareView
from attnviz.gui.views.finder import FinderView
from attnviz.gui.views.layer_flow import LayerFlowView
from attnviz.other import Other
from attnviz.rollout import graph, level_units, roll_out
from attnviz.tables import save_table
from attnviz.trace import Focus


def stored(view, path) -> list[list[str]]:
    """What stands in the file that an export of the view writes."""
    save_table(view.table(), path)
    with path.open(encoding="utf-8-sig", newline="") as file:
        return list(csv.reader(file))


def test_finder(qtbot, tmp_path):
    view, trace = FinderView(), trace_of(TEXT)
    qtbot.addWidget(view)
    view.show_trace(trace, Focus(0, 0, 7, 2))
    head, *rows = stored(view, tmp_path / "a.csv")
    assert head == ["rank", "layer", "head", "weight"]
    assert len(rows) == trace.model.attentions * trace.model.heads
    for _, layer, number, weight in rows:
        assert np.float32(weight) == trace.rows[7][int(layer)][int(number), 2]
    assert [float(row[3]) for row in rows] == sorted((float(row[3]) for row in rows), reverse=True)


def test_side_by_side(qtbot, tmp_path):
    view, trace = CompareView(), run(RIVER, Other(text=MONEY))
    qtbot.addWidget(view)
    view.show()
    view.choice.take_text(MONEY)
    view.show_trace(trace, Focus(0, 0, 6, 5))
    rows = stored(view, tmp_path / "a.csv")
    compared, count = view.sides.compared, len(view.sides.compared.queries)
    other = trace.others[Other(text=MONEY)]
    for at, row in enumerate(rows[1 : 1 + count**2]):
        slots = compared.queries.slots[at // count], compared.keys.slots[at % count]
        for side, source in ((0, trace), (1, other)):
            query, key = (slot[side] for slot in slots)
            cell = row[2 + side]
            assert (cell == "") == (not query or not key)
            if cell:
                assert np.float32(cell) == source.heads[0, 0].weights[query.start, key.start]


def test_flow(qtbot, tmp_path):
    view, trace = LayerFlowView(), traced()
    qtbot.addWidget(view)
    view.resize(700, 700)
    view.show()
    view.show_trace(trace, Focus(0, 0, 3, 2))
    rows = stored(view, tmp_path / "a.csv")
    units = level_units(trace, False, True)
    level = trace.model.layers
    flow = roll_out(graph(trace, False), units, level, units[0].of_token(3))
    for unit, name in enumerate(units[0].names):
        row = rows[1 + unit]
        assert row[0] == name
        told = [np.float32(cell) for cell in row[1:]]
        np.testing.assert_allclose(told, [flow.shares[at][unit] for at in range(level, -1, -1)], rtol=1e-6)
