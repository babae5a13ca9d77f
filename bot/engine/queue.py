"""Who waits in front of whom, and until when probably: the queue as it will be served."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime

from bot.clock import Clock
from bot.domain.fairness import Turns, Waiting, expected_ready_at
from bot.domain.jobs import Job, JobId
from bot.engine.expectation import Expectation
from bot.engine.ports import JobStore
from bot.engine.rulebook import RuleBook

JOBS_A_SECOND = 1000
"""A longer queue is looked through less often, so that it takes no more of the time."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Place:
    """A job's place among the waiting (1 is next), and when it will probably be ready.

    None: nothing is known of how long jobs of some kind before it take.
    """

    position: int
    expected_at: datetime | None


class Queue:
    """The waiting jobs in the order of their turns, if nobody else comes."""

    def __init__(
        self,
        *,
        store: JobStore,
        turns: Turns,
        rulebook: RuleBook,
        expectation: Expectation,
        clock: Clock,
        max_in_flight: int,
    ) -> None:
        """Take the collaborators; the order is read anew every second, or less often if it is
        long.
        """
        self._store = store
        self._turns = turns
        self._rulebook = rulebook
        self._expectation = expectation
        self._clock = clock
        self._max_in_flight = max_in_flight
        self._read_at = float("-inf")
        self._places: Mapping[JobId, Place] = {}

    async def places(self) -> Mapping[JobId, Place]:
        """Return the place of every job that waits."""
        age = self._clock.monotonic() - self._read_at
        if age * JOBS_A_SECOND >= len(self._places):
            self._read_at = self._clock.monotonic()
            self._places = await self._counted()
        return self._places

    async def _counted(self) -> dict[JobId, Place]:
        waiting = self._turns.order(
            await self._store.waiting(), server_weights=await self._rulebook.weights()
        )
        expected = await self._expected(waiting)
        return {
            job.job_id: Place(position=position, expected_at=ready_at)
            for position, (job, ready_at) in enumerate(zip(waiting, expected, strict=True), 1)
        }

    async def _expected(self, waiting: list[Waiting]) -> list[datetime | None]:
        """Return when each will probably be ready, as far as all before it are of kinds we know."""
        now = self._clock.now()
        free_at = [await self._free_at(job, now) for job in await self._store.upstream()]
        free_at += [now] * max(0, self._max_in_flight - len(free_at))
        seconds: list[float] = []
        for job in waiting:
            known = await self._expectation.seconds_of_kind(job.model, job.quality)
            if known is None:
                break
            seconds.append(known)
        ready: list[datetime | None] = []
        ready += expected_ready_at(seconds, free_at=free_at, now=now)
        return ready + [None] * (len(waiting) - len(ready))

    async def _free_at(self, job: Job, now: datetime) -> datetime:
        return await self._expectation.ready_at(job) or now
