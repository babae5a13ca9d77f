"""kill -9 at any moment, again and again, with several jobs on their way."""

import asyncio
import random

import pytest

from sandbox.world import Upload
from tests.acceptance.stage import open_studio, picture, sha256, until, words

pytestmark = [pytest.mark.asyncio(loop_scope="module"), pytest.mark.timeout(180)]

ROUNDS = 8
JOBS_A_ROUND = 5
LATEST_KILL_SECONDS = 0.9
ENDS = {"posted", "in_doubt"}


async def test_no_job_is_lost_none_paid_for_twice_and_none_shown_twice(tmp_path):
    """Every job that was written down ends as a picture, or in doubt and told."""
    chance = random.Random(7)  # noqa: S311 -- the same in every run
    async with open_studio(tmp_path) as studio:
        studio.api.turn(seconds=0.3, spread=0.8)
        asked = {}
        for number in range(ROUNDS):
            place, ada = studio.channel(), studio.person()
            for turn in range(JOBS_A_ROUND):
                prompt = words(f"round {number}")
                count = chance.randint(1, 3)
                images = {} if turn else {"image1": Upload("a.png", picture())}
                action = await ada.slash(place, "imagine", prompt=prompt, count=count, **images)
                asked[prompt] = (place, count, action)
            # The moment is what is tried here: anywhere from the command to the last message, and
            # every round in a part of that of its own.
            moment = (number + chance.random()) / ROUNDS
            await asyncio.sleep(LATEST_KILL_SECONDS * moment)
            await studio.restart_hard()
        places = {place for place, _, _ in asked.values()}
        await until(lambda: has_settled(studio, places), within_seconds=60)
        await studio.life_goes_on()
        jobs = {job.prompt: job for job in studio.jobs() if job.prompt in asked}
        messages = [message for place in places for message in studio.messages(place)]

        # None was paid for that we know nothing of, and none twice.
        paid = [each.body["prompt"] for each in studio.api.ledger.submissions]
        assert len(paid) == len(set(paid))
        assert set(asked) & set(paid) <= set(jobs)
        for prompt, job in jobs.items():
            _, count, action = asked[prompt]
            about_it = [m for m in messages if any(job.id in each for each in m.custom_ids)]
            assert 1 == len(about_it), (prompt, job)
            assert 1 == sum(each.prompt == prompt for each in studio.jobs())
            if job.status == "posted":
                [submission] = studio.submissions(prompt)
                assert [made.sha256 for made in submission.pictures] == [
                    sha256(attachment.data) for attachment in about_it[0].attachments
                ]
                assert count == len(about_it[0].attachments)
                assert job.message_id == about_it[0].id
                assert action.response is None
            else:
                assert f"askagain:{job.id}" in about_it[0].custom_ids
        assert len(jobs) > ROUNDS
        assert {"posted"} <= {job.status for job in jobs.values()}


def has_settled(studio, places):
    """Tell whether every job has ended, and no answer that somebody was given still promises one.

    What was acknowledged when the bot died is a job only some time after that.
    """
    messages = [message for place in places for message in studio.messages(place)]
    return all(job.status in ENDS and not job.notice_due for job in studio.jobs()) and all(
        message.attachments or any(each.startswith("askagain:") for each in message.custom_ids)
        for message in messages
    )
