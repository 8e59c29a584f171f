"""Sessions, settings, decks and texts of strangers."""

from __future__ import annotations

import io
import json
import zipfile
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from random import Random
from typing import Any

from checks import check_trace, sure
from kind import Kind
from mutators import damage_file, damage_json, dumped, some_bytes, some_json
from traces import make_trace, model_trace, whole_trace

from attnviz.gui.session_file import VIEW, read_session, write_session
from attnviz.gui.text_file import LARGEST, read_text
from attnviz.lessons.course import LESSONS
from attnviz.lessons.deck import Deck, Item, read_deck, write_deck
from attnviz.settings import OPTIONS, Settings
from attnviz.trace import Focus


def make_sessions(folder: Path) -> None:
    session = {
        "format": "attnviz session", "version": 1, "program": "0.1.0", "text": "Taro ate the cake.", "model": "x/y",
        "device": "numpy", "focus": {"layer": 1, "head": 2, "query": 3, "key": 1},
        "view": {name: next(one.default for one in OPTIONS if one.name == name) for name in VIEW},
        "layout": {"splitter": "[[700,500]]", "layout": "AAAA/wAAAAD9AAAA"}, "answers": {"pronoun": {"0": 3}},
    }  # fmt: skip
    (folder / "one.attnviz").write_bytes(dumped(session))
    (folder / "two.attnviz").write_bytes(dumped({"format": "attnviz session", "version": 1, "text": "x"}))


def _check_options(values: dict[str, Any]) -> None:
    for option in OPTIONS:
        if option.name in values:
            value = values[option.name]
            sure(option.accepts(value), f"{option.name} = {value!r}")
            if isinstance(value, (int, float)):
                sure(abs(value) <= 1 << 31, f"{option.name} = {value!r}")
            if option.range:
                sure(option.range[0] <= value <= option.range[1], f"{option.name} = {value!r}")


def open_session(path: Path) -> None:
    session = read_session(path)
    sure(isinstance(session.text, str), "no text")
    _check_options(dict(session.view))
    session.missing_model()
    write_session(path.with_name("again.attnviz"), session)
    again = read_session(path.with_name("again.attnviz"))
    sure((again.text, again.focus, again.model) == (session.text, session.focus, session.model), "another session")


def make_settings(folder: Path) -> None:
    values = {option.name: option.default for option in OPTIONS}
    (folder / "settings.json").write_bytes(dumped({**values, "text": "Taro", "recent_texts": '["a", "b"]'}))


def open_settings_file(path: Path) -> None:
    settings = Settings(path)
    _check_options({option.name: settings[option.name] for option in OPTIONS})
    settings.path = path.with_name("again.json")
    settings.save()


def make_decks(folder: Path) -> None:
    trace = whole_trace(make_trace("Taro ate.").model, "Taro ate the cake.")
    steps = [(lesson.id, lesson.steps[0].id) for lesson in LESSONS[:4]]
    items = tuple(Item(lesson, step, trace, Focus(0, 0, 1, 2), "a note") for lesson, step in steps)
    write_deck(folder / "plain.attndeck", Deck("Deck", items))
    other = model_trace(make_trace("x").model, "a b c")
    write_deck(folder / "small.attndeck", Deck("Small", (replace(items[0], trace=other),)))


def damage_deck(rng: Random, path: Path) -> None:
    data = path.read_bytes()
    if rng.random() < 0.2:
        path.write_bytes(some_bytes(rng, data))
        return
    with zipfile.ZipFile(io.BytesIO(data)) as archive:
        members = {name: archive.read(name) for name in archive.namelist()}
    if rng.random() < 0.6:
        members["deck.json"] = dumped(some_json(rng, json.loads(members["deck.json"])))
    else:
        members["arrays.npz"] = _damaged_arrays(rng, members["arrays.npz"])
    if rng.random() < 0.1:
        members[rng.choice(("../evil", "/evil", "deck.json/x"))] = b"x"
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in members.items():
            archive.writestr(name, content)


def _damaged_arrays(rng: Random, data: bytes) -> bytes:
    with zipfile.ZipFile(io.BytesIO(data)) as archive:
        members = {name: archive.read(name) for name in archive.namelist()}
    name = rng.choice(list(members))
    match rng.randrange(4):
        case 0:
            return some_bytes(rng, data)
        case 1:
            members[name] = some_bytes(rng, members[name])
        case 2:  # a header that promises more than there is, or objects
            shape = rng.choice(("(1 << 40,)", "(99999999999,)", "(-1,)", "(3,)", "()", "(2, 2, 2)"))
            kind = rng.choice(("<f4", "|O", "<f8", "<c16", "<U9", "<M8[s]", "|V100000"))
            text = f"{{'descr': '{kind}', 'fortran_order': False, 'shape': {shape}, }}".ljust(117) + "\n"
            members[name] = b"\x93NUMPY\x01\x00" + len(text).to_bytes(2, "little") + text.encode() + bytes(64)
        case _:
            del members[name]
    made = io.BytesIO()
    with zipfile.ZipFile(made, "w") as archive:
        for one, content in members.items():
            archive.writestr(one, content)
    return made.getvalue()


def open_deck(path: Path) -> None:
    deck = read_deck(path)
    sure(deck.items, "an empty deck")
    for item in deck.items:
        check_trace(item.trace)
        for other in item.trace.others.values():
            str(other)
    sure(len(deck.course().lessons[0].steps) == len(deck.items), "steps")
    write_deck(path.with_name("again.attndeck"), deck)


def make_texts(folder: Path) -> None:
    text = "Taro ate the cake. 太郎はケーキを食べた。\r\nThen he slept."
    for encoding in ("utf-8", "utf-8-sig", "utf-16", "cp932", "euc_jp"):
        (folder / f"{encoding}.txt").write_bytes(text.encode(encoding))


def damage_text(rng: Random, path: Path) -> None:
    damage_file(rng, path)
    match rng.randrange(12):
        case 0:
            with path.open("r+b") as file:
                file.truncate(rng.choice((100_000_000, 1 << 30)))  # zeros that take no room
        case 1:
            path.write_bytes(path.read_bytes() * rng.choice((100, 3000)))
        case 2:
            path.write_bytes(rng.randbytes(rng.choice((1, 1000, 150_000))))
        case 3:
            data = path.read_bytes()
            path.write_bytes(data[:7] + bytes(rng.choice((1, 2, 99))) + data[7:])
        case 4:
            encoding = rng.choice(("utf-16-le", "utf-16-be", "utf-32", "utf-7", "iso2022_jp", "shift_jisx0213", "gbk"))
            path.write_bytes("Taro 太郎 はケーキ\n".encode(encoding) * rng.choice((1, 900)))
        case 5:
            path.unlink()
            path.symlink_to(rng.choice(("/dev/zero", "/dev/urandom", "/proc/self/mem", str(path), "/", "nowhere")))


def open_text(path: Path) -> None:
    text = read_text(path)
    sure("\0" not in text and "\r" not in text and len(text) <= LARGEST, "no plain text")
    text.encode("utf-8")


def kinds() -> Iterator[Kind]:
    yield Kind("session", make_sessions, damage_json, open_session)
    yield Kind("settings", make_settings, damage_json, open_settings_file)
    yield Kind("deck", make_decks, damage_deck, open_deck)
    yield Kind("text", make_texts, damage_text, open_text)
