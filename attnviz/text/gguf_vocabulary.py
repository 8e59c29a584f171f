"""Splitter of the vocabulary in a GGUF file.

Fields: https://github.com/ggml-org/ggml/blob/master/docs/gguf.md, "Tokenizer".
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any, overload

from tokenizers import AddedToken, models, normalizers, pre_tokenizers, processors
from tokenizers import Tokenizer as Library

from attnviz.errors import QT_TRANSLATE_NOOP, UserError
from attnviz.text.apart import no_panic
from attnviz.text.hugging_face import HuggingFaceSplitter
from attnviz.text.pre_tokenizers import BEGINS, COMPOSES, WHOLE_FIRST, byte_level
from attnviz.text.spelling import METASPACE

_PREFIX = "tokenizer.ggml."
_LONGEST_PIECE = 1000  # characters; each is cut at all places
_NORMAL, _UNKNOWN, _CONTROL, _USER_DEFINED, _BYTE = 1, 2, 3, 4, 6  # of token_type


def gguf_splitter(fields: Mapping[str, Any]) -> HuggingFaceSplitter:
    """See ``Tokenizer.from_gguf``."""
    found = _Fields.of(fields)
    build = {"gpt2": _byte_level, "llama": _sentence_piece, "bert": _word_piece}.get(found.model)
    if build is None:
        raise UserError(
            QT_TRANSLATE_NOOP(
                "errors",
                "This GGUF file's vocabulary is of a kind that is not supported (“{name}”). "
                "Supported are gpt2, llama and bert; or open the model as a Hugging Face folder with a tokenizer.json.",
            ),
            name=found.model,
        )
    try:
        with no_panic():
            library = build(found)
    except (UserError, ValueError):
        raise
    except Exception as error:  # the library raises plain Exception
        raise ValueError(str(error)) from error
    ends = (found.index(f"{name}_token_id") for name in ("eos", "eot", "eom"))
    return HuggingFaceSplitter(library, [id for id in ends if id is not None])


@dataclass(frozen=True)
class _Fields:
    """The fields that every kind has, checked against each other."""

    values: Mapping[str, Any]
    model: str
    tokens: Sequence[str]
    types: Sequence[int]

    @classmethod
    def of(cls, fields: Mapping[str, Any]) -> _Fields:
        values = {name.removeprefix(_PREFIX): value for name, value in fields.items()}
        tokens = _strings(values, "tokens")
        if not tokens:
            raise ValueError("the vocabulary is empty")
        types = values.get("token_type")
        types = [_NORMAL] * len(tokens) if types is None else types
        if not isinstance(types, Sequence) or len(types) != len(tokens):
            raise ValueError(f"{_PREFIX}token_type and {_PREFIX}tokens are not of one length")
        return cls(values, str(values.get("model", "")), tokens, types)

    def index(self, name: str, default: int | None = None) -> int | None:
        """A token's index; the default, or None, where the file names none."""
        id = self.values.get(name, default)
        if id is None:
            return None
        if not isinstance(id, int) or not 0 <= id < len(self.tokens):
            raise ValueError(f"{_PREFIX}{name} is not the index of a token ({id})")
        return id

    def of_type(self, *kinds: int) -> list[str]:
        return [token for token, kind in zip(self.tokens, self.types, strict=True) if kind in kinds]


def _strings(values: Mapping[str, Any], name: str) -> Sequence[str]:
    found = values.get(name)
    if not isinstance(found, Sequence) or isinstance(found, str) or not {str}.issuperset(map(type, found)):
        raise ValueError(f"{_PREFIX}{name} is missing or not a list of texts")
    return found


def _byte_level(fields: _Fields) -> Library:
    """GPT-2's kind (Radford 2019): bytes, and pairs to join in order."""
    name = str(fields.values.get("pre") or "gpt-2")  # files older than the field are GPT-2's and its kin's
    cut = byte_level(name)
    merges = _Pairs(_strings(fields.values, "merges"))
    library = Library(models.BPE(_numbered(fields.tokens), merges, ignore_merges=name in WHOLE_FIRST))
    library.pre_tokenizer = cut
    if name in COMPOSES:
        library.normalizer = normalizers.NFC()
    _add_tokens(library, fields)
    _add_frame(library, fields, begins=name in BEGINS)
    return library


class _Pairs(Sequence[tuple[str, str]]):
    """The two sides of each merge, made when the library takes them: all at once would be 8 MB of small objects."""

    def __init__(self, merges: Sequence[str]) -> None:
        self._merges = merges

    def __len__(self) -> int:
        return len(self._merges)

    @overload
    def __getitem__(self, index: int) -> tuple[str, str]: ...
    @overload
    def __getitem__(self, index: slice) -> _Pairs: ...
    def __getitem__(self, index: int | slice) -> tuple[str, str] | _Pairs:
        if isinstance(index, slice):
            return _Pairs(self._merges[index])
        left, _, right = self._merges[index].partition(" ")
        return left, right


