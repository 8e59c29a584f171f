"""Every operation is tested on both devices that are always there: PoCL's and numpy's."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from attnviz.compute.device import open_ops
from attnviz.compute.numpy_ops import NumpyOps
from attnviz.compute.ops import Ops


@pytest.fixture(scope="session")
def pocl() -> Iterator[Ops]:
    ops = open_ops("pocl:0")
    yield ops
    ops.close()


@pytest.fixture(params=["pocl", "numpy"])
def ops(request: pytest.FixtureRequest, pocl: Ops) -> Ops:
    return pocl if request.param == "pocl" else NumpyOps()
