"""Facts to names: the rule by which heads are called, on weights whose pattern is known."""

from __future__ import annotations

import numpy as np
import pytest
from traces import facts_of

from attnviz.heads import BROAD, ENOUGH, FACTS, PATTERNS, HeadFacts, most_bits, name_patterns, similarity

IDS = np.array([101, 5, 6, 7, 5, 8, 9, 102])
SPECIAL = np.array([True, *[False] * 6, True])
COUNT = len(IDS)


def named(weights: np.ndarray, special: np.ndarray = SPECIAL, causal: bool = False, cross: bool = False) -> str:
    facts = HeadFacts(facts_of(weights, IDS, special, cross)[None, None].astype(np.float32))
    most = most_bits(~special if not special.all() else special | True, COUNT, causal)
    return PATTERNS[int(name_patterns(facts, np.array([most]))[0, 0])]


def looking(at: np.ndarray, share: float = 0.8) -> np.ndarray:
    """A share of each query's weight on one key, the rest even."""
    weights = np.full((COUNT, COUNT), (1 - share) / COUNT)
    weights[np.arange(COUNT), at] += share
    return weights


PLACES = np.arange(COUNT)
TWINS = np.where(IDS == 5, np.array([0, 4, 0, 0, 1, 0, 0, 0]), PLACES)


@pytest.mark.parametrize(
    ("name", "weights"),
    [
        ("previous", looking(np.maximum(PLACES - 1, 0))),
        ("next", looking(np.minimum(PLACES + 1, COUNT - 1))),
        ("itself", looking(PLACES)),
        ("first", looking(np.zeros(COUNT, int))),
        ("special", looking(np.full(COUNT, COUNT - 1))),
        ("broad", looking(PLACES, 0.0)),
        ("mixed", looking((PLACES + 3) % COUNT, 0.45)),
    ],
)
def test_a_head_is_called_what_it_does(name, weights):
    assert named(weights) == name


def test_the_same_word_elsewhere_names_a_head_by_the_queries_that_have_one():
    weights = looking((PLACES + 3) % COUNT, 0.45)
    weights[[1, 4]] = looking(TWINS)[[1, 4]]
    assert named(weights) == "same"


def test_the_threshold_is_half_of_the_weight():
    for share, name in ((ENOUGH + 0.01, "previous"), (ENOUGH - 0.01, "mixed")):
        values = np.zeros((1, 1, len(FACTS)), np.float32)
        values[..., FACTS.index("previous")] = share
        assert PATTERNS[int(name_patterns(HeadFacts(values), np.array([3.0]))[0, 0])] == name


def test_broad_is_measured_by_the_keys_that_a_query_sees():
    values = np.zeros((2, 1, len(FACTS)), np.float32)
    values[..., FACTS.index("entropy")] = 2.0
    names = name_patterns(HeadFacts(values), np.array([2.0 / BROAD, 2.1 / BROAD]))
    assert [PATTERNS[i] for i in names[:, 0]] == ["broad", "mixed"]
    everyone = np.ones(4, bool)
    assert most_bits(everyone, 4) == 2
    assert most_bits(everyone, 4, causal=True) == pytest.approx(np.log2([1, 2, 3, 4]).mean())
    assert most_bits(everyone, 4, causal=True, window=2) == pytest.approx(0.75)
    assert most_bits(np.zeros(4, bool), 4) == 0


def test_one_key_is_no_broad_look():
    values = np.zeros((1, 1, len(FACTS)), np.float32)
    assert PATTERNS[int(name_patterns(HeadFacts(values), np.array([0.0]))[0, 0])] == "mixed"


def test_cross_attention_knows_no_neighbours_and_unknown_heads_have_no_name():
    assert named(looking(np.maximum(PLACES - 1, 0)), cross=True) == "mixed"
    nothing = HeadFacts(np.full((1, 2, len(FACTS)), np.nan, np.float32))
    assert name_patterns(nothing, np.array([3.0])).tolist() == [[-1, -1]]


def test_heads_are_alike_by_the_cosine_of_their_pictures():
    pictures = np.zeros((2, 2, 3, 3), np.float32)
    pictures[0, 0] = np.eye(3)
    pictures[0, 1] = 0.25 * np.eye(3)
    pictures[1, 0, 0, 0] = 1
    like = similarity(pictures, (0, 0))
    assert like.ravel().tolist() == pytest.approx([1, 1, 3**-0.5, 0])
    assert similarity(pictures, (1, 1)).tolist() == [[0, 0], [0, 0]]
    pictures[1, 1] = np.nan  # a captured head without numbers
    assert similarity(pictures, (0, 0))[1, 1] == 0
