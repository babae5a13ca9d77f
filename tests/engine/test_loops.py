"""Loops: wake early, work side by side up to a bound, survive a fault, stop cleanly."""

import asyncio

import pytest

from bot.domain.errors import ApiThrottled, StoreError, Undeliverable
from bot.domain.jobs import JobStatus
from bot.domain.outcomes import RemoteOutcome, RemoteState
from bot.domain.pacing import Polling
from bot.domain.rules import Standing
from bot.engine.engine import SUBMISSIONS_AT_ONCE
from bot.engine.loops import PERSIST_SECONDS, Loop, finish_even_if_cancelled, run_once
from tests.engine.world import Died
from tests.factories import ALICE, origin, source_image

SWIFT = Polling(floor_seconds=0.25, ceiling_seconds=0.25, deadline_seconds=900.0)


ATTEMPTS = len(PERSIST_SECONDS) + 1
"""How often it is tried to write down what only we know."""


def failing(store, method, error, times=1):
    """Let a method of the store fail so many times."""
    left = [error] * times

    class Failing(type(store)):
        async def _fail_first(self, *args, **kwargs):
            if left:
                raise left.pop()
            return await getattr(super(), method)(*args, **kwargs)

    setattr(Failing, method, Failing._fail_first)
    store.__class__ = Failing


async def test_the_loops_bring_a_job_to_its_message(world):
    """With references, progress and notice, and nobody drives them by hand."""
    picture = world.attach(source_image())
    async with world.running():
        job = await world.ask(references=(picture,), size=None)
        await world.eventually(job, JobStatus.POSTED)

    assert 1 == len(world.upstream.paid)
    assert [job.id] == [message.job_id for message in world.discord.messages]


@pytest.mark.parametrize("sources", [(), (source_image(),)])
async def test_acceptance_wakes_the_loops(world, sources):
    """Fetched and sent at once: nobody waits for the end of a pause. No time passes here."""
    for source in sources:
        world.attach(source)
    async with world.running():
        await world.rest()
        job = await world.ask(references=sources)
        await world.rest()

        assert JobStatus.RUNNING is (await world.get(job)).status


async def test_an_end_wakes_the_one_who_tells(world):
    """A person who withdraws a job reads at once that it is withdrawn."""
    world.build(max_in_flight=0)
    async with world.running():
        job = await world.ask()
        await world.rest()
        await world.engine.operations.cancel(job.id, by=ALICE)
        await world.rest()

        assert JobStatus.CANCELLED is world.discord.answers[job.id]


async def test_a_repost_wakes_the_one_who_posts(world):
    """The click shows the picture at once."""
    world.discord.posting.script = [Undeliverable("forbidden")]
    async with world.running():
        job = await world.ask()
        await world.eventually(job, JobStatus.UNDELIVERED)
        await world.rest()
        await world.engine.operations.retry(
            job.id,
            requester_id=ALICE,
            origin=origin(),
            standing=Standing(),
            progress_message_id=None,
            answer_token=None,
        )
        await world.rest()

        assert JobStatus.POSTED is (await world.get(job)).status
        assert {} == world.discord.answers


@pytest.mark.parametrize(
    "answers", [[], [RemoteOutcome(state=RemoteState.FAILED)]], ids=["well", "badly"]
)
async def test_a_free_place_upstream_wakes_the_one_who_submits(world, answers):
    """The next is sent as soon as one has ended, well or badly."""
    world.build(max_in_flight=1, polling=SWIFT)
    world.upstream.stuck = {"task1.0"}
    async with world.running():
        await world.ask()
        second = await world.ask()
        await world.rest()
        world.upstream.answers = answers
        world.upstream.stuck.clear()
        # No other loop looks for work by itself until a whole second has passed.
        world.clock.advance(0.3)
        await world.rest()

        assert JobStatus.RUNNING is (await world.get(second)).status


async def test_an_act_that_ends_wakes_its_own_loop(world):
    """What is due sooner than the loop would look by itself is not late."""
    world.build(polling=SWIFT)
    world.upstream.stuck = {"task1.0"}
    async with world.running():
        job = await world.ask()
        await world.rest()
        for _ in range(3):
            world.clock.advance(0.3)
            await world.rest()

        assert 3 == (await world.get(job)).polls


async def test_progress_is_shown_by_itself(world):
    """The board is looked at every second."""
    world.build(max_in_flight=0)
    async with world.running():
        job = await world.ask()
        while job.id not in world.discord.answers:
            await world.get(job)
            world.clock.advance(1)

    assert JobStatus.ACCEPTED is world.discord.answers[job.id].status


