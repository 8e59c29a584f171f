"""Words, tokens and bytes on screen: heatmap and lines under a real mouse and real keys, chips, menus, files."""

from __future__ import annotations

import csv
from dataclasses import replace

import numpy as np
import pytest
from heatmap_tools import EN, HEAD, JA, assert_screen_is_whole, move, open_view, texts
from PySide6.QtCore import QPoint, Qt
from PySide6.QtGui import QGuiApplication
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication
from traces import attention_head, make_trace

from attnviz.axis import MOST_UNITS, Axis, joined
from attnviz.colours import LOG_FLOOR
from attnviz.digits import percent
from attnviz.gui.views.colour_bar import scale_ticks, weight_colour
from attnviz.gui.views.heatmap_menu import row_table, whole_table
from attnviz.gui.views.heatmap_readout import entropy
from attnviz.gui.views.lines import LinesView
from attnviz.pair import word_weight
from attnviz.trace import Focus, Tokens, Trace

Key, Shift, Control = Qt.Key, Qt.KeyboardModifier.ShiftModifier, Qt.KeyboardModifier.ControlModifier
JOINED = (0, 1, 1, 2, 3, 3, 3, 4, 5, 6, 7, 8, 9, 10)  # "Taro ate", "the", "cake. After" ...


def pieces_trace(text: str = EN, request_id: int = 1) -> Trace:
    """A trace in which some words have two and three pieces."""
    trace = make_trace(text, *HEAD.head_id, request_id=request_id)
    return replace(trace, tokens=replace(trace.tokens, words=JOINED[: len(trace.tokens)]))


def byte_trace(text: str, request_id: int = 1) -> Trace:
    """As a byte-level vocabulary that knows no character beyond ASCII would cut it: a token for each byte."""
    data = [(at, byte) for at, character in enumerate(text) for byte in character.encode()]
    count = len(data)
    labels = tuple(chr(byte) if byte < 128 else f"‹{byte:02X}›" for _, byte in data)
    tokens = Tokens(
        text, tuple(byte for _, byte in data), labels=labels, pieces=tuple("x" for _ in data), limit=512, total=count,
        spans=tuple((at, at + 1) for at, _ in data), special=(False,) * count, words=tuple(at for at, _ in data),
        read_to=len(text),
    )  # fmt: skip
    base = make_trace("a", *HEAD.head_id, request_id=request_id)
    request = replace(base.request, text=text)
    return replace(base, request=request, tokens=tokens, heads={HEAD.head_id: attention_head(count, 5)})


@pytest.fixture
def view(qtbot):
    return open_view(qtbot)


def show(view, axis: str, trace: Trace | None = None, query: int = 10, key: int = 1, scale: str = "full") -> Trace:
    view.set_options(True, scale, False, axis)
    trace = trace or pieces_trace()
    view.show_trace(trace, HEAD.on_pair(query, key))
    return trace


# words


def test_cells_of_words_are_joined_and_a_click_chooses_the_strongest_piece(view, qtbot, tmp_path):
    trace = show(view, "words")
    weights = trace.heads[HEAD.head_id].weights
    matrix = view._shown.matrix
    assert matrix.shape == (11, 11)
    assert "Taro ate".replace(" ", "␣") in texts(view, tmp_path)
    for query, key in ((1, 1), (2, 5), (6, 2), (12, 4)):
        whole = word_weight(trace, trace.heads[HEAD.head_id], query, key, HEAD.layer)
        assert matrix.weight(query, key) == pytest.approx(whole, abs=1e-6)
        assert view.cell_rect(query, key).size() == view.cell_rect(0, 0).size()
    with qtbot.waitSignal(view.pair_chosen) as heard:
        QTest.mouseClick(view, Qt.MouseButton.LeftButton, pos=view.cell_rect(5, 1).center())
    query, key = heard.args
    assert (query in (4, 5, 6), key in (1, 2)) == (True, True)
    assert weights[query, key] == weights[4:7, 1:3].max()
    assert view.cell_rect(query, key) == view.cell_rect(5, 1), "the cursor is where the click was"


def test_the_rule_the_sum_and_the_pieces_are_said(view, tmp_path):
    trace = show(view, "words")
    rule = "words: weights of pieces summed over keys, averaged over queries"
    assert any(rule in line for line in texts(view, tmp_path))
    QApplication.processEvents()
    assert rule in view.accessibleDescription()
    move(view, view.cell_rect(5, 1).center())
    line = "".join(texts(view, tmp_path))
    share = percent(word_weight(trace, trace.heads[HEAD.head_id], 5, 1, HEAD.layer))
    assert share in line
    assert "2 pieces summed · 3 pieces averaged" in line
    assert "rank " in line


