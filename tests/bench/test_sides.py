"""Sides in processes of their own: tiny fake ones that answer, fail, print and die."""

from __future__ import annotations

import sys
from pathlib import Path

import pytest

from attnviz.bench import groups, peers, plan, windows
from attnviz.bench.groups import Bench
from attnviz.bench.peers import find_peers
from attnviz.bench.report import Report
from attnviz.bench.side import HERE, Side, SideError
from attnviz.bench.turns import differ, medians, timed
from attnviz.bench.windows import milliseconds_to_first_line

FAKE = """
import os, sys, time
done = []
def prepare(takes):
    print("libraries print what they like")
    def job(turn, count):
        done.append((turn, count))
        time.sleep(takes * count)
    return {"ready": True}, job
def fail(): raise ValueError("two\\nlines")
def die():
    print("the driver aborts", file=sys.stderr, flush=True)
    os._exit(9)
ACTIONS = {"prepare": prepare, "fail": fail, "die": die, "done": lambda: done, "about": lambda: {"torch": "9.9"}}
"""


@pytest.fixture
def fake(tmp_path: Path):
    file = tmp_path / "fake_side.py"
    file.write_text(FAKE, "utf-8")
    with Side("fake", [sys.executable, str(HERE / "serving.py"), str(file)]) as side:
        yield side


def test_a_side_answers_whatever_its_libraries_print(fake):
    assert fake.ask("prepare", takes=0.0) == {"ready": True}


def test_time_is_that_of_one_run_without_pause_and_warm_up(fake):
    fake.ask("prepare", takes=0.02)
    took = fake.ask("time", turn=5, count=2, pause=0.05, warm=1)
    assert 20 <= took < 60
    assert fake.ask("done") == [[5, 1], [5, 2]]


def test_an_error_is_told_on_one_line_and_the_side_lives(fake):
    with pytest.raises(SideError, match="fake: ValueError: two lines"):
        fake.ask("fail")
    with pytest.raises(SideError, match="nothing is prepared"):
        fake.ask("time", turn=0)
    assert fake.ask("prepare", takes=0.0) == {"ready": True}


def test_a_dead_side_is_told_with_its_last_words(fake):
    with pytest.raises(SideError, match="the driver aborts"):
        fake.ask("die")


def test_a_hanging_side_is_ended(fake):
    fake.ask("prepare", takes=30.0)
    with pytest.raises(SideError, match="ended"):
        fake.ask("time", seconds=0.2, turn=0)


def test_a_python_that_is_not_there_is_an_error_that_names_it():
    with pytest.raises(SideError, match="/no/such/python"):
        Side("torch", ["/no/such/python", "x.py"])


def test_sides_take_turns_and_their_median_counts():
    order = []
    times = {"a": iter([1.0, 50.0, 2.0]), "b": iter([5.0, 6.0, 7.0])}

    def once(name):
        def run(turn):
            order.append((name, turn))
            return next(times[name])

        return run

    assert medians({"a": once("a"), "b": once("b")}, 3) == {"a": 2.0, "b": 6.0}
    assert order == [("a", 0), ("b", 0), ("a", 1), ("b", 1), ("a", 2), ("b", 2)]


def test_a_ratio_of_two_fake_sides_is_the_right_way_up(tmp_path, fake):
    file = tmp_path / "fake_side.py"
    with Side("slow", [sys.executable, str(HERE / "serving.py"), str(file)]) as slow:
        fake.ask("prepare", takes=0.002)
        slow.ask("prepare", takes=0.05)
        took = medians({"ours": timed(fake, 0.0), "peer": timed(slow, 0.0)}, 3)
    assert took["peer"] > 2 * took["ours"]


def test_different_results_are_noticed():
    assert not differ([1.0, 2.0], [1.0, 2.0005])
    assert differ([1.0, 2.0], [1.0, 2.1])
    assert differ([1.0], [1.0, 2.0])
    assert differ([float("nan")], [1.0])


def test_missing_peers_are_said_and_take_no_part():
    found = find_peers(["torch", "transformers", "onnxruntime"], "/no/such/python")
    assert found.versions == {}
    assert [line.split()[0] for line in found.missing] == ["torch", "transformers", "onnxruntime"]
    assert all("/no/such/python" in line for line in found.missing)


def test_a_peer_without_transformers_is_only_torch(tmp_path, monkeypatch):
    file = tmp_path / "fake_side.py"
    file.write_text(FAKE, "utf-8")
    monkeypatch.setitem(peers.FILES, "torch", str(file))
    found = find_peers(["torch", "transformers"], sys.executable)
    assert found.versions == {"torch": "9.9"}
    assert len(found.missing) == 1
    assert found.missing[0].startswith("transformers is missing")


def test_peers_come_from_the_environment_unless_named(monkeypatch):
    monkeypatch.setenv(peers.VARIABLE, "/from/the/environment")
    assert find_peers([]).python == "/from/the/environment"
    assert find_peers([], "/named").python == "/named"


def bench(tmp_path: Path, wanted, **versions) -> Bench:
    report = Report("A processor", "numpy 9", ceiling={"gflops": 1.0, "gbytes": 1.0})
    return Bench("numpy", peers.Peers(sys.executable, versions), plan.QUICK, wanted, report, tmp_path)


