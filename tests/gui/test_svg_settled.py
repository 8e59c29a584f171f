"""Exported SVGs: text keeps its width and place where the interface's font is missing, small pictures stay sharp."""

from __future__ import annotations

import re
from html import unescape
from itertools import pairwise

import pytest
from PySide6.QtSvg import QSvgRenderer
from traces import MODEL, make_trace, whole_trace

from attnviz.gui.export import draw_heatmap_picture, save_widget
from attnviz.gui.fonts import FAMILY, ui_width
from attnviz.gui.slides.text import draw_line, paragraphs, slide_font
from attnviz.gui.svg_settled import settled
from attnviz.gui.views.all_heads import AllHeadsView
from attnviz.gui.views.finder import FinderView
from attnviz.lessons.step import Run
from attnviz.trace import Focus

JA = "太郎はケーキを食べた。"
RUN = re.compile(r"<text([^>]*)>([^<]*)</text>")


def runs(path) -> list[tuple[dict[str, str], str]]:
    found = RUN.findall(path.read_text("utf-8"))
    return [(dict(re.findall(r'([\w-]+)="([^"]*)"', head)), unescape(text)) for head, text in found]


@pytest.mark.parametrize("text", [JA, "he <s> & fell asleep"])
def test_each_run_says_how_wide_it_is_and_which_fonts_come_next(tmp_path, text):
    path = tmp_path / "a.svg"
    draw_heatmap_picture(make_trace(text, 3, 7), Focus(3, 7, 2, 1), path, (900, 800))
    assert QSvgRenderer(str(path)).isValid()
    painted = runs(path)
    assert len(painted) > 20
    for head, said in painted:
        assert head["font-family"].startswith(f"'{FAMILY}', ")
        assert head["font-family"].endswith(", sans-serif")
        assert head["lengthAdjust"] == "spacingAndGlyphs"
        wide = ui_width(said, round(float(head["font-size"])), int(head["font-weight"]) > 500)
        assert float(head["textLength"]) == pytest.approx(wide, rel=1e-4)


def test_the_runs_of_a_line_meet(tmp_path):
    """Qt cuts a line where scripts change: with widths of their own, pieces would leave gaps or lie on each other."""
    path = tmp_path / "a.svg"
    draw_heatmap_picture(make_trace(JA, 3, 7), Focus(3, 7, 2, 1), path, (900, 800))
    painted = runs(path)
    title = [(head, said) for head, said in painted if head["y"] == painted[0][0]["y"]]
    assert "".join(said for _, said in title) == JA
    assert len(title) > 2
    for (head, _), (after, _) in pairwise(title):
        assert float(head["x"]) + float(head["textLength"]) == pytest.approx(float(after["x"]), abs=0.3)


def test_pictures_of_heads_stay_sharp_and_fine_ones_smooth(qtbot, tmp_path):
    view = AllHeadsView()
    qtbot.addWidget(view)
    view.show_trace(whole_trace(MODEL, "he fell asleep"), Focus())
    save_widget(view.draw, tmp_path / "heads.svg", (900, 700))
    svg = (tmp_path / "heads.svg").read_text("utf-8")
    assert svg.count('image-rendering="pixelated"') == svg.count("<image") == 1
    long = make_trace(" ".join(f"w{i}" for i in range(300)), 3, 7)
    draw_heatmap_picture(long, Focus(3, 7), tmp_path / "long.svg", (500, 500))
    assert "pixelated" not in (tmp_path / "long.svg").read_text("utf-8")
    assert QSvgRenderer(str(tmp_path / "heads.svg")).isValid()


def test_brackets_of_half_a_width_do_not_lie_on_what_follows(qtbot, tmp_path):
    """Qt writes no font features: of full width, an opening bracket would have its ink on the next letter."""
    said = "「走った」がした（注意）」"
    (rich,) = paragraphs([Run(said)])

    def paint(painter, area):
        draw_line(painter, 100.0, 50.0, rich, (0, len(said)), slide_font(40), "#ffffff", {})

    save_widget(paint, tmp_path / "a.svg", (900, 200))
    painted = runs(tmp_path / "a.svg")
    opening, after = painted[0], painted[1]
    assert opening[1] == "「"
    assert "textLength" not in opening[0]
    assert float(opening[0]["x"]) == pytest.approx(80, abs=0.1), "its ink is in its right half"
    assert float(after[0]["x"]) == pytest.approx(120, abs=0.1)
    closing = next(head for head, text in painted if text == "）")
    last = next(head for head, text in painted if text == "」" and float(head["x"]) > float(closing["x"]))
    assert float(last["x"]) == pytest.approx(float(closing["x"]) + 20, abs=0.1)
    assert QSvgRenderer(str(tmp_path / "a.svg")).isValid()


def test_what_is_no_text_of_qt_stays():
    for svg in ("<svg></svg>", "<text x='1'>a</text>", '<text font-size="12" >a</text>'):
        assert settled(svg) == svg


def test_a_list_that_scrolls_has_whole_lines_only_in_an_svg(qtbot, tmp_path):
    """SVG clips nothing: half a line would lie over what stands below."""
    from test_finder import TEXT, trace_of

    view = FinderView()
    qtbot.addWidget(view)
    view.resize(700, 400)
    view.show()
    qtbot.waitExposed(view)
    view.show_trace(trace_of(TEXT), Focus(0, 0, 1, 3))
    save_widget(view, tmp_path / "a.svg")
    bottom = view.list.mapTo(view, view.list.viewport().rect().bottomLeft()).y()
    names = re.compile(r"head \d+$")
    heads = [head for head, said in runs(tmp_path / "a.svg") if names.search(said)]
    assert 3 < len(heads) <= bottom // view.list.LINE
