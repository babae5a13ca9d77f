"""What a community gets to see besides results: shared pictures, and its log."""

from dataclasses import replace

import pytest

from bot.discordio.audit_text import entry_text
from bot.discordio.courier import DiscordCourier
from bot.domain.audit import Actor, AuditEntry
from bot.domain.errors import Undeliverable
from bot.domain.models import DEFAULT_CATALOGUE
from bot.domain.sharing import Share
from tests.discordio.clicks import ids_on
from tests.discordio.world import JOB_ID, job_in, picture

SHARE_ID = "abcdef012345"


@pytest.fixture
def courier(simcord_bot, words):
    """The courier over the bot's own connection; it shrinks nothing here."""
    return DiscordCourier(client=simcord_bot, words=words, catalogue=DEFAULT_CATALOGUE, lab=None)


@pytest.fixture
def share(place):
    """A picture of somebody's that is being posted."""
    return Share(
        id=SHARE_ID,
        job_id=JOB_ID,
        picture=1,
        maker_id=place.someone.id,
        guild_id=place.guild.id,
        channel_id=place.channel.id,
        asked_at=place.env.now(),
        due_at=place.env.now(),
        posting_began_at=place.env.now(),
        locale="en-US",
        url="https://cdn.discordapp.com/attachments/1/2/lake.png",
        prompt="@everyone <@&7> **a lake**",
        source_channel_id=5,
        source_message_id=6,
        stars=3,
    )


@pytest.fixture
def entry(place):
    """A line of the log, about somebody."""
    return AuditEntry(
        guild_id=place.guild.id,
        at=place.env.now(),
        actor=Actor.PERSON,
        actor_id=place.another.id,
        action="unblock",
        subject_id=place.someone.id,
        number=7,
    )


async def test_a_shared_picture_says_whose_it_is_and_calls_nobody(place, courier, share):
    """Not even its maker, whatever the prompt says; what it says is shown as it was written."""
    message_id = await courier.share(share, picture())

    [message] = place.messages()
    assert message_id == message.id == await courier.find_shared(share)
    assert f"<@{place.someone.id}>" in message.content
    assert r"\*\*a lake" in message.content
    [file] = message.attachments
    assert f"darkroom-{SHARE_ID}.png" == file.filename
    assert "a lake" in file.description
    [body] = place.sent
    assert (f"s{SHARE_ID}", True, {"parse": []}) == (
        body["nonce"],
        body["enforce_nonce"],
        body["allowed_mentions"],
    )


async def test_under_a_shared_picture_are_its_stars_and_the_way_back(place, courier, share):
    """And the way to have it gone."""
    await courier.share(share, picture())

    [message] = place.messages()
    [row] = message.components
    assert [f"star:{SHARE_ID}", None, f"takedown:{SHARE_ID}"] == ids_on(message)
    assert "⭐ 3" == row.children[0].label
    assert f"https://discord.com/channels/{place.guild.id}/5/6" == row.children[1].url


async def test_of_a_private_picture_nothing_is_shown_but_what_its_maker_wants(
    place, courier, share
):
    """No words, no way back to where nobody else could go; hidden where the server wants that."""
    private = {"prompt": "", "source_channel_id": None, "source_message_id": None}
    await courier.share(replace(share, **private, is_spoiler=True), picture())

    [message] = place.messages()
    assert [f"star:{SHARE_ID}", f"takedown:{SHARE_ID}"] == ids_on(message)
    assert ">" not in message.content.replace(f"<@{place.someone.id}>", "")
    assert [(f"SPOILER_darkroom-{SHARE_ID}.png", None)] == [
        (file.filename, file.description) for file in message.attachments
    ]


async def test_words_that_automod_blocks_are_left_away_from_what_is_shared(
    env, place, courier, share
):
    """The picture is what it is about."""
    env.inject_error("POST", "/channels/*/messages", status=400, code=200000, times=1)

    await courier.share(share, picture())

    [message] = place.messages()
    assert "lake" not in message.content


async def test_another_share_is_not_taken_for_this_one(courier, share):
    """Every one carries its own id; without an attempt nothing is looked for."""
    await courier.share(replace(share, id="fedcba543210"), picture())

    assert await courier.find_shared(share) is None
    assert await courier.find_shared(replace(share, posting_began_at=None)) is None


async def test_what_is_shared_is_taken_away_and_twice_is_once(place, courier, share):
    """A moderator may have been faster."""
    share = replace(share, message_id=await courier.share(share, picture()))

    await courier.unshare(share)
    await courier.unshare(share)

    assert [] == place.messages()


async def test_what_is_gone_with_its_channel_or_was_never_there_is_gone(env, place, courier, share):
    """There is nothing left to do, and nothing else is taken away."""
    message_id = await courier.share(share, picture())
    env.inject_error("DELETE", "/channels/*", status=404, code=10003, times=1)

    await courier.unshare(replace(share, message_id=message_id))
    await courier.unshare(share)

    assert [message_id] == [message.id for message in place.messages()]


async def test_a_picture_that_may_not_be_taken_away_is_told(env, courier, share):
    """It is tried again."""
    env.inject_error("DELETE", "/channels/*", status=403, code=50001, times=1)

    with pytest.raises(Undeliverable):
        await courier.unshare(replace(share, message_id=1))


async def test_the_pictures_of_a_message_are_had_again_in_their_order(place, courier):
    """Addresses end; the message gives new ones."""
    message_id = await courier.post(job_in(place), [picture(), picture()], None)

    urls = await courier.picture_urls(place.channel.id, message_id)

    assert [file.url for file in place.messages()[0].attachments] == urls
    assert [] == await courier.picture_urls(place.channel.id, 1)


async def test_a_channel_that_hides_its_pictures_is_told(place, courier):
    """Gone and hidden are two things."""
    place = place.forbidding(read_message_history=False)

    with pytest.raises(Undeliverable):
        await courier.picture_urls(place.channel.id, 1)


async def test_the_log_is_written_in_the_servers_language_and_calls_nobody(
    env, place, courier, entry, words
):
    """It names people; they need not come. A second attempt makes no second line."""
    guild = env.create_guild(preferred_locale="zh-CN")
    channel = guild.create_text_channel("log")
    entry = replace(entry, guild_id=guild.id)

    await courier.log(entry, channel_id=channel.id)

    [body] = place.posts("POST", f"/channels/{channel.id}/messages")
    assert f"<@{place.someone.id}>" in body["content"]
    assert entry_text(entry, words, "zh-CN") == body["content"]
    assert ("l7", True, {"parse": []}) == (
        body["nonce"],
        body["enforce_nonce"],
        body["allowed_mentions"],
    )


@pytest.mark.parametrize("code", [10008, 10003])
async def test_a_line_that_somebody_has_deleted_was_written(env, courier, entry, code):
    """A nonce that Discord knows has done its work; a channel that is gone is told."""
    env.inject_error("POST", "/channels/*/messages", status=404, code=code, times=None)

    rules = []
    try:
        await courier.log(entry, channel_id=5)
    except Undeliverable as refusal:
        rules.append(refusal.rule)

    assert {10008: [], 10003: ["channel-gone"]}[code] == rules
