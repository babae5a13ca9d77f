"""Jobs and errors as people read them in Discord. Pure functions.

What people wrote is shown as they wrote it: it formats nothing, links nowhere and calls nobody.
Nothing is longer than Discord allows. Sending is left to the courier and the cogs; longer answers
(a list, all details, help) are `pages`.
"""

from __future__ import annotations

from collections.abc import Sequence

from bot.discordio.markup import as_written, file_size, mention, moment, money, one_line, shortened
from bot.domain.errors import Blocked, InvalidRequest, QuotaExceeded, UserError
from bot.domain.jobs import HELD, Job, JobId, JobStatus, Left
from bot.domain.models import AUTO, Catalogue
from bot.domain.outcomes import Failure, FailureReason, content_categories
from bot.domain.requests import MAX_REFERENCE_BYTES, MAX_REFERENCE_PIXELS
from bot.engine.ports import Picture, Progress
from bot.text.options import option_message
from bot.text.words import Value, Words

PROMPT_IN_RESULT = 400
PROMPT_IN_NOTICE = 100
PROMPT_IN_ALT_TEXT = 500
DETAIL_SHOWN = 300
MAX_SUGGESTION = 100
"""The most characters of a suggestion's name."""

_MOST = {
    FailureReason.REFERENCE_TOO_LARGE: MAX_REFERENCE_BYTES // 1024**2,
    FailureReason.REFERENCE_TOO_MANY_PIXELS: MAX_REFERENCE_PIXELS // 1_000_000,
}
"""What a failed reference may have at most: MiB, millions of pixels."""


def result_text(
    job: Job,
    pictures: Sequence[Picture],
    *,
    catalogue: Catalogue,
    words: Words,
    converted: int = 0,
    with_prompt: bool = True,
) -> str:
    """Return the text of the result: who it is for, what was asked, and how it was made.

    `pictures` are those posted, as they came from upstream; `converted` of them are sent smaller.
    Without the prompt it says nothing that a server's AutoMod could object to.
    """
    locale = job.origin.locale
    who = mention(job.requester_id)
    lines = [words.say("result-header", locale, who=who, count=len(pictures))]
    prompt = as_written(job.request.prompt, PROMPT_IN_RESULT)
    if with_prompt and prompt:
        lines.append(f"> {prompt}")
    lines.append("-# " + " · ".join(_making(job, pictures, catalogue, words)))
    made, asked = len(job.pictures), job.request.count
    if made < asked:
        lines.append("-# " + words.say("result-fewer", locale, made=made, asked=asked))
    if job.request.mask is not None and job.request.mask.is_exact:
        lines.append("-# " + words.say("result-exact", locale))
    if animated := [each for each in job.request.references if each.is_first_frame]:
        names = ", ".join(option_name(each.name, words, locale) for each in animated)
        sentence = words.say("result-first-frame", locale, names=names, count=len(animated))
        lines.append(f"-# {sentence}")
    if converted:
        limit = file_size(job.origin.filesize_limit_bytes)
        sentence = words.say("result-converted", locale, count=converted, limit=limit)
        lines.append(f"-# {sentence}")
    return "\n".join(lines)


def alt_text(job: Job, index: int, of: int, words: Words) -> str:
    """Return what a screen reader says of picture `index` (1 is the first) of `of`."""
    prompt = shortened(one_line(job.request.prompt), PROMPT_IN_ALT_TEXT)
    return words.say("alt-text", job.origin.locale, index=index, of=of, prompt=prompt)


def progress_text(job: Job, progress: Progress, words: Words) -> str:
    """Return what the answer shows while the job is on its way: how it stands, and in small print
    what is held for it and what the person has left.
    """
    lines = [_stands(job, progress, words)]
    if progress.status in HELD:
        lines.append("-# " + " · ".join(_held_and_left(job, words)))
        if job.left is not None and job.left.is_near:
            lines.append("-# " + words.say("progress-near", job.origin.locale))
    return "\n".join(lines)


def _stands(job: Job, progress: Progress, words: Words) -> str:
    locale = job.origin.locale
    expected = "none" if progress.expected_at is None else moment(progress.expected_at)
    match progress.status:
        case JobStatus.ACCEPTED if job.request.sources and job.prepared_until is None:
            return words.say("progress-preparing", locale, count=len(job.request.sources))
        case JobStatus.ACCEPTED:
            position = progress.position or 0
            return words.say("progress-waiting", locale, position=position, expected=expected)
        case JobStatus.READY | JobStatus.POSTING:
            return words.say("progress-posting", locale)
        case _ if progress.is_late:
            return words.say("progress-late", locale)
        case _:
            count = job.request.count
            return words.say("progress-drawing", locale, count=count, expected=expected)


def _held_and_left(job: Job, words: Words) -> list[str]:
    """Return the price that is held, and what is left of the limits that there are."""
    locale, left = job.origin.locale, job.left or Left()
    facts = [words.say("progress-held", locale, price=money(job.price_microusd))]
    if left.images is not None:
        values: dict[str, Value] = {"left": left.images, "limit": left.images_limit}
        facts.append(words.say("progress-images-left", locale, **values))
    if left.microusd is not None:
        values = {"left": money(left.microusd), "limit": money(left.microusd_limit)}
        facts.append(words.say("progress-usd-left", locale, **values))
    if left.granted_images:
        facts.append(words.say("progress-images-granted", locale, count=left.granted_images))
    if left.granted_microusd:
        granted = money(left.granted_microusd)
        facts.append(words.say("progress-usd-granted", locale, granted=granted))
    return facts


