"""The three kinds of attention in the window: masks, shared keys and values, and rows that are not columns."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest
from heatmap_tools import EN, MANY, move, open_view, texts
from PySide6.QtCore import QPointF, Qt
from PySide6.QtWidgets import QApplication
from traces import DECODER, TRANSLATOR, attention_head, make_trace, model_trace

from attnviz.gui.export import draw_heatmap_picture
from attnviz.gui.theme import theme
from attnviz.gui.views.calculation import calculation_text, strongest_keys
from attnviz.gui.views.colour_bar import masked_colour, weight_colour
from attnviz.gui.views.heatmap_shown import masked_reason
from attnviz.gui.views.matrix import HeatmapOptions, arrange, pooled, pooled_cells
from attnviz.lessons.page import Page
from attnviz.lessons.pair_walk import LESSON
from attnviz.lessons.places import Places
from attnviz.lessons.scene import open_scene, scene_numbers
from attnviz.pair import open_pair
from attnviz.trace import Focus

MASKED_LAYER, CROSS_LAYER = 3, 5


@pytest.fixture
def view(qtbot):
    return open_view(qtbot)


def colour_of(view, query: int, key: int) -> str:
    QApplication.processEvents()
    image = view._canvas.grab().toImage()
    point = view.cell_rect(query, key).center() - view._canvas.pos()
    # beside the middle, where no value is printed; within the ring of the chosen cell
    return image.pixelColor(point.x() + 5, point.y() + 5).name()


# --- causal masks


@pytest.mark.parametrize("look", ["dark", "light"])
def test_masked_cells_are_grey_and_no_weight_is(view, look):
    theme().use(look)
    trace = model_trace(DECODER, EN, 1, 5)
    view.show_trace(trace, Focus(1, 5, 3, 2))
    grey = masked_colour(theme().colours).name()
    assert colour_of(view, 2, 8) == grey
    weight = float(trace.heads[1, 5].weights[8, 5])
    assert colour_of(view, 8, 5) == weight_colour(weight, 1.0).name()
    assert all(weight_colour(i / 255, 1.0).name() != grey for i in range(256))
    view.set_options(True, "full", True)
    assert colour_of(view, 2, 8) == grey, "the mask is transposed with the picture"


def test_an_encoder_has_nothing_grey(view):
    trace = make_trace(EN, 3, 7)
    matrix = arrange(trace.tokens, trace.heads[3, 7], HeatmapOptions())
    assert matrix.scores is None
    assert matrix.masked(slice(None), slice(None)) is None


def test_hovering_a_masked_cell_says_that_its_key_comes_later(view, tmp_path):
    trace = model_trace(DECODER, EN, 1, 5)
    view.show_trace(trace, Focus(1, 5, 3, 2))
    move(view, view.cell_rect(3, 7).center())
    painted = "".join(texts(view, tmp_path))
    assert "the → that  masked" in painted
    assert "“that” comes later than “the” and cannot be seen from it." in painted
    assert masked_reason(view._shown, (7, 3)) == ""


def test_a_sliding_window_hides_what_lies_too_far_back(view):
    trace = model_trace(DECODER, EN, 1, 5)
    windowed = attention_head(len(trace.tokens), 3, causal=True, window=4)
    view.show_trace(replace(trace, heads={(1, 5): windowed}), Focus(1, 5, 9, 8))
    assert masked_reason(view._shown, (9, 8)) == ""
    assert "too far before" in masked_reason(view._shown, (9, 2))
    assert colour_of(view, 9, 2) == masked_colour(theme().colours).name()


def test_a_masked_pair_has_no_share_anywhere(view, tmp_path):
    view.show_trace(model_trace(DECODER, EN, 1, 5), Focus(1, 5, 3, 7))
    painted = "".join(texts(view, tmp_path))
    assert "the → that  masked" in painted
    assert "to that: masked." in view._spoken()
    assert "grey: masked" in painted


def test_a_long_masked_text_pooled_keeps_its_diagonal_and_its_mask():
    trace = model_trace(DECODER, MANY, 1, 5)
    matrix = arrange(trace.tokens, trace.heads[1, 5], HeatmapOptions())
    cells, masked = pooled_cells(matrix, 100, 100)
    assert masked is not None
    assert masked[0, 50]
    assert not masked[50, 50]
    assert (cells[masked] == 0).all()
    assert (cells[~masked] > 0).all()


def test_pooling_may_differ_in_rows_and_columns():
    cells = np.random.default_rng(0).random((90, 40), np.float32)
    small = pooled(cells, 30, 10)
    assert small.shape == (30, 10)
    assert small[0, 0] == cells[:3, :4].max()
    assert (pooled(cells.T, 10, 30) == small.T).all()
    assert pooled(cells, 30, 40).shape == (30, 40)


def test_the_inspector_lists_no_key_that_cannot_be_seen(window):
    scope = window.microscope
    scope.set_model(DECODER.id)
    assert window.wait_until_idle(10)
    scope.choose_head(1, 5)
    assert window.wait_until_idle(10)
    scope.choose_pair(2, 1)
    inspector = window.inspector
    assert {bar.key for bar in inspector.content.bars.bars} <= {0, 1, 2}
    assert inspector.content.output.strip.note.startswith("sum over 3 keys")
    scope.choose_pair(2, 6)
    assert inspector.content.pair_line.weight == "masked"
    assert inspector.content.score.steps[1].result == "masked"
    assert [bar.text for bar in inspector.content.bars.bars if bar.key == 6] == ["masked"]


def test_the_copied_calculation_says_masked():
    trace = model_trace(DECODER, EN, 1, 5)
    rows = [line.split("\t") for line in calculation_text(trace, Focus(1, 5, 2, 6)).splitlines()]
    assert ["score", "masked"] in rows
    assert sum(row[2:4] == ["masked", "masked"] for row in rows) == len(trace.tokens) - 3
    assert strongest_keys(open_pair(trace.heads[1, 5], 0, 0), 2)[0] == 0


def test_while_typing_the_pair_is_one_that_the_mask_lets_through(window, qtbot):
    scope = window.microscope
    scope.set_model(DECODER.id)
    window.text_bar.editor.replace_text("")
    assert window.wait_until_idle(10)
    for text in ("Taro", "Taro ate", "Taro ate the cake"):
        window.text_bar.editor.replace_text(text)
        assert window.wait_until_idle(10)
        focus = scope.focus
        assert focus.key <= focus.query, text


def test_another_model_never_starts_on_a_masked_pair(window):
    scope = window.microscope
    scope.choose_pair(2, 9)
    scope.set_model(DECODER.id)
    assert window.wait_until_idle(10)
    assert scope.focus.query == 2
    assert scope.focus.key < 2


# --- shared keys and values


def test_grouped_heads_name_the_head_whose_keys_they_use(window):
    scope = window.microscope
    assert window.toolbar.head.group.isHidden(), "an encoder's heads share nothing"
    assert window.inspector.content.k.strip.note == "32 numbers"
    scope.set_model(DECODER.id)
    assert window.wait_until_idle(10)
    scope.choose_head(1, 5)
    assert window.wait_until_idle(10)
    control = window.toolbar.head
    assert control.group.isVisible()
    assert control.group.text() == "K/V 1 / 2"
    assert control.group.toolTip() == "query head 5 uses key/value head 1 of 3"
    assert window.inspector.content.q.strip.note == "query head 5"
    assert window.inspector.content.k.strip.note == "key/value head 1 of 3"
    assert [DECODER.kv_head(head) for head in range(9)] == [0, 0, 0, 1, 1, 1, 2, 2, 2]


# --- an encoder-decoder


@pytest.fixture
def translator(window):
    window.microscope.set_model(TRANSLATOR.id)
    assert window.wait_until_idle(10)
    return window


def aim(window, layer: int) -> Focus:
    window.microscope.choose_head(layer, 1)
    assert window.wait_until_idle(10)
    return window.microscope.focus


def test_the_layer_control_reaches_all_attentions_and_names_them(translator):
    control = translator.toolbar.head
    assert control.layer.field.maximum() == TRANSLATOR.attentions - 1 == 5
    seen = []
    for layer in range(6):
        aim(translator, layer)
        seen.append(control.part.toolTip())
    assert seen == [
        "encoder 0: self-attention",
        "encoder 1: self-attention",
        "decoder 0: masked self-attention",
        "decoder 1: masked self-attention",
        "decoder 0: cross-attention",
        "decoder 1: cross-attention",
    ]
    assert control.part.text() == "decoder 1 · cross"
    translator.microscope.choose_head(99, 0)
    assert translator.microscope.focus.layer == 5


def test_rows_are_the_queries_and_columns_the_keys(translator, tmp_path):
    aim(translator, CROSS_LAYER)
    trace, matrix = translator.microscope.trace, translator.heatmap._shown.matrix
    assert matrix.shape == (len(trace.target), len(trace.tokens))
    assert matrix.row_labels == trace.target.labels
    assert matrix.column_labels == trace.tokens.labels
    assert len(trace.target) != len(trace.tokens)
    plan = translator.heatmap._plan
    assert (plan.rows, plan.columns) == matrix.shape
    aim(translator, MASKED_LAYER)
    assert translator.heatmap._shown.matrix.column_labels == trace.target.labels
    translator.use_option("special_tokens", False)
    assert translator.heatmap._shown.matrix.shape == (len(trace.target) - 2,) * 2


def test_the_cell_cursor_stays_inside_rows_and_columns_of_their_own(translator, qtbot):
    aim(translator, CROSS_LAYER)
    trace, heatmap = translator.microscope.trace, translator.heatmap
    qtbot.keyClick(heatmap, Qt.Key.Key_End, Qt.KeyboardModifier.ControlModifier)
    assert translator.microscope.focus.on_head(0, 0) == Focus(0, 0, len(trace.target) - 1, len(trace.tokens) - 1)
    for key in (Qt.Key.Key_Right, Qt.Key.Key_Down):
        qtbot.keyClick(heatmap, key)
    assert translator.microscope.focus.query == len(trace.target) - 1
    assert translator.microscope.focus.key == len(trace.tokens) - 1


def test_going_from_part_to_part_keeps_the_half_of_the_pair_that_both_have(translator):
    scope = translator.microscope
    aim(translator, 0)
    scope.choose_pair(3, 4)
    cross = aim(translator, CROSS_LAYER)
    assert cross.key == 4, "keys are those of the sentence in both"
    assert cross.query == int(scope.trace.head(cross).weights[:, 4].argmax())
    masked = aim(translator, MASKED_LAYER)
    assert masked.query == cross.query, "queries are those of the translation in both"
    assert masked.key <= masked.query
    back = aim(translator, 1)
    assert max(back.query, back.key) < len(scope.trace.tokens)


def test_each_line_of_chips_chooses_its_own_half(translator, qtbot):
    aim(translator, CROSS_LAYER)
    scope, strip = translator.microscope, translator.tokens
    assert strip.written.isVisible()
    assert strip.text.text() == scope.trace.target.text

    def click(chips, token: int) -> None:
        qtbot.mouseClick(chips, Qt.MouseButton.LeftButton, pos=chips.rect_of(token).center().toPoint())

    click(strip.chips, 4)
    assert scope.focus.key == 4
    click(strip.written, 2)
    assert (scope.focus.query, scope.focus.key) == (2, 4)
    assert "key" in strip.chips.tip(4)
    assert "query" in strip.written.tip(2)
    aim(translator, 0)
    pair = scope.focus
    click(strip.written, 3)
    assert scope.focus == pair, "the encoder does not attend to what is written"
    translator.microscope.set_model("test")
    assert translator.wait_until_idle(10)
    assert not strip.written.isVisible()


def test_the_translation_follows_each_key_press(translator, qtbot):
    translator.text_bar.editor.replace_text("one two")
    assert translator.wait_until_idle(10)
    assert translator.tokens.text.text() == "two one 。"
    translator.text_bar.editor.replace_text("one two three")
    assert translator.wait_until_idle(10)
    assert translator.tokens.text.text() == "three two one 。"
    assert translator.tokens.written._tokens is translator.microscope.trace.target


def test_only_words_of_the_sentence_are_coloured_in_it(translator):
    aim(translator, CROSS_LAYER)
    translator.microscope.choose_pair(1, 4)
    marks = translator.text_bar.editor.extraSelections()
    assert [mark.cursor.selectedText() for mark in marks] == [translator.microscope.trace.tokens.labels[4]]
    aim(translator, MASKED_LAYER)
    assert translator.text_bar.editor.extraSelections() == []
    translator.showing.on_pair_hovered((1, 1))
    assert translator.text_bar._hovered == ()


def test_every_view_names_query_and_key_from_their_own_texts(translator, tmp_path):
    focus = aim(translator, CROSS_LAYER)
    translator.microscope.choose_pair(1, 4)
    focus, trace = translator.microscope.focus, translator.microscope.trace
    query, key = trace.target.labels[1], trace.tokens.labels[4]
    assert (translator.inspector.content.pair_line.query, translator.inspector.content.pair_line.key) == (query, key)
    assert f"query\t1\t{query}\nkey\t4\t{key}\n" in calculation_text(trace, focus)
    scene = open_scene(trace, focus)
    places = Places(Page(LESSON, 0, scene.trace, scene.focus))
    assert (places["query"], places["key"]) == (query, key)
    assert scene.tokens.surface(scene.query_place) == query
    assert scene.own_index(scene.query_place) == 1
    assert (scene_numbers(scene)["i"], scene_numbers(scene)["j"]) == ("1", "4")
    draw_heatmap_picture(trace, focus, tmp_path / "cross.svg")
    painted = (tmp_path / "cross.svg").read_text("utf-8")
    for label in (*trace.target.labels, *trace.tokens.labels):
        assert label in painted
    assert "decoder 1: cross-attention" in painted


def test_cross_attention_says_which_word_a_row_looks_for(translator, tmp_path):
    aim(translator, CROSS_LAYER)
    trace, heatmap, inspector = translator.microscope.trace, translator.heatmap, translator.inspector
    surfaces = [trace.target.surface(i) for i in range(len(trace.target))]
    last = len(surfaces) - 1
    for query, says in (
        (0, f"at the start: looks for the first word “{surfaces[1]}”"),
        (2, f"after reading “{surfaces[2]}”: looks for the next word “{surfaces[3]}”"),
        (last, f"after reading “{surfaces[last]}”: looks for anything left to write"),
    ):
        translator.microscope.choose_pair(query, 4)
        assert inspector.content.pair_line.note == says
        assert inspector.content.pair_line.sizeHint().height() > inspector.content.pair_line.LINE
        assert says in "".join(texts(heatmap, tmp_path))
        assert says in translator.tokens.written.tip(query).replace("&amp;", "&").replace("&lt;", "<")
        assert heatmap._label_tip(query, None) == says
    assert "a row looks for the word written next" in "".join(texts(heatmap, tmp_path))
    assert heatmap._label_tip(None, 4) == trace.tokens.labels[4]
    translator.use_option("transposed", True)
    assert heatmap._label_tip(None, last) == says
    assert heatmap._label_tip(4, None) == trace.tokens.labels[4]
    assert "a column looks for the word written next" in "".join(texts(heatmap, tmp_path))


@pytest.mark.parametrize("layer", [0, MASKED_LAYER])
def test_other_layers_say_nothing_of_a_next_word(translator, layer, tmp_path):
    aim(translator, layer)
    translator.microscope.choose_pair(2, 1)
    assert translator.inspector.content.pair_line.note == ""
    assert translator.inspector.content.pair_line.sizeHint().height() == translator.inspector.content.pair_line.LINE
    assert "looks for" not in "".join(texts(translator.heatmap, tmp_path))
    assert "looks for" not in translator.tokens.written.tip(2)


@pytest.mark.parametrize("layer", [0, MASKED_LAYER, CROSS_LAYER])
def test_every_slide_of_every_kind_is_painted(translator, layer, qtbot):
    aim(translator, layer)
    translator.present(0, full_screen=False)
    presenter = translator.presenter
    presenter.set_motion(False)
    presenter.resize(640, 360)
    for step in range(8):
        presenter.lecture.jump(step + 1)
        image = presenter.grab().toImage()
        assert len({image.pixel(x, y) for x in range(0, 640, 3) for y in range(150, 300, 9)}) > 3


def test_no_control_is_lost_in_a_narrow_window(translator):
    aim(translator, CROSS_LAYER)
    translator.resize(960, 600)
    QApplication.processEvents()
    toolbar = translator.toolbar
    for control in (toolbar.model, toolbar.device, toolbar.head, toolbar.present, toolbar.language, toolbar.theme):
        assert control.isVisible()
        assert control.geometry().right() < toolbar.width()
    assert QPointF(toolbar.head.part.geometry().bottomRight()).x() < toolbar.head.width()
