"""Flags in a message: what is understood, what is refused, and that the prompt stays as it was."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.domain.errors import InvalidRequest
from bot.domain.flags import FLAGS, Spoken, parse, to_request
from bot.domain.models import DEFAULT_CATALOGUE
from tests.factories import source_image

WORDS = st.text("abcdefghijklmnopqrstuvwxyzäß猫'!?", min_size=1, max_size=9)
"""Words that nobody could take for a flag."""

FIELDS = {
    "size": st.sampled_from(["1:1", "3:2", "2:3", "16:9"]),
    "count": st.integers(-9, 999),
    "quality": st.sampled_from(["auto", "low", "medium", "high", "ultra"]),
    "background": st.sampled_from(["opaque", "transparent"]),
    "output_format": st.sampled_from(["png", "jpeg"]),
    "compression": st.integers(0, 100),
    "moderation": st.sampled_from(["auto", "low"]),
    "model": st.sampled_from(["gpt-image-1-official", "Some-Model_2.5"]),
    "is_exact": st.booleans(),
}


def spoken(text, *, pictures=15):
    """Return what is understood with the usual catalogue, of a reply to so many pictures."""
    return parse(text, DEFAULT_CATALOGUE, pictures=pictures)


@st.composite
def messages(draw):
    """Return a message that somebody could write, and what is to be understood of it."""
    given = draw(st.fixed_dictionaries({}, optional=FIELDS))
    picks = draw(st.lists(st.integers(1, 15), unique=True, max_size=3))
    words = draw(st.lists(WORDS, max_size=6))
    marks = [written(draw, name, value) for name, value in given.items()]
    marks += [f"#{pick}" for pick in picks]
    parts = list(words)
    for mark in marks:
        parts.insert(draw(st.integers(0, len(parts))), mark)
    order = [int(part[1:]) for part in parts if part.startswith("#")]
    space = draw(st.sampled_from([" ", "  ", "\t"]))
    return space.join(parts), Spoken(prompt=" ".join(words), picks=tuple(order), **given)


def written(draw, name, value):
    """Return a flag as somebody could write it."""
    flag = {"output_format": "format", "is_exact": "exact"}.get(name, name)
    if value is True or value is False:
        value = "on" if value else "off"
    front = draw(st.sampled_from(["--", "—", "–", "——"]))
    flag = draw(st.sampled_from([flag, flag.upper(), flag.title()]))
    between = draw(st.sampled_from(["=", " ", "   ", " = "]))
    left, right = draw(st.sampled_from(['""', "''", "“”", ["", ""], ["", ","]]))
    return f"{front}{flag}{between}{left}{value}{right}"


@given(messages())
def test_what_is_written_is_what_is_understood(message):
    """Every flag anywhere, however it is written; the words keep their order, and nothing else
    gets among them.
    """
    text, expected = message

    assert expected == spoken(text)


@given(
    st.one_of(
        st.text(),
        st.lists(
            st.sampled_from(
                ["--", "—", "#", "=", " ", "\n", '"', "“", "size", "count", "3:2", "1", "٣", "a"]
            )
        ).map("".join),
    )
)
def test_whatever_is_written_is_understood_or_refused(text):
    """Nobody's message may end in an error of ours."""
    try:
        understood = spoken(text)
    except InvalidRequest:
        return
    # The spacing apart, what is left of it stands in its order, and nothing has come up.
    kept = iter("".join(text.split()))

    assert all(letter in kept for letter in "".join(understood.prompt.split()))


@pytest.mark.parametrize(
    "text",
    [
        "a cat -- and a dog",
        "a well--known cat",
        "a cat — and a dog",
        "—Hola, dijo el gato",
        "一只猫——在月亮上",
        "a -small cat",
        "---size 3:2",
        "model #100 of 200",
        "item#1",
        "a # 1",
        "100 --5 dogs",
        "`--size 3:2`",
    ],
)
def test_dashes_and_numbers_of_a_text_stay_in_it(text):
    """They are the person's own words."""
    assert Spoken(prompt=text) == spoken(text)


def test_the_spacing_is_tidied_and_lines_stay_lines():
    """What a flag leaves behind is not seen."""
    text = "  a cat,   --size 3:2  asleep\n--count 2\n\n  on a mat  #1 "

    assert "a cat, asleep\n\non a mat" == spoken(text).prompt