def test_arrows_go_from_word_to_word(view):
    show(view, "words", query=5, key=2)
    heard = []
    view.pair_chosen.connect(lambda *pair: heard.append(pair))
    for key in (Key.Key_Right, Key.Key_Down, Key.Key_Left, Key.Key_Up):
        QTest.keyClick(view, key)
    words = [(JOINED[query], JOINED[key]) for query, key in heard]
    assert words == [(3, 2), (4, 2), (4, 1), (3, 1)]
    QTest.keyClick(view, Key.Key_Home)
    QTest.keyClick(view, Key.Key_Left)
    assert len(heard) == 5, "at the edge nothing is chosen again"


def test_what_is_copied_is_what_is_shown(view):
    show(view, "words", query=5, key=1)
    shown = view._shown
    row, weight = shown.matrix.units_of(5, 1)[0], shown.matrix.weight(5, 1)
    menu = view.make_menu(view.cell_rect(5, 1).center())
    copies = [action for action in menu.actions() if action.text().startswith("Copy")]
    copies[0].trigger()
    assert np.float32(QGuiApplication.clipboard().text()) == np.float32(weight)
    copies[2].trigger()
    assert float(QGuiApplication.clipboard().text()) == pytest.approx(entropy(shown, row), rel=1e-6)
    lines = row_table(shown, row).splitlines()
    assert len(lines) == 11
    assert lines[1].split("\t")[0] == "Taro␣ate"
    table = [line.split("\t") for line in whole_table(shown).splitlines()]
    assert table[0][0] == "words"
    assert float(table[row + 1][2]) == pytest.approx(weight, rel=1e-6)


def test_a_label_under_the_mouse_tells_entropy_and_sums(view, tmp_path):
    trace = show(view, "tokens")
    weights = trace.heads[HEAD.head_id].weights.astype(float)
    cell = view.cell_rect(4, 0)
    move(view, QPoint(cell.x() - 20, cell.center().y()))
    line = "".join(texts(view, tmp_path))
    bits = -(weights[4] * np.log2(weights[4])).sum()
    assert f"entropy {bits:.2f} of {np.log2(14):.2f} bits" in line
    assert "sum 100.0" in line
    cell = view.cell_rect(0, 4)
    move(view, QPoint(cell.center().x(), cell.y() - 12))
    assert f"mean {percent(weights[:, 4].mean())}" in "".join(texts(view, tmp_path))
    view.set_options(False, "full", False, "tokens")
    cell = view.cell_rect(4, 1)
    move(view, QPoint(cell.x() - 20, cell.center().y()))
    assert f"sum {percent(weights[4, 1:-1].sum())}" in "".join(texts(view, tmp_path))


# bytes


def test_bytes_stand_under_their_characters_and_the_cursor_goes_by_tokens(view, tmp_path):
    trace = make_trace(JA, *HEAD.head_id)
    show(view, "bytes", trace, query=2, key=1)
    painted = texts(view, tmp_path)
    assert {"E5", "A4", "AA", "太"} <= set(painted)
    matrix = view._shown.matrix
    assert matrix.block(2, 1) == (4, 1, 3, 3)
    weights = trace.heads[HEAD.head_id].weights
    assert matrix.weight(2, 1) == pytest.approx(weights[2, 1] / 3)
    heard = []
    view.pair_chosen.connect(lambda *pair: heard.append(pair))
    for key in (Key.Key_Right, Key.Key_Down, Key.Key_Up, Key.Key_Left):
        QTest.keyClick(view, key)
    assert heard == [(2, 2), (3, 2), (2, 2), (2, 1)]
    move(view, view.cell_rect(2, 1).center())
    line = "".join(texts(view, tmp_path))
    assert "one of 3 bytes that share" in line
    assert percent(weights[2, 1]) in line


