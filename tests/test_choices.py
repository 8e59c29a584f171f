"""What ``render --set`` may say: it becomes what the view itself stores, and what is wrong is told in a sentence."""

from __future__ import annotations

import pytest
from traces import make_trace

from attnviz.__main__ import main
from attnviz.arguments import VIEWS, parse
from attnviz.choices import CHOICES, FLOWS, MOST_LINES, PATTERNS, WrongChoice, choices_of, described, heads_in
from attnviz.gui.chosen import found, found_lab
from attnviz.gui.views.compare_data import Choice
from attnviz.gui.views.heads_said import ORDERS
from attnviz.gui.views.lines_colours import MOST_HEADS
from attnviz.gui.views.lines_data import LinesOptions, heads_of, options_of
from attnviz.gui.views.matrix import HeatmapOptions
from attnviz.gui.views.what_if_state import change_of, words_of
from attnviz.gui.views.what_if_temperature import COLDEST, HOTTEST
from attnviz.heads import PATTERNS as ALL_PATTERNS
from attnviz.other import Change
from attnviz.rollout import KINDS
from attnviz.word_pair import Word, WordPair

QUICK = ("--model", "all-MiniLM-L6-v2", "--device", "numpy")


@pytest.fixture
def trace():
    return make_trace("to be or not to be")


def test_it_knows_what_the_views_know():
    assert set(CHOICES) == {*VIEWS, "heatmap"} - {"labs"}
    assert (PATTERNS, FLOWS, MOST_LINES) == (ALL_PATTERNS, KINDS, MOST_HEADS - 1)
    for order in ORDERS:
        assert choices_of("heads", [("order", order)]) == {"order": order}
    for temperature in (COLDEST, HOTTEST):
        assert choices_of("what_if", [("temperature", str(temperature))]) == {"temperature": temperature}
    for view, names in CHOICES.items():
        for name in names:
            assert f"  {view:<8} {name}=" in described()


def test_a_change_is_the_one_that_the_view_stores(trace):
    state = choices_of(
        "what_if",
        [("mask", "off"), ("scale", "off"), ("positions", "off"), ("temperature", "2"), ("remove", "3.7"),
         ("remove", "0.1"), ("remove", "3.7"), ("hide", "be#2")],
    )  # fmt: skip
    assert heads_in("what_if", state) == [(0, 1), (3, 7)]
    there = found("what_if", state, trace)
    assert change_of(there) == Change(False, False, 2.0, False, ((0, 1), (3, 7)))
    assert words_of(there["hidden"], trace.tokens) == (Word(6, 7),)
    assert change_of(choices_of("what_if", [("mask", "on")])) == Change(causal=True)


def test_the_other_side_of_a_comparison():
    def other(*given: tuple[str, str]) -> Choice:
        return Choice.restored(choices_of("compare", given))

    assert other(("text", "A dog = a pet.")) == Choice("text", "A dog = a pet.")
    assert other(("head", "3.7")) == Choice("head", head=(3, 7))
    assert other(("layer", "4")) == Choice("layer", layer=4)
    for given in ([("head", "1.2"), ("model", "m")], [("model", "m"), ("head", "1.2")]):
        assert (other(*given).kind, other(*given).model, other(*given).model_head) == ("model", "m", (1, 2))


def test_lines_words_and_heatmap(trace):
    state = choices_of("lines", [("drawing", "arcs"), ("special", "off"), ("least", "10"), ("head", "1.2")])
    assert options_of(state) == LinesOptions(True, False, 0.1)
    assert heads_of(state, MOST_HEADS) == {(1, 2): (1, False)}
    pair = WordPair()
    pair.find_stored(found("finder", choices_of("finder", [("query", "not"), ("key", "be#2")]), trace), trace)
    assert (pair.query, pair.key) == (Word(4, 5), Word(6, 7))
    state = choices_of("heatmap", [("scale", "log"), ("special", "off"), ("transposed", "on")])
    assert HeatmapOptions(**state) == HeatmapOptions(False, "log", True)
    assert found_lab([("panel", "scaling")]) == {"panel": "scaling", "knobs": {"scaling": {}}}


