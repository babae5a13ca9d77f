"""What the answer shows while a job runs, and when it may be edited: seldom, and only with news."""

from __future__ import annotations

import asyncio
import logging
from collections import OrderedDict
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import timedelta

from bot.clock import Clock
from bot.domain.errors import DeliveryError, Undeliverable
from bot.domain.jobs import Job, JobId, JobStatus
from bot.engine.expectation import Expectation
from bot.engine.loops import finish_even_if_cancelled
from bot.engine.ports import Courier, JobStore, Progress
from bot.engine.queue import Place, Queue

log = logging.getLogger(__name__)

FIRST_EDIT_SECONDS = 1.0
"""A job younger than this is not worth an edit: it may be sent at once."""

EDIT_EVERY_SECONDS = 5.0
"""The least time between two edits of one answer: the channel's limits are needed for results."""

SAME_MOMENT = timedelta(seconds=8)
"""An expected moment that moves by less is not news."""

JOBS_AT_ONCE = 200
"""How many answers are kept up to date; with more jobs, the newest keep "thinking"."""

REMEMBERED = 1000
"""How many ended jobs are remembered, so that a late edit does not cover their notice."""


def is_news(new: Progress, shown: Progress | None) -> bool:
    """Tell whether a person would read something new."""
    if shown is None:
        return True
    if (new.status, new.position, new.is_late) != (shown.status, shown.position, shown.is_late):
        return True
    if new.expected_at is None or shown.expected_at is None:
        return new.expected_at is not shown.expected_at
    return abs(new.expected_at - shown.expected_at) > SAME_MOMENT


@dataclass(frozen=True, slots=True)
class _Shown:
    progress: Progress
    at_seconds: float


class ProgressBoard:
    """Keeps the progress answers of the jobs on their way up to date; opens those of replies."""

    def __init__(
        self,
        *,
        store: JobStore,
        courier: Courier,
        expectation: Expectation,
        queue: Queue,
        clock: Clock,
    ) -> None:
        """Take the collaborators; what was shown is remembered in memory only: it is a courtesy."""
        self._queue = queue
        self._store = store
        self._courier = courier
        self._expectation = expectation
        self._clock = clock
        self._shown: dict[JobId, _Shown] = {}
        self._editing: dict[JobId, asyncio.Lock] = {}
        self._left: OrderedDict[JobId, None] = OrderedDict()

    async def step(self) -> int:
        """Bring every answer up to date that has news; return how many were edited."""
        jobs = await self._store.showing_progress(limit=JOBS_AT_ONCE)
        places: Mapping[JobId, Place] = {}
        if any(job.status is JobStatus.ACCEPTED for job in jobs):
            places = await self._queue.places()
        alive = {job.id for job in jobs}
        self._shown = {job_id: shown for job_id, shown in self._shown.items() if job_id in alive}
        due = [
            (job, progress)
            for job in jobs
            if (progress := await self._progress(job, places.get(job.id))) is not None
            and self._is_due(job, progress)
        ]
        await asyncio.gather(*(self._show(job, progress) for job, progress in due))
        return len(due)

    async def leave(self, job_id: JobId) -> None:
        """Edit this job's answer no more, and wait for an edit that is on its way."""
        self._left[job_id] = None
        while len(self._left) > REMEMBERED:
            self._left.popitem(last=False)
        lock = self._editing.get(job_id)
        if lock is not None:
            async with lock:
                pass

    def come_back(self, job_id: JobId) -> None:
        """Show this job's progress again: it was asked for once more."""
        self._left.pop(job_id, None)
        self._shown.pop(job_id, None)

    async def _progress(self, job: Job, place: Place | None) -> Progress | None:
        """Return what to show; None where the result itself is about to come."""
        if job.status is JobStatus.ACCEPTED:
            return Progress(
                status=JobStatus.ACCEPTED,
                position=place.position if place else None,
                expected_at=place.expected_at if place else None,
            )
        if job.status in (JobStatus.SUBMITTING, JobStatus.RUNNING):
            return Progress(
                status=JobStatus.RUNNING,
                expected_at=await self._expectation.ready_at(job),
                is_late=self._expectation.is_late(job),
            )
        return None

    def _is_due(self, job: Job, progress: Progress) -> bool:
        if (self._clock.now() - job.accepted_at).total_seconds() < FIRST_EDIT_SECONDS:
            return False
        shown = self._shown.get(job.id)
        if shown is not None and self._clock.monotonic() - shown.at_seconds < EDIT_EVERY_SECONDS:
            return False
        # An answer that could not be opened is tried again.
        return job.progress_message_id is None or is_news(
            progress, shown.progress if shown else None
        )

    async def _show(self, job: Job, progress: Progress) -> None:
        token = await self._store.answer_token(job.id, now=self._clock.now())
        lock = self._editing.setdefault(job.id, asyncio.Lock())
        async with lock:
            if job.id not in self._left:
                self._shown[job.id] = _Shown(progress, self._clock.monotonic())
                try:
                    if job.progress_message_id is None:
                        await self._open(job, progress)
                    else:
                        await self._courier.show_progress(job, progress, token)
                except DeliveryError as error:
                    log.info("job %s: its progress cannot be shown: %s", job.id, error)
                    if job.progress_message_id is None and isinstance(error, Undeliverable):
                        self._left[job.id] = None
        self._editing.pop(job.id, None)

    async def _open(self, job: Job, progress: Progress) -> None:
        """Answer the message that the job began with, and note which message does."""
        message_id = await self._courier.open_progress(job, progress)
        await finish_even_if_cancelled(
            self._store.record_progress_message(job.id, message_id=message_id)
        )
