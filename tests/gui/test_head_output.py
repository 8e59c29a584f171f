"""The view of a head's output with real clicks and keys: its sentences, map, keys, states, table and export."""

from __future__ import annotations

import base64
import csv
import re
from dataclasses import replace

import numpy as np
import pytest
from PySide6.QtCore import QPoint, Qt
from PySide6.QtGui import QGuiApplication, QImage
from traces import DECODER, MODEL, TRANSLATOR, filled, model_trace

from attnviz.digits import percent, printed_small
from attnviz.gui.export import save_widget
from attnviz.gui.exporting.formats import CSV, Choices, ViewPicture
from attnviz.gui.main_window import language
from attnviz.gui.paint import FINE
from attnviz.gui.theme import theme
from attnviz.gui.views.colour_bar import weight_colour
from attnviz.gui.views.head_output import HeadOutputView
from attnviz.trace import MOST_STATES, Focus, Trace, Wishes

TEXT = "Taro ate the cake because he was hungry"
LONG = " ".join(f"word{i}" for i in range(40))
LEFT, Key = Qt.MouseButton.LeftButton, Qt.Key


def trace_of(text: str = TEXT, model=MODEL, layer: int = 2, head: int = 1, outputs: bool = True, id: int = 1) -> Trace:
    bare = model_trace(model, text, layer, head, id)
    return filled(replace(bare, request=replace(bare.request, outputs=outputs)))


@pytest.fixture
def view(qtbot):
    made = HeadOutputView()
    qtbot.addWidget(made)
    made.resize(500, 1000)
    made.show()
    qtbot.waitExposed(made)
    return made


def shown(view, trace: Trace | None = None, focus: Focus | None = None) -> Trace:
    trace = trace or trace_of()
    view.show_trace(trace, focus or Focus(2, 1, 6, 1))
    return trace


def test_it_asks_for_outputs_and_for_nothing_else(view):
    assert view.wishes() == Wishes(outputs=True)


def test_the_sentence_has_the_numbers_of_the_trace(view):
    trace = shown(view)
    own, stream = trace.outputs.added[2, 1, 6], trace.outputs.stream[2, 6]
    rank = int((trace.outputs.added[:, :, 6] > own).sum()) + 1
    said = view.said.text()
    for part in ("he", printed_small(own), printed_small(stream), percent(own / stream), f"Rank {rank} of 72"):
        assert part in said
    assert said in view.accessibleDescription()


def test_the_sentence_follows_word_head_and_text(view):
    trace = shown(view)
    before = view.said.text()
    view.show_trace(trace, Focus(2, 1, 2, 1))
    assert "ate" in view.said.text() != before
    view.show_trace(trace_of("Hanako slept", layer=0, head=3, id=2), Focus(0, 3, 2, 1))
    assert "slept" in view.said.text()
    assert "layer 0 · head 3" in view.said.text()


def test_strips_hold_every_number_of_the_way(view):
    trace = shown(view)
    head = trace.heads[2, 1]
    assert np.array_equal(view.path.weights.strip.values, head.weights[6])
    assert np.array_equal(view.path.context.strip.values, head.context[6])
    assert np.array_equal(view.path.output.strip.values, head.output[6])
    assert printed_small(float(np.linalg.norm(head.output[6]))) in view.path.output.strip.note


def test_each_number_of_a_long_vector_can_be_pointed_at(qtbot, view):
    trace = shown(view)
    output = view.path.output
    assert output.rows > 1
    reached = {output.index_at(output.cell_rect(i).center()) for i in range(MODEL.width)}
    assert reached == set(range(MODEL.width))
    qtbot.mouseMove(output, output.cell_rect(200).center().toPoint())
    assert output.pointed == 200
    assert output.readout(200).endswith(str(trace.heads[2, 1].output[6][200]).replace("-", "−"))


def test_a_click_in_the_map_chooses_a_head_and_arrows_walk_it(qtbot, view):
    shown(view)
    cells = view.map.map
    with qtbot.waitSignal(view.head_chosen) as chosen:
        qtbot.mouseClick(cells, LEFT, pos=cells.cell_rect((3, 4)).center().toPoint())
    assert chosen.args == [3, 4]
    qtbot.keyClick(cells, Key.Key_Right)
    qtbot.keyClick(cells, Key.Key_Up)
    assert "layer 2 · head 5" in view.map.readout.text()
    with qtbot.waitSignal(view.head_chosen) as chosen:
        qtbot.keyClick(cells, Key.Key_Return)
    assert chosen.args == [2, 5]


