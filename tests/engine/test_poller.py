"""Polling: asked as seldom as is worth it, until upstream has said how it ended."""

import pytest

from bot.domain.errors import (
    ApiForbidden,
    ApiProtocolError,
    ApiRejected,
    ApiThrottled,
    ApiUnavailable,
)
from bot.domain.jobs import JobStatus
from bot.domain.outcomes import Failure, FailureReason, RemoteOutcome, RemoteState

WAITING = RemoteOutcome(state=RemoteState.WAITING)
UNKNOWN = RemoteOutcome(state=RemoteState.UNKNOWN)
DAY = 24 * 3600


async def running(world, **fields):
    """Return a job that upstream has just taken."""
    return await world.until(await world.ask(**fields), JobStatus.RUNNING)


async def asked_after(world, job, seconds):
    """Let time pass at one leap, ask what is due, and return the job."""
    world.clock.advance(seconds)
    await world.step("poll")
    return await world.get(job)


async def test_it_is_asked_until_it_has_ended(world):
    """Waiting moves the next question, more and more; the estimate is remembered."""
    estimate = RemoteOutcome(state=RemoteState.WAITING, estimated_seconds=30.0)
    world.upstream.answers = [estimate, WAITING, WAITING]
    job = await running(world)

    waiting = await asked_after(world, job, 2)
    assert (1, 30.0) == (waiting.polls, waiting.estimated_seconds)
    posted = await world.until(job, JobStatus.POSTED)

    assert 3 == posted.polls
    assert 30.0 == posted.estimated_seconds
    assert 4 == world.watch.polls


async def test_nobody_is_asked_before_it_is_time(world):
    """Five jobs that took eight seconds spare the questions of the first seven."""
    for _ in range(5):
        job = await running(world)
        assert (job.next_poll_at - job.running_at).total_seconds() < 1.11
        await asked_after(world, job, 8)
    world.clock.advance(60)

    job = await running(world)

    assert 7.2 <= (job.next_poll_at - job.running_at).total_seconds() <= 8


@pytest.mark.parametrize(
    ("state", "reason"),
    [
        (RemoteState.FAILED, FailureReason.UPSTREAM_FAILED),
        (RemoteState.CANCELLED, FailureReason.UPSTREAM_CANCELLED),
    ],
)
async def test_a_bad_end_is_told(world, state, reason):
    """Where upstream has no words of its own there is a sentence of ours."""
    world.upstream.answers = [RemoteOutcome(state=state)]
    job = await running(world)

    failed = await world.until(job, JobStatus.FAILED)

    assert Failure(reason=reason) == failed.failure
    assert JobStatus.FAILED is world.discord.answers[job.id]


async def test_upstreams_own_words_are_kept(world):
    """They say best what to change."""
    failure = Failure(reason=FailureReason.MODERATED, detail="no foxes today")
    world.upstream.answers = [RemoteOutcome(state=RemoteState.FAILED, failure=failure)]

    failed = await world.until(await running(world), JobStatus.FAILED)

    assert failure == failed.failure


async def test_unknown_right_after_submitting_is_not_believed(world):
    """Some gateways need seconds until they know their own task."""
    world.upstream.answers = [UNKNOWN] * 5
    job = await running(world)

    await world.until(job, JobStatus.POSTED)

    assert 1 == len(world.upstream.paid)


async def test_unknown_after_a_minute_is_an_end(world):
    """It will not come back."""
    job = await running(world)
    world.upstream.forget("task1.0")

    assert JobStatus.RUNNING is (await asked_after(world, job, 59)).status
    failed = await asked_after(world, job, 60)

    assert Failure(reason=FailureReason.UPSTREAM_UNKNOWN) == failed.failure


async def test_a_bot_that_was_down_for_days_still_brings_the_pictures(world):
    """No job ends by time without one question answered: they were paid for."""
    job = await running(world)
    world.clock.advance(3 * DAY)
    await world.restart()

    await world.until(job, JobStatus.POSTED)

    assert 1 == len(world.discord.messages)


async def test_after_a_day_of_waiting_the_job_is_given_up(world):
    """Upstream keeps nothing for longer."""
    world.upstream.answers = [WAITING] * 3
    job = await running(world)

    assert JobStatus.RUNNING is (await asked_after(world, job, DAY)).status
    failed = await asked_after(world, job, 120)

    assert Failure(reason=FailureReason.NEVER_ENDED) == failed.failure


