"""What answers a person's message: progress, result, notice and refusal reply to it."""

from dataclasses import replace

import pytest

from bot.discordio.courier import DiscordCourier
from bot.domain.errors import InvalidRequest, Undeliverable
from bot.domain.jobs import Announcement, JobStatus
from bot.domain.models import DEFAULT_CATALOGUE
from bot.domain.outcomes import Failure, FailureReason
from bot.engine.ports import Progress
from tests.discordio.world import JOB_ID, job_in, picture


@pytest.fixture
def courier(simcord_bot, words):
    """The courier over the bot's own connection; it shrinks nothing here."""
    return DiscordCourier(client=simcord_bot, words=words, catalogue=DEFAULT_CATALOGUE, lab=None)


@pytest.fixture
async def said(place):
    """A message that somebody wrote."""
    return await place.someone.send(place.channel, "make it blue")


@pytest.fixture
def job(place, said):
    """A job that began with it."""
    job = job_in(place)
    return replace(job, origin=replace(job.origin, reply_to_id=said.id), progress_message_id=None)


def replied_to(body):
    """Return which message a body replies to, and whether it may be gone."""
    reference = body["message_reference"]
    return int(reference["message_id"]), reference["fail_if_not_exists"]


async def test_progress_is_a_quiet_reply(place, courier, job, said):
    """It calls nobody, and a second attempt makes no second message."""
    waiting = replace(job, status=JobStatus.ACCEPTED)

    message_id = await courier.open_progress(
        waiting, Progress(status=JobStatus.ACCEPTED, position=1)
    )

    [body] = place.sent
    assert message_id == place.messages()[-1].id
    assert (said.id, False) == replied_to(body)
    assert (f"p{JOB_ID}", True) == (body["nonce"], body["enforce_nonce"])
    assert {"parse": []} == body["allowed_mentions"]
    assert body["flags"] & 1 << 12


async def test_the_result_replies_and_calls_its_person_once(place, courier, job, said):
    """By the mention in the text; the reply itself rings no second time."""
    await courier.post(replace(job, status=JobStatus.POSTING), [picture()], None)

    [body] = place.sent
    assert (said.id, False) == replied_to(body)
    assert {"parse": [], "users": [place.someone.id], "replied_user": False} == {
        "replied_user": False
    } | body["allowed_mentions"]


async def test_a_notice_replies(place, courier, job, said):
    """Where no progress was shown yet, how it ended is told under the message."""
    failed = replace(
        job, status=JobStatus.FAILED, failure=Failure(reason=FailureReason.UPSTREAM_FAILED)
    )

    await courier.tell(failed, None)

    [body] = place.sent
    assert (said.id, False) == replied_to(body)


async def test_a_request_refused_after_a_restart_is_told_in_a_reply(place, courier, job, said):
    """There is no answer that only the person could see."""
    asked = Announcement(requester_id=place.someone.id, origin=job.origin, is_acknowledged=True)

    await courier.refuse(asked, InvalidRequest("prompt-empty", field="prompt"))

    [body] = place.sent
    assert (said.id, False) == replied_to(body)
    assert "Your prompt is empty" in body["content"]


async def test_where_we_may_not_reply_it_is_sent_all_the_same(env, place, courier, job):
    """A reply takes Read Message History; what was paid for arrives without it."""
    env.inject_error("POST", "/channels/*/messages", status=403, code=160002, times=1)

    message_id = await courier.post(replace(job, status=JobStatus.POSTING), [picture()], None)

    first, second = place.sent
    assert "message_reference" in first
    assert "message_reference" not in second
    assert first["nonce"] == second["nonce"]
    assert 1 == len(place.messages()[-1].attachments)
    assert message_id == place.messages()[-1].id


async def test_what_we_may_not_send_at_all_is_undeliverable(env, place, courier, job):
    """Another refusal is not mistaken for that one."""
    env.inject_error("POST", "/channels/*/messages", status=403, code=50013, times=1)

    with pytest.raises(Undeliverable) as refusal:
        await courier.post(replace(job, status=JobStatus.POSTING), [picture()], None)

    assert "forbidden" == refusal.value.rule
    assert 1 == len(place.sent)
