"""A sample of what tests/soak/faults.py tries whole: some calls of each scene, failing in each way."""

from __future__ import annotations

from dataclasses import replace

import pytest
from injector import KINDS, Injector, applies
from play import Scene, judged, play
from trials import Trial, calls_of, child_as, ended, spoiled

from attnviz.compute.device import AT_WORK
from attnviz.engine import Engine
from attnviz.errors import UserError
from attnviz.trace import TraceRequest

SCENES = ("opening", "typing", "overview", "compared", "labs", "another model", "growing", "writing on", "tensors")
SOME = 17
"""only each so many-th call"""


@pytest.fixture(scope="module")
def trials(scenes: dict[str, Scene]) -> dict[str, Trial]:
    return {name: Trial(scenes[name]) for name in SCENES}


@pytest.mark.parametrize("kind", KINDS)
@pytest.mark.parametrize("name", SCENES)
def test_a_call_that_fails_costs_no_answer(trials: dict[str, Trial], name: str, kind: str) -> None:
    trial = trials[name]
    calls = [at for at in calls_of(trial, False) if applies(kind, trial.names[at - 1])]
    for at in calls[KINDS.index(kind) :: SOME]:
        end = ended(trial, kind, at)
        assert end.word in ("healed", "moved"), f"call {at}, {end}"


@pytest.mark.parametrize("lasts", [False, True])
@pytest.mark.parametrize("name", SCENES[1:])
def test_no_number_is_never_shown_as_one(trials: dict[str, Trial], name: str, lasts: bool) -> None:
    trial = trials[name]
    for at in trial.reads[lasts::SOME]:
        end = spoiled(trial, at, lasts)
        assert end.word == ("moved" if lasts else "healed"), f"read {at}, {end}"


def test_the_sentence_says_what_happened_and_where_to_go_back(trials: dict[str, Trial]) -> None:
    trial = trials["typing"]
    at = next(at for at in calls_of(trial, False) if trial.names[at - 1] == "enqueue_nd_range_kernel")
    ends = ("lost", "numpy", "failed"), ("no memory", "numpy", "memory"), ("large", "pocl:0", "tiles")
    for kind, where, cause in ends:
        assert ended(trial, kind, at).why == f"{where}: {AT_WORK['cpu', cause]}"
    assert spoiled(trial, trial.reads[0], True).why == f"numpy: {AT_WORK['cpu', 'numbers']}"


def test_a_device_that_came_back_is_used_again_when_the_user_asks_for_it(models: tuple[str, str]) -> None:
    for asked in ("auto", "pocl:0"):
        engine = Engine()
        injector = Injector("lost")
        with injector.installed(), child_as(injector):
            engine.run(TraceRequest(1, "Hello", models[0], asked))
            injector.at = len(injector.names) + 1
            moved = engine.run(TraceRequest(1, "Hello the", models[0], asked))
            assert (moved.device.key, moved.request.device) == ("numpy", asked)
            assert engine.run(TraceRequest(2, "Hello", models[0], asked)).device == moved.device, (
                "not tried at each key"
            )
            injector.kind = "once"  # it works again
            assert engine.run(TraceRequest(3, "Hello", models[0], asked)).device == moved.device
            engine.try_again()
            back = engine.run(TraceRequest(4, "Hello", models[0], asked))
            assert (back.device.key, back.device.note) == ("pocl:0", "")
            engine.close()


def test_smaller_tiles_and_pieces_come_before_another_device(models: tuple[str, str]) -> None:
    """They last until the user asks for the usual ones."""
    engine, text = Engine(), "Hello the cat ran and slept " * 4
    injector = Injector("large")
    with injector.installed(), child_as(injector):
        right = engine.run(TraceRequest(1, text, models[0], thumbnails=12, facts=True, heads=((1, 2),)))
        usual = engine._models.focus.ops._kernels.chosen.options, engine._models.focus.ops._kernels.chosen.builds
        injector.at = len(injector.names) + 1
        small = engine.run(TraceRequest(2, text + ".", models[0]))
        kind = small.device.kind
        assert (small.device.key, small.device.note) == ("pocl:0", AT_WORK[kind, "tiles"])
        ops = engine._models.focus.ops
        assert (ops._kernels.chosen.options, ops._kernels.chosen.builds) != usual
        again = engine.run(TraceRequest(3, text, models[0], thumbnails=12, facts=True, heads=((1, 2),)))
        assert judged(replace(again, device=right.device), right).how == "right"
        engine.try_again()
        back = engine.run(TraceRequest(4, text, models[0]))
        assert (back.device.key, back.device.note) == ("pocl:0", "")
        ops = engine._models.focus.ops
        assert (ops._kernels.chosen.options, ops._kernels.chosen.builds, ops.thrift) == (*usual, 1)
        engine.close()


