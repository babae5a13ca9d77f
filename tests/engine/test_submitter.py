"""Submitting: the step that spends money, and what it does when it cannot know."""

import asyncio

import pytest

from bot.domain.errors import (
    ApiForbidden,
    ApiProtocolError,
    ApiRejected,
    ApiThrottled,
    ApiUnavailable,
    SubmissionInDoubt,
)
from bot.domain.jobs import JobStatus
from bot.domain.outcomes import Failure, FailureReason
from tests.engine.pictures import Fault
from tests.factories import ALICE

NOT_TAKEN = [
    ApiUnavailable("no connection"),
    ApiThrottled("slow down"),
    ApiForbidden("no balance"),
]


def prompts(world):
    """Return what was paid for, in its order."""
    return [request.prompt for request in world.upstream.paid]


def lost(taken=True):
    """Return a submission whose answer is lost, after upstream took it or before."""
    return Fault(SubmissionInDoubt("the answer was lost"), after_the_effect=taken)


@pytest.mark.parametrize(
    ("moderated", "reason"), [(False, FailureReason.REJECTED), (True, FailureReason.MODERATED)]
)
async def test_a_refusal_ends_the_job_with_the_apis_sentence(world, moderated, reason):
    """The person reads why; nothing is charged, nothing is tried again, the others go on."""
    world.upstream.submitting.script = [ApiRejected("too many foxes", moderated=moderated)]
    refused, other = await world.ask(prompt="fox"), await world.ask(prompt="owl")

    await world.until(other, JobStatus.POSTED)

    job = await world.get(refused)
    assert Failure(reason=reason, detail="too many foxes") == job.failure
    assert ["owl"] == prompts(world)
    assert JobStatus.FAILED is world.discord.answers[job.id]


@pytest.mark.parametrize("error", NOT_TAKEN, ids=lambda error: type(error).__name__)
async def test_what_was_surely_not_taken_is_sent_again(world, error):
    """The job goes back to the head of the queue and is paid for once."""
    world.upstream.submitting.script = [error] * 3
    first, second = await world.ask(prompt="first"), await world.ask(prompt="second")

    await world.until(second, JobStatus.POSTED)

    assert ["first", "second"] == prompts(world)
    assert (4, 1) == ((await world.get(first)).attempts, (await world.get(second)).attempts)


@pytest.mark.parametrize("error", NOT_TAKEN, ids=lambda error: type(error).__name__)
async def test_submitting_pauses_with_its_trouble_in_sight(world, error):
    """Readiness says why nothing goes out, until a probe has gone through."""
    world.upstream.submitting.script = [error, error]
    job = await world.ask()
    assert world.engine.submitter.trouble is None

    await world.engine.drain()
    assert f"{type(error).__name__}: {error}" == world.engine.submitter.trouble
    assert JobStatus.ACCEPTED is (await world.get(job)).status
    await world.until(job, JobStatus.RUNNING)

    assert world.engine.submitter.trouble is None
    assert {type(error).__name__: 2} == world.watch.api_failures


async def test_the_pause_and_its_end_are_logged_once(world, caplog):
    """Trouble is news at its beginning and at its end, not at every try."""
    caplog.set_level("INFO", logger="bot.engine.submitter")
    world.upstream.submitting.script = [ApiUnavailable("no connection")] * 3
    await world.until(await world.ask(), JobStatus.RUNNING)
    await world.until(await world.ask(), JobStatus.RUNNING)

    assert 1 == caplog.text.count("submitting pauses: ApiUnavailable: no connection")
    assert 1 == caplog.text.count("submitting goes on")


async def test_after_a_failure_one_job_is_sent_as_a_probe(world):
    """A gateway in trouble is not met with the whole queue at once."""
    world.upstream.submitting.script = [ApiUnavailable("no connection")] * 2
    jobs = [await world.ask(prompt=prompt) for prompt in "abc"]

    await world.engine.drain()
    world.clock.advance(2)
    await world.engine.drain()

    assert [2, 0, 0] == [(await world.get(job)).attempts for job in jobs]
    await world.until(jobs[2], JobStatus.RUNNING)
    assert ["a", "b", "c"] == prompts(world)


async def test_while_a_probe_is_out_nobody_else_is_sent(world):
    """Its answer is what we wait for."""
    world.upstream.submitting.script = [ApiUnavailable("no connection")]
    for prompt in "ab":
        await world.ask(prompt=prompt)
    await world.engine.drain()
    world.clock.advance(2)

    probe = await world.engine.submitter.claim()
    assert await world.engine.submitter.claim() is None
    await world.engine.submitter.act(probe)

    assert (await world.engine.submitter.claim()).request.prompt == "b"


