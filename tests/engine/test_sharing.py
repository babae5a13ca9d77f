"""Shared pictures: who may share what, and that each is shown once, at the pace of its channel."""

from dataclasses import replace
from datetime import timedelta

import pytest

from bot.domain.errors import (
    Blocked,
    DeliveryUnavailable,
    InvalidRequest,
    NotFound,
    NotYours,
    PictureRefused,
    PictureUnavailable,
    QuotaExceeded,
    TooLate,
    Undeliverable,
)
from bot.domain.jobs import JobStatus
from bot.domain.rules import EVERYWHERE, Block, GalleryRule
from bot.domain.sharing import ShareStatus
from bot.store.shares import SqlShareStore
from tests.engine.pictures import Fault, picture_bytes
from tests.engine.world import Died
from tests.factories import ALICE, BOB, CHANNEL, GALLERY, GUILD, NOON

DAY = 24 * 3600
MESSAGE = 61
BLOCK = Block(reason="rude", by_id=BOB, began_at=NOON)


@pytest.fixture
async def gallery(world):
    """A server whose gallery takes a picture every twenty seconds."""
    rule = GalleryRule(channel_id=GALLERY, seconds_between=20)
    await lay_down(world, gallery=rule)
    return rule


@pytest.fixture
def restart(world, database):
    """Begin anew, as another process of the same owner does: what was claimed is ours again."""

    async def restart():
        shares = SqlShareStore(database, owner="tests")
        world.community = replace(world.community, shares=shares)
        await world.restart()

    return restart


async def lay_down(world, guild_id=GUILD, **rules):
    """Change the rules of a server."""
    await world.community.rules.change(guild_id, lambda old: replace(old, **rules), entry=None)
    world.clock.advance(3)


async def made(world, count=1, **fields):
    """Return a posted result of Alice's."""
    return await world.until(await world.ask(count=count, **fields), JobStatus.POSTED)


def address(number):
    """Return where Discord shows a picture of a result."""
    return f"https://cdn.discordapp.com/attachments/{number}.png"


async def share(world, job, *numbers, by=ALICE, guild_id=GUILD, **fields):
    """Share pictures of a result, as the form does."""
    for number in numbers:
        world.cdn.files.setdefault(address(number), picture_bytes(text=f"number {number}"))
    usual = {"with_prompt": True, "locale": "en-GB", "source": (CHANNEL, MESSAGE)}
    return await world.engine.sharing.share(
        job.id,
        by=by,
        guild_id=guild_id,
        pictures=[(number, address(number)) for number in numbers],
        **usual | fields,
    )


async def shared(world, *numbers):
    """Return Alice's first share, of a result of as many pictures, and nothing done for it yet."""
    return (await share(world, await made(world, len(numbers)), *numbers)).shares[0]


async def remove(world, one, by=ALICE, *, is_moderator=False, channel_id=GALLERY):
    """Take a share away, as the button does."""
    return await world.engine.sharing.remove(
        one.id, by=by, channel_id=channel_id, is_moderator=is_moderator
    )


async def drip(world, seconds=0):
    """Let the drip work while so many seconds pass."""
    for _ in range(seconds):
        await world.engine.drip.step()
        world.clock.advance(1)
    await world.engine.drip.step()


async def status(world, share):
    """Return where a share stands now."""
    return (await world.community.shares.get(share.id)).status


async def told(world):
    """Return what the audit log tells: what was done, and about whom or what."""
    entries = await world.community.rules.entries(None, limit=9)
    return [(entry.action, entry.subject_id) for entry in entries]


def texts(world):
    """Return the pictures in the gallery, in order."""
    return [shown.text for shown in world.discord.shared]


# --- who may share what ---