def notice_text(
    job: Job, words: Words, *, rule: str = "", mentioned: bool = True, with_prompt: bool = True
) -> str:
    """Return what is said of a job that ended without a result, and what can be done next.

    `rule` is the rule of the `Undeliverable`, where that is how it ended. Without the prompt and
    the API's own words it says nothing that a server's AutoMod could object to.
    """
    locale = job.origin.locale
    sentence = reason_text(job, words, locale, rule=rule)
    lines = [f"{mention(job.requester_id)} {sentence}" if mentioned else sentence]
    small_print = [words.say("notice-job", locale, job=f"`{job.id}`")]
    if with_prompt:
        if detail := _detail(job.failure):
            lines.append(f"> {detail}")
        small_print.append(as_written(job.request.prompt, PROMPT_IN_NOTICE))
    lines.append("-# " + " · ".join(small_print))
    return "\n".join(lines)


def reason_text(job: Job, words: Words, locale: str, *, rule: str = "") -> str:
    """Return why the job has no result, in our own words; its status where it may still get one."""
    match job.status:
        case JobStatus.CANCELLED:
            return words.say("notice-cancelled", locale)
        case JobStatus.IN_DOUBT:
            return words.say("notice-in-doubt", locale)
        case JobStatus.UNDELIVERED:
            count = len(job.pictures)
            return words.say("notice-undelivered", locale, count=count, rule=rule)
        case JobStatus.FAILED if job.failure is not None:
            reason, name = job.failure.reason, job.failure.field or "image"
            values: dict[str, Value] = {
                "field": option_name(name, words, locale),
                "most": _MOST.get(reason, 0),
                "kinds": _kinds(job.failure, words, locale),
            }
            return words.say(f"failed-{_rule(reason, name)}", locale, **values)
        case _:
            return status_text(job.status, words, locale)


def _kinds(failure: Failure, words: Words, locale: str) -> str:
    """Return the kinds of content that were refused, as far as the API names them, or "none"."""
    listed = ""
    for kind in content_categories(failure.detail):
        said = words.say(f"content-{kind}", locale)
        listed = words.say("list-pair", locale, before=listed, next=said) if listed else said
    return listed or "none"


def status_text(status: JobStatus, words: Words, locale: str) -> str:
    """Return how a job stands, in a word or two."""
    return words.say(f"status-{status}", locale)


def retried_text(asked_id: JobId, job: Job, words: Words, locale: str) -> str:
    """Return what is being done about a job that somebody wanted tried again."""
    if job.id != asked_id:
        return words.say("jobs-retry-new", locale, job=f"`{job.id}`")
    if job.status is JobStatus.ACCEPTED:
        return words.say("jobs-retry-sent", locale, job=f"`{job.id}`")
    return words.say("jobs-retry-posting", locale, job=f"`{job.id}`")


def suggestion_text(job: Job, words: Words, locale: str) -> str:
    """Return a job's line among suggestions: plain text of at most 100 characters."""
    line = f"{status_text(job.status, words, locale)} · {one_line(job.request.prompt)}"
    return shortened(line, MAX_SUGGESTION)


def error_text(error: UserError, words: Words, locale: str) -> str:
    """Return the sentence for an error that the person may read: `<kind>-<rule>`, filled."""
    values: dict[str, Value] = {}
    rule = error.rule
    for name, value in error.values.items():
        if name.endswith("_microusd"):
            values[name.removesuffix("_microusd")] = money(int(value))
        elif name == "status":
            values[name] = status_text(JobStatus(str(value)), words, locale)
        elif isinstance(value, str):
            values[name] = as_written(value, DETAIL_SHOWN) or "none"
        else:
            values[name] = value
    if isinstance(error, InvalidRequest):
        values["field"] = option_name(error.field, words, locale)
        rule = _rule(rule, error.field)
    if isinstance(error, QuotaExceeded | Blocked):
        values["ends"] = "none" if error.ends_at is None else moment(error.ends_at)
    return words.say(f"{error.kind}-{rule}", locale, **values)


def option_name(name: str, words: Words, locale: str) -> str:
    """Return an option's name as the person sees it in their language."""
    message_id, values = option_message(name)
    return words.say(message_id, locale, **values)


def model_label(catalogue: Catalogue, name: str) -> str:
    """Return the model's label; its name where it is no longer on offer."""
    return next((model.label for model in catalogue if model.name == name), name)


def duration_text(seconds: float, words: Words, locale: str) -> str:
    """Return a duration in seconds, from a minute on in minutes and seconds."""
    minutes, rest = divmod(round(seconds), 60)
    if minutes:
        return words.say("result-minutes", locale, minutes=minutes, seconds=rest)
    return words.say("result-seconds", locale, seconds=rest)


def _rule(rule: str, field: str) -> str:
    """Return the rule by which a sentence is chosen: a lost mask is made anew, not attached."""
    return "mask-gone" if (rule, field) == ("reference-gone", "mask") else rule


def _making(job: Job, pictures: Sequence[Picture], catalogue: Catalogue, words: Words) -> list[str]:
    """Return how the pictures were made: model, pixels, quality, price, time."""
    locale = job.origin.locale
    sizes = dict.fromkeys(f"{picture.width} × {picture.height}" for picture in pictures)
    quality = words.say("result-quality", locale, value=job.request.quality or AUTO)
    made = [model_label(catalogue, job.request.model), *sizes, quality, money(job.price_microusd)]
    if job.running_at is not None and job.ready_at is not None:
        seconds = (job.ready_at - job.running_at).total_seconds()
        made.append(duration_text(seconds, words, locale))
    return made


def _detail(failure: Failure | None) -> str:
    """Return the API's own sentence about a failure, or nothing."""
    return as_written(failure.detail, DETAIL_SHOWN) if failure is not None else ""
