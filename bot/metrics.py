"""What Darkroom counts, for Prometheus. Implements the engine's `Observer`; knows the domain only.

What happened is counted as it happens, from the start of the process; how things stand (jobs by
status, the queue's age) is told by `counted` before each `render`.
"""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Mapping
from datetime import datetime
from itertools import pairwise
from types import SimpleNamespace

import aiohttp
from prometheus_client import (
    CollectorRegistry,
    Counter,
    Gauge,
    Histogram,
    ProcessCollector,
    generate_latest,
)

from bot.domain.jobs import ON_ITS_WAY, Job, JobStatus

STAGES = ("waiting", "submitting", "running", "downloading", "posting", "total")
ENDED = tuple(status for status in JobStatus if status not in ON_ITS_WAY)
STAGE_BUCKETS = (0.1, 0.25, 0.5, 1, 2.5, 5, 10, 20, 30, 45, 60, 90, 120, 180, 300, 600, 900, 3600)
LAG_BUCKETS = (0.001, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5)

DiscordAnswered = Callable[[int, str, str], None]
"""Called with the status, the scope of a 429 (else empty) and the kind of route."""


class Metrics:
    """The collectors, in a registry of their own."""

    def __init__(self) -> None:
        """Make them all; every label that is known beforehand begins at 0."""
        self._registry = CollectorRegistry()
        ProcessCollector(namespace="darkroom", registry=self._registry)
        self._jobs = self._gauge("jobs", "Jobs by status.", "status")
        self._queue_age = self._gauge("queue_age_seconds", "Age of the oldest job not yet sent.")
        self._accepted = self._counter("jobs_accepted", "Jobs accepted.")
        self._ended = self._counter("jobs_ended", "Jobs that ended, by outcome.", "outcome")
        self._stages = self._histogram(
            "stage_seconds", "How long a stage of a job took.", STAGE_BUCKETS, "stage"
        )
        self._polls = self._counter("polls", "Questions about running jobs.")
        self._paid = self._counter("pictures_paid", "Pictures made and paid for.")
        self._posted = self._counter("pictures_posted", "Pictures brought into a channel.")
        self._spent = self._counter("spent_microusd", "Spent on pictures, in micro-dollars.")
        self._api_errors = self._counter("api_errors", "Failures of the image API.", "type")
        self._throttled = self._counter(
            "discord_429", "Requests that Discord throttled.", "scope", "route"
        )
        self._invalid = self._counter(
            "discord_invalid_requests",
            "401, 403 and 429 from Discord; 10,000 in ten minutes block the address.",
        )
        self._lag = self._histogram(
            "event_loop_lag_seconds", "How late the event loop came to a timer.", LAG_BUCKETS
        )
        for status in JobStatus:
            self._jobs.labels(status)
        for status in ENDED:
            self._ended.labels(status)
        for stage in STAGES:
            self._stages.labels(stage)

    # --- what happened ---

    def moved(self, job: Job, was: JobStatus | None) -> None:
        """Note that a job went an arrow (`was` is None for its acceptance)."""
        if was is None:
            self._accepted.inc()
        if job.status in ENDED:
            self._ended.labels(job.status).inc()
        if was is JobStatus.RUNNING and job.status is JobStatus.READY:
            self._paid.inc(len(job.pictures))
            self._spent.inc(job.price_microusd)

    def polled(self) -> None:
        """Note that upstream was asked after a job."""
        self._polls.inc()

    def stage(self, name: str, seconds: float) -> None:
        """Note how long a stage of a job took, one of `STAGES`."""
        self._stages.labels(name).observe(seconds)

    def api_failed(self, error_type: str) -> None:
        """Note that the image API failed, by the name of our error."""
        self._api_errors.labels(error_type).inc()

    def pictures_posted(self, count: int) -> None:
        """Note that so many pictures have come into a channel."""
        self._posted.inc(count)

    def discord_answered(self, status: int, scope: str, route: str) -> None:
        """Note an answer of Discord's, for `trace_config`.

        A 429 of scope `shared` is other people's doing, and Discord does not hold it against us.
        """
        if status == 429:
            self._throttled.labels(scope, route).inc()
        if status in (401, 403) or (status == 429 and scope != "shared"):
            self._invalid.inc()

    async def watch_loop_lag(self, *, every_seconds: float = 1.0) -> None:
        """Measure again and again how late the loop comes to a timer; runs until cancelled."""
        loop = asyncio.get_running_loop()
        while True:
            due_at = loop.time() + every_seconds
            await asyncio.sleep(every_seconds)
            self._lag.observe(max(0.0, loop.time() - due_at))

    # --- how things stand ---

    def counted(
        self,
        by_status: Mapping[JobStatus, int],
        *,
        oldest_waiting_at: datetime | None,
        now: datetime,
    ) -> None:
        """Note how many jobs there are, and since when the oldest waits to be sent (None: none)."""
        for status in JobStatus:
            self._jobs.labels(status).set(by_status.get(status, 0))
        waited = (now - oldest_waiting_at).total_seconds() if oldest_waiting_at else 0.0
        self._queue_age.set(max(0.0, waited))

    def render(self) -> bytes:
        """Return everything in Prometheus's text format."""
        return generate_latest(self._registry)

    # --- making them ---

    def _counter(self, name: str, words: str, *labels: str) -> Counter:
        return Counter(f"darkroom_{name}", words, labels, registry=self._registry)

    def _gauge(self, name: str, words: str, *labels: str) -> Gauge:
        return Gauge(f"darkroom_{name}", words, labels, registry=self._registry)

    def _histogram(
        self, name: str, words: str, buckets: tuple[float, ...], *labels: str
    ) -> Histogram:
        return Histogram(
            f"darkroom_{name}", words, labels, registry=self._registry, buckets=buckets
        )


def trace_config(answered: DiscordAnswered) -> aiohttp.TraceConfig:
    """Return what tells each answer to discord.py's requests, for its `http_trace`."""

    async def tell(
        session: aiohttp.ClientSession,
        context: SimpleNamespace,
        end: aiohttp.TraceRequestEndParams,
    ) -> None:
        scope = end.response.headers.get("X-RateLimit-Scope", "")
        answered(end.response.status, scope, route_kind(end.url.path))

    trace = aiohttp.TraceConfig()
    trace.on_request_end.append(tell)
    return trace


def route_kind(path: str) -> str:
    """Return the first word after the API's version: `channels`, `interactions`, `webhooks` …

    Anything else, as the path of a picture, is `other`, so that there are few.
    """
    parts = path.split("/")
    for version, word in pairwise(parts):
        if version.startswith("v") and version[1:].isdigit():
            return word
    return "other"
