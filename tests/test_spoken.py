"""Errors before Qt is read: in the language that the window would open in."""

from __future__ import annotations

import json
import subprocess
import sys

import pytest

from attnviz import spoken
from attnviz.arguments import NO_COUNT, NO_PAIR, NO_SIZE, parse
from attnviz.errors import UserError, reason
from attnviz.settings import settings_path
from attnviz.system import HINT

MISSING = UserError("{file} cannot be read ({reason}).", file="/x", reason=reason(FileNotFoundError()))


@pytest.fixture(autouse=True)
def no_locale(monkeypatch: pytest.MonkeyPatch, tmp_path) -> None:
    for name in ("LC_ALL", "LC_MESSAGES", "LANG"):
        monkeypatch.delenv(name, raising=False)
    monkeypatch.setenv("XDG_CONFIG_HOME", str(tmp_path))


def test_the_language_is_the_one_asked_for_the_stored_one_or_the_systems(monkeypatch: pytest.MonkeyPatch) -> None:
    assert spoken.language() == "en"
    monkeypatch.setenv("LANG", "ja_JP.UTF-8")
    assert spoken.language() == "ja"
    monkeypatch.setenv("LC_ALL", "en_GB.UTF-8")
    assert spoken.language() == "en"
    settings_path().parent.mkdir(parents=True, exist_ok=True)
    settings_path().write_text(json.dumps({"language": "ja"}))
    assert spoken.language() == "ja"
    assert spoken.language("en") == "en"


def test_sentences_are_those_of_qts_catalogue(monkeypatch: pytest.MonkeyPatch, tmp_path) -> None:
    from PySide6.QtCore import QTranslator

    from attnviz.assets import asset

    catalogue = QTranslator()
    assert catalogue.load(str(asset("resources", "i18n", "attnviz_ja.qm")))
    assert spoken.explain_in(UserError(HINT), "ja") == catalogue.translate("errors", HINT) != HINT
    why = catalogue.translate("errors", "No such file or directory")
    assert spoken.explain_in(MISSING, "ja") == catalogue.translate("errors", MISSING.template).format(
        file="/x", reason=why
    )
    assert spoken.explain_in(MISSING, "en") == str(MISSING)
    monkeypatch.setattr(spoken, "asset", lambda *parts: tmp_path / "missing")
    assert spoken.explain_in(MISSING, "ja") == str(MISSING)


@pytest.mark.parametrize("way", [("--lang", "ja"), ()])
def test_a_start_that_fails_before_qt_says_so_in_japanese(
    monkeypatch: pytest.MonkeyPatch, way: tuple[str, ...]
) -> None:
    monkeypatch.setenv("LANG", "en_GB.UTF-8" if way else "ja_JP.UTF-8")
    for name in ("QT_QPA_PLATFORM", "DISPLAY", "WAYLAND_DISPLAY"):
        monkeypatch.delenv(name, raising=False)
    child = subprocess.run([sys.executable, "-m", "attnviz", *way], capture_output=True, text=True, encoding="utf-8")
    assert child.returncode == 1
    said = child.stderr.splitlines()
    assert len(said) == 2
    assert said[1] == spoken.explain_in(UserError(HINT), "ja")


@pytest.mark.parametrize(
    ("name", "value", "template"), [("--size", "BAD", NO_SIZE), ("--layer", "x", NO_COUNT), ("--knob", "x", NO_PAIR)]
)
@pytest.mark.parametrize("way", [("--lang", "ja"), ("--lang=ja",), ()])
def test_a_wrong_value_of_an_argument_is_told_in_the_users_language(
    monkeypatch: pytest.MonkeyPatch, capsys, way: tuple[str, ...], name: str, value: str, template: str
) -> None:
    monkeypatch.setenv("LANG", "en_GB.UTF-8" if way else "ja_JP.UTF-8")
    monkeypatch.setattr(spoken, "_known", lambda code: {template: code + ": {text}"})
    with pytest.raises(SystemExit) as end:
        parse(["shot", name, value, *way, "--out", "a.png"])
    assert end.value.code == 2
    assert capsys.readouterr().err.splitlines()[-1] == f"attnviz shot: {name}: ja: {value}"
