"""What was asked for in the moment before we died: noted, acknowledged, and not yet a job."""

import sqlite3
from contextlib import closing
from datetime import timedelta

import pytest

from bot.domain.errors import DeliveryUnavailable, NotFound, StoreError, Undeliverable
from bot.domain.jobs import Announcement, JobId, JobStatus
from bot.domain.quota import Allowance
from tests.factories import ALICE, answer_token, image_request, origin

ANSWER = 88


def announcement(**fields):
    """Return a request of Alice's as it comes in."""
    usual = {
        "requester_id": ALICE,
        "origin": origin(),
        "answer_token": answer_token(),
        "request": image_request(),
    }
    return Announcement(**usual | fields)


def announce(world, *, acknowledged=True, **fields):
    """Let a request come in, as far as its acknowledgement."""
    asked = announcement(progress_message_id=ANSWER if acknowledged else None, **fields)
    world.engine.intake.announce(asked)
    if acknowledged:
        world.engine.intake.acknowledged(asked)
    return asked


async def jobs(world):
    """Return Alice's jobs, newest first."""
    return await world.engine.operations.list_for(ALICE)


async def test_what_was_acknowledged_becomes_a_job_after_a_restart(world):
    """We died before it was written down; the person sees that we are thinking."""
    asked = announce(world)

    await world.restart()
    await world.engine.readmission.step()

    [job] = await jobs(world)
    assert (asked.request, asked.origin) == (job.request, job.origin)
    assert ANSWER == job.progress_message_id
    assert [] == world.inbox.left_behind()
    await world.until(job, JobStatus.POSTED)


async def test_it_becomes_one_job_where_it_was_written_down_after_all(world):
    """We died between the row and forgetting the note."""
    asked = announce(world)
    await world.engine.intake.accept(
        asked.request,
        requester_id=ALICE,
        origin=asked.origin,
        progress_message_id=ANSWER,
        answer_token=None,
    )

    await world.restart()
    await world.engine.readmission.step()

    assert 1 == len(await jobs(world))
    assert [] == world.inbox.left_behind()


async def test_what_was_admitted_is_not_left_behind(world):
    """A restart later finds nothing to do."""
    await world.engine.intake.admit(announce(world))

    await world.restart()

    assert [] == world.inbox.left_behind()
    assert 1 == len(await jobs(world))


async def test_what_discord_took_is_asked_after_where_we_do_not_know_it(world):
    """We died while the acknowledgement was on the wire."""
    announce(world, acknowledged=False)
    world.discord.acknowledged[answer_token().token] = ANSWER

    await world.restart()
    await world.engine.readmission.step()

    [job] = await jobs(world)
    assert ANSWER == job.progress_message_id


async def test_what_was_never_acknowledged_is_dropped(world):
    """The person was told that the application does not respond, and expects nothing."""
    announce(world, acknowledged=False)

    await world.restart()
    await world.engine.readmission.step()

    assert [] == await jobs(world)
    assert [] == world.inbox.left_behind()


async def test_what_cannot_be_asked_after_any_more_is_dropped(world):
    """The interaction's secret has ended, and nothing says that it was acknowledged."""
    announce(world, acknowledged=False)
    world.discord.acknowledged[answer_token().token] = ANSWER
    world.clock.advance(timedelta(minutes=15).total_seconds())

    await world.restart()
    await world.engine.readmission.step()

    assert [] == await jobs(world)
    assert [] == world.inbox.left_behind()


async def test_discord_is_asked_again_until_it_answers(world):
    """A bot that starts before it is logged in loses nothing."""
    announce(world, acknowledged=False)
    world.discord.acknowledged[answer_token().token] = ANSWER
    world.discord.asking.script = [DeliveryUnavailable("not connected")]

    await world.restart()
    await world.engine.readmission.step()
    assert [] == await jobs(world)
    await world.engine.readmission.step()

    assert 1 == len(await jobs(world))


