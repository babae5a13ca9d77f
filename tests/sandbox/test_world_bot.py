"""A real discord.py bot, as a process of its own, in the simulated Discord."""

import asyncio
import sys
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path

import pytest

from sandbox.world import DiscordWorld, Person, Place, Upload
from tests.openapi import DiscordOpenApi
from tests.sandbox.world_client import png

PATIENCE_SECONDS = 15.0
"""For what is not tested for its promptness: the machine may have more to do."""

TINY_BOT = Path(__file__).with_name("tiny_bot.py")


@asynccontextmanager
async def tiny_bot(world: DiscordWorld) -> AsyncIterator[asyncio.subprocess.Process]:
    """Run the bot, logged in and synced; end it hard if the test has not."""
    command = (sys.executable, "-W", "error::RuntimeWarning", str(TINY_BOT))
    process = await asyncio.create_subprocess_exec(*command, world.api_url, world.token)
    try:
        await world.wait_for(lambda: world.connected, timeout_seconds=30)
        yield process
    finally:
        if process.returncode is None:
            process.kill()
        await process.wait()


@pytest.fixture
async def bot(
    world: DiscordWorld, channel: Place, ada: Person
) -> AsyncIterator[asyncio.subprocess.Process]:
    """Yield the bot, running."""
    async with tiny_bot(world) as process:
        yield process


async def test_a_command_is_acknowledged_posted_and_the_answer_deleted(world, channel, ada, bot):
    """The whole way of a picture: option in, defer, new message with file, answer gone."""
    data = png(7, 5)
    action = await ada.slash(channel, "imagine", prompt="a fox", image1=Upload("ref.png", data))
    seconds = await action.acknowledged(timeout_seconds=PATIENCE_SECONDS)
    assert action.response is not None
    thinking_id = action.response.id
    await world.wait_for(lambda: thinking_id in world.deleted_ids)

    (message,) = world.messages(channel)
    (attachment,) = message.attachments
    assert seconds > 0
    assert f"{ada.mention} a fox" == message.content
    assert (ada.id,) == message.mentioned_ids
    assert (data, "a fox", 7, 5) == (
        attachment.data,
        attachment.description,
        attachment.width,
        attachment.height,
    )
    assert (f"again:{action.id}",) == message.custom_ids


async def test_a_button_opens_a_form_whose_answer_is_ephemeral(world, channel, ada, bot):
    """Buttons, modals and ephemeral answers work over the wire."""
    await ada.slash(channel, "imagine", prompt="a fox")
    (message,) = await world.wait_for(lambda: [x for x in world.messages(channel) if x.custom_ids])

    pressed = await ada.click(message, message.custom_ids[0])
    await pressed.acknowledged(timeout_seconds=PATIENCE_SECONDS)
    submitted = await ada.submit(pressed, prompt="a bear")
    await submitted.acknowledged(timeout_seconds=PATIENCE_SECONDS)

    assert pressed.modal is not None
    assert "Again" == pressed.modal["title"]
    assert submitted.response is not None
    assert ("noted: a bear", True) == (submitted.response.content, submitted.response.ephemeral)


async def test_a_mention_is_answered_by_a_reply(world, channel, ada, bot):
    """A message that mentions the bot reaches it with its text."""
    asked = await ada.send(channel, f"{world.bot_mention} hello")
    (answer,) = await world.wait_for(
        lambda: [x for x in world.messages(channel) if x.author_id == world.bot_id]
    )

    assert f"read: {world.bot_mention} hello" == answer.content
    assert asked.id == answer.reply_to_id


async def test_a_reply_to_a_picture_reaches_the_bot_with_its_text(world, channel, ada, bot):
    """The ping of the reply counts as a mention."""
    await ada.slash(channel, "imagine", prompt="a fox")
    (picture,) = await world.wait_for(lambda: [x for x in world.messages(channel) if x.custom_ids])
    await ada.send(channel, "now in snow", reply_to=picture)

    assert await world.wait_for(
        lambda: [x for x in world.messages(channel) if x.content == "read: now in snow"]
    )


