"""What the tables of panels begin with. Numbers stand in them as ``views.calculation.copied`` writes them."""

from __future__ import annotations

from typing import Any

from attnviz.errors import UserError
from attnviz.labs.workbench import depends_on_text
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


def knobs(step: Step) -> Rows:
    """How they stand."""
    return [[name, str(value)] for name, value in step.knobs]


def of_lab(page: Page, name: str) -> Any:
    """What came of the lab of that name as the page's step asks for it; None where nothing has yet, or an error says
    why not. What was found for another head than the one in focus counts for nothing."""
    scene = scene_of(page)
    asked = next(one for one in page.step.wishes.labs if one.name == name)
    found = scene.trace.labs.get(asked)
    own = not depends_on_text(asked) or next(iter(scene.trace.heads)) == scene.focus.head_id
    return found if own and not isinstance(found, UserError) else None
