"""What is private: it is shown to its person alone, and never a word of it in the channel."""

from dataclasses import replace
from datetime import timedelta

import pytest

from bot.discordio.buttons import answer_view, result_view
from bot.discordio.courier import DiscordCourier
from bot.domain.errors import Undeliverable
from bot.domain.jobs import AnswerToken, JobStatus
from bot.domain.models import DEFAULT_CATALOGUE
from bot.domain.outcomes import Failure, FailureReason
from bot.engine.ports import Progress
from tests.discordio.clicks import ids_on
from tests.discordio.world import JOB_ID, job_in, picture

FAILED = Failure(reason=FailureReason.UPSTREAM_FAILED)
BAD_INPUT = Failure(reason=FailureReason.REFERENCE_GONE, field="image1")


@pytest.fixture
def courier(simcord_bot, words):
    """The courier over the bot's own connection; it shrinks nothing here."""
    return DiscordCourier(client=simcord_bot, words=words, catalogue=DEFAULT_CATALOGUE, lab=None)


@pytest.fixture
def job(place):
    """A private job of somebody's, whose answer we cannot reach any more."""
    return job_in(place, is_private=True, progress_message_id=1)


@pytest.fixture
def dead_token(env):
    """A secret that has ended, whatever our clock says."""
    env.inject_error("*", "/webhooks/*", status=401, code=50027, times=None)
    expires_at = env.now() + timedelta(minutes=5)
    return AnswerToken(application_id=1, token="over", expires_at=expires_at)


@pytest.fixture(autouse=True)
def silence(place):
    """The channel, about which nothing is sent and in which nothing is changed."""
    yield place.channel
    assert [] == [
        (request.method, request.path)
        for request in place.env.http_requests
        if request.path.startswith(f"/channels/{place.channel.id}")
    ]


async def test_a_result_whose_answer_is_over_comes_as_a_direct_message(
    place, courier, job, dead_token
):
    """It is there once, and found again; there is nothing to share there."""
    message_id = await courier.post(job, [picture(), picture()], dead_token)

    [message] = place.direct.history()
    assert message_id == message.id == await courier.find_posted(job)
    assert 2 == len(message.attachments)
    assert [f"{verb}:{JOB_ID}" for verb in ("again", "details", "delete")] == ids_on(message)
    [body] = place.posts("POST", f"/channels/{place.direct.id}/messages")
    assert (JOB_ID, {"parse": [], "users": [place.someone.id]}) == (
        body["nonce"],
        body["allowed_mentions"],
    )


@pytest.mark.parametrize("build", [result_view, answer_view])
async def test_in_direct_messages_there_is_nothing_to_share_to(job, words, build):
    """A gallery, and a channel, are a server's."""
    view = build(replace(job, origin=replace(job.origin, guild_id=None)), words, "en-US")

    assert f"again:{JOB_ID}" in {item.custom_id for item in view.children}
    assert [] == [item for item in view.children if item.custom_id.startswith("share")]


async def test_a_result_that_is_not_there_is_not_found(courier, job):
    """Then it is sent."""
    assert await courier.find_posted(job) is None


@pytest.mark.parametrize("code", [50007, 50278])
async def test_closed_direct_messages_are_told_apart(env, courier, job, code):
    """Only the person can open them."""
    env.inject_error("POST", "/channels/*/messages", status=403, code=code, times=None)

    with pytest.raises(Undeliverable) as refusal:
        await courier.post(job, [picture()], None)

    assert "dm-closed" == refusal.value.rule


@pytest.mark.parametrize("failure", [FAILED, BAD_INPUT])
async def test_a_notice_whose_answer_is_over_comes_as_a_direct_message(
    place, courier, job, dead_token, failure
):
    """Whatever it is about."""
    await courier.tell(replace(job, status=JobStatus.FAILED, failure=failure), dead_token)

    [message] = place.direct.history()
    assert f"details:{JOB_ID}" in ids_on(message)


async def test_a_cancelled_job_needs_no_direct_message(place, courier, job):
    """Who cancelled it knows."""
    await courier.tell(replace(job, status=JobStatus.CANCELLED), None)

    assert [] == place.direct.history()


async def test_progress_that_cannot_be_shown_alone_is_not_shown(place, courier, job, dead_token):
    """Nor is a new answer opened, where we do not know which message is the answer."""
    progress = Progress(status=JobStatus.RUNNING)
    await courier.show_progress(job, progress, dead_token)

    with pytest.raises(Undeliverable):
        await courier.open_progress(replace(job, progress_message_id=None), progress)

    assert [] == place.direct.history()


async def test_the_answer_stays_under_a_private_result(place, courier, job, dead_token):
    """It is the result; nothing is to be taken away."""
    await courier.tell(replace(job, status=JobStatus.POSTED), dead_token)

    assert [] == place.posts("DELETE", "/webhooks/1/over/messages/@original")
