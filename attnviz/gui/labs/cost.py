"""Cost against length: milliseconds of full and of flash attention on this device, beside the line of n squared."""

from __future__ import annotations

from attnviz.digits import counted, number, time_taken
from attnviz.errors import QT_TRANSLATE_NOOP
from attnviz.gui.labs.panel import Panel, Said, Stand, Turn
from attnviz.gui.labs.rows import Rows, heading, scene_of
from attnviz.gui.views.calculation import copied
from attnviz.lab import Knob, lab
from attnviz.labs.cost import HEADS, LENGTHS, LONGEST, WIDTH, Cost, Point, joined
from attnviz.lessons.page import Page
from attnviz.lessons.step import Step
from attnviz.trace import Wishes

EVERY = (*LENGTHS, LONGEST)
MOSTS = EVERY[1:]
KINDS = ("full", "flash", "both")


def step(stand: Stand) -> Step:
    """The lengths up to the largest, each of which is timed once."""
    kinds = ("full", "flash") if stand["kind"] == "both" else (str(stand["kind"]),)
    asked = tuple(lab("cost", length=n, kind=kind) for n in EVERY if n <= int(stand["most"]) for kind in kinds)
    return Step(
        "cost",
        QT_TRANSLATE_NOOP("labs", "The price of length"),
        "",
        "growth",
        knobs=tuple(sorted(stand.items())),
        wishes=Wishes(labs=asked),
        whole=True,
    )


def found_so_far(page: Page) -> Cost | None:
    """What has been timed of all that is asked for."""
    labs = scene_of(page).trace.labs
    parts = [labs[one] for one in page.step.wishes.labs if isinstance(labs.get(one), Cost)]
    return joined(parts) if parts else None


def kinds_of(found: Cost) -> list[tuple[str, tuple[Point, ...]]]:
    return [(kind, points) for kind, points in (("full", found.full), ("flash", found.flash)) if points]


def finding(page: Page) -> Said | None:
    """What twice the length costs, between the two longest."""
    found = found_so_far(page)
    if found is None:
        return None
    _, points = kinds_of(found)[0]
    if len(points) < 2:
        return None
    before, last = points[-2:]
    text = QT_TRANSLATE_NOOP("labs", "From {before} to {n} tokens: {times} times the time, {time}")
    return text, {
        "before": counted(before.n),
        "n": counted(last.n),
        "times": number(last.milliseconds / before.milliseconds, 1),
        "time": time_taken(last.milliseconds),
    }


def numbers(page: Page) -> Rows:
    """Every point."""
    found = found_so_far(page)
    if found is None:
        return []
    rows = heading(page)
    rows += [["heads", str(HEADS)], ["width", str(WIDTH)], [],
             ["kind", "tokens", "milliseconds", "median of runs", "bytes of weights", "n squared"]]  # fmt: skip
    for kind, points in kinds_of(found):
        for point, squared in zip(points, found.squared(points), strict=True):
            told = copied(point.milliseconds), str(point.runs), str(point.bytes), copied(squared)
            rows.append([kind, str(point.n), *told])
    return rows


def said_most(value: Knob) -> Said:
    return QT_TRANSLATE_NOOP("labs", "{count} tokens"), {"count": f"{value:,}"}


def said_kind(value: Knob) -> Said:
    return {
        "full": QT_TRANSLATE_NOOP("labs", "full"),
        "flash": QT_TRANSLATE_NOOP("labs", "flash"),
        "both": QT_TRANSLATE_NOOP("labs", "both"),
    }[str(value)], {}


PANEL = Panel(
    "cost",
    QT_TRANSLATE_NOOP("labs", "The price of length"),
    QT_TRANSLATE_NOOP("labs", "Go further to the right: the time comes closer and closer to the dashed line of n²."),
    QT_TRANSLATE_NOOP("labs", "12 heads of random queries, keys and values: medians of 3 to 31 runs"),
    step,
    (
        Turn("most", QT_TRANSLATE_NOOP("labs", "Up to"), MOSTS, 1024, said_most),
        Turn("kind", QT_TRANSLATE_NOOP("labs", "Attention"), KINDS, "both", said_kind),
    ),
    (16,),
    finding=finding,
    numbers=numbers,
)
