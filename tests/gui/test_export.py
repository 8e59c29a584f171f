"""Pictures on disk: what is in the files, and what is said when there can be none."""

from __future__ import annotations

import os
import re

import pytest
from PySide6.QtCore import QTranslator
from PySide6.QtGui import QImage
from PySide6.QtSvg import QSvgRenderer
from traces import make_trace

from attnviz.errors import UserError
from attnviz.gui.export import draw_heatmap_picture, save_widget
from attnviz.gui.i18n import explain
from attnviz.gui.text_file import read_text
from attnviz.gui.theme import theme
from attnviz.gui.views.colour_bar import weight_colour
from attnviz.gui.views.inspector import InspectorView
from attnviz.gui.views.matrix import HeatmapOptions
from attnviz.trace import Focus

JA = "太郎はケーキを食べた。そのあと彼は眠った。"
FOCUS = Focus(3, 7, 2, 1)


def svg_texts(path) -> list[str]:
    return re.findall(r"<text[^>]*>([^<]*)</text>", path.read_text("utf-8"))


def test_svg_keeps_japanese_as_text(tmp_path):
    path = tmp_path / "figure.svg"
    draw_heatmap_picture(make_trace(JA, 3, 7), FOCUS, path, (900, 800))
    assert QSvgRenderer(str(path)).isValid()
    painted = svg_texts(path)
    joined = "".join(painted)
    assert JA in joined
    for label in ("[CLS]", "太", "眠", "[SEP]"):
        assert painted.count(label) >= 2
    assert "Test model · layer 3 · head 7" in joined
    assert "100\u202f%" in joined


def test_svg_cells_are_shapes_in_the_colour_of_their_weight(tmp_path):
    trace, path = make_trace("he fell asleep", 3, 7), tmp_path / "figure.svg"
    draw_heatmap_picture(trace, Focus(3, 7), path, (900, 800))
    svg = path.read_text("utf-8")
    for weight in trace.heads[3, 7].weights.ravel():
        assert weight_colour(float(weight), 1.0).name() in svg
    assert "<image" not in svg


def test_png_has_the_size_scale_and_theme_asked_for(tmp_path):
    path = tmp_path / "figure.png"
    theme().use("light")
    draw_heatmap_picture(make_trace(JA, 3, 7), FOCUS, path, (900, 800), scale=2)
    theme().use("dark")
    image = QImage(str(path))
    assert (image.width(), image.height()) == (1800, 1600)
    assert image.pixelColor(2, 2).name() == "#ffffff"


def test_pdf_is_one_page_with_its_font_inside(tmp_path):
    path = tmp_path / "figure.PDF"
    draw_heatmap_picture(make_trace(JA, 3, 7), FOCUS, path, (960, 480))
    data = path.read_bytes()
    assert data.startswith(b"%PDF")
    box = re.search(rb"/MediaBox \[0 0 ([\d.]+) ([\d.]+)\]", data)
    assert [float(side) for side in box.groups()] == [720.0, 360.0]
    assert b"FontFile" in data


def test_a_long_text_is_one_small_image_and_says_which_labels_it_has(tmp_path):
    path = tmp_path / "figure.svg"
    draw_heatmap_picture(make_trace("word " * 300, 3, 7), Focus(3, 7), path, (1000, 900))
    svg = path.read_text("utf-8")
    assert svg.count("<image") == 1
    assert "labels: one in" in " ".join(svg_texts(path))


def test_options_reach_the_picture(tmp_path):
    path = tmp_path / "figure.svg"
    options = HeatmapOptions(special_tokens=False, scale="contrast", transposed=True)
    draw_heatmap_picture(make_trace(JA, 3, 7), FOCUS, path, (1000, 900), options)
    painted = " ".join(svg_texts(path))
    assert "rows: keys · columns: queries" in painted
    assert "[CLS]" not in painted
    assert "contrast scale" in painted


def test_any_widget_can_be_saved(qtbot, tmp_path):
    view = InspectorView()
    qtbot.addWidget(view)
    view.resize(380, 900)
    view.show()
    view.show_trace(make_trace(JA, 3, 7), FOCUS)
    save_widget(view, tmp_path / "view.svg", scale=1)
    assert "term by term" in " ".join(svg_texts(tmp_path / "view.svg"))
    save_widget(view, tmp_path / "view.png", size=(190, 450))
    assert QImage(str(tmp_path / "view.png")).width() == 190


@pytest.mark.parametrize("name", ["figure.jpg", "figure", "figure.svgz"])
def test_an_unknown_kind_is_named_with_what_is_known(tmp_path, name):
    with pytest.raises(UserError, match=r"must end in \.png, \.svg or \.pdf") as error:
        draw_heatmap_picture(make_trace(JA, 3, 7), FOCUS, tmp_path / name)
    assert name in str(error.value)
    assert not os.listdir(tmp_path)


def test_a_place_that_cannot_be_written_is_named(tmp_path):
    path = tmp_path / "missing" / "figure.png"
    with pytest.raises(UserError, match="cannot be written") as error:
        draw_heatmap_picture(make_trace(JA, 3, 7), FOCUS, path)
    assert str(path) in str(error.value)


def test_nothing_to_draw_is_said(tmp_path):
    with pytest.raises(UserError, match="text is empty"):
        draw_heatmap_picture(make_trace("", 3, 7), FOCUS, tmp_path / "figure.png")


def test_the_reason_inside_a_sentence_is_translated_with_it(tmp_path, qapp):
    class Shouting(QTranslator):
        """A language in which only texts of the context "errors" are loud."""

        def translate(self, context, source, disambiguation=None, n=-1):
            return source.upper().replace("{FILE}", "{file}").replace("{REASON}", "{reason}") * (context == "errors")

    with pytest.raises(UserError) as error:
        read_text(tmp_path)
    translator = Shouting()
    qapp.installTranslator(translator)
    try:
        said = explain(error.value)
    finally:
        qapp.removeTranslator(translator)
    assert said == f"{tmp_path} CANNOT BE READ (IS A DIRECTORY)."
    assert explain(error.value) == f"{tmp_path} cannot be read (Is a directory)."
