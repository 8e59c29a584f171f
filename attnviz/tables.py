"""The numbers of one head as files and tables: CSV for spreadsheets, NPZ for numpy, tab separated and HTML to paste.

Rows are queries and columns keys, special tokens included, whatever the screen shows. Between tokens every number is
the trace's own: in text, the shortest one that reads back as the same float32. A table by words or bytes
(``attnviz.axis``) says so in its corner.
"""

from __future__ import annotations

import csv
import html
import io
import re
import unicodedata
from collections.abc import Callable, Iterable, Iterator, Sequence
from pathlib import Path

import numpy as np

from attnviz.axis import Axis, axes_of, joined
from attnviz.errors import QT_TRANSLATE_NOOP, UserError
from attnviz.files import save
from attnviz.trace import Focus, HeadTrace, Trace

Tell = Callable[[float], None]
"""Is told which share is done, 0..1; what it raises ends the writing."""

BYTE_ORDER_MARK = "\ufeff".encode()
"""Without it spreadsheets take UTF-8 for the local 8-bit set, and Japanese for rubbish."""
CORNER = "query \\ key"
MOST_COPIED = 300_000
"""Weights that a clipboard is given: as HTML some 15 MB. A longer text's go to a file."""
_BEGIN_FORMULAS = frozenset("=+-@")
_NUMBER = re.compile(r"-?\d+(\.\d+)?(e[+-]?\d+)?")
PARTS = ("weights", "scores", "query", "key", "value", "context")


def head_of(trace: Trace, focus: Focus) -> HeadTrace:
    """The head in focus.

    Raises:
        UserError: there is none, because the text is empty.
    """
    head = trace.head(focus)
    if head is None or not len(trace.tokens):
        raise UserError(QT_TRANSLATE_NOOP("errors", "The text is empty: there are no numbers to save."))
    return head


def save_head(trace: Trace, focus: Focus, path: Path, tell: Tell = lambda share: None, axis: str = "tokens") -> None:
    """Write the head in focus as .csv (its weights) or .npz (all that a trace has of it).

    ``axis``: one of ``attnviz.axis.AXES``; words are those of the trace's tokens.

    Raises:
        UserError: the text is empty, the name ends in neither, or the file cannot be written.
    """
    head = head_of(trace, focus)
    match path.suffix.lower():
        case ".csv":
            save(path, csv_lines(trace, focus, head, tell, axis))
        case ".npz":
            save(path, [npz(trace, focus, head, axis)])
        case _:
            raise UserError(
                QT_TRANSLATE_NOOP("errors", "{file} cannot be saved: the name must end in .csv or .npz."), file=path
            )


def csv_lines(
    trace: Trace, focus: Focus, head: HeadTrace, tell: Tell = lambda share: None, axis: str = "tokens"
) -> Iterator[bytes]:
    """The weights (T', S') in CSV (RFC 4180), with the keys' labels above them and the queries' on the left."""
    line = io.StringIO()
    writer = csv.writer(line)

    def encoded(row: list[str]) -> bytes:
        line.seek(0)
        line.truncate()
        writer.writerow(row)
        return line.getvalue().encode("utf-8", "replace")

    yield BYTE_ORDER_MARK
    for index, row in enumerate(_rows(trace, focus, head, axis)):
        yield encoded(row)
        tell(index / len(head.weights))


def save_table(rows: Iterable[Sequence[str]], path: Path) -> None:
    """Write rows of cells as CSV, as above.

    Raises:
        UserError: the file cannot be written.
    """
    text = io.StringIO(newline="")
    csv.writer(text).writerows([as_cell(cell) for cell in row] for row in rows)
    save(path, [BYTE_ORDER_MARK, text.getvalue().encode("utf-8", "replace")])


def as_cell(cell: str) -> str:
    """What a spreadsheet would run as a formula gets an apostrophe before it, as OWASP advises ("CSV Injection"); a
    number stays one. Full-width signs count too: a Japanese spreadsheet takes them for formulas."""
    begins = unicodedata.normalize("NFKC", cell.lstrip()[:1])
    runs = len(cell) > 1 and begins in _BEGIN_FORMULAS and not _NUMBER.fullmatch(cell)
    return f"'{cell}" if runs else cell


def npz(trace: Trace, focus: Focus, head: HeadTrace, axis: str = "tokens") -> bytes:
    """An archive for ``numpy.load``: the arrays of ``HeadTrace``, the labels along them, and where they are from.

    Its entries: weights and scores (T, S), query and context (T, Dh), key and value (S, Dh), query_tokens (T,) and
    key_tokens (S,), ids and text of what was read, model, layer, head, and axis. By words or bytes also unit_weights
    (T', S'), query_units (T',) and key_units (S',). No pickle is in it.
    """
    arrays = {name: getattr(head, name) for name in PARTS}
    queries, keys = axes_of(trace.queries(focus.layer), trace.keys(focus.layer), axis)
    if queries.kind != "tokens":
        arrays["unit_weights"] = joined(head.weights, queries, keys)
        arrays |= {"query_units": np.array(_names(queries)), "key_units": np.array(_names(keys))}
    file = io.BytesIO()
    np.savez(
        file,
        **arrays,
        query_tokens=np.array(trace.queries(focus.layer).labels),
        key_tokens=np.array(trace.keys(focus.layer).labels),
        ids=np.array(trace.tokens.ids),
        text=np.array(trace.tokens.text),
        model=np.array(trace.model.name),
        layer=np.array(focus.layer),
        head=np.array(focus.head),
        axis=np.array(queries.kind),
    )
    return file.getvalue()


def paste_table(trace: Trace, focus: Focus, axis: str = "tokens") -> tuple[str, str]:
    """The weights as (tab separated text, HTML table), for a clipboard.

    Raises:
        UserError: there are none, or more than ``MOST_COPIED``.
    """
    head = head_of(trace, focus)
    queries, keys = axes_of(trace.queries(focus.layer), trace.keys(focus.layer), axis)
    if len(queries) * len(keys) > MOST_COPIED:
        raise UserError(
            QT_TRANSLATE_NOOP(
                "errors", "A table of {rows} × {columns} weights is too large to copy. Export it as CSV or NPZ."
            ),
            rows=len(queries),
            columns=len(keys),
        )
    rows = [[" ".join(cell.split()) for cell in row] for row in _rows(trace, focus, head, axis)]
    text = "\n".join("\t".join(row) for row in rows)
    body = "".join(
        "<tr>" + "".join(_cell(text, top or not column) for column, text in enumerate(row)) + "</tr>"
        for top, row in ((place == 0, row) for place, row in enumerate(rows))
    )
    return text, f"<table>{body}</table>"


def _cell(text: str, heads: bool) -> str:
    tag = "th" if heads else "td"
    return f"<{tag}>{html.escape(text)}</{tag}>"


def _rows(trace: Trace, focus: Focus, head: HeadTrace, axis: str) -> Iterator[list[str]]:
    queries, keys = axes_of(trace.queries(focus.layer), trace.keys(focus.layer), axis)
    yield [CORNER if queries.kind == "tokens" else f"{CORNER} ({queries.kind})", *_labels(keys)]
    for label, row in zip(_labels(queries), joined(head.weights, queries, keys), strict=True):
        yield [label, *map(str, row)]  # numpy prints a float32 in as few digits as read back to it


def _labels(axis: Axis) -> list[str]:
    """Labels that a spreadsheet takes for text: what it would run as a formula gets an apostrophe before it."""
    return [as_cell(name) for name in _names(axis)]


def _names(axis: Axis) -> list[str]:
    return [axis.name(unit) for unit in range(len(axis))]
