"""A history: its pages, and the place that its buttons carry."""

from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.discordio.history import (
    A_PAGE,
    MOST_SEARCHED,
    MOST_STEPS,
    Newer,
    Older,
    Place,
    history_page,
    searched,
)
from bot.domain.jobs import JobStatus
from bot.text import Words
from tests.discordio.specimens import LOCALES, PROMPTS, job
from tests.factories import CHANNEL, GUILD, NOON

WORDS = Words(strict=True)
MOMENTS = st.datetimes(datetime(2015, 1, 1), datetime(2200, 1, 1), timezones=st.just(UTC))  # noqa: DTZ001
MOMENT = f"<t:{int(NOON.timestamp())}:R>"


async def clicked(button):
    """Return the button that comes of a click on that one, by its id alone."""
    match = type(button).__discord_ui_compiled_template__.fullmatch(button.item.custom_id)
    return await type(button).from_custom_id(None, button.item, match)


def test_a_line_says_what_when_and_where():
    """A private result has no place that others could be led to."""
    jobs = [
        job(prompt="a red fox", message_id=5),
        job(prompt="a blue fox", is_private=True, message_id=6),
        job(prompt="a lost fox", status=JobStatus.UNDELIVERED),
    ]

    shown = history_page(jobs, Place(), WORDS, "en-US")

    link = f"[to the pictures](https://discord.com/channels/{GUILD}/{CHANNEL}/5)"
    facts = f"-# {MOMENT} · 1 picture · `0123456789ab`"
    assert [
        *("> a red fox", f"{facts} · {link}"),
        *("> a blue fox", f"{facts} · for you alone"),
        *("> a lost fox", f"{facts} · made, not posted"),
    ] == shown.description.splitlines()


@pytest.mark.parametrize("locale", LOCALES)
def test_what_was_not_found_is_named(locale):
    """Without words, the way to the first picture is."""
    nothing = history_page([], Place(words="**fox**"), WORDS, locale).description

    assert r"\*\*fox\*\*" in nothing
    assert WORDS.say("command-imagine", locale) in (
        history_page([], Place(), WORDS, locale).description
    )


@given(PROMPTS, st.text(max_size=100), st.sampled_from(LOCALES))
def test_a_page_fits_whatever_was_asked_for(prompt, words, locale):
    """Discord refuses a description of more than 4096 characters, a title of more than 256."""
    shown = history_page(
        [job(prompt=prompt, message_id=10**18)] * A_PAGE,
        Place(words=searched(words)),
        WORDS,
        locale,
    )

    assert len(shown.description) <= 4096
    assert 1 <= len(shown.title) <= 256


@given(st.text(max_size=100), st.lists(MOMENTS, max_size=5))
async def test_a_button_leads_to_its_place(words, moments):
    """Its id has at most 100 characters, and is all there is."""
    place = Place(words=searched(words))
    for moment in moments:
        place = place.older(job(accepted_at=moment))

    for button in (Older(place, label="…"), Newer(place, label="…")):
        assert len(button.item.custom_id) <= 100
        assert place == (await clicked(button)).place


def test_one_turns_back_through_the_pages_that_one_came_by():
    """From too far away the way back is the newest page."""
    moments = [NOON - timedelta(microseconds=number) for number in range(MOST_STEPS + 2)]
    place, befores = Place(), [None]
    for moment in moments:
        place = place.older(job(accepted_at=moment))
        befores.append(place.before)

    back = [(place := place.newer()).before for _ in range(MOST_STEPS)]
    assert [None, *moments] == befores
    assert [*reversed(moments[-MOST_STEPS:-1]), None] == back


def test_what_is_searched_for_is_cut_to_what_a_button_carries():
    """Over the wire anything may come."""
    assert "a fox" == searched(" a\n fox ")
    assert MOST_SEARCHED == len(searched("x" * 200))
    assert "" == searched(None)