async def test_a_throttle_is_honoured(world):
    """Nothing is sent until the API wants to be asked again."""
    world.upstream.submitting.script = [ApiThrottled("slow down", retry_after_seconds=30)]
    await world.ask()

    await world.live(29)
    assert [] == world.upstream.paid
    await world.live(1)

    assert 1 == len(world.upstream.paid)


async def test_what_was_sent_beside_the_first_failure_tells_nothing_new(world):
    """Answers to earlier submissions neither lengthen the pause nor end it."""
    submitter = world.engine.submitter
    for prompt in "abcd":
        await world.ask(prompt=prompt)
    first, second, third = [await submitter.claim() for _ in range(3)]
    world.upstream.submitting.script = [
        ApiThrottled("slow down", retry_after_seconds=30),
        ApiThrottled("slow down", retry_after_seconds=90),
    ]
    await submitter.act(first)
    await submitter.act(second)

    await submitter.act(third)
    assert submitter.trouble is not None
    await world.live(29)
    assert ["c"] == prompts(world)
    await world.live(1)

    assert ["c", "a", "b", "d"] == prompts(world)


@pytest.mark.parametrize("taken", [True, False])
async def test_a_lost_answer_is_never_sent_again_by_itself(world, taken):
    """We cannot know whether it was paid, so the person decides."""
    world.upstream.submitting.script = [lost(taken)]
    job = await world.ask()

    await world.live(60)

    assert JobStatus.IN_DOUBT is (await world.get(job)).status
    assert JobStatus.IN_DOUBT is world.discord.answers[job.id]
    assert taken == len(world.upstream.paid)
    assert "the answer was lost" == (await world.store.history(job.id))[-1].note


async def test_an_outage_does_not_put_the_whole_queue_in_doubt(world):
    """After a lost answer the next is sent after a pause, and alone."""
    world.upstream.submitting.script = [lost(), lost()]
    jobs = [await world.ask(prompt=prompt) for prompt in "abcd"]

    await world.engine.drain()
    assert 1 == (await world.engine.operations.count_by_status())[JobStatus.IN_DOUBT]
    await world.until(jobs[3], JobStatus.POSTED)

    assert 2 == (await world.engine.operations.count_by_status())[JobStatus.IN_DOUBT]
    assert world.engine.submitter.trouble is None


@pytest.mark.parametrize("error", [ZeroDivisionError(), ApiProtocolError("what is this?")])
async def test_an_unexpected_error_puts_the_job_in_doubt(world, error, caplog):
    """We do not know how far it came; the traceback is in the log."""
    world.upstream.submitting.script = [error]
    job = await world.ask()

    await world.live(30)

    assert JobStatus.IN_DOUBT is (await world.get(job)).status
    assert f"unexpected {type(error).__name__}" == (await world.store.history(job.id))[-1].note
    assert f"submit: job {job.id} met an unexpected error" in caplog.text
    assert [] == world.upstream.paid


async def test_cancelled_while_it_is_sent_the_job_is_in_doubt(world):
    """A task that is cancelled on the wire still writes down what it knows."""
    job = await world.ask()
    world.upstream.gate.shut()
    sending = asyncio.create_task(world.step("submit"))
    await world.upstream.gate.reached()

    sending.cancel()
    with pytest.raises(asyncio.CancelledError):
        await sending

    assert JobStatus.IN_DOUBT is (await world.get(job)).status


async def test_several_tasks_of_one_request_are_all_kept(world):
    """Some gateways split a request; each of its pictures was paid for."""
    world.upstream.tasks_per_request = 2
    job = await world.ask()

    running = await world.until(job, JobStatus.RUNNING)

    assert ("task1.0", "task1.1") == running.remote_ids


async def test_trouble_that_holds_nobody_up_is_forgotten(world):
    """The only one who waited has withdrawn the job: readiness is not red for ever."""
    world.upstream.submitting.script = [ApiForbidden("the balance is too low")]
    job = await world.ask()
    await world.step("submit")
    await world.engine.operations.cancel(job.id, by=ALICE)
    assert world.engine.submitter.trouble is not None

    await world.live(10)

    assert world.engine.submitter.trouble is None


async def test_without_trouble_the_queue_is_looked_at_every_second(world):
    """So that nothing waits long, even if nobody wakes the loop."""
    assert 1.0 == await world.engine.submitter.idle_seconds()


async def test_in_a_pause_the_loop_rests_until_its_end(world):
    """And no shorter than a second once it is over, should there be nothing to send."""
    world.upstream.submitting.script = [ApiThrottled("slow down", retry_after_seconds=10)]
    job = await world.ask()
    await world.engine.drain()

    assert 1.0 == await world.engine.submitter.idle_seconds()
    world.clock.advance(9.75)
    assert pytest.approx(0.25) == await world.engine.submitter.idle_seconds()
    await world.engine.operations.cancel(job.id, by=ALICE)
    world.clock.advance(5)
    assert not await world.step("submit")
    assert 1.0 == await world.engine.submitter.idle_seconds()
