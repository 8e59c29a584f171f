"""The two models of our own: small enough, complete, and tested on sentences that were never trained on."""

from __future__ import annotations

import json
import struct
import sys
import tomllib
from collections.abc import Iterator
from itertools import islice
from pathlib import Path

import pytest
from tokenizers import Tokenizer as Library

from attnviz.assets import asset
from attnviz.text.tokenizer import Tokenizer

ROOT = Path(__file__).parents[2]
MODELS = asset("resources", "models")
TRAINING = ROOT / "resources" / "models" / "training"
NAMES = ("translator", "experts")
FIRST_HELD_OUT = [
    "The scientist is busier than Lucy.",
    "Sachiko crossed a long bridge last month.",
    "Emma bought a small cake with the driver a week ago.",
]
ODD_TEXTS = (
    "",
    " ",
    "Zoë ate 3 kg of pho\u0301, didn’t she?",
    "太郎は鯨と𠮷野家で😀を食べた。",
    "  two  spaces\nand a line\tand a tab ",
    "か\u3099 ﾊﾝｶｸ ＡＢＣ 👩‍👩‍👧 \ufffd",
    "寿司 sushi 寿司sushi",
)


@pytest.fixture(scope="module")
def training() -> Iterator[object]:
    """The corpus module, found where the training scripts find each other."""
    sys.path.insert(0, str(TRAINING))
    before = set(sys.modules)
    try:
        import corpus

        yield corpus
    finally:
        sys.path.remove(str(TRAINING))
        for name in set(sys.modules) - before:
            if str(TRAINING) in str(getattr(sys.modules[name], "__file__", "")):
                del sys.modules[name]


@pytest.fixture(scope="module")
def trained(training) -> list:
    return list(training.training(2000))


@pytest.fixture(scope="module")
def tested(training) -> list:
    return list(training.held_out(300))


@pytest.fixture(scope="module", params=NAMES)
def tokenizer_file(request: pytest.FixtureRequest) -> Path:
    return MODELS / request.param / "tokenizer.json"


def header(name: str) -> dict[str, dict]:
    with (MODELS / name / "model.safetensors").open("rb") as file:
        (length,) = struct.unpack("<Q", file.read(8))
        return json.loads(file.read(length))


@pytest.mark.parametrize("name", NAMES)
def test_a_model_is_under_8_mb_and_in_float16(name: str) -> None:
    assert sum(path.stat().st_size for path in (MODELS / name).iterdir()) < 8_000_000
    tensors = header(name)
    tensors.pop("__metadata__", None)
    assert {tensor["dtype"] for tensor in tensors.values()} == {"F16"}


@pytest.mark.parametrize("name", NAMES)
def test_config_tokenizer_and_weights_agree(name: str) -> None:
    config = json.loads((MODELS / name / "config.json").read_text("utf-8"))
    library = Library.from_file(str(MODELS / name / "tokenizer.json"))
    embedding = {"translator": "model.shared.weight", "experts": "model.embed_tokens.weight"}[name]
    width = config["d_model"] if name == "translator" else config["hidden_size"]
    assert header(name)[embedding]["shape"] == [config["vocab_size"], width]
    assert library.get_vocab_size() == config["vocab_size"]
    assert library.token_to_id("</s>") == config["eos_token_id"]
    assert library.token_to_id("<pad>") == config["pad_token_id"]


def test_no_sentence_is_both_trained_and_tested_on(trained, tested) -> None:
    english = {sentence.english for sentence in trained}
    held_out = {sentence.english for sentence in tested}
    assert len(english) == 2000
    assert len(held_out) == 300
    assert not english & held_out


def test_pairs_of_words_kept_back_are_in_no_training_sentence(training, trained, tested) -> None:
    kept_back = {pair for s in tested for pair in s.pairs if training.is_new(pair)}
    assert len(kept_back) > 20
    assert not any(s.pairs & kept_back for s in trained)


