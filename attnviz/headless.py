"""The commands that need no Qt: trace, devices, tune, models, lessons, and render to a file of numbers."""

from __future__ import annotations

import argparse
import json
import sys
from collections.abc import Sequence
from dataclasses import asdict
from typing import TYPE_CHECKING, Any

from attnviz.errors import UserError
from attnviz.settings import OPTIONS

if TYPE_CHECKING:
    from attnviz.lessons.lesson import Lesson

_DEFAULTS = {option.name: option.default for option in OPTIONS}


def run(options: argparse.Namespace) -> int:
    """Run the command that ``options.command`` names; returns the exit code."""
    commands = {"trace": trace, "devices": devices, "models": models, "tune": tune}
    commands["render"] = numbers
    return commands[options.command](options)


def trace(options: argparse.Namespace) -> int:
    """Write every tensor of one run.

    Raises:
        UserError: model, device, text or file cannot be used.
    """
    from attnviz.engine import Engine
    from attnviz.trace import TraceRequest
    from attnviz.trace_file import write_trace

    request = TraceRequest(1, options.text, options.model or _DEFAULTS["model"], options.device or _DEFAULTS["device"])
    engine = Engine()
    try:
        result, tensors = engine.tensors(request)
    finally:
        engine.close()
    if result.device.note:
        said = f" ({result.device.detail})" if result.device.detail else ""
        print(f"attnviz: {result.device.note}{said}", file=sys.stderr)
    tokens = result.tokens
    if tokens.total > len(tokens):
        print(f"attnviz: the text has {tokens.total} tokens; the model reads the first {len(tokens)}.", file=sys.stderr)
    write_trace(options.out, result, tensors)
    return 0


def numbers(options: argparse.Namespace) -> int:
    """Write the numbers of one head.

    Raises:
        UserError: model, device, text, layer, head or file cannot be used.
    """
    from attnviz.asking import head_trace, request_of
    from attnviz.engine import Engine
    from attnviz.morphemes import in_words
    from attnviz.tables import save_head
    from attnviz.trace import Focus

    engine = Engine()
    try:
        request = request_of(options.text, options.model, options.device, options.layer, options.head)
        result = head_trace(engine.run, request)
    finally:
        engine.close()
    result = in_words(result) if options.axis == "words" else result
    save_head(result, Focus(options.layer, options.head), options.out, axis=options.axis)
    return 0


def devices(options: argparse.Namespace) -> int:
    """List the devices, the one that "auto" takes first, with their limits and how their self-tests went."""
    from attnviz.compute import details, trial

    if options.again:
        trial.forget_hangs()
    found = details.details()
    if options.json:
        print(json.dumps([details.as_json(one) for one in found], indent=1))
        return 0
    for one in found:
        print(f"{one.info.key:<14} {one.info.kind:<6} {one.info.name}  ({one.info.driver}){details.as_text(one)}")
    for hint in details.general_hints([one.info for one in found]):
        print(hint)
    return 0


def tune(options: argparse.Namespace) -> int:
    """Measure tile sizes on a device and keep the fastest.

    Raises:
        UserError: the device is missing, fails its self-test, or is numpy.
    """
    from attnviz.compute.device import open_ops

    ops = open_ops(options.device or _DEFAULTS["device"])
    info = ops.info
    ops.close()
    if info.kind == "numpy":
        raise UserError("numpy has no kernels to tune. Choose a device that 'attnviz devices' lists.")
    from attnviz.compute import tuning
    from attnviz.compute.listing import listed

    device = next(entry.device for entry in listed() if entry.info.key == info.key)

    def show(share: float) -> None:
        if sys.stderr.isatty():
            print(f"\r{info.name}: {share:4.0%}", end="\n" if share == 1 else "", file=sys.stderr, flush=True)

    timings = tuning.tune(device, info, progress=show)
    if options.json:
        rows = [asdict(timing) for timing in timings]
        print(json.dumps({"device": info.key, "name": info.name, "driver": info.driver, "rows": rows}, indent=1))
        return 0
    print(f"{info.name} ({info.driver})")
    for timing in timings:
        took = "does not work" if timing.milliseconds is None else f"{timing.milliseconds:9.3f} ms"
        print(f"{'*' if timing.chosen else ' '} {timing.part:<10} {timing.choice:<14} {took}")
    return 0


def models(options: argparse.Namespace) -> int:
    """List the known models and whether they are installed."""
    from attnviz.weights.catalogue import models as list_models

    rows = [asdict(entry) for entry in list_models()]
    if options.json:
        print(json.dumps(rows, indent=1, default=str))
    else:
        for row in rows:
            state = "installed" if row["installed"] else f"not installed: {row['install']}"
            print(f"{row['id']:<24} {row['family']:<8} {row['licence']:<12} {state}")
    return 0


def lessons(options: argparse.Namespace, labs: Sequence[Any]) -> int:
    """List the lessons of the lecture, in English, with their steps and the topics that they teach; and the labs.

    Args:
        labs: each ``Panel``, which is of the window's part of the house.
    """
    from attnviz.lessons.course import LESSONS

    if options.json:
        print(json.dumps([*map(_described, LESSONS), *map(_described_lab, labs)], indent=1))
        return 0
    for lesson in LESSONS:
        print(f"{lesson.id:<16} {lesson.title}  (topics {', '.join(map(str, lesson.topics))})")
        for number, step in enumerate(lesson.steps, 1):
            print(f"  {number:>2} {step.id:<16} {step.title}")
    print("\nLabs of the Laboratory, to try for oneself (attnviz shot --lab ID --knob NAME=VALUE):")
    for lab in labs:
        print(f"{lab.id:<16} {lab.title}  (topics {', '.join(map(str, lab.topics))})")
        for turn in lab.turns:
            print(f"     {turn.name:<16} {_values(turn)}")
    return 0


def _described(lesson: Lesson) -> dict[str, Any]:
    steps = [{"number": number, "id": step.id, "title": step.title} for number, step in enumerate(lesson.steps, 1)]
    return {"kind": "lesson", "id": lesson.id, "title": lesson.title, "topics": list(lesson.topics), "steps": steps}


def _described_lab(lab: Any) -> dict[str, Any]:
    knobs = [
        {"name": turn.name, "title": turn.title}
        | ({} if turn.among else {"first": turn.first, "values": list(turn.values)})
        for turn in lab.turns
    ]
    return {"kind": "lab", "id": lab.id, "title": lab.title, "topics": list(lab.topics), "knobs": knobs}


def _values(turn: Any) -> str:
    """What a knob can take, where that does not depend on the text and model."""
    if turn.among:
        return "as the model and the text allow"
    if any(isinstance(value, bool | str) for value in turn.values):
        return ", ".join(str(value).lower() for value in turn.values)
    return f"{turn.values[0]} to {turn.values[-1]}"
