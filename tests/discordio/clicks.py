"""What people do to what the bot has sent: click, choose, fill in a form."""

from dataclasses import replace

from bot.discordio.message_pictures import pictures_in
from bot.domain.drafts import DraftKind
from bot.domain.jobs import Origin
from bot.domain.requests import ImageRequest
from bot.domain.rules import Standing
from tests.discordio.world import MODEL, new_bot, png


def ids_on(message):
    """Return the ids of everything that can be clicked under a message, in order."""
    return [item.custom_id for row in message.components for item in row.children]


def id_of(message, verb, number=None):
    """Return the one id of that verb under a message; of several, that of the number."""
    [found] = [
        custom_id
        for custom_id in ids_on(message)
        if custom_id
        and custom_id.startswith(f"{verb}:")
        and (number is None or custom_id.endswith(f":{number}"))
    ]
    return found


async def click(who, message, verb, number=None):
    """Click the button of that verb."""
    return await who.click(message, custom_id=id_of(message, verb, number))


async def choose(who, message, verb, values):
    """Choose values in the menu of that verb."""
    return await who.select(message, values, custom_id=id_of(message, verb))


def button_on(message, verb):
    """Return the button or menu of that verb."""
    [found] = [
        item
        for row in message.components
        for item in row.children
        if (item.custom_id or "").startswith(f"{verb}:")
    ]
    return found


async def restarted(env, studio, words):
    """Let another bot take over, which remembers nothing."""
    successor = new_bot(words, extensions=studio.bot.extensions)
    successor.engine = studio.engine
    await env.restart_bot(successor)
    return successor


async def photos(place, count=1, **size):
    """Return a message of somebody's with so many pictures."""
    files = [(f"photo{number}.png", png(**size)) for number in range(1, count + 1)]
    return await place.someone.send(place.channel, "look", attachments=files)


async def begun(place, studio, kind=DraftKind.MASK, *, count=1, prompt="make it night", **changes):
    """Begin a draft of somebody's about so many pictures; `changes` are the request's."""
    message = await photos(place, count, width=20, height=20)
    request = ImageRequest(prompt=prompt, model=MODEL, references=pictures_in(message))
    return await studio.engine.drafts.begin(
        kind,
        requester_id=place.someone.id,
        origin=origin_in(place, message),
        standing=Standing(),
        request=replace(request, **changes),
    )


def origin_in(place, message, *, is_reply=False):
    """Return where a draft comes from that began with that message."""
    return Origin(
        event_id=message.id,
        channel_id=place.channel.id,
        guild_id=place.guild.id,
        locale="en-US",
        filesize_limit_bytes=10_000_000,
        reply_to_id=message.id if is_reply else None,
    )


async def posted(place, shown):
    """Send a draft to the channel, where everybody sees it."""
    channel = place.env.bot.get_channel(place.channel.id)
    return await channel.send(shown.content, file=shown.file(), view=shown.view)
