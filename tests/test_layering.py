"""The house's one direction: who may import whom (README, "How it is built")."""

from __future__ import annotations

import ast
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parent.parent
PACKAGE = ROOT / "attnviz"

BASE = {
    "errors",
    "tokens",
    "trace",
    "performance",
    "heads",
    "added",
    "other",
    "lab",
    "stored_trace",
    "stored_check",
    "assets",
    "beside",
    "lighter",
    "files",
    "signals",
    "spoken",
    "settings",
    "merging",
    "digits",
    "pair",
    "word_pair",
    "alignment",
    "head_units",
    "difference",
    "finding",
    "sampling",
    "effect",
    "samples",
    "colours",
    "tables",
    "film",
    "axis",
    "spread",
    "morphemes",
    "max_flow",
    "rollout",
    "drift",
    "fitting",
}
MAY_IMPORT = {
    "errors": set(),
    "fitting": set(),
    "tokens": {"errors"},
    "performance": set(),
    "heads": set(),
    "added": {"trace", "pair"},
    "other": set(),
    "lab": set(),
    "stored_trace": {"errors", "heads", "lab", "other", "performance", "trace"},
    "stored_check": {"heads", "trace"},
    "trace": {"errors", "performance", "heads", "other", "lab", "tokens"},
    "assets": set(),
    "beside": set(),
    "lighter": set(),
    "digits": set(),
    "files": {"errors"},
    "signals": set(),
    "spoken": {"assets", "errors", "settings"},
    "colours": {"assets"},
    "tables": {"trace", "errors", "files", "digits", "axis"},
    "film": {"errors", "files"},
    "pair": {"trace"},
    "word_pair": {"trace", "errors"},
    "head_units": {"trace", "axis", "heads"},
    "alignment": {"trace", "errors", "axis", "word_pair"},
    "difference": {"trace", "alignment", "axis", "pair", "word_pair"},
    "finding": {"trace", "word_pair"},
    "morphemes": {"trace"},
    "spread": {"trace"},
    "axis": {"trace", "errors", "pair", "word_pair", "text", "spread"},
    "sampling": {"trace"},
    "effect": {"trace", "sampling"},
    "samples": {"trace", "errors"},
    "merging": set(),
    "settings": {"errors", "files", "merging"},
    "max_flow": set(),
    "rollout": {"trace", "max_flow"},
    "drift": {"trace", "rollout"},
    "system": {"errors"},
    "text": BASE,
    "capture": {"files"},  # runs alone, too, without
    "trace_file": BASE | {"capture"},
    "weights": BASE | {"text", "trace_file"},
    "compute": BASE,
    "model": BASE | {"compute", "weights", "text"},
    "room": BASE | {"compute", "weights"},
    "loading": BASE | {"model", "compute", "weights", "text", "room"},
    "passes": BASE | {"loading", "model"},
    "answer": BASE | {"loading", "passes", "model", "compute", "text"},
    "recovery": BASE | {"loading", "answer", "compute"},
    "engine": BASE | {"recovery", "loading", "passes", "answer", "labs", "model", "compute", "room", "weights"},
    "asking": BASE | {"engine"},
    "heatmap_html": BASE,
    "notebook": BASE | {"asking", "engine", "heatmap_html"},
    "headless": BASE | {"asking", "engine", "trace_file", "compute", "weights", "lessons"},
    "labs": BASE | {"model", "compute"},
    "lessons": BASE | {"labs"},
    "gui": BASE
    | {"labs", "lessons", "asking", "engine", "room", "compute", "weights", "system", "trace_file", "choices"},
    # the window is measured in a child process, which bench asks by name and does not import
    "bench": BASE | {"engine", "compute", "model", "weights", "text"},
    "choices": {"errors"},
    "complaints": {"errors", "spoken"},
    "arguments": {"capture", "choices", "complaints", "errors"},
    "__main__": BASE | {"arguments", "choices", "headless", "system", "spoken", "gui", "bench", "capture", "lessons"},
}
QT = {"PySide6", "shiboken6", "ziamath"}
ONLY_IN = {"pyopencl": {"compute"}, **{name: {"gui"} for name in QT}}
PAINT_ONLY = ("gui/views", "gui/slides")
NEVER_PAINTED = {"engine", "compute", "weights", "model", "gui.worker", "gui.main_window"}

SOURCES = sorted(PACKAGE.rglob("*.py"))


def imported(path: Path) -> set[str]:
    """Every module that a file imports, also inside functions."""
    names = set()
    for node in ast.walk(ast.parse(path.read_text("utf-8"))):
        if isinstance(node, ast.Import):
            names.update(alias.name for alias in node.names)
        elif isinstance(node, ast.ImportFrom):
            assert node.level == 0, f"{path}: relative import"
            names.add(node.module)
            names.update(f"{node.module}.{alias.name}" for alias in node.names)
    return names


@pytest.mark.parametrize("path", SOURCES, ids=lambda p: str(p.relative_to(PACKAGE)))
def test_imports_follow_the_house(path):
    inside = path.relative_to(PACKAGE)
    room = inside.parts[0].removesuffix(".py")
    names = imported(path)
    if room != "__init__":
        own = {name.split(".")[1] for name in names if name.startswith("attnviz.")} - {room, "__version__"}
        assert own <= MAY_IMPORT[room], f"{inside} imports {own - MAY_IMPORT[room]}"
    for package, rooms in ONLY_IN.items():
        used = {name for name in names if name.split(".")[0] == package}
        assert not used or room in rooms, f"{inside} imports {used}"
    if str(inside).startswith(PAINT_ONLY):
        for banned in NEVER_PAINTED:
            assert not any(name.startswith(f"attnviz.{banned}") for name in names), f"{inside} imports {banned}"


def test_every_room_is_listed():
    rooms = {p.relative_to(PACKAGE).parts[0].removesuffix(".py") for p in SOURCES} - {"__init__"}
    assert rooms <= set(MAY_IMPORT)
    assert len(SOURCES) > 20
