"""The HTTP side of the simulated Discord: tokens, limits, nonces, faults, attachments."""

import hashlib

import aiohttp
import pytest
from simcord.interactions import OptionError

from sandbox.world import Person, Server
from tests.sandbox.world_client import png


@pytest.fixture
def ada(server: Server) -> Person:
    """Return somebody in it."""
    return server.add_member("ada", locale="zh-CN")


async def test_a_request_without_the_token_is_refused(world, bot, channel):
    """Discord answers 401 to anything but the exact header."""
    status, _ = await bot.call("GET", "/users/@me", headers={"Authorization": world.token})

    assert 401 == status


async def test_the_gateway_address_needs_no_token_and_the_one_for_bots_does(world, bot):
    """`GET /gateway` is public."""
    status, public = await bot.call("GET", "/gateway", headers={})
    refused, _ = await bot.call("GET", "/gateway/bot", headers={})

    assert (200, world.gateway_url, 401) == (status, public["url"], refused)


async def test_json_is_named_so_without_a_charset(world, bot):
    """discord.py compares the header for equality."""
    url = f"{world.api_url}/v10/users/@me"
    async with bot.session.get(url, headers=bot.headers) as answer:
        assert "application/json" == answer.headers["Content-Type"]


async def test_every_request_is_recorded_with_its_files(world, bot, channel):
    """Tests assert on what was sent, not on what the bot says it sent."""
    data = png(3, 2)
    body = {"content": "a fox", "attachments": [{"id": "0", "filename": "a.png"}]}

    await bot.upload("POST", f"/channels/{channel.id}/messages", body, [("a.png", data)])

    record = world.requests[-1]
    (file,) = record.files
    assert ("POST", f"/channels/{channel.id}/messages") == (record.method, record.path)
    assert (200, "a fox") == (record.status, record.json["content"])
    expected = ("files[0]", "a.png", len(data), hashlib.sha256(data).hexdigest())
    assert expected == (file.part, file.filename, file.size_bytes, file.sha256)


async def test_an_attachment_has_a_signed_link_and_its_size_in_pixels(world, bot, channel):
    """SimCord leaves both out; the bot reads both."""
    description = {"id": 0, "filename": "ein bild.png", "description": "a fox"}
    _, message = await bot.upload(
        "POST",
        f"/channels/{channel.id}/messages",
        {"attachments": [description]},
        [("ein bild.png", png(30, 20))],
    )

    (attachment,) = message["attachments"]
    assert (30, 20) == (attachment["width"], attachment["height"])
    assert ("ein_bild.png", "a fox") == (attachment["filename"], attachment["description"])
    assert attachment["url"].startswith(world.cdn_url)
    for name in ("?ex=", "&is=", "&hm="):
        assert name in attachment["url"]


@pytest.mark.parametrize(
    ("body", "status", "code"),
    [
        ({"content": "x" * 2001}, 400, 50035),
        ({"content": " "}, 400, 50006),
        ({}, 400, 50006),
        ({"content": "x", "nonce": "n" * 26}, 400, 50035),
        (
            {
                "components": [
                    {
                        "type": 1,
                        "components": [
                            {"type": 2, "style": 1, "label": "b", "custom_id": "c" * 101}
                        ],
                    }
                ]
            },
            400,
            50035,
        ),
        ({"content": "x", "attachments": [{"id": str(n)} for n in range(11)]}, 400, 50035),
    ],
)
async def test_a_message_out_of_bounds_is_refused(world, bot, channel, body, status, code):
    """Discord's limits hold here, so that a test of the bot finds what would fail there."""
    answered, error = await bot.call("POST", f"/channels/{channel.id}/messages", body)

    assert (status, code) == (answered, error["code"])
    assert () == world.messages(channel)


async def test_eleven_files_are_refused(bot, channel):
    """Ten is the limit of a message."""
    files = [(f"{n}.txt", b"x") for n in range(11)]
    status, error = await bot.upload("POST", f"/channels/{channel.id}/messages", {}, files)

    assert (400, 50035) == (status, error["code"])


async def test_a_file_over_the_limit_is_refused_and_the_limit_can_be_set(world, bot, channel):
    """The limit is for each file."""
    path = f"/channels/{channel.id}/messages"
    world.rules.file_limit_bytes = 10
    over, error = await bot.upload("POST", path, {}, [("a.txt", b"x" * 11)])
    within, _ = await bot.upload("POST", path, {}, [("a.txt", b"x" * 10), ("b.txt", b"x" * 10)])

    assert (413, 40005, 200) == (over, error["code"], within)


