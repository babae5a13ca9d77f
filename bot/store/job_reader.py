"""Whatever only reads jobs: `SqlJobReader`, which `SqlJobStore` adds the writing to.

Statements are in `lookup_statements` and `usage_statements`, rows become values in `rows`.
"""

from __future__ import annotations

from collections.abc import Collection
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import Executable, Row

from bot.clock import Clock
from bot.domain.errors import NotFound
from bot.domain.fairness import Waiting
from bot.domain.jobs import AnswerToken, Job, JobId, JobStatus, Move
from bot.domain.quota import Usage
from bot.domain.reports import ReportRow
from bot.store import lookup_statements as statements
from bot.store import rows, usage_statements
from bot.store.database import Database
from bot.store.schema import FOREVER
from bot.store.usage import usage_of

_PAGE = 100
"""Jobs a query, where prompts are searched."""

_UNDELIVERED_FOR = timedelta(hours=24)
"""How long the pictures of what could not be delivered are kept, for posting it again."""


class SqlJobReader:
    """Jobs in SQL, to look at."""

    def __init__(self, database: Database, *, clock: Clock) -> None:
        self._database = database
        self._clock = clock

    async def get(self, job_id: JobId) -> Job:
        """Return a job; raises `NotFound("job")`."""
        found = await self._all(statements.job_by_id(), job_id=job_id)
        if not found:
            raise NotFound("job")
        return rows.job_from_row(found[0])

    async def history(self, job_id: JobId) -> list[Move]:
        """Return a job's moves, oldest first."""
        return [
            rows.move_from_row(row) for row in await self._all(statements.history(), job_id=job_id)
        ]

    async def jobs_of(self, requester_id: int, *, limit: int) -> list[Job]:
        """Return a person's jobs, newest first."""
        found = await self._all(statements.jobs_of(), requester=requester_id, most=limit)
        return [rows.job_from_row(row) for row in found]

    async def children_of(self, job_id: JobId) -> list[JobId]:
        """Return the jobs that were made from this one, oldest first."""
        return [JobId(row.id) for row in await self._all(statements.children(), job_id=job_id)]

    async def waiting(self) -> list[Waiting]:
        """Return the accepted jobs, oldest first; `may_go` where they are prepared."""
        now = self._clock.now()
        return [
            rows.waiting_from_row(
                row, may_go=row.prepared_until is not None and row.prepared_until > now
            )
            for row in await self._all(statements.waiting())
        ]

    async def upstream(self) -> list[Job]:
        """Return the jobs that are submitting or running."""
        return [rows.job_from_row(row) for row in await self._all(statements.upstream())]

    async def results_of(
        self, requester_id: int, *, words: str, before: datetime | None, limit: int
    ) -> list[Job]:
        """Return a person's jobs that have made pictures and are not forgotten, newest first:
        accepted before then, with these words in the prompt (any case; empty: all).

        Databases fold the case of ASCII only, so prompts are compared here, page by page.
        """
        sought = words.casefold()
        place = {"before": before or FOREVER, "before_number": 0}
        found: list[Job] = []
        while len(found) < limit:
            page = await self._all(
                statements.results(), requester=requester_id, most=_PAGE, **place
            )
            found += [rows.job_from_row(row) for row in page if sought in row.prompt.casefold()]
            if len(page) < _PAGE:
                break
            place = {"before": page[-1].accepted_at, "before_number": page[-1].number}
        return found[:limit]

    async def jobs_in(
        self,
        guild_id: int | None,
        *,
        statuses: Collection[JobStatus],
        requester_id: int | None,
        limit: int,
    ) -> list[Job]:
        """Return the newest jobs in these states, newest first; of one server, of one person (None:
        of all).
        """
        statement = statements.jobs_in(
            frozenset(statuses),
            is_of_server=guild_id is not None,
            is_of_person=requester_id is not None,
        )
        given = {"guild": guild_id, "requester": requester_id}
        theirs = {name: value for name, value in given.items() if value is not None}
        return [rows.job_from_row(row) for row in await self._all(statement, most=limit, **theirs)]

    async def usage(
        self, requester_id: int, guild_id: int | None, *, now: datetime, refused_since: datetime
    ) -> Usage:
        """Return what counts for a person at a place, as `accept` would see it."""
        async with self._database.reading() as connection:
            return await usage_of(
                connection, requester_id, guild_id, now=now, refused_since=refused_since
            )

    async def report(
        self, guild_id: int | None, *, since: datetime, until: datetime
    ) -> list[ReportRow]:
        """Return what was made day by day, where, by whom and by which model; of one server (None:
        of all).
        """
        statement = usage_statements.report(is_of_server=guild_id is not None)
        server = {} if guild_id is None else {"guild": guild_id}
        found = await self._all(statement, since=since, until=until, **server)
        return [rows.report_from_row(row) for row in found]

    async def showing_progress(self, *, limit: int) -> list[Job]:
        """Return the jobs on their way that have a progress answer, or will, oldest first."""
        found = await self._all(statements.showing_progress(), most=limit)
        return [rows.job_from_row(row) for row in found]

    async def count_by_status(self) -> dict[JobStatus, int]:
        """Return how many jobs are in each status; every status is there."""
        found = await self._all(statements.count_by_status())
        return dict.fromkeys(JobStatus, 0) | {JobStatus(row.status): row.jobs for row in found}

    async def oldest_waiting_at(self) -> datetime | None:
        """Return when the oldest accepted job was accepted."""
        (row,) = await self._all(statements.oldest_waiting())
        oldest: datetime | None = row[0]
        return oldest

    async def past_seconds(self, *, model: str, quality: str | None, limit: int) -> list[float]:
        """Return how long the newest finished jobs of that model and quality ran, newest first."""
        found = await self._all(
            statements.past_runs(), of_model=model, of_quality=quality, most=limit
        )
        return [(row.ready_at - row.running_at).total_seconds() for row in found]

    async def answer_token(self, job_id: JobId, *, now: datetime) -> AnswerToken | None:
        """Return the secret while it lives."""
        found = await self._all(statements.token(), of_job=job_id, now=now)
        return rows.token_from_row(found[0]) if found else None

    async def needed_pictures(self, *, now: datetime) -> frozenset[str]:
        """Return the SHA-256 of every picture, and of what is sent in its place, of a job that has
        not ended; of one that could not be delivered, for another day.
        """
        found = await self._all(statements.needed_sources(), ended_after=now - _UNDELIVERED_FOR)
        needed: set[str] = set()
        for row in found:
            references, mask = rows.sources_from(row.sources)
            needed.update(rows.picture_hashes((*references, mask.source) if mask else references))
        return frozenset(needed)

    async def _all(self, statement: Executable, **parameters: object) -> list[Row[Any]]:
        async with self._database.reading() as connection:
            return list(await connection.execute(statement, parameters))
