"""What the operator's command line answers: the words of Discord's `/admin`, as plain text.

Pure functions. Whatever people wrote comes without control characters: a terminal obeys those.
"""

from __future__ import annotations

import csv
import io
import re
from collections.abc import Sequence
from datetime import UTC, datetime

from bot.discordio import render
from bot.discordio.audit_text import entry_text
from bot.discordio.markup import one_line, shortened
from bot.domain.audit import AuditEntry
from bot.domain.errors import UserError
from bot.domain.jobs import Job
from bot.domain.models import Catalogue
from bot.domain.reports import ReportRow, ranking
from bot.domain.rules import ServerRules
from bot.text import Words
from bot.text.money import exact_dollars, money

LOCALE = "en-US"

PROMPT_SHOWN = 60

COLUMNS = ("day", "guild_id", "requester_id", "model", "jobs", "failed", "pictures", "usd")

_MENTIONED = {"@": "person", "@!": "person", "@&": "role", "#": "channel"}
_MENTION = re.compile(r"(?<!\\)<(@!?|@&|#)(\d+)>")
_MOMENT = re.compile(r"(?<!\\)<t:(\d+)(?::\w)?>")
_LINK = re.compile(r"(?<!\\)\[([^]]*)\]\((\S*?)\)")
_MARKUP = re.compile(r"(?<!\\)(?:\*\*|\|\||`)")
_ESCAPED = re.compile(r"\\(?=[^A-Za-z0-9\s])")
_UNSEEN = re.compile("[\u200b\u200e\u200f\u202a-\u202e\u2066-\u2069]")


def plain(text: str) -> str:
    """Return a sentence for Discord as one for a terminal: moments in UTC, people by their ids."""
    text = _MOMENT.sub(lambda found: moment(datetime.fromtimestamp(int(found[1]), UTC)), text)
    text = _MENTION.sub(lambda found: f"{_MENTIONED[found[1]]} {found[2]}", text)
    text = _LINK.sub(r"\1: \2", text)
    text = _ESCAPED.sub("", _MARKUP.sub("", text))
    return "\n".join(one_line(_UNSEEN.sub("", line)) for line in text.splitlines())


def moment(at: datetime) -> str:
    """Write a moment to the minute."""
    return f"{at.astimezone(UTC):%Y-%m-%d %H:%M} UTC"


def table(rows: Sequence[Sequence[object]]) -> str:
    """Write rows below each other, every column as wide as its widest cell."""
    cells = [[str(cell) for cell in row] for row in rows]
    widths = [max(map(len, column)) for column in zip(*cells, strict=True)]
    return "\n".join(
        "  ".join(cell.ljust(width) for cell, width in zip(row, widths, strict=True)).rstrip()
        for row in cells
    )


def closed_text(channel_id: int, missing: Sequence[str], words: Words) -> str:
    """Say what the bot lacks in a channel."""
    names = [words.say("admin-permission", LOCALE, value=each) for each in missing]
    return words.say(
        "admin-channel-closed", LOCALE, channel=str(channel_id), permissions=", ".join(names)
    )


def error_text(error: UserError, words: Words) -> str:
    """Return the sentence that a person in Discord would read."""
    return plain(render.error_text(error, words, LOCALE))


def entries_text(entries: Sequence[AuditEntry], words: Words) -> str:
    """Return lines of the audit log, newest first, each with its moment and its server."""
    if not entries:
        return "Nothing is in the log."
    return table([(moment(each.at), each.guild_id, entry_line(each, words)) for each in entries])


def entry_line(entry: AuditEntry, words: Words) -> str:
    """Return one line of the audit log as a sentence."""
    line = plain(entry_text(entry, words, LOCALE))
    return line[:1].upper() + line[1:]


def rules_text(rules: ServerRules, catalogue: Catalogue, words: Words, now: datetime) -> str:
    """Return all that is laid down, a fact a line, a list below its name."""
    from bot.discordio.rules_page import RulesPage  # which imports discord.py: half a second

    page = RulesPage(
        rules=rules,
        gone_roles=frozenset(),
        catalogue=catalogue,
        words=words,
        locale=LOCALE,
        now=now,
    )
    facts = [(plain(each.name or ""), plain(each.value or "")) for each in page.embed().fields]
    width = max(len(name) for name, _ in facts)
    between = "\n" + " " * (width + 2)
    return "\n".join(f"{name:<{width}}  {value.replace(chr(10), between)}" for name, value in facts)


def words_text(rules: ServerRules) -> str:
    """Return the words, and behind them the patterns between strokes."""
    lines = [*rules.words, *(f"/{pattern}/" for pattern in rules.patterns)]
    return "\n".join(map(one_line, lines)) or "No word is refused."


def jobs_text(jobs: Sequence[Job], words: Words) -> str:
    """Return a line a job; what somebody asked for in private stays theirs."""
    if not jobs:
        return "There are no such jobs."
    return table(
        [
            (
                job.id,
                render.status_text(job.status, words, LOCALE),
                moment(job.accepted_at),
                job.origin.guild_id or "direct",
                job.requester_id,
                money(job.price_microusd),
                plain(words.say("admin-jobs-private", LOCALE))
                if job.is_private
                else shortened(one_line(job.request.prompt), PROMPT_SHOWN),
            )
            for job in jobs
        ]
    )


def report_text(rows: Sequence[ReportRow]) -> str:
    """Return the sums by person, numbered as in the chart, by model, and of all."""
    if not rows:
        return "Nothing was asked for in these days."
    order = ranking(rows)
    lines = [
        (f"#{number}", str(who), *_sums([row for row in rows if row.requester_id == who]))
        for number, who in enumerate(order, 1)
    ]
    for model in sorted({row.model for row in rows}):
        lines.append(("", model, *_sums([row for row in rows if row.model == model])))
    head = ("", "", "jobs", "failed", "pictures", "cost")
    return table([head, *lines, ("", "all", *_sums(rows))])


def _sums(rows: Sequence[ReportRow]) -> tuple[int, int, int, str]:
    return (
        sum(row.jobs for row in rows),
        sum(row.failed for row in rows),
        sum(row.pictures for row in rows),
        money(sum(row.microusd for row in rows)),
    )


def report_csv(rows: Sequence[ReportRow]) -> str:
    """Return the report as a table for a spreadsheet: a line a day, a server, a person, a model."""
    out = io.StringIO()
    writer = csv.writer(out, lineterminator="\n")
    writer.writerow(COLUMNS)
    for row in rows:
        who = (row.day, row.guild_id, row.requester_id, row.model)
        usd = exact_dollars(row.microusd)
        writer.writerow((*who, row.jobs, row.failed, row.pictures, usd))
    return out.getvalue().rstrip("\n")
