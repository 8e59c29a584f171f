"""How a flow over layers is drawn: bands, words, bars of the inputs, names of the levels."""

from __future__ import annotations

import numpy as np
from PySide6.QtCore import QRectF, Qt
from PySide6.QtGui import QColor, QLinearGradient, QPainter, QPainterPath, QPen

from attnviz.gui.fonts import ui_font, ui_width
from attnviz.gui.paint import draw_bar, draw_text
from attnviz.gui.theme import Colours
from attnviz.gui.views.layer_flow_data import Scene
from attnviz.gui.views.layer_flow_plan import BESIDE, NUMBER, Bands, FlowPlan
from attnviz.gui.views.layer_flow_said import level_name, short_share
from attnviz.rollout import Units

CENTRE = Qt.AlignmentFlag.AlignHCenter | Qt.AlignmentFlag.AlignVCenter
RIGHT = Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter
LEFT = Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter
STRENGTH, BRIGHT = 0.5, 0.95
NODE = 4.0
Spot = tuple[int, int]


def draw_ladder(painter: QPainter, scene: Scene, plan: FlowPlan, c: Colours) -> None:
    """A line for each level, with its name, and a dot for each word on it."""
    painter.save()
    least, pitch = 15.0 if plan.upright else ui_width("00", 12) + 8, plan.pitch
    step = next(n for n in (1, 2, 5, 10, 100) if n * pitch >= least or n == 100)
    first, last = plan.levels.start, plan.levels.stop - 1
    from_ends = least if plan.upright else ui_width(level_name(scene, first), 12) / 2 + 14, least
    for level in plan.levels:
        v = plan.across(level)
        painter.setPen(QPen(QColor(c.line), 1))
        painter.drawLine(plan.point(0, v), plan.point(plan.along, v))
        clear = (level - first) * pitch >= from_ends[0] and (last - level) * pitch >= from_ends[1]
        if level in (first, last, scene.shown.top) or ((last - level) % step == 0 and clear):
            _name_level(painter, scene, plan, level, c)
        count = len(scene.units(level))
        if count <= 64:
            painter.setPen(Qt.PenStyle.NoPen)
            painter.setBrush(QColor(c.neutral_bar))
            for unit in range(count):
                painter.drawEllipse(plan.point(plan.centre(count, unit), v), 1.8, 1.8)
    painter.restore()


def _name_level(painter: QPainter, scene: Scene, plan: FlowPlan, level: int, c: Colours) -> None:
    at = plan.point(0, plan.across(level))
    chosen = level == scene.shown.top
    colour, font = (c.text if chosen else c.secondary), ui_font(12, chosen)
    if plan.upright:
        rect = QRectF(plan.gutter.x(), at.y() - 8, plan.gutter.width(), 16)
        draw_text(painter, rect, level_name(scene, level), font, colour, RIGHT)
        return
    widest = max(ui_width(level_name(scene, one), 12, True) for one in plan.levels)
    text = level_name(scene, level, short=widest + 8 >= plan.pitch)
    wide = max(24.0, ui_width(text, 12, chosen) + 4)
    rect = QRectF(at.x() - wide / 2, plan.gutter.y(), wide, plan.gutter.height() - 4)
    draw_text(painter, rect, text, font, colour, CENTRE)


def draw_bands(
    painter: QPainter, scene: Scene, plan: FlowPlan, bands: Bands, c: Colours, through: Spot | None = None
) -> None:
    """The bands, from the chosen word's colour to that of the inputs; ``through``: only what passes one word."""
    painter.save()
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)
    painter.setPen(Qt.PenStyle.NoPen)
    gradient = QLinearGradient(
        plan.point(0, plan.across(scene.shown.bottom)), plan.point(0, plan.across(scene.shown.top))
    )
    for at, name in ((0.0, c.key), (1.0, c.query)):
        colour = QColor(name)
        colour.setAlphaF(STRENGTH if through is None else BRIGHT)
        gradient.setColorAt(at, colour)
    painter.setBrush(gradient)
    widths = bands.share
    if through is not None:
        parts = scene.shown.through(*through)
        steps = bands.level - scene.shown.bottom - 1
        widths = np.array([parts[step][unit, to] for step, unit, to in zip(steps, bands.unit, bands.to, strict=True)])
    for i in range(len(bands)):
        if (wide := plan.full * float(widths[i])) >= 0.1:
            high, low = plan.across(int(bands.level[i])), plan.across(int(bands.level[i]) - 1)
            painter.drawPath(_band(plan, high, low, float(bands.above[i]), float(bands.below[i]), wide))
    painter.restore()


def _band(plan: FlowPlan, high: float, low: float, above: float, below: float, wide: float) -> QPainterPath:
    middle = (high + low) / 2
    path = QPainterPath(plan.point(above, high))
    path.cubicTo(plan.point(above, middle), plan.point(below, middle), plan.point(below, low))
    path.lineTo(plan.point(below + wide, low))
    path.cubicTo(plan.point(below + wide, middle), plan.point(above + wide, middle), plan.point(above + wide, high))
    path.closeSubpath()
    return path


