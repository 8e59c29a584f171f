"""A small BERT with its head for masked words and a vocabulary, as a folder that a user would open."""

from __future__ import annotations

from pathlib import Path

import small_encoders
from tokenizers import AddedToken, Tokenizer, models, normalizers, pre_tokenizers, processors

WORDS = ("[PAD]", "[UNK]", "[CLS]", "[SEP]", "[MASK]", "the", "cat", "dog", "sat", "on", "mat", ".", "##s", "太", "郎")


def write(folder: Path, head: bool = True) -> Path:
    """``head``: False leaves the head out, as in a checkpoint for sentence vectors."""
    small_encoders.write("bert", folder)
    if not head:
        from safetensors.numpy import load_file, save_file

        arrays = load_file(folder / "model.safetensors")
        kept = {name: array for name, array in arrays.items() if not name.startswith("cls.")}
        save_file(kept, folder / "model.safetensors", {"format": "pt"})
    words = [*WORDS, *(f"word{number}" for number in range(small_encoders.V - len(WORDS)))]
    tokenizer = Tokenizer(models.WordPiece({word: id for id, word in enumerate(words)}, unk_token="[UNK]"))
    tokenizer.add_special_tokens([AddedToken(word, special=True, normalized=False) for word in WORDS[:5]])
    tokenizer.normalizer = normalizers.BertNormalizer()
    tokenizer.pre_tokenizer = pre_tokenizers.BertPreTokenizer()
    tokenizer.post_processor = processors.BertProcessing(("[SEP]", 3), ("[CLS]", 2))
    tokenizer.save(str(folder / "tokenizer.json"))
    return folder
