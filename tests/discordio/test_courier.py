"""Results, as they are posted: once, for one person, in a size that the channel takes."""

from dataclasses import replace
from datetime import timedelta

import pytest

from bot.discordio import reach
from bot.discordio.courier import DiscordCourier
from bot.domain.errors import DeliveryUnavailable, Undeliverable
from bot.domain.jobs import JobId, JobStatus
from bot.domain.models import DEFAULT_CATALOGUE
from bot.engine.ports import Picture
from bot.pictures.lab import PooledPictureLab
from tests.discordio.world import JOB_ID, MEBIBYTE, job_in, picture, png


@pytest.fixture
async def lab():
    """The real lab, with its worker process."""
    lab = PooledPictureLab()
    yield lab
    await lab.close()


@pytest.fixture
def courier(simcord_bot, words, lab):
    """The courier over the bot's own connection."""
    return DiscordCourier(client=simcord_bot, words=words, catalogue=DEFAULT_CATALOGUE, lab=lab)


async def test_a_result_is_an_ordinary_message_with_its_files_and_buttons(place, courier):
    """It must be answerable by a reply, and its buttons must work for ever."""
    job = job_in(place)

    message_id = await courier.post(job, [picture(), picture()], None)

    [message] = place.messages()
    assert message_id == message.id
    assert ["darkroom-0123456789ab-1.png", "darkroom-0123456789ab-2.png"] == [
        file.filename for file in message.attachments
    ]
    assert all("lighthouse" in file.description for file in message.attachments)
    assert [["again", "edit", "vary", "mask", "share"], ["details", "delete"]] == [
        [button.custom_id.removesuffix(f":{JOB_ID}") for button in row.children]
        for row in message.components
    ]


async def test_a_result_carries_a_nonce_and_calls_the_requester_alone(place, courier):
    """The nonce makes a second attempt harmless; a prompt must not be able to call anybody."""
    await courier.post(job_in(place), [picture()], None)

    [body] = place.sent
    assert (JOB_ID, True) == (body["nonce"], body["enforce_nonce"])
    assert {"parse": [], "users": [place.someone.id]} == body["allowed_mentions"]
    assert f"<@{place.someone.id}>" in body["content"]


async def test_a_second_attempt_carries_the_same_nonce(place, courier):
    """Discord then returns the message that there is, and shows nothing twice."""
    await courier.post(job_in(place), [picture()], None)
    await courier.post(job_in(place), [picture()], None)

    first, second = place.sent
    assert first["nonce"] == second["nonce"]


async def test_files_have_names_by_what_they_are(place, courier):
    """The kind is told by the bytes; Discord shows a file by its name."""
    made = [Picture(content=b"x", kind=kind, width=1, height=1) for kind in ("jpeg", "webp")]

    await courier.post(job_in(place), made, None)

    [message] = place.messages()
    assert ["jpg", "webp"] == [file.filename.rpartition(".")[2] for file in message.attachments]


async def test_a_hidden_result_keeps_its_names_and_what_is_read_aloud(place, courier):
    """Discord hides what is named as a spoiler; who cannot see it hears what it is."""
    await courier.post(job_in(place, is_spoiler=True), [picture()], None)

    [file] = place.messages()[0].attachments
    assert "SPOILER_darkroom-0123456789ab-1.png" == file.filename
    assert "lighthouse" in file.description


async def test_a_picture_larger_than_the_limit_is_made_smaller_and_that_is_said(place, courier):
    """The bytes are the API's own, but where the channel cannot take them."""
    large = picture(png(2100, 2100, noise=True), width=2100, height=2100)
    assert len(large.content) > 10 * MEBIBYTE

    await courier.post(job_in(place), [large, picture()], None)

    [message] = place.messages()
    first, second = message.attachments
    assert "darkroom-0123456789ab-1.jpg" == first.filename
    assert first.size <= 10 * MEBIBYTE
    assert len(picture().content) == second.size
    assert "One picture is sent smaller" in message.content


