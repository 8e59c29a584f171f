"""The catalogues are complete and current, and no text is written in a way that Qt could never translate."""

from __future__ import annotations

import re
import shutil
import subprocess
import sys
import xml.etree.ElementTree as ET
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parent.parent
FOLDER = ROOT / "resources" / "i18n"
sys.path.insert(0, str(ROOT / ".ci"))
from catalogues import lrelease, lupdate  # noqa: E402

NEVER_TRANSLATED = {
    r"\btr\(\s*f[\"']": "an f-string inside tr() is looked up with its values filled in",
    r"\btr\([^)]*,\s*n=": "a plural takes its number by position",
    r"(?<!self\.)\btr\(": "only self.tr() carries its class as context",
}


def messages(code: str) -> list[tuple[str, str, ET.Element]]:
    tree = ET.parse(FOLDER / f"attnviz_{code}.ts")
    return [
        (context.findtext("name", ""), message.findtext("source", ""), message)
        for context in tree.iter("context")
        for message in context.iter("message")
    ]


@pytest.mark.parametrize("code", ["en", "ja"])
def test_catalogue_is_complete_and_current(code, tmp_path):
    kept, fresh = FOLDER / f"attnviz_{code}.ts", tmp_path / f"attnviz_{code}.ts"
    shutil.copy(kept, fresh)
    lupdate(code, fresh)
    assert fresh.read_text("utf-8") == kept.read_text("utf-8"), "run .ci/catalogues.py"
    try:
        lrelease(fresh, fresh.with_suffix(".qm"))
    except subprocess.CalledProcessError as error:
        pytest.fail(error.stderr.decode())
    assert fresh.with_suffix(".qm").read_bytes() == kept.with_suffix(".qm").read_bytes()


def test_every_japanese_text_keeps_its_places():
    """{named} places, %n and menu ellipses survive translation; nothing is left in English by mistake."""
    found = messages("ja")
    assert len(found) > 100
    for context, source, message in found:
        translation = message.find("translation")
        text = "".join(translation.itertext())
        assert sorted(set(re.findall(r"\{\w*\}", source))) == sorted(set(re.findall(r"\{\w*\}", text))), (
            context,
            source,
        )
        assert ("%n" in source) == ("%Ln" in text), (context, source, "%Ln has its thousands apart")
        plural = message.get("numerus") == "yes"
        assert ("%n" in source) == plural, (context, source, "lupdate finds no plural outside of self.tr")


@pytest.mark.parametrize("path", sorted((ROOT / "attnviz").rglob("*.py")), ids=lambda p: p.stem)
def test_no_text_escapes_translation(path):
    source = path.read_text("utf-8")
    for pattern, why in NEVER_TRANSLATED.items():
        assert not re.search(pattern, source), f"{path.name}: {why}"
