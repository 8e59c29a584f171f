"""What the panels compute without a display: windows, experts, a word's company, removed heads, knobs from text."""

from __future__ import annotations

import json
import subprocess
import sys
from dataclasses import replace

import numpy as np
import pytest
from traces import MIXTURE, MODEL, changed, filled, make_trace

from attnviz.__main__ import main
from attnviz.effect import effect_of
from attnviz.errors import UserError
from attnviz.gui.labs.panel import Panel, Turn
from attnviz.gui.labs.panels import PANELS, find_panel, panels, stand_of
from attnviz.labs.experts import chosen_experts, loads, work_of
from attnviz.labs.scaling import row_at, widths_of
from attnviz.labs.window import by_distance, mean_outside, outside
from attnviz.lessons.beside import other_sentence, others_of
from attnviz.lessons.company import company_of
from attnviz.lessons.page import Page
from attnviz.lessons.removals import removals_of
from attnviz.trace import Focus

TEXT = "He sat on the bank"
FOCUS = Focus(3, 7, 5, 1)


def page_of(name: str, trace=None, removals=None, **stand) -> Page:
    panel = find_panel(name)
    trace = trace or filled(make_trace(TEXT, 3, 7))
    return panel.page(panel.stand(stand, trace), trace, FOCUS, removals or {})


@pytest.mark.parametrize("reach", [0, 1, 3, 20])
def test_what_a_window_sees_and_misses_is_everything(reach):
    weights = make_trace(TEXT, 3, 7).heads[3, 7].weights
    missed = outside(weights, reach)
    for row in range(len(weights)):
        seen = weights[row, max(0, row - reach) : row + reach + 1].sum()
        assert missed[row] + seen == pytest.approx(1.0, abs=1e-6)
    assert mean_outside(weights, reach) == pytest.approx(missed.mean(), abs=1e-7)
    farthest = min(reach + 1, len(weights) - 1)
    shares = by_distance(weights, farthest)
    assert shares.sum() == pytest.approx(1.0, abs=1e-6)
    if farthest > reach:
        assert shares[farthest - reach : farthest + reach + 1].sum() == pytest.approx(1 - missed.mean(), abs=1e-6)


def test_a_row_of_all_numbers_is_the_models_own():
    head = make_trace(TEXT, 3, 7).heads[3, 7]
    size = head.query.shape[1]
    assert np.allclose(row_at(head, 5, size, True).shares, head.weights[5], atol=1e-6)
    assert row_at(head, 5, size, False).shares.max() > head.weights[5].max()
    assert widths_of(size)[-1] == size
    assert widths_of(48) == (2, 4, 8, 16, 32, 48)


def test_parameters_at_work():
    model = replace(MIXTURE, parameters=1000, expert_parameters=800)
    work = work_of(model)
    assert (work.one, work.always, work.active, work.share) == (100, 200, 400, 0.4)
    assert work_of(replace(model, expert_parameters=0)) is None
    assert work_of(replace(model, expert_parameters=2000)) is None, "a file that says nonsense"
    assert work_of(MODEL) is None


def test_loads_count_who_is_chosen():
    probabilities = np.array([[0.5, 0.3, 0.2], [0.1, 0.6, 0.3]], np.float32)
    assert chosen_experts(probabilities[0], 2) == [0, 1]
    assert loads(probabilities, 2).tolist() == [0.5, 1.0, 0.5]