def _sentence_piece(fields: _Fields) -> Library:
    """Llama 2's kind (Kudo and Richardson 2018): "▁" for spaces, pairs to join by the score of what they make."""
    scores = fields.values.get("scores")
    if not isinstance(scores, Sequence) or len(scores) != len(fields.tokens):
        raise ValueError(f"{_PREFIX}scores and {_PREFIX}tokens are not of one length")
    unknown = fields.index("unknown_token_id", 0)
    score_of = {
        token: score for token, score, kind in zip(fields.tokens, scores, fields.types, strict=True) if kind == _NORMAL
    }
    model = models.BPE(
        _numbered(fields.tokens),
        merges_by_score(score_of),
        unk_token=None if unknown is None else fields.tokens[unknown],
        fuse_unk=True,
        byte_fallback=_BYTE in fields.types,
    )
    library = Library(model)
    spaces = normalizers.Replace(" ", METASPACE)
    prefixed = fields.values.get("add_space_prefix", True)
    library.normalizer = normalizers.Sequence([normalizers.Prepend(METASPACE), spaces]) if prefixed else spaces
    _add_tokens(library, fields)
    _add_frame(library, fields, begins=True)
    return library


def merges_by_score(score_of: Mapping[str, float]) -> list[tuple[str, str]]:
    """The pairs of pieces that make a piece, best first: SentencePiece keeps scores where BPE has a list of pairs."""
    found = []
    if any(len(piece) > _LONGEST_PIECE for piece in score_of):
        raise ValueError(f"a piece of more than {_LONGEST_PIECE} characters")
    for piece, score in score_of.items():
        cuts = ((piece[:at], piece[at:]) for at in range(1, len(piece)))
        pairs = [(left, right) for left, right in cuts if left in score_of and right in score_of]
        found += [(-score, -score_of[left], -score_of[right], left, right) for left, right in pairs]
    return [(left, right) for _, _, _, left, right in sorted(found)]


def _word_piece(fields: _Fields) -> Library:
    """BERT's kind (Devlin 2018). The file writes "▁" before words in place of "##" before what is inside one."""

    def original(token: str, kind: int) -> str:
        if kind in (_CONTROL, _UNKNOWN):
            return token
        return token[1:] if token.startswith(METASPACE) else "##" + token

    spelled = [original(token, kind) for token, kind in zip(fields.tokens, fields.types, strict=True)]
    unknown = fields.index("unknown_token_id", 100)
    library = Library(models.WordPiece(_numbered(spelled), unk_token=spelled[unknown or 0]))
    library.normalizer = normalizers.BertNormalizer(lowercase=bool(fields.values.get("normalizer.lowercase", True)))
    library.pre_tokenizer = pre_tokenizers.BertPreTokenizer()
    _add_tokens(library, fields)
    begin = fields.index("cls_token_id", fields.index("bos_token_id", 101))
    end = fields.index("seperator_token_id", fields.index("eos_token_id", 102))  # spelled so in the format
    _frame(library, fields, begin, end)
    return library


def _numbered(tokens: Sequence[str]) -> dict[str, int]:
    return {token: id for id, token in enumerate(tokens)}


def _add_tokens(library: Library, fields: _Fields) -> None:
    """Tokens that are found in a text as they are, before anything else happens to it."""
    library.add_special_tokens([AddedToken(token, normalized=False) for token in fields.of_type(_CONTROL, _UNKNOWN)])
    library.add_tokens([AddedToken(token, normalized=METASPACE in token) for token in fields.of_type(_USER_DEFINED)])


def _add_frame(library: Library, fields: _Fields, begins: bool) -> None:
    begin = fields.index("bos_token_id") if fields.values.get("add_bos_token", begins) else None
    end = fields.index("eos_token_id") if fields.values.get("add_eos_token", False) else None
    _frame(library, fields, begin, end)


def _frame(library: Library, fields: _Fields, begin: int | None, end: int | None) -> None:
    """Put these tokens before and after a text."""
    names = [None if id is None else library.id_to_token(id) for id in (begin, end)]
    template = [part for part in (names[0], "$A", names[1]) if part is not None]
    specials = [(name, id) for name, id in zip(names, (begin, end), strict=True) if name is not None]
    library.post_processor = processors.TemplateProcessing(single=template, special_tokens=specials)
