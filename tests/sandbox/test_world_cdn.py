"""The attachments of the simulated Discord: addresses that end, and uploads of the application."""

import re

import aiohttp
import pytest

from sandbox.world import DiscordWorld, Person, Place, SeenMessage, Upload
from tests.openapi import DiscordOpenApi
from tests.sandbox.world_client import WireBot, png

DAY_SECONDS = 86_400
IMAGE = png(3, 2)


async def fetched(url: str) -> tuple[int, str, bytes]:
    """Return status, type and bytes of what an address leads to."""
    async with aiohttp.ClientSession() as session, session.get(url) as answer:
        return answer.status, answer.headers["Content-Type"], await answer.read()


@pytest.fixture
async def picture(channel: Place, ada: Person) -> SeenMessage:
    """Return a message with a picture."""
    return await ada.send(channel, "look", files=[Upload("a.png", IMAGE)])


async def test_an_address_leads_to_the_bytes_as_it_was_given(picture):
    """With the type that goes with the name."""
    assert (200, "image/png", IMAGE) == await fetched(picture.attachments[0].url)


@pytest.mark.parametrize(
    ("pattern", "instead"),
    [
        (r"\?.*", ""),
        (r"ex=\w+", "ex=ffffffff"),
        (r"is=\w+", "is=1"),
        (r"hm=\w", "hm=x"),
        (r"attachments/\d+", "attachments/1"),
    ],
)
async def test_a_forged_address_leads_nowhere(picture, pattern, instead):
    """The signature belongs to the path and to the times."""
    forged = re.sub(pattern, instead, picture.attachments[0].url)

    assert forged != picture.attachments[0].url
    assert 404 == (await fetched(forged))[0]


async def test_a_signature_is_good_for_its_own_path_only(channel, ada, picture):
    """Nobody reaches another file with it."""
    other = await ada.send(channel, files=[Upload("b.png", png(4, 4))])
    path = other.attachments[0].url.partition("?")[0]
    query = picture.attachments[0].url.partition("?")[2]

    assert 404 == (await fetched(f"{path}?{query}"))[0]


async def test_an_address_ends_after_a_day(world, picture):
    """Whoever needs the file longer keeps the bytes."""
    world.skip_time(DAY_SECONDS - 60)
    before, _, _ = await fetched(picture.attachments[0].url)
    world.skip_time(120)
    after, _, _ = await fetched(picture.attachments[0].url)

    assert (200, 404) == (before, after)


async def test_how_long_an_address_lives_can_be_set(world, channel, ada):
    """`ex` says when it ends, in seconds, as a hexadecimal number."""
    world.rules.link_lifetime_seconds = 600
    message = await ada.send(channel, files=[Upload("a.png", IMAGE)])
    query = dict(
        each.split("=") for each in message.attachments[0].url.split("?")[1].split("&")[:3]
    )

    assert 600 == int(query["ex"], 16) - int(query["is"], 16)


async def test_a_message_fetched_anew_has_fresh_addresses(world, bot, channel):
    """Of a message, of what it answers, and wherever else in it an address stands."""
    path = f"/channels/{channel.id}/messages"
    body = {"attachments": [{"id": "0", "filename": "a.png"}]}
    _, posted = await bot.upload("POST", path, body, [("a.png", IMAGE)])
    reference = {"message_id": posted["id"]}
    _, answer = await bot.call("POST", path, {"content": "x", "message_reference": reference})
    world.skip_time(2 * DAY_SECONDS)
    _, fetched_answer = await bot.call("GET", f"{path}/{answer['id']}")
    stale = posted["attachments"][0]["url"]
    [attachment] = fetched_answer["referenced_message"]["attachments"]

    assert 404 == (await fetched(stale))[0]
    assert IMAGE == (await fetched(attachment["url"]))[2]
    assert IMAGE == (await fetched(attachment["proxy_url"]))[2]


