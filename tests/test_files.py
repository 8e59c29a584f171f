"""A file is replaced whole or not at all, and there is always somewhere to keep one."""

from __future__ import annotations

import contextlib
import os
import socket
import subprocess
import sys
import tracemalloc
from pathlib import Path

import pytest

from attnviz import files
from attnviz.files import beginning, cache_folder, write_whole


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


KILLED = """
import os, signal, sys
from pathlib import Path
from attnviz import files
def pieces():
    yield b"half"
    os.kill(os.getpid(), signal.SIGKILL)
    yield b""
files.write_whole(Path(sys.argv[1]), pieces())
"""


def test_what_a_kill_leaves_is_removed_by_the_next_process(tmp_path, monkeypatch):
    place, notes = tmp_path / "pictures", tmp_path / "attnviz" / "unfinished"
    place.mkdir()
    (place / "kept.png").write_bytes(b"old")
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path))
    home = {**os.environ, "PYTHONPATH": str(Path(files.__file__).parent.parent)}
    for _ in range(2):
        subprocess.run([sys.executable, "-c", KILLED, str(place / "kept.png")], env=home, check=False)
        assert len(list(place.iterdir())) == 2, "they do not pile up"
        assert (place / "kept.png").read_bytes() == b"old"
    files._remove_leftovers.cache_clear()
    with files.replacing(tmp_path / "other") as under_way:
        assert [one.name for one in place.iterdir()] == ["kept.png"]
        (mine,) = notes.iterdir()
        files._remove_leftovers.cache_clear()
        files._remove_leftovers()
        assert mine.resolve().exists(), "what is being written is no leftover"
        under_way.write(b"whole")
    assert not list(notes.iterdir())
    assert (tmp_path / "other").read_bytes() == b"whole"


def test_a_note_of_something_else_removes_nothing(tmp_path, monkeypatch):
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path))
    notes = tmp_path / "attnviz" / "unfinished"
    notes.mkdir(parents=True)
    (tmp_path / "mine.txt").write_bytes(b"mine")
    (notes / "mine.txt").symlink_to(tmp_path / "mine.txt")
    (notes / f"x{files.PARTIAL}").symlink_to(tmp_path / "mine.txt")
    files._remove_leftovers.cache_clear()
    files._remove_leftovers()
    assert (tmp_path / "mine.txt").read_bytes() == b"mine"


@pytest.mark.parametrize("link", [False, True])
@pytest.mark.parametrize("kind", ["pipe", "device", "socket", "folder"])
def test_what_is_no_file_is_not_replaced(tmp_path, kind, link):
    """Root would take /dev/null from the whole machine."""
    path = tmp_path / "there"
    with socket.socket(socket.AF_UNIX) as ear, contextlib.chdir(tmp_path):
        match kind:
            case "pipe":
                os.mkfifo(path)
            case "device":
                path = Path("/dev/null")
            case "socket":
                ear.bind(path.name)
            case "folder":
                path.mkdir()
        if link:
            (tmp_path / "link").symlink_to(path)
        before = path.stat()
        with pytest.raises(OSError, match="Is a directory" if kind == "folder" else "It is no file"):
            write_whole(tmp_path / "link" if link else path, [b"new"])
        after = path.stat()
        assert (after.st_ino, after.st_mode) == (before.st_ino, before.st_mode)
        assert not list(tmp_path.glob(f"*{files.PARTIAL}"))


@pytest.mark.parametrize("there", [True, False])
def test_a_link_that_another_laid_into_a_folder_for_all_is_not_followed(tmp_path, monkeypatch, there):
    mine, shared = tmp_path / "mine", tmp_path / "shared"
    shared.mkdir()
    shared.chmod(0o1777)
    if there:
        mine.write_bytes(b"mine")
    (shared / "picture.svg").symlink_to(mine)
    monkeypatch.setattr(os, "geteuid", lambda: os.getuid() + 1)  # the link is not this user's
    write_whole(shared / "picture.svg", [b"the folder's owner may"])
    real = Path.stat

    def of_another(path: Path, **how: bool) -> os.stat_result:
        found = real(path, **how)
        return os.stat_result([*found[:4], found.st_uid + 2, *found[5:]]) if path == shared else found

    monkeypatch.setattr(Path, "stat", of_another)
    before = mine.read_bytes()
    with pytest.raises(PermissionError):
        write_whole(shared / "picture.svg", [b"new"])
    assert mine.read_bytes() == before
    shared.chmod(0o755)
    write_whole(shared / "picture.svg", [b"nobody else can write there"])
    monkeypatch.undo()
    shared.chmod(0o1777)
    write_whole(shared / "picture.svg", [b"an own link"])


def test_of_a_link_what_it_leads_to_is_replaced(tmp_path):
    (tmp_path / "there").mkdir()
    (tmp_path / "there" / "real").write_bytes(b"old")
    (tmp_path / "link").symlink_to(tmp_path / "there" / "real")
    write_whole(tmp_path / "link", [b"new"])
    assert (tmp_path / "link").is_symlink()
    assert (tmp_path / "there" / "real").read_bytes() == b"new"


def test_one_process_holds_a_file(tmp_path):
    held = files.hold(tmp_path / "lock")
    assert held is not None
    assert files.hold(tmp_path / "lock") is None
    held.close()
    again = files.hold(tmp_path / "lock")
    assert again is not None
    again.close()


def test_one_that_stands_still_is_not_waited_for_without_end(tmp_path, monkeypatch):
    monkeypatch.setattr(files, "PATIENCE", 0.02)
    with files.one_at_a_time(tmp_path / "lock"):
        assert files.hold(tmp_path / "lock") is None
        with files.one_at_a_time(tmp_path / "lock"):
            pass
    held = files.hold(tmp_path / "lock")
    assert held is not None
    held.close()


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


@pytest.mark.parametrize("name", ["a\0b", "\ud800", "\0"])
def test_what_no_file_can_be_called_is_not_there(name):
    """As a link that is dropped, or stored settings, may name it."""
    with pytest.raises(FileNotFoundError):
        beginning(Path(name), 4)


def test_no_more_memory_is_taken_than_a_file_is_large(tmp_path):
    path = tmp_path / "small"
    path.write_bytes(b"ten bytes.")
    tracemalloc.start()
    try:
        assert beginning(path, 1 << 28) == b"ten bytes."
        assert tracemalloc.get_traced_memory()[1] < 1 << 20
    finally:
        tracemalloc.stop()
    assert beginning(path, 3) == b"ten"
    assert b"\n" in beginning(Path("/proc/self/status"), 1 << 20), "a file that tells no size"