def test_arrow_keys_begin_at_the_head_in_focus_and_stay_while_a_text_is_typed(qtbot, view):
    shown(view)
    cells = view.map.map
    cells.setFocus()
    qtbot.keyClick(cells, Key.Key_Right)
    assert "layer 2 · head 2" in view.map.readout.text()
    shown(view, trace_of(TEXT + " again", id=2))
    assert "layer 2 · head 2" in view.map.readout.text()
    shown(view, trace_of(layer=4, head=6, id=3), Focus(4, 6, 6, 1))
    assert cells.current == (4, 6)


def test_the_map_is_of_the_word_or_of_all_as_length_or_share(qtbot, view):
    trace = shown(view)
    own, words = trace.outputs, range(1, len(trace.tokens) - 1)
    assert view.map.map.ranking.weights == pytest.approx(own.added[:, :, 6])
    view.setFocus()
    qtbot.keyClick(view, Key.Key_M)
    assert view.map.map.ranking.weights == pytest.approx(own.added[:, :, list(words)].mean(axis=2))
    with qtbot.waitSignal(view.state_changed):
        qtbot.mouseClick(view.map.share, LEFT)
    shares = own.added / own.stream[:, None, :]
    assert view.map.map.ranking.weights == pytest.approx(shares[:, :, list(words)].mean(axis=2))
    assert "%" in view.map.readout.text()
    assert view.state() == {"mean": True, "relative": True, "by_product": False}


def test_keys_stand_by_weight_or_by_what_they_bring(qtbot, view):
    trace = shown(view)
    head = trace.heads[2, 1]
    brings = head.weights[6] * head.value_lengths
    assert view.keys.keys == np.argsort(-head.weights[6], kind="stable").tolist()
    view.setFocus()
    qtbot.keyClick(view, Key.Key_S)
    assert view.keys.keys == np.argsort(-brings, kind="stable").tolist()
    first = view.keys.keys[0]
    assert percent(brings[first] / brings.sum(), 2) in view.keys.said(first)
    assert percent(head.weights[6, first], 2) in view.keys.said(first)


def test_a_key_is_chosen_by_a_click_and_by_the_keyboard(qtbot, view):
    shown(view)
    keys = view.keys
    with qtbot.waitSignal(view.pair_chosen) as chosen:
        qtbot.mouseClick(keys, LEFT, pos=keys.line_rect(2).center().toPoint())
    assert chosen.args == [6, keys.keys[2]]
    keys.setFocus()
    qtbot.keyClick(keys, Key.Key_Down)
    assert keys.labels[keys.keys[3]] in keys.accessibleDescription()
    with qtbot.waitSignal(view.pair_chosen) as chosen:
        qtbot.keyClick(keys, Key.Key_Return)
    assert chosen.args == [6, keys.keys[3]]


def test_the_sentence_of_the_keys_names_the_one_that_differs_most(view):
    trace = trace_of()
    head = trace.heads[2, 1]
    lengths = np.ones_like(head.value_lengths)
    lengths[0] = 0.01
    weights = np.full_like(head.weights, 0.5 / (len(lengths) - 1))
    weights[:, 0] = 0.5
    shown(view, replace(trace, heads={(2, 1): replace(head, weights=weights, value_lengths=lengths)}))
    assert view.told.text().startswith("[CLS] has 50.0\u202f% of the weight but brings 1.0\u202f%")
    assert view.keys._move(0) == f"1 → {len(lengths)}"


def test_a_long_row_has_a_line_for_the_others_and_for_the_key_in_focus(view):
    trace = trace_of(LONG)
    last = int(np.argmin(trace.heads[2, 1].weights[5]))
    shown(view, trace, Focus(2, 1, 5, last))
    assert len(view.keys.keys) == 12
    assert last in view.keys.keys
    assert view.keys.others == len(trace.tokens) - 12


