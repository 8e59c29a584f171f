"""No big table: linear attention and a state-space model beside the softmax attention of a head."""

from __future__ import annotations

from attnviz.digits import percent
from attnviz.errors import QT_TRANSLATE_NOOP
from attnviz.gui.labs.panel import Panel, Said, Stand, Turn
from attnviz.gui.labs.results import of_lab
from attnviz.gui.labs.rows import Rows, heading, scene_of
from attnviz.gui.views.calculation import copied
from attnviz.lab import Knob, lab
from attnviz.labs.linear import FEATURES
from attnviz.lessons.page import Page
from attnviz.lessons.step import Step
from attnviz.trace import Wishes

HALVES = (0, 1, 2, 3, 4, 6, 8, 12, 16, 24, 32, 64)
"""tokens; 0 for six memories"""
LENGTHS = (256, 512, 1024, 2048, 4096)


def step(stand: Stand) -> Step:
    """The three rows of the pair's query, and the times of a long text."""
    own = lab("linear", feature=stand["feature"], half_life=stand["half_life"])
    return Step(
        "linear",
        QT_TRANSLATE_NOOP("labs", "Without the big table"),
        "",
        "linear",
        part=2,
        knobs=tuple(sorted(stand.items())),
        wishes=Wishes(labs=(own, lab("linear_cost", tokens=stand["tokens"]))),
    )


def finding(page: Page) -> Said | None:
    """Time against difference."""
    found, cost = of_lab(page, "linear"), of_lab(page, "linear_cost")
    if found is None:
        return None
    if cost is None:
        text = QT_TRANSLATE_NOOP("labs", "Linear attention is {difference} off")
        return text, {"difference": percent(found.difference, 0)}
    text = QT_TRANSLATE_NOOP(
        "labs",
        "Linear attention is {difference} off; at {tokens} tokens it takes {time} of the time",
    )
    return text, {
        "difference": percent(found.difference, 0),
        "tokens": f"{cost.tokens:,}",
        "time": percent(cost.linear / cost.softmax, 0),
    }


def numbers(page: Page) -> Rows:
    """The row of the query in all three ways, the differences and the times."""
    found, cost, scene = of_lab(page, "linear"), of_lab(page, "linear_cost"), scene_of(page)
    if found is None:
        return []
    query, own = scene.pair.query_index, scene.queries is scene.keys
    rows = heading(page)
    rows.append(["linear attention's difference", copied(found.difference)])
    if own:
        rows.append(["state-space model's difference", copied(found.fading_difference)])
    if cost is not None:
        rows += [
            ["tokens timed", str(cost.tokens)],
            ["softmax attention, milliseconds", copied(cost.softmax)],
            ["linear attention, milliseconds", copied(cost.linear)],
            ["state-space model, milliseconds", copied(cost.fading)],
            ["medians of runs", str(cost.runs)],
        ]
    fading = found.fading_row(query) if own else None
    rows += [[], ["key", "token", "softmax", "linear", *(["state-space"] if own else [])]]
    for at, label in enumerate(scene.keys.labels):
        told = [scene.pair.row_weights[at], found.weights[query, at], *([] if fading is None else [fading[at]])]
        rows.append([str(at), label, *map(copied, told)])
    return rows


def said_feature(value: Knob) -> Said:
    return {"elu": "elu(x) + 1", "relu": "relu(x) + 0.001", "exp": "exp(x)"}[str(value)], {}


def said_half_life(value: Knob) -> Said:
    if not value:
        return QT_TRANSLATE_NOOP("labs", "six, of 1 to 32"), {}
    return QT_TRANSLATE_NOOP("labs", "one, of {count}"), {"count": value}


def said_tokens(value: Knob) -> Said:
    return "{count}", {"count": f"{value:,}"}


PANEL = Panel(
    "linear",
    QT_TRANSLATE_NOOP("labs", "Without the big table"),
    QT_TRANSLATE_NOOP("labs", "Make the memories short or long, change φ: neither points as sharply as softmax."),
    QT_TRANSLATE_NOOP(
        "labs",
        "This head’s queries, keys and values, scanned by our kernels; times: medians of 3 to 31 runs",
    ),
    step,
    (
        Turn("feature", QT_TRANSLATE_NOOP("labs", "φ"), FEATURES, "elu", said_feature),
        Turn("half_life", QT_TRANSLATE_NOOP("labs", "Memories’ half-lives"), HALVES, 0, said_half_life),
        Turn("tokens", QT_TRANSLATE_NOOP("labs", "Timed at"), LENGTHS, 1024, said_tokens),
    ),
    (19,),
    finding=finding,
    numbers=numbers,
)
