"""The whole way of a job, from words to a message, and from any point of it after a restart."""

import pytest

from bot.domain.errors import InvalidRequest, QuotaExceeded, SubmissionInDoubt, Undeliverable
from bot.domain.jobs import JobStatus
from bot.domain.outcomes import RemoteOutcome, RemoteState
from bot.domain.quota import Allowance
from tests.engine.pictures import Fault, mask_bytes, picture_bytes
from tests.engine.world import Died
from tests.factories import ALICE, BOB, mask, origin, source_image


async def test_words_become_one_message_with_pictures(world):
    """The main job: paid once, shown once, the answer taken away, every arrow in the history."""
    job = await world.ask(prompt=" a lighthouse ", count=2)

    posted = await world.until(job, JobStatus.POSTED)

    assert ["a lighthouse"] == [request.prompt for request in world.upstream.paid]
    [message] = world.discord.messages
    assert (job.id, posted.message_id) == (message.job_id, message.id)
    texts = ("https://results.example/task1.0/0", "https://results.example/task1.0/1")
    assert texts == message.pictures
    assert {} == world.discord.answers
    assert [
        None,
        JobStatus.ACCEPTED,
        JobStatus.SUBMITTING,
        JobStatus.RUNNING,
        JobStatus.READY,
        JobStatus.POSTING,
    ] == [move.was for move in await world.store.history(job.id)]


async def test_the_observer_sees_every_move_and_stage(world):
    """The metrics tell where time goes, by stages that add up to the whole."""
    job = await world.ask(count=2)
    await world.until(job, JobStatus.POSTED)

    assert [(move.was, move.became) for move in await world.store.history(job.id)] == (
        world.watch.moves
    )
    stages = dict(world.watch.stages)
    assert {"waiting", "submitting", "running", "downloading", "posting", "total"} == set(stages)
    assert stages["total"] == stages["running"] > 0
    assert (1, 2) == (world.watch.polls, world.watch.pictures)


async def test_the_same_event_is_accepted_once(world):
    """Discord may deliver an event twice; nobody pays twice for it."""
    place = origin()

    async def accept():
        return await world.engine.intake.accept(
            (await world.ask()).request,
            requester_id=ALICE,
            origin=place,
            progress_message_id=None,
            answer_token=None,
        )

    first, second = await accept(), await accept()

    assert first.id == second.id
    assert 3 == [became for _, became in world.watch.moves].count(JobStatus.ACCEPTED)


async def test_a_bad_request_is_not_written_down(world):
    """The rules hold at the only door."""
    with pytest.raises(InvalidRequest):
        await world.ask(prompt=" ")

    assert [] == await world.engine.operations.list_for(ALICE)


async def test_a_check_costs_nothing(world):
    """A command can check before it asks for more."""
    request = (await world.ask()).request

    assert request == world.engine.intake.check(request)
    assert [] == world.upstream.paid


async def test_a_limit_is_judged_on_what_is_there(world):
    """Held pictures count against their person, and nobody else."""
    world.build(allowance=Allowance(images_per_day=3))
    await world.ask(count=2)

    with pytest.raises(QuotaExceeded) as refusal:
        await world.ask(count=2)

    assert 1 == refusal.value.values["left"]
    await world.ask(BOB, count=2)
    assert 1 == len(await world.engine.operations.list_for(ALICE))


@pytest.mark.parametrize(
    ("fields", "size", "price"),
    [
        ({"size": None, "quality": "low"}, "1:1", 9_000),
        ({"size": "3:2", "quality": "low", "count": 2}, "3:2", 26_000),
        ({"size": None, "references": (source_image(),)}, None, 200_000),
    ],
)
async def test_the_price_is_held_from_the_start(world, fields, size, price):
    """Without pictures the size is settled at once; with them the dearest is held until it is."""
    job = await world.ask(**fields)

    assert (size, price) == (job.request.size, job.price_microusd)


async def test_no_more_jobs_are_upstream_than_allowed(world):
    """The rest wait in their order, and go when a place is free."""
    world.build(max_in_flight=2)
    jobs = [await world.ask(prompt=prompt) for prompt in "abcd"]
    world.upstream.stuck = {"task1.0"}
    await world.engine.drain()

    assert ["a", "b"] == [request.prompt for request in world.upstream.paid]

    await world.until(jobs[1], JobStatus.POSTED)

    assert JobStatus.RUNNING is (await world.get(jobs[0])).status
    assert ["a", "b", "c"] == [request.prompt for request in world.upstream.paid]


async def accepted(world):
    """Bring a job to `accepted`."""
    return await world.ask()


async def accepted_with_pictures(world):
    """Bring a job to `accepted`, with references that are not fetched yet."""
    picture = world.attach(source_image())
    masked = mask(url="https://cdn.discordapp.com/mask.png")
    world.attach(masked.source, mask_bytes())
    return await world.ask(references=(picture,), mask=masked, size=None)


async def prepared(world):
    """Bring a job to `accepted`, with its references made reachable."""
    job = await accepted_with_pictures(world)
    await world.step("prepare")
    return job


async def submitting_and_taken(world):
    """Die after upstream has taken the request."""
    job = await world.ask()
    world.upstream.submitting.script = [Fault(Died(), after_the_effect=True)]
    with pytest.raises(Died):
        await world.engine.drain()
    return job


async def submitting_and_not_taken(world):
    """Die before upstream has got the request."""
    job = await world.ask()
    world.upstream.submitting.script = [Died()]
    with pytest.raises(Died):
        await world.engine.drain()
    return job


