"""Progress: what a person reads while they wait, seldom and only with news."""

from datetime import timedelta

import pytest

from bot.domain.errors import DeliveryUnavailable, Undeliverable
from bot.domain.jobs import JobStatus
from bot.domain.outcomes import RemoteOutcome, RemoteState
from bot.domain.rules import Standing
from bot.engine import progress
from bot.engine.ports import Progress
from bot.engine.progress import is_news
from tests.engine import test_way as way
from tests.engine.pictures import Fault
from tests.engine.world import Died
from tests.factories import ALICE, BOB, NOON, image_request, origin

WAITING = RemoteOutcome(state=RemoteState.WAITING)


def running(expected_at=None, is_late=False):
    """Return the progress of a running job."""
    return Progress(status=JobStatus.RUNNING, expected_at=expected_at, is_late=is_late)


def queued(position):
    """Return the progress of a waiting job."""
    return Progress(status=JobStatus.ACCEPTED, position=position)


@pytest.mark.parametrize(
    ("new", "shown", "news"),
    [
        (queued(3), None, True),
        (queued(3), queued(3), False),
        (queued(2), queued(3), True),
        (running(), queued(1), True),
        (running(), running(), False),
        (running(NOON), running(), True),
        (running(), running(NOON), True),
        (running(NOON), running(NOON + timedelta(seconds=8)), False),
        (running(NOON), running(NOON + timedelta(seconds=9)), True),
        (running(NOON + timedelta(seconds=9)), running(NOON), True),
        (running(NOON, is_late=True), running(NOON), True),
    ],
)
def test_news_is_what_a_person_would_notice(new, shown, news):
    """An estimate that wobbles by seconds is not worth an edit."""
    assert news is is_news(new, shown)


async def test_a_job_that_has_just_come_is_not_edited(world):
    """It may be sent at once; a flicker helps nobody."""
    await world.ask()

    assert 0 == await world.engine.board.step()
    world.clock.advance(1)
    assert 1 == await world.engine.board.step()


async def test_those_who_wait_see_their_place(world):
    """1 is next; the place of one moves up when another is sent."""
    world.build(max_in_flight=1)
    first, second = await world.ask(ALICE), await world.ask(BOB)
    world.clock.advance(1)
    await world.engine.board.step()
    assert {first.id: queued(1), second.id: queued(2)} == world.discord.answers

    await world.step("submit")
    world.clock.advance(5)
    await world.engine.board.step()

    assert {first.id: running(), second.id: queued(1)} == world.discord.answers


async def test_an_answer_is_edited_every_five_seconds_at_most(world):
    """The channel's limits are needed for results."""
    job = await world.ask()
    world.clock.advance(1)
    await world.engine.board.step()
    await world.step("submit")

    world.clock.advance(4.9)
    await world.engine.board.step()
    assert queued(1) == world.discord.answers[job.id]
    world.clock.advance(0.1)
    await world.engine.board.step()

    assert running() == world.discord.answers[job.id]


async def test_without_news_nothing_is_edited(world):
    """However long it takes."""
    world.build(max_in_flight=0)
    await world.ask()
    world.clock.advance(1)

    edits = []
    for _ in range(10):
        edits.append(await world.engine.board.step())
        world.clock.advance(5)

    assert [1] + [0] * 9 == edits


async def test_what_upstream_expects_is_shown(world):
    """Without a past of our own, its estimate is the best there is."""
    world.upstream.answers = [RemoteOutcome(state=RemoteState.WAITING, estimated_seconds=40.0)]
    job = await world.until(await world.ask(), JobStatus.RUNNING)
    world.clock.advance(2)
    await world.step("poll")

    await world.engine.board.step()

    assert running(job.running_at + timedelta(seconds=40)) == world.discord.answers[job.id]


async def test_what_was_learnt_from_the_past_is_shown(world):
    """The median of jobs of the same model and quality; of others nothing is learnt."""
    for _ in range(2):
        await world.until(await world.ask(quality="low"), JobStatus.POSTED)
        world.clock.advance(60)
    [took] = set(
        await world.store.past_seconds(model="gpt-image-1.5-official", quality="low", limit=5)
    )
    world.upstream.answers = [WAITING] * 99
    alike = await world.until(await world.ask(quality="low"), JobStatus.RUNNING)
    other = await world.until(await world.ask(quality="high"), JobStatus.RUNNING)

    world.clock.advance(2)
    await world.engine.board.step()

    assert running(alike.running_at + timedelta(seconds=took)) == world.discord.answers[alike.id]
    assert running() == world.discord.answers[other.id]


async def test_a_job_past_its_deadline_is_called_late(world):
    """People are told; the job goes on all the same."""
    world.upstream.answers = [WAITING] * 99
    job = await world.until(await world.ask(), JobStatus.RUNNING)

    world.clock.advance(900)
    await world.engine.board.step()
    assert running() == world.discord.answers[job.id]
    world.clock.advance(5)
    await world.engine.board.step()

    assert running(is_late=True) == world.discord.answers[job.id]


async def test_nothing_is_said_when_the_result_is_about_to_come(world):
    """The message itself is the news."""
    job = await way.ready(world)
    world.clock.advance(5)

    assert 0 == await world.engine.board.step()
    assert job.id not in world.discord.answers


