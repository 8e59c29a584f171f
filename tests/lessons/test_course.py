"""The lessons as data: links lead to every step, texts can be filled, and each topic is named once."""

from __future__ import annotations

import re

import pytest
from traces import DECODER, MIXTURE, TRANSLATOR, make_trace, model_trace

from attnviz.errors import UserError
from attnviz.lessons.course import LESSONS, Course, Place
from attnviz.lessons.page import Page
from attnviz.lessons.places import PLACES, Places
from attnviz.lessons.scene import candidates, open_scene
from attnviz.lessons.step import NEEDS, Step, fill_text, plain
from attnviz.lessons.words import SMALL
from attnviz.trace import Focus

TEXT = "Taro ate the cake. After that, he fell asleep."
FOCUS = Focus(3, 7, 9, 1)
ALL = [(lesson, index) for lesson in LESSONS for index in range(len(lesson.steps))]
NAMES = [f"{lesson.id}-{lesson.steps[index].id}" for lesson, index in ALL]


def test_ids_are_links():
    ids = [lesson.id for lesson in LESSONS]
    assert len(set(ids)) == len(ids)
    for lesson in LESSONS:
        steps = [step.id for step in lesson.steps]
        assert len(set(steps)) == len(steps)
        assert not any(name.isdecimal() for name in [lesson.id, *steps])
        assert all(1 <= topic <= 22 for topic in lesson.topics)


@pytest.mark.parametrize(("lesson", "index"), ALL, ids=NAMES)
def test_every_step_says_little_and_its_places_are_filled(lesson, index):
    step = lesson.steps[index]
    sentences = step.text.split("\n")
    assert 1 <= len(sentences) <= 2, "one idea and at most two short sentences"
    assert all(len(sentence) <= 110 for sentence in sentences)
    page = Page(lesson, index, make_trace(TEXT, 3, 7), FOCUS)
    assert "{" not in plain(fill_text(step.text, Places(page)))
    assert step.needs in ("", *NEEDS)
    assert bool(step.formula) == bool(step.numbers)


def test_a_link_by_name_or_number():
    course = Course()
    for at, lesson in enumerate(LESSONS):
        assert course.find(lesson.id) == course.find(str(at + 1)) == Place(at)
        for index, step in enumerate(lesson.steps):
            assert course.find(lesson.id, step.id) == course.find(lesson.id, str(index + 1)) == Place(at, index)


@pytest.mark.parametrize(("lesson", "step"), [("none", ""), ("0", ""), ("99", ""), ("weight", "0"), ("weight", "x")])
def test_a_link_to_nowhere_says_what_there_is(lesson, step):
    with pytest.raises(UserError, match="question" if lesson == "weight" else "calculation"):
        Course().find(lesson, step)


def test_the_whole_course_forward_and_back():
    course = Course()
    place, seen = Place(), [Place()]
    while (after := course.moved(place, 1)) != place:
        place = after
        seen.append(place)
    assert tuple(seen) == course.places
    assert course.moved(place, 99) == place
    assert course.moved(place, -len(seen)) == Place()


def test_what_a_step_needs_and_who_has_it():
    def missing(need, trace):
        lesson = LESSONS[0]
        step = Step("x", "x", "x", "shares", needs=need)
        return Page(type(lesson)("x", "x", (1,), (step,)), 0, trace, FOCUS).missing

    encoder = make_trace(TEXT, 3, 7)
    kinds = {"decoder": DECODER, "encoder-decoder": TRANSLATOR, "experts": MIXTURE, "grouped": DECODER}
    for need, model in kinds.items():
        assert missing(need, encoder)
        assert not missing(need, model_trace(model, TEXT))
    assert missing("pronoun", make_trace("The boy who ate the good cake then fell asleep.", 3, 7)), "“then” looks"
    assert not missing("pronoun", encoder), "“he” looks"
    assert missing("two meanings", encoder)
    assert not missing("two meanings", make_trace("He went to the cold and quiet grey bank.", 3, 7))
    assert missing("twice", make_trace("One word each.", 3, 7))
    assert not missing("twice", make_trace("The bank by the river bank.", 3, 7))
    assert not missing("", encoder)


def test_candidates_hold_the_answer_and_no_trick():
    scene = open_scene(make_trace(TEXT, 3, 7), FOCUS)
    chosen = candidates(scene)
    assert 2 <= len(chosen) <= 5
    assert chosen == sorted(set(chosen))
    assert scene.keys.word(1)[0] in chosen, "the pair's own key"
    assert scene.keys.word(9)[0] not in chosen, "nobody guesses the word itself"
    assert not any(scene.keys.special[token] for token in chosen)
    weights = {token: scene.pair.row_weights[list(scene.keys.word(token))].sum() for token in chosen}
    words = [at for at in range(len(scene.keys)) if scene.keys.labels[at].isalnum() and at != 9]
    best = max(words, key=lambda at: scene.pair.row_weights[at])
    assert best in weights, "the word that the query looks at most can be chosen"


def test_candidates_tell_something_where_others_do():
    """No "the", and no word twice; what the query looks at most can be chosen whatever it is."""
    text = "The dog of the old man in the garden saw the cat"
    scene = open_scene(make_trace(text, 3, 7), Focus(3, 7, 9, 2))
    words = [scene.keys.word_surface(token) for token in candidates(scene)]
    small = [word for word in words if word.lower() in SMALL]
    best = max((at for at in range(1, 13) if at != 9), key=lambda at: scene.pair.row_weights[at])
    assert set(small) <= {scene.keys.word_surface(best)}
    assert "dog" in words


@pytest.mark.parametrize("lesson", LESSONS, ids=lambda lesson: lesson.id)
def test_a_step_says_at_most_two_sentences_in_print(lesson):
    for step in lesson.steps:
        ends = re.findall(r"[.?!](?=\s|$)", step.text)
        assert len(ends) <= 2, step.id
        assert step.text.count("\n") <= 1, step.id
        assert not re.search(r"['\"]", step.title + step.text + step.notes), f"{step.id}: quotes of a typewriter"


def test_a_sentence_of_one_word_has_nothing_to_guess():
    scene = open_scene(make_trace("Hello", 0, 0), Focus())
    assert candidates(scene) in ([], [1])


def test_every_place_is_some_text():
    places = Places(Page(LESSONS[0], 0, make_trace(TEXT, 3, 7), FOCUS))
    assert len(places) == len(PLACES)
    assert all(places[name] for name in places)
