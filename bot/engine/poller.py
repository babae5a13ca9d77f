"""running -> ready | failed: ask upstream after the job, as seldom as is worth it."""

from __future__ import annotations

import logging
from datetime import datetime, timedelta

from bot.clock import Clock
from bot.domain.errors import ApiError, ApiProtocolError, ApiRejected
from bot.domain.jobs import Job, JobStatus
from bot.domain.outcomes import Failure, FailureReason, RemoteOutcome, RemoteState, merged
from bot.domain.pacing import GIVE_UP_AFTER, UNKNOWN_PATIENCE_SECONDS, pause_by_age
from bot.engine.expectation import Expectation
from bot.engine.loops import IDLE_SECONDS, finish_even_if_cancelled
from bot.engine.ports import ImageApi, JobStore, Observer
from bot.engine.wakes import Wakes

log = logging.getLogger(__name__)

LEASE = timedelta(minutes=5)

_FAILURES = {
    RemoteState.FAILED: FailureReason.UPSTREAM_FAILED,
    RemoteState.CANCELLED: FailureReason.UPSTREAM_CANCELLED,
    RemoteState.UNKNOWN: FailureReason.UPSTREAM_UNKNOWN,
}


class Poller:
    """The step that learns what upstream made of a job."""

    name = "poll"

    def __init__(
        self,
        *,
        store: JobStore,
        api: ImageApi,
        expectation: Expectation,
        clock: Clock,
        wakes: Wakes,
        observer: Observer,
    ) -> None:
        """Take the collaborators."""
        self._store = store
        self._api = api
        self._expectation = expectation
        self._clock = clock
        self._wakes = wakes
        self._observer = observer
        self._failing_since: datetime | None = None

    async def claim(self) -> Job | None:
        """Claim the running job whose question is due longest."""
        now = self._clock.now()
        return await self._store.claim_for_poll(now=now, lease_until=now + LEASE)

    async def idle_seconds(self) -> float:
        """Rest until the next question is due."""
        due = await self._store.seconds_to_next_poll(now=self._clock.now())
        return IDLE_SECONDS if due is None else min(max(due, 0.05), IDLE_SECONDS)

    async def act(self, job: Job) -> None:
        """Ask once and record the answer; trouble on the way only moves the next question."""
        try:
            outcome = await self._ask(job)
        except ApiError as error:
            self._observer.api_failed(type(error).__name__)
            if isinstance(error, (ApiRejected, ApiProtocolError)) and self._is_over(job):
                # Upstream answers, though not in a way that will ever bring a picture.
                await finish_even_if_cancelled(self._never_ended(job))
            else:
                await self._ask_later(job, error)
            return
        if self._failing_since is not None:
            log.info("polling goes on")
            self._failing_since = None
        if outcome.state is RemoteState.FINISHED:
            await finish_even_if_cancelled(self._ready(job, outcome))
        elif outcome.state is RemoteState.WAITING:
            await self._wait_or_give_up(job, outcome)
        else:
            failure = outcome.failure or Failure(reason=_FAILURES[outcome.state])
            await finish_even_if_cancelled(self._fail(job, failure))

    async def abandon(self, job: Job, error: Exception) -> None:
        """Leave it for a minute: asking costs nothing."""
        await self._store.release(job.id, not_before=self._clock.now() + timedelta(minutes=1))

    async def _ask(self, job: Job) -> RemoteOutcome:
        outcomes = []
        for remote_id in job.remote_ids:
            self._observer.polled()
            outcome = await self._api.fetch(remote_id)
            if (
                outcome.state is RemoteState.UNKNOWN
                and self._age_seconds(job) < UNKNOWN_PATIENCE_SECONDS
            ):
                outcome = RemoteOutcome(state=RemoteState.WAITING)
            outcomes.append(outcome)
        return merged(outcomes)

    def _age_seconds(self, job: Job) -> float:
        return (self._clock.now() - (job.running_at or job.accepted_at)).total_seconds()

    async def _ready(self, job: Job, outcome: RemoteOutcome) -> None:
        """Write down the pictures with what they cost: as upstream says, else the share of the
        held price that the pictures made have in those asked for.
        """
        price = outcome.cost_microusd
        if price is None:
            price = job.price_microusd * len(outcome.pictures) // job.request.count
        now = self._clock.now()
        ready = await self._store.record_ready(
            job.id, pictures=outcome.pictures, price_microusd=price, now=now
        )
        self._observer.stage("running", self._age_seconds(job))
        self._wakes.moved(ready, JobStatus.RUNNING)

    async def _wait_or_give_up(self, job: Job, outcome: RemoteOutcome) -> None:
        if self._is_over(job):
            await finish_even_if_cancelled(self._never_ended(job))
            return
        estimated = outcome.estimated_seconds or job.estimated_seconds
        await self._store.record_poll(
            job.id,
            next_poll_at=self._clock.now() + await self._expectation.next_pause(job),
            estimated_seconds=estimated,
        )

    def _is_over(self, job: Job) -> bool:
        return self._age_seconds(job) > GIVE_UP_AFTER.total_seconds()

    async def _never_ended(self, job: Job) -> None:
        await self._fail(job, Failure(reason=FailureReason.NEVER_ENDED))

    async def _fail(self, job: Job, failure: Failure) -> None:
        failed = await self._store.fail(
            job.id, failure, was=JobStatus.RUNNING, now=self._clock.now()
        )
        self._wakes.moved(failed, JobStatus.RUNNING)

    async def _ask_later(self, job: Job, error: ApiError) -> None:
        now = self._clock.now()
        if self._failing_since is None:
            self._failing_since = now
            log.warning("polling is troubled: %s: %s", type(error).__name__, error)
        # By the age of the trouble: many jobs that fail together are one trouble.
        pause = max(
            pause_by_age((now - self._failing_since).total_seconds()),
            error.retry_after_seconds or 0.0,
        )
        regular = await self._expectation.next_pause(job)
        await self._store.record_poll(
            job.id,
            next_poll_at=now + max(regular, timedelta(seconds=pause)),
            estimated_seconds=job.estimated_seconds,
        )