def test_short_memory_is_used_in_smaller_pieces(models: tuple[str, str]) -> None:
    """The same numbers in pieces of a few queries."""
    engine = Engine()
    asked = TraceRequest(1, "the cat ran. " * 30, models[1], heads=((1, 2),), thumbnails=12, facts=True, means=True)
    with child_as(Injector()):
        right = engine.run(asked)
        engine._passes.focus = None
        engine._models.focus.ops.thrift = 64
        assert judged(engine.run(asked), right).how == "right"
        engine.close()


def test_another_model_may_fit_where_the_last_one_did_not(models: tuple[str, str]) -> None:
    engine = Engine()
    injector = Injector("no memory", 0)
    with injector.installed(), child_as(injector):
        engine.run(TraceRequest(1, "Hello", models[0]))
        injector.at = len(injector.names) + 2
        while not injector.struck:
            injector.at += 1
            trace = engine.run(TraceRequest(2, f"Hello {injector.at}", models[0]))
        assert trace.device.key == "numpy"
        injector.kind = "once"
        assert engine.run(TraceRequest(3, "Hello", models[0])).device.key == "numpy"
        assert engine.run(TraceRequest(4, "Hello", models[1])).device.key == "pocl:0"
        engine.close()


def test_a_device_that_was_only_tried_is_refused_and_the_one_in_use_stays(models: tuple[str, str]) -> None:
    engine = Engine()
    injector = Injector("lost", 0)
    with injector.installed(), child_as(injector):
        before = engine.run(TraceRequest(1, "Hello", models[0], "numpy"))
        injector.at = len(injector.names) + 45
        with pytest.raises(UserError):
            engine.run(TraceRequest(2, "Hello", models[0], "pocl:0"))
        assert injector.struck
        after = engine.run(TraceRequest(3, "Hello", models[0], "numpy"))
        assert after.device == before.device
        assert judged(after, before).how == "right"
        engine.close()


def test_a_model_whose_own_numbers_overflow_is_told_so_and_its_device_stays(
    models: tuple[str, str], monkeypatch: pytest.MonkeyPatch
) -> None:
    """The device is looked at once, not at each key press."""
    from attnviz import recovery
    from attnviz.compute import selftest

    looked: list[object] = []
    honest = selftest.problem
    monkeypatch.setattr(selftest, "problem", lambda ops: looked.append(ops) or honest(ops))
    engine = Engine()
    with pytest.MonkeyPatch.context() as patch:
        from attnviz import answer

        def overflow(loaded: object, *_: object) -> None:
            raise answer.NotNumbers(answer.OVERFLOW, model="it")

        engine.run(TraceRequest(1, "Hello", models[0]))
        patch.setattr(answer, "check", overflow)
        for text in ("Hello the", "Hello the cat"):
            with pytest.raises(recovery.NotNumbers, match="Its weights are damaged"):
                engine.run(TraceRequest(2, text, models[0]))
    assert len(looked) == 1
    assert engine.run(TraceRequest(3, "Hello", models[0])).device.key == "pocl:0"
    engine.close()


def test_nothing_is_left_of_a_device_that_was_lost(trials: dict[str, Trial]) -> None:
    """The judge of all these tests sees a leak when there is one."""
    injector = Injector()
    kept = []
    with injector.installed():
        play(trials["opening"].steps, kept.append(Engine()) or kept[0])
        assert injector.live["Buffer"] == 0
        kept[0].run(TraceRequest(1, "Hello", trials["opening"].scene.steps[0][1].__closure__[0].cell_contents.model))
        assert injector.live["Buffer"] > 0
        kept[0].close()


def test_a_number_that_broke_in_the_devices_memory_heals(models: tuple[str, str]) -> None:
    """What a pass takes over from the one before is made anew, though its words stay as they were."""
    engine = Engine()
    requests = [TraceRequest(at, "Hello the cat ran and slept", models[0], "pocl:0", ((0, 1),)) for at in (1, 2)]
    right = engine.run(requests[0])
    query, start, _ = engine._passes.focus.forward.layers[0].query
    engine._models.focus.ops._view(query, (query.shape[0], query.pitch))[-1, start:] = float("nan")
    del query
    engine._passes.focus = None  # the same text is asked for anew
    healed = engine.run(requests[1])
    engine.close()
    assert healed.device.key == "pocl:0"
    assert judged(healed, right).how == "right"
