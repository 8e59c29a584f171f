"""The map of differences: its scale, what it says, and how mouse and keyboard choose."""

from __future__ import annotations

import numpy as np
import pytest
from PySide6.QtCore import QPointF, Qt
from PySide6.QtGui import QColor, QGuiApplication, QImage, QPainter
from PySide6.QtTest import QTest

from attnviz.gui.theme import DARK, LIGHT, theme
from attnviz.gui.views.difference_map import DifferenceMap, draw_whole
from attnviz.gui.views.difference_map_painting import pooled_signed
from attnviz.gui.views.difference_map_scale import LEAST_END, STEPS, SignedScale, ink_for, signed

WORDS = ["[CLS]", "he", "bank", "river", "[SEP]"]
# Machado, Oliveira and Fernandes 2009: how red-blind and green-blind eyes see linear RGB
RED_BLIND = np.array(
    [[0.152286, 1.052583, -0.204868], [0.114503, 0.786281, 0.099216], [-0.003882, -0.048116, 1.051998]]
)
GREEN_BLIND = np.array(
    [[0.367322, 0.860646, -0.227968], [0.280085, 0.672501, 0.047413], [-0.011820, 0.042940, 0.968881]]
)


def lab(colour: QColor, eye: np.ndarray | None = None) -> np.ndarray:
    """CIE 1976 L*a*b* of a colour, as an eye sees it."""
    srgb = np.array([colour.redF(), colour.greenF(), colour.blueF()])
    linear = np.where(srgb <= 0.04045, srgb / 12.92, ((srgb + 0.055) / 1.055) ** 2.4)
    linear = linear if eye is None else (eye @ linear).clip(0, 1)
    xyz = np.array([[0.4124, 0.3576, 0.1805], [0.2126, 0.7152, 0.0722], [0.0193, 0.1192, 0.9505]]) @ linear
    x, y, z = np.cbrt(xyz / np.array([0.9505, 1.0, 1.089]))
    return np.array([116 * y - 16, 500 * (x - y), 200 * (y - z)])


def luminance(colour: QColor) -> float:
    return float(((lab(colour)[0] + 16) / 116) ** 3)


@pytest.fixture
def shown(qtbot) -> DifferenceMap:
    """River is not in the first, the last token not in the second."""
    random = np.random.default_rng(3)
    before, after = (random.dirichlet(np.ones(5), 5).astype(np.float32) for _ in range(2))
    before[2, 1], after[2, 1] = 0.123, 0.456
    before[3], before[:, 3], after[4], after[:, 4] = (np.nan,) * 4
    made = DifferenceMap()
    qtbot.addWidget(made)
    made.resize(460, 420)
    made.show()
    made.show_difference(before, after, WORDS, WORDS)
    return made


def click(view: DifferenceMap, row: int, column: int) -> None:
    QTest.mouseClick(view.cells, Qt.MouseButton.LeftButton, pos=view.cells.cell_rect(row, column).center().toPoint())


@pytest.mark.parametrize("colours", [DARK, LIGHT], ids=lambda c: c.name)
def test_more_and_less_can_be_told_apart_by_everybody(colours):
    scale = SignedScale(0.5)
    for eye, whole, half in ((None, 90, 45), (RED_BLIND, 50, 25), (GREEN_BLIND, 30, 15)):
        for size, least in ((0.5, whole), (0.25, half)):
            more, less = (lab(scale.colour(sign * size, colours), eye) for sign in (1, -1))
            assert np.linalg.norm(more - less) > least, (eye, size)  # CIE 1976; 2.3 can just be noticed


@pytest.mark.parametrize("colours", [DARK, LIGHT], ids=lambda c: c.name)
def test_the_colours_leave_the_ground_evenly_and_numbers_stand_out_from_each(colours):
    scale = SignedScale(1.0)
    assert scale.colour(0.0, colours) == QColor(colours.chip)
    assert scale.colour(5.0, colours) == QColor(colours.value)
    assert scale.colour(-5.0, colours) == QColor(colours.negative)
    for sign in (1, -1):
        walk = [scale.colour(sign * i / 100, colours) for i in range(101)]
        away = [np.linalg.norm(lab(colour) - lab(walk[0])) for colour in walk]
        assert (np.diff(away) > -0.5).all()
        for colour in walk:
            one, other = luminance(colour) + 0.05, luminance(ink_for(colour)) + 0.05
            assert max(one, other) / min(one, other) > 4.5


def test_the_scale_is_symmetric_and_ends_at_the_largest_of_both_signs():
    assert SignedScale.of(np.array([[0.1, -0.4], [np.nan, 0.2]], np.float32)).end == pytest.approx(0.4)
    assert SignedScale.of(np.array([[1e-6, -1e-7]], np.float32)).end == LEAST_END
    assert SignedScale.of(np.full((2, 2), np.nan, np.float32)).end == LEAST_END
    image = SignedScale(0.4).image(np.array([[-0.4, 0.0, 0.4, np.nan]], np.float32), DARK, QColor("#123456"))
    assert [image.pixelColor(x, 0).name() for x in range(4)] == [DARK.negative, DARK.chip, DARK.value, "#123456"]
    assert STEPS % 2 == 1


@pytest.mark.parametrize(
    ("difference", "said"), [(0.333, "+33.3"), (-0.45, "−45.0"), (0.0, "0.0"), (0.0001, "0.0"), (-0.0001, "0.0")]
)
def test_a_difference_has_its_sign_unless_it_rounds_to_nothing(difference, said):
    assert signed(difference) == said


