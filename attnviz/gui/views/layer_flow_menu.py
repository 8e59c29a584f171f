"""The own menu of a flow over layers: copy its numbers, choose a word."""

from __future__ import annotations

from PySide6.QtCore import QPoint, Qt
from PySide6.QtGui import QFontMetrics, QGuiApplication
from PySide6.QtWidgets import QMenu

from attnviz.gui.views.heatmap_menu import WIDEST, cell_of_table
from attnviz.gui.views.layer_flow_painting import Spot
from attnviz.gui.views.layer_flow_said import plain_sentence


class FlowMenu:
    """The part of ``LayerFlowView`` that makes its menu. Actions of the window are added with ``addAction``."""

    def make_menu(self, spot: Spot | None) -> QMenu:
        """What can be done with a word at a level; beside all words, with the whole."""
        menu, scene = QMenu(self), self.canvas.scene
        if scene is not None:
            self._fill_menu(menu, spot)
            menu.addSeparator()
        menu.addActions(self.actions())
        return menu

    def _show_menu(self, at: QPoint, spot: Spot | None) -> None:
        menu = self.make_menu(spot)
        menu.exec(at)
        menu.deleteLater()

    def _fill_menu(self, menu: QMenu, spot: Spot | None) -> None:
        scene = self.canvas.scene

        def copy(title: str, text: str) -> None:
            menu.addAction(title).triggered.connect(lambda: QGuiApplication.clipboard().setText(text))

        if spot is not None:
            name, share = scene.units(spot[0]).names[spot[1]], f"{scene.share(*spot):.9g}"
            word = QFontMetrics(menu.font()).elidedText(name, Qt.TextElideMode.ElideRight, WIDEST).replace("&", "&&")
            copy(self.tr("Copy the share of {word}: {share}").format(word=word, share=share), share)
        copy(self.tr("Copy the sentence above"), plain_sentence(scene))
        rows = ("\t".join(cell_of_table(cell) if cell else "" for cell in row) for row in self.table())
        copy(self.tr("Copy all numbers as a table"), "\n".join(rows) + "\n")
        if spot is None or scene.is_others(*spot):
            return
        menu.addSeparator()
        at_input = spot[0] == scene.levels.start
        title = self.tr("Follow {word} upwards") if at_input else self.tr("See what reaches {word}")
        menu.addAction(title.format(word=word)).triggered.connect(lambda: self.canvas.choose(*spot))
