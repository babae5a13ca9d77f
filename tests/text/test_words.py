"""Saying a message: which language, what fills it, what happens where something is missing."""

import logging

import pytest

from bot.text import MissingWords, Words


@pytest.fixture(scope="module")
def words():
    """What tests use: a missing message or value raises."""
    return Words(strict=True)


@pytest.fixture(scope="module")
def lenient():
    """What production uses."""
    return Words()


@pytest.mark.parametrize(
    ("locale", "language"),
    [
        ("en-US", "en"),
        ("en-GB", "en"),
        ("en", "en"),
        ("zh-CN", "zh-CN"),
        ("zh-TW", "zh-CN"),
        ("zh", "zh-CN"),
        ("de", "en"),
        ("", "en"),
    ],
)
def test_everybody_is_spoken_to_in_the_nearest_language(words, locale, language):
    """All of Chinese is one language here, and English is for everybody else."""
    assert language == words.language_of(locale)


def test_there_are_two_languages(words):
    """One file beside the module is one language."""
    assert ("en", "zh-CN") == words.languages


@pytest.mark.parametrize(("count", "sentence"), [(1, "1 picture"), (3, "3 pictures")])
def test_a_number_chooses_the_plural(words, count, sentence):
    """The language's own rules decide."""
    assert sentence == words.say("choice-count", "en-US", count=count)


def test_a_value_stands_as_it_is(words):
    """No invisible marks are set around it: it may be markup."""
    assert "Job `abc`" == words.say("notice-job", "en-US", job="`abc`")


@pytest.mark.parametrize("number", [10**40, -(10**40)])
def test_a_number_of_any_length_is_said(words, number):
    """Who types forty digits is told the bounds, as anybody else."""
    sentence = words.say("invalid-range", "en-US", field="x", value=number, least=0, most=9)

    assert "1.00e+40" in sentence


def test_an_attribute_is_named_behind_a_dot(words):
    """The description of a command hangs on its name."""
    assert "imagine" == words.say("command-imagine", "en-US")
    assert "Make pictures from your words" == words.say("command-imagine.description", "en-US")


@pytest.mark.parametrize(
    ("message_id", "values"),
    [
        ("no-such-message", {}),
        ("command-imagine.no-such-attribute", {}),
        ("notice-job", {}),
    ],
)
def test_what_is_missing_raises_where_words_are_strict(words, message_id, values):
    """It is our mistake, and a test is to find it."""
    with pytest.raises(MissingWords, match=message_id):
        words.say(message_id, "zh-CN", **values)


def test_what_a_language_lacks_is_said_in_english_and_logged(lenient, caplog):
    """A person reads a sentence, whatever we forgot; the operator reads what it was."""
    del lenient._bundles["zh-CN"]._messages["notice-cancelled"]

    with caplog.at_level(logging.ERROR):
        said = lenient.say("notice-cancelled", "zh-CN")

    assert said == lenient.say("notice-cancelled", "en-US")
    assert "zh-CN: notice-cancelled" in caplog.text


def test_what_no_language_has_is_logged_and_does_not_raise(lenient, caplog):
    """A mistake of ours does not keep anybody from their picture."""
    with caplog.at_level(logging.ERROR):
        said = lenient.say("no-such-message", "en-US")

    assert "no-such-message" == said
    assert "en: no-such-message" in caplog.text
