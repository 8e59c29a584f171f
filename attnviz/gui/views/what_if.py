"""The computation with a part of it changed."""

from __future__ import annotations

from attnviz.gui.views.view import View
from attnviz.trace import Focus, Trace


class WhatIfView(View):
    """The computation with a part of it changed."""

    NAME = "what_if"

    def title(self) -> str:
        return self.tr("What if")

    def show_trace(self, trace: Trace | None, focus: Focus) -> None:
        self.update()
