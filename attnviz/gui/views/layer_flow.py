"""Where a word's information comes from through all layers."""

from __future__ import annotations

from attnviz.gui.views.view import View
from attnviz.trace import Focus, Trace


class LayerFlowView(View):
    """Where a word's information comes from through all layers."""

    NAME = "flow"

    def title(self) -> str:
        return self.tr("Flow over layers")

    def show_trace(self, trace: Trace | None, focus: Focus) -> None:
        self.update()
