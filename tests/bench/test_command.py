"""``attnviz bench`` as a shell user meets it."""

from __future__ import annotations

import json

import pytest

from attnviz.__main__ import main
from attnviz.bench import our_decoder, plan
from attnviz.bench.ours import Typist, ceiling
from attnviz.weights.checkpoint import open_checkpoint


def test_missing_peers_are_said_and_the_command_succeeds(capsys, monkeypatch):
    monkeypatch.setattr(plan, "SHAPES", ((24, 16),))
    monkeypatch.setattr(plan, "ROWS", (128,))
    monkeypatch.setattr(plan, "TYPING_TOKENS", 24)
    monkeypatch.setattr(plan, "TYPING_KEYS", 6)
    monkeypatch.setattr(plan, "SILENCE_TOKENS", 24)
    monkeypatch.setattr(plan, "SILENCE_KEYS", 6)
    monkeypatch.setattr(plan, "SLIDE_TOKENS", 24)
    monkeypatch.setattr(plan, "SLIDE_LESSONS", ("weight",))
    monkeypatch.setattr(plan, "SPOKEN", 0.01)
    monkeypatch.setattr(plan, "DECODER", "attnviz-experts")
    monkeypatch.setattr(plan, "SHORT_CONTEXT", 8)
    monkeypatch.setattr(plan, "LONG_CONTEXT", 16)
    code = main(["bench", "--quick", "--device", "numpy", "--peer-python", "/no/such/python", "--json"])
    found = json.loads(capsys.readouterr().out)
    assert code == 0
    names = [row["name"] for row in found["rows"]]
    assert names == [
        "context",
        "ceiling 24x16",
        "typing middle",
        "typing end",
        "silence",
        "slides step",
        "slides motion",
    ]
    assert (found["rows"][0]["n"], found["rows"][0]["peer"]) == (16, "itself after 8")
    for row in found["rows"][2:]:
        assert abs(row["n"] - 24) <= 1
        assert row["goal"] == 1.0
        assert row["ratio"] == pytest.approx(row["peer_ms"] / row["ours_ms"], rel=1e-3)
    for peer in plan.PEERS:
        assert any(note.startswith(f"{peer} is missing in /no/such/python") for note in found["notes"])
    assert any(note.startswith("--quick") for note in found["notes"])
    assert set(found["versions"]) == {"attnviz", "python", "numpy"}


@pytest.mark.parametrize(("option", "says"), [("--rows", "minilm-onnxruntime"), ("--against", "transformers")])
def test_a_wrong_name_lists_the_right_ones(capsys, option, says):
    assert main(["bench", option, "nonsense"]) == 1
    errors = capsys.readouterr().err
    assert "nonsense" in errors
    assert says in errors


def test_a_device_that_is_not_there_is_one_sentence(capsys):
    assert main(["bench", "--device", "gpu:7", "--against", "", "--rows", "ceiling"]) == 1
    errors = capsys.readouterr().err
    assert "gpu:7" in errors
    assert "Traceback" not in errors


def test_our_side_types_texts_of_the_wanted_length():
    from attnviz.bench import ours

    about = ours.load("all-MiniLM-L6-v2", "numpy")
    assert (about["layers"], about["width"], about["inner"]) == (6, 384, 1536)
    answer, job = ours.forward(16)
    assert {len(ids) for ids in answer["ids"]} == {16}
    assert len(set(map(tuple, answer["ids"]))) == len(answer["ids"])
    assert len(answer["values"]) == 8
    assert 0 < sum(answer["values"]) < 1
    job(0, 1)
    text = ours.typed(32)
    typist = Typist("all-MiniLM-L6-v2", "numpy")
    assert typist.count(text) == typist.count(text + "s") == 32


def test_our_side_reads_texts_with_nothing_in_common_and_adds_tokens_to_one():
    sizes = our_decoder.load("attnviz-experts", "numpy")["sizes"]
    info = open_checkpoint("attnviz-experts").info
    assert (sizes["layers"], sizes["head"]) == (info.layers, info.vocabulary * info.width)
    assert sizes["packed"] == 2 * (sizes["matrices"] + sizes["head"])  # float16
    whole, job = our_decoder.forward(12)
    assert {len(ids) for ids in whole["ids"]} == {12}
    first = [ids[1] for ids in whole["ids"]]  # <s> comes before
    assert len(set(first)) == len(first)
    assert whole["values"] == sorted(whole["values"], reverse=True)
    assert len(whole["wanted"]) == len(whole["values"]) == our_decoder.COMPARED
    job(0, 1)
    grown, job = our_decoder.extend(12, 3)
    assert len(grown["ids"]) == 15
    assert job(0, 1) > 0
    assert our_decoder._typists["now"]._engine._passes.focus.tokens.ids == tuple(grown["ids"][:13])
    job(1, 3)
    assert our_decoder._typists["now"]._engine._passes.focus.tokens.ids == tuple(grown["ids"])


def test_the_ceiling_is_a_number_of_this_machine():
    found = ceiling("numpy")
    assert found["gflops"] > 1
    assert found["gbytes"] > 0.1
