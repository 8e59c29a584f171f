"""Errors before Qt is read: in the language that the window would open in."""

from __future__ import annotations

import json
import subprocess
import sys

import pytest

from attnviz import spoken
from attnviz.arguments import NO_COUNT, NO_PAIR, NO_SIZE, WRONG_ENDING, parse
from attnviz.complaints import OF_ONE, WHOLE, known
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


COMPLAINTS = (
    ("trace x", "trace", "the following arguments are required: {names}", {"names": "--out"}),
    ("bench --foo", "", "unrecognized arguments: {names}", {"names": "--foo"}),
    ("shot --l 1", "", "ambiguous option: {option} could match {names}",
     {"option": "--l", "names": "--lang, --lesson, --lab"}),
    ("render x --steps --out a.png", "", "--steps writes a folder, or a film that ends in {endings}: not {path}",
     {"endings": ".gif / .mp4", "path": "a.png"}),
    ("trace x --out", "trace: --out", "expected one argument", {}),
    ("devices --json=3", "devices: --json", "ignored explicit argument {given}", {"given": "'3'"}),
    ("render x --steps --view heads --out a.gif", "--view", "not allowed with argument {other}", {"other": "--steps"}),
    ("shot --lab a --step 1 --out a.png", "--lab", "not allowed with arguments {other}", {"other": "--lesson, --step"}),
    ("shot --knob a=b --out a.png", "--knob", "only with argument {other}", {"other": "--lab"}),
    ("render x --steps --set a=b --out a.gif", "--set", "only for a view or for the picture of a head", {}),
    ("render x --view heads --set {a}=b --out a.png", "--set",
     "{given} is no choice of {view}; its choices are: {choices}",
     {"given": "'{a}'", "view": "heads", "choices": "order, pattern, contrast"}),
    ("render x --view heads --set order=b --out a.png", "--set", "{given} cannot be: {name} takes {values}",
     {"given": "order=b", "name": "order", "values": "layers, pattern, entropy, distance or alike"}),
    ("render x --view compare --set text=a --set layer=1 --out a.png", "--set",
     "compare takes one of text, head, layer and model, or head together with model", {}),
    ("render x --out a.jpg", "--out", WRONG_ENDING, {"text": "a.jpg", "endings": ".png / .svg / .pdf / .csv / .npz"}),
)  # fmt: skip


@pytest.mark.parametrize(("line", "where", "template", "values"), COMPLAINTS)
def test_what_argparse_complains_of_is_told_in_japanese(
    monkeypatch: pytest.MonkeyPatch, capsys, line: str, where: str, template: str, values: dict[str, str]
) -> None:
    said = []
    for system in ("en_GB.UTF-8", "ja_JP.UTF-8"):
        monkeypatch.setenv("LANG", system)
        with pytest.raises(SystemExit) as end:
            parse(line.split())
        assert end.value.code == 2
        said.append(capsys.readouterr().err.splitlines()[-1])
    assert template.format(**values) in said[0]
    program = "attnviz " if where.split(":")[0] in ("trace", "devices") else "attnviz: " if where else "attnviz"
    in_japanese = spoken.explain_in(UserError(template, **values), "ja")
    assert said[1] == f"{program}{where}: {in_japanese}"
    assert in_japanese != template.format(**values)


def test_a_choice_that_there_is_not_is_told_in_japanese(monkeypatch: pytest.MonkeyPatch, capsys) -> None:
    monkeypatch.setenv("LANG", "ja_JP.UTF-8")
    with pytest.raises(SystemExit):
        parse(["render", "x", "--view", "none\x1b[2J", "--out", "a.png"])
    told = capsys.readouterr().err.splitlines()[-1]
    assert "選べるもの：" in told  # how Python lists them differs between its versions
    assert "what_if" in told
    assert "\x1b" not in told


def test_no_complaint_is_waited_for_in_vain() -> None:
    """What argparse no longer says would be a dead line."""
    told = {template for _, _, template, _ in COMPLAINTS}
    assert {*WHOLE, *OF_ONE} - told == {"invalid choice: {given} (choose from {choices})"}
    assert known("what nobody says") is None
    assert known("argument --out: what nobody says") is None
