"""What a run of the bench found, as a table for a person and as JSON for a script."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass, field
from typing import Any


@dataclass(frozen=True)
class Row:
    """One comparison. Every ratio is the right way up: larger is better for attnviz.

    Attributes:
        name: of the comparison; the first word chooses it on the command line.
        n: tokens, or rows of a matrix; None where nothing is counted.
        ours_ms: median milliseconds of attnviz.
        peer: what it is compared with.
        peer_ms: median milliseconds of that.
        goal: the ratio to reach; None where nothing was promised.
        limit_ms: least time that this device's measured ceiling allows; None where that says nothing.
    """

    name: str
    n: int | None
    ours_ms: float
    peer: str
    peer_ms: float
    goal: float | None = None
    limit_ms: float | None = None

    @property
    def ratio(self) -> float:
        return self.peer_ms / self.ours_ms

    @property
    def met(self) -> bool | None:
        return None if self.goal is None else self.ratio >= self.goal


@dataclass
class Report:
    """All rows of one run, and what they were measured on.

    Attributes:
        versions: of attnviz, of what it runs on, and of the peers.
        ceiling: what ``limit_ms`` was worked out from: "gflops" and "gbytes" per second.
        notes: what was left out and why, and how the figures were taken.
    """

    device: str
    driver: str
    versions: dict[str, str] = field(default_factory=dict)
    ceiling: dict[str, float] = field(default_factory=dict)
    rows: list[Row] = field(default_factory=list)
    notes: list[str] = field(default_factory=list)


def as_json(report: Report) -> str:
    """The report as one JSON object: device, driver, versions, ceiling, rows (with their ratio), notes."""
    plain = asdict(report)
    plain["rows"] = [_plain_row(row) for row in report.rows]
    return json.dumps(plain, ensure_ascii=False, indent=1)


def _plain_row(row: Row) -> dict[str, Any]:
    return {
        "name": row.name,
        "n": row.n,
        "ours_ms": _short(row.ours_ms),
        "peer": row.peer,
        "peer_ms": _short(row.peer_ms),
        "ratio": _short(row.ratio),
        "goal": row.goal,
        "limit_ms": None if row.limit_ms is None else _short(row.limit_ms),
    }


def _short(number: float) -> float:
    """Four digits: what a stopwatch can know."""
    return float(f"{number:.4g}")


def as_table(report: Report) -> str:
    """The report for a person: where, with what, each row, and how many goals are met."""
    versions = ", ".join(f"{name} {version}" for name, version in report.versions.items())
    lines = [f"{report.device} ({report.driver})", versions]
    if report.ceiling:
        lines.append(f"ceiling {report.ceiling['gflops']:.0f} GFLOP/s, {report.ceiling['gbytes']:.0f} GB/s")
    lines += report.notes
    if report.rows:
        lines += ["", *_columns(report.rows), "", _verdict(report.rows)]
    return "\n".join(filter(lambda line: line is not None, lines))


def _columns(rows: Sequence[Row]) -> list[str]:
    head = ("what", "n", "attnviz", "peer", "", "limit", "ratio", "goal", "")
    cells = [head, *(_cells(row) for row in rows)]
    widths = [max(len(line[column]) for line in cells) for column in range(len(head))]
    left = {0, 3, 8}
    return [
        "  ".join(
            cell.ljust(width) if column in left else cell.rjust(width)
            for column, (cell, width) in enumerate(zip(line, widths, strict=True))
        ).rstrip()
        for line in cells
    ]


def _cells(row: Row) -> tuple[str, ...]:
    goal = "" if row.goal is None else f"{row.goal:g}"
    verdict = {True: "met", False: "missed", None: ""}[row.met]
    return (
        row.name,
        "" if row.n is None else str(row.n),
        milliseconds(row.ours_ms),
        row.peer,
        milliseconds(row.peer_ms),
        "" if row.limit_ms is None else milliseconds(row.limit_ms),
        f"{row.ratio:.2f}",
        goal,
        verdict,
    )


def milliseconds(time: float) -> str:
    """Three digits with their unit, so that rows of any size stand in one column."""
    if time >= 1e4:
        return f"{time / 1e3:.1f} s "
    digits = 0 if time >= 100 else 1 if time >= 10 else 2 if time >= 1 else 3
    return f"{time:.{digits}f} ms"


def _verdict(rows: Sequence[Row]) -> str:
    judged = [row for row in rows if row.met is not None]
    met = sum(bool(row.met) for row in judged)
    return f"{met} of {len(judged)} goals met (ratio = peer / attnviz; limit = what this device's ceiling allows)"


def merged(*tables: Mapping[str, str]) -> dict[str, str]:
    """Versions of several sides, without the ones that are not there."""
    return {name: version for table in tables for name, version in table.items() if version}
