"""A translator that reads English says so when the text is in another language."""

from __future__ import annotations

from dataclasses import replace

import pytest
from PySide6.QtCore import QCoreApplication, Qt
from PySide6.QtWidgets import QApplication
from traces import TRANSLATOR

from attnviz.samples import foreign, sample_text
from attnviz.weights.catalogue import KNOWN, find

ENGLISH = replace(TRANSLATOR, id="english", reads="en")


@pytest.fixture
def translator(engine, settings, open_window):
    engine.kinds["english"] = ENGLISH
    settings["model"], settings["text"], settings["text_stored"] = "english", sample_text("ja"), True
    return open_window()


def settle(window) -> None:
    assert window.wait_until_idle(10)


@pytest.mark.parametrize(
    ("text", "is_foreign"),
    [
        ("太郎はケーキを食べた。", True),
        ("Taro ate the cake.", False),
        ("Taro café naïve", False),
        ("Taro は cake", False),
        ("Tom は走った", True),
        ("", False),
        ("123 !?", False),
        ("Он ел торт", True),
    ],
)
def test_which_texts_are_not_english(text, is_foreign):
    assert foreign(text, "en") is is_foreign
    assert not foreign(text, "")


def test_only_our_own_translator_is_of_one_language():
    assert {known.id: known.reads for known in KNOWN if known.reads} == {"attnviz-translator": "en"}
    assert find("attnviz-translator").reads == "en"


def test_the_note_comes_and_goes_with_the_text(translator):
    note = translator.tokens.foreign
    assert note.isVisible()
    assert "reads English" in note.text.text()
    translator.text_bar.editor.replace_text("Taro ate the cake.")
    settle(translator)
    assert not note.isVisible()
    translator.text_bar.editor.replace_text("太郎")
    settle(translator)
    assert note.isVisible()
    translator.microscope.set_model("test")
    settle(translator)
    assert not note.isVisible(), "this model reads any language"


@pytest.mark.parametrize("by_key", [False, True])
def test_the_button_brings_the_sample(qtbot, translator, by_key):
    button = translator.tokens.foreign.button
    assert button.text() == "Use the English sample"
    if by_key:
        button.setFocus(Qt.FocusReason.TabFocusReason)
        assert QApplication.focusWidget() is button
        qtbot.keyClick(button, Qt.Key.Key_Space)
    else:
        qtbot.mouseClick(button, Qt.MouseButton.LeftButton)
    settle(translator)
    assert translator.text_bar.editor.text() == sample_text("en")
    assert not translator.tokens.foreign.isVisible()


def test_it_follows_the_language(translator):
    translator.use_language("ja")
    settle(translator)
    text = QCoreApplication.translate("ForeignNote", "Use the English sample")
    assert translator.tokens.foreign.button.text() == text


@pytest.mark.parametrize("language", ["en", "ja"])
def test_the_names_of_all_known_models_fit_the_toolbar(translator, language):
    """Beside the widest control of layers and heads, in the usual window."""
    translator.use_language(language)
    settle(translator)
    for known in KNOWN:
        translator.toolbar.show_model(known.name)
        QApplication.processEvents()
        assert translator.toolbar.model.text() == known.name
