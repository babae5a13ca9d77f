"""What people in the simulated Discord can do, and what is seen of it."""

from collections.abc import AsyncIterator

import pytest
from simcord.backend.errors import BackendError, SetupError

from sandbox.world import DiscordWorld, SeenMessage, Upload
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


async def test_a_message_can_be_forwarded(world, server, channel, ada):
    """Another channel shows what it said at that time, with its files."""
    elsewhere = server.create_channel("elsewhere")
    original = await ada.send(channel, "look", files=[Upload("a.png", png(4, 3))])
    forwarded = await ada.forward(elsewhere, original)
    await ada.delete(original)

    [seen] = world.messages(elsewhere)
    assert forwarded == seen
    assert ("", (), None) == (seen.content, seen.attachments, seen.reply_to_id)
    assert ["a.png"] == [each.filename for each in seen.forwarded]


async def test_a_file_that_an_embed_shows_is_no_attachment(channel, ada):
    """As Discord has it: the address and the size are in the embed."""
    files = [Upload("a.png", png(4, 3)), Upload("b.png", png(2, 2))]
    embed = {"type": "rich", "image": {"url": "attachment://a.png"}}
    message = await ada.send(channel, files=files, embeds=[embed])

    [shown] = message.embeds
    assert (4, 3) == (shown["image"]["width"], shown["image"]["height"])
    assert "/a.png?ex=" in shown["image"]["url"]
    assert ["b.png"] == [each.filename for each in message.attachments]


async def test_another_bot_can_write_with_components(server, channel):
    """Pictures in a gallery, and buttons that lead somewhere."""
    painter = server.add_bot("painter")
    gallery = {"type": 12, "items": [{"media": {"url": "attachment://a.png"}}]}
    link = {"type": 2, "style": 5, "label": "More", "url": "https://example.org/more"}
    message = await painter.send(
        channel,
        files=[Upload("a.png", png(4, 3))],
        components=[gallery, {"type": 1, "components": [link]}],
    )

    assert "/a.png?ex=" in message.components[0]["items"][0]["media"]["url"]
    assert ("https://example.org/more",) == message.links
    assert "painter" == message.author


async def test_a_menu_can_be_opened_in_direct_messages(world, bot, ada):
    """On a message of the bot or of one's own, as anywhere."""
    path = f"/applications/{world.application_id}/commands"
    await bot.call("PUT", path, [{"name": "Edit image", "type": 3}])
    message = await ada.send(ada.dm, "look")
    async with bot.gateway() as socket:
        await socket.identify()
        await ada.menu(ada.dm, "Edit image", message)
        payload = await socket.event("INTERACTION_CREATE")

    assert (str(message.id), 1) == (payload["data"]["target_id"], payload["context"])


async def test_several_values_can_be_chosen_as_the_menu_allows(world, bot, channel, ada):
    """Not more than that, and each once."""
    row = {"type": 1, "components": [{**MENU, "max_values": 2}]}
    await bot.call("POST", f"/channels/{channel.id}/messages", {"components": [row]})
    [message] = world.messages(channel)
    async with bot.gateway() as socket:
        await socket.identify()
        await ada.select(message, "size", ["3:2", "1:1"])
        payload = await socket.event("INTERACTION_CREATE")
    with pytest.raises(SetupError, match="duplicate"):
        await ada.select(message, "size", ["3:2", "3:2"])

    assert ["3:2", "1:1"] == payload["data"]["values"]


def label(control: dict[str, object]) -> dict[str, object]:
    """Return a control in a form, under its label."""
    return {"type": 18, "label": "What", "component": control}


FORM = {
    "custom_id": "edit:1",
    "title": "Edit",
    "components": [
        label({"type": 4, "custom_id": "prompt", "style": 2, "value": "a fox"}),
        label(
            {
                "type": 3,
                "custom_id": "size",
                "options": [
                    {"label": "Square", "value": "1:1"},
                    {"label": "Wide", "value": "3:2", "default": True},
                ],
            }
        ),
        label(
            {
                "type": 3,
                "custom_id": "pictures",
                "required": False,
                "max_values": 2,
                "options": [{"label": each, "value": each} for each in "123"],
            }
        ),
        label({"type": 19, "custom_id": "files", "required": False, "max_values": 10}),
    ],
}


async def submitted(world, bot, ada, channel, **fields):
    """Open the form with a command, send it, and return what the bot is told of it."""
    async with bot.gateway() as socket:
        await socket.identify()
        action = await ada.slash(channel, "jobs show")
        callback = f"/interactions/{action.id}/{action.token}/callback"
        await bot.call("POST", callback, {"type": 9, "data": FORM}, headers={})
        await socket.event("INTERACTION_CREATE")
        await ada.submit(action, **fields)
        data = (await socket.event("INTERACTION_CREATE"))["data"]
    controls = [each["component"] for each in data["components"]]
    values = {each["custom_id"]: each.get("value", each.get("values")) for each in controls}
    return values, data.get("resolved", {}).get("attachments", {})


