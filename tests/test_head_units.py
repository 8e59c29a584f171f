"""What a head does by words: the kernels' facts where each word is a token, and plain sums where it is not."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest
from traces import attention_head, facts_of, make_trace

from attnviz.axis import Axis, joined
from attnviz.head_units import most_unit_bits, unit_facts
from attnviz.heads import FACTS, most_bits

TEXT = "the cat and the dog and the owl"


@pytest.mark.parametrize("causal", [False, True])
def test_by_tokens_they_are_the_facts_of_all_heads(causal):
    tokens = make_trace(TEXT).tokens
    head, axis = attention_head(len(tokens), 3, causal=causal), Axis(tokens)
    seen = np.isfinite(head.scores)
    found = unit_facts(head.weights, seen, axis, axis)
    expected = facts_of(head.weights, np.array(tokens.ids), np.array(tokens.special))
    assert [found[name] for name in FACTS] == pytest.approx(expected.tolist(), rel=1e-5)
    assert most_unit_bits(seen, axis) == pytest.approx(most_bits(~np.array(tokens.special), len(tokens), causal))


def test_between_two_texts_there_is_no_place_before():
    one, other = make_trace("a b c").tokens, make_trace("b c d e").tokens
    head = attention_head(len(one), 4, keys=len(other))
    found = unit_facts(head.weights, np.ones(head.weights.shape, bool), Axis(one), Axis(other))
    assert all(np.isnan(found[name]) for name in ("previous", "next", "itself", "distance"))
    rows = [2, 3]  # b and c, which the other text has at 1 and 2
    assert found["same"] == pytest.approx(np.mean([head.weights[2, 1], head.weights[rows[1], 2]]))


def test_by_words_the_word_before_has_all_of_its_pieces():
    tokens = make_trace("un like ly end").tokens
    tokens = replace(tokens, words=(0, 1, 1, 1, 2, 3))
    head, axis = attention_head(len(tokens), 5), Axis(tokens, "words")
    weights = joined(head.weights, axis, axis)
    found = unit_facts(weights, np.ones(weights.shape, bool), axis, axis)
    before = [head.weights[1:4, 0].mean(), head.weights[4, 1:4].sum()]  # of "unlikely" [CLS], of "end" "unlikely"
    assert found["previous"] == pytest.approx(np.mean(before), rel=1e-5)