def test_a_word_keeps_company_in_both_sentences():
    bare = filled(make_trace(TEXT, 3, 7))
    page = page_of("contexts", bare)
    (asked,) = others_of(page.step.beside, page.scene)
    assert asked.text == other_sentence(TEXT)
    other = filled(make_trace(asked.text, 3, 7, 2))
    states = np.random.default_rng(0).normal(size=(MODEL.layers + 1, len(bare.tokens), MODEL.width)).astype(np.float32)
    trace = replace(bare, states=states, others={asked: other})
    page = page_of("contexts", trace)
    company = company_of(page.step, page.scene, other)
    assert company.word == "bank"
    looks = company.looks[0]
    assert looks == sorted(looks, key=lambda one: -one[1])
    assert looks[0][1] == pytest.approx(max(trace.heads[3, 7].weights[5, 1:5]))
    assert company.cosines is None, "the other run has no states"
    both = company_of(page.step, page.scene, replace(other, states=states[:, : len(other.tokens)]))
    assert len(both.cosines) == MODEL.layers + 1
    he = find_panel("contexts").page({"show": "head", "layer": 0, "word": "he"}, trace, FOCUS)
    assert company_of(he.step, he.scene, other).word == "He"
    assert set(find_panel("contexts").turns[2].can(trace)) >= {"", "he", "bank", "the"}
    far = replace(bare, tokens=replace(bare.tokens, text="x" * len(TEXT)))
    assert company_of(page.step, page_of("contexts", far).scene, other) is None


def test_no_word_is_named_on_which_next_to_nothing_lies():
    trace = filled(make_trace(TEXT, 3, 7))
    (asked,) = others_of(page_of("contexts", trace).step.beside, page_of("contexts", trace).scene)
    other = filled(make_trace(asked.text, 3, 7, 2))
    row = [tokens.text.split().index("bank") + 1 for tokens in (trace.tokens, other.tokens)]

    def finding(*shares):
        runs = []
        for run, query, share in zip((trace, other), row, shares, strict=True):
            weights = np.zeros_like(run.heads[3, 7].weights)
            weights[query, 0], weights[query, 2] = 1 - share, share
            runs.append(replace(run, heads={(3, 7): replace(run.heads[3, 7], weights=weights)}))
        source, values = find_panel("contexts").finding(page_of("contexts", replace(runs[0], others={asked: runs[1]})))
        return source.format(**values).replace("\u202f", " ")

    assert finding(0.5, 0.4) == "“bank” looks most at “sat” (50 %) here and at “went” (40 %) there"
    assert finding(0.5, 0.004) == "“bank” looks most at “sat” (50 %) here, at hardly any word there (0.4 % at most)"
    assert finding(0.001, 0.4) == "“bank” looks at hardly any word here (0.1 % at most), most at “went” (40 %) there"
    assert "hardly any other word in either" in finding(0.001, 0.01)


def test_removed_heads_of_the_layer_and_of_the_model():
    request = replace(make_trace(TEXT, 3, 7).request, states=True)
    trace = filled(replace(make_trace(TEXT, 3, 7), request=request))
    rows = {5: tuple(np.full((MODEL.heads, len(trace.tokens)), 0.1 + layer) for layer in range(MODEL.layers))}
    page = page_of("cause", replace(trace, rows=rows))
    others = {other: changed(trace, other.change) for other in others_of(page.step.beside, page.scene)}
    assert removals_of(page) is None, "the runs have not come yet"
    page = page_of("cause", replace(trace, rows=rows, others=others))
    found = removals_of(page)
    assert [dot.head for dot in found] == [(3, head) for head in range(MODEL.heads)]
    assert found[0].size == effect_of(trace, next(iter(others.values()))).size
    assert found[0].weight == pytest.approx(3.1)
    error = UserError("gone")
    assert removals_of(page_of("cause", replace(trace, rows=rows, others=dict.fromkeys(others, error)))) is error
    every = page_of("cause", replace(trace, rows=rows), {(0, 1): 0.5, (4, 2): 0.25}, of="all")
    assert [(dot.head, dot.size, round(dot.weight, 1)) for dot in removals_of(every)] == [
        ((0, 1), 0.5, 0.1),
        ((4, 2), 0.25, 4.1),
    ]
    assert every.step.beside == ""


def test_panels_are_data_that_need_no_qt():
    code = "import sys; from attnviz.gui.labs.panels import panels; panels(); sys.exit('PySide6' in sys.modules)"
    assert subprocess.run([sys.executable, "-c", code]).returncode == 0


