"""A deck comes back as it was, number by number, and a stranger's file can at worst be refused."""

from __future__ import annotations

import io
import json
import zipfile
from dataclasses import replace

import numpy as np
import pytest
from traces import DECODER, attention_head, filled, make_trace, model_trace, whole_trace

from attnviz import stored_trace
from attnviz.errors import UserError
from attnviz.lab import lab
from attnviz.labs.scaling import Scaling, Width
from attnviz.lessons.deck import Deck, Item, read_deck, write_deck
from attnviz.other import Change, Other
from attnviz.trace import Candidate, Focus, NextWords, Trace

TEXT = "Taro ate the cake. After that, he fell asleep."
FOCUS = Focus(3, 7, 9, 1)


def rich_trace() -> Trace:
    """One with something in every field that a step may read."""
    trace = whole_trace(make_trace(TEXT).model, TEXT)
    trace = replace(trace, request=replace(trace.request, states=True, means=True, outputs=True, heads=((3, 7),)))
    trace = filled(trace)
    words = NextWords(np.array([0.5, -np.inf], np.float32), (Candidate(1, " cat", "cat"),))
    found = {lab("scaling"): Scaling((Width(2, 1.0, 2.0, 0.5, 0.25, 0.9, 1.0),))}
    other = Other(change=Change(removed=((3, 7),), temperature=0.5))
    others = {other: make_trace(TEXT, 3, 7), Other(text="x"): UserError("{file} is gone.", file="/a")}
    rows = {9: (np.ones((12, 15), np.float32),)}
    return replace(trace, next_words=words, labs=found, others=others, rows=rows, milliseconds={"total": float("nan")})


def same(one, other) -> bool:
    arrays, others = [], []
    known = (Scaling, Width)
    tables = stored_trace.packed(one, arrays, known), stored_trace.packed(other, others, known)
    return (
        tables[0] == tables[1]
        and len(arrays) == len(others)
        and all(
            a.dtype == b.dtype and np.array_equal(a, b, equal_nan=True) for a, b in zip(arrays, others, strict=True)
        )
    )


def test_a_trace_comes_back_as_it_was():
    trace, arrays = rich_trace(), []
    plain = json.loads(json.dumps(stored_trace.packed(trace, arrays, (Scaling, Width))))
    back = stored_trace.unpacked(plain, [array.copy() for array in arrays], (Scaling, Width))
    assert same(trace, back)
    assert str(back.others[Other(text="x")]) == "/a is gone."
    assert back.labs[lab("scaling")].widths[0].d == 2
    assert not back.heads[3, 7].weights.flags.writeable


def test_a_deck_comes_back_and_replays(tmp_path):
    trace = rich_trace()
    items = (
        Item("weight", "answer", trace, FOCUS, "Say hello. 太郎"),
        Item("softmax", "stickers", trace, FOCUS),
        Item("mask", "shares", model_trace(DECODER, "One two three", 1, 2), Focus(1, 2)),
    )
    deck = Deck("My lecture", items)
    write_deck(tmp_path / "a.attndeck", deck)
    back = read_deck(tmp_path / "a.attndeck")
    assert back.title == "My lecture"
    assert [(one.lesson, one.step, one.notes, one.focus) for one in back.items] == [
        (one.lesson, one.step, one.notes, one.focus) for one in items
    ]
    assert all(same(one.trace, other.trace) for one, other in zip(back.items, items, strict=True))
    assert back.items[0].trace is back.items[1].trace, "steps on one run share it"
    course = back.course()
    assert [step.id for step in course.lessons[0].steps] == ["answer", "stickers", "shares"]
    assert course.lessons[0].steps[0].notes == "Say hello. 太郎"
    assert course.lessons[0].steps[1].notes
    assert len(back.shown()) == len(course.places)


@pytest.fixture
def written(tmp_path):
    path = tmp_path / "a.attndeck"
    write_deck(path, Deck("x", (Item("weight", "answer", make_trace(TEXT, 3, 7), FOCUS),)))
    return path


ITEM = {"lesson": "weight", "step": "answer", "trace": 0, "focus": {"record": "Focus", "fields": {}}}


def members(path):
    with zipfile.ZipFile(path) as archive:
        return {name: archive.read(name) for name in archive.namelist()}


def rewritten(path, **changed):
    parts = members(path)
    for name, data in changed.items():
        parts[{"table": "deck.json", "arrays": "arrays.npz"}[name]] = data
    with zipfile.ZipFile(path, "w") as archive:
        for name, data in parts.items():
            archive.writestr(name, data)


