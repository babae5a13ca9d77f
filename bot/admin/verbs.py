"""What each verb does, on the database beside a running bot: that one looks at its rules every two
seconds, and at its jobs every one.
"""

from __future__ import annotations

import argparse
from collections.abc import Awaitable, Callable
from dataclasses import dataclass, replace
from datetime import datetime, timedelta

from bot.admin import answers
from bot.blocklist import RegexMatcher
from bot.clock import SystemClock
from bot.domain.audit import Actor, By
from bot.domain.errors import DarkroomError, StoreError, UserError
from bot.domain.jobs import Job, JobId, JobStatus
from bot.domain.models import Catalogue
from bot.domain.quota import Allowance
from bot.domain.rules import LowModeration, PersonLimits, StrikeRule
from bot.engine.administration import KEEP, Administration
from bot.engine.rulebook import RuleBook
from bot.pictures.lab import PooledPictureLab
from bot.store.database import Database, open_database
from bot.store.jobs import SqlJobStore
from bot.store.migrate import is_current
from bot.store.server_rules import SqlRuleStore
from bot.text import Words

OPERATOR = By(actor=Actor.OPERATOR)

OWNER = "operator"
"""Whose claims ours would be; none of our verbs claims."""

ANY = "any"
"""Said in place of a quality."""


class _Elsewhere:
    """Stands in for the loops and the progress board, which are the running bot's."""

    def come_back(self, job_id: JobId) -> None:
        """Show nothing."""

    def moved(self, job: Job, was: JobStatus | None) -> None:
        """Wake nobody: the bot looks by itself."""


Look = Callable[[int, int, bool], Awaitable[list[str]]]
"""Returns which permissions the bot lacks in a server's channel, where it is to attach files, or
only to write.
"""


@dataclass(frozen=True, slots=True, kw_only=True)
class Desk:
    """Where a verb is carried out: the engine's verbs, and what its answer is written with."""

    verbs: Administration
    words: Words
    catalogue: Catalogue
    now: datetime
    look: Look | None = None
    """Asks Discord what the bot lacks in a channel; None: there is no token to ask with."""


Act = Callable[[Desk, argparse.Namespace], Awaitable[object]]
"""A verb. What is no text is answered by the line that it has written into the audit log."""


async def run(
    options: argparse.Namespace,
    *,
    store_url: str,
    words: Words,
    catalogue: Catalogue,
    allowance: Allowance,
    look: Look | None = None,
) -> str:
    """Do what was parsed by `command_line.parse`; return the answer.

    Raises DarkroomError with the sentence that a person in Discord would read, StoreError where
    there is no database of this version.
    """
    act: Act = options.act
    async with open_database(store_url, alone=False, writes=True) as database:
        if not await is_current(database):
            raise StoreError("the database is of another version: say `darkroom migrate`")
        desk = replace(
            _desk(database, words=words, catalogue=catalogue, allowance=allowance), look=look
        )
        try:
            done = await act(desk, options)
        except UserError as error:
            raise DarkroomError(answers.error_text(error, desk.words)) from error
        if isinstance(done, str):
            return done
        [entry] = await desk.verbs.entries(options.guild_id, limit=1)
        return answers.entry_line(entry, desk.words)


def _desk(database: Database, *, words: Words, catalogue: Catalogue, allowance: Allowance) -> Desk:
    clock, rules, elsewhere = SystemClock(), SqlRuleStore(database), _Elsewhere()
    verbs = Administration(
        rules=rules,
        rulebook=RuleBook(store=rules, clock=clock),
        store=SqlJobStore(database, owner=OWNER, clock=clock),
        matcher=RegexMatcher(),
        board=elsewhere,
        catalogue=catalogue,
        allowance=allowance,
        clock=clock,
        wakes=elsewhere,
    )
    return Desk(verbs=verbs, words=words, catalogue=catalogue, now=clock.now())


# --- what is laid down ---


async def show(desk: Desk, options: argparse.Namespace) -> str:
    """Say all that is laid down."""
    rules = await desk.verbs.rules(options.guild_id)
    return answers.rules_text(rules, desk.catalogue, desk.words, desk.now)


