"""Flash attention: along one row tile by tile, with a running maximum and sum, and what must be held meanwhile."""

from __future__ import annotations

import numpy as np

from attnviz.digits import byte_count, printed_small
from attnviz.errors import QT_TRANSLATE_NOOP
from attnviz.gui.labs.panel import Panel, Said, Stand, Turn
from attnviz.gui.labs.results import of_lab
from attnviz.gui.labs.rows import Rows, heading, scene_of
from attnviz.gui.views.calculation import copied
from attnviz.lab import Knob, lab
from attnviz.labs.flash import BLOCK, CARD, Tile, walk
from attnviz.lessons.page import Page
from attnviz.lessons.scene import Scene
from attnviz.lessons.step import Step
from attnviz.trace import Trace, Wishes

BLOCKS = (1, 2, 3, 4, 6, 8, 12, 16, 32, 64)
BUDGETS = tuple(kib << 10 for kib in (8, 16, 32, 48, 64, 96, 128, 164, 192, 228))
"""bytes"""


def step(stand: Stand) -> Step:
    """The walk along the row of the pair's query."""
    return Step(
        "flash",
        QT_TRANSLATE_NOOP("labs", "Small tiles"),
        "",
        "tile_walk",
        knobs=tuple(sorted(stand.items())),
        wishes=Wishes(labs=(lab("flash", block=stand["tile"]),)),
    )


def keys_of(trace: Trace) -> tuple[Knob, ...]:
    return tuple(range(1, len(trace.tokens) + 1))


def finding(page: Page) -> Said | None:
    """What is held, and how far the two answers are from each other."""
    found = of_lab(page, "flash")
    if found is None:
        return None
    text = QT_TRANSLATE_NOOP("labs", "{held} held in place of {plain}; the two answers differ by {difference}")
    return text, {
        "held": byte_count(found.flash_bytes),
        "plain": byte_count(found.plain_bytes),
        "difference": printed_small(found.difference),
    }


def walk_of(scene: Scene, block: int) -> list[Tile]:
    """Along the row of the pair's query."""
    return walk(scene.pair.row_scores.astype(np.float64), block)


def numbers(page: Page) -> Rows:
    """The walk, and what is held."""
    found, scene = of_lab(page, "flash"), scene_of(page)
    if found is None:
        return []
    budget = int(page.step.knob("budget", CARD))
    rows = heading(page)
    rows += [
        ["bytes held, plain", str(found.plain_bytes)],
        ["bytes held, flash", str(found.flash_bytes)],
        ["largest difference of the answers", copied(found.difference)],
        ["largest number of the answers", copied(found.scale)],
        ["keys that fit into the budget", str(found.fitting(budget))],
        ["local memory of this device, bytes", str(found.device_bytes)],
        ["keys that fit into that", str(found.fitting(found.device_bytes))],
        [],
        ["tile", "from key", "to key", "largest so far", "old sum times", "sum so far"],
    ]
    for at, tile in enumerate(walk_of(scene, found.block)):
        told = map(copied, (tile.highest, tile.factor, tile.total))
        rows.append([str(at + 1), str(tile.start), str(tile.stop - 1), *told])
    return rows


def said_tile(value: Knob) -> Said:
    return ("{count}", {"count": value})


def said_read(value: Knob) -> Said:
    return QT_TRANSLATE_NOOP("labs", "key {number}"), {"number": value}


def said_budget(value: Knob) -> Said:
    return "{bytes}", {"bytes": f"{int(value) >> 10} KiB"}


PANEL = Panel(
    "flash",
    QT_TRANSLATE_NOOP("labs", "Small tiles: flash attention"),
    QT_TRANSLATE_NOOP("labs", "Walk along the row: a maximum and a sum are kept, never the row. Choose other tiles."),
    QT_TRANSLATE_NOOP("labs", "This head’s scores, walked in float64; the two answers are those of our kernels"),
    step,
    (
        Turn("read", QT_TRANSLATE_NOOP("labs", "Walked up to"), (1,), 1, said_read, keys_of),
        Turn("tile", QT_TRANSLATE_NOOP("labs", "Keys in a tile"), BLOCKS, BLOCK, said_tile),
        Turn("budget", QT_TRANSLATE_NOOP("labs", "Local memory"), BUDGETS, CARD, said_budget),
    ),
    (18,),
    finding=finding,
    numbers=numbers,
)
