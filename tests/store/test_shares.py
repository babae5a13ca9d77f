"""Shared pictures: each once, so many a day, one after another, and the stars that they get."""

from __future__ import annotations

import asyncio
from dataclasses import MISSING, fields, replace
from datetime import timedelta
from functools import partial

import pytest

from bot.domain.errors import NotFound, QuotaExceeded, StaleTransition, StoreError
from bot.domain.jobs import JobId
from bot.domain.sharing import Share, ShareStatus, judge_share
from bot.store.shares import SqlShareStore
from tests.factories import ALICE, BOB, CHANNEL, GALLERY, GUILD, NOON, new_share
from tests.store.machine import LEASE, OWNER, accepted

CAROL = 13
SECOND = timedelta(seconds=1)
DAY = timedelta(hours=24)


def anything_goes(shared_at):
    """Judge nothing."""


async def shared(store, shares, *, judge=anything_goes, seconds_between=0, pictures=1, **said):
    """Share the first pictures of a new job; return what was written."""
    job = await accepted(store)
    wishes = [
        new_share(job_id=job.id, picture=picture, **said) for picture in range(1, pictures + 1)
    ]
    return await shares.share(wishes, judge=judge, seconds_between=seconds_between)


async def share_in(store, shares, status, **said):
    """Share one picture and bring it to a status; nothing else may be due."""
    (share,) = await shared(store, shares, **said)
    if status is not ShareStatus.WAITING:
        await claim(shares)
    if status is ShareStatus.POSTED:
        await shares.record_posted(share.id, message_id=51, now=NOON)
    if status is ShareStatus.FAILED:
        await shares.record_failed(share.id)
    if status in (ShareStatus.LEAVING, ShareStatus.REMOVED):
        await shares.release(share.id, due_at=NOON)
        await shares.remove(share.id, now=NOON)
    if status is ShareStatus.REMOVED:
        await shares.record_removed(share.id)
    found = await shares.get(share.id)
    assert status is found.status
    return found


async def claim(shares, now=NOON, lease_until=LEASE):
    """Claim what is due."""
    return await shares.claim_due(now=now, lease_until=lease_until)


async def test_every_field_of_a_share_is_stored(store, shares):
    """A field that is added and forgotten here would come back as its default."""
    (gallery,) = await shared(
        store,
        shares,
        prompt="雪中の灯台",
        source_channel_id=CHANNEL,
        source_message_id=41,
        is_spoiler=True,
    )
    await claim(shares)
    await shares.record_posted(gallery.id, message_id=51, now=NOON + SECOND)
    starred = await shares.star(gallery.id, person_id=BOB, now=NOON)
    (here,) = await shared(store, shares, is_gallery=False, channel_id=CHANNEL)
    posted = replace(
        gallery,
        status=ShareStatus.POSTED,
        attempts=1,
        posting_began_at=NOON,
        message_id=51,
        posted_at=NOON + SECOND,
        stars=1,
    )

    assert posted == starred == await shares.get(gallery.id)
    assert here == await shares.get(here.id)
    for field in fields(Share):
        if field.default is not MISSING:
            seen = (posted, here)
            assert any(getattr(each, field.name) != field.default for each in seen), field.name


async def test_a_picture_is_shared_once_to_each_place(store, shares):
    """To the gallery and to its channel; what is shared already is left out, and not judged."""
    job = await accepted(store)
    wish = partial(new_share, job_id=job.id)

    async def share(*wishes):
        written = await shares.share(wishes, judge=judged.append, seconds_between=0)
        return [each.picture for each in written]

    judged = []
    assert [1] == await share(wish(picture=1))
    assert [2] == await share(wish(picture=1), wish(picture=2), wish(picture=2))
    assert [] == await share(wish(picture=2), wish(picture=1))
    assert [1] == await share(wish(picture=1, is_gallery=False, channel_id=CHANNEL))
    assert 3 == len(judged)
    assert [1, 1, 2] == [each.picture for each in await shares.shared_of(job.id)]


