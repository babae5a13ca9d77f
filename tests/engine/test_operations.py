"""What people do with jobs that exist, and who may."""

from datetime import timedelta

import pytest

from bot.domain.errors import (
    Blocked,
    InvalidRequest,
    NotFound,
    NotYours,
    QuotaExceeded,
    TooLate,
    Undeliverable,
)
from bot.domain.jobs import Announcement, JobId, JobStatus
from bot.domain.models import Catalogue
from bot.domain.quota import Allowance
from bot.domain.rules import Block, ServerRules, Standing
from bot.engine.operations import RELATIVES
from tests.engine import test_way as way
from tests.factories import ALICE, BOB, GUILD, answer_token, image_request, origin, source_image

NOWHERE = JobId("nosuchjob000")


async def cancel(world, job, by=ALICE, *, manages=None):
    """Cancel, as the button does."""
    return await world.engine.operations.cancel(job.id, by=by, manages_guild_id=manages)


async def retry(world, job_id, by=ALICE):
    """Try again, as `/jobs retry` does."""
    return await world.engine.operations.retry(
        job_id,
        requester_id=by,
        origin=origin(),
        standing=Standing(),
        progress_message_id=88,
        answer_token=None,
    )


async def again(world, job_id, by=ALICE):
    """Ask for the same once more, as the button below a result does."""
    return await world.engine.intake.admit(
        Announcement(
            requester_id=by, origin=origin(), answer_token=answer_token(), parent_id=job_id
        )
    )


@pytest.mark.parametrize(("by", "manages"), [(ALICE, None), (BOB, GUILD)])
async def test_a_waiting_job_can_be_withdrawn(world, by, manages):
    """By its requester, and by whoever may manage messages; nothing is sent any more."""
    job = await world.ask()

    cancelled = await cancel(world, job, by, manages=manages)
    await world.live(10)

    assert JobStatus.CANCELLED is cancelled.status
    assert JobStatus.CANCELLED is world.discord.answers[job.id]
    assert [] == world.upstream.paid


@pytest.mark.parametrize("manages", [None, GUILD + 1])
async def test_nobody_else_can_withdraw_it(world, manages):
    """Not even who manages the messages of another server: it goes its way."""
    job = await world.ask()

    with pytest.raises(NotYours):
        await cancel(world, job, BOB, manages=manages)

    assert JobStatus.ACCEPTED is (await world.get(job)).status


@pytest.mark.parametrize(
    ("bring", "status"),
    [
        (way.submitting_and_taken, JobStatus.SUBMITTING),
        (way.in_doubt, JobStatus.IN_DOUBT),
        (way.running, JobStatus.RUNNING),
        (way.ready, JobStatus.READY),
        (way.posting_and_posted, JobStatus.POSTING),
        (way.posted_untold, JobStatus.POSTED),
        (way.undelivered, JobStatus.UNDELIVERED),
        (way.failed, JobStatus.FAILED),
        (way.cancelled, JobStatus.CANCELLED),
    ],
)
async def test_what_was_sent_cannot_be_withdrawn(world, bring, status):
    """It is or may be paid: the person reads where it stands instead."""
    job = await bring(world)

    with pytest.raises(TooLate) as refusal:
        await cancel(world, job)

    assert ("cancel", {"status": status.value}) == (refusal.value.rule, refusal.value.values)
    assert status is (await world.get(job)).status


async def test_too_late_names_the_state_of_this_moment(world):
    """Not the one before, in which it would have been possible."""
    job = await world.ask()

    class SentMeanwhile(type(world.store)):
        async def cancel(self, job_id, *, now):
            await world.step("submit")
            return await super().cancel(job_id, now=now)

    world.store.__class__ = SentMeanwhile
    with pytest.raises(TooLate) as refusal:
        await cancel(world, job)

    assert {"status": "running"} == refusal.value.values


async def test_a_job_that_is_not_there_is_not_found(world):
    """Whatever is asked of it."""
    operations = world.engine.operations

    for asked in (
        operations.get(NOWHERE),
        operations.details(NOWHERE),
        operations.cancel(NOWHERE, by=ALICE, manages_guild_id=GUILD),
        retry(world, NOWHERE),
        again(world, NOWHERE),
    ):
        with pytest.raises(NotFound):
            await asked


