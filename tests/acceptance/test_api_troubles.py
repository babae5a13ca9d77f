"""The image API refuses, throttles, fails, lies and breaks: money is never spent twice."""

import pytest

from tests.acceptance.stage import button, open_studio, sha256, until, verbs, words

pytestmark = pytest.mark.asyncio(loop_scope="module")

IN_DOUBT = "we cannot know whether it took your request"
REFUSED = "refused this request"
MODERATED = "content rules do not allow"


async def ask(studio, place, ada, text="a fox", **options):
    """Ask for a picture; return the words."""
    prompt = words(text)
    await ada.slash(place, "imagine", prompt=prompt, **options)
    return prompt


# --- surely not taken: it waits, and goes on by itself ---


@pytest.mark.parametrize(
    "trouble",
    [
        {"http": 401},
        {"http": 200, "http_style": "code"},
    ],
    ids=str,
)
async def test_a_key_or_purse_that_is_not_enough_turns_readiness_red_and_work_waits(
    studio, place, ada, trouble
):
    """It is the operator's to mend; then everything goes on by itself, paid once."""
    studio.api.turn(**trouble)
    prompt = await ask(studio, place, ada, count=2)
    red = await studio.page("/readyz", status=503)
    [job] = studio.jobs_of(prompt)

    assert '"red": ["api"]' in red
    assert job.status in ("accepted", "submitting")
    assert [] == studio.results(place)

    studio.calm()
    await studio.result(place)
    await studio.page("/readyz", status=200)
    assert 1 == len(studio.submissions(prompt))


@pytest.mark.parametrize(
    "how", [{"retry_after_seconds": 1}, {}, {"http_style": "live"}, {"http_style": "empty"}]
)
async def test_a_throttled_job_is_sent_again_by_itself(studio, place, ada, how):
    """429 means: not taken, not charged."""
    before = studio.attempts()
    studio.api.turn(http=429, times=1, **how)
    prompt = await ask(studio, place, ada)
    await studio.result(place)

    assert 1 == len(studio.submissions(prompt))
    assert 2 == studio.attempts() - before


async def test_an_api_that_cannot_be_reached_is_waited_for(tmp_path):
    """Without a connection nothing was sent, so nothing is in doubt."""
    async with open_studio(tmp_path) as studio:
        place, ada = studio.channel(), studio.person()
        await studio.life_goes_on()
        await studio.api.close()
        prompt = await ask(studio, place, ada)
        await studio.page("/readyz", status=503)
        [job] = await until(lambda: studio.jobs_of(prompt))
        assert job.status in ("accepted", "submitting")
        await studio.api.start()
        await studio.result(place)

        assert 1 == len(studio.submissions(prompt))


# --- refused: told, and not tried again ---


@pytest.mark.parametrize(
    ("trouble", "sentence"),
    [
        ({"http": 400}, REFUSED),
        ({"http": 400, "http_style": "live"}, REFUSED),
        ({"http": 500, "http_style": "build_request_failed"}, REFUSED),
        ({"http": 500, "http_style": "moderation"}, MODERATED),
        ({"http": 400, "http_style": "moderation"}, MODERATED),
        ({"http": 413}, REFUSED),
    ],
    ids=str,
)
async def test_a_refusal_is_told_and_not_sent_again(studio, place, ada, trouble, sentence):
    """The same request would be refused again."""
    before = studio.attempts()
    studio.api.turn(**trouble)
    prompt = await ask(studio, place, ada)
    notice = await studio.notice(place, sentence)
    studio.calm()
    await studio.life_goes_on()

    assert "Nothing was charged" in notice.content
    assert ["details"] == verbs(notice)
    assert "failed" == studio.jobs_of(prompt)[0].status
    assert 2 == studio.attempts() - before
    assert [] == studio.submissions(prompt)


@pytest.mark.parametrize(
    ("directive", "sentence", "buttons"),
    [
        ("[[fail:moderation_blocked]]", MODERATED, ["details"]),
        ("[[fail:task_failed]]", "could not make it", ["again", "details"]),
        ("[[fail:timeout]]", "could not make it", ["again", "details"]),
        ("[[fail:cancelled]]", "stopped this request", ["again", "details"]),
        ("[[fail:x]][[error_shape:code_int]]", "could not make it", ["again", "details"]),
        ("[[fail:x]][[error_shape:string]]", "could not make it", ["again", "details"]),
        ("[[fail:x]][[error_shape:fail_reason]]", "could not make it", ["again", "details"]),
        ("[[fail:x]][[error_shape:absent]]", "could not make it", ["again", "details"]),
        ("[[missing:4]]", "finished without a picture", ["again", "details"]),
        ("[[expires_seconds:0]]", "could not be fetched from", ["again", "details"]),
    ],
)
async def test_a_task_that_fails_is_told_in_words(studio, place, ada, directive, sentence, buttons):
    """With what can be done next; nobody is left with an answer that thinks for ever."""
    prompt = await ask(studio, place, ada, f"a fox {directive}")
    notice = await studio.notice(place, sentence)

    assert buttons == verbs(notice)
    assert ada.mention in notice.content
    assert 1 == len(studio.submissions(prompt))


# --- perhaps taken: in doubt, and never sent again by itself ---


