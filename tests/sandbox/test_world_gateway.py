"""The gateway of the simulated Discord, frame by frame."""

import asyncio

import pytest

from sandbox.world import DiscordWorld, Person, Server, Upload
from tests.sandbox.world_client import (
    DM_MESSAGES,
    GUILD_MESSAGES,
    GUILDS,
    MESSAGE_CONTENT,
    WireBot,
    png,
)


@pytest.fixture
def ada(server: Server) -> Person:
    """Return somebody in it."""
    return server.add_member("ada", locale="zh-CN")


async def test_a_login_gets_ready_and_then_its_servers(world, bot, server):
    """READY names the shard and where to resume."""
    async with bot.gateway() as socket:
        await socket.send(2, {"token": world.token, "intents": GUILDS, "shard": [0, 1]})
        ready = await socket.event("READY")
        guild = await socket.event("GUILD_CREATE")

    assert ([0, 1], world.gateway_url) == (ready["shard"], ready["resume_gateway_url"])
    assert [{"id": str(server.id), "unavailable": True}] == ready["guilds"]
    assert (str(server.id), False) == (guild["id"], guild["unavailable"])
    assert [(GUILDS, (0, 1), False)] == [(x.intents, x.shard, x.resumed) for x in world.logins]


async def test_a_shard_hears_only_of_its_servers(world, bot, server, channel, ada):
    """Server ids decide; of two shards the other one is told nothing."""
    mine = (server.id >> 22) % 2
    async with bot.gateway() as socket:
        await socket.identify(shard=[1 - mine, 2])
        await ada.slash(channel, "imagine", prompt="a fox")
        await socket.send(1, None)
        frame = await socket.receive()

    assert 11 == frame["op"]


@pytest.mark.parametrize(
    ("frame", "code"),
    [
        ({"op": 2, "d": {"token": "wrong", "intents": 1}}, 4004),
        ({"op": 2, "d": {"token": "sandbox-token", "intents": 1, "shard": [2, 2]}}, 4010),
        ({"op": 2, "d": {"token": "sandbox-token", "intents": MESSAGE_CONTENT}}, 4014),
        ({"op": 6, "d": {"token": "wrong", "session_id": "x", "seq": 1}}, 4004),
        ({"op": 8, "d": {"guild_id": "1"}}, 4003),
        ({"d": None}, 4002),
    ],
)
async def test_a_wrong_frame_ends_the_connection_with_its_code(bot, frame, code):
    """The codes tell a client whether to come back."""
    async with bot.gateway() as socket:
        await socket.socket.send_json(frame)

        assert code == await socket.close_code()


async def test_a_second_login_on_a_connection_is_refused(world, bot):
    """One connection, one session."""
    async with bot.gateway() as socket:
        await socket.identify()
        await socket.send(2, {"token": world.token, "intents": GUILDS})

        assert 4005 == await socket.close_code()


async def test_an_unknown_opcode_ends_the_connection(bot):
    """Nothing is swallowed."""
    async with bot.gateway() as socket:
        await socket.identify()
        await socket.send(99, None)

        assert 4001 == await socket.close_code()


async def test_the_portal_may_allow_message_content(bot):
    """Then the login is accepted and texts arrive whole."""
    async with DiscordWorld(message_content=True) as world, WireBot(world) as bot:
        server = world.create_server()
        channel, ada = server.create_channel("studio"), server.add_member("ada")
        async with bot.gateway() as socket:
            await socket.identify(GUILDS | GUILD_MESSAGES | MESSAGE_CONTENT)
            await ada.send(channel, "just talking")
            message = await socket.event("MESSAGE_CREATE")

    assert "just talking" == message["content"]


