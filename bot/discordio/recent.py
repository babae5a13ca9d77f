"""Remember each person's newest jobs in memory, for suggestions that must be answered at once.

It is a courtesy: after a restart it is empty until a person lists or starts jobs, and any id may be
typed.
"""

from __future__ import annotations

from collections import OrderedDict
from collections.abc import Iterable

from bot.domain.jobs import Job, JobId

MOST_PEOPLE = 1000
MOST_JOBS = 25
"""As many as Discord takes suggestions."""


class RecentJobs:
    """The newest jobs of the people who were here last."""

    def __init__(self) -> None:
        self._by_person: OrderedDict[int, OrderedDict[JobId, Job]] = OrderedDict()

    def note(self, jobs: Iterable[Job], *, under: int | None = None) -> None:
        """Remember jobs, as they stand now, under their requesters, or `under` another id."""
        for job in jobs:
            key = job.requester_id if under is None else under
            theirs = self._by_person.setdefault(key, OrderedDict())
            self._by_person.move_to_end(key)
            theirs[job.id] = job
            if len(theirs) > MOST_JOBS:
                oldest = min(theirs.values(), key=lambda kept: kept.accepted_at)
                del theirs[oldest.id]
        while len(self._by_person) > MOST_PEOPLE:
            self._by_person.popitem(last=False)

    def forget(self, requester_id: int) -> None:
        """Remember nothing of a person any more, under whatever id."""
        for jobs in self._by_person.values():
            for job in [job for job in jobs.values() if job.requester_id == requester_id]:
                del jobs[job.id]

    def of(self, requester_id: int, typed: str = "") -> list[Job]:
        """Return a person's jobs, newest first, whose id or prompt holds what was typed."""
        wanted = typed.strip().casefold()
        theirs = self._by_person.get(requester_id)
        found = [
            job
            for job in (theirs.values() if theirs else ())
            if wanted in job.id or wanted in job.request.prompt.casefold()
        ]
        return sorted(found, key=lambda job: job.accepted_at, reverse=True)
