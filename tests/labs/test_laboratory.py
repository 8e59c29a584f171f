"""Labs through the engine: results beside a trace, errors in their place, no lab by another name."""

from __future__ import annotations

from types import SimpleNamespace

import pytest

from attnviz.engine import Engine
from attnviz.errors import UserError
from attnviz.lab import Lab, lab
from attnviz.labs import workbench
from attnviz.labs.workbench import LABS, Laboratory, run
from attnviz.trace import TraceRequest, Wishes

TEXT = "Taro ate the cake."


@pytest.fixture
def engine():
    made = Engine()
    yield made
    made.close()


def test_a_result_stands_beside_the_trace(engine):
    asked = lab("scaling")
    request = TraceRequest(1, TEXT, "all-MiniLM-L6-v2", "numpy", ((3, 7),), labs=(asked,))
    trace = engine.run(request)
    assert list(trace.labs) == [asked]
    assert trace.labs[asked].widths[-1].d == 32
    assert not engine.run(TraceRequest(2, "", "all-MiniLM-L6-v2", "numpy", ((3, 7),), labs=(asked,))).labs
    assert not engine.run(TraceRequest(3, TEXT, "all-MiniLM-L6-v2", "numpy", ((3, 7),))).labs


@pytest.mark.parametrize("asked", [Lab("os"), Lab("workbench"), lab("scaling", none=3)])
def test_no_other_name_and_no_other_knob(asked):
    with pytest.raises(ValueError, match=asked.name):
        run(asked, SimpleNamespace())


def test_every_lab_is_there():
    for name in LABS:
        workbench.depends_on_text(Lab(name))


def test_what_goes_wrong_is_told_in_its_place_and_what_measures_the_device_is_kept(monkeypatch):
    calls = []

    def do(asked, bench):
        calls.append(asked)
        if asked.name == "bad":
            raise UserError("The text is empty: there is nothing to trace.")
        return 42

    monkeypatch.setattr(workbench, "run", do)
    monkeypatch.setattr(workbench, "depends_on_text", lambda asked: asked.name != "device")
    laboratory, bench = Laboratory(), SimpleNamespace(ops=SimpleNamespace(info="here"))
    for _ in range(2):
        found = laboratory.do([Lab("bad"), Lab("device"), Lab("text")], bench)
        assert isinstance(found[Lab("bad")], UserError)
        assert (found[Lab("device")], found[Lab("text")]) == (42, 42)
    assert [asked.name for asked in calls] == ["bad", "device", "text", "bad", "text"]


def test_wishes_add_up():
    both = Wishes(labs=(lab("scaling"),)) | Wishes(labs=(lab("scaling"), Lab("x")))
    assert both.labs == (lab("scaling"), Lab("x"))
