"""What the bench holds against what: work, ceiling, goals, texts."""

from __future__ import annotations

from itertools import pairwise

import pytest

from attnviz.bench import plan
from attnviz.bench.report import Row
from attnviz.bench.texts import growing_texts, texts_of, typed_text, unlike_texts, words_to_type


def test_the_limit_is_the_slower_of_computing_and_moving():
    ceiling = {"gflops": 100.0, "gbytes": 10.0}
    assert plan.Work(1e9, 1e3).least_ms(ceiling) == pytest.approx(10.0)
    assert plan.Work(1e3, 1e9).least_ms(ceiling) == pytest.approx(100.0)


def test_work_of_a_linear_layer():
    work = plan.linear_work(16, 384, 1536)
    assert work.flops == 2 * 16 * 384 * 1536
    assert work.bytes == 4 * (16 * 1536 + 384 * 1536 + 16 * 384)


def test_written_weights_are_bytes_and_no_operations():
    fused, whole = (plan.attention_work(256, written) for written in (False, True))
    assert fused.flops == whole.flops
    assert whole.bytes - fused.bytes == 4 * 12 * 256 * 256


def test_work_of_minilm_is_what_its_layers_add_up_to():
    n, d, inner = 32, 384, 1536
    layer = plan.linear_work(n, 3 * d, d).flops + plan.linear_work(n, d, d).flops
    layer += plan.linear_work(n, inner, d).flops + plan.linear_work(n, d, inner).flops
    whole = 5 * (layer + plan.attention_work(n, False).flops)
    assert plan.forward_work(n, 6, d, inner).flops == whole + plan.linear_work(n, 3 * d, d).flops


def test_a_new_token_reads_all_weights_once_and_what_is_kept():
    sizes = plan.DecoderSizes(layers=2, query_width=12, key_width=4, matrices=1000, head=500, packed=900)
    short, long = sizes.work(1, 32), sizes.work(1, 1024)
    assert short.flops == 2 * 1000 + 2 * 500 + 2 * 4 * 12 * 33
    assert short.bytes == 900 + 2 * 33 * 4 * (4 + 4)
    assert long.bytes - short.bytes == 2 * (1024 - 32) * 4 * (4 + 4)


def test_a_whole_text_costs_as_much_as_its_tokens_one_by_one_but_for_their_heads():
    sizes = plan.DecoderSizes(layers=2, query_width=12, key_width=4, matrices=1000, head=500, packed=900)
    one_by_one = sum(sizes.work(1, before).flops for before in range(16))
    assert sizes.work(16).flops == one_by_one - 15 * 2 * 500
    assert sizes.work(16).bytes == sizes.work(1, 15).bytes


def test_short_work_runs_several_times_in_a_row():
    assert plan.runs_in_a_row(plan.linear_work(16, 384, 384)) == 8
    assert plan.runs_in_a_row(plan.attention_work(4096, True)) == 1


def test_every_goal_belongs_to_a_group_that_can_be_chosen():
    decoders = {*plan.DECODER_GOALS, *plan.NEW_TOKEN_GOALS}
    assert {*plan.FORWARD_GOALS, *plan.ATTENTION_GOALS, *decoders} <= set(plan.GROUPS)
    assert {name.split("-", 1)[1] for name in decoders} == set(plan.TOLERANCES)
    assert all(tuple(goals) == plan.DECODER_TOKENS for goals in plan.DECODER_GOALS.values())
    for goals in plan.FORWARD_GOALS.values():
        assert tuple(goals) == plan.TOKENS


def by_letter(text: str) -> int:
    """A vocabulary with two special tokens, whose words have a token for every five letters."""
    return 2 + sum(-(-len(word) // 5) for word in text.split()) if text else 0


@pytest.mark.parametrize("tokens", [8, 16, 33, 128])
def test_texts_have_the_wanted_length_and_differ(tokens):
    texts = texts_of(tokens, by_letter)
    assert {by_letter(text) for text in texts} == {tokens}
    assert len(set(texts)) == len(texts) >= 2
    assert len({text.rsplit(" ", 1)[0] for text in texts}) == 1


@pytest.mark.parametrize("tokens", [8, 33, 128])
def test_unlike_texts_have_no_beginning_in_common(tokens):
    texts = unlike_texts(tokens, by_letter)
    assert {by_letter(text) for text in texts} == {tokens}
    assert len({text.split()[0] for text in texts}) == len(texts) >= 2
    assert len({text.split(" ", 1)[1] for text in texts}) == 1


@pytest.mark.parametrize("tokens", [8, 33, 128])
def test_growing_texts_have_a_token_more_each_and_keep_the_rest(tokens):
    texts = growing_texts(tokens, 4, by_letter)
    assert [by_letter(text) for text in texts] == [tokens + more for more in range(5)]
    assert all(longer.startswith(f"{text} ") for text, longer in pairwise(texts))


def test_typed_text_takes_an_s_without_another_token():
    text = typed_text(16, by_letter)
    assert by_letter(text) == by_letter(text + "s") == 16
    assert not text.endswith("s")


def test_a_vocabulary_without_such_texts_is_refused():
    with pytest.raises(ValueError, match="3 tokens"):
        texts_of(3, lambda text: 2 * len(text.split()))
    with pytest.raises(ValueError, match="3 tokens"):
        unlike_texts(3, lambda text: 2 * len(text.split()))
    with pytest.raises(ValueError, match="3 tokens"):
        growing_texts(3, 2, lambda text: 2 * len(text.split()))


def test_what_is_typed_is_words_of_the_wanted_length():
    keys = words_to_type(200)
    assert len(keys) == 200
    assert keys.startswith(" the old man")
    assert set(keys) <= set("abcdefghijklmnopqrstuvwxyz ")
    assert "  " not in words_to_type(1000)


def test_a_sentence_that_stands_still_for_three_frames_meets_its_goal():
    allowed = plan.TYPING_FRAMES * plan.FRAME_MS
    assert allowed == pytest.approx(50)
    assert Row("typing end", 512, 50.0, "3 frames", allowed, plan.TYPING_GOAL).met
    assert not Row("typing end", 512, 50.1, "3 frames", allowed, plan.TYPING_GOAL).met
    assert "typing" in plan.GROUPS
