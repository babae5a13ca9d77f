"""Whether the image API answers, as readiness tells it."""

import asyncio

import pytest

from bot.domain.errors import (
    ApiForbidden,
    ApiProtocolError,
    ApiRejected,
    ApiThrottled,
    ApiUnavailable,
)
from bot.domain.jobs import JobStatus
from bot.domain.outcomes import Balance
from bot.engine.probe import UNWELL_SECONDS, WELL_SECONDS, ApiProbe
from tests.engine.pictures import Scripted
from tests.engine.world import Gate


class Purse(Scripted):
    """An image API that tells the balance, and counts how often."""

    def __init__(self):
        super().__init__()
        self.gate = Gate()
        self.questions = 0

    async def balance(self):
        """Tell it."""
        self.questions += 1
        await self.gate.passed()
        with self.next_call():
            return Balance(remaining=1.0)


@pytest.fixture
def purse():
    """What is asked."""
    return Purse()


@pytest.fixture
def probe(world, purse, clock):
    """The probe beside an engine that has nothing to do."""
    return ApiProbe(api=purse, submitter=world.engine.submitter, clock=clock)


async def test_an_api_that_answers_is_asked_seldom(probe, purse, clock):
    """Whoever watches may ask every two seconds; the API is spared."""
    assert await probe.reason() is None
    clock.advance(WELL_SECONDS - 1)
    assert await probe.reason() is None
    assert 1 == purse.questions

    clock.advance(1)
    assert await probe.reason() is None
    assert 2 == purse.questions


@pytest.mark.parametrize(
    ("error", "reason"),
    [
        (ApiUnavailable("no connection"), "ApiUnavailable: no connection"),
        (ApiForbidden("no balance"), "ApiForbidden: no balance"),
        (ApiThrottled("slow down"), None),
        (ApiRejected("no such page"), None),
        (ApiProtocolError("a picture of a cat"), None),
    ],
    ids=lambda value: type(value).__name__,
)
async def test_every_answer_of_the_api_counts_unless_the_operator_has_to_act(
    probe, purse, error, reason
):
    """A gateway may not tell the balance and still draw."""
    purse.script = [error]

    assert reason == await probe.reason()


async def test_that_the_api_is_back_is_told_soon(probe, purse, clock):
    """A bad answer is not remembered for as long as a good one."""
    purse.script = [ApiUnavailable("no connection")]
    assert await probe.reason() is not None
    assert await probe.reason() is not None
    assert 1 == purse.questions

    clock.advance(UNWELL_SECONDS)

    assert await probe.reason() is None


async def test_an_api_that_does_not_answer_is_not_waited_for_again_at_once(probe, purse, clock):
    """Whoever asks has little patience; the second answer comes at once."""
    purse.gate.shut()
    question = asyncio.create_task(probe.reason())
    await purse.gate.reached()
    question.cancel()
    await asyncio.wait([question])

    assert "no answer yet" == await probe.reason()
    assert 1 == purse.questions

    purse.gate.open()
    clock.advance(UNWELL_SECONDS)
    assert await probe.reason() is None


async def test_what_the_jobs_know_is_told_without_asking(world, probe, purse):
    """The submitter has just been turned away: nobody knows it better."""
    world.upstream.submitting.script = [ApiForbidden("no balance")]
    job = await world.ask()
    await world.step("submit")

    assert "ApiForbidden: no balance" == await probe.reason()
    assert 0 == purse.questions

    await world.until(job, JobStatus.POSTED)
    assert await probe.reason() is None
