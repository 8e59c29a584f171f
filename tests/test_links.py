"""Links to a step of the lecture, as they stand in a speaker's notes: what is wrong with one is said, before a window
opens or a model is loaded."""

from __future__ import annotations

import pytest

from attnviz.__main__ import main
from attnviz.arguments import build_parser
from attnviz.lessons.course import LESSONS, Course


@pytest.mark.parametrize(
    ("arguments", "says"),
    [
        (["--lesson", "nothing"], "There is no lesson “nothing”. The lessons are: far, weight, softmax"),
        (["--lesson", "99"], "There is no lesson “99”"),
        (["--lesson", "softmax", "--step", "8"], "has no step “8”. Its steps are: 1 scores, 2 largest"),
        (["--lesson", "softmax", "--step", "none"], "has no step “none”"),
        (["--step", "99"], "The lesson “calculation” has no step “99”"),
        (["shot", "--lesson", "nothing", "--out", "a.png"], "There is no lesson “nothing”"),
    ],
)
def test_a_link_that_leads_nowhere_is_a_sentence_and_exit_code_2(arguments, says, capsys):
    assert main(arguments) == 2
    told = capsys.readouterr().err
    assert says in told
    assert told.count("\n") == 1


@pytest.mark.parametrize(("step", "index"), [("3", 2), ("power", 2)])
def test_a_step_is_named_by_number_or_name(step, index):
    options = build_parser().parse_args(["--lesson", "softmax", "--step", step])
    place = Course().find(options.lesson, options.step)
    assert (LESSONS[place.lesson].id, place.step) == ("softmax", index)


def test_a_deck_that_is_none_opens_no_window(tmp_path, capsys):
    (tmp_path / "a.attndeck").write_text("no deck")
    assert main([str(tmp_path / "a.attndeck")]) == 1
    assert "a.attndeck is not a deck" in capsys.readouterr().err
