"""The one place that imports pyopencl.

It and PoCL read the environment when they are loaded; who has set a variable keeps the last word.
POCL_AFFINITY binds PoCL's threads to processors: the first run after a pause (a key press) is 1.6 to 1.8 times faster.
POCL_CACHE_DIR must be a folder it can write: without one PoCL has no devices at all, and says nothing.
PYOPENCL_NO_CACHE spares pyopencl a database in the user's cache folder, which saves 5 ms and fails where that is
read-only.
"""

from __future__ import annotations

import os
from typing import Any

from attnviz.compute.linker import provide_linker
from attnviz.files import cache_folder

provide_linker()
os.environ.setdefault("POCL_AFFINITY", "1")
os.environ.setdefault("POCL_CACHE_DIR", str(cache_folder() / "pocl"))
os.environ.setdefault("PYOPENCL_NO_CACHE", "1")

import pyopencl  # noqa: E402

cl: Any = pyopencl
"""Any: pyopencl's stubs do not know all keywords of its own functions."""
