"""Every operation is tested on all that is always there: PoCL, numpy, and PoCL with the graphics card's kernels."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace

import pytest

from attnviz.compute.device import open_ops
from attnviz.compute.gpu_ops import GpuOps
from attnviz.compute.gpu_set import GPU
from attnviz.compute.numpy_ops import NumpyOps
from attnviz.compute.ops import Ops


@pytest.fixture(scope="session")
def pocl() -> Iterator[Ops]:
    ops = open_ops("pocl:0")
    yield ops
    ops.close()


@pytest.fixture(scope="session")
def gpu_on_pocl(pocl: Ops) -> Iterator[GpuOps]:
    """The kernels of a card with as many compute units as a gfx900, so that small products take the narrow tiles."""
    from attnviz.compute.listing import listed
    from attnviz.compute.program import Kernels
    from attnviz.compute.runtime import cl

    entry = next(entry for entry in listed() if entry.info.key == "pocl:0")
    quick = replace(GPU, flags=f"{GPU.flags} -cl-opt-disable")  # PoCL takes a quarter of the time to compile that
    kernels = Kernels(cl.Context([entry.device]), entry.device, asked=quick)
    ops = GpuOps(entry.device, entry.info, kernels, units=64)
    yield ops
    ops.close()


@pytest.fixture(params=["pocl", "numpy", "gpu set"])
def ops(request: pytest.FixtureRequest, pocl: Ops) -> Ops:
    if request.param == "numpy":
        return NumpyOps()
    return pocl if request.param == "pocl" else request.getfixturevalue("gpu_on_pocl")
