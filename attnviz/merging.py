"""Settings of several copies of the program at once: each brings its own changes, and nothing of another's is lost.

What this copy wrote last tells which changes are its own. What the window shows (sentence,
model, pair) goes together: the last who changed it wins, and the other's sentence goes to those looked at lately.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from typing import Any

SHOWN = ("text", "text_stored", "model", "device", "layer", "head", "query", "key", "session")
"""Options that mean nothing without each other."""
LISTS = ("recent_texts", "recent_models")
Values = Mapping[str, Any]


def merged(before: Values, own: Values, now: Values) -> dict[str, Any]:
    """What is to be written.

    Args:
        before: what this copy wrote last, or read at its start.
        own: what it wants to write.
        now: what the file holds.
    """
    result = {name: _one(name, before.get(name), value, now.get(name, value)) for name, value in own.items()}
    if not any(own.get(name) != before.get(name) for name in SHOWN):
        return result | {name: now[name] for name in SHOWN if name in now}
    result |= {name: own[name] for name in SHOWN if name in own}
    others = now.get("text", "")
    if others.strip() and others not in (before.get("text"), own.get("text")):
        kept = [entry for entry in _listed(result["recent_texts"]) if not _typed_on(entry, others)]
        result["recent_texts"] = json.dumps([others, *kept])
    return result


def in_front(stored: str, text: str) -> str:
    """A stored list of sentences with one more, the newest."""
    return json.dumps([text, *(other for other in _listed(stored) if other != text)]) if text.strip() else stored


def _one(name: str, before: Any, own: Any, now: Any) -> Any:
    if name in LISTS:
        return json.dumps(_joined(_listed(before), _listed(own), _listed(now)))
    if isinstance(own, dict) and isinstance(before, dict) and isinstance(now, dict):
        others = {key: value for key, value in now.items() if key in own or key not in before}
        return others | {key: value for key, value in own.items() if key not in before or value != before[key]}
    return own if own != before else now


def _joined(before: list[str], own: list[str], now: list[str]) -> list[str]:
    """Own entries first, then those that another copy has put in."""
    return own + [entry for entry in now if entry not in before and entry not in own]


def _typed_on(one: str, other: str) -> bool:
    """One is the other with some letters more at its end."""
    return one.startswith(other) or other.startswith(one)


def _listed(text: Any) -> list[str]:
    try:
        found = json.loads(text)
    except (TypeError, ValueError, RecursionError):
        return []
    return [entry for entry in found if isinstance(entry, str)] if isinstance(found, list) else []