async def test_files_need_the_permission_to_attach(server, bot, channel):
    """SimCord checks only the permission to send."""
    server.deny_bot(channel, "attach_files")
    path = f"/channels/{channel.id}/messages"
    with_file, error = await bot.upload("POST", path, {}, [("a.txt", b"x")])
    without, _ = await bot.call("POST", path, {"content": "x"})

    assert (403, 50013, 200) == (with_file, error["code"], without)


async def test_a_nonce_makes_one_message(world, bot, channel):
    """The second request gets the first one's message."""
    body = {"content": "x", "nonce": "job-1", "enforce_nonce": True}
    _, first = await bot.call("POST", f"/channels/{channel.id}/messages", body)
    _, second = await bot.call("POST", f"/channels/{channel.id}/messages", body)

    assert first["id"] == second["id"]
    assert "job-1" == second["nonce"]
    assert 1 == len(world.messages(channel))


async def test_a_nonce_that_is_not_enforced_makes_two_messages(world, bot, channel):
    """Only `enforce_nonce` asks for uniqueness."""
    for _ in range(2):
        await bot.call(
            "POST", f"/channels/{channel.id}/messages", {"content": "x", "nonce": "job-1"}
        )

    assert 2 == len(world.messages(channel))


async def test_a_nonce_is_forgotten_after_two_minutes(world, bot, channel):
    """Discord remembers "a few minutes"; nobody may rely on more."""
    body = {"content": "x", "nonce": "job-1", "enforce_nonce": True}
    await bot.call("POST", f"/channels/{channel.id}/messages", body)
    world.skip_time(121)
    await bot.call("POST", f"/channels/{channel.id}/messages", body)

    assert 2 == len(world.messages(channel))


async def test_a_nonce_whose_message_was_deleted_is_unknown_message(world, bot, channel):
    """The bot must take it for "was posted, and deleted since"."""
    body = {"content": "x", "nonce": "job-1", "enforce_nonce": True}
    _, message = await bot.call("POST", f"/channels/{channel.id}/messages", body)
    await bot.call("DELETE", f"/channels/{channel.id}/messages/{message['id']}")
    status, error = await bot.call("POST", f"/channels/{channel.id}/messages", body)

    assert (404, 10008) == (status, error["code"])
    assert {int(message["id"])} == world.deleted_ids


async def test_an_acknowledgement_after_three_seconds_is_unknown_interaction(
    world, bot, channel, ada
):
    """The world's clock runs by itself, or ahead when told to."""
    action = await ada.slash(channel, "imagine", prompt="a fox")
    world.skip_time(3.1)
    path = f"/interactions/{action.id}/{action.token}/callback"
    status, error = await bot.call("POST", path, {"type": 5}, headers={})

    assert (404, 10062) == (status, error["code"])


async def test_a_second_acknowledgement_is_refused(bot, channel, ada):
    """The first one counts."""
    action = await ada.slash(channel, "imagine", prompt="a fox")
    path = f"/interactions/{action.id}/{action.token}/callback"
    first, _ = await bot.call("POST", path, {"type": 5}, headers={})
    second, error = await bot.call("POST", path, {"type": 5}, headers={})

    assert (204, 400, 40060) == (first, second, error["code"])


async def test_a_token_ends_after_fifteen_minutes(world, bot, channel, ada):
    """Discord answers 401, which counts towards its ban of invalid requests."""
    action = await ada.slash(channel, "imagine", prompt="a fox")
    path = f"/interactions/{action.id}/{action.token}/callback"
    _, answer = await bot.call("POST", path + "?with_response=true", {"type": 5}, headers={})
    world.skip_time(15 * 60)
    original = f"/webhooks/{world.application_id}/{action.token}/messages/@original"
    status, error = await bot.call("PATCH", original, {"content": "late"}, headers={})

    assert str(action.id) == answer["interaction"]["id"]
    assert (401, 50027) == (status, error["code"])


async def test_an_action_tells_when_it_was_acknowledged(world, bot, channel, ada):
    """Seconds from the person's side, which is what the measurements are about."""
    action = await ada.slash(channel, "imagine", prompt="a fox")
    path = f"/interactions/{action.id}/{action.token}/callback"
    await bot.call("POST", path, {"type": 5}, headers={})
    seconds = await action.acknowledged()

    assert 0 <= seconds < 3
    assert action.response is not None
    assert action.response.thinking


async def test_an_action_that_nobody_acknowledges_times_out(channel, ada, bot):
    """A silent bot is a failure that a test can see."""
    action = await ada.slash(channel, "imagine", prompt="a fox")
    with pytest.raises(TimeoutError, match="the last requests were"):
        await action.acknowledged(timeout_seconds=0.01)