def test_all_twelve_labs_have_their_panel():
    assert tuple(panel.id for panel in panels()) == PANELS
    assert len(PANELS) == 12
    assert sorted({topic for panel in panels() for topic in panel.topics}) == [
        1, 3, 6, 8, 9, 11, 15, 16, 17, 18, 19, 20, 22,
    ]  # fmt: skip


@pytest.mark.parametrize("panel", panels(), ids=[panel.id for panel in panels()])
def test_each_knob_of_each_panel_can_stand_where_it_says(panel):
    assert panel.usual().keys() == {turn.name for turn in panel.turns}
    for turn in panel.turns:
        assert turn.first in turn.values
        assert len({type(value) for value in turn.values}) == 1
        assert list(dict.fromkeys(turn.values)) == list(turn.values)
        for value in turn.values:
            template, filled_with = turn.said(value)
            assert template.format(**filled_with)
            assert panel.step(panel.usual() | {turn.name: value}).picture


def said(value):
    return "{v}", {"v": value}


def test_the_nearest_that_a_knob_can_take():
    numbers = Turn("n", "", (1, 2, 8), 2, said)
    assert [numbers.nearest(wanted, None) for wanted in (1, 5, 6, 100, True, "2", 2.0)] == [1, 2, 8, 8, 2, 2, 2]
    switch = Turn("s", "", (False, True), True, said)
    assert [switch.nearest(wanted, None) for wanted in (False, 0, "no")] == [False, True, True]
    words = Turn("w", "", ("",), "", said, among=lambda trace: ("", "cat"))
    trace = make_trace(TEXT, 3, 7)
    assert [words.nearest("cat", one) for one in (None, trace)] == ["", "cat"]
    assert words.nearest("dog", trace) == ""


def test_knobs_of_the_command_line():
    window = find_panel("window")
    assert stand_of(window, [("width", "5"), ("rows", "ALL")]) == {"width": 5, "rows": "all"}
    assert stand_of(find_panel("softmax"), [("temperature", "0.32"), ("compare", "off")]) == {
        "temperature": 0.32,
        "compare": False,
    }
    assert stand_of(find_panel("contexts"), [("word", "bank"), ("layer", "4")]) == {"word": "bank", "layer": 4}
    for wrong in (("gone", "1"), ("rows", "some"), ("width", "wide")):
        with pytest.raises(UserError, match=wrong[0]):
            stand_of(window, [wrong])
    with pytest.raises(UserError, match="softmx"):
        find_panel("softmx")


def test_the_labs_are_listed_with_their_topics_and_knobs(capsys):
    assert main(["lessons", "--json"]) == 0
    listed = json.loads(capsys.readouterr().out)
    labs = {one["id"]: one for one in listed if one["kind"] == "lab"}
    assert list(labs) == [panel.id for panel in panels()]
    assert labs["contexts"]["topics"] == [8, 9]
    assert {knob["name"] for knob in labs["window"]["knobs"]} == {"width", "rows"}
    assert labs["softmax"]["knobs"][0]["first"] == 0.5
    assert all(one["steps"] for one in listed if one["kind"] == "lesson")
    assert main(["lessons"]) == 0
    assert "temperature      0.1 to 10" in capsys.readouterr().out


@pytest.mark.parametrize(
    ("options", "said"),
    [
        (["--knob", "a=1"], "only with argument --lab"),
        (["--lab", "window", "--knob", "width"], "names no value"),
        (["--lab", "window", "--lesson", "far"], "not allowed"),
    ],
)
def test_shots_that_make_no_sense_are_refused(options, said, capsys):
    with pytest.raises(SystemExit):
        main(["shot", *options, "--out", "a.png"])
    assert said in capsys.readouterr().err


def test_a_panel_without_knobs_stands_as_it_is():
    bare = Panel("x", "", "", "", lambda stand: find_panel("window").step({"rows": "word", "width": 1}))
    assert bare.usual() == bare.stand({"gone": 1}, None) == {}
