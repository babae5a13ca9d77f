"""kill -9 in every state of a job: none lost, none paid for twice, none shown twice."""

import pytest
import pytest_asyncio

from sandbox.world import Upload
from tests.acceptance.stage import button, open_studio, picture, sha256, until, verbs, words

pytestmark = [pytest.mark.asyncio(loop_scope="module"), pytest.mark.usefixtures("alive")]

IN_DOUBT = "we cannot know whether it took your request"


@pytest_asyncio.fixture(loop_scope="module")
async def alive(studio):
    """Make sure that the bot runs, whatever an earlier test has left."""
    if not studio.bot.is_running:
        studio.calm()
        await studio.start()


async def check_posted_once(studio, place, prompt, *, count=1):
    """Wait for the one result, and compare what was asked, paid, made and shown."""
    message = await studio.result(place)
    await studio.job_is(prompt, "posted")
    await studio.life_goes_on()

    [submission] = studio.submissions(prompt)
    assert [message.id] == [each.id for each in studio.messages(place)]
    assert [made.sha256 for made in submission.pictures] == [
        sha256(attachment.data) for attachment in message.attachments
    ]
    assert count == len(message.attachments)


# --- accepted ---


async def test_killed_while_it_waits_to_be_sent(studio, place, ada):
    """Nothing was sent: the next start sends it."""
    studio.api.turn(http=429, retry_after_seconds=60)
    prompt = words("a lighthouse")
    await ada.slash(place, "imagine", prompt=prompt, count=2)
    await until(lambda: studio.jobs_of(prompt) and studio.attempts())
    await studio.job_is(prompt, "accepted")

    await studio.kill()
    studio.calm()
    await studio.start()

    await check_posted_once(studio, place, prompt, count=2)


async def test_killed_while_its_references_are_made_reachable(studio, place, ada):
    """They are fetched and uploaded before anything costs, and by the next start again."""
    studio.api.turn(http=429, http_at="upload")
    prompt, image = words("this one"), Upload("a.png", picture())
    await ada.slash(place, "imagine", prompt=prompt, image1=image)
    await until(
        lambda: [
            each
            for each in studio.api.ledger.exchanges
            if each.path == "/v1/uploads/images" and each.status == 429
        ]
    )
    assert "accepted" == studio.jobs_of(prompt)[0].status

    await studio.kill()
    studio.calm()
    await studio.start()

    await check_posted_once(studio, place, prompt)
    assert sha256(image.data) == studio.api.ledger.uploads[-1].sha256


# --- submitting ---


@pytest.mark.parametrize(("wire", "taken"), [("hang_before", 0), ("hang_after", 1)])
async def test_killed_while_it_is_sent(studio, place, ada, wire, taken):
    """Nobody can know whether it was taken: it is never sent again unless the person says so."""
    studio.api.turn(wire=wire, hang_seconds=120)
    prompt = words("a lighthouse")
    await ada.slash(place, "imagine", prompt=prompt)
    await studio.job_is(prompt, "submitting")
    await until(lambda: len(studio.submissions(prompt)) == taken)

    await studio.kill()
    studio.calm()
    await studio.start()
    notice = await studio.notice(place, IN_DOUBT)
    await studio.life_goes_on()

    assert "in_doubt" == studio.jobs_of(prompt)[0].status
    assert taken == len(studio.submissions(prompt))
    assert ["askagain", "details"] == verbs(notice)
    assert ada.mention in notice.content

    await ada.click(notice, button(notice, "askagain"))
    result = await studio.result(place)
    await studio.life_goes_on()

    assert taken + 1 == len(studio.submissions(prompt))
    assert [result.id] == [each.id for each in studio.messages(place)]
    assert ["posted"] == [job.status for job in studio.jobs_of(prompt)]


async def test_only_who_asked_may_have_it_sent_again(studio, place, ada):
    """It may cost twice, so it is theirs to decide."""
    studio.api.turn(wire="reset_after", times=1)
    prompt = words("a lighthouse")
    await ada.slash(place, "imagine", prompt=prompt)
    notice = await studio.notice(place, IN_DOUBT)
    stranger = studio.person()
    pressed = await stranger.click(notice, button(notice, "askagain"))
    told = await until(lambda: pressed.followups)

    assert "That job belongs to somebody else." == told[0].content
    assert told[0].ephemeral
    assert "in_doubt" == studio.jobs_of(prompt)[0].status
    assert 1 == len(studio.submissions(prompt))


