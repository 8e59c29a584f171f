"""From word to word and layer to layer in a flow: what mouse and arrow keys choose, and what the window is told."""

from __future__ import annotations

from attnviz.gui.views.layer_flow_choice import is_written, text_of
from attnviz.gui.views.layer_flow_instead import obstacle
from attnviz.rollout import Units


class FlowWalking:
    """The part of ``LayerFlowView`` that goes about in the picture."""

    def choose_level(self, level: int) -> None:
        """Let everything flow to the word at this level, the input being level 0."""
        ladder = self._ladder()
        if ladder:
            self.looked.level = min(max(1, level), len(ladder) - 1)
            self._catch_up()

    def _ladder(self) -> list[Units]:
        return [] if self._trace is None or obstacle(self._trace, self.options) else self.work.ladder(self.options)

    def _on_chosen(self, level: int, unit: int) -> None:
        scene = self.canvas.scene
        if scene is not None and not self.canvas.stale:
            self.looked.level = level
            self._look_at(level, scene.units(level).first_token(unit))

    def _on_moved(self, words: int, levels: int) -> None:
        if not (ladder := self._ladder()):
            return
        level = self.looked.level_in(self._trace)
        if levels:
            self.choose_level(level + levels)
            return
        unit = min(max(0, self.looked.unit(self._trace, level, ladder[level]) + words), len(ladder[level]) - 1)
        self._look_at(level, ladder[level].first_token(unit))

    def _look_at(self, level: int, token: int) -> None:
        self.looked.tokens[is_written(self._trace, level)] = token
        self._say_pair(level)
        self._catch_up()

    def _on_source(self, unit: int) -> None:
        scene = self.canvas.scene
        if scene is None or self.canvas.stale or scene.is_others(scene.shown.bottom, unit):
            return
        self._speak_of(scene.shown.units[0].first_token(unit))

    def _speak_of(self, token: int) -> None:
        self.looked.source, self.looked.alone = token, False
        self._say_pair(self.looked.level_in(self._trace))
        self._catch_up()

    def _move_source(self, words: int) -> None:
        scene = self.canvas.scene
        if scene is None or scene.source is None:
            return
        units = scene.whole.units[0]
        now = units.of_token(scene.shown.units[0].first_token(scene.source)) or 0
        self._speak_of(units.first_token(min(max(0, now + words), len(units) - 1)))

    def _say_pair(self, level: int) -> None:
        """Tell of the two words, where the layer in focus looks between their texts."""
        trace, layer, written = self._trace, self._focus.layer, is_written(self._trace, level)
        query, key = self.looked.tokens[written], self.looked.source
        between = trace.queries(layer) is text_of(trace, written) and trace.keys(layer) is trace.tokens
        if between and query is not None and key is not None:
            self.pair_chosen.emit(query, key)