@pytest.mark.parametrize("error", [ApiRejected("task id?"), ApiProtocolError("a page")])
async def test_an_answer_that_never_makes_sense_is_given_up_after_a_day(world, error):
    """Upstream answers, only not in a way that will ever bring a picture."""
    world.upstream.asking.script = [error] * 3
    job = await running(world)

    assert JobStatus.RUNNING is (await asked_after(world, job, DAY)).status
    failed = await asked_after(world, job, 120)

    assert Failure(reason=FailureReason.NEVER_ENDED) == failed.failure


@pytest.mark.parametrize("error", [ApiUnavailable("no route"), ApiForbidden("no such key")])
async def test_silence_is_no_answer_however_long(world, error):
    """The pictures may be there as soon as the way is mended."""
    world.upstream.asking.script = [error] * 2
    job = await running(world)
    await asked_after(world, job, 2 * DAY)
    assert JobStatus.RUNNING is (await asked_after(world, job, DAY)).status

    await world.until(job, JobStatus.POSTED)

    assert 1 == len(world.discord.messages)


async def test_trouble_moves_the_next_question(world, caplog):
    """Longer with every failure in a row; its begin and its end are logged."""
    caplog.set_level("INFO", logger="bot.engine.poller")
    world.upstream.asking.script = [ApiUnavailable("no route")] * 4
    world.upstream.answers = [WAITING] * 2
    job = await running(world)

    pauses = []
    for _ in range(4):
        troubled = await asked_after(world, job, 60)
        pauses.append((troubled.next_poll_at - world.clock.now()).total_seconds())
    await world.until(job, JobStatus.POSTED)

    assert pauses[3] >= 6.0
    assert {"ApiUnavailable": 4} == world.watch.api_failures
    assert 1 == caplog.text.count("polling is troubled: ApiUnavailable: no route")
    assert 1 == caplog.text.count("polling goes on")


async def test_a_throttle_is_honoured(world):
    """The next question waits as long as we were asked to."""
    world.upstream.asking.script = [ApiThrottled("slow down", retry_after_seconds=200)]
    job = await running(world)

    throttled = await asked_after(world, job, 5)

    assert 200 <= (throttled.next_poll_at - world.clock.now()).total_seconds()


async def test_several_tasks_come_together(world):
    """One message with all pictures, when the last task has ended."""
    world.upstream.tasks_per_request = 2
    world.upstream.answers = [world.upstream.finished("task1.0", 1), WAITING]
    job = await running(world)

    assert JobStatus.RUNNING is (await asked_after(world, job, 2)).status
    await world.until(job, JobStatus.POSTED)

    [message] = world.discord.messages
    assert 2 == len(message.pictures)


@pytest.mark.parametrize(
    ("cost", "made", "price"),
    [
        (None, 3, 27_000),
        (None, 2, 18_000),
        (None, 0, 0),
        (12_345, 3, 12_345),
        (0, 3, 0),
    ],
)
async def test_what_is_spent_is_what_was_made(world, cost, made, price):
    """As upstream says; else the share of the held price for the pictures that there are."""
    job = await running(world, count=3, quality="low")
    assert 27_000 == job.price_microusd
    world.upstream.answers = [world.upstream.finished("task1.0", made, cost)]

    ready = await asked_after(world, job, 10)

    assert (JobStatus.READY, price) == (ready.status, ready.price_microusd)


async def test_a_model_that_is_no_longer_on_offer_still_brings_its_pictures(world):
    """The operator changed the configuration while the job was upstream."""
    job = await running(world, model="gpt-image-1-official", quality="low")
    world.build(catalogue=type(world.engine.catalogue)(world.engine.catalogue.models[:1]))

    posted = await world.until(job, JobStatus.POSTED)

    assert 11_000 == posted.price_microusd


async def test_an_unexpected_error_leaves_the_job_for_a_minute(world, caplog):
    """Asking costs nothing, so it is asked again."""
    world.upstream.asking.script = [ZeroDivisionError()]
    job = await running(world)

    abandoned = await asked_after(world, job, 5)
    assert JobStatus.RUNNING is abandoned.status
    assert not await world.step("poll")
    world.clock.advance(60)
    await world.until(job, JobStatus.POSTED)

    assert f"poll: job {job.id} met an unexpected error" in caplog.text


async def test_the_loop_rests_until_the_next_question(world):
    """A second at most, and never so short that it spins."""
    poller = next(step for step in world.engine.steps if step.name == "poll")
    assert 1.0 == await poller.idle_seconds()
    job = await running(world)

    assert 1.0 == await poller.idle_seconds()
    left = (job.next_poll_at - world.clock.now()).total_seconds() - 0.25
    world.clock.advance(left)
    assert pytest.approx(0.25) == await poller.idle_seconds()
    world.clock.advance(1)
    assert 0.05 == await poller.idle_seconds()
    await poller.claim()
    assert 1.0 == await poller.idle_seconds()
