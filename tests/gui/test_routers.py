"""The experts' panel: whose they are, which ones are chosen, and when it shows."""

from __future__ import annotations

import numpy as np
import pytest
from traces import MIXTURE

from attnviz.gui.views.routers import chosen_experts, loads
from attnviz.settings import Settings


@pytest.fixture
def mixture(window):
    window.microscope.set_model(MIXTURE.id)
    assert window.wait_until_idle(10)
    return window


def test_loads_add_up_to_the_experts_that_a_token_passes():
    probabilities = np.array([[0.5, 0.3, 0.2, 0.0], [0.1, 0.2, 0.3, 0.4]], np.float32)
    assert chosen_experts(probabilities[1], 2) == [3, 2]
    assert loads(probabilities, 2).tolist() == [0.5, 0.5, 0.5, 0.5]
    assert loads(probabilities, 1).tolist() == [0.5, 0.0, 0.0, 0.5]
    many = np.random.default_rng(0).random((50, 8), np.float32)
    assert loads(many, 2).sum() == pytest.approx(2)


def test_the_panel_follows_layer_and_token_in_focus(mixture):
    scope, panel = mixture.microscope, mixture.routers
    routers = scope.trace.routers
    assert panel.isVisible()
    scope.choose_pair(3, 1)
    np.testing.assert_array_equal(panel.bars.values, routers[scope.focus.layer, 3])
    assert panel.bars.marked == set(np.argsort(routers[scope.focus.layer, 3])[-2:].tolist())
    assert scope.trace.tokens.labels[3] in panel.token.text()
    other = 1 - scope.focus.layer
    scope.choose_head(other, 0)
    assert mixture.wait_until_idle(10)
    np.testing.assert_array_equal(panel.bars.values, scope.trace.routers[other, scope.focus.query])
    assert "25\u202f%" in panel.work.text()
    assert panel.bars.tip(next(iter(panel.bars.marked))).endswith("chosen")


def test_bars_are_as_high_as_their_share(mixture):
    bars = mixture.routers.bars
    best, other = np.argsort(-bars.values)[:2]
    ratio = bars.bar_rect(int(other)).height() / bars.bar_rect(int(best)).height()
    assert ratio == pytest.approx(float(bars.values[other] / bars.values[best]), abs=0.02)
    assert bars.expert_at(bars.bar_rect(5).center()) == 5


def test_it_hides_for_a_model_without_experts_and_on_request(mixture, settings):
    mixture.menus.experts.trigger()
    assert not mixture.routers.isVisible()
    mixture.session.save()
    assert Settings(settings.path)["experts"] is False
    mixture.menus.experts.trigger()
    assert mixture.routers.isVisible()
    mixture.text_bar.editor.replace_text("")
    assert mixture.wait_until_idle(10)
    assert not mixture.routers.isVisible()
    mixture.text_bar.editor.replace_text("Taro ate")
    mixture.microscope.set_model("test")
    assert mixture.wait_until_idle(10)
    assert not mixture.routers.isVisible()


@pytest.mark.parametrize("lang", ["en", "ja"])
def test_it_is_whole_and_within_reach_in_the_smallest_window(open_window, settings, lang):
    settings["language"], settings["model"] = lang, MIXTURE.id
    window = open_window()
    window.resize(960, 600)
    assert window.wait_until_idle(10)
    panel = window.routers
    assert panel.isVisible()
    assert panel.work.height() >= panel.work.heightForWidth(panel.work.width())
    assert panel.work.geometry().bottom() < panel.height()
    assert panel.loads.geometry().bottom() <= panel.work.y()
    window.column.ensureWidgetVisible(panel)
    assert panel.mapTo(window, panel.rect().topLeft()).y() > window.toolbar.geometry().bottom()
    assert panel.mapTo(window, panel.rect().bottomLeft()).y() < window.status.y()
