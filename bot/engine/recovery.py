"""At start: what was in flight when we died, and what becomes of it."""

from __future__ import annotations

import logging

from bot.clock import Clock
from bot.domain.jobs import JobStatus
from bot.engine.ports import JobStore
from bot.engine.wakes import Wakes

log = logging.getLogger(__name__)

_WAS = {JobStatus.IN_DOUBT: JobStatus.SUBMITTING, JobStatus.READY: JobStatus.POSTING}


async def recover(*, store: JobStore, clock: Clock, wakes: Wakes) -> None:
    """Put what was being submitted in doubt, and what was being posted back to ready.

    A request that was on the wire may have been taken, so it is not sent again; a message that was
    on the wire is searched for before it is sent again.
    """
    moved = await store.recover(now=clock.now())
    for job in moved:
        log.warning("job %s: we died while it was %s; now %s", job.id, _WAS[job.status], job.status)
        wakes.moved(job, _WAS[job.status])
    counts = await store.count_by_status()
    carried = {status.value: counts[status] for status in counts if counts[status]}
    log.info("jobs in the database: %s", carried or "none")