def test_without_peers_no_row_is_measured_and_nothing_fails(tmp_path):
    made = bench(
        tmp_path,
        [name for name in plan.GROUPS if name not in ("context", "ceiling", "inside", "typing", "silence", "slides")],
    )
    made.run()
    assert made.report.rows == []
    assert made.report.notes == []


def test_a_group_that_fails_leaves_a_note_and_the_others_go_on(tmp_path, monkeypatch):
    monkeypatch.setattr(plan, "SHAPES", ((24, 16),))
    monkeypatch.setattr(plan, "ROWS", (128,))
    made = bench(tmp_path, ["inside", "ceiling"])
    made.run()
    # what else the machine did meanwhile may be noted too
    assert [note for note in made.report.notes if "left out" in note] == ["left out: inside: numpy runs no kernels"]
    assert [(row.name, row.n) for row in made.report.rows] == [("ceiling 24x16", 128)]
    assert 0 < made.report.rows[0].ratio <= 1 + 1e-12


def test_rows_against_a_fake_peer_keep_direction_order_and_limit(tmp_path, monkeypatch):
    file = tmp_path / "fake_side.py"
    file.write_text(
        "import time\n"
        "def linear(m, n, k): return [0.0] * 8, lambda turn, count: time.sleep(0.02 * count)\n"
        "ACTIONS = {'linear': linear}\n",
        "utf-8",
    )
    monkeypatch.setitem(peers.FILES, "torch", str(file))
    monkeypatch.setattr(plan, "SHAPES", ((24, 16),))
    monkeypatch.setattr(plan, "ROWS", (16,))
    made = bench(tmp_path, ["linear", "ceiling"], torch="9.9")
    made.run()
    (row,) = made.report.rows
    assert (row.name, row.n, row.peer) == ("linear 24x16", 16, "torch")
    assert row.ratio > 2
    assert row.met
    assert row.limit_ms <= row.ours_ms * (1 + 1e-12)  # the same number, by way of a rate
    assert "different numbers" in made.report.notes[0]  # the fake one answers zeros


DECODER = """
import time
def load(file, room=0): assert file.endswith(".safetensors"), file
def prepared(takes):
    def prepare(ids, wanted, more=0, last=False):
        return [SHIFT] * len(wanted), lambda turn, count: time.sleep(0.5 * takes if last else takes)
    return prepare
ACTIONS = {"load": load, "load_gguf": load, "read": prepared(0.4), "extend": prepared(0.8)}
"""


def test_rows_of_a_decoder_against_fake_peers(tmp_path, monkeypatch):
    """Both kinds of peers, whole texts and new tokens; the fake ones answer what no model does."""
    file = tmp_path / "fake_decoder.py"
    file.write_text(DECODER.replace("SHIFT", "1e9"), "utf-8")
    for name in ("torch", "llama-cpp"):
        monkeypatch.setitem(peers.FILES, name, str(file))
    monkeypatch.setattr(plan, "DECODER", "attnviz-experts")
    monkeypatch.setattr(plan, "DECODER_TOKENS", (16,))
    monkeypatch.setattr(plan, "NEW_TOKEN_AFTER", 8)
    monkeypatch.setattr(plan, "PAUSE", 0.0)
    groups_of_it = [name for name in plan.GROUPS if name.startswith(("smollm2", "token"))]
    made = bench(tmp_path, groups_of_it, transformers="9.9", **{"llama-cpp": "9.9"})
    made.depth = plan.Depth(typed=2, hot=2, start=1, bursts=1)
    made.run()
    rows = made.report.rows
    assert [(row.name, row.n, row.peer, row.goal) for row in rows] == [
        ("smollm2-transformers", 16, "transformers", 2.0),
        ("smollm2-transformers", 16, "transformers, last logits only", None),
        ("smollm2-llama-cpp", 16, "llama-cpp", 1.0),
        ("token-transformers", 8, "transformers", None),
        ("token-llama-cpp", 8, "llama-cpp", 1.0),
    ]
    assert [round(row.peer_ms, -2) for row in rows] == [400, 200, 400, 200, 200]  # 800 ms for four tokens
    assert all(row.ratio > 1 and row.limit_ms > 0 for row in rows)
    different = [note.split(":")[0] for note in made.report.notes if "different numbers" in note]
    assert different == ["smollm2-transformers", "smollm2-llama-cpp", "smollm2-transformers", *groups_of_it[2:]]


def test_a_process_is_timed_until_its_first_line():
    code = "import time; time.sleep(0.1); print('here', flush=True); time.sleep(0.1)"
    assert 100 <= milliseconds_to_first_line([sys.executable, "-c", code], None) < 2000
    with pytest.raises(SideError, match="exit code 3"):
        milliseconds_to_first_line([sys.executable, "-c", "raise SystemExit(3)"], None)


def test_the_window_is_measured_by_a_module_that_exists():
    root = Path(groups.__file__).parent.parent.parent
    for module in (groups.OURS, windows.WINDOW):
        assert root.joinpath(*module.split(".")).with_suffix(".py").is_file()
