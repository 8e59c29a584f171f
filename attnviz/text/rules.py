"""What the rules of a stranger's tokenizer may cost: some are refused, others run in a process of their own.

A regular expression of Oniguruma can take time by a power of the text's length, or by a power of two. Oniguruma gives
a single match up after ten million steps, but begins another one at each character: an hour for a page of text.
"""

from __future__ import annotations

import base64
import json
import re
from collections.abc import Iterator
from typing import Any

from tokenizers import Tokenizer as Library

_MOST_GROWTH = 64  # signs that a rule may make of one; NFKC makes at most 18
_MOST_RULES = 100  # real ones have up to a dozen
_LONGEST_WORD = 1000  # characters that WordPiece looks at in one go, by the square of them
Rule = dict[str, Any]


def check_rules(library: Library) -> None:
    """Refuse rules with which a short text would fill the memory, and chance, and words of any length.

    Raises:
        ValueError: a rule makes too much of a text, or they are too many.
    """
    growth = 1
    for rule in _rules(library.normalizer):
        if rule.get("precompiled_charsmap"):
            check_charsmap(base64.b64decode(rule["precompiled_charsmap"]))
        # an empty expression is found between all characters
        growth *= max(1, len(rule.get("content", "")) + ("Regex" in rule.get("pattern", {})))
        growth *= max(1, len(rule.get("prepend", "")) // _MOST_GROWTH)
        if growth > _MOST_GROWTH:
            raise ValueError(f"its rules make more than {_MOST_GROWTH} characters of one")
    for _ in _rules(library.pre_tokenizer):
        pass  # counted
    model = library.model
    if getattr(model, "dropout", None):
        model.dropout = None  # for training: the same text would be split in another way each time
    if getattr(model, "max_input_chars_per_word", 0) > _LONGEST_WORD:
        model.max_input_chars_per_word = _LONGEST_WORD


# a prefix that is not empty, or a letter written so that nothing would be found by its name
_PREFIX = re.compile(rb'"continuing_subword_prefix"\s*:\s*"[^"]|\\u00[2-7]')


def check_prefix(written: bytes) -> None:
    """Refuse a tokenizer.json whose merges do not have the prefix that it says: the library takes as many bytes off
    each without a look at them, and what is no UTF-8 any more ends the whole program.

    Raises:
        ValueError: there is a merge without.
    """
    if not _PREFIX.search(written):  # nearly all; to read the largest takes half a second
        return
    model = json.loads(written).get("model")
    prefix = model.get("continuing_subword_prefix") if isinstance(model, dict) else None
    if not prefix or not isinstance(prefix, str) or not isinstance(merges := model.get("merges"), list):
        return
    for merge in merges:
        right = merge.partition(" ")[2] if isinstance(merge, str) else merge[-1] if isinstance(merge, list) else None
        if not isinstance(right, str) or not right.startswith(prefix):
            raise ValueError(f"a merge does not begin with its prefix, {prefix!r}")


def check_charsmap(table: bytes) -> None:
    """Refuse a table of SentencePiece that makes too much of a character.

    It is the size of a trie (uint32), the trie, and what characters become, each ended by a zero.

    Raises:
        ValueError: something in it is too long.
    """
    becomes = table[4 + int.from_bytes(table[:4], "little") :]
    if max(map(len, becomes.split(b"\0"))) > 4 * _MOST_GROWTH:
        raise ValueError(f"its rules make more than {_MOST_GROWTH} characters of one")


def _rules(part: Any) -> Iterator[Rule]:
    """A normalizer's or pre-tokenizer's rules, those inside others too.

    Raises:
        ValueError: they are too many.
    """
    waiting: list[Rule] = [] if part is None else [json.loads(part.__getstate__())]
    seen = 0
    while waiting:
        rule = waiting.pop()
        seen += 1
        if seen > _MOST_RULES:
            raise ValueError(f"it has more than {_MOST_RULES} rules")
        waiting += [*rule.get("normalizers", ()), *rule.get("pretokenizers", ())]
        yield rule


def may_take_long(library: Library, known: frozenset[str]) -> bool:
    """Whether it has a regular expression of which nobody can say that it is quick.

    Args:
        known: expressions that are: those of models in use.
    """
    rules = [*_rules(library.normalizer), *_rules(library.pre_tokenizer)]
    found = (rule["pattern"].get("Regex") for rule in rules if isinstance(rule.get("pattern"), dict))
    return not all(one is None or one in known or is_quick(one) for one in found)


_SET = re.compile(r"\[(?:\\.|[^\[\]\\])*\]|\\[pP]\{[^}]*\}|\\.", re.DOTALL)
_OFTEN = re.compile(r"[*+]|\{\d*,?\d*\}")


def is_quick(expression: str) -> bool:
    """Whether it takes time by at most the square of the text's length, as is plain to see: without a group, at most
    one repetition in each alternative. The space before a word and a mark of endings are no such group."""
    bare = _SET.sub("x", expression.replace(r"(?!\S)", ""))
    if any(sign in bare for sign in "()[]\\"):
        return False
    parts = [_OFTEN.subn("", part) for part in bare.split("|")]
    return all(often <= 1 and rest.count("?") <= 2 for rest, often in parts)
