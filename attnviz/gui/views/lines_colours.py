"""Colours that tell heads apart, also for colour-blind readers, and that are neither the query's nor the key's.

Found by a search for the six colours farthest apart (CIE Lab) for normal sight and for protanopia, deuteranopia and
tritanopia as simulated by Machado et al. 2009, "A Physiologically-based Model for Simulation of Color Vision
Deficiency", with a contrast of at least 4.5:1 against the panel. Rejected: Okabe and Ito's, whose blue and orange mean
query and key here.
"""

from __future__ import annotations

from attnviz.gui.theme import Colours

HEAD_COLOURS = {
    "dark": ("#2dd8fe", "#f0df4e", "#7c7bf6", "#25a290", "#acf3b0", "#6b9b3a"),
    "light": ("#3879a9", "#797306", "#3a248f", "#ab5162", "#5a1a4a", "#3b3702"),
}
MOST_HEADS = len(HEAD_COLOURS["dark"])


def head_colour(slot: int, c: Colours) -> str:
    """The colour of a head; slot 0 is the one in focus."""
    return HEAD_COLOURS[c.name][slot % MOST_HEADS]
