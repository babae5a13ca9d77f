"""What a bot without the message-content intent is told of messages, and what is withheld."""

from collections.abc import AsyncIterator, Mapping
from typing import Any

import pytest

from sandbox.world import DiscordWorld, Person, Place, Upload
from tests.sandbox.world_client import (
    DM_MESSAGES,
    GUILD_MESSAGES,
    GUILDS,
    MESSAGE_CONTENT,
    WireBot,
    WireSocket,
    png,
)

PICTURE = Upload("a.png", png(3, 2))
WITHHELD = ("content", "attachments", "embeds", "components")


def told(message: Mapping[str, Any]) -> bool:
    """Say whether anything is told of what a message says and shows, forwarded words included."""
    snapshots = [each["message"] for each in message.get("message_snapshots", ())]
    return any(each[name] for each in (message, *snapshots) for name in WITHHELD)


@pytest.fixture
async def socket(bot: WireBot) -> AsyncIterator[WireSocket]:
    """Yield a gateway connection that is logged in without the intent."""
    async with bot.gateway() as socket:
        await socket.identify(GUILDS | GUILD_MESSAGES | DM_MESSAGES)
        yield socket


class Scene:
    """What people and the bot have written into a channel, and how the bot hears of the next."""

    def __init__(self, world: DiscordWorld, bot: WireBot, socket: WireSocket, place: Place) -> None:
        """Take the world, and the bot's two ways to hear of it."""
        self.world, self.bot, self.socket, self.place = world, bot, socket, place

    async def posted(self) -> Any:
        """Let the bot post a picture as an ordinary message."""
        body = {"content": "a fox", "attachments": [{"id": "0", "filename": "a.png"}]}
        path = f"/channels/{self.place.id}/messages"
        await self.bot.upload("POST", path, body, [("a.png", PICTURE.data)])
        await self.heard()
        return self.world.messages(self.place)[-1]

    async def answered(self, person: Person, *, follow_up: bool) -> Any:
        """Let the bot answer a command, by the response or by a follow-up to it."""
        action = await person.slash(self.place, "imagine", prompt="a fox")
        callback = f"/interactions/{action.id}/{action.token}/callback"
        await self.bot.call("POST", callback, {"type": 4, "data": {"content": "a"}}, headers={})
        if follow_up:
            webhook = f"/webhooks/{self.world.application_id}/{action.token}"
            await self.bot.call("POST", webhook, {"content": "b"}, headers={})
            await self.heard()
        await self.heard()
        return self.world.messages(self.place)[-1]

    async def heard(self) -> dict[str, Any]:
        """Return the next message that the gateway tells of."""
        return await self.socket.event("MESSAGE_CREATE")

    async def fetched(self, message: Mapping[str, Any]) -> dict[str, Any]:
        """Return the same message as the API tells of it, alone and in the list of the channel."""
        path = f"/channels/{self.place.id}/messages"
        _, alone = await self.bot.call("GET", f"{path}/{message['id']}")
        _, listed = await self.bot.call("GET", path)
        assert alone in listed
        return alone


@pytest.fixture
def scene(world: DiscordWorld, bot: WireBot, socket: WireSocket, channel: Place) -> Scene:
    """Return the scene in the channel of the server."""
    return Scene(world, bot, socket, channel)


async def seen_both_ways(scene: Scene) -> bool:
    """Return whether the next message is told, the same on the gateway and over the API."""
    heard = await scene.heard()
    fetched = await scene.fetched(heard)
    assert told(heard) == told(fetched)
    return told(heard)


@pytest.mark.parametrize("mentions", [True, False])
async def test_a_message_is_told_if_it_mentions_the_bot(scene, ada, mentions):
    """Files and words alike."""
    text = f"{scene.world.bot_mention} look" if mentions else "look"
    await ada.send(scene.place, text, files=[PICTURE])

    assert mentions == await seen_both_ways(scene)


@pytest.mark.parametrize("ping", [True, False])
async def test_a_reply_to_an_ordinary_message_of_the_bot_is_told_by_its_ping(scene, ada, ping):
    """The ping is a mention; the message that is answered is the bot's own, and told anyway."""
    picture = await scene.posted()
    await ada.send(scene.place, "in snow", reply_to=picture, ping=ping, files=[PICTURE])
    heard = await scene.heard()
    fetched = await scene.fetched(heard)

    assert [ping, ping] == [told(heard), told(fetched)]
    assert ["a.png"] == [each["filename"] for each in heard["referenced_message"]["attachments"]]
    assert told(fetched["referenced_message"])


@pytest.mark.parametrize("follow_up", [False, True], ids=["response", "follow-up"])
@pytest.mark.parametrize("mentions", [False, True])
async def test_a_reply_to_an_answer_of_the_bot_is_not_told_by_its_ping(
    scene, ada, follow_up, mentions
):
    """An answer to a command is not an ordinary message; the bot has to be mentioned by name."""
    answer = await scene.answered(ada, follow_up=follow_up)
    text = f"{scene.world.bot_mention} in snow" if mentions else "in snow"
    await ada.send(scene.place, text, reply_to=answer, files=[PICTURE])

    assert mentions == await seen_both_ways(scene)


