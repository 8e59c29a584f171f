"""What fills the {places} of a step's text: each worked out when a text names it."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping

from attnviz.digits import percent
from attnviz.lessons.page import Page
from attnviz.lessons.scene import Scene, spoken_name, word_weight


def _query(scene: Scene) -> str:
    return spoken_name(scene.tokens, scene.query_place, scene.key_place)


def _key(scene: Scene) -> str:
    return spoken_name(scene.tokens, scene.key_place, scene.query_place)


def _share(scene: Scene) -> str:
    return percent(word_weight(scene, scene.pair.key_index))


PLACES: Mapping[str, Callable[[Scene], str]] = {
    "query": _query,
    "key": _key,
    "query_word": lambda scene: scene.queries.word_surface(scene.pair.query_index),
    "key_word": lambda scene: scene.keys.word_surface(scene.pair.key_index),
    "weight": lambda scene: percent(scene.pair.weight),
    "share": _share,
    "d": lambda scene: str(len(scene.pair.query)),
    "tokens": lambda scene: str(len(scene.keys)),
    "layers": lambda scene: str(scene.trace.model.layers),
    "all_heads": lambda scene: str(scene.trace.model.heads * scene.trace.model.attentions),
    "heads": lambda scene: str(scene.trace.model.heads),
    "experts": lambda scene: str(scene.trace.model.experts),
    "used": lambda scene: str(scene.trace.model.experts_used),
    "model": lambda scene: scene.trace.model.name,
}
"""query, key: a token of the pair by its word, and which piece where it is only one; query_word, key_word: the word;
weight: of the pair; share: of the key's whole word; d: width of a head"""


class Places(Mapping[str, str]):
    """Of a page that has a scene."""

    def __init__(self, page: Page) -> None:
        assert page.scene is not None
        self._scene = page.scene

    def __getitem__(self, place: str) -> str:
        return PLACES[place](self._scene)

    def __iter__(self) -> Iterator[str]:
        return iter(PLACES)

    def __len__(self) -> int:
        return len(PLACES)
