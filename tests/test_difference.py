"""Which tokens of two texts belong together, and their weights on common axes, against what is plain to see."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest
from traces import DECODER, MODEL, attention_head, make_trace, model_trace, word_tokens

from attnviz.alignment import align
from attnviz.difference import MOST_SLOTS, compare, cosines
from attnviz.pair import word_weight
from attnviz.trace import Tokens

RIVER, MONEY = "He went to the river bank.", "He went to the bank to withdraw money."
TARO = "Taro ate the cake"


def pieced(text: str, cuts: list[tuple[int, int, int]], special: bool = True) -> Tokens:
    """Tokens from (start, end, word), between special ones or not."""
    spans = [(start, end) for start, end, _ in cuts]
    labels, words = [text[start:end].strip() for start, end in spans], [word for _, _, word in cuts]
    flags = [False] * len(cuts)
    if special:
        spans, labels = [(0, 0), *spans, (len(text), len(text))], ["<s>", *labels, "</s>"]
        words, flags = [0, *(word + 1 for word in words), words[-1] + 2], [True, *flags, True]
    return Tokens(
        text, tuple(range(len(spans))), tuple(labels), tuple(labels), tuple(spans), tuple(flags), tuple(words),
        512, len(spans), len(text),
    )  # fmt: skip


def told(one: Tokens, other: Tokens, same: bool = True) -> list[tuple[str, str]]:
    """Each slot as (labels of the first, labels of the second)."""
    found = align(one, other, same)
    for side, tokens in enumerate((one, other)):
        assert [token for slot in found.slots for token in slot[side]] == list(range(len(tokens)))
        for place, slot in enumerate(found.slots):
            assert all(found.place(token, side) == place for token in slot[side])
    return [
        ("|".join(one.labels[i] for i in here), "|".join(other.labels[i] for i in there)) for here, there in found.slots
    ]


def test_words_that_both_have_stand_in_one_line():
    slots = told(word_tokens(RIVER), word_tokens(MONEY))
    assert ("river", "") in slots
    assert ("bank", "bank") in slots
    assert [there for here, there in slots if not here] == ["to", "withdraw", "money"]
    assert slots[0] == ("[CLS]", "[CLS]")
    assert slots[-2:] == [(".", "."), ("[SEP]", "[SEP]")]


def test_upper_and_lower_case_are_one_spelling():
    assert ("The", "the") in told(word_tokens("The bank"), word_tokens("on the bank"))


def test_a_special_token_is_no_word_that_is_spelled_like_it():
    typed = word_tokens("a b")
    typed = replace(typed, labels=("[CLS]", "[SEP]", "b", "[SEP]"))
    slots = told(typed, word_tokens("b c"))
    assert slots[0] == ("[CLS]", "[CLS]")
    assert slots[-1] == ("[SEP]", "[SEP]")
    assert ("b", "b") in slots


def test_texts_without_a_common_word_share_only_special_tokens():
    found = align(word_tokens("a b c"), word_tokens("x y"))
    assert [all(slot) for slot in found.slots] == [True, False, False, False, False, False, True]
    assert found.words == ()


def test_a_word_of_other_pieces_is_one_unit():
    one = pieced("The cat", [(0, 3, 0), (3, 7, 1)])
    other = pieced("THE cat", [(0, 1, 0), (1, 3, 0), (3, 7, 1)])
    assert told(one, other) == [("<s>", "<s>"), ("The", "T|HE"), ("cat", "cat"), ("</s>", "</s>")]


def test_pieces_of_a_shared_word_stand_one_by_one():
    one = pieced(TARO, [(0, 3, 0), (3, 4, 0), (4, 8, 1), (8, 12, 2), (12, 17, 3)])
    assert told(one, one) == [(label, label) for label in ("<s>", "Tar", "o", "ate", "the", "cake", "</s>")]
    assert next((list(here), list(there)) for here, there in align(one, one).words) == ([1, 2], [1, 2])


def test_two_models_meet_where_both_cut():
    one = pieced("太郎は眠った。", [(0, 2, 0), (2, 3, 1), (3, 5, 2), (5, 6, 2), (6, 7, 3)])
    other = pieced("太郎は眠った。", [(0, 1, 0), (1, 3, 1), (3, 6, 2), (6, 7, 3)], special=False)
    assert told(one, other, same=False) == [
        ("<s>", ""), ("太郎|は", "太|郎は"), ("眠っ|た", "眠った"), ("。", "。"), ("</s>", ""),
    ]  # fmt: skip
    found = align(one, other, same_model=False)
    assert found.labels == ("<s>", "太郎は", "眠った", "。", "</s>")


def test_a_space_before_a_word_belongs_to_no_cut():
    one = pieced(TARO, [(0, 3, 0), (3, 4, 0), (5, 8, 1), (9, 12, 2), (13, 17, 3)])
    other = pieced(TARO, [(0, 4, 0), (4, 8, 1), (8, 12, 2), (12, 17, 3)], special=False)
    slots = told(one, other, same=False)
    assert slots == [("<s>", ""), ("Tar|o", "Taro"), ("ate", "ate"), ("the", "the"), ("cake", "cake"), ("</s>", "")]


def test_what_only_one_model_has_room_for_stands_alone():
    one = pieced("a b c d", [(0, 1, 0), (2, 3, 1)], special=False)
    other = pieced("a b c d", [(0, 1, 0), (2, 3, 1), (4, 5, 2), (6, 7, 3)], special=False)
    assert told(one, other, same=False) == [("a", "a"), ("b", "b"), ("", "c"), ("", "d")]


def test_weights_lie_where_their_words_do_and_gaps_have_none():
    one, other = make_trace(RIVER, 2, 3), make_trace(MONEY, 2, 3)
    found = compare(one, (2, 3), other, (2, 3))
    bank, river, money = (found.row_labels.index(word) for word in ("bank", "river", "money"))
    place = (
        {label: i for i, label in enumerate(one.tokens.labels)},
        {label: i for i, label in enumerate(other.tokens.labels)},
    )
    here, there = one.heads[2, 3].weights, other.heads[2, 3].weights
    assert found.before[bank, river] == here[place[0]["bank"], place[0]["river"]]
    assert np.isnan(found.after[bank, river])
    assert found.after[bank, money] == there[place[1]["bank"], place[1]["money"]]
    assert np.isnan(found.before[bank, money])
    assert np.isnan(found.before[river, money])
    assert np.isnan(found.after[river, money])
    assert np.nansum(found.before) == pytest.approx(len(one.tokens), rel=1e-5)
    assert np.nansum(found.after) == pytest.approx(len(other.tokens), rel=1e-5)
    assert found.top == max(here.max(), there.max())
    assert not found.joined


def test_two_layers_of_one_run_are_compared_token_by_token():
    trace = make_trace(TARO, 1, 2)
    trace = replace(trace, heads={**trace.heads, (4, 2): attention_head(len(trace.tokens), 9)})
    found = compare(trace, (1, 2), trace, (4, 2))
    assert np.array_equal(found.before, trace.heads[1, 2].weights)
    assert np.array_equal(found.after, trace.heads[4, 2].weights)
    assert found.row_labels == trace.tokens.labels
    assert len(found.queries.words) == 4


def test_pieces_are_joined_as_everywhere():
    tokens = pieced(TARO, [(0, 3, 0), (3, 4, 0), (5, 8, 1), (9, 12, 2), (13, 17, 3)])
    whole = pieced(TARO, [(0, 4, 0), (5, 8, 1), (9, 12, 2), (13, 17, 3)])
    one = replace(make_trace(TARO), tokens=tokens, heads={(0, 0): attention_head(len(tokens), 1)})
    other = replace(
        make_trace(TARO), tokens=whole, model=replace(MODEL, id="other"), heads={(1, 1): attention_head(len(whole), 2)}
    )
    found = compare(one, (0, 0), other, (1, 1))
    taro, cake = found.row_labels.index("Taro"), found.row_labels.index("cake")
    assert found.before[cake, taro] == pytest.approx(word_weight(one, one.heads[0, 0], 5, 1), rel=1e-5)
    assert found.before[taro, cake] == pytest.approx(word_weight(one, one.heads[0, 0], 1, 5), rel=1e-5)
    assert np.allclose(np.nansum(found.before, axis=1), 1, atol=1e-5)
    assert found.joined


def test_what_no_mask_lets_either_see_is_left_out():
    one, other = model_trace(DECODER, RIVER, 1, 2), model_trace(DECODER, MONEY, 1, 2)
    found = compare(one, (1, 2), other, (1, 2))
    first, last = found.row_labels.index("He"), found.row_labels.index("bank")
    assert np.isnan(found.before[first, last])
    assert np.isnan(found.after[first, last])
    assert np.isfinite(found.before[last, first])
    assert np.isfinite(found.after[last, first])
    encoder = replace(make_trace(RIVER, 0, 0), tokens=one.tokens)
    free = compare(one, (1, 2), encoder, (0, 0))
    assert free.before[first, last] == 0.0
    assert free.after[first, last] > 0.0


def test_there_is_nothing_to_compare_without_both_heads_or_of_endless_texts():
    trace = make_trace(RIVER, 0, 0)
    assert compare(trace, (0, 0), trace, (1, 0)) is None
    empty = make_trace("")
    assert compare(trace, (0, 0), empty, (0, 0)) is None
    many = make_trace(" ".join(f"w{i}" for i in range(MOST_SLOTS)), limit=2 * MOST_SLOTS)
    assert compare(many, (0, 0), many, (0, 0)) is None


def test_the_cosine_of_a_word_is_that_of_the_mean_of_its_pieces():
    random = np.random.default_rng(5)
    one, other = (random.normal(size=(3, count, 8)).astype(np.float32) for count in (4, 5))
    found = cosines(one, other, [(range(1, 3), range(2, 3)), (range(1), range(4, 5))])
    assert found.shape == (3, 2)
    a, b = one[2, 1:3].mean(axis=0), other[2, 2]
    assert found[2, 0] == pytest.approx(float(a @ b / np.linalg.norm(a) / np.linalg.norm(b)), rel=1e-5)
    same = cosines(one, one, [(range(2), range(2))])
    assert np.allclose(same, 1)
    assert np.isnan(cosines(0 * one, one, [(range(1), range(1))])).all()


def test_long_texts_of_few_words_are_matched_in_no_time():
    words = " ".join(["the cat sat on the mat ."] * 70)
    found = align(word_tokens(words), word_tokens("so " + words[:-8] + " dog now"))
    assert sum(all(slot) for slot in found.slots) > 480


def test_words_of_both_are_one_row_and_bytes_one_each():
    text, longer = "unlikely end", "unlikely long end"
    one = pieced(text, [(0, 2, 0), (2, 8, 0), (9, 12, 1)])
    other = pieced(longer, [(0, 5, 0), (5, 8, 0), (9, 13, 1), (14, 17, 2)])
    words = align(one, other, kind="words")
    assert words.labels == ("<s>", "unlikely", "long", "end", "</s>")
    assert (words.tokens(1, 0), words.tokens(1, 1)) == (range(1, 3), range(1, 3))
    assert (words.place(2), words.place(4, 1), words.place(9)) == (1, 3, None)
    assert words.words == align(one, other).words
    spelled = align(one, other, kind="bytes")
    assert len(spelled) == 2 + len(text.replace(" ", "")) + len("long")
    assert spelled.labels[1:3] == ("75 u", "6E n")


def test_two_models_share_the_bytes_of_a_text():
    one = pieced("太郎は", [(0, 2, 0), (2, 3, 1)])
    other = pieced("太郎は", [(0, 1, 0), (1, 3, 1)], special=False)
    found = align(one, other, same_model=False, kind="bytes")
    assert found.labels == ("<s>", *(f"{byte:02X} {sign}" for sign in "太郎は" for byte in sign.encode()), "</s>")
    assert [bool(there) for _, there in found.slots] == [False, *[True] * 9, False]
    assert (found.tokens(4, 0), found.tokens(4, 1)) == (range(1, 2), range(1, 2))
    assert (found.tokens(3, 0), found.tokens(3, 1)) == (range(1, 2), range(1))