@pytest.mark.parametrize("status", ShareStatus)
async def test_only_what_failed_is_shared_anew(store, shares, status):
    """What was removed stays away: somebody wanted that."""
    share = await share_in(store, shares, status)
    anew = await shares.share(
        [new_share(job_id=share.job_id)], judge=anything_goes, seconds_between=0
    )

    assert (status is ShareStatus.FAILED) == bool(anew)


async def test_exactly_the_allowance_is_shared_when_many_come_at_once(store, shares):
    """Judged and written in one transaction."""
    jobs = [await accepted(store) for _ in range(50)]

    def judge(shared_at):
        judge_share(pictures=1, shared_at=shared_at, shares_per_day=10, now=NOON)

    outcomes = await asyncio.gather(
        *(
            shares.share([new_share(job_id=job.id)], judge=judge, seconds_between=20)
            for job in jobs
        ),
        return_exceptions=True,
    )
    written = [each for outcome in outcomes if isinstance(outcome, list) for each in outcome]
    refused = [outcome for outcome in outcomes if isinstance(outcome, QuotaExceeded)]

    assert (10, 40) == (len(written), len(refused))
    assert 10 == len(await shares.of_maker(ALICE, GUILD, limit=99))
    assert [NOON + 20 * SECOND * turn for turn in range(10)] == sorted(
        each.due_at for each in written
    )


async def test_what_counts_is_what_was_shared_to_that_gallery_in_a_day(store, shares):
    """Oldest first; what was removed counts, what failed does not."""
    await share_in(store, shares, ShareStatus.FAILED, asked_at=NOON)
    await share_in(store, shares, ShareStatus.REMOVED, asked_at=NOON)
    for said in (
        {"asked_at": NOON + SECOND - DAY},
        {"asked_at": NOON - DAY},
        {"asked_at": NOON, "maker_id": BOB},
        {"asked_at": NOON, "guild_id": 22},
        {"asked_at": NOON, "is_gallery": False},
    ):
        await shared(store, shares, **said)
    seen = []
    await shared(store, shares, judge=seen.extend)

    assert [NOON + SECOND - DAY, NOON] == seen


async def test_what_is_refused_is_not_shared(store, shares):
    """Nothing is left behind; nor of a job that there is not."""

    def refuse(shared_at):
        raise QuotaExceeded("shares-per-day", ends_at=None, limit=1, left=0)

    with pytest.raises(QuotaExceeded):
        await shared(store, shares, judge=refuse)
    with pytest.raises(StoreError, match="FOREIGN KEY"):
        await shares.share([new_share()], judge=anything_goes, seconds_between=0)

    assert [] == await shares.of_maker(ALICE, GUILD, limit=9)


async def test_a_channel_gets_its_shares_one_after_another(store, shares):
    """Counted from the last one that stays; another channel's do not wait for them."""
    await share_in(store, shares, ShareStatus.REMOVED)
    first = await shared(store, shares, pictures=2, seconds_between=20)
    second = await shared(store, shares, seconds_between=20, asked_at=NOON + SECOND)
    elsewhere = await shared(store, shares, seconds_between=20, channel_id=CHANNEL)

    assert [NOON, NOON + 20 * SECOND, NOON + 40 * SECOND, NOON] == [
        share.due_at for share in (*first, *second, *elsewhere)
    ]


