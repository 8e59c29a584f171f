"""What W_O makes of a head, and how much each head adds to the residual stream."""

from __future__ import annotations

from attnviz.gui.views.view import View
from attnviz.trace import Focus, Trace


class HeadOutputView(View):
    """What W_O makes of a head, and how much each head adds to the residual stream."""

    NAME = "output"

    def title(self) -> str:
        return self.tr("Head output")

    def show_trace(self, trace: Trace | None, focus: Focus) -> None:
        self.update()