@pytest.mark.parametrize(
    ("change", "said"),
    [
        ({"format": "other"}, "not a deck"),
        ({"version": "1"}, "not a deck"),
        ({"version": True}, "not a deck"),
        ({"version": 2}, r"newer version of attnviz \(deck version 2, this one reads 1\)"),
        ({"items": []}, "deck.json cannot be read"),
        ({"items": [{**ITEM, "lesson": "none"}]}, "another version of attnviz: it has the step “none/answer”"),
        ({"items": [{**ITEM, "step": "none"}]}, "another version of attnviz: it has the step “weight/none”"),
        ({"items": 3}, "deck.json cannot be read"),
        ({"traces": []}, "deck.json cannot be read"),
        ({"traces": [{"record": "Path", "fields": {}}]}, "deck.json cannot be read"),
        ({"traces": [{"record": "Trace", "fields": {}}]}, "deck.json cannot be read"),
        ({"traces": [{"array": 10_000}]}, "deck.json cannot be read"),
        ({"traces": [{"array": -1}]}, "deck.json cannot be read"),
        ({"items": [{**ITEM, "focus": {"record": "Focus", "fields": {"layer": "3"}}}]}, "deck.json cannot be read"),
        ({"items": [{**ITEM, "trace": 7}]}, "deck.json cannot be read"),
        ({"items": [{**ITEM, "notes": 7}]}, "deck.json cannot be read"),
    ],
)
def test_what_is_wrong_with_a_deck_is_said(written, change, said):
    table = json.loads(members(written)["deck.json"])
    rewritten(written, table=json.dumps({**table, **change}).encode())
    with pytest.raises(UserError, match=said):
        read_deck(written)


def npz(**arrays: bytes) -> bytes:
    whole = io.BytesIO()
    with zipfile.ZipFile(whole, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, data in arrays.items():
            archive.writestr(f"{name}.npy", data)
    return whole.getvalue()


def npy(array, **header) -> bytes:
    """An array's own bytes, with what its header says replaced."""
    stream = io.BytesIO()
    np.lib.format.write_array_header_1_0(stream, {"descr": "<f4", "fortran_order": False, "shape": (2,)} | header)
    return stream.getvalue() + array.tobytes()


@pytest.mark.parametrize(
    "arrays",
    [
        b"rubbish",
        npz(),
        npz(a0=b"rubbish"),
        npz(a0=npy(np.zeros(2, np.float32), shape=(1 << 50,))),
        npz(a0=npy(np.zeros(2, np.float32), shape=(-1,))),
        npz(a0=npy(np.zeros(2, np.float32), descr="|O")),
        npz(a0=npy(np.zeros(2, np.float32), descr="<U2")),
        npz(b0=npy(np.zeros(2, np.float32))),
    ],
)
def test_damaged_numbers_are_refused_before_they_take_room(written, arrays):
    rewritten(written, arrays=arrays)
    with pytest.raises(UserError, match=r"arrays\.npz cannot be read|deck\.json cannot be read"):
        read_deck(written)


def test_rubbish_pickles_and_depth_are_refused(written, tmp_path):
    objects = io.BytesIO()
    np.savez(objects, a0=np.array([{"a": 1}], dtype=object))
    rewritten(written, arrays=objects.getvalue())
    with pytest.raises(UserError, match=r"damaged: its part arrays\.npz"):
        read_deck(written)
    deep = b'{"row":[' * 5000 + b"]}" * 5000
    rewritten(written, table=deep)
    with pytest.raises(UserError, match=r"damaged: its part deck\.json"):
        read_deck(written)
    (tmp_path / "b.attndeck").write_bytes(b"PK\x03\x04 rubbish")
    with pytest.raises(UserError, match="not a deck"):
        read_deck(tmp_path / "b.attndeck")
    with pytest.raises(UserError, match="No such file"):
        read_deck(tmp_path / "none.attndeck")


def test_a_part_cut_off_is_refused(written):
    data = written.read_bytes()
    for keep in (10, len(data) // 2, len(data) - 5):
        written.write_bytes(data[:keep])
        with pytest.raises(UserError, match="not a deck"):
            read_deck(written)


def test_one_flipped_byte_is_an_error_or_no_change(written):
    """Wherever it is: checksums of ZIP see it, and what they do not cover is told or harmless."""
    data, before = written.read_bytes(), read_deck(written)
    for at in range(0, len(data), max(1, len(data) // 400)):
        written.write_bytes(data[:at] + bytes([data[at] ^ 0x41]) + data[at + 1 :])
        try:
            back = read_deck(written)
        except UserError:
            continue
        assert same(back.items[0].trace, before.items[0].trace), at


def test_what_cannot_be_stored_says_so():
    with pytest.raises(TypeError, match="cannot be stored"):
        stored_trace.packed(object(), [])
    with pytest.raises(TypeError, match="array"):
        stored_trace.packed(np.array(["a"]), [])
    assert stored_trace.packed(attention_head(3, 1).weights, []) == {"array": 0}
