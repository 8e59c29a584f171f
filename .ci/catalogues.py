"""Bring resources/i18n up to date with the sources: ``uv run .ci/catalogues.py [MORE.json ...]``.

Runs lupdate and lrelease. Each JSON file, {"Context": {"source text": "translation"}}, fills what is still
unfinished in the Japanese catalogue; one that is called *.en.json fills the English plurals, each a list of singular
and plural. Prints what remains to be translated and exits with 1 if anything does.
"""

from __future__ import annotations

import json
import subprocess
import sys
import xml.etree.ElementTree as ET
from pathlib import Path

import PySide6

ROOT = Path(__file__).resolve().parent.parent
FOLDER = ROOT / "resources" / "i18n"
QT = Path(PySide6.__file__).parent
LUPDATE = ["-warnings-are-errors", "-extensions", "py", "-locations", "none", "-no-obsolete", "-source-language", "en"]


def lupdate(code: str, path: Path) -> None:
    plural = ["-pluralonly"] if code == "en" else []
    command = [QT / "lupdate", *plural, *LUPDATE, "-target-language", code, "attnviz", "-ts", path]
    subprocess.run([str(part) for part in command], check=True, cwd=ROOT, capture_output=True)


def lrelease(path: Path, out: Path) -> None:
    subprocess.run(
        [str(QT / "lrelease"), "-fail-on-unfinished", str(path), "-qm", str(out)],
        check=True, cwd=ROOT, capture_output=True,
    )  # fmt: skip


def write(tree: ET.ElementTree, path: Path) -> None:
    body = ET.tostring(tree.getroot(), encoding="unicode")
    path.write_text(f'<?xml version="1.0" encoding="utf-8"?>\n<!DOCTYPE TS>\n{body}\n', "utf-8")


def fill(path: Path, code: str, known: dict[str, dict[str, str | list[str]]]) -> list[str]:
    """Put known translations into unfinished messages; returns what is left, as "Context: text"."""
    tree = ET.parse(path)
    left = []
    for context in tree.iter("context"):
        name = context.findtext("name", "")
        for message in context.iter("message"):
            source, translation = message.findtext("source", ""), message.find("translation")
            if translation.get("type") != "unfinished":
                continue
            text = known.get(name, {}).get(source)
            if text is None:
                left.append(f"{name}: {source}")
                continue
            forms = translation.findall("numerusform")
            for index, form in enumerate(forms):
                form.text = text[index] if isinstance(text, list) else text
            if not forms:
                translation.text = text
            del translation.attrib["type"]
    for form in tree.iter("numerusform"):
        form.text = (form.text or "").replace("%n", "%Ln")  # Qt then parts thousands, as the language does
    write(tree, path)
    # lupdate has its own way with white space and quotes: let it write the file that is kept
    lupdate(code, path)
    return left


def read(files: list[str]) -> dict[str, dict[str, str | list[str]]]:
    """All texts of several JSON files, by context."""
    known: dict[str, dict[str, str | list[str]]] = {}
    for file in files:
        for context, texts in json.loads(Path(file).read_text("utf-8")).items():
            known.setdefault(context, {}).update(texts)
    return known


def main(extra: list[str]) -> int:
    english = [file for file in extra if file.endswith(".en.json")]
    known = {"en": read(english), "ja": read([file for file in extra if file not in english])}
    left = []
    for code, texts in known.items():
        path = FOLDER / f"attnviz_{code}.ts"
        lupdate(code, path)
        left += [f"{code} {text}" for text in fill(path, code, texts)]
    for code in known if not left else ():
        path = FOLDER / f"attnviz_{code}.ts"
        lrelease(path, path.with_suffix(".qm"))
    print("\n".join(left) or "complete")
    return bool(left)


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
