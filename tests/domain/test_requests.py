"""What a request must keep before money is spent."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from bot.domain.errors import InvalidRequest
from bot.domain.models import DEFAULT_CATALOGUE
from bot.domain.requests import (
    MAX_REFERENCE_BYTES,
    ImageRequest,
    Mask,
    SourceImage,
    check,
    clamp_count,
    may_be_exact,
)

MODEL = "gpt-image-1.5-official"
NOON = datetime(2026, 5, 17, 12, tzinfo=UTC)


def request(**changes):
    """Return the simplest request there is, with some changes."""
    return replace(ImageRequest(prompt="a fox", model=MODEL), **changes)


def picture(name="image1", **changes):
    """Return a picture that came by the option of that name."""
    return SourceImage(name=name, url=f"https://cdn.discordapp.com/{name}", **changes)


def mask():
    """Return a mask as it comes from Discord."""
    return Mask(source=picture("mask"))


@pytest.mark.parametrize(
    ("changes", "rule", "values"),
    [
        (
            {"model": "dall-e"},
            "choice",
            {
                "field": "model",
                "value": "dall-e",
                "allowed": "gpt-image-1.5-official, gpt-image-1-official",
            },
        ),
        ({"prompt": ""}, "prompt-empty", {"field": "prompt"}),
        ({"prompt": " \n\t"}, "prompt-empty", {"field": "prompt"}),
        ({"prompt": "\u200b \u2060\ufeff\u202e"}, "prompt-empty", {"field": "prompt"}),
        ({"prompt": "\0\ud800"}, "prompt-empty", {"field": "prompt"}),
        (
            {"prompt": "x" * 32_001},
            "prompt-too-long",
            {"field": "prompt", "length": 32_001, "most": 32_000},
        ),
        (
            {"size": "16:9"},
            "choice",
            {"field": "size", "value": "16:9", "allowed": "1:1, 3:2, 2:3"},
        ),
        (
            {"quality": "hd"},
            "choice",
            {"field": "quality", "value": "hd", "allowed": "auto, low, medium, high"},
        ),
        (
            {"background": "blue"},
            "choice",
            {"field": "background", "value": "blue", "allowed": "auto, opaque, transparent"},
        ),
        (
            {"output_format": "webp"},
            "choice",
            {"field": "format", "value": "webp", "allowed": "png, jpeg"},
        ),
        (
            {"moderation": "off"},
            "choice",
            {"field": "moderation", "value": "off", "allowed": "auto, low"},
        ),
        ({"count": 0}, "range", {"field": "count", "value": 0, "least": 1, "most": 4}),
        ({"count": 5}, "range", {"field": "count", "value": 5, "least": 1, "most": 4}),
        (
            {"compression": -1},
            "range",
            {"field": "compression", "value": -1, "least": 0, "most": 100},
        ),
        (
            {"compression": 101},
            "range",
            {"field": "compression", "value": 101, "least": 0, "most": 100},
        ),
        (
            {"compression": 50, "output_format": "png"},
            "compression-with-png",
            {"field": "compression"},
        ),
        (
            {"background": "transparent", "output_format": "jpeg"},
            "transparent-with-jpeg",
            {"field": "background"},
        ),
        (
            {"background": "transparent", "compression": 50},
            "transparent-with-jpeg",
            {"field": "background"},
        ),
        (
            {"references": (picture(),) * 16},
            "too-many-references",
            {"field": "image", "value": 16, "most": 15},
        ),
        ({"mask": mask()}, "mask-without-picture", {"field": "mask"}),
        (
            {"references": (picture("image2", size_bytes=MAX_REFERENCE_BYTES + 1),)},
            "picture-too-large",
            {"field": "image2", "most": 20},
        ),
        (
            {
                "references": (picture(),),
                "mask": Mask(source=picture("mask", size_bytes=MAX_REFERENCE_BYTES + 1)),
            },
            "picture-too-large",
            {"field": "mask", "most": 20},
        ),
    ],
)
def test_a_broken_rule_is_named_with_its_field_and_what_is_allowed(changes, rule, values):
    """The person learns what to change, before anything is spent."""
    with pytest.raises(InvalidRequest) as refusal:
        check(request(**changes), DEFAULT_CATALOGUE)

    assert (rule, values) == (refusal.value.rule, refusal.value.values)


@pytest.mark.parametrize(
    "changes",
    [
        {},
        {"prompt": "x" * 32_000},
        {"count": 1},
        {"count": 4},
        {"size": "3:2", "quality": "high", "moderation": "low"},
        {"background": "transparent", "output_format": "png"},
        {"background": "transparent"},
        {"compression": 0, "output_format": "jpeg"},
        {"compression": 100, "output_format": "jpeg"},
        {"references": (picture(size_bytes=MAX_REFERENCE_BYTES),) * 15},
        {"references": (picture(),), "mask": mask()},
    ],
)
def test_what_the_rules_allow_goes_through_unchanged(changes):
    """Nothing is put in that nobody asked for."""
    asked = request(**changes)

    assert asked == check(asked, DEFAULT_CATALOGUE)


def test_what_no_database_takes_is_left_out_of_the_prompt():
    """NUL, and halves of surrogate pairs; all else is sent as it was written."""
    prompt = "a\0 fox\ud83e \U0001f98a\u200d e\u0301"

    assert (
        "a fox \U0001f98a\u200d e\u0301" == check(request(prompt=prompt), DEFAULT_CATALOGUE).prompt
    )


def test_the_prompt_is_trimmed():
    """Space around the words is not paid for, nor counted."""
    asked = request(prompt="  \n" + "x" * 32_000 + "\t ")

    assert "x" * 32_000 == check(asked, DEFAULT_CATALOGUE).prompt


def test_compression_without_a_format_means_jpeg():
    """Only jpeg can be compressed, so nobody has to say it."""
    assert "jpeg" == check(request(compression=60), DEFAULT_CATALOGUE).output_format


requests = st.builds(
    ImageRequest,
    prompt=st.text(min_size=1, max_size=20),
    model=st.sampled_from([MODEL, "gpt-image-1-official"]),
    size=st.none() | st.sampled_from(["1:1", "2:3"]),
    count=st.integers(1, 4),
    quality=st.none() | st.sampled_from(["auto", "low"]),
    background=st.none() | st.sampled_from(["auto", "opaque", "transparent"]),
    moderation=st.none() | st.sampled_from(["auto", "low"]),
    output_format=st.none() | st.sampled_from(["png", "jpeg"]),
    compression=st.none() | st.integers(0, 100),
    references=st.lists(
        st.builds(picture, size_bytes=st.none() | st.integers(0, MAX_REFERENCE_BYTES)),
        max_size=3,
    ).map(tuple),
    mask=st.none() | st.just(mask()),
)


def checked_or_none(asked):
    """Return the request as it would be sent; None where it breaks a rule."""
    try:
        return check(asked, DEFAULT_CATALOGUE)
    except InvalidRequest:
        return None


@given(requests)
def test_a_checked_request_passes_the_check_again(asked):
    """What was accepted once can be asked for again, and keeps the rules about formats."""
    checked = checked_or_none(asked)
    assume(checked is not None)

    assert checked == check(checked, DEFAULT_CATALOGUE)
    assert checked.compression is None or checked.output_format == "jpeg"
    assert checked.background != "transparent" or checked.output_format != "jpeg"


@given(st.integers(), st.integers(1, 10))
def test_a_clamped_count_is_in_range(count, most):
    """0 and less become 1, more becomes the most, the rest stays."""
    clamped = clamp_count(count, most)

    assert 1 <= clamped <= most
    assert clamped == count or not 1 <= count <= most


def test_the_sources_are_the_references_then_the_mask():
    """All that the API has to fetch, in one order."""
    references = (picture("image1"), picture("image2"))

    assert references == request(references=references).sources
    assert (*references, picture("mask")) == request(references=references, mask=mask()).sources


@pytest.mark.parametrize("masked", [None, mask()])
def test_sources_can_be_replaced_in_their_order(masked):
    """What was learnt about the pictures comes back to its place."""
    asked = request(references=(picture("image1"), picture("image2")), mask=masked)
    learnt = tuple(replace(source, sha256=source.name) for source in asked.sources)

    assert learnt == asked.with_sources(learnt).sources
    assert (masked is None) == (asked.with_sources(learnt).mask is None)


@pytest.mark.parametrize(
    ("url", "until", "is_reachable"),
    [
        (None, None, False),
        ("https://a", None, False),
        (None, NOON + timedelta(hours=1), False),
        ("https://a", NOON, False),
        ("https://a", NOON + timedelta(seconds=1), True),
    ],
)
def test_a_source_is_reachable_until_its_address_ends(url, until, is_reachable):
    """At the moment it ends it is over."""
    source = picture(reachable_url=url, reachable_until=until)

    assert is_reachable == source.is_reachable(NOON)


@pytest.mark.parametrize(
    ("size", "may_be"), [(None, True), ("3:2", True), ("1:1", False), ("2:3", False)]
)
def test_a_masked_request_may_be_exact_in_its_pictures_own_ratio(size, may_be):
    """640 × 480 is nearest to 3:2; nobody's size is the picture's own."""
    asked = request(size=size, references=(picture(width=640, height=480),), mask=mask())

    assert may_be is may_be_exact(asked, DEFAULT_CATALOGUE)


def test_whether_it_may_be_exact_is_not_guessed():
    """Before the picture was looked at, nobody can tell."""
    asked = request(references=(picture(width=640),), mask=mask())

    with pytest.raises(ValueError, match="looked at image1"):
        may_be_exact(asked, DEFAULT_CATALOGUE)
