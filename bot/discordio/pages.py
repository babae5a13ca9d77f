"""Longer answers, as embeds: a person's jobs, all about one job, and help. Pure functions."""

from __future__ import annotations

import io
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass

import discord

from bot.discordio.markup import (
    as_written,
    code_block,
    mention,
    message_url,
    moment,
    money,
    one_line,
)
from bot.discordio.render import (
    duration_text,
    model_label,
    option_name,
    reason_text,
    status_text,
)
from bot.domain.jobs import HELD, SPENT, Job, JobStatus, undelivered_rule
from bot.domain.models import AUTO, Catalogue
from bot.domain.requests import ImageRequest, SourceImage
from bot.engine.operations import JobDetails
from bot.text.words import Value, Words

SAFELIGHT = discord.Colour(0xC4402F)
"""The red of a darkroom's lamp."""

MAX_DESCRIPTION = 4096
MAX_FIELD = 1024
PROMPT_IN_LIST = 80
PROMPT_IN_DETAILS = 300
COMMAND_SHOWN = 1500
"""A longer command is attached as a file."""

PICTURE = "📎"
"""What stands for a picture in a command: it has to be attached."""

MOVES_SHOWN = 15


@dataclass(frozen=True, slots=True, kw_only=True)
class DetailsPage:
    """All about one job: an embed, and the command as a text where it is too long to be shown."""

    embed: discord.Embed
    long_command: str | None = None

    def files(self) -> list[discord.File]:
        """Return what to attach; new at every call, since a file can be sent once."""
        if self.long_command is None:
            return []
        return [discord.File(io.BytesIO(self.long_command.encode()), filename="command.txt")]


def jobs_page(jobs: Sequence[Job], words: Words, locale: str) -> discord.Embed:
    """Return a person's jobs, two lines each; as many as fit."""
    if not jobs:
        return discord.Embed(description=words.say("jobs-empty", locale), colour=SAFELIGHT)
    footer = "-# " + words.say("jobs-footer", locale)
    lines: list[str] = []
    room = MAX_DESCRIPTION - len(footer)
    for job in jobs:
        line = _job_line(job, words, locale)
        room -= len(line) + 1
        if room < 0:
            break
        lines.append(line)
    return discord.Embed(
        title=words.say("jobs-header", locale, count=len(lines)),
        description="\n".join([*lines, footer]),
        colour=SAFELIGHT,
    )


def details_page(
    details: JobDetails, *, catalogue: Catalogue, words: Words, locale: str
) -> DetailsPage:
    """Return everything about a job: how it stands and why, how it was asked for, what happened."""
    job = details.job
    command = command_text(job.request, words, locale)
    is_short = len(command) <= COMMAND_SHOWN
    description = [
        f"**{status_text(job.status, words, locale)}** · {moment(job.accepted_at, 'f')}",
        f"> {as_written(job.request.prompt, PROMPT_IN_DETAILS)}",
        f"**{words.say('details-command', locale)}**",
        code_block(command) if is_short else words.say("details-command-attached", locale),
    ]
    embed = discord.Embed(
        title=words.say("details-title", locale, job=job.id),
        description="\n".join(description),
        colour=SAFELIGHT,
    )
    for name, value in _short_facts(job, catalogue, words, locale):
        embed.add_field(name=words.say(name, locale), value=value, inline=True)
    for name, value in _long_facts(details, words, locale):
        embed.add_field(name=words.say(name, locale), value=value[:MAX_FIELD], inline=False)
    return DetailsPage(embed=embed, long_command=None if is_short else command)


def help_page(catalogue: Catalogue, words: Words, locale: str) -> discord.Embed:
    """Return what the bot does: the commands, examples, what it costs, and privacy."""
    prices = [
        price
        for model in catalogue
        for by_quality in model.prices_microusd.values()
        for price in by_quality.values()
    ]
    values: dict[str, Value] = {
        "most": max(model.max_count for model in catalogue),
        "least_price": money(min(prices, default=0)),
        "most_price": money(max(prices, default=0)),
    }
    examples = (
        ("imagine", (("prompt", words.say("help-example-plain", locale)),)),
        (
            "imagine",
            (
                ("prompt", words.say("help-example-sticker", locale)),
                ("background", "transparent"),
            ),
        ),
        (
            "edit",
            (
                ("prompt", words.say("help-example-photo", locale)),
                ("image1", PICTURE),
                ("count", "2"),
            ),
        ),
    )
    embed = discord.Embed(
        title=words.say("help-title", locale),
        description=words.say("help-about", locale),
        colour=SAFELIGHT,
    )
    shown = "\n".join(f"`{_command(name, options, words, locale)}`" for name, options in examples)
    for name, value in (
        ("help-commands", words.say("help-commands-text", locale, **values)),
        ("help-editing", words.say("help-editing-text", locale)),
        ("help-yours", words.say("help-yours-text", locale)),
        ("help-examples", shown),
        ("help-cost", words.say("help-cost-text", locale, **values)),
        ("help-privacy", words.say("help-privacy-text", locale)),
    ):
        embed.add_field(name=words.say(name, locale), value=value, inline=False)
    return embed