def test_several_pictures_are_chosen_in_the_order_named():
    """A comma may part them; the same one twice is one."""
    assert (3, 1) == spoken("#3, #1 #3 in blue").picks


@pytest.mark.parametrize("pictures", [0, 1])
@pytest.mark.parametrize("text", ["make it a #1 hit", "put #10 on his shirt", "#1, at last"])
def test_a_number_stays_where_there_is_nothing_to_choose(text, pictures):
    """Of one picture it can only be a word."""
    assert Spoken(prompt=text) == spoken(text, pictures=pictures)


def test_a_number_that_stays_hides_no_flag():
    """What stands behind it is read as ever."""
    said = spoken("a #1 hit --size 3:2 #2", pictures=1)

    assert ("a #1 hit #2", "3:2") == (said.prompt, said.size)


def test_a_colon_of_a_chinese_keyboard_is_one():
    """It looks the same, and stands on the same key."""
    assert "3:2" == spoken("——size 3\uff1a2").size


def test_the_same_flag_twice_with_the_same_value_is_said_once():
    """Nothing is unclear about it."""
    assert "high" == spoken("--quality high --quality=HIGH").quality


@pytest.mark.parametrize(
    ("text", "rule", "field", "values"),
    [
        ("--sise 3:2", "flag-unknown", "prompt", {"flag": "--sise"}),
        ("—sise 3:2", "flag-unknown", "prompt", {"flag": "--sise"}),
        ("--size:3:2", "flag-unknown", "prompt", {"flag": "--size:3:2"}),
        ("--foo", "flag-unknown", "prompt", {}),
        ("a cat --size", "flag-without-value", "size", {"allowed": "1:1, 3:2, 2:3"}),
        ("--size --count 2", "flag-without-value", "size", {}),
        ("--size —count 2", "flag-without-value", "size", {}),
        ('--quality ""', "flag-without-value", "quality", {"allowed": "auto, low, medium, high"}),
        ("--count=", "flag-without-value", "count", {"allowed": "1 – 4"}),
        ("--compression", "flag-without-value", "compression", {"allowed": "0 – 100"}),
        ("--exact", "flag-without-value", "exact", {"allowed": "on, off"}),
        (
            "--model",
            "flag-without-value",
            "model",
            {"allowed": "gpt-image-1.5-official, gpt-image-1-official"},
        ),
        ("--size 3:2 --size 2:3", "flag-twice", "size", {"value": "3:2", "other": "2:3"}),
        ("--count two", "flag-number", "count", {"value": "two", "least": 1, "most": 4}),
        ("--count ٣", "flag-number", "count", {}),
        ("--count 1.5", "flag-number", "count", {}),
        ("--compression high", "flag-number", "compression", {"least": 0, "most": 100}),
        ("--exact maybe", "choice", "exact", {"value": "maybe", "allowed": "on, off"}),
    ],
)
def test_what_is_wrong_with_a_flag_is_said_with_what_is_possible(text, rule, field, values):
    """One sentence, which names the option."""
    with pytest.raises(InvalidRequest) as refused:
        spoken(text)

    assert (rule, field) == (refused.value.rule, refused.value.field)
    assert values.items() <= dict(refused.value.values).items()


def test_an_unknown_flag_is_told_all_that_there_are():
    """Nobody has to look them up."""
    with pytest.raises(InvalidRequest) as refused:
        spoken("--foo")

    assert sorted(f"--{flag}" for flag in FLAGS) == sorted(
        str(refused.value.values["allowed"]).split(", ")
    )


def test_what_is_said_becomes_a_request():
    """What nobody gave stays as it is without a flag."""
    source = source_image()
    said = spoken("a cat --size 3:2 --count 2 --format jpeg --compression 80")
    request = to_request(said, default_model="usual", references=(source,))

    assert ("a cat", "usual", "3:2", 2) == (
        request.prompt,
        request.model,
        request.size,
        request.count,
    )
    assert ("jpeg", 80, (source,)) == (
        request.output_format,
        request.compression,
        request.references,
    )
    assert (None, None, None) == (request.quality, request.background, request.moderation)
    assert 1 == to_request(spoken("a cat"), default_model="usual").count
    assert "named" == to_request(spoken("--model named"), default_model="usual").model