def limits(desk: Desk, options: argparse.Namespace) -> Awaitable[object]:
    """Set limits for everybody, for a role or a person."""
    limits = PersonLimits(
        images_per_day=options.images_per_day,
        microusd_per_day=options.usd_per_day,
        jobs_at_once=options.jobs_at_once,
        cooldown_seconds=options.cooldown_seconds,
        weight=options.weight,
    )
    return desk.verbs.set_limits(
        options.guild_id, limits, role_id=options.role, person_id=options.person, by=OPERATOR
    )


def clear_limits(desk: Desk, options: argparse.Namespace) -> Awaitable[object]:
    """Clear them."""
    return desk.verbs.clear_limits(
        options.guild_id, role_id=options.role, person_id=options.person, by=OPERATOR
    )


async def grant(desk: Desk, options: argparse.Namespace) -> str:
    """Give somebody more, once."""
    granted = await desk.verbs.grant(
        options.guild_id,
        options.person,
        images=options.images,
        microusd=options.usd,
        expires_at=desk.now + timedelta(days=options.days),
        note=options.note,
        by=OPERATOR,
    )
    return f"Granted until {answers.moment(granted.expires_at)}, under the id {granted.id}."


def revoke(desk: Desk, options: argparse.Namespace) -> Awaitable[object]:
    """Take that back."""
    return desk.verbs.revoke(options.guild_id, options.grant, by=OPERATOR)


def block(desk: Desk, options: argparse.Namespace) -> Awaitable[object]:
    """Let somebody ask for nothing."""
    return desk.verbs.block(
        options.guild_id,
        options.person,
        reason=options.reason,
        ends_at=_end(desk, options),
        by=OPERATOR,
    )


def unblock(desk: Desk, options: argparse.Namespace) -> Awaitable[object]:
    """Let somebody ask again."""
    return desk.verbs.unblock(options.guild_id, options.person, by=OPERATOR)


def pause(desk: Desk, options: argparse.Namespace) -> Awaitable[object]:
    """Take no requests."""
    return desk.verbs.pause(
        options.guild_id, reason=options.reason, ends_at=_end(desk, options), by=OPERATOR
    )


def _end(desk: Desk, options: argparse.Namespace) -> datetime | None:
    return None if options.hours is None else desk.now + timedelta(hours=options.hours)


def resume(desk: Desk, options: argparse.Namespace) -> Awaitable[object]:
    """Take requests again."""
    return desk.verbs.resume(options.guild_id, by=OPERATOR)


def budget(desk: Desk, options: argparse.Namespace) -> Awaitable[object]:
    """Set what a server may spend a month: of the operator's, any sum."""
    return desk.verbs.set_budget(options.guild_id, options.usd_per_month, by=OPERATOR)


def weight(desk: Desk, options: argparse.Namespace) -> Awaitable[object]:
    """Set a server's share of turns."""
    return desk.verbs.set_weight(options.guild_id, options.weight, by=OPERATOR)


def channels(desk: Desk, options: argparse.Namespace) -> Awaitable[object]:
    """Allow or refuse a channel, or say nothing of it."""
    allowed = {"allow": True, "refuse": False, "reset": None}[options.what]
    return desk.verbs.set_channel(options.guild_id, options.channel, allowed=allowed, by=OPERATOR)


def models(desk: Desk, options: argparse.Namespace) -> Awaitable[object]:
    """Allow some models, or all."""
    return desk.verbs.set_models(options.guild_id, options.models, by=OPERATOR)


def options(desk: Desk, options: argparse.Namespace) -> Awaitable[object]:
    """Set how far options may go; what is not said stays."""
    quality, count = options.highest_quality, options.largest_count
    low, spoilers = options.low_moderation, options.spoilers
    return desk.verbs.set_options(
        options.guild_id,
        highest_quality=KEEP if quality is None else None if quality == ANY else quality,
        most_count=KEEP if count is None else count or None,
        low_moderation=KEEP if low is None else LowModeration(low),
        posts_spoilers=KEEP if spoilers is None else spoilers == "yes",
        by=OPERATOR,
    )