async def test_a_server_that_takes_larger_files_gets_the_bytes_as_they_are(place, courier):
    """A boosted server's limit counts, by what Discord said when it was asked."""
    large = picture(png(2100, 2100, noise=True), width=2100, height=2100)
    job = job_in(place)
    job = replace(job, origin=replace(job.origin, filesize_limit_bytes=50 * MEBIBYTE))

    await courier.post(job, [large], None)

    [message] = place.messages()
    assert len(large.content) == message.attachments[0].size
    assert "smaller" not in message.content


async def test_a_message_that_is_too_large_is_sent_once_more_smaller(env, place, courier):
    """Discord's word on the limit is not always true."""
    env.inject_error("POST", "/channels/*/messages", status=413, code=40005, times=1)
    made = picture(png(600, 600, noise=True), width=600, height=600)

    message_id = await courier.post(job_in(place), [made], None)

    [message] = place.messages()
    assert message_id == message.id
    assert message.attachments[0].size <= len(made.content) // 2
    assert 2 == len(place.sent)


async def test_a_message_that_stays_too_large_is_given_up(env, place, courier):
    """One more attempt, not an endless row of them."""
    env.inject_error("POST", "/channels/*/messages", status=413, code=40005, times=None)

    with pytest.raises(Undeliverable) as refusal:
        await courier.post(
            job_in(place), [picture(png(64, 64, noise=True), width=64, height=64)], None
        )

    assert "too-large" == refusal.value.rule
    assert 2 == len(place.sent)


async def test_words_that_automod_blocks_are_left_away(env, place, courier):
    """A finished picture must not fail by its prompt's echo; nor its alt text."""
    env.inject_error("POST", "/channels/*/messages", status=400, code=200000, times=1)

    await courier.post(job_in(place), [picture()], None)

    [message] = place.messages()
    assert "lighthouse" not in message.content
    assert message.attachments[0].description is None


async def test_automod_that_blocks_everything_is_not_argued_with(env, place, courier):
    """Without the prompt there is nothing more to leave away."""
    env.inject_error("POST", "/channels/*/messages", status=400, code=200000, times=None)

    with pytest.raises(Undeliverable) as refusal:
        await courier.post(job_in(place), [picture()], None)

    assert "refused" == refusal.value.rule
    assert 2 == len(place.sent)


@pytest.mark.parametrize(
    ("status", "code", "rule"),
    [
        (404, 10003, "channel-gone"),
        (404, 10004, "channel-gone"),
        (403, 50001, "forbidden"),
        (403, 50013, "forbidden"),
        (400, 50035, "refused"),
    ],
)
async def test_a_refusal_for_good_has_a_rule(env, place, courier, status, code, rule):
    """Trying again is no use, and the person is told why."""
    env.inject_error("POST", "/channels/*/messages", status=status, code=code, times=None)

    with pytest.raises(Undeliverable) as refusal:
        await courier.post(job_in(place), [picture()], None)

    assert rule == refusal.value.rule
    assert 1 == len(place.sent)


@pytest.mark.parametrize(("status", "code"), [(500, 0), (503, 0), (429, 0), (404, 0)])
async def test_a_refusal_that_may_pass_is_tried_again_later(env, place, courier, status, code):
    """What has no code of Discord's is the network's trouble, or Discord's own."""
    env.inject_error("POST", "/channels/*/messages", status=status, code=code, times=None)

    with pytest.raises(DeliveryUnavailable):
        await courier.post(job_in(place), [picture()], None)

    assert 1 == len(place.sent)


async def test_a_nonce_whose_message_was_deleted_counts_as_posted(env, place, courier):
    """Discord answers so on purpose: it was shown, and somebody took it away."""
    env.inject_error("POST", "/channels/*/messages", status=404, code=10008, times=1)

    assert await courier.post(job_in(place), [picture()], None) is None


