"""What labs found for a panel's page."""

from __future__ import annotations

from typing import Any

from attnviz.errors import UserError
from attnviz.gui.labs.rows import scene_of
from attnviz.labs.workbench import depends_on_text
from attnviz.lessons.page import Page


def of_lab(page: Page, name: str) -> Any:
    """What came of the lab of that name as the page's step asks for it; None where nothing has yet, or an error says
    why not. What was found for another head than the one in focus counts for nothing."""
    scene = scene_of(page)
    asked = next(one for one in page.step.wishes.labs if one.name == name)
    found = scene.trace.labs.get(asked)
    own = not depends_on_text(asked) or next(iter(scene.trace.heads)) == scene.focus.head_id
    return found if own and not isinstance(found, UserError) else None
