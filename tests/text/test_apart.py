"""Rules of strangers that take for ever are ended, and said so; those of models in use run where they always did."""

from __future__ import annotations

import gc
import json
from pathlib import Path

import pytest
import small_vocabularies as small
from tokenizers import Regex, Tokenizer, models, normalizers, pre_tokenizers

from attnviz.errors import UserError
from attnviz.text import apart
from attnviz.text.apart import Apart, Here
from attnviz.text.hugging_face import HuggingFaceSplitter, read_tokenizer_json
from attnviz.text.pre_tokenizers import EXPRESSIONS
from attnviz.text.rules import check_rules, is_quick, may_take_long

WORDS = {"a": 0, "b": 1, " ": 2, "!": 3}


def library(expression: str, kind: str = "split") -> Tokenizer:
    made = Tokenizer(models.BPE(WORDS, []))
    if kind == "split":
        made.pre_tokenizer = pre_tokenizers.Split(Regex(expression), "isolated")
    else:
        made.normalizer = normalizers.Replace(Regex(expression), "b")
    return made


@pytest.fixture
def hasty(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(apart, "SECONDS", 0.3)


@pytest.mark.parametrize("kind", small.ALL)
def test_vocabularies_in_use_are_split_here(kind: str) -> None:
    assert not may_take_long(small.ALL[kind](), EXPRESSIONS)


@pytest.mark.parametrize("kind", ["split", "replace"])
def test_what_takes_for_ever_is_ended_and_said(kind: str, hasty: None) -> None:
    """A match that is given up after ten million steps, begun anew at each of a thousand words: hours."""
    splitter = HuggingFaceSplitter(library(r"\w*\w*\w*\d", kind))
    short = splitter.split("a b", 100)
    assert len(short.ids) >= 2
    with pytest.raises(UserError, match="takes longer than 0 s for this text"):
        splitter.split(f"{'a' * 300} " * 1000, 100)
    assert splitter.split("a b", 100) == short  # and the next text is read again


@pytest.mark.parametrize("text", ["ab b!", "", "a" * 3000, "太郎 a\u0301 👩‍👩‍👧"])
def test_apart_and_here_agree(text: str) -> None:
    made = small.gpt2()
    for special in (False, True):
        assert Apart(made)(text, special) == Here(made)(text, special)


def test_a_panic_of_the_library_is_a_sentence() -> None:
    made = library("(a+)+$")
    for split in (Apart(made), Here(made)):
        with pytest.raises(UserError, match=r"cannot split this text \(Onig: .*retry-limit"):
            split("a" * 40 + "!", False)


def test_no_process_is_left() -> None:
    split = Apart(library("(?:a|b)+"))
    split("ab", False)
    child = split._child
    assert child is not None
    assert child.poll() is None
    del split
    gc.collect()
    assert child.poll() is not None


def test_the_process_goes_with_the_one_that_asks() -> None:
    """Whoever is killed closes no door behind them: the child reads the end of its questions."""
    split = Apart(library("(?:a|b)+"))
    split("ab", False)
    child = split._child
    assert child is not None
    assert child.stdin is not None
    child.stdin.close()
    assert child.wait(20) == 0


@pytest.mark.parametrize("expression", [r"\p{L}+", " ?[^a-z]+|x", r"\d{2}|a b?", "a|b|c", r"[^\r\n]*", ""])
def test_a_plain_expression_is_quick(expression: str) -> None:
    assert is_quick(expression)


@pytest.mark.parametrize(
    "expression",
    ["(a+)+$", "(?:a|a)*b", r"\p{L}*\p{L}*\d", "a?a?a?a", "a{9}{9}", "(?=(a+))\\1b", "[a-[b]]+c+", r"(x)\1", "a*+b*"],
)
def test_what_is_not_plain_to_see_is_not_believed(expression: str) -> None:
    assert not is_quick(expression)


def test_many_rules_are_refused(tmp_path: Path) -> None:
    made = small.gpt2()
    content = json.loads(made.to_str())
    content["normalizer"] = {"type": "Sequence", "normalizers": [{"type": "Lowercase"}] * 101}
    (tmp_path / "tokenizer.json").write_text(json.dumps(content))
    with pytest.raises(ValueError, match="more than 100 rules"):
        read_tokenizer_json(tmp_path / "tokenizer.json")
    made.pre_tokenizer = pre_tokenizers.Sequence([pre_tokenizers.Digits()] * 101)
    with pytest.raises(ValueError, match="more than 100 rules"):
        check_rules(made)


def test_a_prefix_that_merges_lack_is_refused(tmp_path: Path) -> None:
    """The library would end the program: it takes the first bytes off a character and makes an error of the rest."""
    path = tmp_path / "tokenizer.json"
    content = json.loads(small.qwen2().to_str())
    content["model"]["continuing_subword_prefix"] = "o"
    for written in (json.dumps(content), json.dumps(content).replace("continuing_sub", "c\\u006fntinuing_sub")):
        path.write_text(written)
        with pytest.raises(ValueError, match="does not begin with its prefix"):
            read_tokenizer_json(path)
    words = {"t": 0, "##h": 1, "##e": 2, "th": 3}
    Tokenizer(models.BPE(words, [("t", "##h")], continuing_subword_prefix="##")).save(str(path))
    assert read_tokenizer_json(path).highest_id == 3
