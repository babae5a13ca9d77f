"""A person's usual options: they fill what was left open, and never stand in the way."""

from dataclasses import fields, replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.domain.errors import InvalidRequest
from bot.domain.models import DEFAULT_CATALOGUE
from bot.domain.people import UsualOptions, with_usual
from bot.domain.requests import ImageRequest, check
from tests.factories import mask, source_image

NEW, OLD = (model.name for model in DEFAULT_CATALOGUE)
OPEN = ("model", "count")


def filled(usual, left_open=OPEN, **asked):
    """Return a request with somebody's usual options in it."""
    request = ImageRequest(**{"prompt": "a fox", "model": NEW} | asked)
    return with_usual(request, UsualOptions(**usual), DEFAULT_CATALOGUE, left_open=left_open)


def test_what_was_left_open_is_filled():
    """Every option that somebody has."""
    usual = {
        "model": OLD,
        "size": "3:2",
        "count": 3,
        "quality": "low",
        "background": "opaque",
        "output_format": "jpeg",
        "compression": 60,
        "moderation": "low",
    }

    assert ImageRequest(prompt="a fox", **usual) == filled(usual)


def test_what_was_asked_for_stays():
    """Also the default model and one picture, where they were chosen."""
    asked = {"size": "1:1", "quality": "high"}
    usual = {"model": OLD, "count": 3, "size": "3:2", "quality": "low"}

    assert ImageRequest(prompt="a fox", model=NEW, **asked) == filled(usual, (), **asked)


@pytest.mark.parametrize(
    ("usual", "asked", "left"),
    [
        ({"output_format": "png"}, {"compression": 50}, {}),
        ({"compression": 50}, {"output_format": "png"}, {}),
        ({"output_format": "jpeg", "compression": 50}, {"background": "transparent"}, {}),
        ({"background": "transparent"}, {"output_format": "jpeg"}, {}),
        (
            {"background": "transparent", "output_format": "jpeg"},
            {},
            {"background": "transparent"},
        ),
        ({"model": "gone", "size": "16:9", "count": 99}, {}, {}),
        ({"size": "3:2"}, {"references": (source_image(),)}, {}),
    ],
)
def test_a_usual_option_that_does_not_go_with_the_others_is_left_away(usual, asked, left):
    """What was asked for comes first, then what stands first; pictures have a size of their own."""
    expected = ImageRequest(**{"prompt": "a fox", "model": NEW} | asked | left)

    assert expected == filled(usual, **asked)


def test_a_usual_model_that_lacks_what_was_asked_for_is_left_away():
    """Another model has it."""
    square = replace(DEFAULT_CATALOGUE.get(OLD), sizes={"1:1": (1024, 1024)}, max_prompt_chars=9)
    catalogue = replace(DEFAULT_CATALOGUE, models=(DEFAULT_CATALOGUE.get(NEW), square))
    usual = UsualOptions(model=OLD)
    wide = ImageRequest(prompt="a fox", model=NEW, size="3:2")
    wordy = ImageRequest(prompt="a fox in the snow", model=NEW)

    for request in (wide, wordy):
        assert request == with_usual(request, usual, catalogue, left_open=OPEN)


def test_words_and_the_masks_picture_may_come_later():
    """They are put in from elsewhere; the options are filled already."""
    assert "low" == filled({"quality": "low"}, prompt="").quality
    assert "low" == filled({"quality": "low"}, mask=mask()).quality


usuals = st.builds(
    UsualOptions,
    model=st.none() | st.sampled_from([NEW, OLD, "gone"]),
    size=st.none() | st.sampled_from(["3:2", "16:9"]),
    count=st.none() | st.integers(0, 6),
    quality=st.none() | st.sampled_from(["low", "hd"]),
    background=st.none() | st.sampled_from(["transparent", "opaque"]),
    output_format=st.none() | st.sampled_from(["png", "jpeg"]),
    compression=st.none() | st.integers(-1, 101),
    moderation=st.none() | st.just("low"),
)
requests = st.builds(
    ImageRequest,
    prompt=st.sampled_from(["a fox", ""]),
    model=st.sampled_from([NEW, OLD]),
    size=st.none() | st.sampled_from(["1:1", "9:9"]),
    count=st.integers(0, 5),
    background=st.none() | st.just("transparent"),
    output_format=st.none() | st.sampled_from(["png", "jpeg"]),
    compression=st.none() | st.integers(0, 100),
)


def broken_rule(request):
    """Return the rule that a request breaks; None where it breaks none."""
    try:
        check(request, DEFAULT_CATALOGUE)
    except InvalidRequest as error:
        return error.rule, error.field
    return None


@given(requests, usuals, st.sampled_from([OPEN, ()]))
def test_usual_options_never_break_a_rule_nor_change_what_was_asked(request, usual, left_open):
    """Whatever somebody keeps, and whatever they ask for."""
    found = with_usual(request, usual, DEFAULT_CATALOGUE, left_open=left_open)

    assert broken_rule(found) in (None, broken_rule(request))
    for each in fields(request):
        given_value = getattr(request, each.name)
        if given_value is not None and each.name not in left_open:
            assert given_value == getattr(found, each.name)
