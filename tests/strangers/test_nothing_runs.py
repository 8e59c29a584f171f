"""Nothing in a file is code to us, nothing is fetched unasked, and no tip takes a stranger's name for markup."""

from __future__ import annotations

import ast
import os
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parent.parent.parent
SOURCES = sorted((ROOT / "attnviz").rglob("*.py"))
MODULES = {
    "pickle",
    "cPickle",
    "_pickle",
    "dill",
    "cloudpickle",
    "joblib",
    "marshal",
    "shelve",
    "yaml",
    "code",
    "codeop",
}
CALLS = {"eval", "exec", "compile", "__import__", "execfile"}
NETWORK = {"socket", "http", "urllib", "ftplib", "requests", "httpx", "aiohttp", "smtplib", "xmlrpc", "QtNetwork"}
PAIRS = {"attnviz/signals.py": {"socket"}}
"""two ends inside the program, for signals"""
HUB = {"attnviz/weights/hub.py", "attnviz/weights/hub_offer.py"}
"""the two that fetch, when the user asks for it"""


def calls(tree: ast.AST) -> Iterator[tuple[str, ast.Call]]:
    for node in ast.walk(tree):
        if isinstance(node, ast.Call):
            yield (node.func.id if isinstance(node.func, ast.Name) else ""), node


def imported(tree: ast.AST) -> Iterator[str]:
    for node in ast.walk(tree):
        if isinstance(node, ast.Import):
            yield from (name.name for name in node.names)
        elif isinstance(node, ast.ImportFrom) and not node.level:
            yield node.module or ""
            yield from (f"{node.module}.{name.name}" for name in node.names)


@pytest.mark.parametrize("path", SOURCES, ids=lambda path: str(path.relative_to(ROOT)))
def test_no_file_is_run(path: Path) -> None:
    tree = ast.parse(path.read_text("utf-8"))
    names = set(imported(tree))
    assert not {name for name in names if name.split(".")[0] in MODULES}
    own = str(path.relative_to(ROOT))
    allowed = {"http.client"} | PAIRS.get(own, set())
    assert not {name for name in names if name.split(".")[0] in NETWORK or "QtNetwork" in name} - allowed, own
    if own not in HUB:
        assert not {name for name in names if name.split(".")[0] in ("httpx2",)}
    for name, call in calls(tree):
        assert name not in CALLS, f"{own}:{call.lineno}"
        attribute = call.func.attr if isinstance(call.func, ast.Attribute) else ""
        if attribute == "load" and ast.unparse(call.func) in ("np.load", "numpy.load"):
            given = {word.arg: ast.unparse(word.value) for word in call.keywords}
            assert given.get("allow_pickle") == "False", f"{own}:{call.lineno}"
        if ast.unparse(call.func) in ("torch.load", "np.fromfile"):
            raise AssertionError(f"{own}:{call.lineno}")


def is_plain(node: ast.AST) -> bool:
    """Made by ``as_tip``, nothing, or a text of our own."""
    match node:
        case ast.Constant():
            return True
        case ast.Call(func=ast.Name(id="as_tip" | "whole_rule")):
            return True
        case ast.IfExp(body=body, orelse=other):
            return is_plain(body) and is_plain(other)
        case ast.Name():
            return False
    return False


@pytest.mark.parametrize(
    "path", [path for path in SOURCES if "showText(" in path.read_text("utf-8")], ids=lambda path: path.name
)
def test_no_tip_takes_markup(path: Path) -> None:
    tree = ast.parse(path.read_text("utf-8"))
    plain = {
        target.id
        for node in ast.walk(tree)
        if isinstance(node, ast.Assign) and is_plain(node.value)
        for target in node.targets
        if isinstance(target, ast.Name)
    }
    for _, call in calls(tree):
        if ast.unparse(call.func) == "QToolTip.showText":
            text = call.args[1]
            named = isinstance(text, ast.Name) and text.id in plain
            assert named or is_plain(text), f"{path.name}:{call.lineno}: {ast.unparse(text)}"


GUARD = """
import sys
def hook(event, given):
    if event in ("socket.connect", "socket.getaddrinfo", "socket.gethostbyname", "pickle.find_class"):
        print("BROKEN", event, given, file=sys.stderr)
        import os
        os._exit(7)
sys.addaudithook(hook)
"""


@pytest.mark.parametrize("harm", ["", "import socket; socket.getaddrinfo('localhost', 80)"])
def test_opening_and_looking_reach_no_network(tmp_path: Path, harm: str) -> None:
    """The window with its list of models, typing, exports, the lecture, a deck, a wrong name: all that a user does
    before any download. Nor is anything opened by a library that would run what is in it."""
    script = f"""{GUARD}
from pathlib import Path
from PySide6.QtWidgets import QApplication
from attnviz.engine import Engine
from attnviz.errors import UserError
from attnviz.gui import app
from attnviz.gui.models.dialog import ModelsDialog
from attnviz.settings import Settings
from small_models import write_folder
settings = Settings(Path({str(tmp_path / "settings.json")!r}))
settings["model"], settings["device"] = str(write_folder(Path({str(tmp_path / "model")!r}))), "numpy"
settings["text"], settings["text_stored"] = "hello he!", True
app.make_application(settings)
window = app.make_window(settings, Engine, list)
window.show()
assert window.wait_until_idle(60)
assert window.microscope.trace is not None
for more in (" he", " llo", "!"):
    window.text_bar.editor.insertPlainText(more)
    assert window.wait_until_idle(60)
window.commands.show_models()
assert window.wait_until_idle(60)
window.commands.exports.show_dialog()
from attnviz.gui.export import save_widget
from attnviz.gui.exporting.formats import subjects
for number, subject in enumerate(subjects(window)):
    paint = subject.paint()
    if paint is not None:
        for ending in ("svg", "pdf", "png"):
            save_widget(paint, Path({str(tmp_path)!r}) / f"{{number}}.{{ending}}", (300, 200))
window.commands.close_dialog()
window.present(0, full_screen=False)
for place in window.presenting.course.places[:9:4]:
    window.presenter.lecture.go_to(place)
    window.presenter.grab()
    assert window.wait_until_idle(60)
window.presenter.close()
window.presenting.decks.open()
window.presenting.decks.builder.close()
assert not {{"torch", "joblib", "dill", "cloudpickle", "transformers"}} & set(sys.modules)
window.microscope.set_model("somebody/nothing")
assert window.wait_until_idle(60)
assert window.banner.text()
{harm}
window.close()
print("done")
"""
    paths = [str(ROOT), *(str(ROOT / "tests" / part) for part in ("", "weights"))]
    environment = {**os.environ, "PYTHONPATH": os.pathsep.join(paths), "QT_QPA_PLATFORM": "offscreen"}
    done = subprocess.run([sys.executable, "-c", script], env=environment, capture_output=True, text=True, check=False)
    if harm:
        assert done.returncode == 7, done.stderr
    else:
        assert done.returncode == 0, done.stdout + done.stderr
        assert done.stdout.endswith("done\n")
