"""Vocabularies of every kind, learned in a moment on a few sentences; each as its models' tokenizer.json has it."""

from __future__ import annotations

import json

from tokenizers import Regex, decoders, models, normalizers, pre_tokenizers, processors, trainers
from tokenizers import Tokenizer as Library

SENTENCES = (
    "Taro ate the cake. After that, he fell asleep, and the cat ate the rest of it.",
    "I don't know what they're doing in 2026, but it's 3 times as much as in 1999!",
    "太郎はケーキを食べた。そのあと彼は眠った。ケーキはおいしかった。",
    "def cake(x):\n    return x + 1\n\nprint(cake(2))",
) * 8
LLAMA3_CUT = (
    r"(?i:'s|'t|'re|'ve|'m|'ll|'d)|[^\r\n\p{L}\p{N}]?\p{L}+|\p{N}{1,3}| ?[^\s\p{L}\p{N}]+[\r\n]*|\s*[\r\n]+"
    r"|\s+(?!\S)|\s+"
)
BYTES = [f"<0x{byte:02X}>" for byte in range(256)]


def _learned(library: Library, special: list[str], alphabet: list[str]) -> Library:
    trainer = trainers.BpeTrainer(
        vocab_size=480, special_tokens=special, initial_alphabet=alphabet, show_progress=False
    )
    library.train_from_iterator(SENTENCES, trainer)
    return library


def gpt2() -> Library:
    library = Library(models.BPE())
    library.pre_tokenizer = pre_tokenizers.ByteLevel(add_prefix_space=False)
    library.decoder = decoders.ByteLevel()
    library.post_processor = processors.ByteLevel(trim_offsets=False)
    return _learned(library, ["<|endoftext|>"], pre_tokenizers.ByteLevel.alphabet())


def llama3() -> Library:
    library = Library(models.BPE(ignore_merges=True))
    library.pre_tokenizer = pre_tokenizers.Sequence(
        [
            pre_tokenizers.Split(Regex(LLAMA3_CUT), "isolated"),
            pre_tokenizers.ByteLevel(add_prefix_space=False, use_regex=False),
        ]
    )
    library.decoder = decoders.ByteLevel()
    _learned(library, ["<|begin_of_text|>", "<|eot_id|>"], pre_tokenizers.ByteLevel.alphabet())
    library.post_processor = processors.TemplateProcessing(
        single="<|begin_of_text|> $A", special_tokens=[("<|begin_of_text|>", 0)]
    )
    return library


def qwen2() -> Library:
    library = gpt2()
    library.normalizer = normalizers.NFC()
    return library


def llama2() -> Library:
    """SentencePiece's BPE with a byte for each character without a piece."""
    model = {"byte_fallback": True, "unk_token": "<unk>", "fuse_unk": True}
    library = Library(models.BPE(**model))
    library.normalizer = normalizers.Sequence([normalizers.Prepend("▁"), normalizers.Replace(" ", "▁")])
    library.pre_tokenizer = pre_tokenizers.Split("▁", "merged_with_next")  # to learn by words; not to use
    library.decoder = decoders.Sequence(
        [decoders.Replace("▁", " "), decoders.ByteFallback(), decoders.Fuse(), decoders.Strip(" ", 1, 0)]
    )
    _learned(library, ["<unk>", "<s>", "</s>", *BYTES], [])
    content = json.loads(library.to_str())
    content["added_tokens"] = content["added_tokens"][:3]  # bytes are tokens like others
    content["pre_tokenizer"] = None
    library = Library.from_str(json.dumps(content))
    library.post_processor = processors.TemplateProcessing(single="<s> $A", special_tokens=[("<s>", 1)])
    return library


def xlm_roberta() -> Library:
    library = Library(models.Unigram())
    library.normalizer = normalizers.Replace(Regex(r"\s+"), " ")
    library.pre_tokenizer = pre_tokenizers.Metaspace()
    library.decoder = decoders.Metaspace()
    trainer = trainers.UnigramTrainer(
        vocab_size=200, special_tokens=["<s>", "<pad>", "</s>", "<unk>"], unk_token="<unk>", show_progress=False
    )
    library.train_from_iterator(SENTENCES, trainer)
    library.post_processor = processors.TemplateProcessing(
        single="<s> $A </s>", special_tokens=[("<s>", 0), ("</s>", 2)]
    )
    return library


def bert() -> Library:
    library = Library(models.WordPiece(unk_token="[UNK]"))
    library.normalizer = normalizers.BertNormalizer()
    library.pre_tokenizer = pre_tokenizers.BertPreTokenizer()
    library.decoder = decoders.WordPiece()
    trainer = trainers.WordPieceTrainer(
        vocab_size=400, special_tokens=["[PAD]", "[UNK]", "[CLS]", "[SEP]", "[MASK]"], show_progress=False
    )
    library.train_from_iterator(SENTENCES, trainer)
    library.post_processor = processors.TemplateProcessing(
        single="[CLS] $A [SEP]", special_tokens=[("[CLS]", 2), ("[SEP]", 3)]
    )
    return library


ALL = {make.__name__: make for make in (gpt2, llama3, qwen2, llama2, xlm_roberta, bert)}
