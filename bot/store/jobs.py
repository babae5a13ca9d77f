"""The job machine's rows: `SqlJobStore` is the engine's `JobStore`.

Statements are in `job_statements`, rows become values in `rows`. A caller that is cancelled in the
middle of a write loses that write or finds it done; what the world already knows has to be shielded
by the caller.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import Executable, Row
from sqlalchemy.ext.asyncio import AsyncConnection

from bot.clock import Clock
from bot.domain.errors import NotFound, StaleTransition
from bot.domain.jobs import TRANSITIONS, AnswerToken, Job, JobId, JobStatus, Move, NewJob
from bot.domain.outcomes import Failure, RemotePicture
from bot.domain.quota import Usage
from bot.domain.requests import ImageRequest
from bot.store import job_statements as statements
from bot.store import rows
from bot.store.database import Database
from bot.store.schema import ENDED
from bot.store.usage import usage_at_acceptance

_NOTICED = ENDED | {JobStatus.IN_DOUBT}
"""Of these the person has to be told."""

_UNDELIVERED_FOR = timedelta(hours=24)
"""How long the pictures of what could not be delivered are kept, for posting it again."""

_UNCLAIMED: Mapping[str, Any] = {"claimed_by": None, "lease_until": None}


class SqlJobStore:
    """Jobs in SQL, for one `owner` of claims; implements `bot.engine.ports.JobStore`.

    On SQLite the owner is always the same, since the database has one process: what an earlier
    process claimed is ours again. `clock` dates the arrows that are not told the time.
    """

    def __init__(self, database: Database, *, owner: str, clock: Clock) -> None:
        self._database = database
        self._owner = owner
        self._clock = clock

    # acceptance and looking things up

    async def accept(self, new: NewJob, *, judge: Callable[[Usage], None]) -> Job:
        """Judge and record in one transaction; what `judge` raises leaves nothing behind."""
        async with self._database.writing() as connection:
            known_id, usage = await usage_at_acceptance(connection, new)
            if known_id is not None:
                known = await connection.execute(statements.job_by_id(), {"job_id": known_id})
                return rows.job_from_row(known.one())
            judge(usage)
            written = await connection.execute(statements.insert_job(), rows.new_job_columns(new))
            accepted = rows.job_from_row(written.one())
            if new.answer_token is not None:
                await connection.execute(
                    statements.insert_token(),
                    {"job_id": new.id, **rows.token_columns(new.answer_token)},
                )
            await _record(connection, [accepted], was=None, at=new.accepted_at)
        return accepted

    async def get(self, job_id: JobId) -> Job:
        """Return a job; raises `NotFound("job")`."""
        async with self._database.reading() as connection:
            row = await _first(connection, statements.job_by_id(), job_id=job_id)
        if row is None:
            raise NotFound("job")
        return rows.job_from_row(row)

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

    async def waiting(self, *, limit: int) -> list[JobId]:
        """Return the accepted jobs in the order in which they will be submitted."""
        return [JobId(row.id) for row in await self._all(statements.waiting(), most=limit)]

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

    async def forget_tokens(self, *, now: datetime) -> int:
        """Delete the secrets that have ended; return how many."""
        async with self._database.writing() as connection:
            return (await connection.execute(statements.forget_tokens(), {"now": now})).rowcount

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

    async def record_progress_message(self, job_id: JobId, *, message_id: int) -> None:
        """Write which message shows the progress, where none does; keeps the claim."""
        await self._amend(
            job_id, statements.record_progress_message(), keeps_claim=True, shown_by=message_id
        )

    # claims

    async def claim_for_preparation(self, *, now: datetime, lease_until: datetime) -> Job | None:
        """Claim an accepted job whose references are not reachable (yet, or any more)."""
        return await self._claim(statements.claim_for_preparation(), now, lease_until)

    async def claim_for_poll(self, *, now: datetime, lease_until: datetime) -> Job | None:
        """Claim the running job whose question is due longest."""
        return await self._claim(statements.claim_for_poll(), now, lease_until)

    async def claim_for_delivery(self, *, now: datetime, lease_until: datetime) -> Job | None:
        """Claim the job that is ready longest."""
        return await self._claim(statements.claim_for_delivery(), now, lease_until)

    async def claim_notice(self, *, now: datetime, lease_until: datetime) -> Job | None:
        """Claim the job whose person waits longest to be told."""
        return await self._claim(statements.claim_notice(), now, lease_until)

    async def seconds_to_next_poll(self, *, now: datetime) -> float | None:
        """Return in how many seconds the next question is due (0: now; None: no job is running).

        A claimed row is due when its lease ends.
        """
        (row,) = await self._all(statements.next_poll_due(), now=now)
        due: datetime | None = row.due
        return None if due is None else max(0.0, (due - now).total_seconds())

    async def release(self, job_id: JobId, *, not_before: datetime) -> None:
        """Drop our claim and leave the job alone until then; raises where it is not ours."""
        await self._amend(job_id, statements.release(), owner=self._owner, until=not_before)

    async def record_sources(
        self,
        job_id: JobId,
        *,
        request: ImageRequest,
        price_microusd: int,
        prepared_until: datetime,
    ) -> Job:
        """Write the request with its sources reachable; guarded by accepted; drops the claim."""
        return await self._amend(
            job_id,
            statements.amend(JobStatus.ACCEPTED),
            price_microusd=price_microusd,
            prepared_until=prepared_until,
            **rows.request_columns(request),
        )

    async def record_poll(
        self, job_id: JobId, *, next_poll_at: datetime, estimated_seconds: float | None
    ) -> None:
        """Write that it was asked after, in vain; guarded by running; drops the claim."""
        await self._amend(
            job_id,
            statements.record_poll(),
            next_poll_at=next_poll_at,
            estimate=estimated_seconds,
        )

    async def record_told(self, job_id: JobId) -> None:
        """Write that the notice we claimed is delivered; drops the claim."""
        await self._amend(job_id, statements.record_told(), owner=self._owner, notice_due=False)

    # arrows

    async def claim_for_submission(
        self, *, now: datetime, lease_until: datetime, max_in_flight: int
    ) -> Job | None:
        """accepted -> submitting, for the oldest prepared job, while there is room upstream."""
        async with self._database.writing() as connection:
            row = await _first(
                connection,
                statements.claim_for_submission(),
                now=now,
                max_in_flight=max_in_flight,
                **(_settled(JobStatus.SUBMITTING, now) | self._lease(lease_until)),
            )
            if row is None:
                return None
            submitting = rows.job_from_row(row)
            await _record(connection, [submitting], was=JobStatus.ACCEPTED, at=now)
        return submitting

    async def unclaim(self, job_id: JobId, *, not_before: datetime, note: str) -> Job:
        """submitting -> accepted: surely not taken."""
        return await self._move(
            job_id,
            (JobStatus.SUBMITTING, JobStatus.ACCEPTED),
            at=self._clock.now(),
            note=note,
            not_before=not_before,
        )

    async def record_remote(
        self, job_id: JobId, *, remote_ids: tuple[str, ...], now: datetime, next_poll_at: datetime
    ) -> Job:
        """submitting -> running."""
        return await self._move(
            job_id,
            (JobStatus.SUBMITTING, JobStatus.RUNNING),
            at=now,
            remote_ids=rows.remote_ids_text(remote_ids),
            running_at=now,
            next_poll_at=next_poll_at,
        )

    async def doubt(self, job_id: JobId, *, now: datetime, note: str) -> Job:
        """submitting -> in_doubt."""
        return await self._move(
            job_id, (JobStatus.SUBMITTING, JobStatus.IN_DOUBT), at=now, note=note
        )

    async def fail(self, job_id: JobId, failure: Failure, *, was: JobStatus, now: datetime) -> Job:
        """accepted, submitting, in_doubt, running or ready -> failed."""
        return await self._move(
            job_id,
            (was, JobStatus.FAILED),
            at=now,
            note=failure.reason,
            failure=rows.failure_text(failure),
        )

    async def cancel(self, job_id: JobId, *, now: datetime) -> Job:
        """accepted -> cancelled."""
        return await self._move(job_id, (JobStatus.ACCEPTED, JobStatus.CANCELLED), at=now)

    async def ask_again(self, job_id: JobId, *, now: datetime) -> Job:
        """in_doubt -> accepted; prepared anew only where its references are no longer reachable."""
        return await self._move(
            job_id, (JobStatus.IN_DOUBT, JobStatus.ACCEPTED), at=now, not_before=now
        )

    async def record_found(
        self, job_id: JobId, *, remote_ids: tuple[str, ...], now: datetime
    ) -> Job:
        """in_doubt -> running, due for a question at once."""
        return await self._move(
            job_id,
            (JobStatus.IN_DOUBT, JobStatus.RUNNING),
            at=now,
            remote_ids=rows.remote_ids_text(remote_ids),
            running_at=now,
            next_poll_at=now,
        )

    async def record_ready(
        self,
        job_id: JobId,
        *,
        pictures: tuple[RemotePicture, ...],
        price_microusd: int,
        now: datetime,
    ) -> Job:
        """running -> ready, with what it really cost."""
        return await self._move(
            job_id,
            (JobStatus.RUNNING, JobStatus.READY),
            at=now,
            pictures=rows.pictures_text(pictures),
            made_count=len(pictures),
            price_microusd=price_microusd,
            ready_at=now,
            not_before=now,
        )

    async def record_fresh_pictures(
        self, job_id: JobId, *, pictures: tuple[RemotePicture, ...]
    ) -> Job:
        """Write new addresses of the same results; guarded by ready; keeps the claim."""
        return await self._amend(
            job_id,
            statements.amend(JobStatus.READY),
            keeps_claim=True,
            pictures=rows.pictures_text(pictures),
        )

    async def begin_posting(self, job_id: JobId, *, now: datetime, lease_until: datetime) -> Job:
        """ready -> posting; counts the attempt; keeps the first `posting_began_at`."""
        return await self._move(
            job_id,
            (JobStatus.READY, JobStatus.POSTING),
            at=now,
            statement=statements.begin_posting(),
            now=now,
            **self._lease(lease_until),
        )

    async def postpone_posting(self, job_id: JobId, *, not_before: datetime, note: str) -> Job:
        """posting -> ready: Discord is unreachable."""
        return await self._move(
            job_id,
            (JobStatus.POSTING, JobStatus.READY),
            at=self._clock.now(),
            note=note,
            not_before=not_before,
        )

    async def record_posted(self, job_id: JobId, *, message_id: int | None, now: datetime) -> Job:
        """posting -> posted."""
        return await self._move(
            job_id, (JobStatus.POSTING, JobStatus.POSTED), at=now, message_id=message_id
        )

    async def record_undelivered(self, job_id: JobId, *, now: datetime, note: str) -> Job:
        """posting -> undelivered."""
        return await self._move(
            job_id, (JobStatus.POSTING, JobStatus.UNDELIVERED), at=now, note=note
        )

    async def repost(self, job_id: JobId, *, now: datetime) -> Job:
        """undelivered -> ready, to be posted anew: `post_attempts` starts over."""
        return await self._move(
            job_id,
            (JobStatus.UNDELIVERED, JobStatus.READY),
            at=now,
            not_before=now,
            posting_began_at=None,
            post_attempts=0,
        )

    async def recover(self, *, now: datetime) -> list[Job]:
        """Take back, at start: submitting -> in_doubt, posting -> ready; drop our other claims.

        Only rows that are ours, or whose lease has ended. `post_attempts` stays, so that the poster
        searches before it sends a second time.
        """
        moved: list[Job] = []
        async with self._database.writing() as connection:
            for was, became in (
                (JobStatus.SUBMITTING, JobStatus.IN_DOUBT),
                (JobStatus.POSTING, JobStatus.READY),
            ):
                found = await connection.execute(
                    statements.take_back(),
                    {
                        "was": was,
                        "owner": self._owner,
                        "now": now,
                        "not_before": now,
                        **_settled(became, now),
                    },
                )
                taken_back = [rows.job_from_row(row) for row in found]
                await _record(
                    connection, taken_back, was=was, at=now, note=f"restarted while {was}"
                )
                moved += taken_back
            await connection.execute(statements.drop_claims(), {"owner": self._owner})
        return moved

    # the ways that the above share

    async def _all(self, statement: Executable, **parameters: object) -> list[Row[Any]]:
        async with self._database.reading() as connection:
            return list(await connection.execute(statement, parameters))

    def _lease(self, lease_until: datetime) -> dict[str, Any]:
        return {"claimed_by": self._owner, "lease_until": lease_until}

    async def _claim(
        self, statement: Executable, now: datetime, lease_until: datetime
    ) -> Job | None:
        async with self._database.writing() as connection:
            row = await _first(connection, statement, now=now, **self._lease(lease_until))
        return None if row is None else rows.job_from_row(row)

    async def _amend(
        self,
        job_id: JobId,
        statement: Executable,
        *,
        keeps_claim: bool = False,
        **parameters: object,
    ) -> Job:
        """Write something about a job without an arrow."""
        if not keeps_claim:
            parameters.update(_UNCLAIMED)
        async with self._database.writing() as connection:
            row = await _first(connection, statement, job_id=job_id, **parameters)
            if row is None:
                raise await _unmet(connection, job_id, "what was to be written")
            return rows.job_from_row(row)

    async def _move(
        self,
        job_id: JobId,
        arrow: tuple[JobStatus, JobStatus],
        *,
        at: datetime,
        note: str = "",
        statement: Executable | None = None,
        **parameters: object,
    ) -> Job:
        """Go an arrow and write it into the history, or raise."""
        was, became = arrow
        if arrow not in TRANSITIONS:
            raise StaleTransition(f"{was} -> {became} is no arrow")
        async with self._database.writing() as connection:
            row = await _first(
                connection,
                statements.move() if statement is None else statement,
                **{"job_id": job_id, "was": was, **_settled(became, at), **parameters},
            )
            if row is None:
                raise await _unmet(connection, job_id, f"{was} -> {became}")
            moved = rows.job_from_row(row)
            await _record(connection, [moved], was=was, at=at, note=note)
        return moved


def _settled(became: JobStatus, at: datetime) -> dict[str, Any]:
    """Return the columns that every arrow into a status writes."""
    settled = {
        "status": became,
        "notice_due": became in _NOTICED,
        "ended_at": at if became in ENDED else None,
        **_UNCLAIMED,
    }
    # A pause that the step before had to keep is not the notice's.
    return {**settled, "not_before": at} if became in _NOTICED else settled


async def _record(
    connection: AsyncConnection,
    moved: list[Job],
    *,
    was: JobStatus | None,
    at: datetime,
    note: str = "",
) -> None:
    """Write one line of history for each job that has moved."""
    lines = [
        {"job_id": job.id, "was": was, "became": job.status, "moved_at": at, "note": note}
        for job in moved
    ]
    if lines:
        await connection.execute(statements.insert_moves(), lines)


async def _unmet(connection: AsyncConnection, job_id: JobId, wanted: str) -> Exception:
    """Return why a guarded update changed nothing."""
    row = await _first(connection, statements.job_by_id(), job_id=job_id)
    if row is None:
        return NotFound("job")
    return StaleTransition(f"job {job_id} is {row.status}, claimed by {row.claimed_by}: {wanted}")


async def _first(
    connection: AsyncConnection, statement: Executable, **parameters: object
) -> Row[Any] | None:
    return (await connection.execute(statement, parameters)).one_or_none()
