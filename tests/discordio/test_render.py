"""Jobs and errors as text: complete, harmless whatever was asked for, never longer than allowed."""

import re
from dataclasses import replace
from datetime import timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.discordio import render
from bot.domain.errors import InvalidRequest, QuotaExceeded, TooLate
from bot.domain.jobs import JobId, JobStatus, Left
from bot.domain.models import DEFAULT_CATALOGUE
from bot.domain.outcomes import ContentCategory, Failure, FailureReason, RemotePicture
from bot.engine.ports import Progress
from bot.text import Words
from tests.discordio.specimens import LOCALES, PROMPTS, job, pictures
from tests.factories import ALICE, NOON, source_image

MAX_CONTENT = 2000
MAX_ALT_TEXT = 1024
CALL = re.compile(r"@(?:everyone|here|[!&]?\d+)")
WORDS = Words(strict=True)


def result(made, count=1, **options):
    """Return the text of a result."""
    return render.result_text(
        made, pictures(count), catalogue=DEFAULT_CATALOGUE, words=WORDS, **options
    )


def in_soon():
    """Return the moment a minute after noon, and how it is written."""
    at = NOON + timedelta(minutes=1)
    return at, f"<t:{int(at.timestamp())}:R>"


def test_a_result_says_for_whom_what_and_how():
    """Three lines: the call, the words, the small print."""
    shown = result(job(prompt="a red fox", quality="high"))

    assert [
        f"<@{ALICE}>, your picture is ready.",
        "> a red fox",
        "-# GPT Image 1.5 · 1536 × 1024 · high quality · $0.20 · 23 s",
    ] == shown.splitlines()


def test_a_result_speaks_the_persons_language():
    """The one in which they asked."""
    shown = result(job(prompt="红色的狐狸", locale="zh-CN", quality="high"))

    assert [
        f"<@{ALICE}>，你的 1 张图片画好了。",
        "> 红色的狐狸",
        "-# GPT Image 1.5 · 1536 × 1024 · 高质量 · $0.20 · 23 秒",
    ] == shown.splitlines()


def test_a_result_of_fewer_than_asked_says_what_is_charged():
    """Upstream charges for what it made."""
    shown = result(job(count=4, pictures=(RemotePicture(url="https://x/1"),) * 3), count=3)

    assert "your 3 pictures are ready" in shown
    assert "-# 3 of 4 could be made. Only these are charged." in shown.splitlines()


@pytest.mark.parametrize(
    ("converted", "says"), [(1, "One picture is"), (2, "2 pictures are"), (0, None)]
)
def test_a_result_says_that_it_was_sent_smaller(converted, says):
    """The posted bytes are not those that were made, and the person is told why."""
    shown = result(job(filesize_limit_bytes=10 * 1024**2), converted=converted)

    sentence = f"-# {says} sent smaller, because this channel takes at most 10 MiB a file."
    assert (says is not None) == (sentence in shown.splitlines())


def test_a_small_limit_is_told_in_kibibytes():
    """A channel that takes at most 0 MiB would take nothing."""
    shown = result(job(filesize_limit_bytes=900 * 1024), converted=1)

    assert "this channel takes at most 900 KiB a file." in shown


@pytest.mark.parametrize(("seconds", "shown"), [(0.4, "0 s"), (59.4, "59 s"), (185, "3 min 5 s")])
def test_a_duration_is_in_minutes_from_a_minute_on(seconds, shown):
    """Nobody counts to 185."""
    assert shown == render.duration_text(seconds, WORDS, "en-US")


def test_a_result_without_its_time_or_a_known_model_says_what_is_known():
    """A model may have left the catalogue since."""
    shown = result(job(model="gpt-image-0", running_at=None))

    assert "-# gpt-image-0 · 1536 × 1024 · auto quality · $0.20" in shown.splitlines()


def test_a_result_can_go_without_the_persons_words():
    """For a server whose AutoMod does not like them."""
    assert "fox" not in result(job(prompt="a red fox"), with_prompt=False)


