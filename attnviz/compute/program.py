"""Builds the kernels of ``kernels/`` for a device, and keeps what was built on disk.

Each kind of device has one row in ``KERNEL_SETS``: which file makes which kernel, and the ``-D`` options of those
files. A device that needs other kernels (tiles in local memory on a graphics card) gets its own files there.

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


_ENCODER = {
    "embed.cl": ("embed", "embed_q4"),
    "linear.cl": ("linear", "linear_gelu", "linear_add"),
    "norm.cl": ("norm",),
    "attention.cl": ("pack_heads", "attend", "attend_head"),
}

KERNEL_SETS = {
    # one work-item per group: PoCL compiles each kernel anew for each size of group
    "cpu": KernelSet(_ENCODER, tile_rows=4, tile_columns=24, query_rows=6, local=((1,), (1, 1))),
    # the same register tiles are right on a graphics card, though not yet fast; denormals cost it the short instruction
    "gpu": KernelSet(
        _ENCODER, tile_rows=4, tile_columns=24, query_rows=6, local=(None, None), flags="-cl-denorms-are-zero"
    ),
}


def kind_of(device: Any) -> str:
    """ "gpu" for a graphics card and the like, "cpu" for what runs on the processor."""
    return "cpu" if device.type & cl.device_type.CPU else "gpu"


def fingerprint(device: Any) -> str:
    """Changes with anything that could change what a kernel does: driver, device, options, any kernel source."""
    chosen = KERNEL_SETS[kind_of(device)]
    digest = hashlib.sha256(repr(_identity(device, chosen)).encode())
    for name in chosen.files:
        digest.update(asset("kernels", name).read_bytes())
    return digest.hexdigest()


def _identity(device: Any, chosen: KernelSet) -> tuple[str, ...]:
    platform = device.platform
    driver = (platform.name, platform.version, device.name, device.version, device.driver_version)
    return (*driver, cl.VERSION_TEXT, chosen.options)


@dataclass
class Kernels:
    """All kernels of a device, ready to launch.

    Attributes:
        chosen: the row of ``KERNEL_SETS`` they were built by.
        folder: where binaries are kept.
    """

    context: Any
    device: Any
    folder: Path = field(default_factory=cache_folder)

    def __post_init__(self) -> None:
        self.chosen = KERNEL_SETS[kind_of(self.device)]
        self._unsaved: dict[Path, Any] = {}
        self._kernels: dict[str, Any] = {}
        for file, names in self.chosen.files.items():
            program = self._program(file)
            for name in names:
                kernel = cl.Kernel(program, name)
                kernel.set_scalar_arg_dtypes([_ARGUMENTS[letter] for letter in SIGNATURES[name]])
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

    def _program(self, file: str) -> Any:
        source = asset("kernels", file).read_text("utf-8")
        key = hashlib.sha256(repr((_identity(self.device, self.chosen), source)).encode()).hexdigest()
        path = self.folder / "kernels" / f"{Path(file).stem}-{key[:24]}.bin"
        binary = _read(path)
        if binary is not None:
            with contextlib.suppress(cl.Error):
                return cl.Program(self.context, [self.device], [binary]).build(options=self.chosen.options)
        program = cl.Program(self.context, source).build(options=self.chosen.options)
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
