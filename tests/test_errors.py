"""Why a file could not be used, in words that can be translated."""

from __future__ import annotations

import errno
import os
from pathlib import Path

import pytest
from safetensors import safe_open

from attnviz.errors import _REASONS, Reason, UserError, reason


def test_usual_reasons_are_known_and_name_no_file(tmp_path: Path) -> None:
    with pytest.raises(FileNotFoundError) as missing:
        (tmp_path / "missing").read_bytes()
    with pytest.raises(IsADirectoryError) as folder:
        tmp_path.write_bytes(b"")
    assert str(tmp_path) in str(missing.value)
    assert reason(missing.value) == "No such file or directory"
    assert reason(folder.value) == "Is a directory"
    assert isinstance(reason(missing.value), Reason)


@pytest.mark.parametrize("number", _REASONS)
def test_english_is_what_the_system_says(number: int) -> None:
    assert _REASONS[number] == os.strerror(number)


def test_a_library_may_raise_without_a_number(tmp_path: Path) -> None:
    with pytest.raises(FileNotFoundError) as caught:
        safe_open(str(tmp_path / "missing.safetensors"), framework="numpy")
    assert caught.value.errno is None
    assert reason(caught.value) == Reason("No such file or directory")


def test_other_errors_speak_for_themselves() -> None:
    rare = OSError(errno.EXDEV, "Invalid cross-device link", "here")
    assert reason(rare) == "Invalid cross-device link"
    assert not isinstance(reason(rare), Reason)
    assert reason(OSError("odd")) == "odd"
    assert reason(ValueError("not JSON")) == "not JSON"


def test_a_sentence_holds_its_reason() -> None:
    assert str(UserError("{file}: {reason}.", file="a", reason=Reason("Permission denied"))) == "a: Permission denied."