def lost_answer():
    """Return what happens at a submission that upstream takes, without our hearing of it."""
    return Fault(SubmissionInDoubt("the answer was lost"), after_the_effect=True)


async def in_doubt(world):
    """Lose the answer to a submission."""
    job = await world.ask()
    world.upstream.submitting.script = [lost_answer()]
    await world.engine.drain()
    return job


async def running(world):
    """Have a job upstream."""
    job = await world.ask()
    await world.engine.drain()
    return job


async def being_polled(world):
    """Die while upstream is asked."""
    job = await running(world)
    world.clock.advance(60)
    world.upstream.asking.script = [Died()]
    with pytest.raises(Died):
        await world.engine.drain()
    return job


async def ready(world):
    """Have the results, not shown yet."""
    job = await running(world)
    world.clock.advance(60)
    await world.step("poll")
    return job


async def posting_and_posted(world):
    """Die after Discord has taken the message."""
    return await _posting(world, Fault(Died(), after_the_effect=True))


async def posting_and_not_posted(world):
    """Die before Discord has got the message."""
    return await _posting(world, Died())


async def _posting(world, fault):
    job = await ready(world)
    world.discord.posting.script = [fault]
    with pytest.raises(Died):
        await world.engine.drain()
    return job


async def posted_untold(world):
    """Die after the result was written down, before the progress answer was taken away."""
    job = await ready(world)
    await world.step("post")
    return job


async def undelivered(world):
    """Have a result and nowhere to put it."""
    job = await ready(world)
    world.discord.posting.script = [Undeliverable("channel-gone")]
    await world.step("post")
    return job


async def failed(world):
    """Have a job that upstream gave up."""
    job = await running(world)
    world.upstream.answers = [RemoteOutcome(state=RemoteState.FAILED)]
    world.clock.advance(60)
    await world.step("poll")
    return job


async def cancelled(world):
    """Have a job that was withdrawn."""
    job = await world.ask()
    await world.engine.operations.cancel(job.id, by=ALICE)
    return job


@pytest.mark.parametrize("seconds", [0, 3600], ids=["at once", "an hour later"])
@pytest.mark.parametrize(
    ("bring", "stands", "ends", "paid"),
    [
        (accepted, JobStatus.ACCEPTED, JobStatus.POSTED, 1),
        (accepted_with_pictures, JobStatus.ACCEPTED, JobStatus.POSTED, 1),
        (prepared, JobStatus.ACCEPTED, JobStatus.POSTED, 1),
        (submitting_and_taken, JobStatus.SUBMITTING, JobStatus.IN_DOUBT, 1),
        (submitting_and_not_taken, JobStatus.SUBMITTING, JobStatus.IN_DOUBT, 0),
        (in_doubt, JobStatus.IN_DOUBT, JobStatus.IN_DOUBT, 1),
        (running, JobStatus.RUNNING, JobStatus.POSTED, 1),
        (being_polled, JobStatus.RUNNING, JobStatus.POSTED, 1),
        (ready, JobStatus.READY, JobStatus.POSTED, 1),
        (posting_and_posted, JobStatus.POSTING, JobStatus.POSTED, 1),
        (posting_and_not_posted, JobStatus.POSTING, JobStatus.POSTED, 1),
        (posted_untold, JobStatus.POSTED, JobStatus.POSTED, 1),
        (undelivered, JobStatus.UNDELIVERED, JobStatus.UNDELIVERED, 1),
        (failed, JobStatus.FAILED, JobStatus.FAILED, 1),
        (cancelled, JobStatus.CANCELLED, JobStatus.CANCELLED, 0),
    ],
)
async def test_a_restart_at_any_point_carries_on(world, bring, stands, ends, paid, seconds):
    """Wherever we die: paid once, shown once, and the person reads how it stands."""
    job = await bring(world)
    assert stands is (await world.get(job)).status

    world.clock.advance(seconds)
    await world.restart()
    await world.live(20)

    assert ends is (await world.get(job)).status
    assert paid == len(world.upstream.paid)
    assert [job.id] * (ends is JobStatus.POSTED) == [m.job_id for m in world.discord.messages]
    assert ({} if ends is JobStatus.POSTED else {job.id: ends}) == world.discord.answers


async def test_a_restart_with_pictures_sends_what_was_attached(world):
    """References and mask reach upstream at addresses that it can fetch, in the nearest size."""
    picture = world.attach(source_image(), picture_bytes(width=900, height=600))
    await world.ask(references=(picture,), size=None)
    await world.restart()
    await world.live(5)

    [request] = world.upstream.paid
    assert "3:2" == request.size
    assert ("https://uploads.example/image1.png",) == tuple(
        source.reachable_url for source in request.sources
    )


async def test_a_restart_says_what_it_found(world, caplog):
    """The operator reads which jobs were in flight when we died, and what else there is."""
    caplog.set_level("INFO", logger="bot.engine.recovery")
    job = await submitting_and_taken(world)

    await world.restart()

    assert f"job {job.id}: we died while it was submitting; now in_doubt" in caplog.text
    assert "jobs in the database: {'in_doubt': 1}" in caplog.text


async def test_a_first_start_finds_nothing(world, caplog):
    """An empty database is no news."""
    caplog.set_level("INFO", logger="bot.engine.recovery")

    await world.restart()

    assert "jobs in the database: none" in caplog.text
