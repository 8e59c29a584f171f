"""The kernels for a graphics card: tiles in local memory, groups of at most 256 work-items, one wave (64) per row.

The sizes are for AMD GCN (gfx900: 64 KiB of local memory and 256 registers); ``.ci/gfx900.py`` compiles every build of
this set and fails on what such a card could not hold. ``attnviz tune`` replaces sizes by what a device ran fastest.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from attnviz.compute.program import Build, KernelSet

WAVE = 64
SPARSE_ROWS = 16
"""query rows of a group of sparse.cl"""
FLASH_ROWS = 64
"""query rows of a group of flash.cl"""

_SIGNATURES = {
    "norm": "piippfipi",
    "rms_norm": "piipfipi",
    "embed": "pppipppfipi",
    "embed_q4": "ppppipppfipi",
    "gather": "ppfpiiipi",
    "gather_q4": "pppfpiiipi",
    "softmax": "piipi",
    "append": "piipiiiippi",
    "put_rows": "piiiipi",
    "take_rows": "pipipi",
    "add_rows": "pippipi",
    "clear": "piii",
    "rope": "piiipiiipi",
    "gated": "piiipi",
    "pool": "piiiiipii",
    "facts": "pipiiiipii",
    "hide": "piiipi",
    "mean": "piiiifipi",
    "scan_linear": "pipipiiiiiiipi",
    "scan_fading": "pipiiipi",
    "recurrent": "pipiiipi",
    "influence": "pipipipiipi",
    "sparse": "piippiiiiifpppi",
    "tiles": "pipiiiiipi",
    **dict.fromkeys(("linear", "linear_narrow"), "pippiiipipi"),
    "linear_part": "pipiiipi",
    "combine": "pipiiipipi",
    "scores": "piipiiiiiiiifpi",
    "values": "pipiiiiiiiipii",
}
_FLASH_SIGNATURE = "piippiiiiiiifpi"
_ROWS = (
    "norm", "embed", "softmax", "rows", "rope", "gated", "pool", "facts", "hide", "mean", "scan", "recurrent", "sparse",
)  # fmt: skip
"""files whose groups are waves, most of which make a row each"""
_GROUPS = {"combine": (16, 4), "tiles": (16, 16)}
"""work-items of a group, where no size of a tile says how many"""


@dataclass(frozen=True)
class Tile:
    """Tile sizes of a kernel: TM, TN, TK, RM and RN of its file."""

    rows: int
    columns: int
    depth: int
    item_rows: int
    item_columns: int

    @property
    def group(self) -> tuple[int, int]:
        """Work-items of a group."""
        return self.columns // self.item_columns, self.rows // self.item_rows

    @property
    def options(self) -> str:
        sizes = (self.rows, self.columns, self.depth, self.item_rows, self.item_columns)
        return " ".join(f"-D{name}={size}" for name, size in zip(("TM", "TN", "TK", "RM", "RN"), sizes, strict=True))


@dataclass(frozen=True)
class Flash:
    """Sizes of flash.cl: DH, the widest head it takes, DC and TS."""

    width: int
    depth: int
    keys: int

    @property
    def name(self) -> str:
        return f"flash_{self.width}"

    @property
    def options(self) -> str:
        return f"-DDH={self.width} -DDC={self.depth} -DTS={self.keys}"


@dataclass(frozen=True)
class GpuSet(KernelSet):
    """Kernels and their sizes; ``tile_columns`` is NR, the panel of weights, which every tile's columns divide.

    Attributes:
        wide, narrow: tiles of linear.cl, for products with enough of them to occupy the card, and for others.
        scores, values: tiles of scores.cl and values.cl.
        flash: one build of flash.cl per class of head widths, narrowest first.
    """

    wide: Tile = Tile(64, 64, 16, 4, 4)
    narrow: Tile = Tile(32, 32, 16, 4, 4)
    scores: Tile = Tile(64, 64, 16, 4, 4)
    values: Tile = Tile(32, 32, 16, 2, 4)
    flash: tuple[Flash, ...] = (Flash(32, 32, 32), Flash(64, 16, 32), Flash(128, 32, 16), Flash(256, 32, 16))

    @property
    def options(self) -> str:
        return f"-cl-std=CL1.2 {self.flags}"

    @property
    def builds(self) -> tuple[Build, ...]:
        def build(files: tuple[str, ...], sizes: str, kernels: Mapping[str, str]) -> Build:
            sources = tuple(f"gpu/{file}.cl" for file in ("common", *files))
            return Build(sources, f"{self.options} {sizes}".strip(), kernels)

        panel = f"-DNR={self.tile_columns}"
        narrow = {"linear_narrow": "linear", "linear_part": "linear_part", "combine": "combine"}
        return (
            build(_ROWS, f"-DWAVE={WAVE}", {name: name for name in _SIGNATURES if self.group(name) == (WAVE,)}),
            build(("linear",), f"{panel} {self.wide.options}", {"linear": "linear"}),
            build(("linear",), f"{panel} {self.narrow.options}", narrow),
            *(build(("flash",), flash.options, {flash.name: "flash"}) for flash in self.flash),
            build(("scores",), self.scores.options, {"scores": "scores"}),
            build(("values",), self.values.options, {"values": "values"}),
            build(("tiles",), "", {"tiles": "tiles"}),
        )

    @property
    def signatures(self) -> Mapping[str, str]:
        return {**_SIGNATURES, **{flash.name: _FLASH_SIGNATURE for flash in self.flash}}

    def group(self, name: str) -> tuple[int, ...]:
        """Work-items of a group, as the kernel's file demands them."""
        if name.startswith("flash_"):
            return (256,)
        tiles = {
            "linear": self.wide,
            "linear_narrow": self.narrow,
            "linear_part": self.narrow,
            "scores": self.scores,
            "values": self.values,
        }
        return tiles[name].group if name in tiles else _GROUPS.get(name, (WAVE,))


GPU = GpuSet(
    tile_rows=1,  # the kernels look after edges themselves
    tile_columns=64,
    query_rows=1,
    flags="-cl-denorms-are-zero",  # denormals would cost GCN the short multiply-add instruction
)