def command_text(request: ImageRequest, words: Words, locale: str) -> str:
    """Return the command that asks for the same, in one line; pictures have to be attached anew."""
    given = (
        ("prompt", one_line(request.prompt)),
        ("model", request.model),
        ("size", request.size),
        ("count", str(request.count) if request.count != 1 else None),
        ("quality", request.quality),
        ("background", request.background),
        ("format", request.output_format),
        ("compression", None if request.compression is None else str(request.compression)),
        ("moderation", request.moderation),
        *((f"image{number}", PICTURE) for number in range(1, len(request.references) + 1)),
        ("mask", PICTURE if request.mask is not None else None),
    )
    options = ((name, value) for name, value in given if value is not None)
    return _command("edit" if request.sources else "imagine", options, words, locale)


def jump_link(job: Job) -> str:
    """Return the address of the result in Discord."""
    return message_url(job.origin.guild_id, job.origin.channel_id, job.message_id)


def _command(command: str, options: Iterable[tuple[str, str]], words: Words, locale: str) -> str:
    shown = [f"{option_name(name, words, locale)}:{value}" for name, value in options]
    return " ".join([f"/{words.say(f'command-{command}', locale)}", *shown])


def _job_line(job: Job, words: Words, locale: str) -> str:
    facts = [
        f"`{job.id}`",
        f"**{status_text(job.status, words, locale)}**",
        moment(job.accepted_at),
    ]
    if job.message_id is not None and not job.is_private:
        facts.append(f"[{words.say('jobs-jump', locale)}]({jump_link(job)})")
    return f"{' · '.join(facts)}\n> {as_written(job.request.prompt, PROMPT_IN_LIST)}"


def _short_facts(
    job: Job, catalogue: Catalogue, words: Words, locale: str
) -> list[tuple[str, str]]:
    """Return the facts that stand side by side: the message that names each, and its value."""
    request = job.request
    quality = words.say("result-quality", locale, value=request.quality or AUTO)
    price = words.say(
        "details-price-value", locale, state=_price_state(job), price=money(job.price_microusd)
    )
    made = f"{len(job.pictures)} / {request.count}"
    facts = [
        ("details-model", as_written(model_label(catalogue, request.model), 100)),
        ("details-size", f"{request.size or AUTO} · {quality}"),
        ("details-count", made),
        ("details-price", price),
        ("details-requester", mention(job.requester_id)),
    ]
    if job.running_at is not None and job.ready_at is not None:
        seconds = (job.ready_at - job.running_at).total_seconds()
        facts.append(("details-time", duration_text(seconds, words, locale)))
    if request.mask is not None:
        exact = "yes" if request.mask.is_exact else "no"
        facts.append(("details-mask", words.say("details-mask-value", locale, exact=exact)))
    if chosen := "\n".join(_also_chosen(request, words, locale)):
        facts.append(("details-options", chosen))
    return facts


def _also_chosen(request: ImageRequest, words: Words, locale: str) -> Iterator[str]:
    """Yield the options that were given and have no fact of their own."""
    for name, value in (
        ("background", request.background),
        ("format", request.output_format),
        ("compression", request.compression),
        ("moderation", request.moderation),
    ):
        if value is not None:
            yield f"{option_name(name, words, locale)}: {value}"


def _price_state(job: Job) -> str:
    if job.status in HELD:
        return "held"
    if job.status in SPENT:
        return "spent"
    return "doubt" if job.status is JobStatus.IN_DOUBT else "none"


def _long_facts(details: JobDetails, words: Words, locale: str) -> list[tuple[str, str]]:
    """Return the facts that need a line of their own."""
    job = details.job
    facts: list[tuple[str, str]] = []
    if job.status in (JobStatus.FAILED, JobStatus.IN_DOUBT, JobStatus.UNDELIVERED):
        why = reason_text(job, words, locale, rule=undelivered_rule(details.history))
        if job.failure is not None and job.failure.detail:
            why = f"{why}\n> {as_written(job.failure.detail, PROMPT_IN_DETAILS)}"
        facts.append(("details-why", why))
    if job.message_id is not None and not job.is_private:
        link = f"[{words.say('jobs-jump', locale)}]({jump_link(job)})"
        facts.append(("details-message", link))
    if job.request.references:
        lines = [
            _reference_line(number, source, words, locale)
            for number, source in enumerate(job.request.references, 1)
        ]
        facts.append(("details-images", "\n".join(lines)))
    if details.ancestors:
        facts.append(("details-parent", _chain(details.ancestors)))
    if details.children:
        facts.append(("details-children", ", ".join(_name(child) for child in details.children)))
    attempts = words.say(
        "details-attempts-value",
        locale,
        sent=job.attempts,
        polls=job.polls,
        posted=job.post_attempts,
    )
    facts.append(("details-attempts", attempts))
    if details.history:
        moves = [
            f"{moment(move.moved_at, 'T')} {status_text(move.became, words, locale)}"
            for move in details.history[-MOVES_SHOWN:]
        ]
        facts.append(("details-history", "\n".join(moves)))
    return facts


def _reference_line(number: int, source: SourceImage, words: Words, locale: str) -> str:
    """Return a reference by the number that the model knows it by, and the option it came by.

    What its file was called is its giver's own business; anybody may ask for the details.
    """
    return f"`{number}` {option_name(source.name, words, locale)}"


def _chain(ancestors: Sequence[Job]) -> str:
    """Return what the job was made from, back over the generations, as far as is known."""
    names = [_name(ancestor) for ancestor in ancestors]
    return " ← ".join([*names, "…"] if ancestors[-1].parent_id is not None else names)


def _name(job: Job) -> str:
    """Return a job's id, leading to its result where there is one."""
    if job.message_id is None or job.is_private:
        return f"`{job.id}`"
    return f"[`{job.id}`]({jump_link(job)})"