def test_tokens_of_one_character_have_it_in_a_bracket(view, tmp_path):
    trace = byte_trace("the 太郎 ate")
    show(view, "tokens", trace, query=5, key=4)
    painted = texts(view, tmp_path)
    assert painted.count("太") >= 2
    assert painted.count("‹E5›") >= 2
    assert view._shown.matrix.row_groups[0].label == "太"
    narrower = view._plan.matrix.x()
    show(view, "tokens", byte_trace("the taro ate", 2), query=5, key=4)
    assert not view._shown.matrix.row_groups
    assert view._plan.matrix.x() < narrower, "no room is kept for brackets where there are none"


@pytest.mark.parametrize("axis", ["words", "bytes"])
def test_partial_paints_leave_what_a_whole_paint_would(view, axis):
    typed = ("the", "the 太", "the 太郎", "the 太郎 a", "the 太郎 ate", "the 太 ate", "the")
    view.set_options(True, "full", False, axis)
    for number, text in enumerate(typed, 1):
        view.show_trace(byte_trace(text, number), Focus(3, 7, 2, 1))
        view.paint_changes()
        if number == 1:
            QApplication.processEvents()  # the switches come with the first picture
        assert_screen_is_whole(view, text)
        move(view, view.cell_rect(1, 2).center())
        QApplication.processEvents()
        assert_screen_is_whole(view, f"{text} with the mouse")
        QTest.keyClick(view, Key.Key_Left)
        QApplication.processEvents()
        assert_screen_is_whole(view, f"{text} with a key")


def test_hidden_special_tokens_keep_brackets_over_their_bytes(view):
    view.set_options(False, "full", False, "bytes")
    view.show_trace(make_trace(JA, *HEAD.head_id), HEAD.on_pair(2, 1))
    matrix = view._shown.matrix
    assert matrix.row_labels[:3] == ("E5", "A4", "AA")
    assert (matrix.row_groups[0].start, matrix.row_groups[0].stop) == (0, 3)
    assert matrix.block(2, 1) == (3, 0, 3, 3)


