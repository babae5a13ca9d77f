"""A database that refuses when the world has answered: nothing is lost, nothing done twice."""

import asyncio
import sqlite3
from contextlib import closing, contextmanager

import pytest

from bot.domain.jobs import JobStatus
from tests.engine.pictures import Fault


@contextmanager
def refusing(tmp_path, *statuses):
    """Let the database itself refuse every row that comes into one of these states."""
    listed = ", ".join(f"'{status}'" for status in statuses)
    with closing(sqlite3.connect(tmp_path / "jobs.db", isolation_level=None)) as connection:
        connection.execute(
            "CREATE TRIGGER refusing BEFORE UPDATE ON job"
            f" WHEN NEW.status IN ({listed}) AND OLD.status <> NEW.status"
            " BEGIN SELECT RAISE(ABORT, 'database or disk is full'); END"
        )
        yield
        connection.execute("DROP TRIGGER refusing")


async def beginning_to_wait(world, name):
    """Begin one act, and return it as soon as it waits for the clock."""
    act = asyncio.create_task(world.step(name))
    while not world.clock.resting:
        await world.store.count_by_status()
    return act


async def test_a_task_id_is_kept_until_the_database_takes_it(world, tmp_path):
    """It is paid for: without its id the picture would be lost, or paid for once more."""
    job = await world.ask()
    with refusing(tmp_path, JobStatus.RUNNING):
        submitting = await beginning_to_wait(world, "submit")
    world.clock.advance(1)
    await submitting

    running = await world.get(job)
    assert (JobStatus.RUNNING, ("task1.0",)) == (running.status, running.remote_ids)
    assert 1 == len(world.upstream.paid)


async def test_a_task_id_that_cannot_be_kept_for_a_minute_leaves_the_job_in_doubt(
    world, tmp_path, caplog
):
    """Then the person decides; the id stands in the log for the operator."""
    caplog.set_level("INFO", logger="bot.engine.submitter")
    job = await world.ask()
    with refusing(tmp_path, JobStatus.RUNNING):
        await world.outlast(world.step("submit"))

    assert JobStatus.IN_DOUBT is (await world.get(job)).status
    assert f"job {job.id} is upstream as task1.0" in caplog.text


async def test_a_stop_in_the_middle_writes_the_task_id_if_it_can(world, tmp_path):
    """The last chance is taken, and the stop obeyed."""
    job = await world.ask()
    with refusing(tmp_path, JobStatus.RUNNING):
        submitting = await beginning_to_wait(world, "submit")
    submitting.cancel()
    with pytest.raises(asyncio.CancelledError):
        await submitting

    assert ("task1.0",) == (await world.get(job)).remote_ids


async def test_a_stop_is_not_held_up_by_a_database_that_goes_on_refusing(world, tmp_path):
    """The next start finds the job in the middle, and says that it is in doubt."""
    job = await world.ask()
    with refusing(tmp_path, JobStatus.RUNNING, JobStatus.IN_DOUBT):
        submitting = await beginning_to_wait(world, "submit")
        submitting.cancel()
        await submitting
        assert 0 == world.clock.resting

    await world.restart()
    assert JobStatus.IN_DOUBT is (await world.get(job)).status


async def test_a_doubt_is_written_when_the_database_takes_it(world, tmp_path):
    """A job that nobody moves on would be lost until the next start."""
    world.upstream.submitting.script = [Fault(RuntimeError("a mistake"), after_the_effect=True)]
    job = await world.ask()
    with refusing(tmp_path, JobStatus.IN_DOUBT):
        submitting = await beginning_to_wait(world, "submit")
    world.clock.advance(1)
    await submitting

    assert JobStatus.IN_DOUBT is (await world.get(job)).status


async def test_a_message_id_is_kept_until_the_database_takes_it(world, tmp_path):
    """The message is there: nothing has to be searched for."""
    job = await world.ask()
    await world.until(job, JobStatus.RUNNING)
    world.clock.advance(60)
    await world.step("poll")
    with refusing(tmp_path, JobStatus.POSTED):
        posting = await beginning_to_wait(world, "post")
    world.clock.advance(1)
    await posting

    assert (JobStatus.POSTED, 1) == ((await world.get(job)).status, len(world.discord.messages))


async def test_a_message_whose_id_cannot_be_kept_is_found_again(world, tmp_path):
    """Shown once, whatever the database does, and without a restart."""
    job = await world.ask()
    await world.until(job, JobStatus.RUNNING)
    world.clock.advance(60)
    await world.step("poll")
    with refusing(tmp_path, JobStatus.POSTED):
        await world.outlast(world.step("post"))
    await world.until(job, JobStatus.POSTED)

    assert 1 == len(world.discord.messages)


async def test_a_job_that_has_gone_on_is_no_refusal(world):
    """Nothing waits for a row that is no longer where the outcome belongs."""
    job = await world.ask()
    world.upstream.gate.shut()
    submitting = asyncio.create_task(world.step("submit"))
    await world.upstream.gate.reached()
    await world.store.doubt(job.id, now=world.clock.now(), note="taken over")
    world.upstream.gate.open()
    await submitting

    assert 0 == world.clock.resting
    assert JobStatus.IN_DOUBT is (await world.get(job)).status
