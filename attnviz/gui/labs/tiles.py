"""A product of two tables tile by tile: what a tile is made of, and how fast tiles of each size are on this device."""

from __future__ import annotations

from attnviz.digits import number, percent
from attnviz.errors import QT_TRANSLATE_NOOP
from attnviz.gui.labs.panel import Panel, Said, Stand, Turn
from attnviz.gui.labs.results import of_lab
from attnviz.gui.labs.rows import Rows, heading, scene_of
from attnviz.gui.views.calculation import copied
from attnviz.lab import Knob, lab
from attnviz.labs.tiles import SIDE, SIDES
from attnviz.lessons.page import Page
from attnviz.lessons.step import Step
from attnviz.trace import Wishes

MADE = tuple(range(0, 101, 5))
"""how far the table is made, in percent"""


def step(stand: Stand) -> Step:
    """The tables, and the rate of every size: where the knob stands is only drawn otherwise."""
    rates = tuple(lab("tile_rates", side=side) for side in SIDES)
    return Step(
        "tiles",
        QT_TRANSLATE_NOOP("labs", "Tile by tile"),
        "",
        "tiled",
        knobs=tuple(sorted(stand.items())),
        wishes=Wishes(labs=(lab("tiles", side=stand["side"]), *rates)),
    )


def finding(page: Page) -> Said | None:
    """The rate of this size, and against the device's ceiling."""
    side = int(page.step.knob("side", SIDE))
    rate = scene_of(page).trace.labs.get(lab("tile_rates", side=side))
    if not hasattr(rate, "gflops"):
        return None
    text = QT_TRANSLATE_NOOP(
        "labs", "Tiles of {side} × {side}: {rate} GFLOP/s, {share} of this device’s ceiling of {ceiling}"
    )
    return text, {
        "side": side,
        "rate": number(rate.gflops, 1),
        "share": percent(rate.gflops / rate.ceiling),
        "ceiling": number(rate.ceiling, 0),
    }


def numbers(page: Page) -> Rows:
    """What this head's product fetches, and the rate of every size."""
    made, trace = of_lab(page, "tiles"), scene_of(page).trace
    if made is None:
        return []
    rows = heading(page)
    rows += [
        ["queries", str(made.rows)],
        ["keys", str(made.columns)],
        ["width", str(made.depth)],
        ["tiles", str(made.tiles)],
        ["multiplications and additions", str(made.flops)],
        ["numbers fetched", str(made.fetched)],
        ["largest difference from float64", copied(made.difference)],
        [],
        ["tile", "GFLOP/s", "median of runs", "numbers fetched", "model's kernel", "ceiling", "size of the tables"],
    ]
    for side in SIDES:
        rate = trace.labs.get(lab("tile_rates", side=side))
        if hasattr(rate, "gflops"):
            told = (rate.runs, rate.fetched)
            rates = copied(rate.gflops), *map(str, told), copied(rate.own), copied(rate.ceiling), str(rate.size)
            rows.append([str(side), *rates])
    return rows


def said_side(value: Knob) -> Said:
    return "{side} × {side}", {"side": value}


def said_made(value: Knob) -> Said:
    return "{share}", {"share": percent(float(value) / 100, 0)}


PANEL = Panel(
    "tiles",
    QT_TRANSLATE_NOOP("labs", "Two tables multiply, tile by tile"),
    QT_TRANSLATE_NOOP(
        "labs", "Choose larger tiles: each number is fetched less often. Too large, and they no longer fit."
    ),
    QT_TRANSLATE_NOOP(
        "labs",
        "Queries times keys of this head, by our kernel; rates: 256 × 256 tables, medians of 3 to 31 runs",
    ),
    step,
    (
        Turn("side", QT_TRANSLATE_NOOP("labs", "Tile"), SIDES, SIDE, said_side),
        Turn("made", QT_TRANSLATE_NOOP("labs", "Made so far"), MADE, 50, said_made),
    ),
    (15,),
    finding=finding,
    numbers=numbers,
)
