"""Ways to damage a file: bits, lengths, numbers at their extremes, parts of other files, and the structure of JSON.

Everything is drawn from the ``random.Random`` that is given, so that a seed makes the same file again.
"""

from __future__ import annotations

import copy
import json
import struct
from collections.abc import Sequence
from pathlib import Path
from random import Random
from typing import Any

DEEP = "@@deep@@"
"""A text in JSON that becomes lists in lists, deeper than Python itself would write them."""

NUMBERS = (0, 1, -1, 2, 7, 127, 255, 65535, 1 << 20, 1 << 24, (1 << 31) - 1, 1 << 31, 1 << 32, (1 << 63) - 1, 1 << 64,
           -(1 << 31), -(1 << 63), 10**30, 10**400)  # fmt: skip
FLOATS = (0.0, -0.0, 0.5, -1.5, 1e-300, 1e30, 1e308, -1e308, float("nan"), float("inf"), float("-inf"))
TEXTS = (
    "", " ", "0", "F32", "I64", "F8_E4M3", "BOOL", "../../../etc/passwd", "/etc/passwd", "x" * 5000, "\0", "\ud800",
    "<img src=x onerror=alert(1)>", "<b>bold</b>", "&amp;&lt;", "{file}", "{0.__class__}", "{x:>999999999}", "%n %1 %s",
    "a\nb\r\nc\u2028d", "\u202eright to left", "\u200b\u200d\ufeff", "\x1b[31mred\x07", "👩‍👩‍👧‍👦", "太郎", "(a+)+$",
    "(?:a|a)*b", "[", "(?<=a*)b", "\\p{L}+", "[*]", "&File", "__proto__", "null",
)  # fmt: skip
WIDTHS = (("<B", 8), ("<H", 16), ("<I", 32), ("<Q", 64))


def some_bytes(rng: Random, data: bytes, others: Sequence[bytes] = ()) -> bytes:
    """A file of bytes with one to four things wrong."""
    for _ in range(rng.choice((1, 1, 1, 2, 4))):
        data = _wrong_bytes(rng, data, others)
    return data


def _wrong_bytes(rng: Random, data: bytes, others: Sequence[bytes]) -> bytes:
    changed = bytearray(data)
    # headers are short and come first: half of what goes wrong, goes wrong there
    reach = len(changed) if rng.random() < 0.5 else min(len(changed), 600)
    at = rng.randrange(reach) if reach else 0
    size = rng.choice((1, 1, 2, 4, 8, 16, 100, 1000))
    match rng.randrange(8):
        case 0:
            for _ in range(rng.choice((1, 1, 3, 20))):
                if changed:
                    changed[rng.randrange(reach)] ^= 1 << rng.randrange(8)
        case 1:
            del changed[at:]
        case 2:
            changed[at:at] = rng.randbytes(size)
        case 3:
            del changed[at : at + size]
        case 4:
            other = rng.choice(list(others)) if others else data
            start = rng.randrange(len(other)) if other else 0
            changed[at : at + size] = other[start : start + rng.choice((size, len(other)))]
        case 5 | 6:
            shape, bits = rng.choice(WIDTHS)
            number = rng.choice([*NUMBERS, rng.getrandbits(bits)]) % (1 << bits)
            changed[at : at + bits // 8] = struct.pack(shape, number)
        case 7:
            changed[at : at + size] = bytes([rng.choice((0, 0xFF, 0x22, 0x7F))]) * size
    return bytes(changed)


def anything(rng: Random) -> Any:
    """A value of JSON that nobody expects."""
    match rng.randrange(7):
        case 0:
            return rng.choice((None, True, False))
        case 1 | 2:
            return rng.choice(NUMBERS)
        case 3:
            return rng.choice(FLOATS)
        case 4:
            return rng.choice(TEXTS)
        case 5:
            return rng.choice(([], {}, [[]], {"": {}}, [None] * 100, [-1], [1 << 40, 1 << 40], ["a", 1, {}], DEEP))
        case _:
            return [rng.choice(NUMBERS) for _ in range(rng.choice((1, 2, 3, 50)))]


def some_json(rng: Random, value: Any) -> Any:
    """A copy of a value with one to four places changed."""
    changed = copy.deepcopy(value)
    for _ in range(rng.choice((1, 1, 1, 2, 4))):
        changed = _wrong_json(rng, changed)
    return changed


def _wrong_json(rng: Random, value: Any) -> Any:
    parents = _parents(value)
    if not parents or rng.random() < 0.01:
        return anything(rng)
    # the outermost places are few and say the most
    parent = rng.choice(parents[: rng.choice((1, 4, 20, len(parents)))])
    key = rng.choice(list(parent) if isinstance(parent, dict) else range(len(parent)))
    match rng.randrange(8):
        case 0:
            del parent[key]
        case 1 | 2 | 3:
            parent[key] = _near(rng, parent[key])
        case 4:
            other = rng.choice(parents)
            from_there = rng.choice(list(other) if isinstance(other, dict) else range(len(other)))
            parent[key] = copy.deepcopy(other[from_there])
        case 5 if isinstance(parent, dict):
            parent[rng.choice(TEXTS)] = parent.pop(key)
        case 5 if isinstance(parent, list):
            parent[key:key] = [copy.deepcopy(parent[key])] * rng.choice((1, 2, 30))
        case _:
            parent[key] = anything(rng)
    return value


def _near(rng: Random, value: Any) -> Any:
    """Another value of the same kind."""
    if isinstance(value, bool):
        return not value
    if isinstance(value, int):
        return rng.choice((value + 1, value - 1, -value, value * 2, value << 20, rng.choice(NUMBERS)))
    if isinstance(value, float):
        return rng.choice((-value, value * 1e10, rng.choice(FLOATS)))
    if isinstance(value, str):
        at = rng.randrange(len(value) + 1)
        return rng.choice(
            (value[:at], value + rng.choice(TEXTS), value[:at] + "\u202e" + value[at:], rng.choice(TEXTS))
        )
    return anything(rng)


def _parents(value: Any) -> list[Any]:
    """All lists and objects that hold something, the outermost first; of long lists a few entries stand for all."""
    found, queue = [], [value]
    while queue and len(found) < 400:
        one = queue.pop(0)
        if isinstance(one, (dict, list)) and one:
            found.append(one)
            queue += list(one.values() if isinstance(one, dict) else one)[:40]
    return found


def dumped(value: Any) -> bytes:
    """JSON of a value, as carelessly as strangers write it: NaN, lone surrogates, numbers of 400 digits."""
    text = json.dumps(value)
    return text.replace(f'"{DEEP}"', "[" * 20000 + "]" * 20000).encode()


def damage_file(rng: Random, path: Path) -> None:
    path.write_bytes(some_bytes(rng, path.read_bytes()))


def damage_json(rng: Random, path: Path) -> None:
    """The structure, or now and then the bytes."""
    if rng.random() < 0.2:
        damage_file(rng, path)
    else:
        path.write_bytes(dumped(some_json(rng, json.loads(path.read_text("utf-8")))))
