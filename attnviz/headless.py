"""The commands that need no Qt: trace, devices, models."""

from __future__ import annotations

import argparse
import json
import sys
from dataclasses import asdict

from attnviz.settings import OPTIONS

_DEFAULTS = {option.name: option.default for option in OPTIONS}


def run(options: argparse.Namespace) -> int:
    """Run the command that ``options.command`` names; returns the exit code."""
    return {"trace": trace, "devices": devices, "models": models}[options.command](options)


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
        print(f"attnviz: {result.device.note}", file=sys.stderr)
    tokens = result.tokens
    if tokens.total > len(tokens):
        print(f"attnviz: the text has {tokens.total} tokens; the model reads the first {len(tokens)}.", file=sys.stderr)
    write_trace(options.out, result, tensors)
    return 0


def devices(options: argparse.Namespace) -> int:
    """List the devices, the one that "auto" takes first."""
    from attnviz.compute.device import devices as list_devices

    rows = [asdict(device) for device in list_devices()]
    if options.json:
        print(json.dumps(rows, indent=1))
    else:
        for row in rows:
            print(f"{row['key']:<14} {row['kind']:<6} {row['name']}  ({row['driver']})")
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
