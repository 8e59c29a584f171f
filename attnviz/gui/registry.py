"""Every view that the user can open, once: where it is, what it is called, its key, where it opens.

A view's module is read when the view is first opened: a start reads none of them.
"""

from __future__ import annotations

from dataclasses import dataclass
from importlib import import_module
from typing import TYPE_CHECKING

from PySide6.QtCore import QCoreApplication

if TYPE_CHECKING:
    from attnviz.gui.views.view import View


@dataclass(frozen=True)
class Entry:
    """A view that is not made yet.

    Attributes:
        name: its ``NAME``.
        where: "module:class".
        title: the source text of its ``title``, which that class has translated.
        key: opens and closes it.
        area: where it opens at first: "left", "right" or "bottom".
    """

    name: str
    where: str
    title: str
    key: str
    area: str = "bottom"

    def said(self) -> str:
        """Its title in the language in use."""
        return QCoreApplication.translate(self.where.partition(":")[2], self.title)

    def make(self) -> View:
        module, _, name = self.where.partition(":")
        return getattr(import_module(module), name)()


VIEWS: tuple[Entry, ...] = (
    Entry("heads", "attnviz.gui.views.all_heads:AllHeadsView", "All heads", "F2", "right"),
    Entry("lines", "attnviz.gui.views.lines:LinesView", "Lines", "F4", "right"),
    Entry("finder", "attnviz.gui.views.finder:FinderView", "Head finder", "F3", "right"),
    Entry("compare", "attnviz.gui.views.compare:CompareView", "Side by side", "Shift+F2", "right"),
    Entry("what_if", "attnviz.gui.views.what_if:WhatIfView", "What if", "Shift+F3", "right"),
    Entry("flow", "attnviz.gui.views.layer_flow:LayerFlowView", "Flow over layers", "Shift+F4", "right"),
    Entry("output", "attnviz.gui.views.head_output:HeadOutputView", "Head output", "Shift+F7", "right"),
    Entry("labs", "attnviz.gui.labs.laboratory:LaboratoryView", "Laboratory", "Shift+F8", "right"),
)
