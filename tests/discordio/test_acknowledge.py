"""Acknowledgements come first, for everybody: what else there is to do waits for them."""

import asyncio

import pytest

from bot.discordio import acknowledge
from bot.discordio.acknowledge import REMEMBERED, Acknowledgements
from tests.discordio.world import altered_interactions


class HeldResponse:
    """An interaction's response on the wire, answered when the test says."""

    def __init__(self, answer):
        self._answer = answer

    async def defer(self, *, ephemeral, thinking):
        """Wait for Discord's answer."""
        return await self._answer


class HeldInteraction:
    """As much of an interaction as an acknowledgement needs."""

    def __init__(self):
        self.answer = asyncio.get_running_loop().create_future()
        self.response = HeldResponse(self.answer)
        self.extras = {}
        self.id = id(self)


class Callback:
    """Discord's answer to an acknowledgement."""

    message_id = 7

    def is_ephemeral(self):
        """Say that it came out private."""
        return True


async def soon(task):
    """Let the loop turn some times, and tell whether the task is done."""
    for _ in range(10):
        await asyncio.sleep(0)
    return task.done()


async def test_work_waits_until_no_acknowledgement_is_on_the_wire():
    """Two hundred at once are all acknowledged before the first is worked on."""
    acknowledgements = Acknowledgements()
    first, second = HeldInteraction(), HeldInteraction()
    deferring = [
        asyncio.create_task(acknowledgements.defer(interaction)) for interaction in (first, second)
    ]
    await asyncio.sleep(0)
    work = asyncio.create_task(acknowledgements.quiet())

    assert not await soon(work)
    first.answer.set_result(Callback())
    assert not await soon(work)
    second.answer.set_result(Callback())
    assert await soon(work)
    assert all(task.done() for task in deferring)


async def test_an_acknowledgement_that_fails_holds_nobody_up():
    """It is off the wire, however it ended."""
    acknowledgements = Acknowledgements()
    interaction = HeldInteraction()
    deferring = asyncio.create_task(acknowledgements.defer(interaction))
    await asyncio.sleep(0)
    interaction.answer.set_exception(RuntimeError("boom"))

    with pytest.raises(RuntimeError):
        await deferring
    await acknowledgements.quiet()


async def test_work_does_not_wait_for_ever(monkeypatch):
    """One that hangs must not stop everybody's pictures."""
    monkeypatch.setattr(acknowledge, "QUIET_SECONDS", 0.01)
    acknowledgements = Acknowledgements()
    interaction = HeldInteraction()
    deferring = asyncio.create_task(acknowledgements.defer(interaction))
    await asyncio.sleep(0)

    await acknowledgements.quiet()

    assert not deferring.done()
    deferring.cancel()


async def test_what_discord_made_of_it_is_what_counts():
    """A public answer may come out private, and then can be edited for 15 minutes only."""
    interaction = HeldInteraction()
    interaction.answer.set_result(Callback())

    made = await Acknowledgements().defer(interaction)

    assert (7, True) == (made.message_id, made.is_ephemeral)
    assert made == acknowledge.acknowledged(interaction)


def test_an_interaction_is_new_once_and_memory_is_bounded():
    """Discord repeats an event within moments, if at all."""
    acknowledgements = Acknowledgements()
    assert acknowledgements.is_first(1)
    assert not acknowledgements.is_first(1)

    for interaction_id in range(2, REMEMBERED + 2):
        acknowledgements.is_first(interaction_id)

    assert acknowledgements.is_first(1)


async def test_an_answer_found_gone_after_a_lost_acknowledgement_is_left(env, place, studio):
    """Acknowledged elsewhere and taken away: nobody is there to be told."""
    env.inject_error("POST", "/interactions/*/*/callback", status=400, code=40060)
    env.inject_error("GET", "/webhooks/*", status=404, code=10008)

    await place.someone.slash(place.channel, "imagine", prompt="a lighthouse")

    assert [] == await studio.jobs()


async def test_a_silent_acknowledgement_that_discord_has_already_counts(env, place, studio):
    """A click goes on as if it were the first to say so."""
    await place.someone.slash(place.channel, "imagine", prompt="a lighthouse")
    await studio.finish()
    [result] = place.messages()
    env.inject_error("POST", "/interactions/*/*/callback", status=400, code=40060)
    job = await studio.only_job()

    with altered_interactions(env):
        clicked = await place.another.click(result, custom_id=f"delete:{job.id}")

    assert not clicked.acknowledged
    assert [result.id] == [message.id for message in place.messages()]
