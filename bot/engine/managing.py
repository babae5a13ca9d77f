"""What managers and operators do with jobs: find them, withdraw them, settle what is in doubt; and
what they read of the past.

Each verb is an arrow, told to the loops, with its line in the audit log.
"""

from __future__ import annotations

import contextlib
from collections.abc import Callable, Collection, Coroutine, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any, Protocol

from bot.clock import Clock
from bot.domain.audit import AuditEntry, By
from bot.domain.errors import NotFound, StaleTransition, TooLate
from bot.domain.jobs import Job, JobId, JobStatus
from bot.domain.outcomes import Failure, FailureReason
from bot.domain.reports import ReportRow
from bot.domain.rules import EVERYWHERE
from bot.engine import bounds
from bot.engine.loops import finish_even_if_cancelled
from bot.engine.ports import JobStore, RuleStore

MOST_WITHDRAWN = 10_000
"""How many jobs of a person are withdrawn at once: more never wait."""


class Board(Protocol):
    """Who shows jobs on their way: the progress board, where it runs in this process."""

    def come_back(self, job_id: JobId) -> None:
        """Show this job's progress again."""
        ...


class Listener(Protocol):
    """Who is told of arrows: the engine's `Wakes`, where its loops run in this process."""

    def moved(self, job: Job, was: JobStatus | None) -> None:
        """Note that a job has come into its state."""
        ...


@dataclass(frozen=True, slots=True, kw_only=True)
class _Verb:
    """An arrow as somebody asks for it: its name for whom it is too late, its line of the log."""

    name: str
    was: JobStatus
    action: str


_CANCEL = _Verb(name="cancel", was=JobStatus.ACCEPTED, action="job-cancelled")
_REPOST = _Verb(name="repost", was=JobStatus.UNDELIVERED, action="job-reposted")
_NEVER_TAKEN = _Verb(name="settle", was=JobStatus.IN_DOUBT, action="job-never-taken")
_SEND_AGAIN = _Verb(name="settle", was=JobStatus.IN_DOUBT, action="job-sent-again")
_FOUND = _Verb(name="settle", was=JobStatus.IN_DOUBT, action="job-found")


class ManagedJobs:
    """The jobs of a server (None: of all), for those who manage it; the verbs of `Administration`
    that are not about rules.

    The verbs raise NotFound where there is no such job, or none of that server; TooLate, with the
    state as it is.
    """

    def __init__(
        self,
        *,
        store: JobStore,
        rules: RuleStore,
        board: Board,
        clock: Clock,
        wakes: Listener,
    ) -> None:
        """Take the collaborators."""
        self._store = store
        self._rules = rules
        self._board = board
        self._clock = clock
        self._wakes = wakes

    async def jobs(
        self,
        guild_id: int | None,
        *,
        statuses: Collection[JobStatus],
        requester_id: int | None = None,
        limit: int,
    ) -> list[Job]:
        """Return the newest jobs in these states, of a server or of all (None), newest first."""
        return await self._store.jobs_in(
            guild_id, statuses=statuses, requester_id=requester_id, limit=limit
        )

    async def report(self, guild_id: int | None, *, days: int) -> list[ReportRow]:
        """Return what was made in the last days, today (UTC) among them."""
        bounds.number("days", days, least=1, most=bounds.MOST_DAYS)
        today = self._clock.now().replace(hour=0, minute=0, second=0, microsecond=0)
        until = today + timedelta(days=1)
        return await self._store.report(guild_id, since=until - timedelta(days=days), until=until)

    async def entries(
        self,
        guild_id: int | None,
        *,
        limit: int,
        before: int | None = None,
        subject_id: int | None = None,
    ) -> list[AuditEntry]:
        """Return lines of the audit log, newest first, of a server or of all (None)."""
        return await self._rules.entries(
            guild_id, limit=limit, before=before, subject_id=subject_id
        )

    async def cancel(self, job_id: JobId, *, guild_id: int | None, by: By) -> Job:
        """Withdraw a job before it is sent."""
        return await self._go(
            _CANCEL,
            job_id,
            lambda now: self._store.cancel(job_id, now=now),
            guild_id=guild_id,
            by=by,
        )

    async def withdraw(self, guild_id: int | None, requester_id: int) -> None:
        """Cancel all jobs of a person that wait, in a server or in all (None); what is being sent
        meanwhile goes on.
        """
        for job in await self.jobs(
            guild_id,
            statuses=[JobStatus.ACCEPTED],
            requester_id=requester_id,
            limit=MOST_WITHDRAWN,
        ):
            with contextlib.suppress(StaleTransition):
                cancelled = await finish_even_if_cancelled(
                    self._store.cancel(job.id, now=self._clock.now())
                )
                self._wakes.moved(cancelled, JobStatus.ACCEPTED)

    async def repost(self, job_id: JobId, *, guild_id: int | None, by: By) -> Job:
        """Have the pictures posted that could not be delivered."""
        return await self._go(
            _REPOST,
            job_id,
            lambda now: self._store.repost(job_id, now=now),
            guild_id=guild_id,
            by=by,
        )

    async def never_taken(self, job_id: JobId, *, guild_id: int | None, by: By) -> Job:
        """Settle a doubt: the image API never had the request, so it costs nothing."""
        failure = Failure(reason=FailureReason.NEVER_TAKEN)
        return await self._go(
            _NEVER_TAKEN,
            job_id,
            lambda now: self._store.fail(job_id, failure, was=JobStatus.IN_DOUBT, now=now),
            guild_id=guild_id,
            by=by,
        )

    async def send_again(self, job_id: JobId, *, guild_id: int | None, by: By) -> Job:
        """Settle a doubt: ask for the pictures once more."""
        return await self._go(
            _SEND_AGAIN,
            job_id,
            lambda now: self._store.ask_again(job_id, now=now),
            guild_id=guild_id,
            by=by,
        )

    async def found(self, job_id: JobId, remote_id: str, *, guild_id: int | None, by: By) -> Job:
        """Settle a doubt: the image API has it, under this id. Raises InvalidRequest."""
        remote_id = bounds.remote_id("remote_id", remote_id)
        return await self._go(
            _FOUND,
            job_id,
            lambda now: self._store.record_found(job_id, remote_ids=(remote_id,), now=now),
            guild_id=guild_id,
            by=by,
            values={"id": remote_id},
        )

    async def _go(
        self,
        verb: _Verb,
        job_id: JobId,
        arrow: Callable[[datetime], Coroutine[Any, Any, Job]],
        *,
        guild_id: int | None,
        by: By,
        values: Mapping[str, str | int] | None = None,
    ) -> Job:
        """Go the arrow and write the line."""
        job = await self._store.get(job_id)
        if guild_id is not None and job.origin.guild_id != guild_id:
            raise NotFound("job")
        if verb is _REPOST and job.is_forgotten:
            # Of its pictures nothing is left to post: it would fail, and be given back.
            raise NotFound("job")
        now = self._clock.now()
        entry = AuditEntry(
            guild_id=job.origin.guild_id or EVERYWHERE,
            at=now,
            actor=by.actor,
            actor_id=by.actor_id,
            action=verb.action,
            subject_id=job.requester_id,
            job_id=job_id,
            values=values or {},
        )

        async def go_and_write() -> Job:
            moved = await arrow(now)
            await self._rules.append(entry)
            return moved

        try:
            moved = await finish_even_if_cancelled(go_and_write())
        except StaleTransition as error:
            status = (await self._store.get(job_id)).status
            raise TooLate(verb.name, status=status.value) from error
        self._board.come_back(job_id)
        self._wakes.moved(moved, verb.was)
        return moved
