"""`/forget`: said in full, asked back, and then done."""


async def test_nothing_is_forgotten_before_one_says_yes(place, studio):
    """What will go and what will stay is told first."""
    await place.someone.slash(place.channel, "imagine", prompt="a fox")
    await studio.finish()

    asked_back = await place.someone.slash(place.channel, "forget")

    assert asked_back.ephemeral
    assert ["What goes", "What stays"] == [
        field.name for field in asked_back.response.embeds[0].fields
    ]
    assert "a fox" == (await studio.only_job()).request.prompt


async def test_who_says_yes_is_forgotten(place, studio):
    """Their words are nowhere to be found, their settings are gone; what waits is withdrawn."""
    await place.someone.slash(place.channel, "settings set", quality="low")
    await place.someone.slash(place.channel, "imagine", prompt="a fox")
    await studio.finish()
    await place.someone.slash(place.channel, "imagine", prompt="a fox that waits")

    asked_back = await place.someone.slash(place.channel, "forget")
    await place.someone.click(asked_back.response, custom_id="forget:yes")

    assert "Done" in asked_back.response.content
    assert [] == asked_back.response.embeds
    assert [] == asked_back.response.components
    assert ["", ""] == [job.request.prompt for job in await studio.jobs()]
    suggested = await place.someone.autocomplete(place.channel, "jobs show", "job", "")
    settings = await place.someone.slash(place.channel, "settings show")
    assert [] == suggested
    assert "Nothing is set" in settings.response.embeds[0].description