def test_the_readout_names_both_weights_and_their_difference(shown):
    click(shown, 2, 1)
    said = shown.readout.text().replace("\u202f", " ")
    assert said == "bank → he  before 12.3 %  after 45.6 %  +33.3"
    assert shown.cells.accessibleDescription() == shown.readout.text()
    shown.set_names("a", "b")
    assert "a 12.3 %  b 45.6 %" in shown.readout.text().replace("\u202f", " ")


def test_what_only_one_of_the_two_has_is_said(shown):
    assert shown.cells.cells.only[3, 0] == 2
    assert shown.cells.cells.only[0, 4] == 1
    assert shown.cells.cells.only[3, 4] == 0
    for cell, said in (((3, 0), "only after"), ((0, 4), "only before"), ((3, 4), "neither")):
        click(shown, *cell)
        assert said in shown.readout.text()
        assert "–" in shown.readout.text()
    assert any("hatched" in note for note in shown.readout.notes)
    assert any("empty" in note for note in shown.readout.notes)


def test_equal_weights_say_that_there_is_no_difference(shown):
    same = np.full((2, 2), 0.5, np.float32)
    shown.show_difference(same, same.copy(), ["a", "b"], ["a", "b"])
    assert shown.readout.notes == ["after − before: no difference worth a colour"]
    centre = shown.cells.cell_rect(0, 0).center().toPoint()
    picture = shown.cells.grab().toImage()
    assert picture.pixelColor(centre.x() + 9, centre.y() + 12) == QColor(theme().colours.chip)


def test_clicks_and_arrow_keys_choose(qtbot, shown):
    told = []
    shown.pair_chosen.connect(lambda *pair: told.append(pair))
    click(shown, 1, 2)
    for key in (Qt.Key.Key_Right, Qt.Key.Key_Down, Qt.Key.Key_End, Qt.Key.Key_Right, Qt.Key.Key_Home):
        qtbot.keyClick(shown.cells, key)
    qtbot.keyClick(shown.cells, Qt.Key.Key_End, Qt.KeyboardModifier.ControlModifier)
    assert told == [(1, 2), (1, 3), (2, 3), (2, 4), (2, 0), (4, 4)]
    label = QPointF(4, shown.cells.cell_rect(3, 0).center().y()).toPoint()
    QTest.mouseClick(shown.cells, Qt.MouseButton.LeftButton, pos=label)
    assert told[-1] == (3, 4)


def test_the_mouse_says_what_lies_below_it(shown):
    told = []
    shown.hovered.connect(told.append)
    QTest.mouseMove(shown.cells, shown.cells.cell_rect(2, 1).center().toPoint())
    assert told[-1] == (2, 1)
    assert shown.readout.text().startswith("bank → he")
    QTest.mouseMove(shown.cells, QPointF(4, shown.cells.cell_rect(1, 0).center().y()).toPoint())
    assert told[-1] == (1, None)


def test_cells_and_tables_can_be_copied(qtbot, shown):
    click(shown, 2, 1)
    qtbot.keyClick(shown.cells, Qt.Key.Key_C, Qt.KeyboardModifier.ControlModifier)
    assert QGuiApplication.clipboard().text() == shown.readout.text()
    menu = shown.make_menu((2, 1))
    menu.actions()[2].trigger()
    rows = [line.split("\t") for line in QGuiApplication.clipboard().text().splitlines()]
    assert rows[0] == ["query", "key", "before", "after", "difference"]
    assert len(rows) == 26
    row = next(row for row in rows if row[:2] == ["bank", "he"])
    assert [np.float32(text) for text in row[2:]] == [
        np.float32(0.123),
        np.float32(0.456),
        np.float32(0.456) - np.float32(0.123),
    ]
    assert next(row for row in rows if row[:2] == ["river", "he"])[2] == ""


def test_a_long_text_scrolls_and_only_what_is_in_sight_is_painted(qtbot):
    count = 700
    weights = np.random.default_rng(1).dirichlet(np.ones(count), count).astype(np.float32)
    made = DifferenceMap()
    qtbot.addWidget(made)
    made.resize(420, 420)
    made.show()
    labels = [f"w{i}" for i in range(count)]
    made.show_difference(weights, weights[::-1].copy(), labels, labels)
    assert made.cells.plan.cell >= 14
    assert made.cells.plan.hidden.width() > 5000
    made.mark((650, 3))
    assert made.cells.plan.matrix.contains(made.cells.cell_rect(650, 3).center())
    told = []
    made.cells.scrolled.connect(told.append)
    made.cells._bars[Qt.Orientation.Horizontal].setValue(1400)
    assert told[-1].x() == round(1400 / made.cells.plan.cell)
    assert not made.grab().isNull()


def test_where_cells_share_a_pixel_the_farthest_from_0_is_seen():
    values = np.zeros((100, 100), np.float32)
    values[37, 52], values[70, 11], values[71, 12] = -0.9, 0.2, -0.1
    values[90:, 90:] = np.nan
    pooled = pooled_signed(values, 0.1)
    assert pooled.shape == (10, 10)
    assert pooled[3, 5] == np.float32(-0.9)
    assert pooled[7, 1] == np.float32(0.2)
    assert np.isnan(pooled[9, 9])
    assert np.count_nonzero(np.nan_to_num(pooled)) == 2


def test_a_figure_shows_all_cells(shown):
    image = QImage(400, 400, QImage.Format.Format_RGB32)
    image.fill(QColor("#000000"))
    painter = QPainter(image)
    draw_whole(painter, image.rect().toRectF(), shown.cells.cells, (2, 1))
    painter.end()
    assert len({image.pixel(x, y) for x in range(0, 400, 5) for y in range(0, 400, 5)}) > 12
