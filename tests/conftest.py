"""For every test: no display needed, and the user's own settings and caches stay untouched."""

from __future__ import annotations

import importlib
import os
import sys
import tempfile
from contextlib import suppress
from pathlib import Path

import pytest

TESTS = Path(__file__).parent
LONGEST = (
    "compute/test_changes.py",  # builds the kernels, which all others then find in the cache: the next need none
    "gui/test_lab_panels.py",
    "gui/test_machine_panels.py",
    "gui/test_long_use.py",
    "gui/test_whole_lecture.py",
    "gui/test_lab_panels_real.py",
    "bench/test_command.py",
    "bench/test_window.py",
    "strangers/test_damaged_files.py",
    "faults/test_failing_calls.py",
)
"""files that are begun before all others, so that at the end no worker is left alone with one of them"""

os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")
# threads of BLAS wait for each other in loops that cost more than small matrices do, ten times as much beside others
os.environ["OPENBLAS_NUM_THREADS"] = "1"
_HOME = tempfile.TemporaryDirectory(prefix="attnviz-tests-")
for variable in ("XDG_CONFIG_HOME", "XDG_CACHE_HOME", "XDG_DATA_HOME"):
    if variable == "XDG_CACHE_HOME" and "PYTEST_XDIST_WORKER" in os.environ:
        continue  # all workers share the first process's, which is theirs by inheritance: kernels are built once
    os.environ[variable] = str(Path(_HOME.name, variable.lower()))
    Path(os.environ[variable]).mkdir()
# who wants no bytecode in the checkout has it elsewhere: workers and children need not compile what another one has
if os.environ.pop("PYTHONDONTWRITEBYTECODE", None):
    os.environ.setdefault("PYTHONPYCACHEPREFIX", str(Path(_HOME.name, "bytecode")))

sys.path.insert(0, str(TESTS))

from attnviz.system import missing_packages  # noqa: E402

# Said here, before pytest-qt imports Qt: without these libraries pytest would end in an INTERNALERROR.
if lacking := missing_packages(os.environ["QT_QPA_PLATFORM"].split(":")[0]):
    raise SystemExit(
        f"Qt needs system libraries. On Debian or Ubuntu:\n\n    sudo apt-get install {' '.join(lacking)}\n"
    )


def pytest_xdist_auto_num_workers() -> int:
    """One more than there are processors: a test of a window waits for a fifth of its time."""
    return min(8, (os.cpu_count() or 1) + 1)


@pytest.hookimpl(tryfirst=True)
def pytest_collection(session: pytest.Session) -> None:
    """Of all tests, each worker reads another share first, so that it need not compile the rest: half of what it takes
    to collect them is to compile their assertions."""
    of = getattr(session.config, "workerinput", None)
    if of is None or [Path(arg).resolve() for arg in session.config.args] != [TESTS]:
        return
    for file in sorted(TESTS.rglob("test_*.py"))[int(of["workerid"][2:]) :: of["workercount"]]:
        sys.path.insert(0, str(file.parent))
        with suppress(ImportError, pytest.skip.Exception):  # such as one that needs its folder's conftest.py first
            importlib.import_module(file.stem)
        sys.path.remove(str(file.parent))


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """The longest files come first; workers take them in this order (``--no-loadscope-reorder``)."""
    ranks = {TESTS / name: rank for rank, name in enumerate(LONGEST)}
    items.sort(key=lambda item: ranks.get(item.path, len(ranks)))
