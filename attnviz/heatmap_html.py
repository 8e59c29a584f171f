"""A heatmap as HTML that stands by itself: SVG with real text, in the page's own colours. No script, no Qt."""

from __future__ import annotations

import html
from unicodedata import east_asian_width

import numpy as np

from attnviz.colours import weight_index, weight_table
from attnviz.digits import percent
from attnviz.errors import signs
from attnviz.pair import MASKED
from attnviz.trace import Focus, Tokens, Trace

MOST = 48
"""Tokens on an axis that are drawn: 2,304 cells are 300 kB of page. The arrays hold all."""
LONGEST = 14
CELL, GAP, SIZE = 22, 2, 12


def heatmap_html(trace: Trace, focus: Focus) -> str:
    """The weights of the head in focus, which the trace must hold. Hovering over a cell tells words and weight."""
    head = trace.heads[focus.head_id]
    queries, keys = trace.queries(focus.layer), trace.keys(focus.layer)
    rows, columns = (min(MOST, side) for side in head.weights.shape)
    row_labels, column_labels = (
        [_cut(label) for label in labels[:count]] for labels, count in ((queries.labels, rows), (keys.labels, columns))
    )
    left = 10 + max(map(_width, row_labels))
    top = 10 + max(map(_width, column_labels))
    width, height = left + columns * CELL, top + rows * CELL
    table = ["#" + "".join(f"{part:02x}" for part in colour) for colour in weight_table().tolist()]
    parts = [
        f'<svg xmlns="http://www.w3.org/2000/svg" role="img" width="{width:.0f}" height="{height:.0f}" '
        f'viewBox="0 0 {width:.0f} {height:.0f}" font-family="sans-serif" font-size="{SIZE}" fill="currentColor">'
        f"<title>{_safe(_place(trace, focus))}</title>"
    ]
    for row, label in enumerate(row_labels):
        y = top + (row + 0.5) * CELL + 0.36 * SIZE
        parts.append(f'<text x="{left - 6:.0f}" y="{y:.1f}" text-anchor="end">{_safe(label)}</text>')
    for column, label in enumerate(column_labels):
        x, y = left + (column + 0.5) * CELL + 0.36 * SIZE, top - 6
        parts.append(f'<text transform="translate({x:.1f} {y:.0f}) rotate(-90)">{_safe(label)}</text>')
    for row in range(rows):
        for column in range(columns):
            weight = float(head.weights[row, column])
            masked = bool(head.scores[row, column] <= MASKED)
            said = "masked" if masked else "not a number" if np.isnan(weight) else percent(weight, 2)
            colour = "#8888" if masked else table[weight_index(weight, 1.0)]
            parts.append(
                f'<rect x="{left + column * CELL:.0f}" y="{top + row * CELL:.0f}" width="{CELL - GAP}" '
                f'height="{CELL - GAP}" fill="{colour}">'
                f"<title>{_pair(queries, keys, row, column)}: {said}</title></rect>"
            )
    parts.append("</svg>")
    notes = f"Rows are queries, columns keys; dark is 0 %, bright 100 %.{_left_out(head.weights.shape)}"
    return (
        '<figure style="margin:0;overflow-x:auto">'
        f"<figcaption>{_safe(trace.tokens.text[:200])}<br>"
        f"<small>{_safe(_place(trace, focus))}. {notes}</small></figcaption>"
        f"{''.join(parts)}</figure>"
    )


def _place(trace: Trace, focus: Focus) -> str:
    return f"{trace.model.name}, layer {focus.layer}, head {focus.head}"


def _left_out(shape: tuple[int, ...]) -> str:
    if max(shape) <= MOST:
        return ""
    return f" Drawn are the first {MOST} tokens of each side; “.weights” has all {shape[0]:,} × {shape[1]:,}."


def _pair(queries: Tokens, keys: Tokens, row: int, column: int) -> str:
    return _safe(f"{queries.labels[row]} → {keys.labels[column]}")


def _cut(label: str) -> str:
    return label if len(label) <= LONGEST else label[: LONGEST - 1] + "…"


def _width(label: str) -> float:
    """About: full-width characters are as wide as they are high, others a little over half."""
    return SIZE * sum(1.0 if east_asian_width(one) in "WF" else 0.62 for one in label)


def _safe(text: str) -> str:
    """As text of a page: markup is shown, never read; what no page may hold becomes the replacement character."""
    return html.escape(signs(text))
