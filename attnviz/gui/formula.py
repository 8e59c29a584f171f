"""Formulas as vector pictures: LaTeX through ziamath, in the colours of the theme, rendered once and kept.

Only mathematics goes through here. ziamath draws boxes for Japanese, so words beside a formula are Qt's to paint.
"""

from __future__ import annotations

import warnings
from dataclasses import dataclass
from functools import lru_cache

from PySide6.QtCore import QByteArray, QRectF
from PySide6.QtGui import QPainter
from PySide6.QtSvg import QSvgRenderer

from attnviz.gui.theme import Colours

EM = 100.0
ROLES = ("query", "key", "value")


@dataclass(frozen=True)
class Formula:
    """A formula at one em = 1. ``ascent`` and ``descent`` reach from its baseline to its ink."""

    picture: QSvgRenderer
    width: float
    ascent: float
    descent: float

    @property
    def height(self) -> float:
        return self.ascent + self.descent

    def draw(self, painter: QPainter, x: float, baseline: float, em: float) -> None:
        top = baseline - self.ascent * em
        self.picture.render(painter, QRectF(x, top, self.width * em, self.height * em))


def formula(latex: str, colours: Colours) -> Formula:
    """The formula of ``latex``; \\query{…}, \\key{…} and \\value{…} take the theme's colours. Raises ValueError for
    text that mathematics cannot hold, such as Japanese."""
    if not latex.isascii():
        raise ValueError(f"a formula holds mathematics only: {latex!r}")
    for role in ROLES:
        latex = latex.replace(f"\\{role}{{", f"\\textcolor{{{getattr(colours, role)}}}{{")
    return _render(latex, colours.text)


@lru_cache(maxsize=64)  # 0.1 MB each: the rules of a lecture in both themes, and one pair's numbers in them
def _render(latex: str, colour: str) -> Formula:
    # imported late: it takes a quarter of a second, and only the step-through needs it
    with warnings.catch_warnings():
        warnings.simplefilter("ignore", DeprecationWarning)  # WORKAROUND: ziamath 0.13 finds its fonts the old way
        import ziamath

    ziamath.config.svg2 = False  # QtSvg draws no glyphs from SVG 2
    drawing = ziamath.Latex(latex, size=EM, color=colour)
    picture = QSvgRenderer(QByteArray(drawing.svg().encode()))
    box = picture.viewBoxF()  # its y = 0 is the baseline
    return Formula(picture, box.width() / EM, -box.y() / EM, (box.y() + box.height()) / EM)