def test_keys_that_a_mask_hides_have_no_line(view):
    trace = trace_of(model=DECODER)
    shown(view, trace, Focus(2, 1, 3, 0))
    assert sorted(view.keys.keys) == [0, 1, 2, 3]
    assert view.keys.others == 0
    shown(view, trace, Focus(2, 1, 3, 6))  # but the one in focus has
    assert sorted(view.keys.keys) == [0, 1, 2, 3, 6]


# what is shown while there is nothing to show


def test_before_the_first_trace_and_for_an_empty_text(view):
    view.show_trace(None, Focus())
    assert "when the model has read" in view.nothing.line
    view.show_trace(trace_of(""), Focus())
    assert view.nothing.title == "Type a sentence"
    assert view.nothing.isVisible()


def test_a_captured_trace_says_why(view):
    trace = trace_of(outputs=False)
    captured = replace(
        trace,
        model=replace(MODEL, name="Large", captured_by="transformers"),
        request=replace(trace.request, outputs=True),
    )
    shown(view, captured)
    assert "captured trace of Large" in view.nothing.line
    assert "W_O" in view.nothing.line


def test_numbers_stay_dimmed_while_the_next_ones_are_on_their_way(view):
    shown(view)
    said = view.said.text()
    view.show_trace(trace_of(outputs=False, id=2), Focus(2, 1, 3, 1))
    assert view.said.text() == said
    assert view.keys.stale
    shown(view, trace_of(id=3), Focus(2, 1, 3, 1))
    assert view.said.text() != said
    assert not view.keys.stale


def test_numbers_of_another_model_do_not_stay(view):
    shown(view)
    view.show_trace(trace_of(model=DECODER, outputs=False, id=2), Focus(2, 1, 3, 1))
    assert view.nothing.isVisible()
    assert "being computed" in view.nothing.title


def test_a_text_of_more_tokens_says_so(view):
    trace = trace_of(" ".join("a" for _ in range(MOST_STATES + 10)), replace(MODEL, limit=4096), outputs=False)
    trace = replace(trace, request=replace(trace.request, outputs=True))
    shown(view, trace)
    assert str(MOST_STATES) in view.nothing.line
    assert str(len(trace.tokens)) in view.nothing.line
    one = filled(replace(trace, request=replace(trace.request)))
    shown(view, replace(one, outputs=None))  # the head in focus alone
    assert view.said.isVisible()
    assert view.no_map.isVisible()
    assert str(MOST_STATES) in view.no_map.text()
    assert not view.map.isVisible()


def test_a_trace_without_a_pair(view):
    shown(view, focus=Focus(2, 1))
    assert view.nothing.title == "Choose a word"
    shown(view, focus=Focus(2, 1, 99, 99))
    assert view.nothing.title == "Choose a word"


@pytest.mark.parametrize(("layer", "named"), [(0, "encoder 0 · self"), (3, "decoder 1 · masked"), (4, "cross")])
def test_layers_of_a_translator_are_named(view, layer, named):
    shown(view, trace_of("Taro ate the cake", TRANSLATOR, layer), Focus(layer, 1, 2, 1))
    assert named in view.said.text()
    assert set(view.map.map.ranking.layers) == ({0, 1} if layer == 0 else {2, 3, 4, 5})


# copy, export, the window


def test_the_table_holds_the_trace_bit_for_bit(qtbot, view):
    trace = shown(view)
    head = trace.heads[2, 1]
    view.setFocus()
    qtbot.keyClick(view, Key.Key_C, Qt.KeyboardModifier.ControlModifier)
    rows = [line.split("\t") for line in QGuiApplication.clipboard().text().splitlines()]
    start = next(i for i, row in enumerate(rows) if row[:2] == ["key", "token"])
    keys = rows[start + 1 : start + 1 + len(trace.tokens)]
    assert [np.float32(row[2]) for row in keys] == list(head.weights[6])
    assert [np.float32(row[4]) for row in keys] == list(head.value_lengths)
    layers = [row for row in rows if row[0].startswith("layer ")]
    assert np.array_equal(np.float32([row[1:] for row in layers]), trace.outputs.added[:, :, 6])