async def test_a_form_is_sent_as_it_was_filled_in(world, bot, ada, channel):
    """Words, one choice, several choices, several files."""
    files = [Upload("a.png", png(4, 3)), Upload("b.png", png(2, 2))]
    values, uploads = await submitted(
        world,
        bot,
        ada,
        channel,
        prompt="a bear",
        size=["1:1"],
        pictures=["1", "3"],
        files=files,
    )

    assert ("a bear", ["1:1"], ["1", "3"]) == (values["prompt"], values["size"], values["pictures"])
    assert ["a.png", "b.png"] == [uploads[each]["filename"] for each in values["files"]]
    for each in uploads.values():
        assert each["url"].startswith(f"{world.cdn_url}/ephemeral-attachments/")


async def test_what_stands_in_a_form_is_sent_if_nobody_changes_it(world, bot, ada, channel):
    """As in the client: words and choices that the bot has put there."""
    values, uploads = await submitted(world, bot, ada, channel)

    assert {"prompt": "a fox", "size": ["3:2"], "pictures": [], "files": []} == values
    assert {} == uploads


async def test_an_ephemeral_answer_is_seen_whole_by_who_asked(world, bot, channel, ada):
    """With its pictures, embeds and links."""
    action = await ada.slash(channel, "jobs show")
    callback = f"/interactions/{action.id}/{action.token}/callback"
    await bot.call("POST", callback, {"type": 5, "data": {"flags": 64}}, headers={})
    link = {"type": 2, "style": 5, "label": "Painter", "url": "http://127.0.0.1/mask/x"}
    body = {
        "embeds": [{"description": "a job"}],
        "components": [{"type": 1, "components": [link]}],
        "attachments": [{"id": "0", "filename": "grid.png"}],
    }
    original = f"/webhooks/{world.application_id}/{action.token}/messages/@original"
    await bot.upload("PATCH", original, body, [("grid.png", png(5, 5))])

    answer = action.response
    assert isinstance(answer, SeenMessage)
    assert (True, "a job") == (answer.ephemeral, answer.embeds[0]["description"])
    assert ("http://127.0.0.1/mask/x",) == answer.links
    assert [("grid.png", 5)] == [(each.filename, each.width) for each in answer.attachments]


async def test_the_bot_can_show_that_it_is_typing(server, bot, channel):
    """Where it may write."""
    allowed, _ = await bot.call("POST", f"/channels/{channel.id}/typing")
    server.deny_bot(channel, "send_messages")
    denied, error = await bot.call("POST", f"/channels/{channel.id}/typing")

    assert (204, 403, 50013) == (allowed, denied, error["code"])


async def test_who_is_pinged_is_told_apart_from_who_is_named(world, server, bot, channel, ada):
    """A message names whom it will; it pings whom it is allowed to."""
    role, path = server.create_role("painters"), f"/channels/{channel.id}/messages"
    content = f"@everyone {role.mention} {ada.mention}"
    everybody = {"parse": ["everyone", "roles", "users"]}
    await bot.call("POST", path, {"content": content, "allowed_mentions": everybody})
    await bot.call("POST", path, {"content": content, "allowed_mentions": {"parse": []}})

    assert [((ada.id,), (role.id,), True), ((), (), False)] == [
        (each.mentioned_ids, each.mentioned_role_ids, each.mentions_everyone)
        for each in world.messages(channel)
    ]


async def test_a_hidden_command_reaches_the_bot_only_where_it_is_forged(server, bot, channel, ada):
    """With people, roles and channels as Discord tells of them; and what the channel is."""
    options = [
        {"type": kind, "name": name, "description": "Which"}
        for kind, name in ((6, "member"), (7, "channel"), (8, "role"))
    ]
    hidden = {
        "name": "admin",
        "description": "Lay down",
        "default_member_permissions": "32",
        "options": [{"type": 1, "name": "show", "description": "Show", "options": options}],
    }
    await bot.call("PUT", f"/applications/{bot.world.application_id}/commands", [hidden])
    role = server.create_role("painters")
    lin = server.add_member("lin", roles=[role])
    server.restrict_age(channel)
    named = {"member": lin, "channel": channel, "role": role}
    async with bot.gateway() as socket:
        await socket.identify()
        with pytest.raises(SetupError, match="not visible"):
            await ada.slash(channel, "admin show", **named)
        await ada.forge(channel, "admin show", **named)
        payload = await socket.event("INTERACTION_CREATE")

    [show] = payload["data"]["options"]
    assert {name: str(each.id) for name, each in named.items()} == {
        each["name"]: each["value"] for each in show["options"]
    }
    assert [str(role.id)] == payload["data"]["resolved"]["members"][str(lin.id)]["roles"]
    assert payload["channel"]["nsfw"]