def test_a_result_of_nothing_to_be_seen_quotes_nothing():
    """A prompt may consist of characters that are never shown."""
    assert "> " not in result(job(prompt="\u202e\u202c"))


@given(PROMPTS, st.sampled_from(LOCALES))
def test_whatever_was_asked_for_a_result_calls_only_who_asked_and_is_short_enough(prompt, locale):
    """The person's words are theirs; the message is ours."""
    shown = result(job(prompt=prompt, locale=locale, count=4), count=4, converted=4)

    assert [f"@{ALICE}"] == CALL.findall(shown)
    assert len(shown) <= MAX_CONTENT
    assert 3 <= len(shown.splitlines()) <= 5


@given(PROMPTS, st.sampled_from(LOCALES), st.integers(1, 4))
def test_alt_text_tells_the_picture_and_is_short_enough(prompt, locale, of):
    """Discord allows 1024 characters."""
    shown = render.alt_text(job(prompt=prompt, locale=locale), of, of, WORDS)

    assert len(shown) <= MAX_ALT_TEXT
    assert "\n" not in shown


def test_alt_text_counts_only_where_there_are_several():
    """One picture needs no number."""
    foxes = job(prompt="red foxes")

    assert "red foxes" == render.alt_text(foxes, 1, 1, WORDS)
    assert "Picture 2 of 4: red foxes" == render.alt_text(foxes, 2, 4, WORDS)


@pytest.mark.parametrize(
    ("progress", "sentence"),
    [
        (Progress(status=JobStatus.ACCEPTED), "Your request is in."),
        (Progress(status=JobStatus.ACCEPTED, position=1), "You are next."),
        (Progress(status=JobStatus.ACCEPTED, position=7), "You are number 7 in line."),
        (
            Progress(status=JobStatus.ACCEPTED, position=7, expected_at=in_soon()[0]),
            f"You are number 7 in line. Expected {in_soon()[1]}.",
        ),
        (Progress(status=JobStatus.RUNNING), "Drawing your 2 pictures."),
        (
            Progress(status=JobStatus.RUNNING, expected_at=in_soon()[0]),
            f"Drawing your 2 pictures. Expected {in_soon()[1]}.",
        ),
        (Progress(status=JobStatus.SUBMITTING), "Drawing your 2 pictures."),
        (Progress(status=JobStatus.READY), "Done. Bringing it to the channel."),
        (Progress(status=JobStatus.POSTING), "Done. Bringing it to the channel."),
    ],
    ids=str,
)
def test_progress_says_where_a_job_is_and_when_it_is_expected(progress, sentence):
    """As much as is known; and while it can still be returned, what is held."""
    held = [] if progress.status in (JobStatus.READY, JobStatus.POSTING) else ["-# $0.20 held"]

    assert [sentence, *held] == render.progress_text(job(count=2), progress, WORDS).splitlines()


@pytest.mark.parametrize(
    ("left", "facts"),
    [
        (Left(images=46, images_limit=50), " · 46 of 50 pictures left today"),
        (Left(microusd=1_200_000, microusd_limit=5_000_000), " · $1.20 of $5.00 left today"),
        (
            Left(images=0, images_limit=50, granted_images=1, granted_microusd=40_000),
            " · 0 of 50 pictures left today · and 1 picture granted · and $0.04 granted",
        ),
        (None, ""),
    ],
    ids=str,
)
def test_progress_says_what_is_left_of_the_limits_that_there_are(left, facts):
    """The person need not ask for it."""
    waiting = Progress(status=JobStatus.ACCEPTED, position=1)

    shown = render.progress_text(job(left=left), waiting, WORDS)

    assert ["You are next.", f"-# $0.20 held{facts}"] == shown.splitlines()


@pytest.mark.parametrize("locale", LOCALES)
def test_progress_warns_of_a_limit_that_is_nearly_used_up(locale):
    """And says where to see what comes back."""
    near = job(locale=locale, left=Left(images=2, images_limit=50, is_near=True))

    [*_, warning] = render.progress_text(
        near, Progress(status=JobStatus.RUNNING), WORDS
    ).splitlines()

    assert "⚠️" in warning
    assert f"/{WORDS.say('command-quota', locale)}" in warning


