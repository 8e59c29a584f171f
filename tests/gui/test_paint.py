"""Small painting moves: lines laid out once, cells as colours."""

from __future__ import annotations

import numpy as np
import pytest
from PySide6.QtCore import QPointF, QRectF, Qt
from PySide6.QtGui import QColor, QImage, QPainter

from attnviz.colours import weight_table
from attnviz.gui import paint
from attnviz.gui.fonts import ui_font
from attnviz.gui.paint import draw_line, draw_strip, draw_text, outside_corners, signed_colour, text_width
from attnviz.gui.slides.canvas import Canvas
from attnviz.gui.slides.roles import draw_vector
from attnviz.gui.theme import theme
from attnviz.gui.views.colour_bar import cell_image, weight_colour


def painted(draw) -> QImage:
    image = QImage(300, 60, QImage.Format.Format_RGB32)
    image.fill(QColor("#1f2127"))
    painter = QPainter(image)
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)
    painter.setPen(QColor("#ffffff"))
    draw(painter)
    painter.end()
    return image


@pytest.mark.parametrize("text", ["children", "太郎は", "a😀b", "ศ", "<b>x</b>", "1,234"])
@pytest.mark.parametrize("bold", [False, True])
def test_a_kept_line_looks_like_one_drawn_anew(text, bold):
    def anew(painter: QPainter) -> None:
        painter.setFont(ui_font(17, bold))
        painter.drawText(QPointF(10.3, 40), text)

    kept = painted(lambda painter: draw_line(painter, QPointF(10.3, 40), text, 17, bold))
    assert kept == painted(anew)
    assert kept != painted(lambda painter: None)


def ink(image: QImage) -> tuple[int, int]:
    """First and last column that differ from the ground."""
    pixels = np.asarray(image.constBits()).reshape(image.height(), image.width(), 4)
    columns = np.flatnonzero((pixels != pixels[0, 0]).any(axis=(0, 2)))
    return int(columns[0]), int(columns[-1])


def test_text_stands_where_it_is_told_and_gives_way_in_the_middle():
    box, font = QRectF(20, 10, 200, 30), ui_font(14)
    wide = text_width("Taro", font)
    align = Qt.AlignmentFlag
    for where, start in ((align.AlignLeft, 20), (align.AlignHCenter, 120 - wide / 2), (align.AlignRight, 220 - wide)):
        first, last = ink(painted(lambda painter, where=where: draw_text(painter, box, "Taro", font, "#ffffff", where)))
        assert abs(first - start) <= 2
        assert abs(last - start - wide) <= 2
    first, last = ink(painted(lambda painter: draw_text(painter, box, "long " * 30, font, "#ffffff")))
    assert first >= 19
    assert last <= 221


def test_corners_are_what_a_rounded_rectangle_leaves():
    whole = QRectF(0, 0, 300, 60)

    def rounded(painter: QPainter) -> None:
        painter.setPen(Qt.PenStyle.NoPen)
        painter.fillRect(whole, QColor("#000000"))
        painter.setBrush(QColor("#ffffff"))
        painter.drawRoundedRect(whole, 12, 12)

    def corners(painter: QPainter) -> None:
        painter.setPen(Qt.PenStyle.NoPen)
        painter.fillRect(whole, QColor("#ffffff"))
        painter.setBrush(QColor("#000000"))
        for square, corner in outside_corners(300, 60, 12):
            assert square.toRectF().contains(corner.boundingRect())
            painter.drawPath(corner)

    images = painted(rounded), painted(corners)  # held: the bits go with their image
    one, other = (np.array(image.constBits()).astype(int) for image in images)
    assert abs(one - other).max() <= 16
    assert other.reshape(60, 300, 4)[0, 0, 0] == 0, "the very corner is outside"


def test_the_map_of_weights_rises_evenly_in_lightness():
    table = weight_table()
    assert table.shape == (256, 3)
    assert QColor(*table[0].tolist()).name() == "#440154"
    assert QColor(*table[-1].tolist()).name() == "#fde725"
    linear = (table / 255.0) ** 2.2 @ np.array([0.2126, 0.7152, 0.0722])
    lightness = 116 * np.cbrt(linear) - 16  # CIE 1976 L*
    assert (np.diff(lightness) > -0.1).all()
    assert np.abs(np.diff(lightness[::16])).std() < 1.0


