"""``attnviz tune``: what is measured, what is kept, and what a later start makes of it. Timings are made up."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from attnviz import headless
from attnviz.arguments import build_parser
from attnviz.compute import program, selftest, tuning
from attnviz.compute.gpu_set import GPU, Tile
from attnviz.compute.listing import Listed, listed
from attnviz.compute.ops import Ops
from attnviz.compute.tuning import CPU_CHOICES, GPU_CHOICES, tune, tuned, with_choices
from attnviz.errors import UserError


@pytest.fixture
def entry(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> Listed:
    """PoCL, with nothing stored."""
    monkeypatch.setattr(tuning, "cache_folder", lambda: tmp_path)
    return next(entry for entry in listed() if entry.info.key == "pocl:0")


@pytest.fixture
def without_kernels(monkeypatch: pytest.MonkeyPatch) -> list[program.KernelSet]:
    """Nothing is built: returns the sets that would have been."""
    built: list[program.KernelSet] = []

    class Kernels:
        def __init__(self, context: Any, device: Any, folder: Path, asked: program.KernelSet) -> None:
            built.append(asked)

        def save(self) -> None: ...

    class NoOps:
        def close(self) -> None: ...

    monkeypatch.setattr(tuning, "Kernels", Kernels)
    monkeypatch.setattr("attnviz.compute.gpu_ops.ops_of", lambda *_: NoOps())
    monkeypatch.setattr(selftest, "problem", lambda ops: "")
    return built


def made_up(times: dict[tuple[str, str], float], built: list[program.KernelSet], usual: float = 10.0) -> tuning.Measure:
    """Milliseconds by (part, choice), which is recognised by the set that was built last."""

    def measure(part: str, ops: Ops) -> float:
        choices = tuning.choices_of(built[-1])[part]
        name = next(name for name in choices if with_choices(built[-1], {part: name}) == built[-1])
        return times.get((part, name), usual)

    return measure


def test_the_fastest_choices_are_kept_and_used(entry: Listed, without_kernels: list[program.KernelSet]) -> None:
    shares: list[float] = []
    times = {("linear", "4x16"): 8.0, ("linear", "8x48"): 6.0, ("attention", "4"): 9.9}
    timings = tune(entry.device, entry.info, made_up(times, without_kernels), shares.append)
    assert {t.part: t.choice for t in timings if t.chosen} == {
        "linear": "8x48",
        "blocks": "4",
        "attention": "6",  # 1 % is noise
    }
    assert {(t.part, t.choice): t.milliseconds for t in timings}["linear", "8x48"] == 6.0
    assert len(timings) == sum(map(len, CPU_CHOICES.values()))
    assert shares == sorted(shares)
    assert shares[-1] == 1.0
    chosen = tuned(entry.device)
    assert (chosen.tile_rows, chosen.tile_columns, chosen.row_blocks, chosen.query_rows) == (8, 48, 4, 6)
    assert program.kernel_set(entry.device) == chosen


def test_what_computes_something_else_is_never_chosen(
    entry: Listed, without_kernels: list[program.KernelSet], monkeypatch: pytest.MonkeyPatch
) -> None:
    wrong = "linear: off by 3"
    monkeypatch.setattr(selftest, "problem", lambda ops: wrong if without_kernels[-1].tile_columns == 48 else "")
    timings = tune(entry.device, entry.info, made_up({("linear", "8x48"): 1.0}, without_kernels))
    assert next(t for t in timings if t.choice == "8x48").milliseconds is None
    assert tuned(entry.device) == program.CPU


def test_tuned_kernels_are_other_kernels_to_the_selftest(entry: Listed) -> None:
    before = program.fingerprint(entry.device)
    tuning.store(entry.device, {"linear": "4x16"})
    assert program.fingerprint(entry.device) != before


@pytest.mark.parametrize(
    "content", ["", "[]", "{}", '{"choices": 3}', '{"choices": {"linear": 7}}', '{"choices": {"linear": "9x9"}}']
)
def test_a_damaged_or_outdated_file_changes_nothing(entry: Listed, content: str) -> None:
    tuning.store(entry.device, {"linear": "4x16"}).write_text(content)
    assert tuned(entry.device) == program.CPU


def test_another_driver_is_measured_anew(entry: Listed, monkeypatch: pytest.MonkeyPatch) -> None:
    tuning.store(entry.device, {"linear": "4x16"})
    assert tuned(entry.device) != program.CPU
    monkeypatch.setattr(tuning, "driver", lambda device: ("a newer one",))
    assert tuned(entry.device) == program.CPU


def test_a_real_choice_is_right_and_measured(entry: Listed) -> None:
    kernels = program.Kernels(
        tuning.cl.Context([entry.device]),
        entry.device,
        tuning.cache_folder(),
        with_choices(program.CPU, {"linear": "6x16"}),
    )
    from attnviz.compute.gpu_ops import ops_of

    ops = ops_of(entry.device, entry.info, kernels)
    assert selftest.problem(ops) == ""
    for part in CPU_CHOICES:
        assert 0 < tuning.milliseconds(part, ops) < 10_000


def test_the_first_choice_is_the_set_without_tuning() -> None:
    for base, parts in ((program.CPU, CPU_CHOICES), (GPU, GPU_CHOICES)):
        for part, choices in parts.items():
            sets = [with_choices(base, {part: name}) for name in choices]
            assert sets[0] == base, part
            assert all(sets.count(one) == 1 for one in sets), part


@pytest.mark.parametrize("part", GPU_CHOICES)
def test_choices_for_a_card_keep_to_its_limits(part: str) -> None:
    for sizes in GPU_CHOICES[part].values():
        if isinstance(sizes, Tile):
            assert sizes.group[0] * sizes.group[1] <= 256
            assert GPU.tile_columns % sizes.columns == 0, "panels of weights are packed once for all tiles"
            assert (sizes.rows + 4 + sizes.columns + 4) * sizes.depth * 4 <= 32 << 10
        else:
            assert sizes.width % sizes.depth == 0
            assert sizes.depth * (sizes.keys + 4) >= 512, "maxima and sums take the place of the keys"


def test_the_command_prints_a_table_and_json(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str], entry: Listed
) -> None:
    rows = [tuning.Timing("linear", "4x24", 8.0, True), tuning.Timing("linear", "8x48", None)]
    monkeypatch.setattr(tuning, "tune", lambda device, info, progress: rows)
    assert headless.run(build_parser().parse_args(["tune", "--device", "pocl:0", "--json"])) == 0
    printed = json.loads(capsys.readouterr().out)
    assert printed["device"] == "pocl:0"
    assert printed["rows"][0] == {"part": "linear", "choice": "4x24", "milliseconds": 8.0, "chosen": True}
    assert headless.run(build_parser().parse_args(["tune", "--device", "pocl:0"])) == 0
    text = capsys.readouterr().out
    assert "* linear     4x24               8.000 ms" in text
    assert "does not work" in text


def test_numpy_cannot_be_tuned() -> None:
    with pytest.raises(UserError, match="no kernels to tune"):
        headless.run(build_parser().parse_args(["tune", "--device", "numpy"]))