# --- in doubt ---


async def test_killed_in_doubt(studio, place, ada):
    """It stays so, is told once, and the old button still works."""
    studio.api.turn(wire="reset_after", times=1)
    prompt = words("a lighthouse")
    await ada.slash(place, "imagine", prompt=prompt)
    notice = await studio.notice(place, IN_DOUBT)
    await until(lambda: not studio.jobs_of(prompt)[0].notice_due)

    await studio.restart_hard()
    await studio.life_goes_on()

    assert [notice.id] == [each.id for each in studio.messages(place)]
    assert 1 == len(studio.submissions(prompt))

    await ada.click(notice, button(notice, "askagain"))
    await studio.result(place)

    assert 2 == len(studio.submissions(prompt))


# --- running ---


async def test_killed_while_it_is_drawn(studio, place, ada):
    """The task is followed by its id; it is not asked for again."""
    studio.api.turn(stuck=True)
    prompt = words("a lighthouse")
    await ada.slash(place, "imagine", prompt=prompt, count=3)
    await studio.job_is(prompt, "running")

    await studio.kill()
    studio.calm()
    await studio.start()

    await check_posted_once(studio, place, prompt, count=3)


async def test_away_for_longer_than_the_answer_can_be_edited(tmp_path):
    """What was finished meanwhile is shown all the same, and no progress is left standing."""
    async with open_studio(tmp_path) as studio:
        studio.api.turn(stuck=True)
        place, prompt = studio.channel(), words("a lighthouse")
        await studio.person().slash(place, "imagine", prompt=prompt)
        await until(lambda: studio.submissions(prompt) and studio.submissions(prompt)[0].polls)

        await studio.kill()
        studio.calm()
        await until(lambda: studio.submissions(prompt)[0].status == "completed")
        studio.world.skip_time(16 * 60)
        await studio.start()

        await check_posted_once(studio, place, prompt)


# --- ready ---


async def test_killed_while_the_pictures_cannot_be_fetched(studio, place, ada):
    """Their addresses are written down: they are fetched later, and nothing is paid again."""
    studio.api.turn(http=503, http_at="file")
    prompt = words("a lighthouse")
    await ada.slash(place, "imagine", prompt=prompt, count=2)
    await studio.job_is(prompt, "ready")

    await studio.kill()
    studio.calm()
    await studio.start()

    await check_posted_once(studio, place, prompt, count=2)


# --- posting ---


async def kill_while_posting(studio, place, ada, prompt, **trouble):
    """Bring a job to where its message is on the wire, and kill the bot there."""
    path = f"/channels/{place.id}/messages"
    studio.world.fail("POST", path, status=None, delay_seconds=120, **trouble)
    await ada.slash(place, "imagine", prompt=prompt)
    await until(lambda: [each for each in studio.world.in_flight if each.path == path])
    assert "posting" == studio.jobs_of(prompt)[0].status
    await studio.kill()
    studio.calm()


async def test_killed_when_discord_has_the_message_and_we_do_not_know(studio, place, ada):
    """It is found in the channel by its button, and not posted again."""
    prompt = words("a lighthouse")
    await kill_while_posting(studio, place, ada, prompt, commit=True)
    [posted] = studio.results(place)
    await studio.start()

    await check_posted_once(studio, place, prompt)
    assert posted.id == studio.jobs_of(prompt)[0].message_id


async def test_killed_when_discord_never_got_the_message(studio, place, ada):
    """It is not found, and posted."""
    prompt = words("a lighthouse")
    await kill_while_posting(studio, place, ada, prompt, drop=True)
    assert [] == studio.results(place)
    await studio.start()

    await check_posted_once(studio, place, prompt)