async def test_what_is_due_longest_is_claimed_first(store, shares):
    """Each once, when its time has come; one of a gallery at a time, others beside it."""
    first, later = await shared(store, shares, pictures=2, seconds_between=20)
    elsewhere = await shared(store, shares, channel_id=CHANNEL, due_at=NOON)
    beside = await shared(store, shares, is_gallery=False, asked_at=NOON + 20 * SECOND)
    due, lease = NOON + 20 * SECOND, NOON + DAY
    at_once = [await claim(shares, lease_until=lease) for _ in range(2)]
    after = [await claim(shares, due, lease_until=lease) for _ in range(2)]
    await shares.record_posted(first.id, message_id=51, now=due)

    assert {first.id, elsewhere[0].id} == {share.id for share in at_once}
    assert [beside[0].id, None] == [share and share.id for share in after]
    assert later.id == (await claim(shares, due, lease_until=lease)).id
    assert await claim(shares, due, lease_until=lease) is None


async def test_what_piled_up_is_spread_out_too(store, shares):
    """While the bot was away everything became due; each share that is posted puts the rest off."""
    pile = await shared(store, shares, pictures=3, seconds_between=20)
    (elsewhere,) = await shared(store, shares, channel_id=CHANNEL, asked_at=NOON + 2 * DAY)
    now = back_at = NOON + DAY
    posted = []
    for _ in pile:
        share = await claim(shares, now, lease_until=now + SECOND)
        await shares.record_posted(share.id, message_id=51, now=now, next_at=now + 20 * SECOND)
        posted.append((share.id, now - back_at))
        now += 20 * SECOND

    assert [(share.id, 20 * SECOND * turn) for turn, share in enumerate(pile)] == posted
    assert elsewhere == await shares.get(elsewhere.id)


async def test_what_somebody_works_on_no_more_is_claimed_anew(store, shares, database):
    """When the lease has ended, or at once where an earlier process had it; the attempts tell."""
    (share,) = await shared(store, shares)
    first = await claim(shares)
    over = await claim(shares, LEASE, lease_until=LEASE + DAY)
    next_life = SqlShareStore(database, owner=OWNER)
    again = await claim(next_life, LEASE, lease_until=LEASE + DAY)

    assert [share.id] * 3 == [first.id, over.id, again.id]
    assert [(1, NOON), (2, NOON), (3, NOON)] == [
        (each.attempts, each.posting_began_at) for each in (first, over, again)
    ]
    assert ShareStatus.POSTING is again.status
    assert await claim(next_life, LEASE) is None


async def test_a_share_can_wait_longer(store, shares):
    """Discord is away; what is to leave goes on having to."""
    posting = await share_in(store, shares, ShareStatus.POSTING)
    await shares.release(posting.id, due_at=NOON + SECOND)
    waiting = await shares.get(posting.id)
    await shares.remove(posting.id, now=NOON)
    leaving = await claim(shares)
    await shares.release(posting.id, due_at=NOON + SECOND)

    assert (ShareStatus.WAITING, NOON + SECOND) == (waiting.status, waiting.due_at)
    assert (ShareStatus.LEAVING, 1) == (leaving.status, leaving.attempts)
    assert await claim(shares) is None
    assert posting.id == (await claim(shares, NOON + SECOND)).id


async def test_what_is_removed_while_it_is_posted_leaves_afterwards(store, shares):
    """Its message is known by then; nobody else touches it meanwhile."""
    posting = await share_in(store, shares, ShareStatus.POSTING)
    await shares.remove(posting.id, now=NOON)
    meanwhile = await claim(shares)
    await shares.record_posted(posting.id, message_id=51, now=NOON)
    leaving = await claim(shares)

    assert meanwhile is None
    assert (posting.id, ShareStatus.LEAVING, 51) == (
        leaving.id,
        leaving.status,
        leaving.message_id,
    )


@pytest.mark.parametrize(
    "status",
    [ShareStatus.WAITING, ShareStatus.POSTED, ShareStatus.REMOVED, ShareStatus.FAILED],
)
async def test_what_nobody_posts_does_not_end_being_posted(store, shares, status):
    """Whatever else happened meanwhile is not undone."""
    share = await share_in(store, shares, status)
    for arrow in (
        shares.record_posted(share.id, message_id=52, now=NOON),
        shares.record_failed(share.id),
        shares.record_removed(share.id),
        shares.release(share.id, due_at=NOON),
    ):
        with pytest.raises(StaleTransition):
            await arrow

    assert share == await shares.get(share.id)


