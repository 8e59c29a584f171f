"""What panels have in common: how a switch stands, and the head of their tables.

Numbers stand in tables as ``views.calculation.copied`` writes them.
"""

from __future__ import annotations

from attnviz.errors import QT_TRANSLATE_NOOP
from attnviz.gui.labs.panel import Said
from attnviz.lab import Knob
from attnviz.lessons.page import Page
from attnviz.lessons.scene import Scene
from attnviz.lessons.step import Step

Rows = list[list[str]]


def scene_of(page: Page) -> Scene:
    """The pair in focus. A panel is asked for its numbers only where there is one."""
    assert page.scene is not None
    return page.scene


def heading(page: Page) -> Rows:
    """Of which run, head and query the numbers are, and how the knobs stand; an empty row ends it."""
    scene, step = scene_of(page), page.step
    trace, focus = scene.trace, scene.focus
    query = scene.pair.query_index
    return [
        ["lab", page.lesson.id],
        ["model", trace.model.name],
        ["layer", str(focus.layer)],
        ["head", str(focus.head)],
        ["query", str(query), scene.queries.labels[query]],
        *knobs(step),
        [],
    ]


def on_or_off(value: Knob) -> Said:
    """Of a switch."""
    return (QT_TRANSLATE_NOOP("labs", "on") if value else QT_TRANSLATE_NOOP("labs", "off")), {}


def knobs(step: Step) -> Rows:
    """How they stand."""
    return [[name, str(value)] for name, value in step.knobs if value != ""]
