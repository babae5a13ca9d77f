"""Progress and notices: what becomes of the answer to a command, or in its place."""

from dataclasses import replace

import pytest

from bot.discordio.courier import DiscordCourier
from bot.domain.errors import DeliveryUnavailable, Undeliverable
from bot.domain.jobs import JobStatus
from bot.domain.models import DEFAULT_CATALOGUE
from bot.domain.outcomes import Failure, FailureReason
from bot.engine.ports import Progress
from tests.discordio.world import new_bot

FAILED = Failure(reason=FailureReason.UPSTREAM_FAILED)
BAD_INPUT = Failure(reason=FailureReason.REFERENCE_GONE, field="image1")


@pytest.fixture
def courier(studio, words):
    """The courier over the bot's own connection; it shrinks nothing here."""
    return DiscordCourier(client=studio.bot, words=words, catalogue=DEFAULT_CATALOGUE, lab=None)


@pytest.fixture
async def asked(place):
    """A command that has its "thinking" answer."""
    return await place.someone.slash(place.channel, "imagine", prompt="a lighthouse")


@pytest.fixture
async def job(studio, asked):
    """The job of that command."""
    return await studio.only_job()


@pytest.fixture
async def token(studio, env, job):
    """The living secret of that command."""
    return await studio.store.answer_token(job.id, now=env.now())


def ids(components):
    """Return the verbs of the buttons of a message."""
    return [
        button["custom_id"].partition(":")[0] for row in components for button in row["components"]
    ]


async def test_progress_is_an_edit_by_the_token(place, courier, asked, job, token):
    """It costs nothing of the bot's own limits, and calls nobody."""
    await courier.show_progress(job, Progress(status=JobStatus.ACCEPTED, position=3), token)

    assert "You are number 3 in line." in asked.response.content
    assert ["cancel"] == ids(asked.response.components)
    [body] = place.posts(
        "PATCH", f"/webhooks/{token.application_id}/{token.token}/messages/@original"
    )
    assert {"parse": []} == body["allowed_mentions"]


async def test_progress_is_an_edit_through_the_channel_when_the_token_is_no_more(
    place, courier, asked, job
):
    """After 15 minutes the answer is a message like any other."""
    await courier.show_progress(job, Progress(status=JobStatus.RUNNING, is_late=True), None)

    assert "longer than usual" in asked.response.content
    assert 1 == len(
        place.posts("PATCH", f"/channels/{place.channel.id}/messages/{asked.response.id}")
    )


@pytest.mark.parametrize(("status", "code"), [(401, 50027), (404, 10015)])
async def test_a_token_that_dies_early_gives_way_to_the_channel(
    env, courier, asked, job, token, status, code
):
    """Discord's word on the token counts, not our clock."""
    env.inject_error("PATCH", "/webhooks/*", status=status, code=code, times=None)

    await courier.show_progress(job, Progress(status=JobStatus.RUNNING), token)

    assert "Drawing" in asked.response.content


@pytest.mark.parametrize("with_token", [True, False])
async def test_progress_of_an_answer_that_somebody_deleted_is_no_error(
    place, courier, asked, job, token, with_token
):
    """The result comes all the same."""
    place.env.backend.delete_message(place.channel.id, asked.response.id)

    await courier.show_progress(
        job, Progress(status=JobStatus.RUNNING), token if with_token else None
    )

    assert [] == place.messages()


async def test_progress_that_discord_cannot_take_now_is_tried_again(env, courier, job, token):
    """A fault of Discord's is not the end of the answer."""
    env.inject_error("PATCH", "/webhooks/*", status=503, times=None)

    with pytest.raises(DeliveryUnavailable):
        await courier.show_progress(job, Progress(status=JobStatus.RUNNING), token)


@pytest.mark.parametrize("with_token", [True, False])
async def test_under_a_result_the_answer_is_taken_away_and_twice_is_once(
    courier, asked, job, token, with_token
):
    """A notice may be repeated after a crash."""
    posted = replace(job, status=JobStatus.POSTED)

    await courier.tell(posted, token if with_token else None)
    await courier.tell(posted, token if with_token else None)

    assert asked.response is None


@pytest.mark.parametrize(
    ("status", "failure", "says", "buttons"),
    [
        (JobStatus.FAILED, FAILED, "could not make it", ["again", "details"]),
        (
            JobStatus.FAILED,
            Failure(reason=FailureReason.MODERATED),
            "content rules",
            ["details"],
        ),
        (JobStatus.CANCELLED, None, "Cancelled", ["again", "details"]),
        (JobStatus.IN_DOUBT, None, "we cannot know", ["askagain", "details"]),
        (JobStatus.UNDELIVERED, None, "could not be posted", ["postagain", "details"]),
    ],
)
async def test_the_answer_becomes_the_notice_with_the_way_on(
    place, courier, asked, job, token, status, failure, says, buttons
):
    """Each end says what happened, and offers what can be done."""
    await courier.tell(replace(job, status=status, failure=failure), token)

    assert says in asked.response.content
    assert buttons == ids(asked.response.components)
    assert [] == place.sent


