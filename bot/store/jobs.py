"""The job machine's rows: `SqlJobStore` is the engine's `JobStore`.

Statements are in `job_statements`, how each is guarded and recorded in `arrows`, rows become values
in `rows`; what only reads is in `job_reader`. A caller that is cancelled in the middle of a write
loses that write or finds it done; what the world already knows has to be shielded by the caller.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import datetime
from typing import Any

from sqlalchemy import Executable

from bot.clock import Clock
from bot.domain.errors import NotFound
from bot.domain.fairness import Waiting
from bot.domain.jobs import AnswerToken, Job, JobId, JobStatus, NewJob
from bot.domain.outcomes import Failure, FailureReason, RemotePicture
from bot.domain.quota import Usage, Verdict
from bot.domain.requests import ImageRequest
from bot.store import job_statements as statements
from bot.store import rows
from bot.store.arrows import UNCLAIMED, amend, first, go, record, settled_columns, unmet
from bot.store.database import Database
from bot.store.draws import drawn_at
from bot.store.job_reader import SqlJobReader
from bot.store.lookup_statements import job_by_id
from bot.store.settlement import settle
from bot.store.usage import usage_at_acceptance, usage_of


class SqlJobStore(SqlJobReader):
    """Jobs in SQL, for one `owner` of claims; implements `bot.engine.ports.JobStore`.

    On SQLite the owner is always the same, since the database has one process: what an earlier
    process claimed is ours again. `clock` dates the arrows that are not told the time.
    """

    def __init__(self, database: Database, *, owner: str, clock: Clock) -> None:
        super().__init__(database, clock=clock)
        self._owner = owner

    # acceptance and what goes with it

    async def accept(
        self, new: NewJob, *, judge: Callable[[Usage], Verdict], refused_since: datetime
    ) -> Job:
        """Judge and record in one transaction; what `judge` raises leaves nothing behind."""
        async with self._database.writing() as connection:
            known_id, usage = await usage_at_acceptance(
                connection, new, refused_since=refused_since
            )
            if known_id is not None:
                known = await connection.execute(job_by_id(), {"job_id": known_id})
                return rows.job_from_row(known.one())
            columns = rows.new_job_columns(new, judge(usage))
            written = (await connection.execute(statements.insert_job(), columns)).one()
            accepted = rows.job_from_row(written)
            if new.answer_token is not None:
                await connection.execute(
                    statements.insert_token(),
                    {"job_id": new.id, **rows.token_columns(new.answer_token)},
                )
            await record(connection, [written], was=None, at=new.accepted_at)
        return accepted

    async def record_answer_token(self, job_id: JobId, token: AnswerToken) -> None:
        """Keep a newer secret in place of the one there is; raises `NotFound("job")`."""
        async with self._database.writing() as connection:
            if await first(connection, job_by_id(), job_id=job_id) is None:
                raise NotFound("job")
            await connection.execute(statements.delete_token(), {"of_job": job_id})
            await connection.execute(
                statements.insert_token(), {"job_id": job_id, **rows.token_columns(token)}
            )

    async def forget_tokens(self, *, now: datetime) -> int:
        """Delete the secrets that have ended; return how many."""
        async with self._database.writing() as connection:
            return (await connection.execute(statements.forget_tokens(), {"now": now})).rowcount

    async def settle_days(self, *, now: datetime) -> int:
        """Keep the sums of the servers' days that ended, up to the first in which something is on
        its way; return how many days.
        """
        async with self._database.writing() as connection:
            return await settle(connection, now=now)

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
        """Write the request with its sources reachable; guarded by accepted; drops the claim.

        What grants were to bear of a dearer one comes back.
        """
        async with self._database.writing() as connection:
            return await amend(
                connection,
                job_id,
                statements.amend(JobStatus.ACCEPTED),
                draws=await drawn_at(connection, job_id, price_microusd=price_microusd),
                price_microusd=price_microusd,
                prepared_until=prepared_until,
                **rows.request_columns(request),
                **UNCLAIMED,
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
        self,
        *,
        now: datetime,
        lease_until: datetime,
        max_in_flight: int,
        choose: Callable[[Sequence[Waiting]], Waiting | None],
    ) -> Job | None:
        """accepted -> submitting, for the job that `choose` names of the first that may go of each
        person in each server, while there is room upstream.
        """
        async with self._database.writing() as connection:
            heads = await connection.execute(
                statements.heads(), {"now": now, "max_in_flight": max_in_flight}
            )
            waiting = [rows.waiting_from_row(row, may_go=True) for row in heads]
            turn = choose(waiting)
            if turn is None:
                return None
            row = await first(
                connection,
                statements.claim_for_submission(),
                job_id=turn.job_id,
                now=now,
                **(settled_columns(JobStatus.SUBMITTING, now) | self._lease(lease_until)),
            )
            if row is None:
                return None
            await record(connection, [row], was=JobStatus.ACCEPTED, at=now)
        return rows.job_from_row(row)

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
            refused_at=now if failure.reason is FailureReason.MODERATED else None,
        )

    async def cancel(self, job_id: JobId, *, now: datetime) -> Job:
        """accepted -> cancelled."""
        return await self._move(job_id, (JobStatus.ACCEPTED, JobStatus.CANCELLED), at=now)

    async def ask_again(self, job_id: JobId, *, now: datetime) -> Job:
        """in_doubt -> accepted; prepared anew only where its references are no longer reachable."""
        return await self._move(
            job_id, (JobStatus.IN_DOUBT, JobStatus.ACCEPTED), at=now, not_before=now
        )

    async def ask_again_if_it_fits(
        self,
        job_id: JobId,
        *,
        judge: Callable[[Usage], Verdict],
        refused_since: datetime,
        now: datetime,
    ) -> Job:
        """The same, judged like a new one; what `judge` raises leaves it in doubt."""
        arrow = (JobStatus.IN_DOUBT, JobStatus.ACCEPTED)
        async with self._database.writing() as connection:
            row = await first(connection, job_by_id(), job_id=job_id)
            if row is None or row.status != JobStatus.IN_DOUBT:
                raise await unmet(connection, job_id, "to be asked again")
            usage = await usage_of(
                connection, row.requester_id, row.guild_id, now=now, refused_since=refused_since
            )
            judged = rows.verdict_columns(judge(usage))
            return await go(connection, job_id, arrow, at=now, not_before=now, **judged)

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
        """running -> ready, with what it really cost; grants get back what came to less."""
        async with self._database.writing() as connection:
            draws = await drawn_at(
                connection, job_id, price_microusd=price_microusd, made=len(pictures)
            )
            return await go(
                connection,
                job_id,
                (JobStatus.RUNNING, JobStatus.READY),
                at=now,
                pictures=rows.pictures_text(pictures),
                made_count=len(pictures),
                price_microusd=price_microusd,
                draws=draws,
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
                        **settled_columns(became, now),
                    },
                )
                taken_back = found.all()
                await record(connection, taken_back, was=was, at=now, note=f"restarted while {was}")
                moved += [rows.job_from_row(row) for row in taken_back]
            await connection.execute(statements.drop_claims(), {"owner": self._owner})
        return moved

    # the ways that the above share

    def _lease(self, lease_until: datetime) -> dict[str, Any]:
        return {"claimed_by": self._owner, "lease_until": lease_until}

    async def _claim(
        self, statement: Executable, now: datetime, lease_until: datetime
    ) -> Job | None:
        async with self._database.writing() as connection:
            row = await first(connection, statement, now=now, **self._lease(lease_until))
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
            parameters.update(UNCLAIMED)
        async with self._database.writing() as connection:
            return await amend(connection, job_id, statement, **parameters)

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
        """Go an arrow in a transaction of its own."""
        async with self._database.writing() as connection:
            return await go(
                connection, job_id, arrow, at=at, note=note, statement=statement, **parameters
            )
