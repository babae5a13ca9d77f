"""Posting: every picture is shown, exactly once, or the person learns why not."""

from datetime import timedelta

import pytest

from bot.domain.errors import (
    ApiRejected,
    ApiUnavailable,
    DeliveryUnavailable,
    PictureGone,
    PictureRefused,
    PictureUnavailable,
    Undeliverable,
)
from bot.domain.jobs import JobStatus
from bot.domain.outcomes import Failure, FailureReason
from tests.engine.pictures import Fault
from tests.engine.world import Died
from tests.factories import ALICE

GONE = Failure(reason=FailureReason.PICTURES_GONE)
DAY = 24 * 3600


async def ready(world, count=1):
    """Return a job whose results are known."""
    job = await world.until(await world.ask(count=count), JobStatus.RUNNING)
    world.clock.advance(10)
    await world.step("poll")
    return await world.get(job)


async def post(world, job):
    """Post once, and return the job."""
    await world.step("post")
    return await world.get(job)


async def died_while_posting(world, *, after_the_effect):
    """Return a job in whose posting we died; the engine is a new one."""
    job = await ready(world)
    world.discord.posting.script = [Fault(Died(), after_the_effect=after_the_effect)]
    with pytest.raises(Died):
        await world.step("post")
    return job


async def test_pictures_are_shown_in_their_order(world):
    """As upstream made them, all in one message."""
    job = await ready(world, count=4)

    posted = await post(world, job)

    [message] = world.discord.messages
    assert [f"https://results.example/task1.0/{n}" for n in range(4)] == list(message.pictures)
    assert (JobStatus.POSTED, message.id) == (posted.status, posted.message_id)
    assert 4 == world.watch.pictures


async def test_while_discord_is_away_the_result_waits(world):
    """It is posted when Discord is back, and the price stays what it was."""
    world.discord.posting.script = [DeliveryUnavailable("HTTP 503")] * 5
    job = await ready(world)

    waiting = await post(world, job)
    assert (JobStatus.READY, 1) == (waiting.status, waiting.post_attempts)
    assert not await world.step("post")
    await world.until(job, JobStatus.POSTED)

    assert 1 == len(world.discord.messages)
    assert "HTTP 503" in [move.note for move in await world.store.history(job.id)]


async def test_a_message_whose_answer_was_lost_is_not_posted_twice(world):
    """Discord took it and we did not hear of it: the channel is searched first."""
    world.discord.posting.script = [Fault(DeliveryUnavailable("timeout"), after_the_effect=True)]
    job = await ready(world)

    posted = await world.until(job, JobStatus.POSTED)

    [message] = world.discord.messages
    assert message.id == posted.message_id


@pytest.mark.parametrize("rule", ["channel-gone", "forbidden", "too-large", "refused"])
async def test_with_nowhere_to_put_it_the_job_is_undelivered(world, rule):
    """The person is told, and can have it posted again; nothing is tried behind their back."""
    world.discord.posting.script = [Undeliverable(rule)]
    job = await ready(world)

    await world.until(job, JobStatus.UNDELIVERED)
    await world.live(30)

    assert [] == world.discord.messages
    assert (JobStatus.UNDELIVERED, rule) == (
        world.discord.answers[job.id],
        world.discord.rules[job.id],
    )
    assert rule == (await world.store.history(job.id))[-1].note


@pytest.mark.parametrize("seconds", [1, 3600])
async def test_dead_after_the_effect_the_message_is_found(world, seconds):
    """However long we were down, there is one message, and the job knows it."""
    job = await died_while_posting(world, after_the_effect=True)
    world.clock.advance(seconds)
    await world.restart()

    posted = await world.until(job, JobStatus.POSTED)

    [message] = world.discord.messages
    assert message.id == posted.message_id


@pytest.mark.parametrize("seconds", [1, 3600])
async def test_dead_before_the_effect_it_is_posted_once(world, seconds):
    """The search finds nothing, so nothing was shown yet."""
    job = await died_while_posting(world, after_the_effect=False)
    world.clock.advance(seconds)
    await world.restart()

    await world.until(job, JobStatus.POSTED)

    assert 1 == len(world.discord.messages)


@pytest.mark.parametrize("after_the_effect", [True, False])
async def test_without_a_search_the_nonce_is_trusted_while_it_lives(world, after_the_effect):
    """Right after the first attempt Discord itself shows nothing twice."""
    world.discord.may_read_history = False
    job = await died_while_posting(world, after_the_effect=after_the_effect)
    world.clock.advance(99)
    await world.restart()

    posted = await world.until(job, JobStatus.POSTED, seconds=1)

    [message] = world.discord.messages
    assert message.id == posted.message_id


