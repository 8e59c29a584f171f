"""Sparse attention: patterns of pairs, and what leaving out the rest saves and loses."""

from __future__ import annotations

from attnviz.digits import percent
from attnviz.errors import QT_TRANSLATE_NOOP
from attnviz.gui.labs.panel import Panel, Said, Stand, Turn
from attnviz.gui.labs.results import of_lab
from attnviz.gui.labs.rows import Rows, heading
from attnviz.gui.views.calculation import copied
from attnviz.lab import Knob, lab
from attnviz.labs.sparse import PATTERNS
from attnviz.lessons.page import Page
from attnviz.lessons.step import Step
from attnviz.trace import Wishes

WIDTHS = (0, 1, 2, 3, 4, 5, 6, 7, 9, 11, 13, 17, 21, 25, 33, 49, 65)
ANCHORS = tuple(range(9))
STRIDES = (0, *range(2, 17), 20, 24, 32)


def step(stand: Stand) -> Step:
    """The text's own table, and the time of the same pattern on a long text."""
    knobs = {name: stand[name] for name in ("pattern", "width")}
    if stand["pattern"] == "global":
        knobs["anchors"] = stand["anchors"]
    if stand["pattern"] == "strided":
        knobs["stride"] = stand["stride"]
    timed = knobs | ({"anchors": max(1, int(stand["anchors"]))} if "anchors" in knobs else {})
    return Step(
        "sparse",
        QT_TRANSLATE_NOOP("labs", "Fewer pairs"),
        "",
        "sparse",
        part=1,
        knobs=tuple(sorted(stand.items())),
        wishes=Wishes(labs=(lab("sparse", **knobs), lab("sparse_cost", **timed))),
    )


def finding(page: Page) -> Said | None:
    """Pairs, time and error."""
    found, cost = of_lab(page, "sparse"), of_lab(page, "sparse_cost")
    if found is None:
        return None
    if cost is None:
        text = QT_TRANSLATE_NOOP("labs", "{share} of the pairs; the layer’s answer is off by {error}")
        return text, {"share": percent(found.share, 0), "error": percent(found.error, 0)}
    text = QT_TRANSLATE_NOOP(
        "labs", "{share} of the pairs; the layer’s answer is off by {error}; at {tokens} tokens, {time} of the time"
    )
    return text, {
        "share": percent(found.share, 0),
        "error": percent(found.error, 0),
        "tokens": f"{cost.tokens:,}",
        "time": percent(cost.patterns[0].time, 0),
    }


def numbers(page: Page) -> Rows:
    """The pattern's own, and every pair that it has."""
    found, cost = of_lab(page, "sparse"), of_lab(page, "sparse_cost")
    if found is None:
        return []
    rows = heading(page)
    rows += [
        ["window or piece", str(found.width)],
        ["step", str(found.stride)],
        ["tokens that look at all", *map(str, found.anchors)],
        ["pairs", str(found.pairs)],
        ["of", str(found.of)],
        ["share of pairs", copied(found.share)],
        ["share of the head's weight", copied(found.kept)],
        ["error of the layer", copied(found.error)],
    ]
    for timed in cost.patterns if cost is not None else ():
        rows += [
            ["tokens timed", str(cost.tokens)],
            ["share of pairs there", copied(timed.share)],
            ["share computed in blocks", copied(timed.computed)],
            ["milliseconds", copied(timed.milliseconds)],
            ["full attention, milliseconds", copied(timed.full)],
            ["medians of runs", str(timed.runs)],
        ]
    rows += [[], ["query", "keys that it looks at"]]
    return rows + [[str(at), *map(str, row.nonzero()[0].tolist())] for at, row in enumerate(found.seen)]


def said_pattern(value: Knob) -> Said:
    return {
        "local": QT_TRANSLATE_NOOP("labs", "neighbours"),
        "strided": QT_TRANSLATE_NOOP("labs", "+ steps"),
        "global": QT_TRANSLATE_NOOP("labs", "+ a few for all"),
        "blocks": QT_TRANSLATE_NOOP("labs", "pieces"),
    }[str(value)], {}


def said_width(value: Knob) -> Said:
    return (QT_TRANSLATE_NOOP("labs", "√length"), {}) if not value else ("{count}", {"count": value})


def said_anchors(value: Knob) -> Said:
    return (QT_TRANSLATE_NOOP("labs", "as added"), {}) if not value else ("{count}", {"count": value})


def said_stride(value: Knob) -> Said:
    return (QT_TRANSLATE_NOOP("labs", "a window"), {}) if not value else ("{count}", {"count": value})


PANEL = Panel(
    "sparse",
    QT_TRANSLATE_NOOP("labs", "Fewer pairs: sparse attention"),
    QT_TRANSLATE_NOOP(
        "labs", "Choose which pairs are looked at: fewer pairs are cheaper, and the answer is further off."
    ),
    QT_TRANSLATE_NOOP(
        "labs",
        "The layer over these pairs alone, by our kernel; time on 1,024 random tokens, medians of 3 to 31 runs",
    ),
    step,
    (
        Turn("pattern", QT_TRANSLATE_NOOP("labs", "Pairs"), PATTERNS, "local", said_pattern),
        Turn("width", QT_TRANSLATE_NOOP("labs", "Window or piece"), WIDTHS, 0, said_width),
        Turn(
            "anchors",
            QT_TRANSLATE_NOOP("labs", "Few for all"),
            ANCHORS,
            0,
            said_anchors,
            used=lambda stand: stand["pattern"] == "global",
        ),
        Turn(
            "stride",
            QT_TRANSLATE_NOOP("labs", "Step"),
            STRIDES,
            0,
            said_stride,
            used=lambda stand: stand["pattern"] == "strided",
        ),
    ),
    (17,),
    finding=finding,
    numbers=numbers,
)