def test_progress_says_that_references_are_being_looked_at():
    """Until they are reachable, the job cannot be sent."""
    asked = job(references=(source_image(), source_image(name="image2")))
    waiting = Progress(status=JobStatus.ACCEPTED, position=1)

    prepared = replace(asked, prepared_until=NOON)
    assert render.progress_text(asked, waiting, WORDS).startswith("Looking at your 2 pictures.\n")
    assert render.progress_text(prepared, waiting, WORDS).startswith("You are next.\n")


def test_progress_says_that_it_is_late_without_a_moment_that_has_passed():
    """A promise that was broken is not repeated."""
    late = Progress(status=JobStatus.RUNNING, expected_at=in_soon()[0], is_late=True)

    shown = render.progress_text(job(), late, WORDS)

    assert shown.startswith("This takes longer than usual.")
    assert "<t:" not in shown


@pytest.mark.parametrize("locale", LOCALES)
@pytest.mark.parametrize("reason", FailureReason)
def test_every_failure_has_a_sentence(reason, locale):
    """It names the option that is to be mended, where there is one."""
    failed = job(
        status=JobStatus.FAILED, locale=locale, failure=Failure(reason=reason, field="image2")
    )

    shown = render.notice_text(failed, WORDS)

    assert f"<@{ALICE}> " in shown
    assert f"`{failed.id}`" in shown
    names_field = reason.value.startswith("reference-")
    assert names_field == (render.option_name("image2", WORDS, locale) in shown)


@pytest.mark.parametrize("locale", LOCALES)
def test_a_mask_that_is_gone_is_to_be_made_anew(locale):
    """It was painted or chosen, as a rule: there is nothing that could be attached again."""
    failure = Failure(reason=FailureReason.REFERENCE_GONE, field="mask")
    failed = job(status=JobStatus.FAILED, locale=locale, failure=failure)
    refused = InvalidRequest("reference-gone", field="mask")
    sentence = WORDS.say("failed-mask-gone", locale)

    assert sentence in render.notice_text(failed, WORDS)
    assert sentence == render.error_text(refused, WORDS, locale)
    assert WORDS.say("button-mask", locale) in sentence


@pytest.mark.parametrize("rule", ["channel-gone", "forbidden", "too-large", "refused", "unsure"])
@pytest.mark.parametrize("locale", LOCALES)
def test_every_reason_not_to_deliver_has_a_sentence_of_its_own(rule, locale):
    """What can be done about it differs."""
    undelivered = job(status=JobStatus.UNDELIVERED, locale=locale)

    assert render.notice_text(undelivered, WORDS, rule=rule) != render.notice_text(
        undelivered, WORDS
    )


def test_a_notice_quotes_the_apis_own_sentence():
    """It may be the only one that says what to change."""
    failure = Failure(reason=FailureReason.REJECTED, detail="size *must* be one of 1:1")
    shown = render.notice_text(
        job(prompt="a fox", status=JobStatus.FAILED, failure=failure), WORDS, mentioned=False
    )

    assert [
        "The image API refused this request. Change it and try again. Nothing was charged.",
        "> size \\*must\\* be one of 1:1",
        "-# Job `0123456789ab` · a fox",
    ] == shown.splitlines()


@pytest.mark.parametrize(
    ("locale", "kinds"),
    [("en-US", "it was taken for violence, self-harm."), ("zh-CN", "暴力、")],
)
def test_a_refusal_of_the_content_names_its_kinds(locale, kinds):
    """As far as the API's own sentence does."""
    detail = "Rejected: safety_violations=[violence, self-harm]."
    failure = Failure(reason=FailureReason.MODERATED, detail=detail)
    failed = job(status=JobStatus.FAILED, locale=locale, failure=failure)
    vague = replace(failed, failure=replace(failure, detail=""))

    assert kinds in render.reason_text(failed, WORDS, locale)
    assert kinds not in render.reason_text(vague, WORDS, locale)