async def test_the_same_can_be_asked_for_by_anybody(world):
    """As a job of its own, with its own price and person, whose parent is known."""
    parent = await world.until(await world.ask(prompt="fox", quality="low"), JobStatus.POSTED)

    child = await again(world, parent.id, BOB)
    await world.until(child, JobStatus.POSTED)

    assert (BOB, parent.id, parent.request) == (child.requester_id, child.parent_id, child.request)
    assert ["fox", "fox"] == [request.prompt for request in world.upstream.paid]
    details = await world.engine.operations.details(parent.id)
    assert [child.id] == [each.id for each in details.children]


async def test_what_is_private_is_nobody_elses_to_ask_for_again(world):
    """Nor to see: to whoever has its id from somewhere it is not there."""
    job = await world.engine.intake.accept(
        image_request(prompt="a secret"),
        requester_id=ALICE,
        origin=origin(),
        progress_message_id=None,
        answer_token=None,
        is_private=True,
    )
    shown_to = world.engine.operations.shown_to

    with pytest.raises(NotFound):
        await again(world, job.id, BOB)
    with pytest.raises(NotFound):
        await shown_to(BOB, job.id)
    assert (job.id, job.id) == (
        (await again(world, job.id, ALICE)).parent_id,
        (await shown_to(ALICE, job.id)).id,
    )


async def test_the_same_is_judged_like_anything_else(world):
    """A button is no way around a limit, nor around the catalogue."""
    job = await world.ask(model="gpt-image-1-official")
    world.build(allowance=Allowance(images_per_day=1))
    with pytest.raises(QuotaExceeded):
        await again(world, job.id)
    world.build(catalogue=Catalogue(world.engine.catalogue.models[:1]))

    with pytest.raises(InvalidRequest):
        await again(world, job.id)


@pytest.mark.parametrize("bring", [way.failed, way.cancelled])
async def test_what_has_ended_badly_is_tried_again_as_a_new_job(world, bring):
    """The old one stays as it ended; the new one knows its parent."""
    old = await bring(world)
    ended = (await world.get(old)).status

    new = await retry(world, old.id)
    await world.until(new, JobStatus.POSTED)

    assert (old.id, 88) == (new.parent_id, new.progress_message_id)
    assert ended is (await world.get(old)).status
    assert [new.id] == [message.job_id for message in world.discord.messages]


async def test_what_is_in_doubt_is_asked_again(world):
    """The person decided that it may be paid twice; it is the same job, shown where it was."""
    job = await way.in_doubt(world)
    await world.engine.drain()

    same = await retry(world, job.id)
    assert (job.id, JobStatus.ACCEPTED, 77) == (same.id, same.status, same.progress_message_id)
    await world.until(job, JobStatus.POSTED)
    await world.engine.drain()

    assert 2 == len(world.upstream.paid)
    assert 1 == len(world.discord.messages)
    assert {} == world.discord.answers


@pytest.mark.parametrize("bars", ["a limit", "a block"])
async def test_what_is_in_doubt_is_judged_when_it_is_asked_again(world, bars):
    """A doubt comes back to its person: to use what came back, and the doubt too, is twice."""
    world.build(allowance=Allowance(images_per_day=1))
    job = await way.in_doubt(world)
    if bars == "a limit":
        await world.ask()
    else:
        block = Block(reason="rude", by_id=BOB, began_at=world.clock.now())
        blocked = ServerRules(blocks={ALICE: block})
        await world.community.rules.change(GUILD, lambda rules: blocked, entry=None)
        world.clock.advance(3)

    with pytest.raises((QuotaExceeded, Blocked), match=r"images-per-day|rude"):
        await retry(world, job.id)

    assert JobStatus.IN_DOUBT is (await world.get(job)).status
    assert 1 == len(world.upstream.paid)