async def test_killed_when_the_message_was_posted_and_is_deleted_meanwhile(studio, place, ada):
    """Who deleted it did not want it to come back."""
    prompt = words("a lighthouse")
    await kill_while_posting(studio, place, ada, prompt, commit=True)
    [posted] = studio.results(place)
    await studio.person(permissions=["manage_messages"]).delete(posted)
    await studio.start()
    await studio.job_is(prompt, "posted")
    await studio.life_goes_on()

    assert [] == studio.messages(place)
    assert 1 == len(studio.submissions(prompt))


async def test_killed_before_the_progress_answer_was_taken_away(studio, place, ada):
    """The result stays alone in the channel, by the next start at the latest."""
    prompt = words("a lighthouse")
    studio.world.fail("DELETE", "/webhooks/*", status=None, delay_seconds=120, drop=True)
    await ada.slash(place, "imagine", prompt=prompt)
    await studio.job_is(prompt, "posted")
    await until(lambda: [each for each in studio.world.in_flight if each.method == "DELETE"])

    await studio.kill()
    studio.calm()
    assert 2 == len(studio.messages(place))
    await studio.start()

    await check_posted_once(studio, place, prompt)


# --- ended ---


async def test_killed_when_posted(studio, place, ada):
    """Nothing happens any more, and the buttons work."""
    prompt = words("a lighthouse")
    await ada.slash(place, "imagine", prompt=prompt)
    message = await studio.result(place)

    await studio.restart_hard()

    await check_posted_once(studio, place, prompt)
    await ada.click(message, button(message, "again"))
    await studio.result(place, number=2)
    assert 2 == len(studio.submissions(prompt))


async def test_killed_when_undelivered(studio, ada):
    """It waits, paid for, until somebody has it posted."""
    place, prompt = studio.channel(denied_to_bot=["attach_files"]), words("a lighthouse")
    await ada.slash(place, "imagine", prompt=prompt)
    notice = await studio.notice(place, "could not be posted")

    await studio.restart_hard()
    await studio.life_goes_on()
    assert "undelivered" == studio.jobs_of(prompt)[0].status
    assert [notice.id] == [each.id for each in studio.messages(place)]

    studio.server.deny_bot(place)
    await ada.click(notice, button(notice, "postagain"))
    await check_posted_once(studio, place, prompt)


async def test_killed_when_failed(studio, place, ada):
    """It is told once, and never tried again by itself."""
    prompt = words("a lighthouse [[fail:task_failed]]")
    await ada.slash(place, "imagine", prompt=prompt)
    notice = await studio.notice(place, "could not make it")
    await until(lambda: not studio.jobs_of(prompt)[0].notice_due)

    await studio.restart_hard()
    await studio.life_goes_on()

    assert ["failed"] == [job.status for job in studio.jobs_of(prompt)]
    assert [notice.id] == [each.id for each in studio.messages(place)]
    assert 1 == len(studio.submissions(prompt))


async def test_killed_when_cancelled(studio, place, ada):
    """What was withdrawn is not sent."""
    studio.api.turn(http=429, retry_after_seconds=60)
    prompt = words("a lighthouse")
    await ada.slash(place, "imagine", prompt=prompt)
    await until(lambda: studio.jobs_of(prompt))
    await studio.job_is(prompt, "accepted")
    await ada.slash(place, "jobs cancel", job=studio.jobs_of(prompt)[0].id)
    await studio.job_is(prompt, "cancelled")

    await studio.kill()
    studio.calm()
    await studio.start()
    await studio.notice(place, "Nothing was charged")
    await studio.life_goes_on()

    assert ["cancelled"] == [job.status for job in studio.jobs_of(prompt)]
    assert [] == studio.submissions(prompt)


async def test_killed_before_the_person_was_told(studio, place, ada):
    """The notice is owed by the database, not by the process."""
    prompt = words("a lighthouse [[fail:task_failed]]")
    studio.world.fail("PATCH", "/webhooks/*", status=None, delay_seconds=120, drop=True)
    await ada.slash(place, "imagine", prompt=prompt)
    await studio.job_is(prompt, "failed")
    await until(lambda: [each for each in studio.world.in_flight if each.method == "PATCH"])

    await studio.kill()
    studio.calm()
    await studio.start()
    await studio.notice(place, "could not make it")
    await studio.life_goes_on()

    assert 1 == len(studio.messages(place))
    assert 1 == len(studio.submissions(prompt))
