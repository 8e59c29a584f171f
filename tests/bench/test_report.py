"""The table and the JSON that a run of the bench ends in."""

from __future__ import annotations

import json

import pytest

from attnviz.bench.report import Report, Row, as_json, as_table, merged, milliseconds


def report(*rows: Row) -> Report:
    versions = {"attnviz": "0.1.0", "torch": "2.13"}
    return Report(
        "A processor", "PoCL 9", versions, {"gflops": 200.0, "gbytes": 50.0}, list(rows), ["torch is missing"]
    )


FASTER = Row("minilm-torch", 16, 2.0, "torch", 9.0, 4.0, 1.0)
SLOWER = Row("start", None, 3000.0, "import torch", 1500.0, 2.0)


def test_a_ratio_grows_when_attnviz_gets_faster():
    assert FASTER.ratio == pytest.approx(4.5)
    assert Row("x", 16, 1.0, "torch", 9.0).ratio > FASTER.ratio
    assert Row("x", 16, 2.0, "torch", 4.0).ratio < FASTER.ratio


def test_a_goal_is_met_from_its_ratio_up_and_no_goal_is_neither():
    assert FASTER.met is True
    assert SLOWER.met is False
    assert Row("x", 16, 1.0, "torch", 4.0, 4.0).met is True
    assert Row("x", 16, 1.0, "torch", 4.0).met is None


def test_json_has_the_promised_shape():
    found = json.loads(as_json(report(FASTER, SLOWER)))
    assert {"device", "driver", "versions", "rows"} <= set(found)
    assert found["device"] == "A processor"
    assert found["driver"] == "PoCL 9"
    assert found["versions"]["torch"] == "2.13"
    first, second = found["rows"]
    assert first == {
        "name": "minilm-torch",
        "n": 16,
        "ours_ms": 2.0,
        "peer": "torch",
        "peer_ms": 9.0,
        "ratio": 4.5,
        "goal": 4.0,
        "limit_ms": 1.0,
    }
    assert (second["n"], second["limit_ms"]) == (None, None)
    assert second["ratio"] == 0.5


def test_json_without_rows_says_why():
    found = json.loads(as_json(report()))
    assert found["rows"] == []
    assert found["notes"] == ["torch is missing"]


def test_table_names_device_versions_and_each_row_in_columns():
    lines = as_table(report(FASTER, SLOWER)).splitlines()
    assert lines[0] == "A processor (PoCL 9)"
    assert "torch 2.13" in lines[1]
    assert "200 GFLOP/s" in lines[2]
    assert "torch is missing" in lines
    head, first, second = lines[5:8]
    assert " ".join(first.split()) == "minilm-torch 16 2.00 ms torch 9.00 ms 1.00 ms 4.50 4 met"
    assert " ".join(second.split()) == "start 3000 ms import torch 1500 ms 0.50 2 missed"
    end = head.index("attnviz") + len("attnviz")
    assert {line[:end].split()[-1] for line in (first, second)} == {"ms"}
    assert lines[-1].startswith("1 of 2 goals met")


def test_table_without_rows_is_no_table():
    assert "goals met" not in as_table(report())


@pytest.mark.parametrize(
    ("time", "text"),
    [(0.0841, "0.084 ms"), (1.234, "1.23 ms"), (12.34, "12.3 ms"), (123.4, "123 ms"), (12_340.0, "12.3 s ")],
)
def test_times_keep_three_digits(time, text):
    assert milliseconds(time) == text


def test_versions_leave_out_what_is_not_there():
    assert merged({"a": "1"}, {"b": "", "c": "2"}) == {"a": "1", "c": "2"}
