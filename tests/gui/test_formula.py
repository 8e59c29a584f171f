"""Formulas are drawn, in the colours of their roles, once each."""

from __future__ import annotations

import gc

import pytest
from PySide6.QtGui import QColor, QImage, QPainter
from PySide6.QtSvg import QSvgRenderer

from attnviz.gui.formula import formula
from attnviz.gui.theme import DARK, LIGHT
from attnviz.lessons.pair_walk import STEPS


def painted(latex: str, colours) -> set[str]:
    """The colours of fully covered pixels of a formula on black."""
    image = QImage(900, 300, QImage.Format.Format_RGB32)
    image.fill(0)
    with QPainter(image) as painter:
        formula(latex, colours).draw(painter, 20, 180, 100)
    return {QColor(image.pixel(x, y)).name() for x in range(0, 900, 2) for y in range(0, 300, 2)}


@pytest.mark.parametrize("colours", [DARK, LIGHT], ids=lambda c: c.name)
def test_symbols_wear_the_colours_of_their_roles(colours):
    found = painted(r"\query{q_i}\cdot\key{k_j}=\value{v_j}", colours)
    assert {colours.query, colours.key, colours.value, colours.text} <= found


def test_a_fraction_stands_around_the_baseline():
    flat, tall = formula("x", DARK), formula(r"\frac{\query{a}}{\sqrt{d}}", DARK)
    assert 0.3 < flat.ascent < 0.8
    assert flat.descent < 0.2
    assert tall.ascent > flat.ascent
    assert tall.descent > 0.3
    assert tall.picture.isValid()


def test_rendered_once_for_a_theme():
    assert formula("a+b", DARK) is formula("a+b", DARK)
    assert formula("a+b", DARK) is not formula("a+b", LIGHT)


def test_the_numbers_of_pairs_that_were_looked_at_are_let_go_of():
    """Each pair has formulas of its own, 0.1 MB each."""

    def live() -> int:
        gc.collect()
        return sum(type(one) is QSvgRenderer for one in gc.get_objects())

    before = live()
    for number in range(90):
        formula(f"{number}", DARK)
    assert live() - before <= 64


@pytest.mark.parametrize("step", STEPS, ids=lambda step: step.id)
def test_every_rule_of_the_walk_is_drawn(step):
    drawn = formula(step.formula, DARK)
    assert drawn.picture.isValid()
    assert drawn.width > 1


def test_words_are_refused():
    with pytest.raises(ValueError, match="mathematics only"):
        formula("重み", DARK)
