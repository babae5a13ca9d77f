"""How long a job will probably take, learnt from the past ones of the same model and quality."""

from __future__ import annotations

import random
from datetime import datetime, timedelta

from bot.clock import Clock
from bot.domain.jobs import Job
from bot.domain.pacing import Polling, expected_seconds, seconds_to_next_poll, silent_seconds
from bot.engine.ports import JobStore

PAST_JOBS = 50
"""How many past jobs are looked at."""

FRESH_SECONDS = 10.0
"""How long what was read of the past is good for."""


class Expectation:
    """Estimates, and the pause before the next question that follows from them."""

    def __init__(self, *, store: JobStore, clock: Clock, polling: Polling) -> None:
        """Take the collaborators; what was learnt is kept in memory for some seconds."""
        self._store = store
        self._clock = clock
        self._polling = polling
        self._learnt: dict[tuple[str, str | None], tuple[float, list[float]]] = {}

    async def seconds(self, job: Job) -> float | None:
        """Return how long the job is expected to run upstream, or None where nothing is known."""
        return expected_seconds(await self._past(job), job.estimated_seconds)

    async def seconds_of_kind(self, model: str, quality: str | None) -> float | None:
        """Return how long a job of this model and quality is expected to run upstream."""
        return expected_seconds(await self._past_of(model, quality), None)

    async def ready_at(self, job: Job) -> datetime | None:
        """Return when a running job will probably be ready."""
        expected = await self.seconds(job)
        if expected is None or job.running_at is None:
            return None
        return job.running_at + timedelta(seconds=expected)

    def is_late(self, job: Job) -> bool:
        """Tell whether the job runs longer than people are told it may."""
        return job.running_at is not None and self._waited(job) > self._polling.deadline_seconds

    async def first_pause(self, job: Job) -> timedelta:
        """Return the pause before the first question after a job that upstream has just taken."""
        return await self._pause(job, waited_seconds=0.0)

    async def next_pause(self, job: Job) -> timedelta:
        """Return the pause before the next question after a running job."""
        return await self._pause(job, waited_seconds=self._waited(job))

    async def _pause(self, job: Job, *, waited_seconds: float) -> timedelta:
        return timedelta(
            seconds=seconds_to_next_poll(
                waited_seconds=waited_seconds,
                silent_seconds=silent_seconds(await self._past(job)),
                polling=self._polling,
                jitter=random.random(),  # noqa: S311 -- spreads questions, guards nothing
            )
        )

    async def _past(self, job: Job) -> list[float]:
        return await self._past_of(job.request.model, job.request.quality)

    async def _past_of(self, model: str, quality: str | None) -> list[float]:
        """Return how long the newest jobs of a kind ran, in seconds."""
        key = (model, quality)
        read_at, past = self._learnt.get(key, (float("-inf"), []))
        if self._clock.monotonic() - read_at > FRESH_SECONDS:
            past = await self._store.past_seconds(model=key[0], quality=key[1], limit=PAST_JOBS)
            self._learnt[key] = (self._clock.monotonic(), past)
        return past

    def _waited(self, job: Job) -> float:
        began = job.running_at or self._clock.now()
        return (self._clock.now() - began).total_seconds()