async def test_a_picture_is_shared_with_what_its_maker_wants(world, gallery):
    """To the gallery, with the way back; how many more may be shared is told."""
    job = await made(world, 2)

    first = await share(world, job, 2)
    second = await share(world, job, 1, with_prompt=False, source=None)

    assert [9, 8] == [first.left, second.left]
    [one], [other] = first.shares, second.shares
    assert (GALLERY, 2, "a lighthouse") == (one.channel_id, one.picture, one.prompt)
    assert (CHANNEL, MESSAGE, True) == (
        one.source_channel_id,
        one.source_message_id,
        one.is_gallery,
    )
    assert ("", None, one.due_at + timedelta(seconds=20)) == (
        other.prompt,
        other.source_message_id,
        other.due_at,
    )
    assert [other.id, one.id] == [
        each.id for each in sorted(await world.engine.sharing.mine(ALICE, GUILD), key=picture_of)
    ]


def picture_of(share):
    """Return a share's number."""
    return share.picture


async def test_each_picture_is_shared_once(world, gallery):
    """What is shared already is left out; to a channel is another thing than to the gallery."""
    job = await made(world, 2)
    await share(world, job, 1)

    again = await share(world, job, 1, 2, 2)

    assert [2] == [each.picture for each in again.shares]
    with pytest.raises(TooLate, match="shared"):
        await share(world, job, 1, 2)
    out = await share(world, job, 1, to_channel_id=CHANNEL)
    assert (CHANNEL, False, None) == (
        out.shares[0].channel_id,
        out.shares[0].is_gallery,
        out.left,
    )


async def test_two_clicks_at_once_share_it_once(world, gallery, monkeypatch):
    """The database decides, not what was read before."""
    job = await made(world)
    shared_of = world.community.shares.shared_of

    async def overtaken(job_id):
        found = await shared_of(job_id)
        monkeypatch.undo()
        await share(world, job, 1)
        return found

    monkeypatch.setattr(world.community.shares, "shared_of", overtaken)

    with pytest.raises(TooLate, match="shared"):
        await share(world, job, 1)

    assert 1 == len(await shared_of(job.id))


async def test_a_person_shares_so_many_a_day(world, gallery):
    """What is beyond is refused as a whole, with when there is room; zero is no limit."""
    world.build(shares_per_day=2)
    job = await made(world, 4)
    await share(world, job, 1)

    with pytest.raises(QuotaExceeded) as refusal:
        await share(world, job, 2, 3)

    assert (2, 1) == (refusal.value.values["limit"], refusal.value.values["left"])
    assert 0 == (await share(world, job, 2)).left
    world.build(shares_per_day=0)
    assert (await share(world, job, 3, 4)).left is None


@pytest.mark.parametrize(
    ("numbers", "fields", "error"),
    [
        ((1,), {"by": BOB}, NotYours),
        ((), {}, InvalidRequest),
        ((2,), {}, InvalidRequest),
        ((0,), {}, InvalidRequest),
        ((1,), {"guild_id": GUILD + 1}, NotFound),
    ],
)
async def test_what_may_not_be_shared(world, gallery, numbers, fields, error):
    """Somebody else's, nothing, what is not there, and in a server where it was not made."""
    job = await made(world)
    for elsewhere in (EVERYWHERE, GUILD + 1):
        await lay_down(world, elsewhere, gallery=gallery)

    with pytest.raises(error):
        await share(world, job, *numbers, **fields)

    assert [] == await world.community.shares.shared_of(job.id)


@pytest.mark.parametrize("guild_id", [GUILD, EVERYWHERE])
async def test_who_is_blocked_shares_nothing(world, gallery, guild_id):
    """Here or everywhere, while the block lasts."""
    job = await made(world)
    block = replace(BLOCK, ends_at=world.clock.now() + timedelta(minutes=1))
    await lay_down(world, guild_id, blocks={ALICE: block})

    with pytest.raises(Blocked, match="rude") as refusal:
        await share(world, job, 1)

    assert block.ends_at == refusal.value.ends_at
    world.clock.advance(60)
    await share(world, job, 1)