async def test_a_click_shows_fresh_addresses_of_the_message_clicked_on(world, bot, channel, ada):
    """The message comes with the interaction as it is now."""
    row = {"type": 1, "components": [{"type": 2, "style": 1, "label": "b", "custom_id": "b"}]}
    body = {"components": [row], "attachments": [{"id": "0", "filename": "a.png"}]}
    await bot.upload("POST", f"/channels/{channel.id}/messages", body, [("a.png", IMAGE)])
    [message] = world.messages(channel)
    world.skip_time(2 * DAY_SECONDS)
    async with bot.gateway() as socket:
        await socket.identify()
        await ada.click(message, "b")
        payload = await socket.event("INTERACTION_CREATE")

    [attachment] = payload["message"]["attachments"]
    assert IMAGE == (await fetched(attachment["url"]))[2]


async def test_an_upload_of_an_option_lies_on_a_path_of_its_own(world, bot, channel, ada):
    """It is marked as ephemeral, and can be fetched there, also when the event comes twice."""
    async with bot.gateway() as socket:
        await socket.identify()
        action = await ada.slash(channel, "imagine", prompt="x", image1=Upload("a.png", IMAGE))
        await socket.event("INTERACTION_CREATE")
        world.redeliver(action)
        payload = await socket.event("INTERACTION_CREATE")

    [attachment] = payload["data"]["resolved"]["attachments"].values()
    place = f"{world.cdn_url}/ephemeral-attachments/{world.application_id}/{attachment['id']}/a.png"
    assert place == attachment["url"].partition("?")[0]
    assert IMAGE == (await fetched(attachment["url"]))[2]
    assert attachment["ephemeral"]


async def upload(bot: WireBot, application_id: int, *, part: str = "file") -> tuple[int, dict]:
    """Upload a picture for an application; return status and answer."""
    form = aiohttp.FormData(quote_fields=False)
    form.add_field(part, IMAGE, filename="my picture.png", content_type="image/png")
    return await bot.call("POST", f"/applications/{application_id}/attachment", data=form)


async def test_the_application_can_keep_a_file_without_a_message(world, bot):
    """The answer tells of it as of any attachment."""
    status, answer = await upload(bot, world.application_id)

    attachment = answer["attachment"]
    assert (200, {"attachment"}) == (status, answer.keys())
    assert ("my_picture.png", len(IMAGE), 3, 2, "image/png", True) == (
        attachment["filename"],
        attachment["size"],
        attachment["width"],
        attachment["height"],
        attachment["content_type"],
        attachment["ephemeral"],
    )
    assert (200, "image/png", IMAGE) == await fetched(attachment["url"])
    [file] = world.requests[-1].files
    assert ("file", "my picture.png") == (file.part, file.filename)


async def test_such_an_upload_is_as_discord_describes_it(world, bot):
    """The request by the name of its part, the answer by its fields."""
    description = DiscordOpenApi.load_or_skip()
    _, answer = await upload(bot, world.application_id)
    request = world.requests[-1]
    parts = [each.part for each in request.files]

    assert [] == description.check(request.method, request.path, parts=parts)
    assert [] == description.check_answer(request.method, request.path, answer)


@pytest.mark.parametrize(
    ("application", "part", "status", "code"),
    [("ours", "picture", 400, 50035), ("another", "file", 404, 10002)],
)
async def test_a_wrong_upload_of_the_application_is_refused(
    world, bot, application, part, status, code
):
    """One file, in the part of that name, of the bot's own application."""
    application_id = world.application_id if application == "ours" else 1
    answered, error = await upload(bot, application_id, part=part)

    assert (status, code) == (answered, error["code"])


@pytest.mark.parametrize(("status", "code"), [(403, 50001), (404, 0)])
async def test_uploads_of_the_application_can_be_refused_for_good(world, bot, status, code):
    """As they may be one day: the bot then has to do without."""
    world.fail("POST", "/applications/*/attachment", status=status, code=code, times=None)
    answers = [await upload(bot, world.application_id) for _ in range(2)]

    assert [(status, code)] * 2 == [(each, error["code"]) for each, error in answers]


async def test_uploads_of_the_application_have_the_limits_of_all_files(world: DiscordWorld, bot):
    """In bytes, and with the bot's token only."""
    world.rules.file_limit_bytes = len(IMAGE) - 1
    over, error = await upload(bot, world.application_id)
    bot.headers = {}
    stranger, _ = await upload(bot, world.application_id)

    assert (413, 40005, 401) == (over, error["code"], stranger)
