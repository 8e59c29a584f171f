"""What a heatmap says above itself: the pair in large type, its tokens below, and how to read the picture."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from itertools import pairwise

from PySide6.QtCore import QCoreApplication, QRectF
from PySide6.QtGui import QPainter, QRegion

from attnviz.axis import Axis
from attnviz.gui.fonts import ui_font
from attnviz.gui.paint import text_width
from attnviz.gui.phrases import phrase_breaks
from attnviz.gui.theme import Colours
from attnviz.gui.views.colour_bar import scale_ticks
from attnviz.gui.views.heatmap_readout import Spot, readout
from attnviz.gui.views.heatmap_shown import Shown, one_line
from attnviz.gui.views.parts import crosses, part_name
from attnviz.gui.views.runs import Run, draw_runs

PAIR_HEIGHT, TOKENS_HEIGHT, NOTE_HEIGHT = 36.0, 26.0, 20.0
PAIR_SIZES = (21, 17, 14)  # of the pair's words, where they have no room in large type
SEPARATOR = "  ·  "


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
    if rule := axis_rule(shown.matrix.queries):
        texts.append(rule)
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
    if shown.options.scale == "log":
        texts.append(QCoreApplication.translate("Heatmap", "logarithmic scale"))
    if shown.matrix.scores is not None:
        texts.append(QCoreApplication.translate("Heatmap", "grey: masked, no token sees later ones"))
    if step > 1:
        texts.append(QCoreApplication.translate("Heatmap", "labels: one in {n}").format(n=step))
    return texts


def axis_rule(axis: Axis) -> str:
    """How the weights of an axis come from those of tokens; "" where they are those."""
    if axis.kind == "words":
        return QCoreApplication.translate("Heatmap", "words: weights of pieces summed over keys, averaged over queries")
    if axis.kind == "bytes":
        return QCoreApplication.translate("Heatmap", "bytes: each has an equal share of its token's weight")
    if axis.asked == "bytes":
        return QCoreApplication.translate("Heatmap", "too long for bytes: tokens are shown")
    return ""


def scale_rule(scale: str) -> str:
    """What the ends of a colour scale mean, for the colour bar's tooltip."""
    return {"full": full_rule, "contrast": contrast_rule, "log": log_rule}[scale]()


def contrast_rule() -> str:
    return QCoreApplication.translate(
        "Heatmap",
        "The contrast scale ends at the largest weight between two different tokens of your own text; special tokens "
        "and the first token as a key are left out. Stronger cells wear the brightest colour.",
    )


def log_rule() -> str:
    return QCoreApplication.translate(
        "Heatmap",
        "The logarithmic scale runs from 0.01 % to 100 %: each colour step stands for the same factor. What is less "
        "than 0.01 % wears the darkest colour.",
    )


def full_rule() -> str:
    return QCoreApplication.translate("Heatmap", "The full scale runs from 0 % to 100 %, whatever the text.")


def wrapped(notes: Sequence[str], width: float) -> list[str]:
    """Notes joined into lines, broken between notes; one that is longer than a line, between its phrases."""
    lines: list[str] = []
    for note in notes:
        joined = f"{lines[-1]}{SEPARATOR}{note}" if lines else note
        if lines and text_width(joined, ui_font(12)) <= width:
            lines[-1] = joined
        else:
            lines += _broken(note, width)
    return lines


def _broken(note: str, width: float) -> list[str]:
    """A note in as many lines as it takes; the end of a phrase that is wider than a line is left to be shortened."""
    if text_width(note, ui_font(12)) <= width:
        return [note]
    edges, lines = [0, *phrase_breaks(note), len(note)], [""]
    for start, end in pairwise(edges):
        longer = lines[-1] + note[start:end]
        if lines[-1] and text_width(longer.rstrip(), ui_font(12)) > width:
            lines.append(note[start:end])
        else:
            lines[-1] = longer
    return [line.rstrip() for line in lines]


def header_height(notes: Sequence[str], width: float, pair: bool = True) -> float:
    """``pair`` is False for a picture on paper that has none: there, no room is kept for one."""
    return (PAIR_HEIGHT + TOKENS_HEIGHT if pair else 0.0) + NOTE_HEIGHT * len(wrapped(notes, width))


def pair_lines(rect: QRectF, taken: tuple[float, float]) -> tuple[QRectF, QRectF]:
    """Where the words of the pair stand at the top of ``rect``, and below them its tokens; see ``draw_header``."""
    first = QRectF(rect.x(), rect.y(), rect.width() - taken[0], PAIR_HEIGHT)
    return first, QRectF(rect.x(), first.bottom(), rect.width() - taken[1], TOKENS_HEIGHT)


def draw_header(
    painter: QPainter,
    rect: QRectF,
    shown: Shown,
    notes: Sequence[str],
    hovered: Spot,
    c: Colours,
    hint: bool = False,
    taken: tuple[float, float] = (0.0, 0.0),
    only: QRegion | None = None,
) -> None:
    """The pair's words and joined weight; below, the hovered tokens or else the chosen ones; below, the notes.

    ``hint``: without a pair, say how to choose one, and keep its room. ``taken``: width at the right end of the first
    and of the second line that something else holds. ``only``: what is to be painted, if not all.
    """
    y = rect.y()
    if shown.chosen is not None or hint:
        words, tokens = pair_lines(rect, taken)
        draw_runs(painter, words, smaller(_word_runs(shown, c), words.width()))
        draw_runs(painter, tokens.adjusted(0, 0, 0, -4), readout(shown, hovered, c))
        y = tokens.bottom()
    lines = wrapped(notes, rect.width())
    if only is not None and not only.intersects(QRectF(rect.x(), y, rect.width(), NOTE_HEIGHT * len(lines)).toRect()):
        return
    for text in lines:
        draw_runs(painter, QRectF(rect.x(), y, rect.width(), NOTE_HEIGHT), [Run(text, c.secondary, 12, gives=True)])
        y += NOTE_HEIGHT


def smaller(runs: Sequence[Run], room: float) -> Sequence[Run]:
    """The runs in the largest type that fits; words that are too long for the smallest are left to be shortened."""
    for size in PAIR_SIZES:
        if sum(run.width for run in runs) <= room:
            break
        runs = [replace(run, pixels=min(run.pixels, size)) for run in runs]
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
