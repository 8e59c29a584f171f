"""Labs that time the device: typing does not wait for them, nor does a knob that is turned quickly."""

from __future__ import annotations

from PySide6.QtTest import QTest

from attnviz.gui.patience import without_measuring
from attnviz.lab import lab
from attnviz.trace import Wishes

TEXT_LAB = lab("sparse", pattern="local")
LENGTHS = tuple(lab("cost", length=n, kind="full") for n in (64, 128, 256))
WISHES = Wishes(labs=(TEXT_LAB, *LENGTHS))


def test_only_what_is_not_measured_yet_waits():
    assert without_measuring(WISHES, (), 0).labs == (TEXT_LAB,)
    assert without_measuring(WISHES, (), 1).labs == (TEXT_LAB, LENGTHS[0])
    assert without_measuring(WISHES, LENGTHS[:2], 0).labs == (TEXT_LAB, *LENGTHS[:2])
    assert without_measuring(WISHES, LENGTHS, 0) is WISHES
    assert without_measuring(Wishes(states=True), (), 0) == Wishes(states=True)


def test_one_measurement_follows_the_other_and_then_all_are_there(window, engine):
    """Each in a run of its own, so that a key press never waits for more than one."""
    window.wait_until_idle(5)
    engine.ran.clear()
    window.microscope.set_wishes(WISHES)
    assert window.wait_until_idle(10)
    asked = [request.labs for request in engine.ran]
    assert asked == [(TEXT_LAB, *LENGTHS[:count]) for count in (1, 2, 3)]


def test_a_key_press_asks_for_no_measurement(qtbot, window, engine):
    window.wait_until_idle(5)
    window.microscope.set_wishes(WISHES)
    engine.ran.clear()
    engine.gate.clear()
    QTest.keyClicks(window.text_bar.editor, " and so")
    engine.gate.set()
    qtbot.waitUntil(lambda: bool(engine.ran) and engine.ran[-1].text.endswith("and so"))
    typed = next(request for request in engine.ran if request.text.endswith("so"))
    assert set(typed.labs) <= {TEXT_LAB, LENGTHS[0]}
    assert window.wait_until_idle(10)
    assert engine.ran[-1].labs == WISHES.labs


def test_of_a_knob_that_is_turned_quickly_only_the_newest_is_measured(qtbot, window, engine):
    window.wait_until_idle(5)
    engine.ran.clear()
    engine.gate.clear()
    for tokens in range(100, 130):
        window.microscope.set_wishes(Wishes(labs=(lab("linear_cost", tokens=tokens),)))
    engine.gate.set()
    assert window.wait_until_idle(10)
    measured = [request.labs for request in engine.ran if request.labs]
    assert len(measured) <= 2
    assert measured[-1] == (lab("linear_cost", tokens=129),)


def test_another_device_measures_anew(window, engine):
    window.wait_until_idle(5)
    window.microscope.set_wishes(WISHES)
    assert window.wait_until_idle(10)
    engine.ran.clear()
    window.microscope.set_device("numpy")
    assert window.wait_until_idle(10)
    assert [len(request.labs) for request in engine.ran] == [1, 2, 3, 4]
