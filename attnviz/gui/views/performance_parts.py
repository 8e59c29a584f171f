"""The two sides of the performance panel: where a run's time went, and how far its answer is from numpy's."""

from __future__ import annotations

import math
from dataclasses import dataclass

from PySide6.QtCore import QRectF
from PySide6.QtGui import QColor, QPainter
from PySide6.QtWidgets import QWidget

from attnviz.digits import counted, exact
from attnviz.gui.fonts import ui_font, ui_width
from attnviz.gui.i18n import Live
from attnviz.gui.paint import draw_bar, draw_text
from attnviz.gui.theme import Colours, mix
from attnviz.gui.views.inspector_sections import Section
from attnviz.gui.views.performance_table import RIGHT
from attnviz.gui.views.runs import Run, draw_runs
from attnviz.performance import Comparison
from attnviz.trace import Tokens, Trace

SHADES = {"kernels": 0.82, "launch": 0.5, "model": 0.82, "tokenise": 0.34, "read": 0.2}
"""How far each part's colour is from the panel's to the text's: no hue, because hues mean query, key and value."""


@dataclass(frozen=True)
class TimeParts:
    """Milliseconds of a run by where they went; ``whole`` is their sum."""

    parts: tuple[tuple[str, float], ...]

    @property
    def whole(self) -> float:
        return sum(taken for _, taken in self.parts)


def time_parts(trace: Trace) -> TimeParts:
    """Tokens, kernels, what is around kernels, and the reading back of heads; without kernels, numpy's whole model."""
    spent, profile = trace.milliseconds, trace.profile
    tokenise, forward, heads = (spent.get(part, 0.0) for part in ("tokenise", "forward", "heads"))
    if profile is None or trace.device.kind == "numpy":
        return TimeParts((("tokenise", tokenise), ("model", forward), ("read", heads)))
    inside, in_heads = (sum(one.milliseconds for one in group) for group in (profile.forward, profile.heads))
    return TimeParts(
        (
            ("tokenise", tokenise),
            ("launch", max(0.0, forward - inside)),
            ("kernels", inside + in_heads),
            ("read", max(0.0, heads - in_heads)),
        )
    )


def at_most(value: float) -> str:
    """One digit, rounded up, so that what is said of a difference holds: 2.1e-6 reads "3e-6"."""
    if not math.isfinite(value):
        return "∞"
    exponent = math.floor(math.log10(value))
    digit = math.ceil(round(value / 10.0**exponent, 6))
    return f"{digit}e{exponent}" if digit < 10 else f"1e{exponent + 1}"


def megabytes(count: int) -> str:
    return counted(1e-6 * count, 1)


