"""Builds the kernels of ``kernels/`` for a device, and keeps what was built on disk.

A ``KernelSet`` says which file makes which kernel, and the ``-D`` options of those files: ``CPU`` here, and what a
graphics card needs (tiles in local memory) in ``gpu_set.py``.

PoCL keeps a cache of its own, below the kernel and per work-group size, but still parses each source at every start.
Measured on PoCL 3.0 for all kernels: 2.1 s without any cache, 0.12 s from PoCL's cache, 0.02 s from stored binaries,
which hold the finished machine code. Other drivers may have no cache at all. So binaries are stored, after the kernels
have run once: that costs 1.5 s, in the self-test's process and not in the window's.
"""

from __future__ import annotations

import contextlib
import hashlib
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import numpy as np

from attnviz.assets import asset
from attnviz.compute.runtime import cl
from attnviz.files import cache_folder, whole, write_whole

_FLAGS = "-cl-std=CL1.2"
_ARGUMENTS = {"p": None, "i": np.int32, "f": np.float32}

MOST_BINARY = 64 << 20
"""bytes of a stored program: those of PoCL have some 2 MB"""
SEGMENTS = 16
"""buffers that hold all memory of a processor, see kernels/memory.cl"""


@dataclass(frozen=True)
class KernelSet:
    """The kernels for one kind of device; this one for processors.

    Attributes:
        tile_rows, tile_columns: MR and NR of linear.cl, by which weights and activations are packed and padded.
        row_blocks: RG of linear.cl.
        query_rows: QR of attention.cl.
        flags: further build options.
    """

    tile_rows: int = 4
    tile_columns: int = 24
    row_blocks: int = 4
    query_rows: int = 6
    flags: str = ""

    @property
    def options(self) -> str:
        tiles = f"-DMR={self.tile_rows} -DNV={self.tile_columns // 8} -DRG={self.row_blocks} -DQR={self.query_rows}"
        return " ".join(filter(None, (_FLAGS, tiles, self.flags)))

    @property
    def builds(self) -> tuple[Build, ...]:
        """What to build, a program each."""
        return (Build(_STEPS, self.options, {"run": "run"}),)

    @property
    def signatures(self) -> Mapping[str, str]:
        """Arguments of each kernel: p a buffer, i an int, f a float.

        With these known pyopencl sets them 40 times faster.
        """
        return {"run": "pipip" + "p" * SEGMENTS}


@dataclass(frozen=True)
class Build:
    """One program: files put one after the other, their options, and the name to launch by -> the kernel's name."""

    files: tuple[str, ...]
    options: str
    kernels: Mapping[str, str]


_ATTENTION = ("append.cl", "attention.cl", "flash.cl", "sparse.cl")
_SHARED = ("common.cl", "memory.cl", "linear.cl", "linear_q.cl", "norm.cl", "embed.cl", *_ATTENTION)
_LABS = ("scan.cl", "recurrent.cl", "tiles.cl")
_ROWS = ("logits.cl", "rope.cl", "gated.cl", "softmax.cl", "rows.cl", "facts.cl", "pool.cl")
_STEPS = (*_SHARED, *_ROWS, *_LABS, "run.cl")

CPU = KernelSet()


def kind_of(device: Any) -> str:
    """ "gpu" for a graphics card and the like, "cpu" for what runs on the processor."""
    return "cpu" if device.type & cl.device_type.CPU else "gpu"


def kernel_set(device: Any) -> KernelSet:
    """The kernels for a device, with the tile sizes that "attnviz tune" found best for it."""
    from attnviz.compute import tuning  # its sets are KernelSets themselves

    return tuning.tuned(device)


def fingerprint(device: Any) -> str:
    """Changes with anything that could change what a kernel does: driver, device, options, any kernel source."""
    digest = hashlib.sha256(repr(driver(device)).encode())
    for build in kernel_set(device).builds:
        digest.update(build.options.encode())
        digest.update(source_of(build).encode())
    return digest.hexdigest()


def source_of(build: Build) -> str:
    return "\n".join(asset("kernels", file).read_text("utf-8") for file in build.files)


def driver(device: Any) -> tuple[str, ...]:
    """Changes with device, driver and pyopencl."""
    platform = device.platform
    names = (platform.name, platform.version, device.name, device.version, device.driver_version)
    return (*names, cl.VERSION_TEXT)


@dataclass
class Kernels:
    """All kernels of a device, ready to launch.

    Attributes:
        folder: where binaries are kept.
        asked: the set to build instead of the device's own; tests run those of a graphics card on PoCL.
        chosen: the set they were built by.
    """

    context: Any
    device: Any
    folder: Path = field(default_factory=cache_folder)
    asked: KernelSet | None = None

    def __post_init__(self) -> None:
        self.chosen = self.asked or kernel_set(self.device)
        self._unsaved: dict[Path, Any] = {}
        self._kernels: dict[str, Any] = {}
        for build in self.chosen.builds:
            program = self._program(build)
            for name, in_file in build.kernels.items():
                kernel = cl.Kernel(program, in_file)
                kernel.set_scalar_arg_dtypes([_ARGUMENTS[letter] for letter in self.chosen.signatures[name]])
                self._kernels[name] = kernel

    def __getitem__(self, name: str) -> Any:
        return self._kernels[name]

    def save(self) -> None:
        """Store what was built from source. An unwritable folder is no error: the next start compiles again."""
        while self._unsaved:
            path, program = self._unsaved.popitem()
            with contextlib.suppress(OSError, cl.Error):
                binary = program.get_info(cl.program_info.BINARIES)[0]
                path.parent.mkdir(parents=True, exist_ok=True)
                write_whole(path, [hashlib.sha256(binary).digest(), binary], durable=False)  # ``_read`` asks

    def _program(self, build: Build) -> Any:
        source, options = source_of(build), build.options
        key = hashlib.sha256(repr((driver(self.device), options, source)).encode()).hexdigest()
        path = self.folder / "kernels" / f"{Path(build.files[-1]).stem}-{key[:24]}.bin"
        binary = _read(path)
        if binary is not None:
            with contextlib.suppress(cl.Error):
                return cl.Program(self.context, [self.device], [binary]).build(options=options)
        program = cl.Program(self.context, source).build(options=options)
        self._unsaved[path] = program
        return program


def _read(path: Path) -> bytes | None:
    """A stored binary whose digest is right: drivers do not survive a damaged one."""
    with contextlib.suppress(OSError):
        stored = whole(path, MOST_BINARY)
        digest, binary = stored[:32], stored[32:]
        if binary and hashlib.sha256(binary).digest() == digest:
            return binary
    return None