def test_the_menu_copies_the_number_under_the_mouse(view):
    trace = shown(view)
    head, own = trace.heads[2, 1], trace.outputs.added
    key = view.keys.keys[1]
    for part, point, number in (
        (view.path.output, view.path.output.cell_rect(150).center(), str(head.output[6][150])),
        (view.path.context, view.path.context.cell_rect(3).center(), str(head.context[6][3])),
        (view.map.map, view.map.map.cell_rect((4, 2)).center(), str(own[4, 2, 6])),
        (view.keys, view.keys.line_rect(1).center(), view.keys.said(key)),
    ):
        menu = view.make_menu(part.mapTo(view, point.toPoint()))
        menu.actions()[0].trigger()
        assert QGuiApplication.clipboard().text() == number
    menu = view.make_menu(QPoint(2, 2))
    names = [action.text() for action in menu.actions()]
    assert names[:2] == ["Copy these numbers", "Copy the sentences"]
    menu.actions()[1].trigger()
    assert QGuiApplication.clipboard().text() == f"{view.said.text()} {view.told.text()}"
    next(action for action in menu.actions() if action.text() == "Share of the stream").trigger()
    assert view.map.relative


def test_pictures_and_csv_of_the_view(qtbot, window, tmp_path):
    window.text_bar.editor.replace_text(TEXT)
    window.docks.open("output")
    assert window.wait_until_idle(10)
    subject = ViewPicture(window, window.docks.docks["output"].content)
    assert [one.ending for one in subject.FORMATS] == [".png", ".svg", ".pdf", ".csv"]
    for one in subject.FORMATS:
        job = subject.job(one, str(tmp_path / f"a{one.ending}"), Choices((600, 900), 1.0))
        with qtbot.waitSignal(job.ended) as ended:
            job.start()
        assert ended.args == [None]
    assert QImage(str(tmp_path / "a.png")).width() == 600
    rows = list(csv.reader((tmp_path / "a.csv").read_text("utf-8-sig").splitlines()))
    assert ["layer", str(window.microscope.focus.layer)] in rows
    assert CSV in subject.FORMATS


def test_cells_stay_sharp_in_a_file(view, tmp_path):
    """What opens an SVG smooths small pictures: one of a few pixels, a cell each, would become a cloud of colours."""
    trace = shown(view)
    save_widget(view, tmp_path / "a.svg")
    inside = re.findall(r"data:image/png;base64,([^\"]+)", (tmp_path / "a.svg").read_text("utf-8"))
    pictures = [QImage.fromData(base64.b64decode(one)) for one in inside]
    rows, columns = trace.outputs.added.shape[:2]
    factor = FINE // columns
    maps = [one for one in pictures if (one.width(), one.height()) == (columns * factor, rows * factor)]
    assert len(maps) == 1
    assert all(max(one.width(), one.height()) > FINE // 2 for one in pictures)
    top = float(trace.outputs.added[:, :, 6].max())
    for layer, head in ((0, 0), (2, 1), (5, 11)):
        at = maps[0].pixelColor(int((head + 0.95) * factor), int((layer + 0.95) * factor))
        assert at == weight_colour(float(trace.outputs.added[layer, head, 6]), top)


def test_in_the_window_it_is_live_and_its_choices_reach_the_others(qtbot, window):
    window.text_bar.editor.replace_text(TEXT)
    window.docks.open("output")
    assert window.wait_until_idle(10)
    view = window.docks.docks["output"].content
    assert window.microscope.trace.request.outputs
    before = view.said.text()
    window.text_bar.editor.replace_text(TEXT + " again")
    assert window.wait_until_idle(10)
    assert view.said.text() != before
    cells = view.map.map
    view.head_chosen.emit(4, 7)
    assert window.wait_until_idle(10)
    assert window.microscope.focus.head_id == (4, 7)
    assert cells.focused == (4, 7)
    assert "layer 4 · head 7" in view.said.text()


@pytest.mark.parametrize("theme_name", ["light", "dark"])
@pytest.mark.parametrize(("width", "height"), [(300, 500), (520, 700), (1400, 900)])
def test_it_paints_at_any_size(view, theme_name, width, height):
    theme().use(theme_name)
    shown(view, trace_of(LONG), Focus(2, 1, 5, 3))
    view.resize(width, height)
    picture = view.grab().toImage()
    colours = {picture.pixelColor(QPoint(x, y)).name() for x in range(0, width, 7) for y in range(0, height, 7)}
    assert len(colours) > 10


def test_texts_change_with_the_language(view):
    shown(view)
    language().use("ja")
    language().use("en")
    assert "adds a vector of length" in view.said.text()
