"""Notices: however a job ends, its person reads it, even when Discord is away just then."""

import asyncio

import pytest

from bot.domain.errors import DeliveryUnavailable, Undeliverable
from bot.domain.jobs import JobStatus
from bot.domain.rules import Standing
from bot.engine.loops import perform
from tests.engine import test_way as way
from tests.factories import ALICE, origin


@pytest.mark.parametrize(
    ("bring", "status"),
    [
        (way.in_doubt, JobStatus.IN_DOUBT),
        (way.undelivered, JobStatus.UNDELIVERED),
        (way.failed, JobStatus.FAILED),
        (way.cancelled, JobStatus.CANCELLED),
    ],
)
async def test_every_end_without_a_result_is_told_once(world, bring, status):
    """The answer says how it stands, and is then left alone."""
    job = await bring(world)

    await world.live(30)

    assert {job.id: status} == world.discord.answers
    assert 1 == world.discord.read.count(status)
    assert (status is JobStatus.UNDELIVERED) == bool(world.discord.rules[job.id])
    assert not (await world.get(job)).notice_due


async def test_under_a_result_the_progress_answer_goes(world):
    """The result speaks for itself."""
    job = await world.ask()
    world.clock.advance(2)
    await world.engine.board.step()
    assert job.id in world.discord.answers

    await world.until(job, JobStatus.POSTED)
    await world.engine.drain()

    assert {} == world.discord.answers


async def test_a_notice_waits_for_discord(world, caplog):
    """It is owed by the row until it is delivered, across a restart too."""
    caplog.set_level("INFO", logger="bot.engine.teller")
    world.discord.telling.script = [DeliveryUnavailable("HTTP 503")] * 3
    job = await way.cancelled(world)

    await world.engine.drain()
    assert {} == world.discord.answers
    await world.restart()
    await world.live(10)

    assert {job.id: JobStatus.CANCELLED} == world.discord.answers
    assert f"job {job.id}: its person cannot be told now: HTTP 503" in caplog.text


async def test_a_notice_is_not_tried_for_ever(world, caplog):
    """After a day nobody waits for it any more."""
    world.discord.telling.script = [DeliveryUnavailable("HTTP 503")] * 2
    job = await way.cancelled(world)
    await world.step("tell")
    assert (await world.get(job)).notice_due

    world.clock.advance(24 * 3600)
    await world.step("tell")

    assert not (await world.get(job)).notice_due
    assert f"job {job.id}: its person was never told" in caplog.text


async def test_a_notice_that_nobody_can_get_is_given_up(world, caplog):
    """The channel is gone: trying again is no use."""
    world.discord.telling.script = [Undeliverable("channel-gone")]
    job = await way.cancelled(world)

    await world.live(5)

    assert {} == world.discord.answers
    assert not (await world.get(job)).notice_due
    assert f"job {job.id}: its person cannot be told: channel-gone" in caplog.text


async def test_an_unexpected_error_leaves_the_notice_for_a_minute(world, caplog):
    """To tell twice does no harm, so it is told again."""
    world.discord.telling.script = [ZeroDivisionError()]
    job = await way.cancelled(world)

    await world.live(59)
    assert {} == world.discord.answers
    await world.live(2)

    assert {job.id: JobStatus.CANCELLED} == world.discord.answers
    assert f"tell: job {job.id} met an unexpected error" in caplog.text


async def test_what_was_asked_again_meanwhile_is_still_owed_its_own_end(world):
    """The old notice, delivered late, does not count as the new one."""
    job = await way.in_doubt(world)
    await world.live(1)
    job = await world.engine.operations.retry(
        job.id,
        requester_id=ALICE,
        origin=origin(),
        standing=Standing(),
        progress_message_id=None,
        answer_token=None,
    )
    await way_to_doubt(world, job)
    tell = next(step for step in world.engine.steps if step.name == "tell")
    claimed = await tell.claim()
    await world.store.ask_again(job.id, now=world.clock.now())

    await perform(tell, claimed)
    await world.live(15)

    assert JobStatus.POSTED is (await world.get(job)).status
    assert {} == world.discord.answers


async def way_to_doubt(world, job):
    """Lose the answer of the job's next submission, and stop before its person is told."""
    world.upstream.submitting.script = [way.lost_answer()]
    world.clock.advance(5)
    await world.step("submit")
    assert JobStatus.IN_DOUBT is (await world.get(job)).status


async def test_a_late_progress_edit_does_not_cover_the_notice(world):
    """An edit that is on its way when the job ends is waited for; what comes later is dropped."""
    job = await world.ask()
    world.clock.advance(2)
    world.discord.gate.shut()
    editing = asyncio.create_task(world.engine.board.step())
    await world.discord.gate.reached()
    await world.engine.operations.cancel(job.id, by=ALICE)

    tell = next(step for step in world.engine.steps if step.name == "tell")
    telling = asyncio.create_task(perform(tell, await tell.claim()))
    for _ in range(20):
        # Time enough for the notice to overtake the edit, if it did not wait.
        await world.get(job)
    assert job.id not in world.discord.answers
    world.discord.gate.open()
    await asyncio.gather(editing, telling)

    assert JobStatus.CANCELLED is world.discord.answers[job.id]
