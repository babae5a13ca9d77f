"""Who is told when a job has gone an arrow: the metrics, and the loop whose work it has become."""

from __future__ import annotations

from collections.abc import Callable, Mapping

from bot.domain.jobs import Job, JobStatus
from bot.engine.ports import Observer


class Wakes:
    """Tells each move to the observer and wakes the loops that wait for the new state."""

    def __init__(self, observer: Observer) -> None:
        """Take the observer; the loops are added when they exist."""
        self._observer = observer
        self._by_status: dict[JobStatus, list[Callable[[], None]]] = {}

    def add(self, statuses: Mapping[JobStatus, Callable[[], None]]) -> None:
        """Wake by these calls whenever a job comes into these states."""
        for status, wake in statuses.items():
            self._by_status.setdefault(status, []).append(wake)

    def moved(self, job: Job, was: JobStatus | None) -> None:
        """Tell that a job has come into its state."""
        self._observer.moved(job, was)
        for wake in self._by_status.get(job.status, ()):
            wake()
