"""The line of a heatmap that says what is under the mouse, or else in focus: a cell, a whole row or a whole column."""

from __future__ import annotations

import numpy as np
from PySide6.QtCore import QCoreApplication

from attnviz.axis import token_name
from attnviz.digits import counted, number, percent
from attnviz.gui.theme import Colours
from attnviz.gui.views.heatmap_shown import Shown, masked_reason, one_line
from attnviz.gui.views.parts import next_word
from attnviz.gui.views.runs import Run

Spot = tuple[int | None, int | None]
"""Query and key under the mouse, as units of the axes: both on a cell, one of them on a label, none elsewhere."""


def readout(shown: Shown, spot: Spot, c: Colours) -> list[Run]:
    """What is under the mouse; with nothing there, the pair in focus."""
    query, key = spot
    if query is not None and key is not None:
        return _cell_runs(shown, query, key, c, bright=True)
    if query is not None:
        return _row_runs(shown, query, c)
    if key is not None:
        return _column_runs(shown, key, c)
    if shown.chosen is None:
        return []
    if shown.matrix.queries.kind == "bytes":  # of a token that is in focus no byte is more so than the others
        return _token_runs(shown, shown.chosen, c)
    return _cell_runs(shown, *shown.matrix.units_of(*shown.chosen), c, bright=False)


def entropy(shown: Shown, query: int) -> float:
    """Of a query's weights, in bits (Shannon 1948)."""
    row = shown.matrix.weights[query].astype(np.float64)
    row = row[row > 0]
    return float(-(row * np.log2(row)).sum())


def rank(shown: Shown, query: int, key: int) -> tuple[int, int]:
    """1 for the key that a query attends to most, among those on the axes that it sees; and how many these are."""
    row = shown.matrix.weights[query]
    among = row[list(shown.matrix.shown_keys)] if not shown.matrix.whole else row
    return int(np.count_nonzero(among > row[key])) + 1, max(1, int(np.count_nonzero(among > 0)))


def _cell_runs(shown: Shown, query: int, key: int, c: Colours, bright: bool) -> list[Run]:
    matrix = shown.matrix
    labels = matrix.queries.name(query), matrix.keys.name(key)
    runs = _pair_runs(matrix.queries.kind, labels, shown.unit_weight(query, key), c, bright)
    pair = matrix.queries.tokens_of(query).start, matrix.keys.tokens_of(key).start
    hidden = shown.hides(query, key)
    notes = (
        [masked_reason(shown, pair)] if hidden else [_rank_note(shown, query, key), *_joining_notes(shown, query, key)]
    )
    notes.append(next_word(shown.trace, shown.focus.layer, pair[0]))
    return runs + _note_runs(notes, c)


def _token_runs(shown: Shown, pair: tuple[int, int], c: Colours) -> list[Run]:
    labels = token_name(shown.queries, pair[0]), token_name(shown.keys, pair[1])
    runs = _pair_runs("tokens", labels, shown.token_weight(pair), c, bright=False)
    return runs + _note_runs([masked_reason(shown, pair)], c)


def _pair_runs(kind: str, labels: tuple[str, str], weight: str, c: Colours, bright: bool) -> list[Run]:
    query, key, ink = (c.query, c.key, c.text) if bright else (c.secondary,) * 3
    return [
        Run(f"{_unit_name(kind)} ", c.secondary, 14),
        Run(labels[0], query, 14, gives=True),
        Run(" → ", c.secondary, 14),
        Run(labels[1], key, 14, gives=True),
        Run(f"  {weight}", ink, 14, bold=bright),
    ]


def _note_runs(notes: list[str], c: Colours) -> list[Run]:
    said = " · ".join(filter(None, notes))
    return [Run(f"  {said}", c.secondary, 12, gives=True)] if said else []


def _unit_name(kind: str) -> str:
    names = {
        "words": QCoreApplication.translate("Heatmap", "word"),
        "tokens": QCoreApplication.translate("Heatmap", "token"),
        "bytes": QCoreApplication.translate("Heatmap", "byte"),
    }
    return names[kind]


def _rank_note(shown: Shown, query: int, key: int) -> str:
    place, count = rank(shown, query, key)
    return QCoreApplication.translate("Heatmap", "rank {rank} of {count}").format(
        rank=counted(place), count=counted(count)
    )


def _joining_notes(shown: Shown, query: int, key: int) -> list[str]:
    """What a number was made of where it is not the model's own."""
    queries, keys = shown.matrix.queries, shown.matrix.keys
    pieces, asking = len(keys.tokens_of(key)), len(queries.tokens_of(query))
    notes = []
    if keys.kind == "words" and pieces > 1:
        notes.append(QCoreApplication.translate("Heatmap", "{count} pieces summed").format(count=pieces))
    if queries.kind == "words" and asking > 1:
        notes.append(QCoreApplication.translate("Heatmap", "{count} pieces averaged").format(count=asking))
    if keys.kind == "bytes":
        token = keys.tokens_of(key).start
        parts, whole = len(keys.units_of(token)), percent(shown.head.weights[queries.tokens_of(query).start, token])
        text = QCoreApplication.translate("Heatmap", "one of {count} bytes that share {weight}")
        notes += [text.format(count=parts, weight=whole)] if parts > 1 else []
    return notes


def _row_runs(shown: Shown, query: int, c: Colours) -> list[Run]:
    """Of a query: how spread its weights are, what those on the axes add up to, and the strongest."""
    matrix, row = shown.matrix, shown.matrix.weights[query]
    seen = row[list(matrix.shown_keys)]
    strongest = matrix.shown_keys[int(seen.argmax())]
    spread = QCoreApplication.translate("Heatmap", "entropy {bits} of {most} bits").format(
        bits=number(entropy(shown, query)), most=number(float(np.log2(max(1, np.count_nonzero(row)))))
    )
    total = QCoreApplication.translate("Heatmap", "sum {share}").format(
        share=percent(float(seen.sum(dtype=np.float64)))
    )
    most = QCoreApplication.translate("Heatmap", "most to {key} {share}").format(
        key=one_line(matrix.keys.name(strongest)), share=percent(float(row[strongest]))
    )
    name = QCoreApplication.translate("Heatmap", "query")
    return _side_runs(name, matrix.queries.name(query), c.query, [spread, total, most], c)


def _column_runs(shown: Shown, key: int, c: Colours) -> list[Run]:
    """Of a key: what it has of the rows on the axes, and the query that gives it most."""
    matrix, column = shown.matrix, shown.matrix.weights[:, key]
    seen = column[list(matrix.shown_queries)]
    strongest = matrix.shown_queries[int(seen.argmax())]
    mean = QCoreApplication.translate("Heatmap", "mean {share}").format(
        share=percent(float(seen.mean(dtype=np.float64)))
    )
    most = QCoreApplication.translate("Heatmap", "most from {query} {share}").format(
        query=one_line(matrix.queries.name(strongest)), share=percent(float(column[strongest]))
    )
    name = QCoreApplication.translate("Heatmap", "key")
    return _side_runs(name, matrix.keys.name(key), c.key, [mean, most], c)


def _side_runs(name: str, label: str, colour: str, notes: list[str], c: Colours) -> list[Run]:
    said = " · ".join(notes)
    return [
        Run(f"{name} ", c.secondary, 14),
        Run(label, colour, 14, gives=True),
        Run(f"  {said}", c.text, 14, gives=True),
    ]
