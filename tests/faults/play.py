"""What a lecture asks of the engine, on small seeded models; played with and without a fault, and compared."""

from __future__ import annotations

import gc
import json
import sys
import threading
from collections.abc import Callable, Iterator
from dataclasses import dataclass, fields, is_dataclass
from pathlib import Path
from typing import Any
from unittest.mock import patch

import numpy as np

TESTS = Path(__file__).resolve().parent.parent
sys.path[:0] = [str(TESTS / "model"), str(TESTS / "text"), str(TESTS)]

import small_decoders  # noqa: E402
import small_encoders  # noqa: E402
import small_vocabularies as words  # noqa: E402

from attnviz.engine import Engine  # noqa: E402
from attnviz.errors import UserError  # noqa: E402
from attnviz.lab import Lab  # noqa: E402
from attnviz.other import Change, Other  # noqa: E402
from attnviz.sampling import Sampling  # noqa: E402
from attnviz.trace import Trace, TraceRequest  # noqa: E402

Step = tuple[str, Callable[[Engine], object]]
LABS = (Lab("scaling"), Lab("gemm"), Lab("sparse"), Lab("flash"), Lab("linear"))
CLOSE = 2e-3
OWNED = ("Buffer", "CommandQueue", "Context", "Program", "Kernel")


def folders(above: Path) -> tuple[str, str]:
    """An encoder and a decoder of two layers, with vocabularies."""
    encoder, decoder = above / "encoder", above / "decoder"
    library = words.bert()
    small_encoders.write("bert", encoder, vocab_size=library.get_vocab_size())
    library.save(str(encoder / "tokenizer.json"))
    library = words.llama3()
    # not for good: golden numbers are those of the vocabulary that it has else
    with patch.dict(small_decoders.CASES["llama"], vocab_size=library.get_vocab_size()):
        small_decoders.write("llama", decoder)
    library.save(str(decoder / "tokenizer.json"))
    return str(encoder), str(decoder)


@dataclass(frozen=True)
class Scene:
    """A few things that the window asks for one after the other.

    Attributes:
        first: the step from which on calls are made to fail; those before are another scene's.
    """

    name: str
    steps: list[Step]
    first: int = 1


def lecture(encoder: str, decoder: str, device: str = "auto") -> list[Scene]:
    """What a lecture consists of."""

    def run(text: str, model: str = encoder, **asked: Any) -> Callable[[Engine], object]:
        request = TraceRequest(1, text, model, device, heads=((1, 2),), **asked)
        return lambda engine: engine.run(request)

    plain = TraceRequest(1, "The cat", decoder, device, heads=((0, 1),))
    changes = Other(change=Change(temperature=2.0)), Other(text="A dog ran.")
    together = {"thumbnails": 12, "facts": True, "rows": (1,), "states": True, "means": True, "outputs": True}
    opened, then = ("open", run("Hello")), ("next key", run("Hello the dog"))
    grown = [(f"grow {count}", run("The cat ran and slept"[:count], decoder, next_words=True)) for count in (9, 15, 21)]
    write = ("go on", lambda engine: engine.go_on(plain, Sampling(temperature=0.0)))
    begun = ("open a decoder", run("The cat", decoder, next_words=True))
    return [
        Scene("opening", [opened, then], 0),
        Scene("typing", [opened, *((f"type {n}", run("Hello the cat ran"[:n])) for n in (7, 12, 17)), then]),
        Scene("overview", [opened, ("overview", run("Hello the cat ran", **together)), then]),
        Scene("compared", [opened, ("compared", run("Hello the cat", others=changes)), then]),
        Scene("labs", [opened, ("labs", run("Hello the cat ran.", labs=LABS)), then]),
        Scene("profile", [opened, ("profile", run("The cat ran", profile=True)), then]),
        Scene("another model", [opened, begun, grown[0], ("back", run("Hello the cat.")), then]),
        Scene("growing", [begun, *grown]),
        Scene("writing on", [begun, write, grown[0]]),
        Scene("tensors", [begun, ("tensors", lambda engine: engine.tensors(plain)), grown[0]]),
        Scene("against numpy", [begun, ("compare", lambda engine: engine.compare(plain)), grown[0]]),
    ]