@pytest.mark.parametrize("after_the_effect", [True, False])
async def test_without_a_search_an_old_attempt_is_not_repeated(world, after_the_effect):
    """Shown twice is worse than asked: the person gets a button to post it again."""
    world.discord.may_read_history = False
    job = await died_while_posting(world, after_the_effect=after_the_effect)
    world.clock.advance(100)
    await world.restart()

    await world.until(job, JobStatus.UNDELIVERED, seconds=1)

    assert after_the_effect == len(world.discord.messages)
    assert "unsure" == (await world.store.history(job.id))[-1].note


async def test_a_nonce_that_ends_during_the_download_is_not_trusted(world, monkeypatch):
    """A slow download must not turn a sure attempt into a second message."""
    world.discord.may_read_history = False
    job = await died_while_posting(world, after_the_effect=True)
    download = world.upstream.download

    async def slowly(url):
        world.clock.advance(10)
        return await download(url)

    monkeypatch.setattr(world.upstream, "download", slowly)
    world.clock.advance(95)
    await world.restart()

    await world.until(job, JobStatus.UNDELIVERED, seconds=1)

    assert 1 == len(world.discord.messages)


async def test_a_search_that_fails_is_repeated(world):
    """Discord was away when we looked; nothing is posted on a guess."""
    job = await died_while_posting(world, after_the_effect=True)
    world.discord.searching.script = [DeliveryUnavailable("HTTP 503")] * 2
    await world.restart()

    assert JobStatus.READY is (await post(world, job)).status
    await world.until(job, JobStatus.POSTED)

    assert 1 == len(world.discord.messages)


async def test_posted_and_deleted_since_it_is_not_posted_again(world):
    """Somebody did not want it: the nonce tells, and the job ends without a message."""
    world.discord.may_read_history = False
    job = await died_while_posting(world, after_the_effect=True)
    world.discord.messages.clear()
    await world.restart()

    posted = await world.until(job, JobStatus.POSTED, seconds=1)

    assert posted.message_id is None
    assert [] == world.discord.messages


async def test_a_repost_starts_over(world):
    """What an earlier attempt left in doubt does not stand in the way of the person's wish."""
    world.discord.may_read_history = False
    job = await died_while_posting(world, after_the_effect=False)
    world.clock.advance(500)
    await world.restart()
    await world.until(job, JobStatus.UNDELIVERED, seconds=1)

    await world.store.repost(job.id, now=world.clock.now())
    await world.until(job, JobStatus.POSTED, seconds=1)

    assert 1 == len(world.discord.messages)


async def test_no_pictures_are_a_failure_that_costs_nothing(world):
    """Upstream said finished, and made none."""
    job = await world.until(await world.ask(count=2), JobStatus.RUNNING)
    world.upstream.answers = [world.upstream.finished("task1.0", 0)]

    failed = await world.until(job, JobStatus.FAILED)

    assert Failure(reason=FailureReason.NO_PICTURES) == failed.failure
    assert 0 == failed.price_microusd
    assert [] == world.discord.messages


async def test_fewer_pictures_than_asked_for_are_shown(world):
    """And only they are spent."""
    job = await world.until(await world.ask(count=3, quality="low"), JobStatus.RUNNING)
    world.upstream.answers = [world.upstream.finished("task1.0", 2)]

    posted = await world.until(job, JobStatus.POSTED)

    [message] = world.discord.messages
    assert (2, 18_000) == (len(message.pictures), posted.price_microusd)


async def test_addresses_that_have_ended_are_asked_for_anew(world):
    """The results live longer upstream than their addresses."""
    job = await ready(world, count=2)
    world.upstream.end_addresses(job)

    posted = await post(world, job)

    [message] = world.discord.messages
    assert 2 == len(message.pictures)
    assert not {picture.url for picture in posted.pictures} & world.upstream.ended


async def test_of_several_tasks_all_addresses_are_asked_for_anew(world):
    """The order stays."""
    world.upstream.tasks_per_request = 2
    job = await ready(world)
    world.upstream.end_addresses(job)

    await post(world, job)

    [message] = world.discord.messages
    assert [f"https://results.example/task1.{n}/0" for n in range(2)] == list(message.pictures)


async def test_results_that_are_gone_are_a_failure(world):
    """Upstream has forgotten them: there is nothing to show, and the person is told."""
    job = await ready(world)
    world.upstream.end_addresses(job)
    world.upstream.forget("task1.0")

    failed = await post(world, job)
    await world.engine.drain()

    assert (JobStatus.FAILED, GONE) == (failed.status, failed.failure)
    assert JobStatus.FAILED is world.discord.answers[job.id]


async def test_one_lost_picture_does_not_hide_the_others(world, caplog):
    """What can be had is shown; the loss is in the log."""
    job = await ready(world, count=2)
    world.upstream.forget("task1.0")
    world.upstream.ended.add(job.pictures[0].url)

    await post(world, job)

    [message] = world.discord.messages
    assert ("https://results.example/task1.0/1",) == message.pictures
    assert f"job {job.id}: a picture is lost" in caplog.text