async def test_an_answer_that_cannot_be_edited_is_let_be(world, caplog):
    """Progress is a courtesy: it is logged, and tried again with the next news."""
    caplog.set_level("INFO", logger="bot.engine.progress")
    world.discord.showing.script = [DeliveryUnavailable("HTTP 503")]
    job = await world.ask()
    world.clock.advance(1)
    await world.engine.board.step()
    assert {} == world.discord.answers
    await world.step("submit")
    world.clock.advance(5)

    await world.engine.board.step()

    assert running() == world.discord.answers[job.id]
    assert f"job {job.id}: its progress cannot be shown: HTTP 503" in caplog.text


async def test_a_job_asked_for_again_shows_its_progress_again(world):
    """Its answer said "in doubt"; now it waits its turn once more."""
    job = await world.ask()
    world.clock.advance(1)
    await world.engine.board.step()
    world.upstream.submitting.script = [way.lost_answer()]
    await world.engine.drain()
    assert [queued(1), JobStatus.IN_DOUBT] == world.discord.read

    await world.engine.operations.retry(
        job.id,
        requester_id=ALICE,
        origin=origin(),
        standing=Standing(),
        progress_message_id=None,
        answer_token=None,
    )
    await world.engine.board.step()

    assert queued(1) == world.discord.answers[job.id]


async def test_the_past_is_not_read_at_every_look(world):
    """What was learnt is good for ten seconds."""
    reads = []

    class Counting(type(world.store)):
        async def past_seconds(self, **kwargs):
            reads.append(kwargs)
            return await super().past_seconds(**kwargs)

    world.store.__class__ = Counting
    await way.running(world)
    for seconds in (1, 5, 4):
        world.clock.advance(seconds)
        await world.engine.board.step()
    assert 1 == len(reads)
    world.clock.advance(1)
    await world.engine.board.step()

    assert 2 == len(reads)


async def test_after_a_restart_everybody_is_brought_up_to_date(world):
    """What was shown before is not known any more, so it is shown once again."""
    job = await way.running(world)
    world.clock.advance(1)
    await world.engine.board.step()
    await world.restart()

    assert 1 == await world.engine.board.step()
    assert running() == world.discord.answers[job.id]


async def test_only_so_many_ended_jobs_are_remembered(world, monkeypatch):
    """The memory is bounded; the newest count."""
    monkeypatch.setattr(progress, "REMEMBERED", 1)
    jobs = [await world.ask(), await world.ask()]
    world.clock.advance(1)
    for job in jobs:
        await world.engine.board.leave(job.id)

    await world.engine.board.step()

    assert {jobs[0].id: queued(1)} == world.discord.answers


# --- replies: a message has no answer yet ---


async def replied(world):
    """Ask by a message, as a reply to a picture does."""
    return await world.engine.intake.accept(
        image_request(),
        requester_id=ALICE,
        origin=origin(reply_to_id=99),
        progress_message_id=None,
        answer_token=None,
    )


async def test_a_message_is_answered_by_the_first_progress(world):
    """The answer is noted, edited from then on, and taken away under the result."""
    world.build(max_in_flight=0)
    job = await replied(world)
    world.clock.advance(1)
    await world.engine.board.step()
    assert {job.id: (await world.get(job)).progress_message_id} == world.discord.opened

    world.build(max_in_flight=20)
    await world.step("submit")
    world.clock.advance(5)
    await world.engine.board.step()
    assert [queued(1), running()] == world.discord.read
    await world.until(job, JobStatus.POSTED)
    await world.step("tell")

    assert {} == world.discord.answers
    assert 1 == len(world.discord.opened)


async def test_a_message_that_cannot_be_answered_now_is_answered_later(world):
    """A fault of Discord's costs the progress, never the job."""
    world.build(max_in_flight=0)
    world.discord.opening.script = [DeliveryUnavailable("503")]
    job = await replied(world)
    world.clock.advance(1)
    await world.engine.board.step()
    assert (await world.get(job)).progress_message_id is None

    world.clock.advance(5)
    await world.engine.board.step()

    assert {job.id: 2001} == world.discord.opened


async def test_a_message_that_may_not_be_answered_is_not_tried_for_ever(world):
    """Refused requests are counted by Discord; the job goes on without an answer."""
    world.build(max_in_flight=0)
    world.discord.opening.script = [Undeliverable("forbidden"), AssertionError("it was tried")]
    job = await replied(world)

    for _ in range(3):
        world.clock.advance(6)
        await world.engine.board.step()

    assert {} == world.discord.opened
    assert JobStatus.ACCEPTED is (await world.get(job)).status


async def test_an_answer_that_was_opened_but_not_noted_is_found_by_its_nonce(world):
    """We died between the two; the next one is the same message."""
    world.build(max_in_flight=0)
    world.discord.opening.script = [Fault(Died(), after_the_effect=True)]
    job = await replied(world)
    world.clock.advance(1)
    with pytest.raises(Died):
        await world.engine.board.step()

    await world.restart()
    await world.engine.board.step()

    assert 2001 == (await world.get(job)).progress_message_id


async def test_the_answer_is_known_to_whoever_takes_it_away(world):
    """A job that ends while its first answer is on the way leaves no answer behind."""
    world.build(max_in_flight=0)
    job = await replied(world)
    world.clock.advance(1)
    claimed = await world.engine.operations.cancel(job.id, by=ALICE)
    await world.store.record_progress_message(job.id, message_id=2001)
    world.discord.answers[claimed.id] = queued(1)

    await world.step("tell")

    assert JobStatus.CANCELLED is world.discord.answers[job.id]