@pytest.mark.parametrize(
    ("trouble", "taken"),
    [
        ({"http": 500}, 0),
        ({"http": 502, "http_style": "html"}, 0),
        ({"http": 200, "http_style": "html"}, 0),
        ({"http": 200, "http_style": "empty"}, 0),
        ({"wire": "reset_after"}, 1),
        ({"wire": "reset_before"}, 0),
    ],
    ids=str,
)
async def test_a_lost_answer_leaves_the_job_in_doubt_and_is_never_sent_again(
    studio, place, ada, trouble, taken
):
    """Until the person says so, who is told that it may be paid for twice."""
    before = studio.attempts()
    studio.api.turn(**trouble)
    prompt = await ask(studio, place, ada)
    notice = await studio.notice(place, IN_DOUBT)
    studio.calm()
    await studio.life_goes_on()

    assert "in_doubt" == studio.jobs_of(prompt)[0].status
    assert 2 == studio.attempts() - before
    assert taken == len(studio.submissions(prompt))

    await ada.click(notice, button(notice, "askagain"))
    await studio.result(place)
    assert taken + 1 == len(studio.submissions(prompt))


# --- on the way ---


ODDITIES = (
    *("array", "object_202", "object_task_id", "object_task", "flat", "one_task_each"),
    *("[[url_shape:string]]", "[[url_shape:entries]]"),
    "[[submitted_word:queued]][[pending_word:in_progress]][[running_word:drawing]][[polls:2]]",
    "[[completed_word:SUCCESS]]",
    "[[completed_word:succeeded]][[code_given:false]][[expiry_given:false]]",
    "[[estimate_given:false]][[progress_given:false]][[cost_given:false]][[polls:1]]",
    "[[content_type:text/plain]]",
    "[[unknown_polls:3]]",
    "[[unknown_polls:3]][[envelope:live]]",
    "[[http:500]][[http_at:task]][[times:2]]",
    "[[http:502-html]][[http_at:task]][[times:2]]",
    "[[http:429]][[http_at:task]][[times:1]][[retry_after_seconds:1]]",
    "[[http:401]][[http_at:task]][[times:1]]",
)
"""What the API may do without saying so, and what passes by itself."""


async def test_odd_answers_still_bring_every_picture_once(studio, ada):
    """All of them at once, each beside the others."""
    studio.calm()
    asked = {}
    for oddity in ODDITIES:
        place = studio.channel()
        directive = oddity if "[" in oddity else f"[[submit_shape:{oddity}]]"
        asked[oddity] = place, await ask(studio, place, ada, f"a fox {directive}", count=3)
    shown = {oddity: await studio.result(place) for oddity, (place, _) in asked.items()}
    made = {
        oddity: [made.sha256 for each in studio.submissions(prompt) for made in each.pictures]
        for oddity, (_, prompt) in asked.items()
    }

    assert {3} == {len(each) for each in made.values()}
    assert made == {
        oddity: [sha256(attachment.data) for attachment in message.attachments]
        for oddity, message in shown.items()
    }


@pytest.mark.parametrize(
    "oddity",
    [
        {"file_type": "application/octet-stream"},
        {"file_type": "image/jpeg"},
        {"file": "redirect"},
        {"http": 503, "http_at": "file", "times": 2},
        {"batch": False},
    ],
    ids=str,
)
async def test_odd_files_still_bring_every_picture_once(studio, place, ada, oddity):
    """The kind is told by the bytes, a redirect is followed, a passing fault waited for."""
    studio.api.turn(**oddity)
    prompt = await ask(studio, place, ada, count=3)
    message = await studio.result(place)

    [submission] = studio.submissions(prompt)
    assert [made.sha256 for made in submission.pictures] == [
        sha256(attachment.data) for attachment in message.attachments
    ]
    assert all(attachment.filename.endswith(".png") for attachment in message.attachments)


@pytest.mark.parametrize("file", ["truncated", "html", "empty"])
async def test_a_result_that_is_no_picture_is_fetched_again(studio, place, ada, file):
    """What is posted is whole."""
    studio.api.turn(file=file)
    prompt = await ask(studio, place, ada, count=2)
    await studio.job_is(prompt, "ready")
    await until(lambda: [x for x in studio.api.ledger.exchanges if x.path.startswith("/f/")])
    studio.calm()
    message = await studio.result(place)

    [submission] = studio.submissions(prompt)
    assert [made.sha256 for made in submission.pictures] == [
        sha256(attachment.data) for attachment in message.attachments
    ]


async def test_fewer_pictures_than_asked_for_are_posted_and_that_is_said(studio, place, ada):
    """They are charged for as they were made."""
    studio.api.turn(missing=1)
    prompt = await ask(studio, place, ada, count=3)
    message = await studio.result(place)

    [submission] = studio.submissions(prompt)
    assert 2 == len(message.attachments) == len(submission.pictures)
    assert "2 of 3" in message.content


async def test_a_failure_costs_the_person_nothing_and_again_works(studio, place, ada):
    """The button under the notice makes a new job of the same words."""
    studio.api.turn(fail="task_failed", times=1)
    prompt = await ask(studio, place, ada)
    notice = await studio.notice(place, "could not make it")
    studio.calm()
    await ada.click(notice, button(notice, "again"))
    await until(lambda: studio.results(place))

    assert ["failed", "posted"] == [job.status for job in await posted(studio, prompt)]


async def posted(studio, prompt):
    """Return the jobs with these words, once the newest is posted."""
    await studio.job_is(prompt, "posted")
    return studio.jobs_of(prompt)
