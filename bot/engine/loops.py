"""Run a step again and again: wake early, work side by side up to a bound, survive a fault, stop
cleanly.
"""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Callable, Coroutine
from typing import Any, Protocol, TypeVar

from bot.clock import Clock
from bot.domain.errors import StaleTransition, StoreError
from bot.domain.jobs import Job

log = logging.getLogger(__name__)

T = TypeVar("T")

IDLE_SECONDS = 1.0
"""How long a loop rests when there is nothing to do and nobody wakes it."""

FAULT_SECONDS = 5.0
"""How long a loop rests after a fault of the database, so that it does not spin."""

PERSIST_SECONDS = (1.0, 2.0, 4.0, 8.0, 15.0, 30.0)
"""The pauses between attempts to write down what only we know."""


class Step(Protocol):
    """One unit of a loop: claim a row, do the one outside thing, record what came of it."""

    @property
    def name(self) -> str:
        """Return the verb, for logs."""
        ...

    async def claim(self) -> Job | None:
        """Claim the next job, or return None where there is nothing to do now."""
        ...

    async def act(self, job: Job) -> None:
        """Do the one outside thing and record the outcome. Expected trouble is handled here."""
        ...

    async def abandon(self, job: Job, error: Exception) -> None:
        """Bring the job into a state that is true after an unexpected error."""
        ...

    async def idle_seconds(self) -> float:
        """Return how long there will probably be nothing to claim."""
        ...


async def finish_even_if_cancelled(writing: Coroutine[Any, Any, T]) -> T:
    """Finish a write whose outcome the world already knows, however often we are cancelled
    meanwhile.
    """
    task = asyncio.ensure_future(writing)
    cancelled: asyncio.CancelledError | None = None
    while not task.done():
        try:
            await asyncio.wait((task,))
        except asyncio.CancelledError as error:
            cancelled = error
    result = task.result()
    if cancelled is not None:
        raise cancelled
    return result


async def persist(write: Callable[[], Coroutine[Any, Any, T]], *, clock: Clock) -> T:
    """Write an outcome that is known to nobody but us, for a minute if the database refuses: a full
    disk may be emptied, a lock given back.

    Finished even when cancelled; then it is tried once more, at once. Raises what the last attempt
    raised; StaleTransition is no refusal, and raised at once.
    """
    task = asyncio.current_task()
    for pause_seconds in PERSIST_SECONDS:
        try:
            return await finish_even_if_cancelled(write())
        except StaleTransition:
            raise
        except StoreError as error:
            if task is not None and task.cancelling():
                raise
            log.error("an outcome cannot be written down yet: %s", error)
        try:
            await clock.wait(asyncio.Event(), pause_seconds)
        except asyncio.CancelledError:
            await finish_even_if_cancelled(write())
            raise
    return await finish_even_if_cancelled(write())


async def run_once(step: Step) -> bool:
    """Claim and act once; tell whether there was anything to do. For tests and for draining by
    hand.
    """
    job = await step.claim()
    if job is None:
        return False
    await perform(step, job)
    return True


async def perform(step: Step, job: Job) -> None:
    """Act on a claimed job; an unexpected error is logged with its traceback and the job is
    abandoned. One that went on meanwhile (withdrawn, asked again) is not ours any more.
    """
    try:
        await step.act(job)
    except StaleTransition as error:
        log.info("%s: job %s has gone on meanwhile: %s", step.name, job.id, error)
    except Exception as error:
        log.exception("%s: job %s met an unexpected error", step.name, job.id)
        await _abandon(step, job, error)


async def _abandon(step: Step, job: Job, error: Exception) -> None:
    """Abandon the job; where even that fails, its claim ends with its lease, or with the next
    start.
    """
    try:
        await step.abandon(job, error)
    except StaleTransition:
        log.info("%s: job %s had gone on before the error", step.name, job.id)
    except Exception:
        log.exception("%s: job %s could not be abandoned", step.name, job.id)


class Loop:
    """Runs one step for ever, up to `slots` acts side by side."""

    def __init__(self, step: Step, *, clock: Clock, slots: int) -> None:
        """Take the step; nothing runs yet."""
        self.step = step
        self._clock = clock
        self._slots = asyncio.Semaphore(slots)
        self._signal = asyncio.Event()
        self._is_stopping = False

    def wake(self) -> None:
        """Look for work now."""
        self._signal.set()

    def stop(self) -> None:
        """Claim nothing more; `run` returns when the acts in hand have ended."""
        self._is_stopping = True
        self._signal.set()

    async def run(self) -> None:
        """Claim and act until stopped."""
        async with asyncio.TaskGroup() as acts:
            while not self._is_stopping:
                self._signal.clear()
                await self._slots.acquire()
                job = await self._claim_or_rest()
                if job is None:
                    self._slots.release()
                else:
                    acts.create_task(self._perform(job), name=f"{self.step.name} {job.id}")

    async def _claim_or_rest(self) -> Job | None:
        """Claim a job; where there is none, or the database fails, rest and return None."""
        if self._is_stopping:
            return None
        try:
            job = await self.step.claim()
            if job is not None:
                return job
            rest = await self.step.idle_seconds()
        except Exception:
            log.exception("%s: looking for work failed", self.step.name)
            rest = FAULT_SECONDS
        await self._clock.wait(self._signal, rest)
        return None

    async def _perform(self, job: Job) -> None:
        try:
            await perform(self.step, job)
        finally:
            self._slots.release()
            self.wake()