@pytest.mark.parametrize("status", [JobStatus.FAILED, JobStatus.IN_DOUBT, JobStatus.UNDELIVERED])
async def test_where_the_answer_is_gone_the_notice_is_a_new_message(
    place, courier, asked, job, token, status
):
    """It calls the person, and a second attempt is harmless."""
    place.env.backend.delete_message(place.channel.id, asked.response.id)

    await courier.tell(replace(job, status=status, failure=FAILED), token)

    [body] = place.sent
    assert {"parse": [], "users": [place.someone.id]} == body["allowed_mentions"]
    assert body["nonce"].startswith(f"n{job.id}")
    assert len(body["nonce"]) <= 25
    assert body["enforce_nonce"]


async def test_a_cancelled_job_whose_answer_is_gone_needs_no_call(
    place, courier, asked, job, token
):
    """Who cancelled it knows."""
    place.env.backend.delete_message(place.channel.id, asked.response.id)

    await courier.tell(replace(job, status=JobStatus.CANCELLED), token)

    assert [] == place.sent


async def test_a_notice_that_was_deleted_is_not_sent_again(env, place, courier, job):
    """A nonce that Discord knows, of a message that is gone, has done its work."""
    env.inject_error("POST", "/channels/*/messages", status=404, code=10008)

    await courier.tell(
        replace(job, status=JobStatus.FAILED, failure=FAILED, progress_message_id=None), None
    )

    assert 1 == len(place.sent)


async def test_a_notice_with_no_place_at_all_is_undeliverable(env, courier, job):
    """The engine notes it and goes on."""
    env.inject_error("*", "/channels/*", status=403, code=50001, times=None)

    with pytest.raises(Undeliverable) as refusal:
        await courier.tell(replace(job, status=JobStatus.FAILED, failure=FAILED), None)

    assert "forbidden" == refusal.value.rule


async def test_words_that_automod_blocks_are_left_away_in_a_notice(env, courier, asked, job, token):
    """The person is told, if not in their own words."""
    env.inject_error("PATCH", "/webhooks/*", status=400, code=200000, times=1)

    await courier.tell(replace(job, status=JobStatus.FAILED, failure=FAILED), token)

    assert "could not make it" in asked.response.content
    assert "lighthouse" not in asked.response.content


async def test_bad_input_is_told_to_the_person_alone(place, courier, asked, job, token):
    """Nobody else needs to read it."""
    await courier.tell(replace(job, status=JobStatus.FAILED, failure=BAD_INPUT), token)

    assert asked.response is None
    [told] = asked.followups
    assert told.ephemeral
    assert "`image1`" in told.content
    assert [] == place.messages()


async def test_bad_input_is_told_in_public_when_the_token_is_no_more(courier, asked, job):
    """Better there than not at all."""
    await courier.tell(replace(job, status=JobStatus.FAILED, failure=BAD_INPUT), None)

    assert "`image1`" in asked.response.content


@pytest.mark.parametrize(("status", "code"), [(401, 50027), (404, 10008)])
async def test_bad_input_falls_back_to_the_channel_where_the_answer_is_out_of_reach(
    env, place, courier, job, token, status, code
):
    """A dead token, or an answer that somebody deleted while it was thinking."""
    env.inject_error("*", "/webhooks/*", status=status, code=code, times=None)

    await courier.tell(replace(job, status=JobStatus.FAILED, failure=BAD_INPUT), token)

    assert "`image1`" in place.messages()[-1].content


async def test_nothing_is_sent_before_the_bot_has_logged_in(words, job):
    """The engine may be at work sooner than Discord is there."""
    unborn = new_bot(words)
    courier = DiscordCourier(client=unborn, words=words, catalogue=DEFAULT_CATALOGUE, lab=None)

    with pytest.raises(DeliveryUnavailable):
        await courier.tell(replace(job, status=JobStatus.FAILED, failure=FAILED), None)


async def test_bad_input_whose_telling_is_refused_for_another_reason_is_undeliverable(
    env, courier, job, token
):
    """The engine notes it and goes on."""
    env.inject_error("PATCH", "/webhooks/*", status=400, code=50035, times=None)

    with pytest.raises(Undeliverable) as refusal:
        await courier.tell(replace(job, status=JobStatus.FAILED, failure=BAD_INPUT), token)

    assert "refused" == refusal.value.rule


async def test_a_notice_says_why_nothing_could_be_posted(asked, courier, job, token):
    """So that somebody can mend it."""
    await courier.tell(replace(job, status=JobStatus.UNDELIVERED), token, rule="forbidden")

    assert "Somebody who manages the server can allow it." in asked.response.content