@pytest.mark.parametrize("status", ShareStatus)
async def test_whatever_is_not_gone_can_be_removed(store, shares, status):
    """What failed or was removed stays as it is."""
    share = await share_in(store, shares, status)
    is_gone = status in (ShareStatus.FAILED, ShareStatus.REMOVED)
    removed = await shares.remove(share.id, now=NOON)

    assert (status if is_gone else ShareStatus.LEAVING) is removed.status
    assert removed == await shares.get(share.id)


async def test_all_of_a_person_s_leave(store, shares):
    """Wherever they were shared to; other people's stay."""
    await share_in(store, shares, ShareStatus.POSTED)
    await share_in(store, shares, ShareStatus.REMOVED)
    await shared(store, shares, guild_id=22)
    (others,) = await shared(store, shares, maker_id=BOB)

    assert 2 == await shares.remove_all_of(ALICE, now=NOON)
    assert 0 == await shares.remove_all_of(ALICE, now=NOON)
    assert others == await shares.get(others.id)


async def test_a_star_is_given_and_taken_back(store, shares):
    """One a person."""
    share = await share_in(store, shares, ShareStatus.POSTED)
    stars = [
        (await shares.star(share.id, person_id=person, now=NOON)).stars
        for person in (BOB, CAROL, BOB, CAROL, BOB)
    ]

    assert [1, 2, 1, 0, 1] == stars
    assert 1 == (await shares.get(share.id)).stars


async def test_only_what_stands_in_the_gallery_gets_stars(store, shares):
    """Its button is gone, or of another database."""
    removed = await share_in(store, shares, ShareStatus.REMOVED)
    for share_id in (removed.id, "nobody000000"):
        with pytest.raises(NotFound, match="share"):
            await shares.star(share_id, person_id=BOB, now=NOON)
    with pytest.raises(NotFound, match="share"):
        await shares.remove("nobody000000", now=NOON)

    assert 0 == (await shares.get(removed.id)).stars


async def test_the_top_are_those_with_the_most_stars(store, shares, people):
    """Then the older; of this gallery, since then, and of makers who want to be listed."""

    async def posted(fans, *, at=NOON, **said):
        (share,) = await shared(store, shares, **said)
        await claim(shares)
        await shares.record_posted(share.id, message_id=51, now=at)
        for fan in range(fans):
            await shares.star(share.id, person_id=100 + fan, now=NOON)
        return share.id

    newer = await posted(1, at=NOON + SECOND)
    older = await posted(1)
    best = await posted(2, maker_id=BOB)
    await posted(0)
    await posted(3, at=NOON - SECOND)
    await posted(3, guild_id=22)
    await posted(3, is_gallery=False, channel_id=GALLERY)
    await posted(3, maker_id=CAROL)
    await people.change(CAROL, lambda row: replace(row, is_listed=False))
    await people.change(BOB, lambda row: replace(row, forgotten_at=NOON))
    gone = await posted(3)
    await shares.remove(gone, now=NOON)

    async def top(limit):
        return [share.id for share in await shares.top(GUILD, since=NOON, limit=limit)]

    assert [best, older, newer] == await top(9)
    assert [best] == await top(1)


async def test_a_person_s_shares_are_told_newest_first(store, shares):
    """Those of a server, as far as asked for."""
    (old,) = await shared(store, shares, asked_at=NOON - SECOND)
    (new,) = await shared(store, shares)
    await shared(store, shares, guild_id=22)
    await shared(store, shares, maker_id=BOB)

    assert [new, old] == await shares.of_maker(ALICE, GUILD, limit=9)
    assert [new] == await shares.of_maker(ALICE, GUILD, limit=1)
    assert [] == await shares.shared_of(JobId("nobody000000"))
