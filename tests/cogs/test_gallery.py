"""`/gallery`: the best of the week with their pictures, and one's own shares."""

import pytest

from bot.domain.audit import Actor, By
from tests.discordio.clicks import click


@pytest.fixture
async def shared(place, studio):
    """A picture of somebody's in the gallery, to which another person gave a star."""
    gallery = place.guild.create_text_channel("gallery")
    by = By(actor=Actor.OPERATOR)
    await studio.engine.administration.set_gallery(
        place.guild.id, gallery.id, seconds_between=1, by=by
    )
    await place.someone.slash(place.channel, "imagine", prompt="a red fox")
    await studio.finish()
    [result] = place.messages()
    opened = await click(place.someone, result, "share")
    await place.someone.submit_modal(opened, {"prompt": ["yes"]})
    await studio.engine.drip.step()
    [message] = gallery.history()
    await click(place.another, message, "star")
    return message


async def test_the_best_of_the_week_are_shown_with_their_pictures(place, shared):
    """They lead to the gallery, and call nobody."""
    top = await place.another.slash(place.channel, "gallery top")

    [page] = top.response.embeds
    assert top.ephemeral
    assert f"🥇 <@{place.someone.id}> · ⭐ 1" in page.description
    assert f"/{shared.channel.id}/{shared.id})" in page.description
    assert page.image.url.partition("?")[0] == shared.attachments[0].url.partition("?")[0]


async def test_who_does_not_want_to_be_among_them_is_not(place, shared):
    """Until they want to again; their own shares they see all the same."""
    refused = await place.someone.slash(place.channel, "gallery listed", show="no")
    without = await place.another.slash(place.channel, "gallery top")
    await place.someone.slash(place.channel, "gallery listed", show="yes")
    again = await place.another.slash(place.channel, "gallery top")
    mine = await place.someone.slash(place.channel, "gallery mine")

    assert "stay out of the best of the week" in refused.response.content
    assert "No picture has a ⭐" in without.response.embeds[0].description
    assert "⭐ 1" in again.response.embeds[0].description
    assert "is up · ⭐ 1" in mine.response.embeds[0].description