def draw_nodes(painter: QPainter, scene: Scene, plan: FlowPlan, marked: Spot | None, c: Colours) -> None:
    """How much of all passes each word on each level."""
    painter.save()
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)
    painter.setPen(Qt.PenStyle.NoPen)
    thick = max(1.0, min(NODE, 0.2 * plan.pitch))
    for at, shares in enumerate(scene.shown.shares):
        level = scene.shown.bottom + at
        for unit in np.flatnonzero(shares >= 0.004):
            u, v, half = plan.centre(len(shares), int(unit)), plan.across(level), plan.full * float(shares[unit]) / 2
            colour = c.text if (level, int(unit)) == marked else c.secondary
            if level == scene.shown.top:
                colour = c.query
            elif level == scene.shown.bottom and unit == scene.source:
                colour = c.key
            painter.setBrush(QColor(colour))
            one, other = plan.point(u - half, v - thick / 2), plan.point(u + half, v + thick / 2)
            painter.drawRoundedRect(QRectF(one, other).normalized(), 1.5, 1.5)
    painter.restore()


def draw_words(painter: QPainter, scene: Scene, plan: FlowPlan, marked: Spot | None, c: Colours) -> None:
    """The words at the input, each with its bar and share, and those at the highest level, to be chosen from."""
    painter.save()
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)
    units, bottom = scene.units(plan.levels.start), plan.levels.start
    count = len(units)
    largest = max(1e-9, *(float(scene.shown.inputs[i]) for i in range(count) if not scene.is_others(bottom, i)))
    for unit in range(count):
        slot, is_source = plan.slot(plan.labels, count, unit), unit == scene.source
        colour = c.key if is_source else c.query if unit == scene.itself else c.text
        bold = is_source or unit == scene.itself
        if (bottom, unit) == marked:
            _glow(painter, slot, c)
        if scene.is_others(bottom, unit) or (_special(scene, units, unit) and not bold):
            colour = c.key if is_source else c.secondary
        _word(painter, slot, units.names[unit], colour, bold, plan.upright, CENTRE if plan.upright else RIGHT)
        fill = colour if bold else c.chip if scene.is_others(bottom, unit) else c.neutral_bar
        _bar(painter, plan, (count, unit), scene.share(bottom, unit), largest, fill, bold, c)
    _draw_tops(painter, scene, plan, marked, c)
    painter.restore()


def _bar(
    painter: QPainter,
    plan: FlowPlan,
    place: tuple[int, int],
    share: float,
    largest: float,
    fill: str,
    bold: bool,
    c: Colours,
) -> None:
    """``largest``: the share with the longest bar; that of all other words together is no longer, whatever it is."""
    slot, part = plan.slot(plan.bars, *place), min(1.0, share / largest)
    text = short_share(share, slot.width() if plan.upright else 60.0)
    number = c.text if share >= 0.005 else c.secondary
    if plan.upright:
        wide = min(28.0, 0.7 * slot.width())
        long = (slot.height() - NUMBER) * part
        draw_bar(painter, QRectF(slot.center().x() - wide / 2, slot.y(), wide, max(1.0, long)), fill, 2)
        below = QRectF(slot.x(), slot.y() + long, slot.width(), NUMBER)
        draw_text(painter, below, text, ui_font(12, bold), number, CENTRE)
        return
    long, high = max(1.0, (slot.width() - BESIDE) * part), min(14.0, 0.66 * slot.height())
    draw_bar(painter, QRectF(slot.x(), slot.center().y() - high / 2, long, high), fill, 2)
    beside = QRectF(slot.x() + long + 5, slot.y(), BESIDE, slot.height())
    draw_text(painter, beside, text, ui_font(12, bold), number, LEFT)


def _draw_tops(painter: QPainter, scene: Scene, plan: FlowPlan, marked: Spot | None, c: Colours) -> None:
    """The words of the highest level; those of the chosen word's own level have it beside its node as well."""
    top, level = plan.levels.stop - 1, scene.shown.top
    units = scene.units(top)
    for unit in range(len(units)):
        slot = plan.slot(plan.tops, len(units), unit)
        chosen = top == level and unit == scene.shown.chosen
        if (top, unit) == marked:
            _glow(painter, slot, c)
        colour = c.query if chosen else c.secondary
        _word(painter, slot, units.names[unit], colour, chosen, plan.upright, CENTRE if plan.upright else LEFT)
    if level != top:
        units = scene.units(level)
        at = plan.point(plan.centre(len(units), scene.shown.chosen), plan.across(level))
        wide = min(110.0, ui_width(scene.chosen, 14, True) + 16)
        chip = QRectF(at.x() - wide / 2, at.y() - 26, wide, 20)
        if not plan.upright:
            chip = QRectF(at.x() + 6, at.y() - 10, wide, 20)
        painter.setPen(QPen(QColor(c.query), 1))
        painter.setBrush(QColor(c.chip))
        painter.drawRoundedRect(chip, 6, 6)
        draw_text(painter, chip.adjusted(6, 0, -6, 0), scene.chosen, ui_font(14, True), c.query, CENTRE)


def _word(
    painter: QPainter,
    slot: QRectF,
    text: str,
    colour: str,
    bold: bool,
    upright: bool,
    align: Qt.AlignmentFlag,
) -> None:
    pixels = 14 if (slot.width() >= 34 if upright else slot.height() >= 17) else 12
    inside = slot.adjusted(1, 0, -1, 0) if upright else slot.adjusted(2, 0, -2, 0)
    draw_text(painter, inside, text, ui_font(pixels, bold), colour, align)


def _glow(painter: QPainter, slot: QRectF, c: Colours) -> None:
    painter.setPen(Qt.PenStyle.NoPen)
    painter.setBrush(QColor(c.hover))
    painter.drawRoundedRect(slot.adjusted(1, 1, -1, -1), 6, 6)


def _special(scene: Scene, units: Units, unit: int) -> bool:
    return bool(scene.trace.tokens.special[units.first_token(unit)])
