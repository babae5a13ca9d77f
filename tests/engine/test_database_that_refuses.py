"""A database that refuses just after the world has answered: nothing is lost, nothing done twice."""

import asyncio
import sqlite3
from contextlib import closing, contextmanager

import pytest

from bot.domain.jobs import JobStatus
from bot.engine import loops
from bot.engine.loops import run_once
from tests.engine.world import Fault


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


def step_of(world, name):
    """Return a step by its name."""
    return next(step for step in world.engine.steps if step.name == name)


async def resting(world):
    """Wait until somebody waits for the clock."""
    while not world.clock.resting:
        await asyncio.sleep(0)


async def outlasted(world, name):
    """Do one act, and let time pass as long as it waits."""
    act = asyncio.create_task(run_once(step_of(world, name)))
    while not act.done():
        await asyncio.sleep(0)
        if world.clock.resting:
            world.clock.advance(max(loops.PERSIST_SECONDS))
    return act.result()


async def test_a_task_id_is_kept_until_the_database_takes_it(world, tmp_path):
    """It is paid for: without its id the picture would be lost, or paid for once more."""
    job = await world.ask()
    with refusing(tmp_path, JobStatus.RUNNING):
        submitting = asyncio.create_task(run_once(step_of(world, "submit")))
        await resting(world)
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
        await outlasted(world, "submit")

    assert JobStatus.IN_DOUBT is (await world.get(job)).status
    assert f"job {job.id} is upstream as task1.0" in caplog.text


async def test_a_stop_in_the_middle_writes_the_task_id_if_it_can(world, tmp_path):
    """The last chance is taken, and the stop obeyed."""
    job = await world.ask()
    with refusing(tmp_path, JobStatus.RUNNING):
        submitting = asyncio.create_task(run_once(step_of(world, "submit")))
        await resting(world)
    submitting.cancel()
    with pytest.raises(asyncio.CancelledError):
        await submitting

    assert ("task1.0",) == (await world.get(job)).remote_ids


async def test_a_stop_is_not_held_up_by_a_database_that_goes_on_refusing(world, tmp_path):
    """The next start finds the job in the middle, and says that it is in doubt."""
    job = await world.ask()
    with refusing(tmp_path, JobStatus.RUNNING, JobStatus.IN_DOUBT):
        submitting = asyncio.create_task(run_once(step_of(world, "submit")))
        await resting(world)
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
        submitting = asyncio.create_task(run_once(step_of(world, "submit")))
        await resting(world)
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
        posting = asyncio.create_task(run_once(step_of(world, "post")))
        await resting(world)
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
        await outlasted(world, "post")
    await world.until(job, JobStatus.POSTED)

    assert 1 == len(world.discord.messages)
