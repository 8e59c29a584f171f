"""For every test: no display needed, and the user's own settings and caches stay untouched."""

from __future__ import annotations

import os
import sys
import tempfile
from pathlib import Path

import pytest

TESTS = Path(__file__).parent
LONGEST = (
    "compute/test_changes.py",  # builds the kernels, which all others then find in the cache
    "gui/test_whole_lecture.py",
    "gui/test_lab_panels_real.py",
    "bench/test_command.py",
    "bench/test_window.py",
    "gui/test_lab_panels.py",
    "gui/test_long_use.py",
    "strangers/test_damaged_files.py",
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
# what a child compiles of our modules is there for the next one, and not in the checkout
os.environ.pop("PYTHONDONTWRITEBYTECODE", None)
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


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """The longest files come first; workers take them in this order (``--no-loadscope-reorder``)."""
    ranks = {TESTS / name: rank for rank, name in enumerate(LONGEST)}
    items.sort(key=lambda item: ranks.get(item.path, len(ranks)))
