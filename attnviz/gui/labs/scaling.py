"""Why scores are divided by the root of d: the same row with and without, for queries of fewer numbers."""

from __future__ import annotations

from attnviz.digits import percent
from attnviz.errors import QT_TRANSLATE_NOOP, UserError
from attnviz.gui.labs.panel import Panel, Said, Stand, Turn
from attnviz.gui.labs.rows import Rows, heading, on_or_off, scene_of
from attnviz.gui.views.calculation import copied
from attnviz.lab import Knob, lab
from attnviz.labs.scaling import Scaling, row_at, widths_of
from attnviz.labs.softmax import Moves
from attnviz.lessons.page import Page
from attnviz.lessons.step import Step
from attnviz.trace import Trace, Wishes

ALL = 1 << 20
"""more numbers than any head has: all of them"""
MEASURED = Wishes(labs=(lab("scaling"),))


def step(stand: Stand) -> Step:
    """The row and the lines of all widths."""
    title = QT_TRANSLATE_NOOP("labs", "Divide by √d, or not")
    return Step("widths", title, "", "widths", knobs=tuple(sorted(stand.items())), wishes=MEASURED)


def row_of(page: Page, divided: bool) -> Moves:
    """The query's row at the width that the knob stands at."""
    scene = scene_of(page)
    return row_at(scene.head, scene.pair.query_index, int(page.step.knob("d", 2)), divided)


def finding(page: Page) -> Said:
    """How large the largest share is, with the division and without it."""
    with_it, without = row_of(page, True), row_of(page, False)
    text = QT_TRANSLATE_NOOP("labs", "Largest share: {divided} with the division, {plain} without")
    largest = percent(float(with_it.shares.max())), percent(float(without.shares.max()))
    return text, {"divided": largest[0], "plain": largest[1]}


def numbers(page: Page) -> Rows:
    """The row with the division and without it; and means over all rows for each width."""
    scene = scene_of(page)
    with_it, without = row_of(page, True), row_of(page, False)
    rows = [*heading(page), ["key", "token", "score / sqrt(d)", "share", "score", "share without the division"]]
    for key, label in enumerate(scene.keys.labels):
        told = with_it.scores[key], with_it.shares[key], without.scores[key], without.shares[key]
        rows.append([str(key), label, *map(copied, told)])
    found = scene.trace.labs.get(lab("scaling"))
    if isinstance(found, Scaling):
        rows += [[], ["d", "spread of scores / sqrt(d)", "bits", "largest share", "spread of scores", "bits without",
                      "largest share without"]]  # fmt: skip
        for width in found.widths:
            divided = width.spread_divided, width.bits_divided, width.top_divided
            plain = width.spread_plain, width.bits_plain, width.top_plain
            rows.append([str(width.d), *map(copied, (*divided, *plain))])
    elif isinstance(found, UserError):
        rows += [[], [found.template.format(**found.values)]]
    return rows


def widths(trace: Trace) -> tuple[Knob, ...]:
    return widths_of(trace.model.head_width)


def said_d(value: Knob) -> Said:
    return "d = {count}", {"count": "…" if value == ALL else value}


PANEL = Panel(
    "scaling",
    QT_TRANSLATE_NOOP("labs", "Divide by √d, or not"),
    QT_TRANSLATE_NOOP("labs", "Switch the division off: one word takes nearly all. With few numbers it matters less."),
    QT_TRANSLATE_NOOP("labs", "Scores from the first d numbers of the head's own queries and keys"),
    step,
    (
        Turn("d", QT_TRANSLATE_NOOP("labs", "Numbers used"), (ALL,), ALL, said_d, among=widths),
        Turn("divided", QT_TRANSLATE_NOOP("labs", "÷ √d"), (False, True), True, on_or_off),
    ),
    (6,),
    finding=finding,
    numbers=numbers,
)
