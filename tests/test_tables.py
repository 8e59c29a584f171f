"""A head's numbers in files: bit for bit those of the trace, and labels that a spreadsheet reads."""

from __future__ import annotations

import csv
import errno
import io
from dataclasses import replace
from html.parser import HTMLParser

import numpy as np
import pytest
from traces import TRANSLATOR, make_trace, model_trace

from attnviz import files, tables
from attnviz.errors import UserError
from attnviz.tables import CORNER, paste_table, save_head, save_table
from attnviz.trace import Focus

JA = "太郎はケーキを食べた。そのあと彼は眠った。"
FOCUS = Focus(3, 7)


def read_csv(path) -> list[list[str]]:
    data = path.read_bytes()
    assert data.startswith(b"\xef\xbb\xbf")
    return list(csv.reader(io.StringIO(data.decode("utf-8-sig"), newline="")))


def as_bits(rows: list[list[str]]) -> np.ndarray:
    return np.array([[np.float32(cell) for cell in row[1:]] for row in rows[1:]], np.float32).view(np.uint32)


def test_csv_is_the_trace_bit_for_bit(tmp_path):
    trace = make_trace(JA, 3, 7)
    tiny = trace.heads[3, 7].weights.copy()
    tiny[0, :3] = 1e-45, 0.1, 1 / 3  # the smallest float32 there is, and two that have no short decimal
    trace = replace(trace, heads={(3, 7): replace(trace.heads[3, 7], weights=tiny)})
    save_head(trace, FOCUS, tmp_path / "a.csv")
    rows = read_csv(tmp_path / "a.csv")
    assert rows[0] == [CORNER, *trace.tokens.labels]
    assert tuple(row[0] for row in rows[1:]) == trace.tokens.labels
    assert (as_bits(rows) == tiny.view(np.uint32)).all()
    assert rows[1][2] == "0.1"


def test_csv_of_cross_attention_has_both_texts(tmp_path):
    trace = model_trace(TRANSLATOR, "the cat sleeps", 5, 1)
    focus = Focus(5, 1)
    assert trace.queries(5) is not trace.keys(5)
    save_head(trace, focus, tmp_path / "a.csv")
    rows = read_csv(tmp_path / "a.csv")
    assert tuple(rows[0][1:]) == trace.keys(5).labels
    assert tuple(row[0] for row in rows[1:]) == trace.queries(5).labels


def test_npz_is_the_trace_bit_for_bit_and_needs_no_pickle(tmp_path):
    trace = make_trace(JA, 3, 7)
    head = trace.heads[3, 7]
    save_head(trace, FOCUS, tmp_path / "a.npz")
    with np.load(tmp_path / "a.npz", allow_pickle=False) as file:
        for part in tables.PARTS:
            assert file[part].dtype == np.float32
            assert file[part].tobytes() == np.ascontiguousarray(getattr(head, part)).tobytes()
        assert tuple(file["query_tokens"]) == tuple(file["key_tokens"]) == trace.tokens.labels
        assert (str(file["text"]), int(file["layer"]), int(file["head"])) == (JA, 3, 7)
        assert tuple(file["ids"]) == trace.tokens.ids


def test_a_label_that_a_spreadsheet_would_run_is_text(tmp_path):
    trace = make_trace('plain "quoted" , - =', 3, 7)
    labels = list(trace.tokens.labels)
    labels[1:4] = '=HYPERLINK("x")', "@x", "a,b"
    trace = replace(trace, tokens=replace(trace.tokens, labels=tuple(labels)))
    save_head(trace, FOCUS, tmp_path / "a.csv")
    assert read_csv(tmp_path / "a.csv")[0][2:5] == ['\'=HYPERLINK("x")', "'@x", "a,b"]
    assert "-" in read_csv(tmp_path / "a.csv")[0]


class Cells(HTMLParser):
    def __init__(self) -> None:
        super().__init__()
        self.rows: list[list[str]] = []
        self.tags: set[str] = set()

    def handle_starttag(self, tag, attrs):
        self.tags.add(tag)
        if tag == "tr":
            self.rows.append([])

    def handle_data(self, data):
        self.rows[-1].append(data)


def test_a_pasted_table_is_the_same_in_both_forms():
    trace = make_trace("the <b>cat</b> & dog", 3, 7)
    text, page = paste_table(trace, FOCUS)
    rows = [line.split("\t") for line in text.split("\n")]
    cells = Cells()
    cells.feed(page)
    assert cells.rows == rows
    assert cells.tags == {"table", "tr", "th", "td"}
    assert (as_bits(rows) == trace.heads[3, 7].weights.view(np.uint32)).all()


def test_a_table_that_no_clipboard_takes(monkeypatch):
    monkeypatch.setattr(tables, "MOST_COPIED", 20)
    with pytest.raises(UserError, match="5 × 5 weights is too large to copy"):
        paste_table(make_trace("he fell asleep", 3, 7), FOCUS)


@pytest.mark.parametrize(
    ("name", "says"), [("a.txt", "must end in"), ("no/a.csv", "cannot be written"), ("no/a.npz", "cannot")]
)
def test_what_cannot_be_written_is_one_sentence(name, says, tmp_path):
    with pytest.raises(UserError, match=says):
        save_head(make_trace(JA, 3, 7), FOCUS, tmp_path / name)
    assert not list(tmp_path.iterdir())


@pytest.mark.parametrize(
    ("number", "says", "do"),
    [(errno.ENOSPC, "No space left", "Free some space"), (errno.EACCES, "Permission denied", "Choose another")],
)
def test_a_full_disk_is_one_sentence(number, says, do, tmp_path, monkeypatch):
    def fail(path, pieces):
        raise OSError(number, "as the system says it")

    monkeypatch.setattr(files, "write_whole", fail)
    with pytest.raises(UserError, match=rf"a.csv cannot be written \({says}.*\)\. {do}"):
        save_head(make_trace(JA, 3, 7), FOCUS, tmp_path / "a.csv")


def test_no_text_has_no_numbers(tmp_path):
    with pytest.raises(UserError, match="text is empty"):
        save_head(make_trace("", 3, 7), FOCUS, tmp_path / "a.csv")


def test_a_writing_that_is_let_go_of_leaves_nothing(tmp_path):
    class Stop(Exception):
        pass

    def tell(share: float) -> None:
        if share > 0.3:
            raise Stop

    with pytest.raises(Stop):
        save_head(make_trace(JA, 3, 7), FOCUS, tmp_path / "a.csv", tell)
    assert not list(tmp_path.iterdir())


def test_a_table_of_cells_runs_nothing_in_a_spreadsheet(tmp_path):
    rows = [["token", "weight"], ["=1+1", "0.25"], ["-x", "-1.5e-07"], [], ["-", "-3"]]
    save_table(rows, tmp_path / "a.csv")
    assert read_csv(tmp_path / "a.csv") == [
        ["token", "weight"], ["'=1+1", "0.25"], ["'-x", "-1.5e-07"], [], ["-", "-3"]
    ]  # fmt: skip
    with pytest.raises(UserError, match="cannot be written"):
        save_table(rows, tmp_path / "no" / "a.csv")
