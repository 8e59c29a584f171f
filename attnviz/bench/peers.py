"""Which peers can be asked: the packages that are installed in this Python or in the one that the user names."""

from __future__ import annotations

import os
import sys
from collections.abc import Sequence
from dataclasses import dataclass, field

from attnviz.bench.plan import PEERS
from attnviz.bench.side import Side, SideError, peer_command

FILES = {"torch": "torch_side.py", "onnxruntime": "onnx_side.py", "llama-cpp": "llama_side.py"}
VARIABLE = "ATTNVIZ_PEER_PYTHON"


@dataclass
class Peers:
    """The peers that take part.

    Attributes:
        python: the interpreter that has them.
        versions: of each that was found; a peer that is not in here does not take part.
        missing: one sentence for each that was asked for and is not there.
    """

    python: str
    versions: dict[str, str] = field(default_factory=dict)
    missing: list[str] = field(default_factory=list)

    def has(self, *names: str) -> bool:
        return all(name in self.versions for name in names)

    def start(self, name: str) -> Side:
        """A fresh process of "torch" (which serves transformers too), "onnxruntime" or "llama-cpp"."""
        return Side(name, peer_command(self.python, FILES[name]))


def find_peers(wanted: Sequence[str], python: str | None = None) -> Peers:
    """Look for ``wanted`` in ``python``, else in the one that $ATTNVIZ_PEER_PYTHON names, else in this one."""
    peers = Peers(python or os.environ.get(VARIABLE) or sys.executable)
    found: dict[str, str] = {}
    reasons: dict[str, str] = {}
    for name in FILES:
        if name in wanted or (name == "torch" and "transformers" in wanted):
            try:
                with peers.start(name) as side:
                    found |= side.ask("about")
            except SideError as error:
                reasons[name] = str(error)
    for name in PEERS:
        if name in wanted and name in found:
            peers.versions[name] = found[name]
        elif name in wanted:
            reason = reasons.get("torch" if name == "transformers" else name, "it is not installed there")
            peers.missing.append(f"{name} is missing in {peers.python}; its rows are left out ({reason})")
    return peers
