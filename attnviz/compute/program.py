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
from attnviz.files import cache_folder, write_whole

_FLAGS = "-cl-std=CL1.2"
_ARGUMENTS = {"p": None, "i": np.int32, "f": np.float32}

SIGNATURES = {
    "embed": "pppipppfipi",
    "embed_q4": "ppppipppfipi",
    "linear": "pippipi",
    "linear_gelu": "pippipi",
    "linear_add": "pippipipi",
    "norm": "pippfipi",
    "pack_heads": "piiiiipp",
    "attend": "piiifppppi",
    "attend_head": "piiiifppppipi",
}
"""Arguments of each kernel: p a buffer, i an int, f a float. With these known pyopencl sets them 40 times faster."""


@dataclass(frozen=True)
class KernelSet:
    """The kernels for one kind of device.

    Attributes:
        files: kernel file -> kernels in it.
        tile_rows, tile_columns: MR and NR of linear.cl, by which weights and activations are packed and padded.
        query_rows: QR of attention.cl.
        local: work-group size of a kernel with one axis and with two; None lets the driver choose.
        flags: further build options.
    """

    files: Mapping[str, tuple[str, ...]]
    tile_rows: int
    tile_columns: int
    query_rows: int
    local: tuple[tuple[int, ...] | None, tuple[int, ...] | None]
    flags: str = ""

    @property
    def options(self) -> str:
        tiles = f"-DMR={self.tile_rows} -DNV={self.tile_columns // 8} -DQR={self.query_rows}"
        return " ".join(filter(None, (_FLAGS, tiles, self.flags)))

    @property
    def builds(self) -> tuple[Build, ...]:
        """What to build, a program each."""
        return tuple(Build(file, self.options, {name: name for name in names}) for file, names in self.files.items())

    @property
    def signatures(self) -> Mapping[str, str]:
        return SIGNATURES


@dataclass(frozen=True)
class Build:
    """One program: a kernel file, its options, and the name to launch by -> the name in the file."""

    file: str
    options: str
    kernels: Mapping[str, str]


_ENCODER = {
    "embed.cl": ("embed", "embed_q4"),
    "linear.cl": ("linear", "linear_gelu", "linear_add"),
    "norm.cl": ("norm",),
    "attention.cl": ("pack_heads", "attend", "attend_head"),
}

# one work-item per group: PoCL compiles each kernel anew for each size of group
CPU = KernelSet(_ENCODER, tile_rows=4, tile_columns=24, query_rows=6, local=((1,), (1, 1)))


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
        digest.update(asset("kernels", build.file).read_bytes())
    return digest.hexdigest()


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
            program = self._program(build.file, build.options)
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
                write_whole(path, [hashlib.sha256(binary).digest(), binary])

    def _program(self, file: str, options: str) -> Any:
        source = asset("kernels", file).read_text("utf-8")
        key = hashlib.sha256(repr((driver(self.device), options, source)).encode()).hexdigest()
        path = self.folder / "kernels" / f"{Path(file).stem}-{key[:24]}.bin"
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
        stored = path.read_bytes()
        digest, binary = stored[:32], stored[32:]
        if binary and hashlib.sha256(binary).digest() == digest:
            return binary
    return None
