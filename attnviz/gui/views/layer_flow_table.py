"""The numbers of a flow over layers as a table."""

from __future__ import annotations

from PySide6.QtCore import QCoreApplication

from attnviz.drift import Drift
from attnviz.gui.views.layer_flow_data import Scene
from attnviz.gui.views.layer_flow_said import level_name, stream_name
from attnviz.rollout import Reals, Units


def flow_table(scene: Scene) -> list[list[str]]:
    """How much of what reaches the chosen word passes each word of the text, a column for each level, all digits.

    The input, the last column, adds up to 1. All words are there, those too that the picture joins.
    """
    whole = scene.whole
    own, levels = whole.units[0], range(whole.top, whole.bottom - 1, -1)
    shown = [level for level in levels if whole.units[level - whole.bottom] is own]
    rows = [[QCoreApplication.translate("LayerFlow", "word"), *(level_name(scene, level) for level in shown)]]
    for unit, name in enumerate(own.names):
        rows.append([name, *(_digits(whole.shares[level - whole.bottom][unit]) for level in shown)])
    return rows


def drift_table(drift: Drift, units: Units, unit: int) -> list[list[str]]:
    """The cosines of a word's vector, a row for each level."""
    heads = (
        QCoreApplication.translate("LayerFlow", "cosine of “{word}”").format(word=units.names[unit]),
        QCoreApplication.translate("LayerFlow", "to the layer before"),
        QCoreApplication.translate("LayerFlow", "to its embedding"),
        QCoreApplication.translate("LayerFlow", "nearest word"),
        QCoreApplication.translate("LayerFlow", "its cosine"),
    )
    rows = [list(heads)]
    for level, near in enumerate(drift.nearest.tolist()):
        before = _digits(drift.before[level]) if level else ""
        word = (units.names[near], _digits(drift.nearness[level])) if near >= 0 else ("", "")
        rows.append([stream_name(level), before, _digits(drift.start[level]), *word])
    return rows


def _digits(value: Reals | float) -> str:
    """As a spreadsheet and a program read it."""
    return f"{float(value):.9g}"
