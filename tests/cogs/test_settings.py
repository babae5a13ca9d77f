"""`/settings`: what holds where a person gives nothing else."""

from tests.cogs.pictures import named
from tests.cogs.replying import posted, reply


def lines_of(answered):
    """Return what the answer lists."""
    return answered.response.embeds[0].description.splitlines()


async def test_usual_options_hold_where_nothing_else_is_given(place, studio):
    """For the person alone, and an explicit option always wins."""
    shown = await place.someone.slash(place.channel, "settings set", quality="low", count=2)
    for who, options in ((place.someone, {}), (place.someone, {"count": 1}), (place.another, {})):
        await who.slash(place.channel, "imagine", prompt="a fox", **options)

    assert shown.ephemeral
    assert "**count** · 2 pictures" in lines_of(shown)
    assert [("low", 2), ("low", 1), (None, 1)] == [
        (job.request.quality, job.request.count) for job in await studio.jobs()
    ]


async def test_usual_options_hold_for_edits_and_replies_too(place, studio):
    """However one asks."""
    result = await posted(place, studio)
    await place.someone.slash(place.channel, "settings set", count=2)

    await place.someone.slash(place.channel, "edit", prompt="night", image1=named(1))
    await reply(place, result, "night")
    await reply(place, result, "night --count 1")

    assert [1, 2, 2, 1] == [job.request.count for job in await studio.jobs()]


async def test_who_is_usually_private_is_answered_alone(place):
    """Until they say otherwise."""
    await place.someone.slash(place.channel, "settings set", private="yes")

    alone = await place.someone.slash(place.channel, "imagine", prompt="a fox")
    public = await place.someone.slash(place.channel, "imagine", prompt="a fox", private="no")

    assert [True, False] == [alone.ephemeral, public.ephemeral]


async def test_settings_are_reset_one_by_one_or_all_at_once(place):
    """What stays is shown."""
    await place.someone.slash(place.channel, "settings set", quality="low", count=2)

    one = await place.someone.slash(place.channel, "settings reset", option="quality")
    left = lines_of(one)
    everything = await place.someone.slash(place.channel, "settings reset")
    shown = await place.someone.slash(place.channel, "settings show")

    assert "**count** · 2 pictures" == left[0]
    assert "quality" in left[1]
    assert lines_of(everything) == lines_of(shown)
    assert "Nothing is set" in lines_of(shown)[0]


async def test_what_does_not_go_together_is_refused_and_the_old_stays(place):
    """The sentence names the option."""
    await place.someone.slash(place.channel, "settings set", format="jpeg")

    refused = await place.someone.slash(place.channel, "settings set", background="transparent")
    shown = await place.someone.slash(place.channel, "settings show")

    assert "A JPEG cannot be transparent" in refused.response.content
    assert "**format** · JPEG: smaller files" == lines_of(shown)[0]
    assert "background" in lines_of(shown)[1]