async def test_without_a_gallery_nothing_is_shared(world):
    """Who manages the server has laid down none."""
    job = await made(world)

    with pytest.raises(NotFound, match="gallery"):
        await share(world, job, 1)


async def test_what_is_forgotten_is_not_shared(world, gallery):
    """Its words and pictures are blank."""
    job = await made(world)
    await world.engine.people.forget(ALICE)

    with pytest.raises(NotFound):
        await share(world, job, 1)


async def test_stars_are_given_by_others(world, gallery):
    """And taken back by a second click; the best of the week are those with most."""
    one = await shared(world, 1, 2)
    await drip(world)

    with pytest.raises(NotYours):
        await world.engine.sharing.star(one.id, by=ALICE, channel_id=GALLERY)

    assert 1 == (await world.engine.sharing.star(one.id, by=BOB, channel_id=GALLERY)).stars
    assert [one.id] == [each.id for each in await world.engine.sharing.top(GUILD)]
    await world.engine.sharing.set_listed(ALICE, False)
    assert [] == await world.engine.sharing.top(GUILD)
    assert 0 == (await world.engine.sharing.star(one.id, by=BOB, channel_id=GALLERY)).stars


async def test_where_a_shared_picture_is_seen_is_asked_of_discord(world, gallery):
    """Its addresses end; one that is not there, or not to be had, is nowhere."""
    waiting = await shared(world, 1)
    await drip(world)
    posted = await world.community.shares.get(waiting.id)
    world.discord.fresh_urls[posted.message_id] = ["https://fresh"]

    assert [None, "https://fresh"] == await world.engine.sharing.pictures_of([waiting, posted])

    del world.discord.fresh_urls[posted.message_id]
    assert [None] == await world.engine.sharing.pictures_of([posted])
    world.discord.looking.script = [DeliveryUnavailable("503")]
    assert [None] == await world.engine.sharing.pictures_of([posted])


# --- the drip ---


async def test_pictures_come_one_after_another_also_after_a_restart(world, gallery, restart):
    """A burst is spread out over the channel, and what piled up while we were away as well."""
    await shared(world, 1, 2, 3, 4)

    await drip(world, 25)
    assert ["number 1", "number 2"] == texts(world)
    world.clock.advance(DAY)
    await restart()
    await drip(world, 19)

    assert ["number 1", "number 2", "number 3"] == texts(world)
    await drip(world, 1)
    assert 4 == len(texts(world))


async def test_channels_do_not_wait_for_each_other(world, gallery):
    """More of them than are served side by side."""
    job = await made(world, 4)
    for number, channel_id in enumerate(range(101, 105), 1):
        await share(world, job, number, to_channel_id=channel_id)
    await share(world, job, 1)

    await drip(world)

    assert 5 == len(world.discord.shared)


@pytest.mark.parametrize("after_the_effect", [True, False])
@pytest.mark.parametrize("seconds", [1, 3600])
async def test_killed_while_it_was_posted_it_is_shown_once(
    world, gallery, restart, after_the_effect, seconds
):
    """Also when the nonce has ended: it is searched for first."""
    one = await shared(world, 1)
    world.discord.sharing.script = [Fault(Died(), after_the_effect=after_the_effect)]
    with pytest.raises(Died):
        await drip(world)
    world.clock.advance(seconds)

    await restart()
    await drip(world)

    assert ["number 1"] == texts(world)
    assert ShareStatus.POSTED is await status(world, one)


