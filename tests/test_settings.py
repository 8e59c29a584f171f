"""Settings survive what happens to files: damage, foreign entries, a kill, a folder that cannot be written."""

from __future__ import annotations

import json
import os

import pytest

from attnviz import files
from attnviz.settings import OPTIONS, Settings


def test_values_come_back(tmp_path):
    first = Settings(tmp_path / "deep" / "settings.json")
    first["text"] = "太郎は \U0001f600\n眠った"
    first["layer"] = 3
    first["transposed"] = True
    first.save()
    second = Settings(tmp_path / "deep" / "settings.json")
    assert (second["text"], second["layer"], second["transposed"]) == ("太郎は \U0001f600\n眠った", 3, True)
    assert second["head"] == -1


@pytest.mark.parametrize(
    "damage",
    [b"", b"{", b"[]", b"null", b'{"layer":', b"\xff\xfe\x00", b'{"a": ' * 100_000, b'{"layer": NaN}'],
    ids=range(8),
)
def test_a_damaged_file_is_no_error(tmp_path, damage):
    path = tmp_path / "settings.json"
    path.write_bytes(damage)
    settings = Settings(path)
    assert {option.name: settings[option.name] for option in OPTIONS} == {o.name: o.default for o in OPTIONS}


def test_foreign_entries_fall_back_one_by_one(tmp_path):
    path = tmp_path / "settings.json"
    stored = {"language": "fr", "theme": "dark", "layer": "3", "special_tokens": 1, "unknown": 7, "text": None}
    path.write_text(json.dumps(stored), "utf-8")
    settings = Settings(path)
    assert settings["language"] == "system"
    assert settings["theme"] == "dark"
    assert settings["layer"] == -1
    assert settings["special_tokens"] is True
    assert settings["text"] == ""


def test_only_known_values_are_taken(tmp_path):
    settings = Settings(tmp_path / "settings.json")
    for name, value in (("language", "fr"), ("layer", "3"), ("layer", True), ("transposed", 1)):
        with pytest.raises(ValueError, match=name):
            settings[name] = value
    with pytest.raises(KeyError):
        settings["no such option"] = 1


def test_half_an_emoji_can_be_stored(tmp_path):
    settings = Settings(tmp_path / "settings.json")
    settings["text"] = "half \ud83d"
    settings.save()
    assert Settings(settings.path)["text"] == "half \ud83d"


def test_a_save_that_fails_leaves_the_old_file_whole(tmp_path, monkeypatch):
    settings = Settings(tmp_path / "settings.json")
    settings["text"] = "before"
    settings.save()

    def full_disk(source, target):
        raise OSError(28, "No space left on device")

    settings["text"] = "after"
    with monkeypatch.context() as patch:
        patch.setattr(os, "replace", full_disk)
        with pytest.raises(OSError, match="No space"):
            settings.save()
    assert Settings(settings.path)["text"] == "before"
    assert sorted(path.name for path in tmp_path.iterdir()) == [".settings.json.lock", "settings.json"]
    settings.save()
    assert Settings(settings.path)["text"] == "after"


class Killed(BaseException):
    """Where the disk would have waited."""


@pytest.fixture
def dies_on_the_disk(tmp_path, monkeypatch):
    """Settings whose process ended while the disk took its time over the second sentence."""
    settings = Settings(tmp_path / "settings.json")
    settings["text"] = "before"
    settings.save()
    settings["text"] = "typed a second ago"

    def slow(file):
        raise Killed

    with monkeypatch.context() as patch:
        patch.setattr(files, "_to_disk", slow)
        with pytest.raises(Killed):
            settings.save()
    return settings


def test_a_kill_while_the_disk_is_slow_loses_nothing(dies_on_the_disk):
    path = dies_on_the_disk.path
    assert json.loads(path.read_bytes())["text"] == "before"
    following = Settings(path)
    assert following["text"] == "typed a second ago"
    following["text"] = "the next"
    following.save()
    assert Settings(path)["text"] == "the next"
    assert Settings(path)["recent_texts"] == "", "it was no other copy's"
    assert sorted(one.name for one in path.parent.iterdir()) == [".settings.json.lock", "settings.json"]


def test_the_same_copy_goes_on_after_its_disk_was_slow(dies_on_the_disk):
    dies_on_the_disk["text"] = "the next"
    dies_on_the_disk.save()
    assert Settings(dies_on_the_disk.path)["text"] == "the next"
    assert Settings(dies_on_the_disk.path)["recent_texts"] == "", "it was no other copy's"


@pytest.mark.parametrize("left", [b"", b"\0" * 5000, b"{", b"[1]", None])
def test_what_a_power_cut_left_of_it_is_passed_over(dies_on_the_disk, left):
    path = dies_on_the_disk.path
    hasty = path.with_name(".settings.json.hasty")
    if left is not None:
        hasty.write_bytes(left)
    else:  # another copy has written since
        path.write_bytes(path.read_bytes().replace(b'"written": 1,', b'"written": 2,'))
    assert Settings(path)["text"] == "before"


def test_a_folder_that_cannot_be_made_is_an_os_error(tmp_path):
    (tmp_path / "file").write_text("in the way", "utf-8")
    settings = Settings(tmp_path / "file" / "settings.json")
    with pytest.raises(OSError):  # noqa: PT011 (its kind differs between systems)
        settings.save()


def test_each_option_accepts_its_own_default():
    for option in OPTIONS:
        assert option.accepts(option.default), option.name
        assert option.help


@pytest.mark.parametrize("first", [0, 1])
def test_copies_whose_disk_is_slow_lose_nothing_of_each_other(tmp_path, first):
    copies = [Settings(tmp_path / "settings.json") for _ in range(2)]
    copies[0]["theme"], copies[1]["text"] = "light", "the other's"
    for copy in copies:
        copy.hurry(copy.snapshot())
    for copy in (copies[first], copies[1 - first]):
        assert not copy.confirmed
        copy.confirm()
        assert copy.confirmed
        found = Settings(tmp_path / "settings.json")
        assert (found["theme"], found["text"]) == ("light", "the other's")
    stored = json.loads((tmp_path / "settings.json").read_bytes())
    assert (stored["theme"], stored["text"]) == ("light", "the other's")
    assert not (tmp_path / ".settings.json.hasty").exists()


@pytest.mark.parametrize("number", ["-1", "9" * 18, "9" * 40, '"x"', "true", "1e9", "null"])
def test_a_number_that_none_of_ours_wrote(tmp_path, number):
    path = tmp_path / "settings.json"
    path.write_text(f'{{"written": {number}, "text": "before"}}')
    settings = Settings(path)
    assert settings["text"] == "before"
    for text in ("one", "two", "three"):
        settings["text"] = text
        settings.save()
        assert Settings(path)["text"] == text
        assert json.loads(path.read_bytes())["text"] == text
