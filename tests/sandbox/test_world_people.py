"""What people in the simulated Discord can do, and what is seen of it."""

from collections.abc import AsyncIterator

import pytest
from simcord.backend.errors import BackendError, SetupError

from sandbox.world import DiscordWorld, Upload
from tests.sandbox.world_client import WireBot, png

JOBS = {
    "name": "jobs",
    "description": "Jobs",
    "options": [
        {
            "type": 1,
            "name": "show",
            "description": "Show one",
            "options": [{"type": 3, "name": "job", "description": "Which", "autocomplete": True}],
        }
    ],
}
MENU = {
    "type": 3,
    "custom_id": "size",
    "options": [{"label": "Square", "value": "1:1"}, {"label": "Wide", "value": "3:2"}],
}


@pytest.fixture
async def bot(world: DiscordWorld) -> AsyncIterator[WireBot]:
    """Yield a bot of bare requests, with a command that completes what is typed."""
    async with WireBot(world) as bot:
        path = f"/applications/{world.application_id}/commands"
        await bot.call("PUT", path, [JOBS])
        yield bot


async def test_typing_into_an_option_gets_the_offers_of_the_bot(world, bot, channel, ada):
    """Autocomplete is an interaction like any other."""
    typing = await ada.autocomplete(channel, "jobs show", "job", "4")
    offers = [{"name": "Job 42", "value": "42"}]
    path = f"/interactions/{typing.id}/{typing.token}/callback"
    await bot.call("POST", path, {"type": 8, "data": {"choices": offers}}, headers={})
    await typing.acknowledged(timeout_seconds=15)

    assert offers == typing.choices
    assert {"jobs"} == world.commands


async def test_choosing_in_a_menu_reaches_the_bot(world, bot, channel, ada):
    """The values travel with the custom id."""
    row = {"type": 1, "components": [MENU]}
    await bot.call("POST", f"/channels/{channel.id}/messages", {"components": [row]})
    (message,) = world.messages(channel)
    async with bot.gateway() as socket:
        await socket.identify()
        await ada.select(message, "size", ["3:2"])
        payload = await socket.event("INTERACTION_CREATE")

    assert ("size", ["3:2"]) == (payload["data"]["custom_id"], payload["data"]["values"])


async def test_a_button_that_is_not_there_cannot_be_pressed(channel, ada):
    """A test that presses a wrong button fails at once."""
    message = await ada.send(channel, "no buttons here")
    with pytest.raises(SetupError, match="No matching component"):
        await ada.click(message, "again:1")


async def test_only_who_may_manage_messages_deletes_those_of_others(world, server, channel, ada):
    """One's own can always be deleted."""
    moderator = server.add_member("mo", permissions=["manage_messages"])
    first, second = await ada.send(channel, "first"), await ada.send(channel, "second")
    stranger = server.add_member("ben")
    with pytest.raises(BackendError, match="Missing Permissions"):
        await stranger.delete(first)
    await ada.delete(first)
    await moderator.delete(second)

    assert {first.id, second.id} == world.deleted_ids


async def test_the_bot_can_be_kept_out_of_a_channel(server, bot):
    """The bot meets 403 there."""
    closed = server.create_channel("closed", denied_to_bot=["send_messages"])
    status, error = await bot.call("POST", f"/channels/{closed.id}/messages", {"content": "x"})
    server.deny_bot(closed)
    again, _ = await bot.call("POST", f"/channels/{closed.id}/messages", {"content": "x"})

    assert (403, 50013, 200) == (status, error["code"], again)


async def test_a_person_can_be_in_two_servers(world, channel, ada):
    """It is the same person, by id, with one line of direct messages."""
    there = world.create_server("Elsewhere").join(ada)

    assert (ada.id, ada.dm.id) == (there.id, there.dm.id)
    assert ada.handle.guild.id != there.handle.guild.id


@pytest.mark.parametrize(
    ("filename", "data", "size"),
    [
        ("a.png", png(4, 3), (4, 3)),
        ("a.png", b"not a picture", (None, None)),
        ("a.txt", png(4, 3), (None, None)),
    ],
)
async def test_only_pictures_are_measured(channel, ada, filename, data, size):
    """Discord goes by the name, and says nothing of what it cannot read."""
    message = await ada.send(channel, files=[Upload(filename, data)])

    (attachment,) = message.attachments
    assert size == (attachment.width, attachment.height)


async def test_follow_ups_and_edits_are_seen(world, bot, channel, ada):
    """A message is seen as it stands at the moment of looking."""
    action = await ada.slash(channel, "jobs show")
    callback = f"/interactions/{action.id}/{action.token}/callback"
    webhook = f"/webhooks/{world.application_id}/{action.token}"
    await bot.call("POST", callback, {"type": 4, "data": {"content": "one"}}, headers={})
    await bot.call("POST", webhook, {"content": "two"}, headers={})
    await bot.call("PATCH", f"{webhook}/messages/@original", {"content": "one, edited"}, headers={})

    assert action.response is not None
    assert ("one, edited", True) == (action.response.content, action.response.edited)
    assert ["two"] == [each.content for each in action.followups]