async def test_a_database_that_refuses_costs_nobody_their_request(world, tmp_path):
    """Nothing is decided, so the note stays until the database takes it."""
    announce(world)
    await world.restart()
    with closing(sqlite3.connect(tmp_path / "jobs.db", isolation_level=None)) as connection:
        connection.execute(
            "CREATE TRIGGER refusing BEFORE INSERT ON job"
            " BEGIN SELECT RAISE(ABORT, 'database or disk is full'); END"
        )
        with pytest.raises(StoreError):
            await world.engine.readmission.step()
        connection.execute("DROP TRIGGER refusing")
    await world.engine.readmission.step()

    assert 1 == len(await jobs(world))
    assert [] == world.inbox.left_behind()


async def test_the_loops_readmit_by_themselves(world):
    """Nobody has to call for it."""
    announce(world)

    await world.restart()
    async with world.running():
        await world.rest()

    assert 1 == len(await jobs(world))


async def test_a_request_over_a_limit_is_refused_in_its_answer(world):
    """The limit that holds after the restart is the one that counts."""
    announce(world, request=image_request(count=2))
    asked = announce(world, request=image_request(count=2))

    world.build(allowance=Allowance(images_per_day=3))
    await world.engine.readmission.step()

    assert 1 == len(await jobs(world))
    assert [(asked.origin.event_id, "images-per-day")] == world.discord.refused
    assert [] == world.inbox.left_behind()


async def test_again_is_readmitted_with_its_parents_request(world):
    """The click named the job, and the job has the request."""
    parent = await world.ask(prompt="a red fox")
    announce(world, request=None, parent_id=parent.id)

    await world.restart()
    await world.engine.readmission.step()

    child, _ = await jobs(world)
    assert ("a red fox", parent.id) == (child.request.prompt, child.parent_id)


@pytest.mark.parametrize("parent_id", [None, JobId("nosuchjob000")])
async def test_again_of_nothing_is_not_found(world, parent_id):
    """The person is told; there is nothing to keep."""
    asked = announce(world, request=None, parent_id=parent_id)

    with pytest.raises(NotFound):
        await world.engine.intake.admit(asked)

    await world.restart()
    assert [] == world.inbox.left_behind()


async def test_what_could_not_be_acknowledged_is_forgotten(world):
    """Discord knew the interaction no more."""
    asked = announce(world, acknowledged=False)

    world.engine.intake.withdraw(asked)

    await world.restart()
    assert [] == world.inbox.left_behind()


async def test_a_refusal_that_cannot_be_told_now_is_told_later(world):
    """The note stays until the person knows."""
    world.build(allowance=Allowance(images_per_day=0, jobs_at_once=1))
    await world.ask()
    announce(world)
    await world.restart()
    world.discord.refusing.script = [DeliveryUnavailable("503")]
    await world.engine.readmission.step()
    assert [] == world.discord.refused

    await world.engine.readmission.step()

    assert ["jobs-at-once"] == [rule for _, rule in world.discord.refused]
    assert [] == world.inbox.left_behind()


async def test_what_its_person_was_told_has_failed_is_not_readmitted(world, tmp_path):
    """They will ask again; once is enough to pay for."""
    asked = announce(world)
    with closing(sqlite3.connect(tmp_path / "jobs.db", isolation_level=None)) as connection:
        connection.execute(
            "CREATE TRIGGER refusing BEFORE INSERT ON job"
            " BEGIN SELECT RAISE(ABORT, 'database or disk is full'); END"
        )
        with pytest.raises(StoreError):
            await world.engine.intake.admit(asked)
        connection.execute("DROP TRIGGER refusing")

    await world.restart()
    await world.engine.readmission.step()

    assert [] == await jobs(world)


async def test_a_refusal_that_nobody_can_be_told_is_let_go(world, caplog):
    """The channel is gone; the note must not stay for ever."""
    world.build(allowance=Allowance(images_per_day=0, jobs_at_once=1))
    await world.ask()
    announce(world)
    await world.restart()
    world.discord.refusing.script = [Undeliverable("channel-gone")]

    await world.engine.readmission.step()

    assert [] == world.inbox.left_behind()
    assert "nobody can be told" in caplog.text