async def test_new_addresses_wait_for_an_api_that_answers(world):
    """Trouble of the API is no reason to give up what was paid for."""
    job = await ready(world)
    world.upstream.end_addresses(job)
    world.upstream.asking.script = [ApiUnavailable("no route")] * 2

    assert JobStatus.READY is (await post(world, job)).status
    await world.until(job, JobStatus.POSTED)

    assert 1 == len(world.discord.messages)


@pytest.mark.parametrize("error", [ApiUnavailable("no route"), ApiRejected("task id?")])
async def test_after_a_day_ended_addresses_are_given_up(world, error):
    """Upstream keeps nothing for longer; a job must not wait for ever."""
    job = await ready(world)
    world.upstream.end_addresses(job)
    world.upstream.asking.script = [error] * 3
    assert JobStatus.READY is (await post(world, job)).status

    world.clock.advance(DAY)

    assert GONE == (await post(world, job)).failure


@pytest.mark.parametrize(
    ("error", "seconds"),
    [
        (PictureUnavailable("pictures-gone"), DAY - 60),
        (PictureRefused("reference-not-a-picture"), 60),
    ],
)
async def test_a_download_that_fails_is_repeated(world, error, seconds):
    """A server in trouble, or its page of excuses, is not the end."""
    world.upstream.downloading.script = [error] * 2
    job = await ready(world)
    assert JobStatus.READY is (await post(world, job)).status
    world.clock.advance(seconds)
    assert JobStatus.READY is (await post(world, job)).status

    world.clock.advance(60)

    assert JobStatus.POSTED is (await post(world, job)).status


@pytest.mark.parametrize(
    ("error", "seconds"),
    [
        (PictureUnavailable("pictures-gone"), DAY),
        (PictureRefused("reference-not-a-picture"), 120),
    ],
)
async def test_patience_with_a_download_ends(world, error, seconds):
    """What does not come within a day, or is no picture for minutes, is lost."""
    world.upstream.downloading.script = [error] * 2
    job = await ready(world)
    assert JobStatus.READY is (await post(world, job)).status
    world.clock.advance(seconds)

    failed = await post(world, job)

    assert (JobStatus.FAILED, GONE) == (failed.status, failed.failure)


async def test_gone_is_believed_only_after_upstream_was_asked(world):
    """One address of several ended: all are made new, none is shown twice."""
    job = await ready(world, count=3)
    world.upstream.downloading.script = [None, PictureGone("pictures-gone")]

    await post(world, job)

    [message] = world.discord.messages
    assert 3 == len(set(message.pictures))


async def test_an_unexpected_error_before_posting_leaves_the_job_for_a_minute(world, caplog):
    """Nothing was shown; the traceback is in the log."""
    world.upstream.downloading.script = [ZeroDivisionError()]
    job = await ready(world)

    abandoned = await post(world, job)
    assert (JobStatus.READY, 0) == (abandoned.status, abandoned.post_attempts)
    world.clock.advance(59)
    assert not await world.step("post")
    world.clock.advance(1)
    await world.until(job, JobStatus.POSTED, seconds=1)

    assert f"post: job {job.id} met an unexpected error" in caplog.text


@pytest.mark.parametrize("after_the_effect", [True, False])
async def test_an_unexpected_error_while_posting_shows_nothing_twice(world, after_the_effect):
    """We do not know how far it came, so the next try searches first."""
    world.discord.posting.script = [Fault(ZeroDivisionError(), after_the_effect)]
    job = await ready(world)

    abandoned = await post(world, job)
    assert (JobStatus.READY, 1) == (abandoned.status, abandoned.post_attempts)
    await world.until(job, JobStatus.POSTED)

    assert 1 == len(world.discord.messages)
    assert "ZeroDivisionError" in [move.note for move in await world.store.history(job.id)]


async def test_the_pause_grows_with_the_age_of_the_result(world):
    """Half its age, between a second and a minute."""
    world.discord.posting.script = [DeliveryUnavailable("HTTP 503")] * 3
    job = await ready(world)

    pauses = []
    for seconds in (0, 20, 500):
        world.clock.advance(seconds)
        waiting = await post(world, job)
        pauses.append(waiting.not_before - world.clock.now())

    assert [timedelta(seconds=s) for s in (1, 10, 60)] == pauses


async def test_the_oldest_result_is_posted_first(world):
    """Who waits longest is served first."""
    first, second = await world.ask(), await world.ask()
    for job in (first, second):
        await world.until(job, JobStatus.RUNNING)
    world.clock.advance(10)
    await world.step("poll")
    world.clock.advance(10)
    await world.step("poll")

    await world.step("post")
    await world.step("post")

    shown = [message.job_id for message in world.discord.messages]
    ready_at = {job.id: (await world.get(job)).ready_at for job in (first, second)}
    assert sorted(shown, key=ready_at.get) == shown
    assert {first.id, second.id} == set(shown)
    assert 2 == len(await world.engine.operations.list_for(ALICE))