async def test_texts_of_others_arrive_empty_unless_they_mention_the_bot(world, bot, channel, ada):
    """That is what the intents leave to a bot without the privileged one."""
    async with bot.gateway() as socket:
        await socket.identify()
        await ada.send(channel, "just talking", files=[Upload("a.txt", b"x")])
        hidden = await socket.event("MESSAGE_CREATE")
        await ada.send(channel, f"{world.bot_mention} draw")
        shown = await socket.event("MESSAGE_CREATE")

    assert ("", []) == (hidden["content"], hidden["attachments"])
    assert f"{world.bot_mention} draw" == shown["content"]


@pytest.mark.parametrize(("ping", "content"), [(True, "draw"), (False, "")])
async def test_a_reply_shows_its_text_only_by_its_ping(world, bot, channel, ada, ping, content):
    """Replies to the bot's ordinary messages are how pictures are edited."""
    await bot.call("POST", f"/channels/{channel.id}/messages", {"content": "a fox"})
    (picture,) = world.messages(channel)
    async with bot.gateway() as socket:
        await socket.identify()
        await ada.send(channel, "draw", reply_to=picture, ping=ping)
        message = await socket.event("MESSAGE_CREATE")

    assert content == message["content"]
    assert str(picture.id) == message["message_reference"]["message_id"]


async def test_events_need_their_intent(bot, channel, ada):
    """Without direct messages none arrives; the next event of the server does."""
    async with bot.gateway() as socket:
        await socket.identify(GUILDS)
        await ada.send(channel, "not for you")
        await ada.slash(channel, "imagine", prompt="a fox")
        frame = await socket.receive()
        frame = await socket.receive() if frame["t"] == "GUILD_CREATE" else frame

    assert "INTERACTION_CREATE" == frame["t"]


async def test_an_interaction_tells_locale_size_limit_and_measured_uploads(
    world, bot, channel, ada, server
):
    """SimCord sends one size limit, one language and no sizes of pictures."""
    world.rules.file_limit_bytes = 12345
    async with bot.gateway() as socket:
        await socket.identify()
        await ada.slash(channel, "imagine", prompt="a fox", image1=Upload("a.png", png(7, 5)))
        payload = await socket.event("INTERACTION_CREATE")

    (attachment,) = payload["data"]["resolved"]["attachments"].values()
    assert ("zh-CN", 12345) == (payload["locale"], payload["attachment_size_limit"])
    assert {"0": str(server.id)} == payload["authorizing_integration_owners"]
    assert (7, 5, True) == (attachment["width"], attachment["height"], attachment["ephemeral"])


async def test_a_command_in_direct_messages_comes_from_a_user(world, bot, ada):
    """No member, no server, but the permissions that Discord lists for the bot's DM."""
    async with bot.gateway() as socket:
        await socket.identify(DM_MESSAGES)
        await ada.slash(ada.dm, "imagine", prompt="a fox")
        payload = await socket.event("INTERACTION_CREATE")

    assert (str(ada.id), 1, None) == (
        payload["user"]["id"],
        payload["context"],
        payload.get("member"),
    )
    assert int(payload["app_permissions"]) & (1 << 15)


async def test_the_same_interaction_can_arrive_twice(world, bot, channel, ada):
    """Discord promises at least nothing: zero, one or many times."""
    async with bot.gateway() as socket:
        await socket.identify()
        action = await ada.slash(channel, "imagine", prompt="a fox")
        world.redeliver(action)
        ids = [(await socket.event("INTERACTION_CREATE"))["id"] for _ in range(2)]

    assert [str(action.id)] * 2 == ids


async def test_a_resume_replays_what_was_missed(world, bot, channel, ada):
    """Events between the drop and the resume are not lost."""
    async with bot.gateway() as socket:
        session_id = await socket.identify()
        await socket.event("GUILD_CREATE")
        seen = socket.sequence
        await world.drop_gateway(4000)
    action = await ada.slash(channel, "imagine", prompt="a fox")
    async with bot.gateway() as socket:
        await socket.resume(session_id, seen)
        missed = await socket.event("INTERACTION_CREATE")
        await socket.event("RESUMED")

    assert str(action.id) == missed["id"]
    assert [False, True] == [each.resumed for each in world.logins]


