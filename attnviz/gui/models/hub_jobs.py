"""What the dialog asks of the Hugging Face hub, in threads of their own."""

from __future__ import annotations

import threading
from dataclasses import dataclass
from typing import TYPE_CHECKING

from attnviz.gui.models.errand import Tell
from attnviz.trace import DeviceInfo, ModelInfo

if TYPE_CHECKING:
    from attnviz.weights.hub_offer import Offer

_one_at_a_time = threading.Lock()


@dataclass(frozen=True)
class Found:
    """What a look at the hub brought.

    Attributes:
        info: None for GGUF files, which keep it inside.
        needed, room: as in ``Row``; 0 for GGUF files, which need at least their own size.
        here: of each choice, the bytes that an earlier try has fetched already; key None for the offer's ``files``.
    """

    offer: Offer
    info: ModelInfo | None
    needed: int
    room: int | None
    here: dict[str | None, int]


def look_up(name: str, device: DeviceInfo | None) -> Found:
    """Ask the hub. In a thread of its own.

    Raises:
        UserError: offline, no such model, or one that cannot be opened.
    """
    from attnviz.room import free_bytes, kept_kinds, needed_on
    from attnviz.weights import hub, hub_offer
    from attnviz.weights.families import model_info

    offer = hub_offer.look_up(name)
    config = hub_offer.look_inside(offer)
    keys: list[str | None] = [None] if offer.files else []
    if not (offer.files and len(offer.choices) == 1 and offer.files == offer.choices):
        keys += offer.choices
    here = {key: hub.arrived(offer, key) for key in keys}
    room = free_bytes(device) if device else None
    if config is None:
        return Found(offer, None, 0, room, here)
    needed = needed_on(device, config) if device else 0
    if device and kept_kinds(device):  # 16 bits stay 16 bits there
        needed = min(needed, sum(size for name, size in offer.files.items() if name.endswith(".safetensors")))
    return Found(offer, model_info(offer.name, offer.name, config, 0), needed, room, here)


def fetch(name: str, file: str | None, tell: Tell) -> str:
    """Download into the cache, in a thread of its own. Returns the name that opens it.

    ``tell`` hears the share done, or None while it waits.

    Raises:
        UserError: offline, no such model or file, a full disk, or a file that arrived damaged.
        LetGo: from ``tell``.
    """
    from attnviz.weights import hub, hub_cache

    while not _one_at_a_time.acquire(timeout=0.05):  # one that was stopped may still write to the same file
        tell(None)
    try:
        path = hub.download(name, file, progress=lambda share, what: tell(share))
    finally:
        _one_at_a_time.release()
    return next((one.name for one in hub_cache.cached() if one.path == path), str(path))
