"""Makes the two tokenizer.json: one vocabulary for both languages, one piece a word or morpheme.

A SentencePiece-like Unigram model (Kudo 2018) with "▁" before English words. Japanese has no spaces, so that "▁" before
a Japanese character is taken away and decoding gives 太郎はケーキを食べた。 Below the words are the letters and kana,
so that any word can be spelled; what is none of these is <unk>. The text is rewritten only in ways that keep every span
true: no Unicode normalisation, which would join characters.
"""

from __future__ import annotations

import math
import re
import sys
from collections import Counter
from pathlib import Path

import corpus
from tokenizers import Regex, Tokenizer, decoders, models, normalizers, processors

SENTENCES = 200_000
EOS, UNK, BOS, PAD, ARROW = "</s>", "<unk>", "<s>", "<pad>", "⇒"
_JAPANESE = "[\u3000-\u30ff\u3400-\u9fff\uff00-\uffef]"
_LETTERS = "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789.,?!'\"-:;()"
_KANA = [chr(code) for code in (*range(0x3041, 0x3094), *range(0x30A1, 0x30F7), 0x30FC)] + list("、。「」")
_RARE = -16.0  # below any word, so that a word in the vocabulary is never spelled


def count_pieces(sentences: int) -> Counter[str]:
    """How often each English word (with "▁") and each Japanese morpheme comes up in training."""
    pieces: Counter[str] = Counter()
    for sentence in corpus.training(sentences):
        for word in re.findall(r"[A-Za-z]+n't|[A-Za-z]+|'s|[.,?]", sentence.english):
            pieces["▁" + word if word[0].isalpha() else word] += 1
        pieces.update(sentence.japanese[start:end] for (start, end), _ in sentence.tags[1])
    for piece in list(pieces):  # at the head of a sentence, and typed without capitals
        if piece[0] == "▁":
            for other in (piece.lower(), "▁" + piece[1].upper() + piece[2:]):
                pieces[other] = max(pieces[other], 1)
    return pieces


def make_tokenizer(pieces: Counter[str]) -> Tokenizer:
    """The tokenizer without special tokens around a text. </s> is 0, <unk> 1, <pad> the last, as in opus-mt."""
    total = sum(pieces.values())
    scores = [(piece, math.log(count / total)) for piece, count in sorted(pieces.items(), key=lambda p: (-p[1], p[0]))]
    spelled = [(char, _RARE) for char in ["▁", *_LETTERS, *_KANA, ARROW] if char not in pieces]
    vocabulary = [(EOS, 0.0), (UNK, 0.0), (BOS, 0.0), *scores, *spelled, (PAD, 0.0)]
    tokenizer = Tokenizer(models.Unigram(vocabulary, unk_id=1, byte_fallback=False))
    tokenizer.normalizer = normalizers.Sequence(
        [
            normalizers.Replace("’", "'"),
            normalizers.Replace(Regex(r"\s+"), " "),
            normalizers.Strip(),
            normalizers.Prepend("▁"),
            normalizers.Replace(" ", "▁"),
            normalizers.Replace(Regex(f"▁(?={_JAPANESE}|{ARROW})"), ""),
        ]
    )
    tokenizer.decoder = decoders.Metaspace()
    tokenizer.add_special_tokens([EOS, UNK, BOS, PAD])
    return tokenizer


def framed(tokenizer: Tokenizer, template: str) -> Tokenizer:
    """The tokenizer with what its model wants around a text: "$A </s>" or "<s> $A"."""
    special = [(token, tokenizer.token_to_id(token)) for token in (BOS, EOS)]
    tokenizer.post_processor = processors.TemplateProcessing(single=template, special_tokens=special)
    return tokenizer


def main() -> None:
    models_folder = Path(sys.argv[1])
    tokenizer = make_tokenizer(count_pieces(SENTENCES))
    for name, template in (("translator", f"$A {EOS}"), ("experts", f"{BOS} $A")):
        folder = models_folder / name
        folder.mkdir(parents=True, exist_ok=True)
        framed(tokenizer, template).save(str(folder / "tokenizer.json"))
    print(tokenizer.get_vocab_size(), "pieces")


if __name__ == "__main__":
    main()