class RunSection(Live, Section):
    """Time by part, then what the device holds and what it can do at its best."""

    LINE, BAR = 19, 8

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._trace: Trace | None = None
        self.time = TimeParts(())
        self.names: dict[str, str] = {}
        self.facts: list[tuple[str, str]] = []
        self.tokens = ""
        self.measuring = False
        self._retell = self.live(self._tell)
        self.set_high(30 + self.BAR + 8 + 4 * self.LINE + 6 + 2 * self.LINE)

    def show_trace(self, trace: Trace, measuring: bool) -> None:
        self._trace, self.measuring = trace, measuring
        self.time = time_parts(trace)
        self._retell()

    def _tell(self) -> None:
        self.names = {
            "tokenise": self.tr("make tokens"),
            "launch": self.tr("launch and wait"),
            "kernels": self.tr("inside kernels"),
            "model": self.tr("model in numpy"),
            "read": self.tr("read back"),
        }
        self.facts = self._facts()
        self.tokens = self.tr("%n token(s)", "", len(self._trace.tokens)) if self._trace else ""
        said = [f"{self.names[part]} {counted(taken, 2)} ms" for part, taken in self.time.parts]
        self.setAccessibleName("; ".join([*said, *(f"{name}: {value}" for name, value in self.facts)]))
        self.update()

    def _facts(self) -> list[tuple[str, str]]:
        profile = self._trace.profile if self._trace else None
        if profile is None:
            return []
        held, ceiling = profile.held, profile.ceiling
        facts = []
        if held is not None:
            text = self.tr("weights {weights} + working {working} MB").format(
                weights=megabytes(held.weights), working=megabytes(held.working)
            )
            facts.append((self.tr("Memory"), text))
        if ceiling is not None:
            text = self.tr("{gflops} GFLOP/s, {gbytes} GB/s").format(
                gflops=counted(ceiling.gflops), gbytes=counted(ceiling.gbytes)
            )
            facts.append((self.tr("Ceiling"), text))
        elif self.measuring:
            facts.append((self.tr("Ceiling"), self.tr("being measured…")))
        return facts

    def paint(self, painter: QPainter, c: Colours) -> None:
        if self._trace is None:
            return
        draw_runs(painter, QRectF(0, 0, self.width(), 28), [Run(f"{counted(self.time.whole, 1)} ms", c.text, 21, True)])
        draw_runs(painter, QRectF(0, 4, self.width(), 24), [Run(self.tokens, c.secondary, 12)], right=True)
        self._paint_bar(painter, QRectF(0, 30, self.width(), self.BAR), c)
        y = 30.0 + self.BAR + 6
        for part, taken in self.time.parts:
            draw_bar(painter, QRectF(0, y + 5, 10, 10), self._shade(part, c), 2)
            draw_text(painter, QRectF(18, y, self.width() - 100, self.LINE), self.names[part], ui_font(14), c.text)
            spent = f"{counted(taken, 2)} ms"
            draw_text(painter, QRectF(0, y, self.width(), self.LINE), spent, ui_font(14), c.text, RIGHT)
            y += self.LINE
        y = self.height() - self.LINE * len(self.facts)
        for name, value in self.facts:
            line = QRectF(0, y, self.width(), self.LINE)
            named = [Run(f"{name}  ", c.secondary, 12)]
            if named[0].width + ui_width(value, 12) <= line.width():  # else its units say what it is
                draw_runs(painter, line, named)
            draw_runs(painter, line, [Run(value, c.text, 12, gives=True)], right=True)
            y += self.LINE

    def _paint_bar(self, painter: QPainter, rect: QRectF, c: Colours) -> None:
        x, whole = rect.x(), self.time.whole or 1.0
        for part, taken in self.time.parts:
            wide = rect.width() * taken / whole
            painter.fillRect(QRectF(x, rect.y(), max(0.0, wide - 1), rect.height()), self._shade(part, c))
            x += wide

    @staticmethod
    def _shade(part: str, c: Colours) -> QColor:
        return mix(c.panel, c.text, SHADES[part])


class AnswerSection(Live, Section):
    """What a comparison found, large enough for the last row; the two numbers it rests on below."""

    LINE = 19
    VALUES = (2, 3)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._found: tuple[Comparison, Tokens] | None = None
        self.headline = ""
        self.lines: list[str] = []
        self._retell = self.live(self._tell)
        self.set_high(36 + 5 * self.LINE)

    def show_comparison(self, comparison: Comparison | None, tokens: Tokens) -> None:
        self._found = (comparison, tokens) if comparison is not None else None
        self._retell()

    def _tell(self) -> None:
        self.headline, self.lines = ("", []) if self._found is None else self._said(*self._found)
        self.setAccessibleName(". ".join([self.headline, *self.lines]) if self.headline else "")
        self.update()

    def _said(self, comparison: Comparison, tokens: Tokens) -> tuple[str, list[str]]:
        weights, hidden = comparison.weights, comparison.hidden
        larger = max(weights.size, hidden.size)
        if larger == 0:
            headline = self.tr("agrees in every digit")
        elif comparison.agrees:
            headline = self.tr("agrees to {size}").format(size=at_most(weights.size or larger))
        else:
            # by the one that gave it away
            apart = weights.size if weights.size > comparison.WEIGHTS_AGREE else hidden.size
            headline = self.tr("differs by {size}").format(size=at_most(apart))
        lines = [
            self.tr("%n weight(s); furthest apart in", "", comparison.compared),
            self.tr("layer {layer}, head {head}: {query} → {key}").format(
                layer=weights.layer, head=weights.head,
                query=tokens.labels[weights.row], key=tokens.labels[weights.column],
            ),
            self.tr("device {value}").format(value=exact(weights.device)),
            self.tr("numpy {value}").format(value=exact(weights.twin)),
            self.tr("hidden states: {size} apart at most").format(size=at_most(hidden.size) if hidden.size else "0"),
        ]  # fmt: skip
        return headline, lines

    def paint(self, painter: QPainter, c: Colours) -> None:
        if self._found is None:
            return
        ink = c.text if self._found[0].agrees else c.warning
        draw_runs(painter, QRectF(0, 0, self.width(), 30), [Run(self.headline, ink, 24, bold=True, gives=True)])
        for i, line in enumerate(self.lines):
            rect = QRectF(0, 36 + i * self.LINE, self.width(), self.LINE)
            value = i in self.VALUES
            draw_text(painter, rect, line, ui_font(14 if value else 12), c.text if value else c.secondary)
