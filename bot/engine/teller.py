"""Tell people how their job ended, durably: the notice is owed by the row until it is delivered."""

from __future__ import annotations

import logging
from datetime import timedelta

from bot.clock import Clock
from bot.domain.errors import DeliveryUnavailable, Undeliverable
from bot.domain.jobs import Job, JobStatus, undelivered_rule
from bot.domain.outcomes import FailureReason
from bot.domain.pacing import pause_by_age
from bot.engine.auditing import Auditing
from bot.engine.loops import IDLE_SECONDS
from bot.engine.ports import Courier, JobStore
from bot.engine.progress import ProgressBoard

log = logging.getLogger(__name__)

LEASE = timedelta(minutes=10)

PATIENCE = timedelta(hours=24)
"""How long a notice is tried for."""


class Teller:
    """The step that edits the progress answer into the notice, or takes it away under a result."""

    name = "tell"

    def __init__(
        self,
        *,
        store: JobStore,
        courier: Courier,
        board: ProgressBoard,
        auditing: Auditing,
        clock: Clock,
    ) -> None:
        """Take the collaborators."""
        self._auditing = auditing
        self._store = store
        self._courier = courier
        self._board = board
        self._clock = clock

    async def claim(self) -> Job | None:
        """Claim a job whose person has still to be told."""
        now = self._clock.now()
        return await self._store.claim_notice(now=now, lease_until=now + LEASE)

    async def idle_seconds(self) -> float:
        """Rest; a job that ends wakes the loop."""
        return IDLE_SECONDS

    async def act(self, job: Job) -> None:
        """Deliver the notice and write that it is delivered."""
        await self._board.leave(job.id)
        # An edit that was on its way may have opened the progress answer since.
        job = await self._store.get(job.id)
        token = await self._store.answer_token(job.id, now=self._clock.now())
        try:
            await self._courier.tell(job, token, rule=await self._rule(job))
        except DeliveryUnavailable as error:
            if self._age(job) < PATIENCE:
                log.info("job %s: its person cannot be told now: %s", job.id, error)
                pause = timedelta(seconds=pause_by_age(self._age(job).total_seconds()))
                await self._store.release(job.id, not_before=self._clock.now() + pause)
                return
            log.warning("job %s: its person was never told: %s", job.id, error)
        except Undeliverable as error:
            log.warning("job %s: its person cannot be told: %s", job.id, error)
        if job.failure is not None and job.failure.reason is FailureReason.MODERATED:
            await self._auditing.note_refusal(job)
        await self._store.record_told(job.id)

    async def abandon(self, job: Job, error: Exception) -> None:
        """Leave it for a minute; to tell twice does no harm."""
        await self._store.release(job.id, not_before=self._clock.now() + timedelta(minutes=1))

    async def _rule(self, job: Job) -> str:
        """Return why it could not be delivered, where that is how it ended."""
        if job.status is not JobStatus.UNDELIVERED:
            return ""
        return undelivered_rule(await self._store.history(job.id))

    def _age(self, job: Job) -> timedelta:
        return self._clock.now() - (job.ended_at or job.accepted_at)
