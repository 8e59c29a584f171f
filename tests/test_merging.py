"""Several copies of the program with the same settings: each brings its changes, and no sentence of either is lost."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from pathlib import Path

from attnviz import files
from attnviz.settings import Settings


def two(path: Path) -> tuple[Settings, Settings]:
    start = Settings(path)
    start["text"], start["text_stored"], start["layer"] = "at the start", True, 2
    start.save()
    return Settings(path), Settings(path)


def test_each_brings_what_was_changed_in_it(tmp_path):
    one, other = two(tmp_path / "settings.json")
    one["theme"] = "dark"
    one.save()
    other["language"] = "ja"
    other.save()
    one["zoom"] = 125
    one.save()
    both = Settings(one.path)
    assert (both["theme"], both["language"], both["zoom"]) == ("dark", "ja", 125)
    other["theme"] = "light"
    other.save()
    assert Settings(one.path)["theme"] == "light", "the last who changed it"


def test_the_sentence_of_the_other_is_among_those_looked_at_lately(tmp_path):
    one, other = two(tmp_path / "settings.json")
    for grown in ("T", "Taro", "Taro ate"):
        one["text"] = grown
        one.save()
        other["text"] = f"Hanako {grown}"
        other.save()
    one["theme"] = "dark"
    one.save()
    both = Settings(one.path)
    assert both["text"] == "Hanako Taro ate", "of the last who changed it"
    assert json.loads(both["recent_texts"])[0] == "Taro ate"
    assert json.loads(both["recent_texts"]).count("T") == 0, "and not each of its letters"
    one["text"] = "Taro ate again"
    one.save()
    both = Settings(one.path)
    assert both["text"] == "Taro ate again"
    assert other["text"] in json.loads(both["recent_texts"])


def test_a_pair_stays_with_its_sentence(tmp_path):
    one, other = two(tmp_path / "settings.json")
    one["text"], one["layer"] = "another", 5
    one.save()
    other["head"] = 7
    other.save()
    both = Settings(one.path)
    assert (both["text"], both["layer"], both["head"]) == ("at the start", 2, 7)
    assert json.loads(both["recent_texts"]) == ["another"]


def test_lists_and_tables_are_joined(tmp_path):
    one, other = two(tmp_path / "settings.json")
    one["recent_texts"], one["answers"] = json.dumps(["a", "b"]), {"q": {"3": 1}}
    one.save()
    other["recent_texts"], other["answers"] = json.dumps(["c"]), {"r": {"1": 4}}
    other.save()
    both = Settings(one.path)
    assert json.loads(both["recent_texts"]) == ["c", "a", "b"]
    assert both["answers"] == {"q": {"3": 1}, "r": {"1": 4}}
    one["recent_texts"], one["answers"] = "[]", {}
    one.save()
    both = Settings(one.path)
    assert json.loads(both["recent_texts"]) == ["c"], "what was cleared is what was there to be seen"
    assert both["answers"] == {"r": {"1": 4}}


WRITER = """
import sys
from pathlib import Path
from attnviz.settings import Settings
made = Settings(Path(sys.argv[1]))
for number in range(60):
    made[sys.argv[2]] = number
    made["text"] = f"{sys.argv[2]} wrote {number}"
    made.save()
"""


def test_processes_that_write_at_once(tmp_path):
    path = tmp_path / "settings.json"
    home = {**os.environ, "PYTHONPATH": str(Path(files.__file__).parent.parent), "XDG_CACHE_HOME": str(tmp_path)}
    names = ("layer", "top_k")
    children = [subprocess.Popen([sys.executable, "-c", WRITER, str(path), name], env=home) for name in names]
    assert [child.wait(120) for child in children] == [0, 0]
    both = Settings(path)
    assert both["top_k"] == 59
    texts = [both["text"], *json.loads(both["recent_texts"])]
    assert {"layer wrote 59", "top_k wrote 59"} <= set(texts)
    assert sorted(one.name for one in tmp_path.iterdir()) == [".settings.json.lock", "attnviz", "settings.json"]
