"""For every test: no display needed, and the user's own settings and caches stay untouched."""

from __future__ import annotations

import os
import sys
import tempfile
from pathlib import Path

os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")
_HOME = tempfile.TemporaryDirectory(prefix="attnviz-tests-")
for variable in ("XDG_CONFIG_HOME", "XDG_CACHE_HOME", "XDG_DATA_HOME"):
    os.environ[variable] = str(Path(_HOME.name, variable.lower()))
    Path(os.environ[variable]).mkdir()

sys.path.insert(0, str(Path(__file__).parent))

from attnviz.system import missing_packages  # noqa: E402

# Said here, before pytest-qt imports Qt: without these libraries pytest would end in an INTERNALERROR.
if lacking := missing_packages(os.environ["QT_QPA_PLATFORM"].split(":")[0]):
    raise SystemExit(
        f"Qt needs system libraries. On Debian or Ubuntu:\n\n    sudo apt-get install {' '.join(lacking)}\n"
    )
