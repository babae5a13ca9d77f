"""A person's usual options, as they are offered."""

import pytest

from bot.discordio.settings_page import settings_page
from bot.domain.models import DEFAULT_CATALOGUE
from bot.domain.people import UsualOptions
from bot.text import Words
from tests.discordio.specimens import LOCALES

WORDS = Words(strict=True)
EVERYTHING = UsualOptions(
    model="gpt-image-1.5-official",
    size="3:2",
    count=2,
    quality="high",
    background="opaque",
    output_format="jpeg",
    compression=80,
    moderation="low",
    is_private=True,
)


def shown(usual, locale="en-US"):
    """Return the lines of the page."""
    page = settings_page(usual, catalogue=DEFAULT_CATALOGUE, words=WORDS, locale=locale)
    return page.description.splitlines()


def test_a_choice_reads_as_it_was_offered():
    """Not as the API calls it."""
    assert [
        "**model** · GPT Image 1.5",
        "**size** · Landscape 3:2 · 1536 × 1024",
        "**count** · 2 pictures",
        "**quality** · High: finest, slowest, dearest",
        "**background** · Opaque: filled",
        "**format** · JPEG: smaller files",
        "**compression** · 80",
        "**moderation** · Low: more lenient",
        "**private** · Yes: for you alone",
    ] == shown(EVERYTHING)


def test_what_is_offered_no_more_and_what_is_left_open_is_named():
    """The catalogue may have changed since."""
    lines = shown(UsualOptions(model="gpt-image-0", size="9:1", is_private=False))

    assert [
        "**model** · gpt-image-0",
        "**size** · 9:1",
        "**private** · No: in the channel",
        "-# Left open: count, quality, background, format, compression, moderation",
    ] == lines


@pytest.mark.parametrize("locale", LOCALES)
def test_who_has_set_nothing_is_told_how(locale):
    """In every language, by the command's name."""
    [line] = shown(UsualOptions(), locale)

    assert f"`/{WORDS.say('command-settings', locale)} " in line
    assert 9 == len(shown(EVERYTHING, locale))