async def test_no_more_acts_run_side_by_side_than_there_are_slots(world):
    """Memory and the other side are spared."""
    jobs = [await world.ask() for _ in range(SUBMISSIONS_AT_ONCE + 2)]
    world.upstream.gate.shut()
    async with world.running():
        await world.upstream.gate.reached(SUBMISSIONS_AT_ONCE)
        for _ in range(20):
            await world.get(jobs[0])
            world.clock.advance(1)

        counts = await world.engine.operations.count_by_status()
        world.upstream.gate.open()
        await world.eventually(jobs[-1], JobStatus.POSTED)

    assert SUBMISSIONS_AT_ONCE == counts[JobStatus.SUBMITTING]
    assert len(jobs) == len(world.upstream.paid)


async def test_a_stop_waits_for_what_is_in_hand(world):
    """What was paid for is written down before we go."""
    world.upstream.gate.shut()
    job, other = await world.ask(), await world.ask()
    loops = asyncio.create_task(world.engine.run())
    await world.upstream.gate.reached(2)

    late = await world.ask()
    world.engine.stop()
    for _ in range(20):
        await world.get(job)
    assert not loops.done()
    world.upstream.gate.open()
    await loops

    assert JobStatus.RUNNING is (await world.get(job)).status
    assert JobStatus.RUNNING is (await world.get(other)).status
    assert 2 <= len(world.upstream.paid) <= 3
    assert (await world.get(late)).status in (JobStatus.ACCEPTED, JobStatus.RUNNING)


async def test_a_stop_while_all_slots_are_taken_claims_nothing_more(world):
    """The freed slot is not used again."""
    claims = []

    class Step:
        name = "work"

        async def claim(self):
            claims.append(await world.ask())
            return claims[-1]

        async def act(self, job):
            loop.stop()

    loop = Loop(Step(), clock=world.clock, slots=1)
    await loop.run()

    assert 1 == len(claims)


@pytest.mark.parametrize("method", ["claim_for_submission", "seconds_to_next_poll"])
async def test_a_loop_survives_a_fault_of_the_database(world, method, caplog):
    """It is logged with its traceback; the loop rests, and looks again."""
    failing(world.store, method, StoreError("disk I/O error"))
    job = await world.ask()
    async with world.running():
        await world.eventually(job, JobStatus.POSTED)

    assert "looking for work failed" in caplog.text
    assert "StoreError: disk I/O error" in caplog.text


async def test_a_loop_survives_an_unexpected_error_of_an_act(world, caplog):
    """One job is abandoned; the others go on."""
    world.upstream.submitting.script = [ZeroDivisionError()]
    async with world.running():
        bad, good = await world.ask(), await world.ask()
        await world.eventually(good, JobStatus.POSTED)

    assert JobStatus.IN_DOUBT is (await world.get(bad)).status
    assert "ZeroDivisionError" in caplog.text


async def test_a_job_that_cannot_even_be_abandoned_is_left_to_the_next_start(world, caplog):
    """The database refuses: both errors are logged, and nothing is sent twice."""
    failing(world.store, "doubt", StoreError("disk full"), times=ATTEMPTS)
    world.upstream.submitting.script = [ZeroDivisionError()]
    job = await world.ask()

    await world.outlast(world.engine.drain())
    assert JobStatus.SUBMITTING is (await world.get(job)).status
    await world.restart()

    assert JobStatus.IN_DOUBT is (await world.get(job)).status
    assert f"submit: job {job.id} could not be abandoned" in caplog.text
    assert "ZeroDivisionError" in caplog.text


async def test_a_task_id_that_cannot_be_written_down_is_in_the_log(world, caplog):
    """It was paid for: the operator finds it there, and the job is in doubt."""
    caplog.set_level("INFO", logger="bot.engine")
    failing(world.store, "record_remote", StoreError("disk full"), times=ATTEMPTS)
    job = await world.ask()

    await world.outlast(world.engine.drain())

    assert JobStatus.IN_DOUBT is (await world.get(job)).status
    assert f"job {job.id} is upstream as task1.0" in caplog.text


async def test_a_job_that_went_on_before_the_error_is_let_be(world, caplog):
    """It was withdrawn while we stumbled: there is nothing to abandon."""
    caplog.set_level("INFO", logger="bot.engine.loops")
    job = await world.ask(references=(world.attach(source_image()),))

    class Withdrawing:
        async def fetch(self, url, *, most_bytes):
            await world.engine.operations.cancel(job.id, by=ALICE)
            raise ZeroDivisionError

    world.cdn = Withdrawing()
    world.build()
    await world.step("prepare")

    assert JobStatus.CANCELLED is (await world.get(job)).status
    assert f"prepare: job {job.id} had gone on before the error" in caplog.text