@pytest.mark.parametrize(
    ("given", "said"),
    [
        (["--view", "what_if", "--set", "temperature=99"], "temperature takes a number from 0.1 to 10"),
        (["--view", "what_if", "--set", "temperature=nan"], "temperature takes a number"),
        (["--view", "what_if", "--change", "remove=3"], "remove takes LAYER.HEAD"),
        (["--view", "what_if", "--change", "hide= "], "hide takes a word"),
        (["--view", "what_if", "--set", "mask=perhaps"], "mask takes on or off"),
        (["--view", "what_if", "--set", "mask"], "'mask' names no value; write NAME=VALUE"),
        (["--view", "what_if", "--set", "drawing=arcs"], "'drawing' is no choice of what_if; its choices are: page,"),
        (["--view", "compare", "--set", "text=a", "--set", "layer=3"], "takes one of text, head, layer and model"),
        (["--view", "compare", "--set", "layer=-1"], "layer takes a layer"),
        (["--view", "lines", *[f"--set=head={i}.0" for i in range(6)]], "up to 5"),
        (["--view", "heads", "--set", "pattern=odd"], "pattern takes itself, previous"),
        (["--layer", "0", "--head", "0", "--set", "scale=odd"], "scale takes full, contrast or log"),
        (["--steps", "--set", "scale=log"], "only for a view or for the picture of a head"),
    ],
)
def test_a_wrong_choice_ends_with_2_and_a_sentence(given, said, capsys):
    with pytest.raises(SystemExit) as end:
        parse(["render", "x", *given, "--out", "steps" if "--steps" in given else "a.png"])
    assert end.value.code == 2
    assert said in capsys.readouterr().err.splitlines()[-1]


@pytest.mark.parametrize(
    ("view", "given", "said"),
    [
        ("what_if", ("hide", "dog"), "no word “dog”. Its words are: [CLS], to, be, or, not, to, be, [SEP]."),
        ("what_if", ("hide", "be#3"), "“be” 2 ×, not 3 ×"),
        ("finder", ("key", "bee"), "no word “bee”"),
        ("what_if", ("remove", "6.0"), "layers 0 to 5"),
        ("lines", ("head", "0.12"), "heads 0 to 11"),
        ("compare", ("layer", "6"), "layers 0 to 5"),
    ],
)
def test_what_this_text_and_model_do_not_have_is_told(view, given, said, trace):
    with pytest.raises(WrongChoice) as wrong:
        found(view, choices_of(view, [given]), trace)
    assert said in str(wrong.value)


def test_no_such_panel_or_knob():
    for given, said in (([("panel", "no")], "no"), ([("panel", "scaling"), ("no", "1")], "has no knob “no”")):
        with pytest.raises(WrongChoice) as wrong:
            found_lab(given)
        assert said in str(wrong.value)


def test_a_model_that_cannot_be_loaded_ends_with_2_and_no_picture(capsys, tmp_path):
    out = tmp_path / "a.png"
    assert main(["render", "He fell", *QUICK, "--view", "compare", "--set", "model=no/such", "--out", str(out)]) == 2
    assert "no/such" in capsys.readouterr().err
    assert not out.exists()


def test_a_change_can_be_saved_as_numbers(tmp_path):
    out = tmp_path / "what_if.csv"
    asked = ["--view", "what_if", "--layer", "3", "--head", "7", "--change", "temperature=10"]
    assert main(["render", "He fell", *QUICK, *asked, "--out", str(out)]) == 0
    rows = [line.split(",") for line in out.read_text("utf-8-sig").splitlines()]
    assert rows[0] == ["query", "key", "before", "after"]
    assert len(rows) == 1 + 4 * 4
    assert all(row[2] != row[3] for row in rows[1:])
