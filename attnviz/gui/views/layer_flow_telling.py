"""What stands in words around a flow over layers: the sentence, notes, the readout, and what is told aloud."""

from __future__ import annotations

from dataclasses import replace

from attnviz.digits import percent
from attnviz.gui.theme import theme
from attnviz.gui.views.layer_flow_data import Scene
from attnviz.gui.views.layer_flow_drift import level_line
from attnviz.gui.views.layer_flow_instead import instead
from attnviz.gui.views.layer_flow_painting import Spot
from attnviz.gui.views.layer_flow_said import notes_of, plain_sentence, rich_sentence, spot_line


class FlowTelling:
    """The part of ``LayerFlowView`` that speaks."""

    def _speak(self) -> None:
        """All in the language in use, the picture's own words too."""
        self._name_more()
        self._tell()

    def _tell(self) -> None:
        scene = self.canvas.scene
        self.setAccessibleName(self.tr("Flow over layers"))
        self.canvas.setAccessibleName(self.tr("Where a word's information comes from"))
        self.canvas.setAccessibleDescription(self.spoken())
        if scene is not None:
            self._say(scene)
            self.notes.setText("  ·  ".join([*notes_of(scene), *self._axis_notes()]))
        else:
            self.words.say(*instead(self._trace, self.options, self.work.busy))
        self._tell_spot(self.canvas.spot)

    def _axis_notes(self) -> list[str]:
        """Why there are no bytes where the window has them: what they share flows through their token as one."""
        return [self.tr("tokens, not bytes: a token flows as a whole")] if self._axis == "bytes" else []

    def spoken(self) -> str:
        """A summary in words."""
        scene = self.canvas.scene
        return " ".join([plain_sentence(scene), *notes_of(scene)[:1]]) if scene is not None else ""

    def _tell_spot(self, spot: Spot | None) -> None:
        """What is under the mouse; the sentence above speaks of an input that is."""
        scene = self.canvas.scene
        if scene is None:
            self.readout.setText("")
            return
        if spot is None:
            self.readout.setText(self.tr("Click a word: what reaches it; at the input: where it goes."))
            self._say(scene)
            return
        self.readout.setText(spot_line(scene, *spot))
        if spot[0] == scene.shown.bottom:
            self._say(replace(scene, source=spot[1]))

    def _say(self, scene: Scene) -> None:
        """The sentence, with room for its longest words: the picture below must not jump while the mouse moves."""
        self.said.setText(rich_sentence(scene, theme().colours))
        needed = self.said.heightForWidth(max(1, self.width() - 32))
        if scene.source == self.canvas.scene.source or needed > self.said.minimumHeight():
            self.said.setMinimumHeight(needed)

    def _tell_drift(self, level: int | None) -> None:
        if level is None or self.drift.scene is None:
            self._tell_spot(self.canvas.spot)
        else:
            self.readout.setText(level_line(self.drift.scene, level))

    def _tell_progress(self, share: float) -> None:
        text = self.tr("Attention flow is being worked out: {share}").format(share=percent(share, 0))
        self.readout.setText(text)
        if self.canvas.scene is None:
            self.words.say(text, "")