async def test_a_person_cannot_send_what_the_client_would_not(channel, ada, bot):
    """Options are checked against the synced command before the bot hears of them."""
    with pytest.raises(OptionError, match="has no option"):
        await ada.slash(channel, "imagine", prompt="a fox", colour="red")


async def test_a_fault_meets_as_many_requests_as_it_says(world, bot, channel):
    """Then the world is well again."""
    world.fail("POST", "/channels/*/messages", status=502, times=2)
    path = f"/channels/{channel.id}/messages"
    statuses = [(await bot.call("POST", path, {"content": "x"}))[0] for _ in range(3)]

    assert [502, 502, 200] == statuses
    assert 1 == len(world.messages(channel))


async def test_a_committed_fault_has_its_effect(world, bot, channel):
    """The answer is lost, the message is there."""
    world.fail("POST", "/channels/*/messages", status=502, commit=True)
    path = f"/channels/{channel.id}/messages"
    status, _ = await bot.call("POST", path, {"content": "x"})

    assert (502, 1) == (status, len(world.messages(channel)))


@pytest.mark.parametrize(("commit", "posted"), [(True, 1), (False, 0)])
async def test_a_dropped_connection_may_or_may_not_have_had_its_effect(
    world, bot, channel, commit, posted
):
    """The client cannot know which."""
    world.fail("POST", "/channels/*/messages", drop=True, commit=commit)
    with pytest.raises(aiohttp.ClientConnectionError):
        await bot.call("POST", f"/channels/{channel.id}/messages", {"content": "x"})

    assert posted == len(world.messages(channel))
    assert world.requests[-1].status is None


async def test_a_rate_limit_says_when_it_ends_and_that_it_is_discords(world, bot, channel):
    """discord.py waits only if the answer came through Discord's proxy."""
    world.fail("POST", "*", status=429, retry_after_seconds=0.5)
    world.fail("POST", "*", status=429, retry_after_seconds=0.5, via=False)
    url = f"{world.api_url}/v10/channels/{channel.id}/messages"
    async with bot.session.post(url, headers=bot.headers, json={"content": "x"}) as first:
        body = await first.json()
    async with bot.session.post(url, headers=bot.headers, json={"content": "x"}) as second:
        pass

    assert (429, "0.5", 0.5) == (first.status, first.headers["Retry-After"], body["retry_after"])
    assert "Via" in first.headers
    assert "Via" not in second.headers


async def test_a_delay_alone_leaves_the_answer_as_it_is(world, bot, channel):
    """It only comes later; meanwhile the request can be seen in flight."""
    world.fail("POST", "/channels/*", status=None, delay_seconds=0.01)
    status, _ = await bot.call("POST", f"/channels/{channel.id}/messages", {"content": "x"})

    assert 200 == status
    assert world.requests[-1].duration_seconds >= 0.01


async def test_healing_takes_every_fault_away(world, bot, channel):
    """A test can end its trouble early."""
    world.fail("*", "*", status=500, times=None)
    broken, _ = await bot.call("GET", "/users/@me")
    world.heal()
    well, _ = await bot.call("GET", "/users/@me")

    assert (500, 200) == (broken, well)


async def test_an_unknown_route_says_so_aloud(bot, caplog):
    """A gap of the simulation must not look like an answer of Discord."""
    status, error = await bot.call("POST", "/nonsense")

    assert (501, 0) == (status, error["code"])
    assert "cannot answer" in caplog.text


async def test_an_ephemeral_answer_is_seen_and_its_deletion_too(world, bot, channel, ada):
    """Discord announces neither on the gateway; a test sees both."""
    action = await ada.slash(channel, "imagine", prompt="a fox")
    body = {"type": 4, "data": {"content": "psst", "flags": 64}}
    path = f"/interactions/{action.id}/{action.token}/callback"
    await bot.call("POST", path, body, headers={})
    (message,) = world.messages(channel)
    original = f"/webhooks/{world.application_id}/{action.token}/messages/@original"
    await bot.call("DELETE", original, headers={})

    assert ("psst", True, action.id) == (message.content, message.ephemeral, message.interaction_id)
    assert {message.id} == world.deleted_ids
    assert action.response is None


async def test_the_bots_own_list_of_servers_tells_what_it_may_do_there(world, bot, server):
    """In part, as Discord lists them: with the permissions as a number in text."""
    status, [listed] = await bot.call("GET", "/users/@me/guilds")

    assert 200 == status
    assert {"id", "name", "icon", "features", "owner", "permissions"} == listed.keys()
    assert (str(server.id), server.name) == (listed["id"], listed["name"])
    assert int(listed["permissions"]) & 1 << 11  # send messages