async def test_a_message_of_somebody_else_is_withheld_in_a_reply_that_mentions_the_bot(
    scene, server, ada
):
    """The reply is told, what it answers is not: nobody there has spoken to the bot."""
    other = server.add_bot("painter")
    gallery = {"type": 12, "items": [{"media": {"url": "attachment://a.png"}}]}
    embed = {"type": "rich", "image": {"url": "attachment://a.png"}}
    shown = [
        await ada.send(scene.place, "mine", files=[PICTURE]),
        await other.send(scene.place, files=[PICTURE], embeds=[embed]),
        await other.send(scene.place, files=[PICTURE], components=[gallery]),
    ]
    shown.append(await ada.forward(scene.place, shown[0]))
    withheld = [await scene.heard() for _ in shown]
    answers = []
    for each in shown:
        await ada.send(scene.place, f"{scene.world.bot_mention} in snow", reply_to=each)
        answers.append(await scene.heard())
        answers.append(await scene.fetched(answers[-1]))

    assert [False] * 4 == [told(each) for each in withheld]
    assert [True] * 8 == [told(each) for each in answers]
    assert [False] * 8 == [told(each["referenced_message"]) for each in answers]


async def test_a_message_that_answers_an_answer_tells_of_the_last_one_only(scene, ada):
    """Discord follows one reference."""
    picture = await scene.posted()
    first = await ada.send(scene.place, f"{scene.world.bot_mention} in snow", reply_to=picture)
    await scene.heard()
    await ada.send(scene.place, f"{scene.world.bot_mention} and ice", reply_to=first)
    heard = await scene.heard()

    assert str(first.id) == heard["referenced_message"]["id"]
    assert "referenced_message" not in heard["referenced_message"]
    assert str(picture.id) == heard["referenced_message"]["message_reference"]["message_id"]


async def test_an_answered_message_that_is_gone_is_null(scene, ada):
    """Only its id is left."""
    gone = await ada.send(scene.place, "gone")
    await scene.heard()
    await ada.delete(gone)
    await ada.send(scene.place, f"{scene.world.bot_mention} what was that?", reply_to=gone)
    heard = await scene.heard()

    assert heard["referenced_message"] is None
    assert str(gone.id) == heard["message_reference"]["message_id"]


@pytest.mark.parametrize("direct", [True, False])
async def test_what_is_forwarded_is_told_in_direct_messages_only(scene, ada, direct):
    """A forwarded message says nothing of its own, so it cannot mention anybody."""
    original = await ada.send(scene.place, "look", files=[PICTURE])
    await scene.heard()
    await ada.forward(ada.dm if direct else scene.place, original)
    heard = await scene.heard()

    assert direct == told(heard)
    assert 1 == len(heard["message_snapshots"])


async def test_direct_messages_are_told(world, bot, socket, ada):
    """There the bot is always meant, with what is answered, and by the API too."""
    scene = Scene(world, bot, socket, ada.dm)
    first = await ada.send(ada.dm, "look", files=[PICTURE])
    await scene.heard()
    await ada.send(ada.dm, "in snow", reply_to=first, ping=False)
    heard = await scene.heard()
    fetched = await scene.fetched(heard)

    assert told(heard)
    assert told(heard["referenced_message"])
    assert told(fetched["referenced_message"])


async def test_the_message_of_a_menu_is_told_but_not_what_it_answers(scene, ada):
    """Whoever chooses the menu has chosen that message alone."""
    menu = {"name": "Edit image", "type": 3}
    commands = f"/applications/{scene.world.application_id}/commands"
    await scene.bot.call("PUT", commands, [menu])
    first = await ada.send(scene.place, "first", files=[PICTURE])
    second = await ada.send(scene.place, "second", reply_to=first, files=[PICTURE])
    await ada.menu(scene.place, "Edit image", second)
    payload = await scene.socket.event("INTERACTION_CREATE")

    [target] = payload["data"]["resolved"]["messages"].values()
    assert ["a.png"] == [each["filename"] for each in target["attachments"]]
    assert not told(target["referenced_message"])


async def test_with_the_intent_everything_is_told():
    """On the gateway and by the API: words, files, what is answered, what is forwarded."""
    async with DiscordWorld(message_content=True) as world, WireBot(world) as bot:
        server = world.create_server()
        place, ben = server.create_channel("studio"), server.add_member("ben")
        async with bot.gateway() as socket:
            await socket.identify(GUILDS | GUILD_MESSAGES | MESSAGE_CONTENT)
            scene = Scene(world, bot, socket, place)
            first = await ben.send(place, "look", files=[PICTURE])
            await ben.forward(place, first)
            await ben.send(place, "in snow", reply_to=first, ping=False)
            heard = [await scene.heard() for _ in range(3)]
            fetched = [await scene.fetched(each) for each in heard]

    assert [True] * 6 == [told(each) for each in heard + fetched]
    assert told(heard[2]["referenced_message"])
    assert told(fetched[2]["referenced_message"])


async def test_uploads_of_a_components_v2_message_are_only_in_its_components(scene, ada):
    """With an address and a size in pixels, wherever the message is told of."""
    gallery = {"type": 12, "items": [{"media": {"url": "attachment://a.png"}}]}
    body = {
        "flags": 1 << 15,
        "components": [gallery],
        "attachments": [{"id": "0", "filename": "a.png"}],
    }
    path = f"/channels/{scene.place.id}/messages"
    _, posted = await scene.bot.upload("POST", path, body, [("a.png", PICTURE.data)])
    heard = await scene.heard()
    [message] = scene.world.messages(scene.place)
    await ada.send(scene.place, f"{scene.world.bot_mention} more", reply_to=message)
    answered = (await scene.heard())["referenced_message"]

    for each in (posted, heard, answered, await scene.fetched(posted)):
        media = each["components"][0]["items"][0]["media"]
        assert [] == each["attachments"]
        assert (3, 2, "image/png") == (media["width"], media["height"], media["content_type"])
        assert media["url"].startswith(f"{scene.world.cdn_url}/attachments/")
