"""Settings survive what happens to files: damage, foreign entries, a kill, a folder that cannot be written."""

from __future__ import annotations

import json
import os

import pytest

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


def test_a_folder_that_cannot_be_made_is_an_os_error(tmp_path):
    (tmp_path / "file").write_text("in the way", "utf-8")
    settings = Settings(tmp_path / "file" / "settings.json")
    with pytest.raises(OSError):  # noqa: PT011 (its kind differs between systems)
        settings.save()


def test_each_option_accepts_its_own_default():
    for option in OPTIONS:
        assert option.accepts(option.default), option.name
        assert option.help
