"""The panels on recurrent nets, tiles, cost, sparse, flash and linear attention: legible in a dock and in a hall, in
both languages, and their numbers are the labs'."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest
from PySide6.QtCore import QRectF, Qt, QTranslator
from PySide6.QtGui import QColor, QImage, QPainter
from PySide6.QtTest import QTest
from test_slides import Unclipped, missing_glyphs
from traces import DECODER, TRANSLATOR, model_trace

from attnviz.assets import asset
from attnviz.digits import byte_count, number, percent, time_taken
from attnviz.engine import Engine
from attnviz.errors import UserError
from attnviz.gui.labs import cost, flash, linear, recurrent, sparse, tiles
from attnviz.gui.labs.laboratory import LaboratoryView
from attnviz.gui.labs.picture import draw_picture
from attnviz.gui.theme import DARK, LIGHT
from attnviz.lab import lab
from attnviz.labs import sparse_cost
from attnviz.labs.cost import HEADS, Cost, Point
from attnviz.labs.sparse import PATTERNS
from attnviz.lessons.scene import score_text
from attnviz.trace import Focus, TraceRequest

PANELS = tuple(module.PANEL for module in (recurrent, tiles, cost, sparse, flash, linear))
SENTENCES = {
    "usual": "Taro ate the cake. After that, he fell asleep.",
    "one": "Hi",
    "long": " ".join(["a storm had taken the small boat of the keeper"] * 9),
    "japanese": "太郎はケーキを食べた。そのあと彼は眠った。",
}
SIZES = ((452, 150), (452, 260), (900, 420), (1700, 860), (600, 900))
FOCUS = Focus(3, 7, 10, 1)
TURNED = {
    "recurrent": ({"read": 1}, {"keep": 0.3, "push": 3.0}),
    "tiles": ({"side": 1, "made": 100}, {"side": 16, "made": 0}, {"side": 8, "made": 65}),
    "cost": ({"most": 2048, "kind": "full"}, {"most": 128, "kind": "flash"}),
    "sparse": tuple({"pattern": pattern, "width": 3, "anchors": 4, "stride": 7} for pattern in PATTERNS),
    "flash": ({"tile": 1, "read": 9999}, {"tile": 64, "budget": 228 << 10}, {"tile": 3, "read": 6}),
    "linear": ({"feature": "exp", "half_life": 1}, {"feature": "relu", "half_life": 64, "tokens": 256}),
}


def stands(panel):
    """How its knobs stand at first, and turned."""
    return [panel.usual(), *(panel.usual() | turned for turned in TURNED[panel.id])]


def points(kind, n):
    return (Point(n, 0.4 + 2e-5 * n * n * (1.3 if kind == "full" else 1), 4 * HEADS * n * n * (kind == "full"), 5),)


@pytest.fixture(scope="module")
def traces():
    """Each sentence with all that its panels ask for, computed; times of attention are made up."""
    before, sparse_cost.TOKENS = sparse_cost.TOKENS, 96
    asked, timed = [], {}
    for panel in PANELS:
        for stand in stands(panel):
            for one in panel.step(stand).wishes.labs:
                knobs = dict(one.knobs)
                if one.name == "cost":
                    kind = knobs["kind"]
                    own = {name: points(name, knobs["length"]) if name == kind else () for name in ("full", "flash")}
                    timed[one] = Cost(own["full"], own["flash"], ())
                else:
                    asked.append(one)
    engine, made = Engine(), {}
    try:
        for at, (name, sentence) in enumerate(SENTENCES.items()):
            labs = tuple(dict.fromkeys(asked))
            request = TraceRequest(at, sentence, "all-MiniLM-L6-v2", "numpy", ((3, 7),), states=True, labs=labs)
            trace = engine.run(request)
            assert not [one for one in trace.labs.values() if isinstance(one, UserError)]
            made[name] = replace(trace, labs={**trace.labs, **timed})
    finally:
        engine.close()
        sparse_cost.TOKENS = before
    return made


@pytest.fixture(params=["en", "ja"])
def language(request, qapp):
    translator = QTranslator()
    if request.param == "ja":
        assert translator.load(str(asset("resources", "i18n", "attnviz_ja.qm")))
        qapp.installTranslator(translator)
    yield request.param
    qapp.removeTranslator(translator)


def page_of(panel, trace, **turned):
    stand = panel.stand(panel.usual() | turned, trace)
    return panel.page(stand, trace, FOCUS if len(trace.tokens) > 10 else Focus(3, 7))


def paint(page, size=(900, 420), colours=DARK, painter_of=QPainter, border=0):
    image = QImage(size[0] + 2 * border, size[1] + 2 * border, QImage.Format.Format_RGB32)
    image.fill(QColor(colours.ground))
    with painter_of(image) as painter:
        tips = draw_picture(painter, QRectF(border, border, *size), page, colours)
    return image, tips


@pytest.mark.parametrize("panel", PANELS, ids=lambda panel: panel.id)
def test_every_stand_is_legible_at_every_size(panel, traces, written, language, qapp):
    for name, trace in traces.items():
        for stand in stands(panel):
            for size in SIZES:
                written.clear()
                paint(page_of(panel, trace, **stand), size, LIGHT)
                where = f"{panel.id} {stand} {name} {size}"
                assert written, where
                assert min(font.pixelSize() for _, font in written) >= 24, where
                assert [lost for line, font in written for lost in missing_glyphs(line, font)] == [], where
                labels = set(trace.tokens.labels)
                cut = [line for line, _ in written if line.endswith("…") and line != "…"]
                assert [line for line in cut if not any(own.startswith(line[:-1]) for own in labels)] == [], where


@pytest.mark.parametrize("size", SIZES, ids=str)
@pytest.mark.parametrize("panel", PANELS, ids=lambda panel: panel.id)
def test_nothing_is_painted_outside(panel, size, traces, qapp):
    ground = QColor(DARK.ground).rgb() & 0xFFFFFF
    for trace in traces.values():
        for stand in stands(panel):
            image, _ = paint(page_of(panel, trace, **stand), size, painter_of=Unclipped, border=40)
            pixels = np.frombuffer(image.constBits(), np.uint32).reshape(image.height(), -1) & 0xFFFFFF
            inside = pixels.copy()
            inside[40:-40, 40:-40] = ground
            assert (inside == ground).all(), (panel.id, stand)


@pytest.mark.parametrize("panel", PANELS, ids=lambda panel: panel.id)
def test_every_panel_finds_something_and_has_a_table(panel, traces):
    for trace in traces.values():
        for stand in stands(panel):
            page = page_of(panel, trace, **stand)
            said = panel.finding(page)
            assert said is not None
            template, values = said
            assert "{" not in template.format(**values)
            table = panel.numbers(page)
            assert [["lab", panel.id]] == table[:1]
            assert all(isinstance(cell, str) for row in table for cell in row)
            assert len(table) > 8
    bare = page_of(panel, replace(traces["usual"], labs={}))
    assert panel.finding(bare) is None
    assert panel.numbers(bare) == []


@pytest.mark.parametrize("panel", PANELS, ids=lambda panel: panel.id)
def test_without_a_result_it_says_why(panel, traces, written, qapp):
    trace = traces["usual"]
    paint(page_of(panel, replace(trace, labs={})))
    assert "One moment…" in {line for line, _ in written}
    written.clear()
    error = UserError("This experiment takes at most {tokens} tokens.", tokens=1024)
    paint(page_of(panel, replace(trace, labs=dict.fromkeys(trace.labs, error))))
    assert "This experiment takes at most 1,024 tokens." in "".join(line for line, _ in written)


def lines(written, page):
    written.clear()
    _, tips = paint(page, (1700, 860))
    return {line for line, _ in written}, " ".join(said for _, said in tips)


def share_text(share):
    return percent(float(share), 0 if share >= 0.0995 else 1)


def test_the_net_is_read_as_far_as_the_knob_says(traces, written, qapp):
    trace = traces["usual"]
    for read in (0, 4, 15):
        said, _ = lines(written, page_of(recurrent.PANEL, trace, read=read))
        end = read - 1 if read else FOCUS.query
        found = trace.labs[lab("recurrent", keep=1.0, push=0.5)]
        shares = found.influence[end] / found.influence[end].sum()
        assert {share_text(share) for share in shares[: end + 1]} <= said
        assert {share_text(share) for share in trace.heads[(3, 7)].weights[end]} <= said
        table = recurrent.PANEL.numbers(page_of(recurrent.PANEL, trace, read=read))
        assert [float(row[3]) for row in table[-15:]] == pytest.approx(shares, abs=1e-6)
        assert [float(row[4]) for row in table[-15:]] == pytest.approx(trace.heads[(3, 7)].weights[end], abs=1e-6)


def test_rates_and_tiles_are_the_labs(traces, written, qapp):
    trace = traces["usual"]
    said, tips = lines(written, page_of(tiles.PANEL, trace, side=8, made=65))
    for side in (1, 2, 4, 8, 16):
        rate = trace.labs[lab("tile_rates", side=side)]
        assert number(rate.gflops, 1) in said
        assert f"{side} × {side}: {number(rate.gflops, 2)} GFLOP/s" in tips
    made = trace.labs[lab("tiles", side=8)]
    assert "tile 3 of 4" in said, "65 % of 4"
    assert any(f"{made.fetched:,}" in line and f"{made.flops:,}" in line for line in said)
    head = trace.heads[(3, 7)]
    score = float(head.query[0].astype(float) @ head.key[3].astype(float))
    assert f"{trace.tokens.labels[0]} · {trace.tokens.labels[3]} = {number(score)}" in tips


def test_the_tile_in_the_making_is_always_among_those_drawn(traces, qapp):
    from attnviz.gui.slides.tiled import _part, tile_at

    for trace in traces.values():
        for side in (1, 2, 4, 8, 16):
            found = replace(traces["usual"].labs[lab("tiles", side=1)], side=side, rows=len(trace.tokens))
            found = replace(
                found, columns=len(trace.tokens), down=-(-found.rows // side), across=-(-found.rows // side)
            )
            for made in range(0, 101, 5):
                last = max(0, tile_at(found, made / 100) - 1)
                at = last // found.across * side, last % found.across * side
                for most in (8, 16) if side < 16 else (16,):
                    part = _part(found, at, most)
                    assert part.row <= at[0] < part.row + part.rows
                    assert part.column <= at[1] < part.column + part.columns
                    assert min(at[1] + side, found.columns) <= part.column + part.columns
                    assert part.row % side == part.column % side == 0


def test_cost_is_drawn_as_far_as_it_is_timed(traces, written, qapp):
    trace = traces["usual"]
    page = page_of(cost.PANEL, trace, most=512, kind="both")
    said, tips = lines(written, page)
    assert {"64", "128", "256", "512"} <= said
    assert "1024" not in said
    last = points("full", 512)[0]
    assert f"full attention: {time_taken(last.milliseconds)}" in said
    assert byte_count(last.bytes) in tips
    only = {lab("cost", length=64, kind="full"): trace.labs[lab("cost", length=64, kind="full")]}
    said, _ = lines(written, page_of(cost.PANEL, replace(trace, labs=only), most=512))
    assert "64" in said
    assert not any("flash" in line for line in said)
    table = cost.PANEL.numbers(page)
    assert [row[:2] for row in table if row and row[0] in ("full", "flash")] == [
        [kind, str(n)] for kind in ("full", "flash") for n in (64, 128, 256, 512)
    ]


@pytest.mark.parametrize("pattern", PATTERNS)
def test_share_time_and_error_of_a_pattern(pattern, traces, written, qapp):
    trace = traces["usual"]
    page = page_of(sparse.PANEL, trace, pattern=pattern, width=3, anchors=4, stride=7)
    own, timed = page.step.wishes.labs
    found, (took,) = trace.labs[own], trace.labs[timed].patterns
    said, _ = lines(written, page)
    assert {percent(found.share, 0), percent(found.error, 0), percent(took.time, 0)} <= said
    table = dict(row[:2] for row in sparse.PANEL.numbers(page) if len(row) > 1)
    assert float(table["share of pairs"]) == pytest.approx(found.seen.sum() / found.of)
    assert int(table["pairs"]) == found.seen.sum()


def test_only_the_knobs_of_a_pattern_are_in_sight():
    used = {
        pattern: [turn.name for turn in sparse.PANEL.turns if turn.used is None or turn.used({"pattern": pattern})]
        for pattern in PATTERNS
    }
    assert used["local"] == used["blocks"] == ["pattern", "width"]
    assert used["global"] == ["pattern", "width", "anchors"]
    assert used["strided"] == ["pattern", "width", "stride"]


def test_the_walk_stands_where_the_knob_does(traces, written, qapp):
    trace = traces["usual"]
    scores = trace.heads[(3, 7)].scores[FOCUS.query].astype(float)
    for tile, read in ((4, 1), (4, 7), (3, 6), (1, 15), (64, 1)):
        page = page_of(flash.PANEL, trace, tile=tile, read=read)
        asked = page.step.wishes.labs[0]
        labs = trace.labs | {asked: replace(trace.labs[lab("flash", block=1)], block=tile)}
        said, tips = lines(written, page_of(flash.PANEL, replace(trace, labs=labs), tile=tile, read=read))
        stop = min(15, ((read - 1) // tile + 1) * tile)
        highest = scores[:stop].max()
        assert score_text(highest) in said
        assert number(np.exp(scores[:stop] - highest).sum()) in said
        assert f"tile {(read - 1) // tile + 1} of {-(-15 // tile)}" in said
        assert f"{trace.tokens.labels[4]}: {score_text(scores[4])}" in tips
    found = trace.labs[lab("flash", block=1)]
    said, _ = lines(written, page_of(flash.PANEL, trace, tile=1, read=3, budget=8 << 10))
    assert f"{(8 << 10) // (2 * 4 * 32)}" in said
    assert byte_count(found.flash_bytes) in said


def test_masked_keys_have_no_bar(written, qapp):
    trace = model_trace(DECODER, SENTENCES["usual"], 1, 2)
    found = flash.PANEL.step(flash.PANEL.usual()).wishes.labs[0]
    from attnviz.labs.flash import Flash

    labs = {found: Flash(0, (), 0.0, 1.0, 1e-7, 1.0, 10_000, 24, 1024, 256, 4, 32, 65536)}
    page = flash.PANEL.page(flash.PANEL.usual() | {"read": 12}, replace(trace, labs=labs), Focus(1, 2, 3, 1))
    said, tips = lines(written, page)
    assert "−∞" in said
    assert "64.0 KiB on this device: 256" in said | set(tips.split("\n"))


def test_differences_and_times_of_the_three_ways(traces, written, qapp):
    trace = traces["usual"]
    page = page_of(linear.PANEL, trace, feature="exp", half_life=1)
    own, timed = (trace.labs[one] for one in page.step.wishes.labs)
    said, _ = lines(written, page)
    assert {f"{percent(own.difference, 0)} off", f"{percent(own.fading_difference, 0)} off"} <= said
    assert {time_taken(taken) for taken in (timed.softmax, timed.linear, timed.fading)} <= said
    assert {share_text(own.weights[FOCUS.query, key]) for key in (FOCUS.key, FOCUS.query)} <= said
    row = linear.PANEL.numbers(page)[-15 + FOCUS.key]
    assert [float(cell) for cell in row[2:]] == pytest.approx(
        [trace.heads[(3, 7)].weights[10, 1], own.weights[10, 1], own.fading_row(10)[1]], abs=1e-6
    )


def test_queries_of_another_text_have_no_state_space_model(traces, written, qapp):
    trace, page = model_trace(TRANSLATOR, SENTENCES["usual"], 4, 0), page_of(linear.PANEL, traces["usual"])
    own, timed = page.step.wishes.labs
    rows, keys = trace.heads[(4, 0)].weights.shape
    found = replace(traces["usual"].labs[own], weights=np.full((rows, keys), 1 / keys), fading_difference=-1.0)
    crossed = replace(trace, labs={own: found, timed: traces["usual"].labs[timed]})
    written.clear()
    paint(linear.PANEL.page(linear.PANEL.usual(), crossed, Focus(4, 0)))
    assert sum(line.endswith(" off") for line, _ in written) == 1


@pytest.fixture
def view(qtbot, traces):
    made = LaboratoryView()
    qtbot.addWidget(made)
    made.resize(900, 600)
    made.show_panel("sparse")
    made.show_trace(traces["usual"], FOCUS)
    made.show()
    return made


def test_a_knob_is_turned_by_the_keyboard_and_asks_for_its_lab(view, qtbot, traces):
    view.show_panel("flash")
    slider = view.knobs.parts["read"].slider
    slider.setFocus()
    for _ in range(5):
        QTest.keyClick(slider, Qt.Key.Key_Right)
    assert view.stand()["read"] == 6
    assert view.picture.page.step.knob("read", 0) == 6
    with qtbot.waitSignal(view.wishes_changed):
        view.turn("tile", 3)
    assert view.wishes().labs == (lab("flash", block=3),)


def test_the_picture_stays_until_the_answer_is_there(view, traces):
    """No flash of nothing while a slider moves."""
    before, said = view.picture.page, view.finding.text()
    assert said
    view.turn("width", 13)
    assert view.wishes().labs[0] == lab("sparse", pattern="local", width=13)
    assert view.picture.page is before
    assert view.finding.text() == said
    trace = traces["usual"]
    known = {one: trace.labs[asked] for asked, one in zip(before.step.wishes.labs, view.wishes().labs, strict=True)}
    view.show_trace(replace(trace, labs=trace.labs | known), FOCUS)
    assert view.picture.page.step.knob("width", 0) == 13


def test_a_new_run_is_shown_even_if_a_measurement_is_still_to_come(view, traces):
    trace = traces["usual"]
    own = {one: found for one, found in trace.labs.items() if one.name != "sparse_cost"}
    view.show_trace(replace(trace, labs=own), FOCUS)
    assert view.picture.page.trace.labs == own
    assert view.finding.text()