async def test_a_loop_that_is_cancelled_takes_the_others_with_it(world):
    """Half an engine would be worse than none: the process ends and is started again."""
    loops = asyncio.create_task(world.engine.run())
    job = await world.ask()
    while (await world.get(job)).status is not JobStatus.RUNNING:
        pass

    loops.cancel()
    with pytest.raises(asyncio.CancelledError):
        await loops

    assert not [task for task in asyncio.all_tasks() if task.get_name().startswith("loop ")]


async def test_a_loop_that_dies_takes_the_others_with_it(world):
    """What kills one ends `run`, with the reason."""
    failing(world.store, "claim_for_poll", Died())

    with pytest.raises(BaseExceptionGroup) as ended:
        await world.engine.run()

    assert ended.group_contains(Died)
    assert not [task for task in asyncio.all_tasks() if task.get_name().startswith("loop ")]


async def test_cancelled_loops_put_what_is_on_the_wire_in_doubt(world):
    """Even then the row tells the truth."""
    job = await world.ask()
    world.upstream.gate.shut()
    loops = asyncio.create_task(world.engine.run())
    await world.upstream.gate.reached()

    loops.cancel()
    with pytest.raises(asyncio.CancelledError):
        await loops

    assert JobStatus.IN_DOUBT is (await world.get(job)).status


async def test_a_courtesy_that_fails_stops_nothing(world, caplog):
    """Progress and upkeep are logged when they fail, and tried again."""
    failing(world.store, "showing_progress", StoreError("disk I/O error"))
    failing(world.store, "forget_tokens", StoreError("disk I/O error"))
    job = await world.ask()
    async with world.running():
        await world.eventually(job, JobStatus.POSTED)

    assert "ProgressBoard.step failed" in caplog.text
    assert "Upkeep.step failed" in caplog.text


async def test_in_a_pause_the_loops_do_not_spin(world):
    """A throttled queue costs a look now and then, not a core."""
    looks = []

    class Counting(type(world.store)):
        async def claim_for_poll(self, **kwargs):
            looks.append(world.clock.monotonic())
            return await super().claim_for_poll(**kwargs)

    world.store.__class__ = Counting
    world.upstream.submitting.script = [ApiThrottled("slow down", retry_after_seconds=60)]
    job = await world.ask()
    async with world.running():
        await world.eventually(job, JobStatus.RUNNING)

    assert len(looks) <= 2 * (60 + 10)


async def test_run_once_tells_whether_there_was_work(world):
    """So that draining by hand knows when to stop."""
    prepare = world.engine.steps[0]
    assert not await run_once(prepare)
    await world.ask(references=(world.attach(source_image()),))

    assert await run_once(prepare)
    assert not await run_once(prepare)


async def interrupted(writing, times):
    """Await the write in a task that is cancelled so many times meanwhile."""
    task = asyncio.create_task(finish_even_if_cancelled(writing))
    for _ in range(times):
        await asyncio.sleep(0)
        task.cancel()
    return (await asyncio.gather(task, return_exceptions=True))[0]


@pytest.mark.parametrize("times", [1, 2, 3])
async def test_a_write_is_finished_however_often_it_is_cancelled(times):
    """The world knows the outcome already; the cancellation is obeyed afterwards."""
    written = []

    async def write():
        for _ in range(5):
            await asyncio.sleep(0)
        written.append("done")

    assert isinstance(await interrupted(write(), times), asyncio.CancelledError)
    assert ["done"] == written


async def test_a_write_that_is_not_cancelled_gives_its_result():
    """And is nothing special."""

    async def write():
        return 5

    assert 5 == await finish_even_if_cancelled(write())


@pytest.mark.parametrize("times", [0, 1, 2])
async def test_a_write_that_fails_says_so_even_when_cancelled(times):
    """An outcome that could not be written down must not go unheard."""

    async def write():
        for _ in range(5):
            await asyncio.sleep(0)
        raise StoreError("disk full")

    assert isinstance(await interrupted(write(), times), StoreError)


async def test_a_write_that_is_itself_cancelled_ends():
    """At the very end of the process nothing can be finished any more."""

    async def write():
        raise asyncio.CancelledError

    assert isinstance(await interrupted(write(), 0), asyncio.CancelledError)


async def test_an_acceptance_is_finished_when_its_command_is_cancelled(world):
    """What was written down is a job, and goes its way."""
    accepting = asyncio.create_task(
        world.engine.intake.accept(
            (await world.ask()).request,
            requester_id=ALICE,
            origin=origin(),
            progress_message_id=None,
            answer_token=None,
        )
    )
    await asyncio.sleep(0)
    accepting.cancel()
    with pytest.raises(asyncio.CancelledError):
        await accepting

    assert 2 == len(await world.engine.operations.list_for(ALICE))