def numbers(answer: object) -> Iterator[np.ndarray]:
    """Every float of an answer, in an order that does not change."""
    if isinstance(answer, Trace):
        for at in sorted(answer.heads):
            yield answer.heads[at].weights
            yield answer.heads[at].context
        for name in ("thumbnails", "states"):
            if getattr(answer, name) is not None:
                yield np.asarray(getattr(answer, name))
        if answer.next_words is not None:
            yield answer.next_words.logits
        for other in answer.others.values():
            yield from numbers(other)
    elif isinstance(answer, tuple):
        yield from (array for _, array in sorted(answer[1].items()) if np.isfinite(array).all())


def not_numbers(value: object, seen: str = "") -> str:
    """The name of the first NaN in an answer; "" if there is none."""
    if isinstance(value, (float, np.floating)):
        return seen if np.isnan(value) else ""
    if isinstance(value, np.ndarray):
        return seen if value.dtype.kind == "f" and np.isnan(value).any() else ""
    if isinstance(value, dict):
        return next(filter(None, (not_numbers(one, f"{seen}[{key}]") for key, one in value.items())), "")
    if isinstance(value, (list, tuple)):
        return next(filter(None, (not_numbers(one, f"{seen}[{at}]") for at, one in enumerate(value))), "")
    if is_dataclass(value) and not isinstance(value, type):
        return next(filter(None, (not_numbers(getattr(value, f.name), f"{seen}.{f.name}") for f in fields(value))), "")
    return ""


@dataclass(frozen=True)
class Told:
    """What a step came to.

    Attributes:
        how: "right", "moved" (right, on another device, which is said), "refused" (a sentence) or "wrong".
        said: the sentence, or what is wrong.
    """

    how: str
    said: str = ""


def play(steps: list[Step], engine: Engine | None = None, begun: Callable[[int], object] | None = None) -> list[object]:
    """The answers, or the errors, of all steps; the engine is closed at the end."""
    engine = engine or Engine()
    answers: list[object] = []
    for number, (_, step) in enumerate(steps):
        if begun:
            begun(number)
        try:
            answers.append(step(engine))
        except Exception as error:
            error.__traceback__ = error.__cause__ = error.__context__ = None
            answers.append(error)
    if begun:
        begun(len(steps))
    try:
        engine.close()
    except Exception as error:
        answers.append(error)
    return answers


def judged(answer: object, right: object) -> Told:
    """An answer beside the one that a sound device gives."""
    if isinstance(answer, UserError):
        return Told("refused", str(answer))
    if isinstance(answer, Exception):
        return Told("wrong", f"{type(answer).__name__}: {answer}")
    if nan := not_numbers(answer) if not not_numbers(right) else "":
        return Told("wrong", f"NaN in {nan}")
    for one, twin in zip(numbers(answer), numbers(right), strict=False):
        if one.shape != twin.shape or not np.allclose(one, twin, atol=CLOSE, rtol=CLOSE):
            return Told("wrong", f"numbers differ, {one.shape} {twin.shape}")
    if isinstance(right, str) and answer != right:
        return Told("wrong", f"{answer!r} instead of {right!r}")
    refused: list[str] = []
    if isinstance(answer, Trace) and isinstance(right, Trace):
        if set(answer.others) != set(right.others) or set(answer.labs) != set(right.labs):
            return Told("wrong", "some runs or labs are missing")
        for found in (*answer.others.values(), *answer.labs.values()):
            if isinstance(found, Exception):
                refused.append(str(found))
        if answer.device.note:
            return Told("moved", f"{answer.device.key}: {answer.device.note}")
    return Told("refused", refused[0]) if refused else Told("right")


def left_over(live: dict[str, int]) -> str:
    """What an engine that is closed has not let go of."""
    gc.collect()
    kept = {kind: count for kind, count in live.items() if count and kind in OWNED}
    threads = [one.name for one in threading.enumerate() if one.name.startswith("attnviz")]
    return json.dumps(kept) * bool(kept) + " ".join(threads)