async def word_list(desk: Desk, options: argparse.Namespace) -> str:
    """Say which words and patterns are refused."""
    return answers.words_text(await desk.verbs.rules(options.guild_id))


def words(desk: Desk, options: argparse.Namespace) -> Awaitable[object]:
    """Put a word or a pattern on the list, or take it off."""
    change = {
        "add": desk.verbs.add_word,
        "remove": desk.verbs.remove_word,
        "add-pattern": desk.verbs.add_pattern,
        "remove-pattern": desk.verbs.remove_pattern,
    }[options.what]
    return change(options.guild_id, options.word, by=OPERATOR)


async def gallery(desk: Desk, options: argparse.Namespace) -> object:
    """Set where shared pictures go."""
    await _require_open(desk, options, attaching=True)
    return await desk.verbs.set_gallery(
        options.guild_id, options.channel, seconds_between=options.seconds_between, by=OPERATOR
    )


async def log(desk: Desk, options: argparse.Namespace) -> object:
    """Set where the audit log is told."""
    await _require_open(desk, options, attaching=False)
    return await desk.verbs.set_log(options.guild_id, options.channel, by=OPERATOR)


async def _require_open(desk: Desk, options: argparse.Namespace, *, attaching: bool) -> None:
    """Raise DarkroomError, which names what is missing, where the bot may not write there."""
    if options.channel is None or desk.look is None:
        return
    missing = await desk.look(options.guild_id, options.channel, attaching)
    if missing:
        raise DarkroomError(answers.closed_text(options.channel, missing, desk.words))


def moderation(desk: Desk, options: argparse.Namespace) -> Awaitable[object]:
    """Set when refusals pause somebody."""
    rule = StrikeRule(
        refusals=options.refusals,
        window_seconds=options.window * 60,
        pause_seconds=options.pause * 60,
    )
    return desk.verbs.set_strikes(options.guild_id, rule, by=OPERATOR)


# --- jobs, and what was ---


async def job_list(desk: Desk, options: argparse.Namespace) -> str:
    """Say which jobs there are."""
    jobs = await desk.verbs.jobs(
        options.guild_id,
        statuses=[JobStatus(each) for each in options.status or JobStatus],
        requester_id=options.person,
        limit=options.limit,
    )
    return answers.jobs_text(jobs, desk.words)


def job(desk: Desk, options: argparse.Namespace) -> Awaitable[object]:
    """Withdraw a job, post it again, or settle its doubt."""
    act = {
        "cancel": desk.verbs.cancel,
        "repost": desk.verbs.repost,
        "never-taken": desk.verbs.never_taken,
        "send-again": desk.verbs.send_again,
    }[options.what]
    return act(JobId(options.job), guild_id=options.guild_id, by=OPERATOR)


def found(desk: Desk, options: argparse.Namespace) -> Awaitable[object]:
    """Settle a doubt by the image API's id."""
    return desk.verbs.found(
        JobId(options.job), options.remote_id, guild_id=options.guild_id, by=OPERATOR
    )


async def usage(desk: Desk, options: argparse.Namespace) -> str:
    """Say what was made and spent: in words, as a table, or as a picture in a file."""
    rows = await desk.verbs.report(options.guild_id, days=options.days)
    if options.chart is None:
        return answers.report_csv(rows) if options.csv else answers.report_text(rows)
    until = desk.now.date()
    since = until - timedelta(days=options.days - 1)
    lab = PooledPictureLab()
    try:
        with options.chart.open("wb") as file:
            file.write((await lab.chart(rows, since=since, until=until)).content)
    except OSError as error:
        raise DarkroomError(f"{options.chart}: {error.strerror}") from error
    finally:
        await lab.close()
    return f"{options.chart} is the chart."


async def audit(desk: Desk, options: argparse.Namespace) -> str:
    """Say what was done."""
    entries = await desk.verbs.entries(
        options.guild_id, limit=options.limit, subject_id=options.person
    )
    return answers.entries_text(entries, desk.words)
