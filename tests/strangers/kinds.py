"""All kinds of files that strangers send, by their names."""

from __future__ import annotations

from collections.abc import Iterator

import cache_kind
import capture_kind
import document_kinds
import hub_kind
import model_kinds
import option_kinds
import window_kinds
from kind import Kind


def _kinds() -> Iterator[Kind]:
    yield from model_kinds.kinds()
    yield from document_kinds.kinds()
    yield Kind("hub", hub_kind.make, hub_kind.damage, hub_kind.open_hub)
    yield from capture_kind.kinds()
    yield from cache_kind.kinds()
    yield from option_kinds.kinds()
    yield from window_kinds.kinds()


KINDS = {kind.name: kind for kind in _kinds()}
