"""A window against attention: what a word looks at beyond a window of adjustable width."""

from __future__ import annotations

from attnviz.digits import percent
from attnviz.errors import QT_TRANSLATE_NOOP
from attnviz.gui.labs.panel import Panel, Said, Stand, Turn
from attnviz.gui.labs.rows import Rows, heading, scene_of
from attnviz.gui.views.calculation import copied
from attnviz.lab import Knob
from attnviz.labs.window import by_distance, mean_outside, missed_by, outside
from attnviz.lessons.page import Page
from attnviz.lessons.scene import spoken_name
from attnviz.lessons.step import Step

WIDTHS = (*range(13), 16, 24, 32, 48, 64)
"""tokens to either side"""


def step(stand: Stand) -> Step:
    """One row of weights, or all of them by distance."""
    title = QT_TRANSLATE_NOOP("labs", "Window against attention")
    return Step("window", title, "", "window", knobs=tuple(sorted(stand.items())), needs="reader")


def finding(page: Page) -> Said:
    """How much the window misses."""
    scene, reach = scene_of(page), int(page.step.knob("width", 2))
    weights, query = scene.head.weights, scene.pair.query_index
    if page.step.knob("rows", "word") == "all":
        text = QT_TRANSLATE_NOOP("labs", "Of all that words look at, {share} lies beyond a window of {reach}")
        return text, {"share": percent(mean_outside(weights, reach)), "reach": reach}
    text = QT_TRANSLATE_NOOP("labs", "Of all that “{query}” looks at, {share} lies beyond a window of {reach}")
    name = spoken_name(scene.queries, query, -1)
    return text, {"query": name, "share": percent(missed_by(weights[query], query, reach)), "reach": reach}


def numbers(page: Page) -> Rows:
    """Each key of the row; the share beyond windows of all widths; the mean weight at each distance."""
    scene, reach = scene_of(page), int(page.step.knob("width", 2))
    weights, query = scene.head.weights, scene.pair.query_index
    rows = [*heading(page), ["key", "token", "distance", "weight", "in the window"]]
    for key, label in enumerate(scene.keys.labels):
        away = abs(key - query)
        rows.append([str(key), label, str(away), copied(weights[query, key]), "yes" if away <= reach else "no"])
    rows += [[], ["window to each side", "share beyond it, this query", "mean of all queries"]]
    for width in (one for one in WIDTHS if one < max(weights.shape)):
        missed = outside(weights, width)
        rows.append([str(width), copied(missed[query]), copied(missed.mean())])
    farthest = max(weights.shape) - 1
    rows += [[], ["key less query", "mean weight of all queries"]]
    shares = by_distance(weights, farthest)
    rows += [[str(at - farthest), copied(share)] for at, share in enumerate(shares)]
    return rows


def said_width(value: Knob) -> Said:
    return QT_TRANSLATE_NOOP("labs", "{count} to each side"), {"count": value}


def said_rows(value: Knob) -> Said:
    names = {"word": QT_TRANSLATE_NOOP("labs", "This word"), "all": QT_TRANSLATE_NOOP("labs", "All words")}
    return names[str(value)], {}


PANEL = Panel(
    "window",
    QT_TRANSLATE_NOOP("labs", "Window against attention"),
    QT_TRANSLATE_NOOP("labs", "Widen the window: how wide must it be to hold all that the word looks at?"),
    QT_TRANSLATE_NOOP("labs", "Weights of the head in focus, added up in the window and beyond it"),
    step,
    (
        Turn("width", QT_TRANSLATE_NOOP("labs", "Window"), WIDTHS, 2, said_width),
        Turn("rows", QT_TRANSLATE_NOOP("labs", "Of"), ("word", "all"), "word", said_rows),
    ),
    (1,),
    finding=finding,
    numbers=numbers,
)
