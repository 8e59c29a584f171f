"""What a heatmap says above itself: the pair in large type, its tokens below, and how to read the picture."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from functools import cached_property

from PySide6.QtCore import QCoreApplication, QRectF
from PySide6.QtGui import QPainter

from attnviz.digits import percent
from attnviz.gui.fonts import ui_font
from attnviz.gui.paint import text_width
from attnviz.gui.theme import Colours
from attnviz.gui.views.colour_bar import scale_ticks
from attnviz.gui.views.matrix import HeatmapOptions, Matrix
from attnviz.gui.views.parts import crosses, next_word, part_name
from attnviz.gui.views.runs import Run, draw_runs
from attnviz.pair import MASKED, word_weight
from attnviz.trace import Focus, HeadTrace, Tokens, Trace

PAIR_HEIGHT, TOKENS_HEIGHT, NOTE_HEIGHT = 36.0, 26.0, 20.0
PAIR_SIZES = (21, 17)  # of the pair's words, where they have no room in large type
SEPARATOR = "  ·  "


@dataclass(frozen=True)
class Shown:
    """One head on one text as a heatmap holds it: what header, axes and cells are drawn from."""

    trace: Trace
    head: HeadTrace
    focus: Focus
    options: HeatmapOptions
    matrix: Matrix

    @cached_property
    def chosen(self) -> tuple[int, int] | None:
        """The (query, key) in focus; None when there is none, or it points beyond this text."""
        query, key = self.focus.query, self.focus.key
        if query is None or key is None or query >= len(self.queries) or key >= len(self.keys):
            return None
        return query, key

    @property
    def queries(self) -> Tokens:
        return self.matrix.queries

    @property
    def keys(self) -> Tokens:
        return self.matrix.keys

    def is_masked(self, pair: tuple[int, int]) -> bool:
        return bool(self.head.scores[pair] <= MASKED)

    def token_weight(self, pair: tuple[int, int]) -> str:
        """A share; of a pair whose query cannot see the key, that it is masked."""
        return masked_name() if self.is_masked(pair) else percent(float(self.head.weights[pair]))

    def word_share(self, pair: tuple[int, int]) -> str:
        if pair not in self._word_shares:
            share = percent(word_weight(self.trace, self.head, *pair, self.focus.layer), 0)
            rows, columns = self.queries.word(pair[0]), self.keys.word(pair[1])
            seen = any(not self.is_masked((row, column)) for row in rows for column in columns)
            self._word_shares[pair] = share if seen else masked_name()
        return self._word_shares[pair]

    @cached_property
    def _word_shares(self) -> dict[tuple[int, int], str]:
        """Those asked for so far: title and description name the same ones at each paint."""
        return {}


def reading_notes(shown: Shown, step: int = 1) -> list[str]:
    """How to read the picture, in the language in use. ``step``: one label in so many is drawn."""
    transposed = shown.options.transposed
    texts = [
        QCoreApplication.translate("Heatmap", "rows: keys · columns: queries")
        if transposed
        else QCoreApplication.translate("Heatmap", "rows: queries · columns: keys")
    ]
    if part := part_name(shown.trace.model, shown.focus.layer):
        texts.insert(0, part)
    if crosses(shown.trace.model, shown.focus.layer):
        texts.append(
            QCoreApplication.translate("Heatmap", "a column looks for the word written next")
            if transposed
            else QCoreApplication.translate("Heatmap", "a row looks for the word written next")
        )
    if not shown.matrix.whole:
        texts.append(
            QCoreApplication.translate("Heatmap", "special tokens hidden: columns no longer add up to 100 %")
            if transposed
            else QCoreApplication.translate("Heatmap", "special tokens hidden: rows no longer add up to 100 %")
        )
    if shown.options.scale == "contrast":
        top = scale_ticks(shown.matrix.top, shown.matrix.clipped)[-1][1]
        texts.append(
            QCoreApplication.translate("Heatmap", "contrast scale: brightest colour {share}").format(share=top)
        )
    if shown.matrix.scores is not None:
        texts.append(QCoreApplication.translate("Heatmap", "grey: masked, no token sees later ones"))
    if step > 1:
        texts.append(QCoreApplication.translate("Heatmap", "labels: one in {n}").format(n=step))
    return texts


def contrast_rule() -> str:
    """What the contrast scale ends at, for the colour bar's tooltip."""
    return QCoreApplication.translate(
        "Heatmap",
        "The contrast scale ends at the largest weight between two different tokens of your own text; special tokens "
        "and the first token as a key are left out. Stronger cells wear the brightest colour.",
    )


def full_rule() -> str:
    return QCoreApplication.translate("Heatmap", "The full scale runs from 0 % to 100 %, whatever the text.")


