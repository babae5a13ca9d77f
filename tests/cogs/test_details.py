"""`Image details`: how a result was made, from its menu."""

import pytest

from tests.cogs.pictures import named, pictures


@pytest.fixture
async def result(place, studio):
    """A result in the channel, made from a picture."""
    await place.someone.slash(
        place.channel, "edit", prompt="a lighthouse", quality="low", **pictures(2)
    )
    await studio.finish()
    return place.messages()[-1]


async def details_of(place, message, *, by=None):
    """Return the answer to the menu."""
    return await (by or place.another).context_menu(place.channel, "Image details", message)


def facts(answer):
    """Return the facts that are told, by name."""
    [embed] = answer.response.embeds
    return {field.name: field.value for field in embed.fields}


async def test_anybody_is_told_how_a_result_was_made(place, studio, result):
    """Alone: the parameters, the price, the times, the pictures and a command to copy."""
    answer = await details_of(place, result)

    assert answer.ephemeral
    [embed] = answer.response.embeds
    job = await studio.only_job()
    assert f"Job {job.id}" == embed.title
    assert "/edit prompt:a lighthouse model:" in embed.description
    assert "quality:low" in embed.description
    told = facts(answer)
    assert "`1` image1\n`2` image2" == told["References"]
    assert "$" in told["Price"]
    assert "being drawn" in told["What happened"]


async def test_the_lineage_leads_back_to_the_result_before(place, studio, result):
    """And from there to what was made of it."""
    before = await studio.only_job()
    await place.another.click(result, custom_id=f"again:{before.id}")
    await studio.finish()
    after = place.messages()[-1]

    told_of_the_child = facts(await details_of(place, after))
    told_of_the_parent = facts(await details_of(place, result))
    _, child = await studio.jobs()
    channel = f"https://discord.com/channels/{place.guild.id}/{place.channel.id}"
    assert f"[`{before.id}`]({channel}/{result.id})" == told_of_the_child["Made from"]
    assert f"[`{child.id}`]({channel}/{after.id})" == told_of_the_parent["Used for"]


async def test_a_message_of_somebody_elses_is_no_result(place):
    """A sentence at once, to the person alone."""
    message = await place.someone.send(place.channel, "look", attachments=[named(1)])

    answer = await details_of(place, message)

    assert answer.response.ephemeral
    assert "That message is not one of my results." in answer.response.content
