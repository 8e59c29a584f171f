"""The numbers of one head as files and tables: CSV for spreadsheets, NPZ for numpy, tab separated and HTML to paste.

Rows are queries and columns keys, special tokens included, whatever the screen shows. Every number is the trace's own:
in text, the shortest one that reads back as the same float32.
"""

from __future__ import annotations

import csv
import html
import io
import re
from collections.abc import Callable, Iterable, Iterator, Sequence
from pathlib import Path

import numpy as np

from attnviz.errors import QT_TRANSLATE_NOOP, UserError
from attnviz.files import save
from attnviz.trace import Array, Focus, HeadTrace, Tokens, Trace

Tell = Callable[[float], None]
"""Is told which share is done, 0..1; what it raises ends the writing."""

BYTE_ORDER_MARK = "\ufeff".encode()
"""Without it spreadsheets take UTF-8 for the local 8-bit set, and Japanese for rubbish."""
CORNER = "query \\ key"
MOST_COPIED = 300_000
"""Weights that a clipboard is given: as HTML some 15 MB. A longer text's go to a file."""
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


def save_head(trace: Trace, focus: Focus, path: Path, tell: Tell = lambda share: None) -> None:
    """Write the head in focus as .csv (its weights) or .npz (all that a trace has of it).

    Raises:
        UserError: the text is empty, the name ends in neither, or the file cannot be written.
    """
    head = head_of(trace, focus)
    match path.suffix.lower():
        case ".csv":
            save(path, csv_lines(trace, focus, head, tell))
        case ".npz":
            save(path, [npz(trace, focus, head)])
        case _:
            raise UserError(
                QT_TRANSLATE_NOOP("errors", "{file} cannot be saved: the name must end in .csv or .npz."), file=path
            )


def csv_lines(trace: Trace, focus: Focus, head: HeadTrace, tell: Tell = lambda share: None) -> Iterator[bytes]:
    """The weights (T, S) in CSV (RFC 4180), with the keys' labels above them and the queries' on the left."""
    line = io.StringIO()
    writer = csv.writer(line)

    def encoded(row: list[str]) -> bytes:
        line.seek(0)
        line.truncate()
        writer.writerow(row)
        return line.getvalue().encode("utf-8", "replace")

    yield BYTE_ORDER_MARK
    for index, row in enumerate(_rows(trace, focus, head.weights)):
        yield encoded(row)
        tell(index / len(head.weights))


def save_table(rows: Iterable[Sequence[str]], path: Path) -> None:
    """Write rows of cells as CSV, as above.

    Raises:
        UserError: the file cannot be written.
    """
    text = io.StringIO(newline="")
    csv.writer(text).writerows([_as_cell(cell) for cell in row] for row in rows)
    save(path, [BYTE_ORDER_MARK, text.getvalue().encode("utf-8", "replace")])


def _as_cell(cell: str) -> str:
    """What a spreadsheet would run as a formula gets an apostrophe before it; a number stays one."""
    runs = len(cell) > 1 and cell[0] in "=+-@" and not _NUMBER.fullmatch(cell)
    return f"'{cell}" if runs else cell


def npz(trace: Trace, focus: Focus, head: HeadTrace) -> bytes:
    """An archive for ``numpy.load``: the arrays of ``HeadTrace``, the labels along them, and where they are from.

    Its entries: weights and scores (T, S), query and context (T, Dh), key and value (S, Dh), query_tokens (T,) and
    key_tokens (S,), ids and text of what was read, model, layer, head. No pickle is in it.
    """
    arrays = {name: getattr(head, name) for name in PARTS}
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
    )
    return file.getvalue()


def paste_table(trace: Trace, focus: Focus) -> tuple[str, str]:
    """The weights as (tab separated text, HTML table), for a clipboard.

    Raises:
        UserError: there are none, or more than ``MOST_COPIED``.
    """
    head = head_of(trace, focus)
    if head.weights.size > MOST_COPIED:
        raise UserError(
            QT_TRANSLATE_NOOP(
                "errors", "A table of {rows} × {columns} weights is too large to copy. Export it as CSV or NPZ."
            ),
            rows=head.weights.shape[0],
            columns=head.weights.shape[1],
        )
    rows = [[" ".join(cell.split()) for cell in row] for row in _rows(trace, focus, head.weights)]
    text = "\n".join("\t".join(row) for row in rows)
    body = "".join(
        "<tr>" + "".join(_cell(text, top or not column) for column, text in enumerate(row)) + "</tr>"
        for top, row in ((place == 0, row) for place, row in enumerate(rows))
    )
    return text, f"<table>{body}</table>"


def _cell(text: str, heads: bool) -> str:
    tag = "th" if heads else "td"
    return f"<{tag}>{html.escape(text)}</{tag}>"


def _rows(trace: Trace, focus: Focus, weights: Array) -> Iterator[list[str]]:
    yield [CORNER, *_labels(trace.keys(focus.layer))]
    for label, row in zip(_labels(trace.queries(focus.layer)), weights, strict=True):
        yield [label, *map(str, row)]  # numpy prints a float32 in as few digits as read back to it


def _labels(tokens: Tokens) -> list[str]:
    """Labels that a spreadsheet takes for text: what it would run as a formula gets an apostrophe before it."""
    return [f"'{label}" if len(label) > 1 and label[0] in "=+-@" else label for label in tokens.labels]
