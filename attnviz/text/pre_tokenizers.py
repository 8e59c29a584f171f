"""Where byte-level vocabularies may not join characters, by the name that a GGUF file gives in ``tokenizer.ggml.pre``.

A vocabulary was learned on a text that had been cut by a regular expression; the text must be cut the same way now.
The expressions are those of the models' own tokenizer.json files; which name stands for which is said by llama.cpp,
whose converter writes it. Several expressions are used one after the other, each inside what the one before left.
"""

from __future__ import annotations

from tokenizers import Regex, pre_tokenizers

from attnviz.errors import QT_TRANSLATE_NOOP, UserError

_GPT2 = r"'s|'t|'re|'ve|'m|'ll|'d| ?\p{L}+| ?\p{N}+| ?[^\s\p{L}\p{N}]+|\s+(?!\S)|\s+"
_CONTRACTION = r"(?i:'s|'t|'re|'ve|'m|'ll|'d)"
_REST = r" ?[^\s\p{L}\p{N}]+[\r\n]*|\s*[\r\n]+|\s+(?!\S)|\s+"
_LLAMA3 = rf"{_CONTRACTION}|[^\r\n\p{{L}}\p{{N}}]?\p{{L}}+|\p{{N}}{{1,3}}|{_REST}"
_QWEN2 = rf"{_CONTRACTION}|[^\r\n\p{{L}}\p{{N}}]?\p{{L}}+|\p{{N}}|{_REST}"
_QWEN35 = (
    rf"{_CONTRACTION}|[^\r\n\p{{L}}\p{{N}}]?[\p{{L}}\p{{M}}]+|\p{{N}}"
    r"| ?[^\s\p{L}\p{M}\p{N}]+[\r\n]*|\s*[\r\n]+|\s+(?!\S)|\s+"
)
# Words with a capital inside fall apart: upper-case letters and then lower-case ones, one of both at least
_UPPER, _LOWER = r"[\p{Lu}\p{Lt}\p{Lm}\p{Lo}\p{M}]", r"[\p{Ll}\p{Lm}\p{Lo}\p{M}]"
_CASED = (rf"[^\r\n\p{{L}}\p{{N}}]?{_UPPER}*{_LOWER}+", rf"[^\r\n\p{{L}}\p{{N}}]?{_UPPER}+{_LOWER}*")
_CASED_REST = r" ?[^\s\p{L}\p{N}]+[\r\n/]*|\s*[\r\n]+|\s+(?!\S)|\s+"
_TEKKEN = rf"{_CASED[0]}|{_CASED[1]}|\p{{N}}|{_CASED_REST}"
_GPT4O = rf"{_CASED[0]}{_CONTRACTION}?|{_CASED[1]}{_CONTRACTION}?|\p{{N}}{{1,3}}|{_CASED_REST}"
_FALCON = (r"[\p{P}\$\+<=>\^~\|`]+", _GPT2, r"[0-9][0-9][0-9]")
_DEFAULT = (r"[\p{P}\$\+<=>\^~\|]+", _GPT2, r"\p{N}+", r"[0-9][0-9][0-9]")

_NAMES: dict[tuple[str, ...], str] = {
    (_GPT2,): "gpt-2 phi-2 mpt olmo jais trillion granite-docling exaone4 gigachat mellum modern-bert roberta-bpe",
    (r"\p{N}", _GPT2): "smollm starcoder refact command-r codeshell exaone minerva-7b mellum2",
    (_LLAMA3,): "llama-bpe llama3 llama-v3 falcon3 falcon-h1 pixtral midm-2.0 lfm2 dbrx smaug-bpe chatglm-bpe glm4",
    (_QWEN2,): "qwen2 deepseek-r1-qwen stablelm2 hunyuan megrez solar-open",
    (_QWEN35,): "qwen35",
    (_TEKKEN,): "tekken",
    (_GPT4O,): "gpt-4o llama4 kanana2 minimax-m2",
    _FALCON: "falcon",
    _DEFAULT: "default",
}
EXPRESSIONS = frozenset(expression for expressions in _NAMES for expression in expressions)
"""all of them: none takes long, whatever the text"""
_BY_NAME = {name: expressions for expressions, names in _NAMES.items() for name in names.split()}
WHOLE_FIRST = frozenset(_NAMES[(_LLAMA3,)].split()) - {"dbrx", "smaug-bpe", "chatglm-bpe"} | {"tekken"}
"""Names whose vocabularies take a run of characters as it is when it is a token, whatever the merges say."""
BEGINS = WHOLE_FIRST - {"glm4"}
"""Names that put a token for the beginning before a text when the file does not say."""
COMPOSES = frozenset(["qwen2", "qwen35", "olmo", "stablelm2"])
"""Names whose vocabularies were learned on composed characters (Unicode NFC)."""


def byte_level(name: str) -> pre_tokenizers.PreTokenizer:
    """The cut with this name, and bytes written as signs.

    Raises:
        UserError: the name is not known.
    """
    if name not in _BY_NAME:
        raise UserError(
            QT_TRANSLATE_NOOP(
                "errors",
                "This GGUF file's text is split in a way that is not supported (“{name}”). "
                "Open the model as a Hugging Face folder with a tokenizer.json instead.",
            ),
            name=name,
        )
    cuts = [pre_tokenizers.Split(Regex(expression), "isolated") for expression in _BY_NAME[name]]
    return pre_tokenizers.Sequence([*cuts, pre_tokenizers.ByteLevel(add_prefix_space=False, use_regex=False)])