async def test_a_missing_permission_is_met_at_the_world_itself(place, courier):
    """The rule comes from Discord's own answer, not from what we believe of our roles."""
    place = place.forbidding(send_messages=False)

    with pytest.raises(Undeliverable) as refusal:
        await courier.post(job_in(place), [picture()], None)

    assert "forbidden" == refusal.value.rule


async def test_the_result_is_found_again_by_its_buttons(place, courier):
    """After a crash in the middle we must know whether it is there."""
    job = job_in(place)
    message_id = await courier.post(job, [picture()], None)
    await place.another.send(place.channel, "nice")

    assert message_id == await courier.find_posted(job)


async def test_another_jobs_result_is_not_taken_for_ours(place, courier):
    """Every result carries its own job's id."""
    await courier.post(job_in(place, id=JobId("zzzzzzzzzzzz")), [picture()], None)

    assert await courier.find_posted(job_in(place)) is None


async def test_a_notice_is_not_taken_for_the_result(place, courier):
    """A notice carries buttons of the same job, but the result's own mark it lacks."""
    job = job_in(place)
    await courier.tell(replace(job, status=JobStatus.UNDELIVERED), None)

    assert 1 == len(place.messages())
    assert await courier.find_posted(job) is None


async def test_the_search_ends_where_posting_began(env, place, courier):
    """What is older cannot be it, and a channel may be long."""
    message_id = await courier.post(job_in(place), [picture()], None)
    await env.advance_time(600)

    assert message_id is not None
    assert await courier.find_posted(job_in(place, posting_began_at=env.now())) is None


async def test_the_result_is_found_with_a_clock_that_is_wrong(env, place, courier):
    """Messages bear Discord's time; ours may be fast by any amount."""
    job = job_in(place)
    message_id = await courier.post(job, [picture()], None)
    fast = {"accepted_at": job.accepted_at, "posting_began_at": job.posting_began_at}
    job = replace(job, **{name: at + timedelta(hours=1) for name, at in fast.items()})

    assert message_id == await courier.find_posted(job)


async def test_an_empty_channel_holds_no_result(place, courier):
    """Nothing returned means nothing there, where we may read the history."""
    assert await courier.find_posted(job_in(place)) is None


async def test_a_hidden_history_leaves_us_unsure(place, courier):
    """Discord shows it as an empty channel: to post once more might show the result twice."""
    job = job_in(place.forbidding(read_message_history=False))
    await courier.post(job, [picture()], None)

    with pytest.raises(Undeliverable) as refusal:
        await courier.find_posted(job)

    assert "unsure" == refusal.value.rule


async def test_a_search_that_discord_cannot_answer_is_tried_again(env, place, courier):
    """Not found and not answered are two things."""
    env.inject_error("GET", "/channels/*/messages", status=503, times=None)

    with pytest.raises(DeliveryUnavailable):
        await courier.find_posted(job_in(place))


async def test_a_picture_that_cannot_be_made_small_enough_is_undeliverable(place, courier):
    """It is said, and the pictures stay to be had."""
    broken = Picture(content=bytes(11 * MEBIBYTE), kind="png", width=9, height=9)

    with pytest.raises(Undeliverable) as refusal:
        await courier.post(job_in(place), [broken], None)

    assert "too-large" == refusal.value.rule
    assert [] == place.sent


async def test_a_channel_too_busy_to_search_leaves_us_unsure(place, courier, monkeypatch):
    """The search is bounded; what lies beyond it we do not know."""
    monkeypatch.setattr(reach, "MOST_SEARCHED", 3)
    for word in ("one", "two", "three"):
        await place.another.send(place.channel, word)

    with pytest.raises(Undeliverable) as refusal:
        await courier.find_posted(job_in(place))

    assert "unsure" == refusal.value.rule


async def test_without_an_attempt_there_is_nothing_to_find(place, courier):
    """Nobody is asked."""
    assert await courier.find_posted(job_in(place, posting_began_at=None)) is None
    assert [] == place.posts("GET", f"/channels/{place.channel.id}/messages")
