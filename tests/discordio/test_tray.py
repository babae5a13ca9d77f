"""The tray as a message: it fits, in every language, whatever the files are called."""

from datetime import timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.discordio.tray import tray_message
from bot.domain.drafts import TRAY_MOST, TrayPicture
from bot.engine.ports import Picture
from bot.text import Words
from tests.discordio.specimens import HARMFUL, LOCALES
from tests.factories import NOON, source_image

WORDS = Words(strict=True)
FILENAMES = st.one_of(st.text(max_size=300), st.sampled_from(HARMFUL))
SHEET = Picture(content=b"sheet", kind="png", width=1, height=1)


def tray(*filenames):
    """Return a tray of pictures of these file names, each put there an hour after the last."""
    return [
        TrayPicture(
            number=number,
            source=source_image(name=f"tray{number}", filename=filename, sha256=f"{number:064x}"),
            expires_at=NOON + timedelta(hours=number),
        )
        for number, filename in enumerate(filenames, 1)
    ]


def shown(pictures, *, locale="en-US", **more):
    """Return the message about a tray."""
    return tray_message(pictures, SHEET, words=WORDS, locale=locale, **more)


def options(message):
    """Return the lines of the menu."""
    [row, _] = message.view.to_components()
    return row["components"][0]["options"]


@given(st.lists(FILENAMES, min_size=1, max_size=TRAY_MOST), st.sampled_from(LOCALES))
async def test_a_tray_fits_whatever_its_files_are_called(filenames, locale):
    """Discord would refuse the message, and with it the way to clear the tray."""
    message = shown(tray(*filenames), locale=locale, added=len(filenames))

    assert 1 <= len(message.content) <= 2000
    assert len({option["value"] for option in options(message)}) == len(filenames)
    assert all(1 <= len(option["label"]) <= 100 for option in options(message))


async def test_a_picture_without_a_file_name_has_its_name_on_the_tray():
    """As an embed's has none."""
    assert ["Picture 1: tray1"] == [option["label"] for option in options(shown(tray("")))]


async def test_the_moment_is_that_of_the_picture_that_leaves_first():
    """Each lies there for its own day."""
    first = int((NOON + timedelta(hours=1)).timestamp())

    assert f"The oldest leaves <t:{first}:R>." in shown(tray("a.png", "b.png")).content


@pytest.mark.parametrize("locale", LOCALES)
async def test_an_empty_tray_has_nothing_to_click(locale):
    """It says how to fill it, by the menu's name in that language."""
    message = tray_message([], None, words=WORDS, locale=locale)

    assert message.view is None
    assert [] == message.files()
    assert WORDS.say("menu-use-as-reference", locale) in message.content


async def test_the_sheet_can_be_sent_again():
    """A file is used up by sending it."""
    message = shown(tray("a.png"))

    assert ["tray.png", "tray.png"] == [message.files()[0].filename for _ in range(2)]
    assert b"sheet" == message.files()[0].fp.read()