def test_a_text_too_long_for_bytes_shows_tokens_and_says_so(view, tmp_path):
    text = " ".join(f"a-rather-long-word-{i}" for i in range(MOST_UNITS // 16))
    trace = make_trace(text, *HEAD.head_id, limit=8192)
    show(view, "bytes", trace, query=3, key=2)
    assert view._shown.matrix.weights is trace.heads[HEAD.head_id].weights
    assert any("too long for bytes" in line for line in texts(view, tmp_path))


# the scale


def test_a_logarithmic_scale_tells_small_weights_apart(view):
    trace = show(view, "tokens", scale="log")
    weights = trace.heads[HEAD.head_id].weights
    image = view.grab().toImage()
    for query, key in ((4, 4), (1, 9)):
        corner = view.cell_rect(query, key).topLeft() + QPoint(6, 6)
        assert image.pixelColor(corner) == weight_colour(float(weights[query, key]), 1.0, log=True)
    seen = [weight_colour(weight, 1.0, log=True).name() for weight in (1.0, 0.1, 0.01, 0.001, LOG_FLOOR)]
    assert len(set(seen)) == 5
    assert weight_colour(0.0, 1.0, log=True) == weight_colour(LOG_FLOOR, 1.0, log=True)
    assert [label for _, label in scale_ticks(1.0, False, log=True)][1:] == [
        "0.1\u202f%",
        "1\u202f%",
        "10\u202f%",
        "100\u202f%",
    ]


# lines


def test_lines_between_words_choose_the_strongest_pieces(qtbot):
    view = LinesView()
    qtbot.addWidget(view)
    view.resize(700, 700)
    view.show()
    trace = pieces_trace()
    view.show_trace(trace, HEAD.on_pair(5, 1))
    assert len(view.canvas.scene.rows) == 14
    view.set_axis("words")
    scene = view.canvas.scene
    assert len(scene.rows) == 11
    assert scene.chosen == (3, 1)
    axis, head = Axis(trace.tokens, "words"), trace.heads[HEAD.head_id]
    np.testing.assert_array_equal(scene.blocks[0], joined(head.weights, axis, axis))
    assert "words: weights" in " ".join(view.readout.notes)
    with qtbot.waitSignal(view.pair_chosen) as heard:
        view.canvas._choose(3, 1)
    assert head.weights[tuple(heard.args)] == head.weights[4:7, 1:3].max()
    view.set_axis("bytes")
    assert len(view.canvas.scene.rows) == len(Axis(trace.tokens, "bytes"))
    assert view.canvas.scene.label("query", 1) == "54 T"


# the window


def test_one_setting_for_all_views_by_keys_menu_and_settings(qtbot, open_window, settings):
    window = open_window()
    window.docks.open("lines")
    window.text_bar.editor.setPlainText("昨日東京駅で会いました")
    assert window.wait_until_idle(10)
    lines = window.docks.docks["lines"].content
    runs = window.microscope.trace.tokens.words
    for key, axis in ((Key.Key_1, "words"), (Key.Key_3, "bytes"), (Key.Key_2, "tokens"), (Key.Key_1, "words")):
        QTest.keyClick(window.text_bar.editor, key, Control | Shift)
        assert window.wait_until_idle(10)
        assert window.menus.axis[axis].isChecked()
        assert window._state()["axis"] == axis
        assert window.heatmap._shown.matrix.queries.kind == axis
        assert lines.canvas.scene.queries.kind == axis
        assert window.tokens.chips._axis == axis
        assert bool(window.tokens.chips._bytes) == (axis == "bytes")
        words = window.microscope.trace.tokens.words
        assert (words == runs) == (axis != "words"), "morphemes where words are the axis, for every view"
    labels = window.heatmap._shown.matrix.row_labels
    assert labels[1:4] == ("昨日", "東京", "駅")
    window.session.save()
    assert settings["axis"] == "words"


def test_a_stored_axis_comes_back(open_window, settings):
    settings["axis"], settings["text"], settings["text_stored"] = "bytes", "太郎", True
    window = open_window()
    assert window.heatmap._shown.matrix.queries.kind == "bytes"
    assert window.menus.axis["bytes"].isChecked()
    assert window.tokens.chips._bytes[1] == "E5 A4 AA"


def test_files_say_which_axis_their_table_has(qtbot, open_window, tmp_path):
    window = open_window()
    window.text_bar.editor.setPlainText("昨日東京駅で会いました")
    assert window.wait_until_idle(10)
    window.use_option("axis", "words")
    window.commands.exports.show_dialog()
    dialog, matrix = window.commands.dialog, window.heatmap._shown.matrix
    for ending in (".csv", ".npz"):
        dialog.choose("HeadNumbers", ending)
        dialog.export(str(tmp_path / f"a{ending}"))
        qtbot.waitUntil(lambda: not dialog.busy, timeout=20_000)
    trace, focus = window.microscope.trace, window.microscope.shown_focus
    with (tmp_path / "a.csv").open(encoding="utf-8-sig", newline="") as file:
        rows = list(csv.reader(file))
    assert rows[0][0] == "query \\ key (words)"
    assert rows[0][2:5] == ["昨日", "東京", "駅"]
    np.testing.assert_array_equal(np.array(rows[1:])[:, 1:].astype(np.float32), matrix.weights)
    with np.load(tmp_path / "a.npz", allow_pickle=False) as file:
        assert str(file["axis"]) == "words"
        np.testing.assert_array_equal(file["unit_weights"], matrix.weights)
        np.testing.assert_array_equal(file["weights"], trace.heads[focus.head_id].weights)
        assert tuple(file["key_units"]) == matrix.keys.labels
    window.commands.exports._copy("HeadNumbers")
    assert QGuiApplication.clipboard().text().startswith("query \\ key (words)\t")


def test_the_switch_in_the_corner_goes_round(qtbot, open_window):
    window = open_window()
    switch = window.heatmap.switches.axis
    assert (switch.text(), switch.isChecked()) == ("T", False)
    for axis, letter in (("bytes", "B"), ("words", "W"), ("tokens", "T")):
        qtbot.mouseClick(switch, Qt.MouseButton.LeftButton)
        assert window.options["axis"] == axis
        assert (switch.text(), switch.isChecked()) == (letter, axis != "tokens")
        assert axis in switch.toolTip()


def test_all_pieces_of_a_word_under_the_mouse_are_tinted_in_the_sentence(open_window):
    window = open_window()
    window.text_bar.editor.setPlainText("昨日東京駅で会いました")
    window.use_option("axis", "words")
    assert window.wait_until_idle(10)
    move(window.heatmap, window.heatmap.cell_rect(3, 1).center())
    assert sorted(window.text_bar._hovered) == [1, 2, 3, 4]
    window.use_option("axis", "tokens")
    move(window.heatmap, window.heatmap.cell_rect(3, 3).center())
    move(window.heatmap, window.heatmap.cell_rect(3, 1).center())
    assert sorted(window.text_bar._hovered) == [1, 3]
