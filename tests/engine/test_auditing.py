"""The audit log: told to the log channel in its order, and what refusals add to it."""

from dataclasses import replace

import pytest

from bot.domain.audit import Actor, AuditEntry, By
from bot.domain.errors import DeliveryUnavailable, Undeliverable
from bot.domain.jobs import JobStatus
from bot.domain.outcomes import Failure, FailureReason, RemoteOutcome, RemoteState
from bot.domain.rules import EVERYWHERE, StrikeRule
from tests.factories import ALICE, BOB, CHANNEL, GUILD, NOON

LOG = 33
MANAGER = By(actor=Actor.PERSON, actor_id=BOB)
DAY = 24 * 3600
REFUSED = RemoteOutcome(state=RemoteState.FAILED, failure=Failure(reason=FailureReason.MODERATED))
LINK = f"https://discord.com/channels/{GUILD}/{CHANNEL}"


async def write(world, action, guild_id=GUILD):
    """Write a line."""
    await world.community.rules.append(
        AuditEntry(guild_id=guild_id, at=world.clock.now(), actor=Actor.BOT, action=action)
    )


def logged(world):
    """Return the lines in the log channels, in order."""
    return [(channel_id, entry.action) for channel_id, entry in world.discord.logged]


async def test_the_log_channel_gets_every_line_once_in_order(world):
    """Those of its server, from its own beginning on."""
    await write(world, "before")
    assert 1 == await world.engine.auditing.step()
    await world.engine.administration.set_log(GUILD, LOG, by=MANAGER)
    await write(world, "a")
    await write(world, "elsewhere", GUILD + 1)

    assert 3 == await world.engine.auditing.step()

    assert [(LOG, "log"), (LOG, "a")] == logged(world)
    assert 0 == await world.engine.auditing.step()


async def test_lines_wait_for_discord_a_day_at_most(world):
    """The later ones behind the first."""
    await world.engine.administration.set_log(GUILD, LOG, by=MANAGER)
    await write(world, "a")
    world.discord.logging.script = [DeliveryUnavailable("503")]
    await world.engine.auditing.step()
    assert [] == logged(world)

    await world.engine.auditing.step()
    assert ["log", "a"] == [action for _, action in logged(world)]
    await write(world, "b")
    world.clock.advance(DAY)
    world.discord.logging.script = [DeliveryUnavailable("503")]

    assert [1, 0] == [await world.engine.auditing.step() for _ in range(2)]


async def test_a_log_channel_that_is_gone_holds_nothing_up(world, caplog):
    """The operator's own log says so."""
    await world.engine.administration.set_log(GUILD, LOG, by=MANAGER)
    world.discord.logging.script = [Undeliverable("channel-gone")]

    assert [1, 0] == [await world.engine.auditing.step() for _ in range(2)]
    assert "does not take it" in caplog.text


async def refused(world, seconds=60, **fields):
    """Have a request of Alice's refused for its content, and let time pass."""
    job = await world.ask(**fields)
    world.upstream.answers = [REFUSED]
    job = await world.until(job, JobStatus.FAILED)
    await world.engine.drain()
    world.clock.advance(seconds)
    return job


async def refusals(world):
    """Return the lines about pauses, oldest first."""
    lines = await world.community.rules.entries(None, limit=9)
    return [line for line in reversed(lines) if line.action == "refusals"]


async def test_the_refusal_that_begins_a_pause_is_told(world):
    """With how many there were, until when it lasts, and a link to what the person was told."""
    await refused(world)
    await refused(world)
    assert [] == await refusals(world)

    job = await refused(world)

    [line] = await refusals(world)
    assert (GUILD, ALICE, job.id, f"{LINK}/77") == (
        line.guild_id,
        line.subject_id,
        line.job_id,
        line.link,
    )
    ends_at = (job.ended_at + (NOON.replace(hour=13) - NOON)).isoformat()
    assert {"count": 3, "ends_at": ends_at} == dict(line.values)


async def test_what_was_sent_before_the_pause_begins_no_other(world):
    """It is refused like the others; the pause is told once."""
    await world.engine.administration.set_strikes(GUILD, StrikeRule(refusals=1), by=MANAGER)
    first, second = await world.ask(), await world.ask()
    world.upstream.answers = [REFUSED] * 2

    for job in (first, second):
        await world.until(job, JobStatus.FAILED)
    await world.engine.drain()

    assert 1 == len(await refusals(world))


@pytest.mark.parametrize("guild_id", [GUILD, EVERYWHERE])
async def test_what_is_forgiven_does_not_count(world, guild_id):
    """Refusals before somebody was unblocked, in the server or by the operator everywhere."""
    await refused(world)
    await refused(world)
    await world.engine.administration.unblock(guild_id, ALICE, by=MANAGER)

    await refused(world)

    assert [] == await refusals(world)


@pytest.mark.parametrize("changes", [{"is_private": True}, {"progress_message_id": None}])
async def test_what_others_do_not_see_is_not_linked(world, changes):
    """The link leads to the channel."""
    world.build(strikes=StrikeRule(refusals=1))
    job = await world.ask()
    world.upstream.answers = [REFUSED]
    await world.until(job, JobStatus.RUNNING)
    world.clock.advance(10)
    await world.step("poll")

    await world.engine.auditing.note_refusal(replace(await world.get(job), **changes))

    assert [LINK] == [line.link for line in await refusals(world)]