def masked_name() -> str:
    """What stands in place of the share of a masked cell."""
    return QCoreApplication.translate("Heatmap", "masked")


def masked_reason(shown: Shown, pair: tuple[int, int]) -> str:
    """Why a cell has no weight; "" for one that has."""
    if not shown.is_masked(pair):
        return ""
    query, key = one_line(shown.queries.labels[pair[0]]), one_line(shown.keys.labels[pair[1]])
    if pair[1] > pair[0]:
        text = QCoreApplication.translate("Heatmap", "“{key}” comes later than “{query}” and cannot be seen from it.")
    else:
        text = QCoreApplication.translate("Heatmap", "“{key}” lies too far before “{query}” to be seen from it.")
    return text.format(query=query, key=key)


def wrapped(notes: Sequence[str], width: float) -> list[str]:
    """Notes joined into lines, broken only between notes."""
    lines: list[str] = []
    for note in notes:
        joined = f"{lines[-1]}{SEPARATOR}{note}" if lines else note
        if lines and text_width(joined, ui_font(12)) <= width:
            lines[-1] = joined
        else:
            lines.append(note)
    return lines


def header_height(notes: Sequence[str], width: float, pair: bool = True) -> float:
    """``pair`` is False for a picture on paper that has none: there, no room is kept for one."""
    return (PAIR_HEIGHT + TOKENS_HEIGHT if pair else 0.0) + NOTE_HEIGHT * len(wrapped(notes, width))


def draw_header(
    painter: QPainter,
    rect: QRectF,
    shown: Shown,
    notes: Sequence[str],
    hovered: tuple[int, int] | None,
    c: Colours,
    hint: bool = False,
    taken: float = 0.0,
) -> None:
    """The pair's words and joined weight; below, the hovered tokens or else the chosen ones; below, the notes.

    ``hint``: without a pair, say how to choose one, and keep its room. ``taken``: width at the right end of the first
    line that something else holds.
    """
    y, pair = rect.y(), hovered or shown.chosen
    if shown.chosen is not None or hint:
        room = rect.width() - taken
        draw_runs(painter, QRectF(rect.x(), y, room, PAIR_HEIGHT), smaller(_word_runs(shown, c), room))
        y += PAIR_HEIGHT
        if pair is not None:
            line = _token_runs(shown, pair, c, bright=hovered is not None)
            draw_runs(painter, QRectF(rect.x(), y, rect.width(), TOKENS_HEIGHT - 4), line)
        y += TOKENS_HEIGHT
    for text in wrapped(notes, rect.width()):
        draw_runs(painter, QRectF(rect.x(), y, rect.width(), NOTE_HEIGHT), [Run(text, c.secondary, 12, gives=True)])
        y += NOTE_HEIGHT


def smaller(runs: Sequence[Run], room: float) -> Sequence[Run]:
    """The runs in the largest type that fits; words that are too long for the smallest are left to be shortened."""
    sizes = (max(run.pixels for run in runs), *PAIR_SIZES)
    for size in sizes:
        runs = [replace(run, pixels=min(run.pixels, size)) for run in runs]
        if sum(run.width for run in runs) <= room:
            break
    return runs


def _word_runs(shown: Shown, c: Colours) -> list[Run]:
    if shown.chosen is None:
        hint = QCoreApplication.translate("Heatmap", "Choose a cell to open its weight")
        return [Run(hint, c.secondary, 17, gives=True)]
    query, key = shown.chosen
    return [
        Run(one_line(shown.queries.word_surface(query)), c.query, 24, gives=True),
        Run(" → ", c.text, 24),
        Run(one_line(shown.keys.word_surface(key)), c.key, 24, gives=True),
        Run(f"  {shown.word_share((query, key))}", c.text, 24, bold=True),
    ]


def _token_runs(shown: Shown, pair: tuple[int, int], c: Colours, bright: bool) -> list[Run]:
    query, key, ink = (c.query, c.key, c.text) if bright else (c.secondary,) * 3
    name = QCoreApplication.translate("Heatmap", "token")
    reason = masked_reason(shown, pair) or next_word(shown.trace, shown.focus.layer, pair[0])
    return [
        Run(f"{name} ", c.secondary, 14),
        Run(shown.queries.labels[pair[0]], query, 14, gives=True),
        Run(" → ", c.secondary, 14),
        Run(shown.keys.labels[pair[1]], key, 14, gives=True),
        Run(f"  {shown.token_weight(pair)}", ink, 14, bold=bright),
        *([Run(f"  {reason}", c.secondary, 12, gives=True)] if reason else []),
    ]


def one_line(text: str) -> str:
    """A word of the user's text as a title may show it: line breaks and tabs become spaces."""
    return " ".join(text.split())
