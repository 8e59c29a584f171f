"""The command: ``attnviz bench``. Its sentences are not marked for translation: only a terminal shows them."""

from __future__ import annotations

import argparse
import sys
import tempfile
from collections.abc import Sequence
from pathlib import Path

import numpy as np

from attnviz import __version__
from attnviz.bench import plan, scaling
from attnviz.bench.groups import OURS, Bench
from attnviz.bench.peers import Peers, find_peers
from attnviz.bench.report import Report, as_json, as_table, merged
from attnviz.bench.side import Side, SideError, environment, our_command
from attnviz.errors import UserError


def run(options: argparse.Namespace) -> int:
    """Run ``attnviz bench``; returns the exit code.

    Args:
        options: ``device``, ``against``, ``rows``, ``quick``, ``scaling``, ``json`` and ``peer_python``.

    Raises:
        UserError: a name is unknown, or the device cannot be used.
    """
    say = _progress if sys.stderr.isatty() else lambda what: None
    device = options.device or "auto"
    depth = plan.QUICK if options.quick else plan.FULL
    try:
        if options.scaling:
            found = scaling.measure(device, quick=options.quick, say=say)
            print(scaling.as_json(found) if options.json else scaling.as_table(found))
            return 0
        against = _known(options.against, plan.PEERS)
        wanted = _known(options.rows, plan.GROUPS)
        peers = find_peers(against, options.peer_python)
        report = _opening(device, peers, depth)
    except SideError as error:
        raise UserError("Nothing can be measured: {reason}", reason=error) from error
    with tempfile.TemporaryDirectory(prefix="attnviz-bench-") as folder:
        Bench(device, peers, depth, wanted, report, Path(folder), say).run()
    say("")
    print(as_json(report) if options.json else as_table(report))
    return 0


def _opening(device: str, peers: Peers, depth: plan.Depth) -> Report:
    """The report before its first row: device, versions, ceiling."""
    with Side("attnviz", our_command(OURS), environment()) as side:
        ceiling = side.ask("ceiling", device=device)
    with Side("attnviz", our_command(OURS), environment()) as side:
        about = side.ask("open_device", device=device)
    if peers.has("torch") and about["kind"] != "gpu":
        with peers.start("torch") as torch:
            ceiling["gflops"] = max(ceiling["gflops"], torch.ask("sgemm"))
    here = {"attnviz": __version__, "python": ".".join(map(str, sys.version_info[:3])), "numpy": np.__version__}
    notes = [
        f"medians of {depth.typed} runs each, taking turns; whole models as typed: "
        f"the first run after {plan.PAUSE * 1e3:.0f} ms of rest; start: of {depth.start}"
    ]
    if depth == plan.QUICK:
        notes.append("--quick: too few runs to rely on a figure")
    return Report(about["device"], about["driver"], merged(here, peers.versions), ceiling, [], notes + peers.missing)


def _known(names: str | None, known: Sequence[str]) -> list[str]:
    """A list with commas, checked; all of ``known`` when none is given."""
    if names is None:
        return list(known)
    chosen = [name.strip() for name in names.split(",") if name.strip()]
    for name in chosen:
        if name not in known:
            raise UserError(
                "{name} is not known here. Choose from: {known}.",
                name=repr(name),
                known=", ".join(known),
            )
    return chosen


def _progress(what: str) -> None:
    """One line on a terminal, written over by the next."""
    print(f"\r\x1b[K{what}", end="" if what else "\r", file=sys.stderr, flush=True)