async def test_commands_work_in_direct_messages(world, ada, bot):
    """Alone with the bot, too."""
    await ada.slash(ada.dm, "imagine", prompt="a fox")
    (message,) = await world.wait_for(lambda: [x for x in world.messages(ada.dm) if x.custom_ids])

    assert f"{ada.mention} a fox" == message.content


async def test_a_dropped_bot_resumes_and_misses_nothing(world, channel, ada, bot):
    """What is asked during the drop is answered after it."""
    await world.drop_gateway(4000)
    await ada.slash(channel, "imagine", prompt="a fox")
    await world.wait_for(lambda: [x for x in world.messages(channel) if x.custom_ids])

    assert [False, True] == [each.resumed for each in world.logins]


async def test_a_bot_whose_session_is_gone_logs_in_anew(world, bot):
    """It is sent back to IDENTIFY, and does so."""
    world.forget_sessions()
    await world.drop_gateway(4000)
    await world.wait_for(lambda: len(world.logins) == 2, timeout_seconds=20)

    assert [False, False] == [each.resumed for each in world.logins]


async def test_the_world_outlives_a_killed_bot(world, channel, ada, bot):
    """Messages stay, and the next process presses on with old buttons."""
    await ada.slash(channel, "imagine", prompt="a fox")
    (message,) = await world.wait_for(lambda: [x for x in world.messages(channel) if x.custom_ids])
    bot.kill()
    await bot.wait()
    await world.wait_for(lambda: not world.connected)
    async with tiny_bot(world):
        pressed = await ada.click(message, message.custom_ids[0])
        await pressed.acknowledged(timeout_seconds=PATIENCE_SECONDS)

    assert pressed.modal is not None


async def test_a_lost_answer_makes_no_second_message(world, channel, ada, bot):
    """discord.py sends the same nonce again after a 502; the world knows it."""
    world.fail("POST", "/channels/*/messages", status=502, commit=True)
    action = await ada.slash(channel, "imagine", prompt="a fox")
    await action.acknowledged(timeout_seconds=PATIENCE_SECONDS)
    assert action.response is not None
    thinking_id = action.response.id
    await world.wait_for(lambda: thinking_id in world.deleted_ids, timeout_seconds=20)

    posts = [x.status for x in world.requests if x.path == f"/channels/{channel.id}/messages"]
    assert [502, 200] == posts
    assert 1 == len(world.messages(channel))


async def test_every_request_of_discord_py_is_as_discord_describes_it(world, channel, ada, bot):
    """The judge agrees with the library, from login to button."""
    description = DiscordOpenApi.load_or_skip()
    await ada.slash(channel, "imagine", prompt="a fox", image1=Upload("a.png", png(2, 2)))
    (message,) = await world.wait_for(lambda: [x for x in world.messages(channel) if x.custom_ids])
    pressed = await ada.click(message, message.custom_ids[0])
    await pressed.acknowledged(timeout_seconds=PATIENCE_SECONDS)
    submitted = await ada.submit(pressed, prompt="a bear")
    await submitted.acknowledged(timeout_seconds=PATIENCE_SECONDS)
    await ada.send(channel, f"{world.bot_mention} hello", reply_to=message)
    await world.wait_for(lambda: any(x.reply_to_id for x in world.messages(channel)[-1:]))

    violations = [
        violation
        for each in world.requests
        for violation in description.check(each.method, each.path, each.json, each.query)
    ]
    assert [] == violations
    assert {"PUT", "POST", "GET", "DELETE"} == {each.method for each in world.requests}


async def test_two_hundred_commands_at_once_are_all_acknowledged(world, channel, ada, bot):
    """Nobody waits for anybody: actions return at once, and the world keeps up."""
    actions = [await ada.slash(channel, "imagine", prompt=f"fox {n}") for n in range(200)]
    await asyncio.gather(*(each.acknowledged(timeout_seconds=20) for each in actions))

    assert 200 == len({each.id for each in actions})
