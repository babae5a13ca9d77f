"""`/jobs`: a person's own jobs, shown to them alone."""

import pytest

from bot.domain.errors import ApiRejected, SubmissionInDoubt
from bot.domain.jobs import JobStatus


@pytest.fixture
async def asked(place):
    """A job of somebody's that waits."""
    return await place.someone.slash(place.channel, "imagine", prompt="a lighthouse")


@pytest.fixture
async def job(studio, asked):
    """That job."""
    return await studio.only_job()


async def test_the_list_shows_ones_own_jobs_alone(place, job):
    """What others ask for is not for everybody."""
    theirs = await place.someone.slash(place.channel, "jobs list")
    others = await place.another.slash(place.channel, "jobs list")

    assert theirs.ephemeral
    assert job.id in theirs.response.embeds[0].description
    assert job.id not in others.response.embeds[0].description


async def test_show_tells_everything_about_one(place, job):
    """An id may be typed in any case, with the marks that it was shown in."""
    shown = await place.someone.slash(place.channel, "jobs show", job=f" `{job.id.upper()}`")

    assert shown.ephemeral
    assert job.id in shown.response.embeds[0].title


@pytest.mark.parametrize("command", ["jobs show", "jobs cancel", "jobs retry"])
async def test_an_unknown_job_is_said_so(place, command):
    """A slip of the finger gets a sentence."""
    answered = await place.someone.slash(place.channel, command, job="nonsense")

    assert answered.ephemeral
    assert "I know no job of that id" in answered.response.content


async def test_cancel_withdraws_a_job_that_waits(place, studio, asked, job):
    """Nothing is sent, nothing is charged."""
    cancelled = await place.someone.slash(place.channel, "jobs cancel", job=job.id)
    await studio.finish()

    assert cancelled.ephemeral
    assert f"Job `{job.id}` is cancelled" in cancelled.response.content
    assert "Cancelled" in asked.response.content
    assert [] == studio.api.submitted


async def test_cancel_of_what_is_done_is_too_late(place, studio, job):
    """The sentence says how it stands."""
    await studio.finish()

    answered = await place.someone.slash(place.channel, "jobs cancel", job=job.id)

    assert "already posted" in answered.response.content


async def test_the_job_of_another_stays_theirs(place, studio, job):
    """Nobody cancels or retries for others."""
    answered = await place.another.slash(place.channel, "jobs cancel", job=job.id)

    assert "belongs to somebody else" in answered.response.content
    assert JobStatus.ACCEPTED == (await studio.store.get(job.id)).status


async def test_retry_of_a_failed_job_is_a_new_one(place, studio, job):
    """Its result comes into the channel; the answer was for the person alone."""
    studio.api.refusal = ApiRejected("not now")
    await studio.finish()
    studio.api.refusal = None

    retried = await place.someone.slash(place.channel, "jobs retry", job=job.id)
    assert retried.ephemeral
    assert "as a new job" in retried.response.content
    await studio.finish()

    first, second = await studio.jobs()
    assert first.id == second.parent_id
    assert JobStatus.POSTED == second.status
    assert retried.response is None


async def test_retry_of_a_job_in_doubt_sends_it_again(place, studio, asked, job):
    """The progress goes on where it was."""
    studio.api.refusal = SubmissionInDoubt("lost")
    await studio.finish()
    studio.api.refusal = None

    retried = await place.someone.slash(place.channel, "jobs retry", job=job.id)
    await studio.finish()

    assert f"Sending job `{job.id}` once more" in retried.response.content
    assert JobStatus.POSTED == (await studio.only_job()).status
    assert asked.response is None


async def test_retry_of_what_could_not_be_posted_posts_it(env, place, studio, job):
    """It is not paid for again."""
    env.inject_error("POST", "/channels/*/messages", status=403, code=50013, times=1)
    await studio.finish()

    retried = await place.someone.slash(place.channel, "jobs retry", job=job.id)
    await studio.finish()

    assert "Posting the pictures" in retried.response.content
    assert JobStatus.POSTED == (await studio.only_job()).status
    assert 1 == len(studio.api.submitted)


async def test_suggestions_are_ones_own_newest_jobs(place, studio, job):
    """They come from memory: nothing may be looked up before they are answered."""
    await place.env.advance_time(1)
    await place.someone.slash(place.channel, "imagine", prompt="a fox")

    everything = await place.someone.autocomplete(place.channel, "jobs show", "job", "")
    by_prompt = await place.someone.autocomplete(place.channel, "jobs cancel", "job", "FOX")
    others = await place.another.autocomplete(place.channel, "jobs retry", "job", "")

    older, newer = await studio.jobs()
    assert [newer.id, older.id] == [choice["value"] for choice in everything]
    assert [newer.id] == [choice["value"] for choice in by_prompt]
    assert [] == others


async def test_a_suggestion_fits_whatever_was_asked_for(place):
    """Discord takes at most 100 characters, and refuses all for one that is longer."""
    await place.someone.slash(place.channel, "imagine", prompt="very " * 100)

    [choice] = await place.someone.autocomplete(place.channel, "jobs show", "job", "")

    assert len(choice["name"]) <= 100
