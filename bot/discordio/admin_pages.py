"""What managers are shown of a server: its jobs, what was made and spent, and the audit log.

Pure functions. What is laid down is `rules_page`'s.
"""

from __future__ import annotations

import csv
import io
from collections import Counter
from collections.abc import Sequence
from datetime import date

import discord

from bot.discordio.audit_text import entry_text
from bot.discordio.markup import as_written, mention, moment, money
from bot.discordio.pages import MAX_DESCRIPTION, MAX_FIELD, PROMPT_IN_LIST, SAFELIGHT, jump_link
from bot.discordio.render import status_text
from bot.discordio.rules_page import fitting
from bot.domain.audit import AuditEntry
from bot.domain.jobs import Job
from bot.domain.reports import ReportRow, ranking
from bot.text.money import exact_dollars
from bot.text.words import Words

CHART = "usage.png"
COLUMNS = ("day", "requester_id", "model", "jobs", "failed", "pictures", "usd")


def managed_jobs_page(jobs: Sequence[Job], words: Words, locale: str) -> discord.Embed:
    """Return jobs of a server, two lines each, and what can be done about them."""
    if not jobs:
        return discord.Embed(description=words.say("admin-jobs-none", locale), colour=SAFELIGHT)
    footer = "-# " + words.say("admin-jobs-footer", locale)
    lines = fitting(
        [_job_line(job, words, locale) for job in jobs],
        MAX_DESCRIPTION - len(footer) - 1,
        more=lambda count: words.say("admin-more", locale, count=count),
    )
    return discord.Embed(
        title=words.say("admin-jobs-title", locale, count=len(jobs)),
        description=f"{lines}\n{footer}",
        colour=SAFELIGHT,
    )


def audit_page(entries: Sequence[AuditEntry], words: Words, locale: str) -> discord.Embed:
    """Return lines of the audit log, newest first; as many as fit."""
    lines = [f"{moment(entry.at)} · {entry_text(entry, words, locale)}" for entry in entries]
    shown = fitting(
        lines,
        MAX_DESCRIPTION,
        more=lambda count: words.say("admin-more", locale, count=count),
    )
    return discord.Embed(
        title=words.say("admin-audit-title", locale),
        description=shown or words.say("admin-audit-none", locale),
        colour=SAFELIGHT,
    )


def usage_page(rows: Sequence[ReportRow], *, days: int, words: Words, locale: str) -> discord.Embed:
    """Return what was made in so many days: the sums, and the people, numbered as in the chart."""
    ranked = ranking(rows)
    embed = discord.Embed(title=words.say("admin-usage-title", locale, days=days), colour=SAFELIGHT)
    for name, value in (
        (words.say("admin-usage-pictures", locale), f"{sum(row.pictures for row in rows):,}"),
        (words.say("admin-usage-cost", locale), money(sum(row.microusd for row in rows))),
        (
            words.say("admin-usage-jobs", locale),
            words.say(
                "admin-usage-jobs-value",
                locale,
                count=sum(row.jobs for row in rows),
                failed=sum(row.failed for row in rows),
            ),
        ),
    ):
        embed.add_field(name=name, value=value)
    if ranked:
        embed.add_field(
            name=words.say("admin-usage-people", locale),
            value=_people(rows, ranked, words, locale),
            inline=False,
        )
        embed.set_image(url=f"attachment://{CHART}")
    return embed


def usage_csv(rows: Sequence[ReportRow], *, since: date, until: date) -> discord.File:
    """Return the report as a table: a line a day, a person and a model."""
    text = io.StringIO()
    table = csv.writer(text)
    table.writerow(COLUMNS)
    for row in rows:
        usd = exact_dollars(row.microusd)
        who = (row.day, row.requester_id, row.model)
        table.writerow((*who, row.jobs, row.failed, row.pictures, usd))
    return discord.File(io.BytesIO(text.getvalue().encode()), filename=f"usage-{since}-{until}.csv")


def _people(rows: Sequence[ReportRow], ranked: Sequence[int], words: Words, locale: str) -> str:
    pictures, microusd = Counter[int](), Counter[int]()
    for row in rows:
        pictures[row.requester_id] += row.pictures
        microusd[row.requester_id] += row.microusd
    lines = [
        words.say(
            "admin-usage-person",
            locale,
            number=f"`{number:>2}`",
            who=mention(person_id),
            count=pictures[person_id],
            price=money(microusd[person_id]),
        )
        for number, person_id in enumerate(ranked, 1)
    ]
    return fitting(
        lines, MAX_FIELD, more=lambda count: words.say("admin-more", locale, count=count)
    )


def _job_line(job: Job, words: Words, locale: str) -> str:
    """Return a job in two lines; what somebody asked for in private stays theirs."""
    facts = [
        f"`{job.id}`",
        f"**{status_text(job.status, words, locale)}**",
        mention(job.requester_id),
        moment(job.accepted_at),
        money(job.price_microusd),
    ]
    if job.message_id is not None and not job.is_private:
        facts.append(f"[{words.say('jobs-jump', locale)}]({jump_link(job)})")
    prompt = as_written(job.request.prompt, PROMPT_IN_LIST)
    if job.is_private:
        prompt = words.say("admin-jobs-private", locale)
    return f"{' · '.join(facts)}\n> {prompt}"
