"""A file is replaced whole or not at all, and there is always somewhere to keep one."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import pytest

from attnviz import files
from attnviz.files import cache_folder, write_whole


def test_a_file_is_replaced_with_the_users_permissions(tmp_path):
    path = tmp_path / ("a long name 日本語 " * 9)
    old = os.umask(0o027)
    try:
        write_whole(path, [b"old"])
        write_whole(path, [b"one", memoryview(b"two")], durable=True)
    finally:
        os.umask(old)
    assert path.read_bytes() == b"onetwo"
    assert path.stat().st_mode & 0o777 == 0o640
    assert list(tmp_path.iterdir()) == [path]


def test_what_fails_half_way_leaves_the_old_file(tmp_path):
    path = tmp_path / "kept"
    path.write_bytes(b"old")

    def pieces():
        yield b"new"
        raise OSError(28, "No space left on device")

    with pytest.raises(OSError, match="No space"):
        write_whole(path, pieces())
    assert path.read_bytes() == b"old"
    assert list(tmp_path.iterdir()) == [path]


@pytest.mark.parametrize("place", ["no/folder", "file/below"])
def test_a_folder_that_is_none(tmp_path, place):
    (tmp_path / "file").write_bytes(b"")
    with pytest.raises((FileNotFoundError, NotADirectoryError)):
        write_whole(tmp_path / place, [b"x"])
    assert [path.name for path in tmp_path.iterdir()] == ["file"]


def test_the_cache_is_the_users_where_it_can_be_written(tmp_path, monkeypatch):
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path / "not yet"))
    assert cache_folder() == tmp_path / "not yet" / "attnviz"
    (tmp_path / "file").write_bytes(b"")
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path / "file"))
    spare = cache_folder()
    assert spare.is_dir()
    assert spare == cache_folder()
    assert tmp_path not in spare.parents


def test_a_spare_cache_goes_with_its_process(tmp_path):
    (tmp_path / "file").write_bytes(b"")
    code = "from attnviz.files import cache_folder; print(cache_folder())"
    environment = {**os.environ, "XDG_CACHE_HOME": str(tmp_path / "file"), "TMPDIR": str(tmp_path)}
    home = str(Path(files.__file__).parent.parent)
    child = subprocess.run(
        [sys.executable, "-c", code],
        env={**environment, "PYTHONPATH": home},
        capture_output=True,
        text=True,
        check=True,
    )
    assert Path(child.stdout.strip()).parent == tmp_path
    assert [path.name for path in tmp_path.iterdir()] == ["file"]
