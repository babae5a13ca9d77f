"""The audit log: what its lines are about, what a refusal adds to it, and who is told of it.

Who lays something down writes its line in the same transaction (`administration`); how a line reads
is said where people are spoken to.
"""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Mapping, Sequence
from datetime import datetime, timedelta
from enum import StrEnum

from bot.clock import Clock
from bot.domain.audit import Actor, AuditEntry
from bot.domain.errors import DeliveryUnavailable, Undeliverable
from bot.domain.jobs import Job
from bot.domain.quota import counted_refusals, paused_until
from bot.domain.rules import EVERYWHERE, StrikeRule, strikes_of
from bot.engine.ports import Courier, JobStore, RuleStore
from bot.engine.rulebook import RuleBook

log = logging.getLogger(__name__)

LINES_AT_ONCE = 100
"""How many lines are looked at in one step."""

PATIENCE = timedelta(hours=24)
"""How long a line is tried for."""


class About(StrEnum):
    """What the subject of a line is: whose mention it is written as."""

    NOBODY = "nobody"
    PERSON = "person"
    ROLE = "role"
    CHANNEL = "channel"


ACTIONS: Mapping[str, About] = {
    "limits": About.NOBODY,
    "limits-role": About.ROLE,
    "limits-person": About.PERSON,
    "limits-cleared": About.NOBODY,
    "limits-cleared-role": About.ROLE,
    "limits-cleared-person": About.PERSON,
    "budget": About.NOBODY,
    "weight": About.NOBODY,
    "grant": About.PERSON,
    "grant-revoked": About.PERSON,
    "block": About.PERSON,
    "unblock": About.PERSON,
    "channel-allowed": About.CHANNEL,
    "channel-refused": About.CHANNEL,
    "channel-cleared": About.CHANNEL,
    "models": About.NOBODY,
    "options": About.NOBODY,
    "word-added": About.NOBODY,
    "word-removed": About.NOBODY,
    "pattern-added": About.NOBODY,
    "pattern-removed": About.NOBODY,
    "gallery": About.CHANNEL,
    "gallery-off": About.NOBODY,
    "log": About.CHANNEL,
    "log-off": About.NOBODY,
    "strikes": About.NOBODY,
    "pause": About.NOBODY,
    "resume": About.NOBODY,
    "job-cancelled": About.PERSON,
    "job-reposted": About.PERSON,
    "job-never-taken": About.PERSON,
    "job-sent-again": About.PERSON,
    "job-found": About.PERSON,
    "refusals": About.PERSON,
    "near-server-per-month": About.NOBODY,
    "near-total-per-day": About.NOBODY,
    "gallery-unreachable": About.CHANNEL,
    "share-lost": About.PERSON,
    "share-removed": About.PERSON,
}
"""Every action there is, with what its subject is; each has its sentence, `audit-<action>`."""


class Auditing:
    """Brings the lines to the servers' log channels, and notes who is paused for refusals."""

    def __init__(
        self,
        *,
        rules: RuleStore,
        rulebook: RuleBook,
        store: JobStore,
        courier: Courier,
        strikes: StrikeRule,
        clock: Clock,
    ) -> None:
        """Take the collaborators; `strikes` holds where nothing is laid down."""
        self._rules = rules
        self._rulebook = rulebook
        self._store = store
        self._courier = courier
        self._strikes = strikes
        self._clock = clock

    async def step(self) -> int:
        """Tell the log channels what they have still to get, each in its order; return how many
        lines were looked at.
        """
        entries = await self._rules.unlogged(limit=LINES_AT_ONCE)
        by_guild: dict[int, list[AuditEntry]] = {}
        for entry in entries:
            by_guild.setdefault(entry.guild_id, []).append(entry)
        await asyncio.gather(
            *(self._log_all(guild_id, lines) for guild_id, lines in by_guild.items())
        )
        return len(entries)

    async def note_refusal(self, job: Job) -> None:
        """Note the pause that begins with a job whose content was refused, if one does; once."""
        at = job.ended_at or self._clock.now()
        guild_id = job.origin.guild_id
        rules = await self._rulebook.at(guild_id)
        rule = strikes_of(rules, self._strikes)
        usage = await self._store.usage(
            job.requester_id,
            guild_id,
            now=at,
            refused_since=rule.refused_since(at),
        )
        counted = counted_refusals(usage, rules=rules, requester_id=job.requester_id)
        refused_at = [each for each in counted if each <= at]
        ends_at = paused_until(refused_at, rule, now=at)
        # One refused while the pause ran already, having been sent before, begins no other.
        if ends_at is None or paused_until(refused_at[:-1], rule, now=at) is not None:
            return
        await self._rules.append(
            AuditEntry(
                guild_id=guild_id or EVERYWHERE,
                at=self._clock.now(),
                actor=Actor.BOT,
                action="refusals",
                subject_id=job.requester_id,
                job_id=job.id,
                link=_link_to(job),
                values={"count": _within(refused_at, rule, at), "ends_at": ends_at.isoformat()},
                key=f"refusals:{job.id}",
            )
        )

    async def _log_all(self, guild_id: int, entries: Sequence[AuditEntry]) -> None:
        """Log the lines of one server until its channel cannot be reached."""
        rules = await self._rulebook.of(guild_id)
        for entry in entries:
            if rules.log_channel_id is not None and not await self._log(
                entry, rules.log_channel_id
            ):
                return
            await self._rules.record_logged(entry.number)

    async def _log(self, entry: AuditEntry, channel_id: int) -> bool:
        """Tell whether the line needs no other try."""
        try:
            await self._courier.log(entry, channel_id=channel_id)
        except DeliveryUnavailable as error:
            log.info("line %s of the audit log waits for Discord: %s", entry.number, error)
            return self._clock.now() - entry.at >= PATIENCE
        except Undeliverable as error:
            log.warning("line %s: the log channel does not take it: %s", entry.number, error)
        return True


def _within(refused_at: Sequence[datetime], rule: StrikeRule, at: datetime) -> int:
    """Return how many refusals the window of the last one holds."""
    began_at = at - timedelta(seconds=rule.window_seconds)
    return sum(each >= began_at for each in refused_at)


def _link_to(job: Job) -> str:
    """Return the address of the answer that the person got; of the channel, where only they see
    it.
    """
    origin = job.origin
    link = f"https://discord.com/channels/{origin.guild_id or '@me'}/{origin.channel_id}"
    if job.is_private or job.progress_message_id is None:
        return link
    return f"{link}/{job.progress_message_id}"