@pytest.mark.parametrize(("seconds", "ends"), [(1, ShareStatus.POSTED), (3600, ShareStatus.FAILED)])
async def test_without_the_history_it_is_repeated_only_while_that_is_sure(
    world, gallery, restart, seconds, ends
):
    """While Discord knows the nonce; later it might be shown twice, and the managers are told."""
    one = await shared(world, 1)
    world.discord.sharing.script = [Fault(Died(), after_the_effect=True)]
    with pytest.raises(Died):
        await drip(world)
    world.discord.may_read_history = False
    world.clock.advance(seconds)

    await restart()
    await drip(world)

    assert ["number 1"] == texts(world)
    assert ends is await status(world, one)
    expected = [("gallery-unreachable", GALLERY)] if ends is ShareStatus.FAILED else []
    assert expected == await told(world)


@pytest.mark.parametrize("place", ["sharing", "finding"])
async def test_while_discord_is_away_it_waits(world, gallery, place):
    """Nothing is lost, and nothing shown twice."""
    one = await shared(world, 1)
    world.discord.sharing.script = [DeliveryUnavailable("503")]
    await drip(world)
    getattr(world.discord, place).script = [DeliveryUnavailable("503")]

    await drip(world, 5)

    assert ["number 1"] == texts(world)
    assert ShareStatus.POSTED is await status(world, one)


@pytest.mark.parametrize(
    ("rule", "line"),
    [
        ("forbidden", ("gallery-unreachable", GALLERY)),
        ("too-large", ("share-lost", ALICE)),
    ],
)
async def test_what_its_channel_does_not_take_is_given_up(world, gallery, rule, line):
    """The managers learn once a day of a channel that is gone; the picture may be shared anew."""
    job = await made(world, 2)
    [one] = (await share(world, job, 1)).shares
    world.discord.sharing.script = [Undeliverable(rule), Undeliverable(rule)]
    await drip(world)
    assert [line] == await told(world)

    await share(world, job, 1)
    await drip(world, 20)

    lines = {("gallery-unreachable", GALLERY): [line], ("share-lost", ALICE): [line, line]}
    assert lines[line] == await told(world)
    assert ShareStatus.FAILED is await status(world, one)


@pytest.mark.parametrize("rule", ["channel-gone", "refused"])
async def test_of_what_is_not_for_the_gallery_the_log_says_nothing(world, gallery, rule):
    """It came out of a private answer."""
    job = await made(world)
    [one] = (await share(world, job, 1, to_channel_id=CHANNEL)).shares
    world.discord.sharing.script = [Undeliverable(rule)]

    await drip(world)

    assert ShareStatus.FAILED is await status(world, one)
    assert [] == await told(world)


@pytest.mark.parametrize(
    ("source", "fresh", "expected"),
    [
        ((CHANNEL, MESSAGE), ["https://elsewhere", "https://fresh"], ["fresh"]),
        ((CHANNEL, MESSAGE), ["https://elsewhere"], []),
        (None, [], []),
    ],
)
async def test_an_address_that_has_ended_is_had_anew(world, gallery, source, fresh, expected):
    """From the message that shows the picture; where that is gone, it is lost."""
    job = await made(world, 2)
    [one] = (await share(world, job, 2, source=source)).shares
    del world.cdn.files[address(2)]
    world.cdn.files["https://fresh"] = picture_bytes(text="fresh")
    world.discord.fresh_urls[MESSAGE] = fresh

    await drip(world)

    assert expected == texts(world)
    assert ([] if expected else [("share-lost", ALICE)]) == await told(world)
    assert (ShareStatus.POSTED if expected else ShareStatus.FAILED) is await status(world, one)


async def test_a_picture_that_cannot_be_had_now_is_tried_for_a_day(world, gallery):
    """Then it is given up."""
    one = await shared(world, 1)
    world.cdn.script = [PictureUnavailable("503"), PictureUnavailable("503")]
    await drip(world)
    assert ShareStatus.WAITING is await status(world, one)

    world.clock.advance(DAY)
    await drip(world)

    assert [] == texts(world)
    assert ShareStatus.FAILED is await status(world, one)


async def test_what_is_no_picture_is_given_up(world, gallery):
    """Asking again is no use."""
    one = await shared(world, 1)
    world.cdn.script = [PictureRefused("reference-too-large")]

    await drip(world)

    assert ShareStatus.FAILED is await status(world, one)


