"""`/help`: answered at once, to the person alone, in their language."""

import pytest

from tests.discordio.world import altered_interactions, speaking


@pytest.mark.parametrize(
    ("locale", "says"), [("en-US", "Hello"), ("fr", "Hello"), ("zh-CN", "你好")]
)
async def test_help_is_for_the_person_alone_in_their_language(place, locale, says):
    """English is for everybody whose language we do not speak."""
    with altered_interactions(place.env, speaking(locale)):
        helped = await place.someone.slash(place.channel, "help")

    assert helped.ephemeral
    assert says in helped.response.embeds[0].title


async def test_help_fits_into_a_message(place):
    """Discord refuses an embed of more than 6000 characters, with nothing to show."""
    helped = await place.someone.slash(place.channel, "help")

    [embed] = helped.response.embeds
    assert len(embed) <= 6000
    assert all(len(field.value) <= 1024 for field in embed.fields)
