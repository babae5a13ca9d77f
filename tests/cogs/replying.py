"""What people reply with, and what the bot replies to them."""

from simcord.backend.models import AllowedMentions


async def reply(place, to, text, *, who=None, ping=True, files=(), channel=None):
    """Write a reply as a person does, and return it as it stands in the channel."""
    backend, channel = place.env.backend, channel or place.channel
    message = backend.create_message(
        channel.id,
        (who or place.someone).id,
        text,
        reference={"channel_id": str(channel.id), "message_id": str(to.id)},
        allowed_mentions=AllowedMentions(replied_user=ping),
        attachments=backend.store_attachments(channel.id, files),
    )
    place.env._mark_mutation()
    await place.env.settle()
    return message


async def posted(place, studio, *, count=1):
    """Have a result posted, and return it."""
    await place.someone.slash(place.channel, "imagine", prompt="a lighthouse", count=count)
    await studio.finish()
    return place.messages()[-1]


def said(place, message):
    """Return the texts of the bot's replies to a message."""
    return [
        each.content
        for each in place.messages()
        if each.reference is not None
        and each.reference.message_id == message.id
        and each.author.id == place.env.bot.user.id
    ]


def called(place):
    """Return what a person types to mention the bot."""
    return f"<@{place.env.bot.user.id}>"


def shown(place, message):
    """Return the one reply of the bot to a message."""
    [found] = [
        each
        for each in place.messages()
        if each.reference is not None and each.reference.message_id == message.id
    ]
    return found


def ids(message):
    """Return the ids of what can be clicked under a message."""
    return [child.custom_id for row in message.components for child in row.children]