async def test_an_unexpected_error_harms_nobody_else(world, gallery, caplog):
    """It is logged with its traceback, and tried again in a minute."""
    one = await shared(world, 1)
    world.cdn.script = [RuntimeError("boom")]
    await drip(world)
    assert "boom" in caplog.text

    await drip(world, 60)

    assert ShareStatus.POSTED is await status(world, one)


@pytest.mark.parametrize("rules", [{"gallery": GalleryRule()}, {"blocks": {ALICE: BLOCK}}])
async def test_what_waits_comes_no_more_when_the_managers_say_so(world, gallery, rules):
    """The gallery is closed, or its maker blocked: what piled up is not poured out all the same."""
    waiting = (await share(world, await made(world, 2), 1, 2)).shares[1]
    await drip(world)

    await lay_down(world, **rules)
    await drip(world, 30)

    assert ["number 1"] == texts(world)
    assert (ShareStatus.FAILED, []) == (await status(world, waiting), await told(world))


# --- away with it ---


@pytest.mark.parametrize(
    ("by", "is_moderator", "lines"),
    [(ALICE, False, []), (BOB, True, [("share-removed", ALICE)])],
)
async def test_a_picture_is_taken_away(world, gallery, by, is_moderator, lines):
    """By its maker, or by who manages messages: that stands in the log. It never comes back."""
    one = await shared(world, 1)
    await drip(world)

    await remove(world, one, by, is_moderator=is_moderator)
    await drip(world)

    assert [] == texts(world)
    assert ShareStatus.REMOVED is await status(world, one)
    assert lines == await told(world)
    with pytest.raises(TooLate):
        await share(world, await world.store.get(one.job_id), 1)


async def test_nobody_else_takes_it_away(world, gallery):
    """It stays; to manage messages elsewhere is no right here."""
    one = await shared(world, 1)
    with pytest.raises(NotFound, match="share"):
        await remove(world, one, BOB, is_moderator=True, channel_id=CHANNEL)

    with pytest.raises(NotYours):
        await remove(world, one, BOB)

    assert ShareStatus.WAITING is await status(world, one)


async def test_what_never_came_needs_no_message_to_go(world, gallery):
    """It is removed before its turn."""
    one = await shared(world, 1)
    await remove(world, one)

    await drip(world)

    assert ([], ShareStatus.REMOVED) == (texts(world), await status(world, one))


async def test_removed_while_we_died_posting_it_is_found_and_taken_away(world, gallery, restart):
    """Though nobody wrote down its message."""
    one = await shared(world, 1)
    world.discord.sharing.script = [Fault(Died(), after_the_effect=True)]
    with pytest.raises(Died):
        await drip(world)
    await remove(world, one)

    await restart()
    await drip(world)

    assert ([], ShareStatus.REMOVED) == (texts(world), await status(world, one))


async def test_it_is_taken_away_as_soon_as_discord_is_there(world, gallery):
    """What it will not let us delete is as good as gone."""
    one = await shared(world, 1)
    await drip(world)
    await remove(world, one)
    world.discord.unsharing.script = [DeliveryUnavailable("503"), Undeliverable("forbidden")]
    await drip(world)
    assert ShareStatus.LEAVING is await status(world, one)

    await drip(world, 60)

    assert ShareStatus.REMOVED is await status(world, one)


async def test_what_has_gone_on_meanwhile_is_left_alone(world, gallery, monkeypatch):
    """Another process has settled it while the picture was fetched."""
    one = await shared(world, 1)

    async def settled(url, *, most_bytes):
        await world.community.shares.record_failed(one.id)
        return picture_bytes()

    monkeypatch.setattr(world.cdn, "fetch", settled)
    await drip(world)

    assert ShareStatus.FAILED is await status(world, one)
