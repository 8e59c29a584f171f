"""Two sentences, heads, layers or models beside each other."""

from __future__ import annotations

from attnviz.gui.views.view import View
from attnviz.trace import Focus, Trace


class CompareView(View):
    """Two sentences, heads, layers or models beside each other."""

    NAME = "compare"

    def title(self) -> str:
        return self.tr("Side by side")

    def show_trace(self, trace: Trace | None, focus: Focus) -> None:
        self.update()