@pytest.mark.parametrize("locale", LOCALES)
@pytest.mark.parametrize("kind", ContentCategory)
def test_every_kind_of_content_has_its_words(kind, locale):
    """In every language."""
    assert WORDS.say(f"content-{kind}", locale)


def test_a_notice_can_go_without_the_words_of_others():
    """For a server whose AutoMod does not like them."""
    failure = Failure(reason=FailureReason.REJECTED, detail="some words")
    failed = job(prompt="a fox", status=JobStatus.FAILED, failure=failure)

    shown = render.notice_text(failed, WORDS, with_prompt=False)

    assert "some words" not in shown
    assert "a fox" not in shown


@given(PROMPTS, PROMPTS, st.sampled_from(LOCALES))
def test_whatever_was_said_a_notice_calls_only_who_asked_and_is_short_enough(
    prompt, detail, locale
):
    """The API's words are no more trusted than a person's."""
    failure = Failure(reason=FailureReason.MODERATED, detail=detail)
    failed = job(prompt=prompt, locale=locale, status=JobStatus.FAILED, failure=failure)

    shown = render.notice_text(failed, WORDS)

    assert [f"@{ALICE}"] == CALL.findall(shown)
    assert len(shown) <= MAX_CONTENT


@pytest.mark.parametrize(
    ("status", "words"),
    [
        (JobStatus.CANCELLED, "Nothing was charged"),
        (JobStatus.IN_DOUBT, "it is paid for twice"),
        (JobStatus.UNDELIVERED, "without paying again"),
        (JobStatus.RUNNING, "being drawn"),
    ],
)
def test_what_has_no_result_says_what_it_costs(status, words):
    """And what is still on its way says so."""
    assert words in render.reason_text(job(status=status), WORDS, "en-US")


@pytest.mark.parametrize(
    ("asked_id", "status", "sentence"),
    [
        ("another", JobStatus.ACCEPTED, "Trying again, as a new job"),
        ("0123456789ab", JobStatus.ACCEPTED, "Sending job `0123456789ab` once more"),
        ("0123456789ab", JobStatus.READY, "Posting the pictures of job `0123456789ab` again"),
    ],
)
def test_a_retry_says_what_is_being_done(asked_id, status, sentence):
    """It differs with how the job stood."""
    shown = render.retried_text(JobId(asked_id), job(status=status), WORDS, "en-US")

    assert shown.startswith(sentence)


@given(PROMPTS, st.sampled_from(LOCALES), st.sampled_from(JobStatus))
def test_a_suggestion_is_one_short_line(prompt, locale, status):
    """Discord refuses all suggestions for one that is too long."""
    shown = render.suggestion_text(job(prompt=prompt, status=status), WORDS, locale)

    assert 1 <= len(shown) <= 100
    assert "\n" not in shown


def test_an_error_speaks_of_options_moments_and_money_as_people_do():
    """Not of micro-dollars, nor of fields."""
    ends_at, ends = in_soon()
    broke = QuotaExceeded(
        "usd-per-day",
        ends_at=ends_at,
        limit_microusd=5_000_000,
        left_microusd=9_000,
        asked_microusd=133_000,
    )
    wrong = InvalidRequest("choice", field="size", value="@everyone", allowed="1:1, 3:2")

    said = render.error_text(broke, WORDS, "en-US")
    assert "This would cost $0.133. Your limit is $5.00 in 24 hours, and $0.009 is left." in said
    assert f"There is room for this {ends}." in said
    assert "`尺寸`不能是“@\u200beveryone”。可以选择：1:1, 3:2。" == render.error_text(
        wrong, WORDS, "zh-TW"
    )
    assert "already being drawn" in render.error_text(
        TooLate("cancel", status="running"), WORDS, "en-US"
    )


@given(PROMPTS, st.sampled_from(LOCALES))
def test_whatever_was_typed_an_error_calls_nobody_and_is_short_enough(value, locale):
    """A hand-made interaction can hold any value."""
    error = InvalidRequest("choice", field="model", value=value, allowed=value)

    shown = render.error_text(error, WORDS, locale)

    assert not CALL.search(shown)
    assert len(shown) <= MAX_CONTENT