async def test_what_is_undelivered_is_posted_anew(world):
    """Nothing is paid again."""
    job = await way.undelivered(world)
    await world.engine.drain()

    same = await retry(world, job.id)
    assert (job.id, JobStatus.READY) == (same.id, same.status)
    await world.until(job, JobStatus.POSTED)
    await world.engine.drain()

    assert 1 == len(world.upstream.paid)
    assert [job.id] == [message.job_id for message in world.discord.messages]
    assert {} == world.discord.answers


@pytest.mark.parametrize(
    ("bring", "status"),
    [
        (way.accepted, JobStatus.ACCEPTED),
        (way.submitting_and_taken, JobStatus.SUBMITTING),
        (way.running, JobStatus.RUNNING),
        (way.ready, JobStatus.READY),
        (way.posting_and_posted, JobStatus.POSTING),
        (way.posted_untold, JobStatus.POSTED),
    ],
)
async def test_what_is_on_its_way_or_there_cannot_be_tried_again(world, bring, status):
    """The person reads where it stands."""
    job = await bring(world)

    with pytest.raises(TooLate) as refusal:
        await retry(world, job.id)

    assert ("retry", {"status": status.value}) == (refusal.value.rule, refusal.value.values)


@pytest.mark.parametrize(
    ("bring", "verb"), [(way.in_doubt, "ask_again"), (way.undelivered, "repost")]
)
async def test_two_clicks_at_once_try_again_once(world, bring, verb):
    """The second is told that it goes on already."""
    job = await bring(world)

    class ClickedTwice(type(world.store)):
        async def get(self, job_id):
            found = await super().get(job_id)
            if found.status in (JobStatus.IN_DOUBT, JobStatus.UNDELIVERED):
                await getattr(self, verb)(job_id, now=world.clock.now())
            return found

    world.store.__class__ = ClickedTwice

    with pytest.raises(TooLate):
        await retry(world, job.id)


@pytest.mark.parametrize("bring", [way.failed, way.cancelled, way.in_doubt, way.undelivered])
async def test_nobody_else_can_try_it_again(world, bring):
    """It may cost its person money, or show their picture."""
    job = await bring(world)

    with pytest.raises(NotYours):
        await retry(world, job.id, BOB)

    assert 1 == sum((await world.engine.operations.count_by_status()).values())


async def test_the_details_tell_the_whole_story(world):
    """How it stands, how it came there, what came of it."""
    job = await way.failed(world)
    child = await retry(world, job.id)

    details = await world.engine.operations.details(job.id)

    assert await world.engine.operations.get(job.id) == details.job
    assert [JobStatus.ACCEPTED, JobStatus.SUBMITTING, JobStatus.RUNNING, JobStatus.FAILED] == [
        move.became for move in details.history
    ]
    assert [child.id] == [each.id for each in details.children]


async def test_the_lineage_goes_back_a_handful_of_generations(world):
    """Nearest first; where it goes on, the last of them still names its parent."""
    chain = [await world.until(await world.ask(), JobStatus.POSTED)]
    for _ in range(RELATIVES + 1):
        child = await again(world, chain[0].id, ALICE)
        chain.insert(0, await world.until(child, JobStatus.POSTED))

    details = await world.engine.operations.details(chain[0].id)

    assert [job.id for job in chain[1:-1]] == [job.id for job in details.ancestors]
    assert chain[-1].id == details.ancestors[-1].parent_id
    assert [] == details.children


async def test_a_persons_jobs_are_listed_newest_first(world):
    """Theirs only, and no more than asked for."""
    first = await world.ask()
    await world.ask(BOB)
    world.clock.advance(1)
    second = await world.ask()

    async def listed(**limit):
        return [job.id for job in await world.engine.operations.list_for(ALICE, **limit)]

    assert [second.id, first.id] == await listed()
    assert [second.id] == await listed(limit=1)


async def test_jobs_are_counted_by_where_they_stand(world):
    """For the operator and the metrics."""
    await way.failed(world)
    await world.ask()

    counts = await world.engine.operations.count_by_status()

    assert {JobStatus.FAILED: 1, JobStatus.ACCEPTED: 1} == {s: n for s, n in counts.items() if n}


