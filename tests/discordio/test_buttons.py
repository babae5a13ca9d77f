"""The buttons: what a click does, for whom, and for how long."""

import discord
import pytest

from bot.discordio.buttons import DYNAMIC_ITEMS
from bot.domain.errors import SubmissionInDoubt
from bot.domain.jobs import JobStatus
from tests.discordio.world import altered_interactions, new_bot


@pytest.fixture
async def result(place, studio):
    """A result of somebody's, in the channel."""
    await place.someone.slash(place.channel, "imagine", prompt="a lighthouse", count=2)
    await studio.finish()
    [message] = place.messages()
    return message


async def click(place, who, message, verb):
    """Click the button of that verb."""
    [custom_id] = [
        button.custom_id
        for row in message.components
        for button in row.children
        if button.custom_id.startswith(f"{verb}:")
    ]
    return await who.click(message, custom_id=custom_id)


def allowed_to_manage(place):
    """Return a member who may manage messages."""
    role = place.guild.create_role(
        "moderator", permissions=discord.Permissions(manage_messages=True)
    )
    return place.guild.add_member(place.env.create_user("moderator"), roles=[role])


async def test_again_makes_the_same_for_whoever_clicks(place, studio, result):
    """The new job is theirs, and knows what it came from."""
    clicked = await click(place, place.another, result, "again")
    assert clicked.deferred
    assert not clicked.ephemeral

    await studio.finish()

    first, second = await studio.jobs()
    assert (place.another.id, first.id) == (second.requester_id, second.parent_id)
    assert first.request.prompt == second.request.prompt
    assert f"<@{place.another.id}>" in place.messages()[-1].content


async def test_details_are_for_the_one_who_clicks(place, studio, result):
    """Anybody may ask how it was made, and bothers nobody with it."""
    clicked = await click(place, place.another, result, "details")

    assert clicked.ephemeral
    [embed] = clicked.response.embeds
    assert (await studio.only_job()).id in embed.title


async def test_who_asked_for_it_may_delete_it(place, result):
    """It is their picture."""
    await click(place, place.someone, result, "delete")

    assert [] == place.messages()


async def test_who_manages_messages_may_delete_it(place, result):
    """A server must be able to keep its channels clean."""
    await click(place, allowed_to_manage(place), result, "delete")

    assert [] == place.messages()


async def test_nobody_else_may_delete_it_and_is_told_so(place, result):
    """A click is always answered."""
    clicked = await click(place, place.another, result, "delete")

    assert [result.id] == [message.id for message in place.messages()]
    [told] = clicked.followups
    assert told.ephemeral
    assert "Only the person who asked" in told.content


async def test_deleting_what_is_gone_already_is_no_error(env, place, result):
    """Two people may click at once."""
    env.inject_error("DELETE", "/webhooks/*", status=404, code=10008)

    clicked = await click(place, place.someone, result, "delete")

    assert [] == clicked.followups


async def test_buttons_work_after_a_restart_on_messages_of_any_age(
    env, place, studio, words, result
):
    """Nothing of them is kept in memory."""
    successor = new_bot(words, extensions=studio.bot.extensions)
    successor.engine = studio.engine
    await env.restart_bot(successor)

    clicked = await click(place, place.another, result, "details")

    assert clicked.response.embeds


async def test_a_click_delivered_twice_is_one_click(place, studio, result):
    """Discord may deliver an event more than once."""
    with altered_interactions(place.env, times=2):
        await click(place, place.another, result, "again")

    assert 2 == len(await studio.jobs())


async def test_cancel_withdraws_a_waiting_job(place, studio):
    """The progress answer becomes the notice."""
    asked = await place.someone.slash(place.channel, "imagine", prompt="a lighthouse")
    await place.env.advance_time(2)
    await studio.engine.board.step()

    await click(place, place.someone, asked.response.message, "cancel")
    await studio.work()

    assert JobStatus.CANCELLED == (await studio.only_job()).status
    assert "Cancelled" in asked.response.content
    assert [] == studio.api.submitted


async def test_nobody_cancels_the_job_of_another(place, studio):
    """It is told to them alone, and the progress stays as it was."""
    asked = await place.someone.slash(place.channel, "imagine", prompt="a lighthouse")
    await place.env.advance_time(2)
    await studio.engine.board.step()

    clicked = await click(place, place.another, asked.response.message, "cancel")

    assert JobStatus.ACCEPTED == (await studio.only_job()).status
    [told] = clicked.followups
    assert told.ephemeral
    assert "belongs to somebody else" in told.content
    assert asked.response is not None


async def test_what_may_not_have_arrived_is_sent_again_on_a_click(place, studio):
    """Only the person can decide to risk paying twice."""
    studio.api.refusal = SubmissionInDoubt("lost")
    asked = await place.someone.slash(place.channel, "imagine", prompt="a lighthouse")
    await studio.finish()
    assert "we cannot know" in asked.response.content
    studio.api.refusal = None

    clicked = await click(place, place.someone, asked.response.message, "askagain")
    await studio.finish()

    [told] = clicked.followups
    assert told.ephemeral
    assert JobStatus.POSTED == (await studio.only_job()).status
    assert 1 == len(place.messages())


async def test_what_could_not_be_posted_is_posted_again_on_a_click(env, place, studio):
    """It is paid for: it must not be lost for a missing permission."""
    env.inject_error("POST", "/channels/*/messages", status=403, code=50013, times=1)
    asked = await place.someone.slash(place.channel, "imagine", prompt="a lighthouse")
    await studio.finish()
    assert "could not be posted" in asked.response.content

    await click(place, place.someone, asked.response.message, "postagain")
    await studio.finish()

    assert JobStatus.POSTED == (await studio.only_job()).status
    assert 1 == len(studio.api.submitted)


async def test_a_click_that_comes_too_late_is_answered(place, studio):
    """An old notice keeps its buttons."""
    studio.api.refusal = SubmissionInDoubt("lost")
    asked = await place.someone.slash(place.channel, "imagine", prompt="a lighthouse")
    await studio.finish()
    notice = asked.response.message
    await click(place, place.someone, notice, "askagain")

    clicked = await click(place, place.someone, notice, "askagain")

    [told] = clicked.followups
    assert told.ephemeral
    assert "nothing to try again" in told.content


def test_every_button_has_an_id_of_its_own_and_fits():
    """A click is recognised by its id alone, of at most 100 characters."""
    verbs = {button.verb for button in DYNAMIC_ITEMS}

    assert len(DYNAMIC_ITEMS) == len(verbs)
    for button in DYNAMIC_ITEMS:
        template = button.__discord_ui_compiled_template__
        assert template.fullmatch(f"{button.verb}:0123456789ab")
        assert not template.fullmatch(f"{button.verb}:0123456789ab0")
