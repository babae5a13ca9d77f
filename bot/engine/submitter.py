"""accepted -> submitting -> running: hand the job to the image API, once."""

from __future__ import annotations

import asyncio
import logging
import random
from collections.abc import Callable, Coroutine, Sequence
from datetime import datetime, timedelta
from functools import partial
from typing import Any

from bot.clock import Clock
from bot.domain.errors import (
    ApiError,
    ApiForbidden,
    ApiRejected,
    ApiThrottled,
    ApiUnavailable,
    SubmissionInDoubt,
)
from bot.domain.fairness import Turns, Waiting
from bot.domain.jobs import Job, JobId, JobStatus
from bot.domain.outcomes import Failure, FailureReason
from bot.domain.pacing import seconds_to_next_try
from bot.engine.expectation import Expectation
from bot.engine.loops import IDLE_SECONDS, persist
from bot.engine.ports import ImageApi, JobStore, Observer
from bot.engine.rulebook import RuleBook
from bot.engine.wakes import Wakes

log = logging.getLogger(__name__)

LEASE = timedelta(minutes=5)


class Submitter:
    """The step that spends money: it never sends twice what may have arrived."""

    name = "submit"

    def __init__(
        self,
        *,
        store: JobStore,
        api: ImageApi,
        expectation: Expectation,
        turns: Turns,
        rulebook: RuleBook,
        clock: Clock,
        wakes: Wakes,
        observer: Observer,
        max_in_flight: int,
    ) -> None:
        """Take the collaborators; at most `max_in_flight` jobs are upstream at once."""
        self._turns = turns
        self._rulebook = rulebook
        self._store = store
        self._api = api
        self._expectation = expectation
        self._clock = clock
        self._wakes = wakes
        self._observer = observer
        self._max_in_flight = max_in_flight
        self._failures = 0
        self._probe_id: JobId | None = None
        self._paused_until: datetime | None = None
        self.trouble: str | None = None
        """Why nothing is submitted just now, for readiness; None where all is well."""

    async def claim(self) -> Job | None:
        """Claim the job whose turn it is, unless submitting pauses.

        After a failure one job is sent as a probe, and the next only when that one was answered.
        """
        now = self._clock.now()
        if self._paused_until is not None and now < self._paused_until:
            return None
        job = await self._claim_in_turn(now)
        if job is None:
            # Nobody waits to be sent, so nothing is held up; the next request will show.
            self.trouble = None
        elif self._failures:
            self._probe_id = job.id
            self._paused_until = now + LEASE
        return job

    async def _claim_in_turn(self, now: datetime) -> Job | None:
        weights = await self._rulebook.weights()
        chosen: Waiting | None = None

        def choose(heads: Sequence[Waiting]) -> Waiting | None:
            nonlocal chosen
            chosen = self._turns.next(heads, server_weights=weights)
            return chosen

        job = await self._store.claim_for_submission(
            now=now, lease_until=now + LEASE, max_in_flight=self._max_in_flight, choose=choose
        )
        if job is not None and chosen is not None:
            self._turns.served(chosen, server_weights=weights)
        return job

    async def idle_seconds(self) -> float:
        """Rest until the pause ends; acceptance and the end of a running job wake the loop."""
        if self._paused_until is None:
            return IDLE_SECONDS
        left = (self._paused_until - self._clock.now()).total_seconds()
        return min(left, IDLE_SECONDS) if left > 0 else IDLE_SECONDS

    async def act(self, job: Job) -> None:
        """Send the request and record what came of it, even when cancelled meanwhile."""
        self._wakes.moved(job, JobStatus.ACCEPTED)
        began = self._clock.monotonic()
        self._observer.stage("waiting", (self._clock.now() - job.accepted_at).total_seconds())
        try:
            remote_ids = await self._api.submit(job.request)
        except asyncio.CancelledError:
            await self._persist(partial(self._doubt, job, "we stopped while it was sent"))
            raise
        except ApiRejected as error:
            self._answered(job)
            reason = FailureReason.MODERATED if error.moderated else FailureReason.REJECTED
            failure = Failure(reason=reason, detail=str(error))
            await self._persist(partial(self._fail, job, failure))
        except SubmissionInDoubt as error:
            self._observer.api_failed(type(error).__name__)
            await self._persist(partial(self._doubt, job, str(error)))
        except (ApiUnavailable, ApiThrottled, ApiForbidden) as error:
            self._observer.api_failed(type(error).__name__)
            await self._persist(partial(self._not_taken, job, error))
        else:
            log.info("job %s is upstream as %s", job.id, " ".join(remote_ids))
            self._answered(job)
            await self._persist(partial(self._taken, job, remote_ids))
        self._observer.stage("submitting", self._clock.monotonic() - began)

    async def abandon(self, job: Job, error: Exception) -> None:
        """We do not know how far it came, so it is in doubt."""
        await self._persist(partial(self._doubt, job, f"unexpected {type(error).__name__}"))

    async def _persist(self, write: Callable[[], Coroutine[Any, Any, None]]) -> None:
        """Write what became of a request that may cost money; a lost task id is money lost."""
        await persist(write, clock=self._clock)

    async def _taken(self, job: Job, remote_ids: tuple[str, ...]) -> None:
        now = self._clock.now()
        next_poll_at = now + await self._expectation.first_pause(job)
        running = await self._store.record_remote(
            job.id, remote_ids=remote_ids, now=now, next_poll_at=next_poll_at
        )
        self._wakes.moved(running, JobStatus.SUBMITTING)

    async def _fail(self, job: Job, failure: Failure) -> None:
        failed = await self._store.fail(
            job.id, failure, was=JobStatus.SUBMITTING, now=self._clock.now()
        )
        self._wakes.moved(failed, JobStatus.SUBMITTING)

    async def _doubt(self, job: Job, note: str) -> None:
        """Put the job in doubt, and pause: the next would probably be in doubt as well."""
        log.warning("job %s is in doubt: %s", job.id, note)
        self._pause(job, retry_after_seconds=None)
        doubted = await self._store.doubt(job.id, now=self._clock.now(), note=note)
        self._wakes.moved(doubted, JobStatus.SUBMITTING)

    async def _not_taken(self, job: Job, error: ApiError) -> None:
        """Put the job back to the head of its queue, and pause: the next would fare no better."""
        if self.trouble is None:
            log.warning("submitting pauses: %s: %s", type(error).__name__, error)
        self.trouble = f"{type(error).__name__}: {error}"
        self._pause(job, retry_after_seconds=error.retry_after_seconds)
        waiting = await self._store.unclaim(
            job.id, not_before=self._clock.now(), note=type(error).__name__
        )
        self._wakes.moved(waiting, JobStatus.SUBMITTING)

    def _pause(self, job: Job, *, retry_after_seconds: float | None) -> None:
        """Send nothing for a while, longer with every failure in a row; then one job as a probe."""
        if self._failures and job.id != self._probe_id:
            # Those that were sent beside the first that failed tell nothing new.
            return
        self._failures += 1
        self._probe_id = None
        pause = seconds_to_next_try(
            failures=self._failures,
            retry_after_seconds=retry_after_seconds,
            jitter=random.random(),  # noqa: S311 -- spreads questions, guards nothing
        )
        self._paused_until = self._clock.now() + timedelta(seconds=pause)

    def _answered(self, job: Job) -> None:
        """The API answered. Go on at full width, unless this was sent before it began to fail."""
        if self._failures and job.id != self._probe_id:
            return
        if self.trouble is not None:
            log.info("submitting goes on")
        self._failures = 0
        self._probe_id = None
        self._paused_until = None
        self.trouble = None