def test_each_cell_wears_the_colour_of_its_weight():
    cells = np.array([[0.0, 0.2, 0.4], [0.39, 7.0, np.nan]], np.float32)
    image = cell_image(cells, 0.4)
    assert (image.width(), image.height()) == (3, 2)
    for row in range(2):
        for column in range(3):
            weight = float(np.nan_to_num(cells[row, column]))
            assert image.pixelColor(column, row) == weight_colour(weight, 0.4)
    assert cell_image(cells.T, 0.4).pixelColor(1, 2) == image.pixelColor(2, 1)


@pytest.mark.parametrize(("scale", "count"), [(1.0, 32), (1.0, 40), (2.0, 33), (1.0, 1)])
def test_a_vector_on_a_screen_looks_like_its_shapes(monkeypatch, scale, count):
    values = np.random.default_rng(count).normal(size=count)

    def strip(painter: QPainter) -> None:
        painter.scale(scale, scale)
        painter.translate(3, 5)
        draw_strip(painter, QRectF(0, 0, 287 / scale - 4, 18), values, theme().colours.query, theme().colours)

    def pixels(image: QImage) -> np.ndarray:
        return np.array(image.constBits()).reshape(image.height(), -1, 4)[:, :, :3].astype(int)

    quick = pixels(painted(strip))
    monkeypatch.setattr(paint, "_strip_shape", lambda *given: None)
    shapes = pixels(painted(strip))
    assert abs(quick - shapes).max() <= 1
    assert len(np.unique(shapes.reshape(-1, 3), axis=0)) > count


def test_a_vector_between_pixels_is_drawn_as_shapes():
    seen = []

    def strip(painter: QPainter) -> None:
        painter.translate(0.5, 0)
        seen.append(paint._strip_shape(painter, QRectF(0, 0, 200, 18), 32))
        painter.translate(0.5, 0)
        seen.append(paint._strip_shape(painter, QRectF(0, 0, 200, 18), 32))
        seen.append(paint._strip_shape(painter, QRectF(0, 0, 100, 18), 64))

    painted(strip)
    assert seen[0] is None
    assert seen[1] is not None
    assert seen[2] is None, "cells without a gap share pixels"


def test_lines_that_are_kept_hold_one_font_of_a_size_and_a_bounded_number_stays():
    for number in range(3000):
        paint._laid_out(f"line {number}", 14, False, turned=False)
    assert paint._laid_out.cache_info().currsize <= 2048
    assert len({id(paint._laid_out(f"line {number}", 14, False, turned=False)[2]) for number in range(2990, 3000)}) == 1


def test_a_line_that_lies_in_one_place_and_leans_in_another_is_laid_out_once_for_each():
    """Qt lays a kept line out anew whenever it is turned otherwise than at its last paint."""
    before = paint._laid_out.cache_info()

    def label(painter: QPainter) -> None:
        for _ in range(3):
            paint.draw_line(painter, QPointF(20, 20), "beside and above", 14)
            painter.save()
            painter.rotate(45)
            paint.draw_line(painter, QPointF(20, 20), "beside and above", 14)
            painter.restore()

    painted(label)
    after = paint._laid_out.cache_info()
    assert (after.misses - before.misses, after.hits - before.hits) == (2, 4)


@pytest.mark.parametrize(("count", "shown"), [(200, 1.0), (200, 0.5), (25, 1.0)])
def test_each_cell_of_a_slide_s_vector_has_the_colour_of_its_number_whether_or_not_it_has_room_for_a_gap(count, shown):
    """200 cells of 1.5 pixels are one picture, which smoothing would blur; 25 are shapes with gaps."""
    numbers, c = np.sin(np.arange(count) * 2.0).astype(np.float32), theme().colours

    def vector(painter: QPainter) -> None:
        painter.setRenderHint(QPainter.RenderHint.SmoothPixmapTransform)
        canvas = Canvas(painter, None, c)  # type: ignore[arg-type]
        draw_vector(canvas, QRectF(0, 10, 300, 40), numbers, c.query, shown)

    image, wide = painted(vector), 300 / count
    for place, value in enumerate(numbers.tolist()):
        drawn = place < round(count * shown)
        colour = signed_colour(value, float(abs(numbers).max()), c.query, c) if drawn else QColor("#1f2127")
        assert image.pixel(int((place + 0.4) * wide), 30) == colour.rgb()
