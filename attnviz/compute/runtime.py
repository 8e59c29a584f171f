"""The one place that imports pyopencl.

PoCL reads POCL_AFFINITY when it is loaded: with its threads bound to processors, the first run after a pause (a key
press) is 1.6 to 1.8 times faster. Who sets the variable keeps the last word.
"""

from __future__ import annotations

import os
from typing import Any

from attnviz.compute.linker import provide_linker

provide_linker()
os.environ.setdefault("POCL_AFFINITY", "1")

import pyopencl  # noqa: E402  (it reads both when it loads its drivers)

cl: Any = pyopencl
"""Any: pyopencl's stubs do not know all keywords of its own functions."""