def test_the_same_seed_makes_the_same_corpus(training) -> None:
    once, again = ([(s.english, s.japanese, s.links) for s in training.training(50)] for _ in range(2))
    assert once == again
    other = [s.english for s in training.training(50, seed=3)]
    assert other != [english for english, _, _ in once]


def test_the_split_is_the_one_that_the_models_were_trained_with(training) -> None:
    """A change of the grammar or the hash would test on sentences that were trained on: train again then."""
    assert [s.english for s in islice(training.held_out(3), 3)] == FIRST_HELD_OUT


def test_english_decides_japanese(trained) -> None:
    seen: dict[str, str] = {}
    for sentence in trained:
        assert seen.setdefault(sentence.english, sentence.japanese) == sentence.japanese


def test_links_are_words_of_the_sentence(trained) -> None:
    for sentence in trained:
        starts = {span for span, _ in sentence.tags[0]}, {span for span, _ in sentence.tags[1]}
        assert all(link.english in starts[0] and link.japanese in starts[1] for link in sentence.links)


def test_the_corpus_survives_the_tokenizer(trained, tested, tokenizer_file: Path) -> None:
    library = Library.from_file(str(tokenizer_file))
    unknown = library.token_to_id("<unk>")
    for sentence in [*trained, *tested]:
        for text in (sentence.english, sentence.japanese):
            found = library.encode(text)
            assert library.decode(found.ids) == text
            assert unknown not in found.ids


def test_japanese_pieces_are_morphemes(tested, tokenizer_file: Path) -> None:
    """Nearly always: 歌いました is read as 歌 いました."""
    library = Library.from_file(str(tokenizer_file))
    same = sum(
        library.encode(s.japanese, add_special_tokens=False).offsets == [span for span, _ in s.tags[1]] for s in tested
    )
    assert same >= 0.98 * len(tested)


def test_offsets_cover_the_text(tested, tokenizer_file: Path) -> None:
    tokenizer = Tokenizer.from_tokenizer_json(tokenizer_file, limit=512)
    texts = [text for s in tested for text in (s.english, s.japanese)]
    for text in texts:
        tokens = tokenizer.encode(text)
        content = [at for at, special in enumerate(tokens.special) if not special]
        assert "".join(text[slice(*tokens.spans[at])] for at in content) == text.replace(" ", "")
        assert [tokens.labels[at] for at in content] == [text[slice(*tokens.spans[at])] for at in content]


@pytest.mark.parametrize("text", ODD_TEXTS)
def test_any_text_gives_spans_in_order(tokenizer_file: Path, text: str) -> None:
    tokens = Tokenizer.from_tokenizer_json(tokenizer_file, limit=512).encode(text)
    spans = [span for span, special in zip(tokens.spans, tokens.special, strict=True) if not special]
    assert all(0 <= start <= end <= len(text) for start, end in spans)
    assert spans == sorted(spans)
    covered = {at for start, end in spans for at in range(start, end)}
    assert all(char.isspace() for at, char in enumerate(text) if at not in covered)


def test_special_tokens_stand_where_the_models_want_them() -> None:
    def pieces(name: str) -> tuple[str, ...]:
        return Tokenizer.from_tokenizer_json(MODELS / name / "tokenizer.json", 512).encode("Taro ate the cake.").pieces

    words = ("▁Taro", "▁ate", "▁the", "▁cake", ".")
    assert pieces("translator") == (*words, "</s>")
    assert pieces("experts") == ("<s>", *words)


def test_the_wheel_holds_the_models_but_not_their_training() -> None:
    """pyproject.toml lists the folders of resources/ one by one; a new one must not be forgotten."""
    with (ROOT / "pyproject.toml").open("rb") as file:
        build = tomllib.load(file)["tool"]["hatch"]["build"]["targets"]["wheel"]
    shipped = [ROOT / folder for folder in build["force-include"]]
    for path in (ROOT / "resources").rglob("*"):
        if path.is_file() and "__pycache__" not in path.parts:
            assert any(path.is_relative_to(folder) for folder in shipped) != path.is_relative_to(TRAINING), path