async def test_a_resume_does_not_repeat_what_was_seen(bot, channel, ada):
    """The sequence number says where to go on."""
    async with bot.gateway() as socket:
        session_id = await socket.identify()
        await ada.slash(channel, "imagine", prompt="a fox")
        await socket.event("INTERACTION_CREATE")
        seen = socket.sequence
        await socket.socket.close(code=4000)
    async with bot.gateway() as socket:
        await socket.resume(session_id, seen)
        frame = await socket.receive()

    assert "RESUMED" == frame["t"]


@pytest.mark.parametrize("reason", ["goodbye", "forgotten", "never seen", "from the future"])
async def test_a_session_that_is_gone_is_invalid(world, bot, reason):
    """The client has to log in anew."""
    async with bot.gateway() as socket:
        session_id = await socket.identify()
        seen = socket.sequence
        await socket.socket.close(code=1000 if reason == "goodbye" else 4000)
    await world.wait_for(lambda: not world.connected)
    if reason == "forgotten":
        world.forget_sessions()
    if reason == "never seen":
        session_id = "0" * 32
    async with bot.gateway() as socket:
        await socket.resume(session_id, seen + (1000 if reason == "from the future" else 0))
        frame = await socket.receive()

    assert (9, False) == (frame["op"], frame["d"])


async def test_a_paused_gateway_says_nothing_until_it_goes_on(world, bot, channel, ada):
    """Not even heartbeats are answered; afterwards everything comes in order."""
    async with bot.gateway() as socket:
        await socket.identify()
        await socket.event("GUILD_CREATE")
        world.pause_gateway()
        await ada.slash(channel, "imagine", prompt="a fox")
        await socket.send(1, None)
        with pytest.raises(asyncio.TimeoutError):
            await socket.socket.receive(timeout=0.05)
        world.resume_gateway()
        frames = [await socket.receive() for _ in range(2)]

    assert ["INTERACTION_CREATE", None] == [each["t"] for each in frames]


async def test_a_client_can_be_asked_to_reconnect(world, bot):
    """Opcode 7, as before every maintenance."""
    async with bot.gateway() as socket:
        await socket.identify()
        world.ask_to_reconnect()
        frame = await socket.receive()

    assert 7 == frame["op"]


async def test_members_are_sent_in_chunks_when_asked_for(bot, server, ada):
    """Found ones with the nonce of the question, unknown ids by name."""
    async with bot.gateway() as socket:
        await socket.identify()
        wanted = [str(ada.id), "1"]
        await socket.send(8, {"guild_id": str(server.id), "user_ids": wanted, "nonce": "n"})
        chunk = await socket.event("GUILD_MEMBERS_CHUNK")
        await socket.send(8, {"guild_id": str(server.id), "query": "AD", "limit": 5})
        queried = await socket.event("GUILD_MEMBERS_CHUNK")

    assert [str(ada.id)] == [each["user"]["id"] for each in chunk["members"]]
    assert (["1"], "n", 0, 1) == (
        chunk["not_found"],
        chunk["nonce"],
        chunk["chunk_index"],
        chunk["chunk_count"],
    )
    assert [str(ada.id)] == [each["user"]["id"] for each in queried["members"]]


async def test_a_message_menu_carries_its_message(world, bot, channel, ada):
    """The chosen message arrives whole, even without the content intent."""
    menu = {"name": "Edit image", "type": 3}
    await bot.call("PUT", f"/applications/{world.application_id}/commands", [menu])
    message = await ada.send(channel, "look", files=[Upload("a.txt", b"x")])
    async with bot.gateway() as socket:
        await socket.identify()
        await ada.menu(channel, "Edit image", message)
        payload = await socket.event("INTERACTION_CREATE")

    (target,) = payload["data"]["resolved"]["messages"].values()
    assert ("look", "a.txt") == (target["content"], target["attachments"][0]["filename"])