# --- whose pictures they are ---


async def given(world, requester_id, **fields):
    """Return a job with a picture that its requester attached."""
    picture = world.attach(source_image(url=f"https://cdn.discordapp.com/{requester_id}"))
    return await world.ask(requester_id, references=(picture,), **fields)


async def test_who_attached_pictures_may_see_them_again(world):
    """In the same again, too, however often."""
    job = await given(world, ALICE)
    once_more = await again(world, job.id, ALICE)

    own = await world.engine.operations.with_own_pictures(once_more.id, by=ALICE)

    assert once_more.id == own.id


async def test_who_asks_for_the_same_again_does_not_see_what_others_attached(world):
    """It was given in a command that only its author saw; nor does anybody else see it."""
    job = await given(world, ALICE)
    theirs = await again(world, job.id, BOB)
    later = await again(world, theirs.id, BOB)

    for asked in (job.id, theirs.id, later.id):
        with pytest.raises(NotYours, match="job"):
            await world.engine.operations.with_own_pictures(asked, by=BOB)


async def test_pictures_of_ones_own_count_whatever_the_job_came_of(world):
    """An edit of somebody's result has that result as its picture, which everybody saw."""
    parent = await given(world, ALICE)
    edited = await world.engine.intake.accept(
        image_request(references=(world.attach(source_image(url="https://result")),)),
        requester_id=BOB,
        origin=origin(),
        progress_message_id=None,
        answer_token=None,
        parent_id=parent.id,
    )

    assert edited == await world.engine.operations.with_own_pictures(edited.id, by=BOB)


async def test_the_same_from_another_picture_is_a_child(world):
    """Everything but the pictures is the parent's; a mask belonged to those."""
    parent = await given(world, ALICE, prompt="a fox", quality="low")
    result = world.attach(source_image(url="https://result"))

    varied = await world.engine.intake.admit(
        Announcement(
            requester_id=BOB,
            origin=origin(),
            answer_token=answer_token(),
            parent_id=parent.id,
            references=(result,),
        )
    )

    assert (parent.id, "a fox", "low") == (
        varied.parent_id,
        varied.request.prompt,
        varied.request.quality,
    )
    assert [result.url] == [source.url for source in varied.request.references]


async def test_a_result_may_be_older_than_the_database(world):
    """What it was made by is not known any more; the edit is made all the same."""
    edited = await world.engine.intake.admit(
        Announcement(
            requester_id=ALICE, origin=origin(), request=image_request(), parent_id=NOWHERE
        )
    )

    assert edited.parent_id is None


async def test_the_history_is_what_has_pictures_newest_first(world):
    """Found by its words, in any case."""
    kite = await world.until(await world.ask(prompt="a Kite"), JobStatus.POSTED)
    world.clock.advance(60)
    boat = await world.until(await world.ask(prompt="a boat"), JobStatus.POSTED)
    await world.ask(prompt="another kite")

    history = world.engine.operations.history
    assert [boat.id, kite.id] == [job.id for job in await history(ALICE, limit=5)]
    assert [kite.id] == [job.id for job in await history(ALICE, words="KITE", limit=5)]
    assert [kite.id] == [job.id for job in await history(ALICE, before=boat.accepted_at, limit=5)]


async def test_a_private_result_posted_anew_goes_into_the_newer_answer(world):
    """The older one's secret may have ended."""
    world.discord.posting.script = [Undeliverable("dm-closed")]
    job = await world.engine.intake.accept(
        image_request(),
        requester_id=ALICE,
        origin=origin(),
        progress_message_id=77,
        answer_token=answer_token(),
        is_private=True,
    )
    await world.until(job, JobStatus.UNDELIVERED)
    newer = answer_token(token="newer", expires_at=world.clock.now() + timedelta(minutes=15))
    await world.engine.operations.retry(
        job.id,
        requester_id=ALICE,
        origin=origin(),
        standing=Standing(),
        progress_message_id=None,
        answer_token=newer,
    )
    await world.until(job, JobStatus.POSTED)

    assert newer == world.discord.private[-1]
