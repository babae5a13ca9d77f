"""What people, operators and probes do with jobs: look, cancel, try again, post again, count."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from bot.clock import Clock
from bot.domain.errors import NotFound, NotYours, StaleTransition, TooLate
from bot.domain.jobs import AnswerToken, Job, JobId, JobStatus, Move, Origin
from bot.domain.rules import Standing
from bot.engine.intake import Intake
from bot.engine.loops import finish_even_if_cancelled
from bot.engine.ports import JobStore
from bot.engine.progress import ProgressBoard
from bot.engine.wakes import Wakes

RELATIVES = 5
"""How many generations before a job, and how many jobs made from it, are told of."""


@dataclass(frozen=True, slots=True, kw_only=True)
class JobDetails:
    """A job with its history and its lineage.

    `children` are the newest jobs that were made from it, oldest first; `ancestors` its parent,
    the parent of that, and so on: `RELATIVES` at most.
    """

    job: Job
    history: list[Move]
    children: list[Job]
    ancestors: list[Job]


class Operations:
    """Verbs on jobs that exist, each with the rule of who may."""

    def __init__(
        self,
        *,
        store: JobStore,
        intake: Intake,
        board: ProgressBoard,
        clock: Clock,
        wakes: Wakes,
    ) -> None:
        """Take the collaborators."""
        self._store = store
        self._intake = intake
        self._board = board
        self._clock = clock
        self._wakes = wakes

    async def get(self, job_id: JobId) -> Job:
        """Return the job; raises NotFound."""
        return await self._store.get(job_id)

    async def shown_to(self, person_id: int, job_id: JobId) -> Job:
        """Return a job that somebody may see; raises NotFound, also for another's private one."""
        job = await self._store.get(job_id)
        if not job.is_shown_to(person_id):
            raise NotFound("job")
        return job

    async def details(self, job_id: JobId) -> JobDetails:
        """Return the job with its history and lineage; raises NotFound."""
        job = await self._store.get(job_id)
        children = (await self._store.children_of(job_id))[-RELATIVES:]
        return JobDetails(
            job=job,
            history=await self._store.history(job_id),
            children=[await self._store.get(child) for child in children],
            ancestors=await self._ancestors_of(job),
        )

    async def _ancestors_of(self, job: Job) -> list[Job]:
        ancestors: list[Job] = []
        while job.parent_id is not None and len(ancestors) < RELATIVES:
            job = await self._store.get(job.parent_id)
            ancestors.append(job)
        return ancestors

    async def with_own_pictures(self, job_id: JobId, *, by: int) -> Job:
        """Return a job to somebody who may see the pictures that it was given: they gave them.

        Who asks for the same again gets another person's pictures used, and not shown. Raises
        NotFound and NotYours.
        """
        job = before = await self._store.get(job_id)
        given = {source.url for source in job.request.sources}
        while before.requester_id == by:
            if before.parent_id is None:
                return job
            before = await self._store.get(before.parent_id)
            if given.isdisjoint(source.url for source in before.request.sources):
                return job
        raise NotYours("job")

    async def list_for(self, requester_id: int, *, limit: int = 10) -> list[Job]:
        """Return a person's jobs, newest first; without those that they had forgotten."""
        jobs = await self._store.jobs_of(requester_id, limit=limit)
        return [job for job in jobs if not job.is_forgotten]

    async def history(
        self, requester_id: int, *, words: str = "", before: datetime | None = None, limit: int
    ) -> list[Job]:
        """Return a person's jobs that have made pictures, newest first: accepted before then, with
        these words in the prompt.
        """
        return await self._store.results_of(requester_id, words=words, before=before, limit=limit)

    async def cancel(self, job_id: JobId, *, by: int, manages_guild_id: int | None = None) -> Job:
        """Withdraw a job before it is sent: one's own, or one of the guild that one manages.

        Raises NotFound, NotYours, TooLate (it has been sent).
        """
        job = await self._store.get(job_id)
        is_managed = manages_guild_id is not None and manages_guild_id == job.origin.guild_id
        if job.requester_id != by and not is_managed:
            raise NotYours("job")
        try:
            cancelled = await finish_even_if_cancelled(
                self._store.cancel(job_id, now=self._clock.now())
            )
        except StaleTransition as error:
            raise await self._too_late("cancel", job_id) from error
        self._wakes.moved(cancelled, JobStatus.ACCEPTED)
        return cancelled

    async def retry(
        self,
        job_id: JobId,
        *,
        requester_id: int,
        origin: Origin,
        standing: Standing,
        progress_message_id: int | None,
        answer_token: AnswerToken | None,
    ) -> Job:
        """Try one's own job again, in the way that its state allows.

        Failed or cancelled: a new job with a parent. In doubt: the arrow "asked again", judged as a
        new job is. Undelivered: posted anew. Raises NotFound, NotYours, TooLate, and what
        `Intake.accept` raises.
        """
        job = await self._store.get(job_id)
        if job.requester_id != requester_id:
            raise NotYours("job")
        if job.is_forgotten:
            raise NotFound("job")
        if job.status in (JobStatus.FAILED, JobStatus.CANCELLED):
            return await self._intake.accept(
                job.request,
                requester_id=requester_id,
                origin=origin,
                standing=standing,
                is_private=job.is_private,
                progress_message_id=progress_message_id,
                answer_token=answer_token,
                parent_id=job.id,
            )
        now = self._clock.now()
        if job.is_private and answer_token is not None:
            # Only an answer to them alone can show it.
            await self._store.record_answer_token(job_id, answer_token)
        try:
            if job.status is JobStatus.IN_DOUBT:
                moved = await self._intake.ask_again(job, standing=standing)
            elif job.status is JobStatus.UNDELIVERED:
                moved = await finish_even_if_cancelled(self._store.repost(job_id, now=now))
            else:
                raise await self._too_late("retry", job_id)
        except StaleTransition as error:
            raise await self._too_late("retry", job_id) from error
        self._board.come_back(job_id)
        self._wakes.moved(moved, job.status)
        return moved

    async def _too_late(self, verb: str, job_id: JobId) -> TooLate:
        """Return the error with the state as it is now, which is why it is too late."""
        return TooLate(verb, status=(await self._store.get(job_id)).status.value)

    async def count_by_status(self) -> dict[JobStatus, int]:
        """Return how many jobs stand where."""
        return await self._store.count_by_status()
