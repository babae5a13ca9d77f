"""The rows of the jobs, and who watches them move."""

from __future__ import annotations

from collections.abc import Callable, Collection, Sequence
from datetime import datetime
from typing import Protocol

from bot.domain.fairness import Waiting
from bot.domain.jobs import AnswerToken, Job, JobId, JobStatus, Move, NewJob
from bot.domain.outcomes import Failure, RemotePicture
from bot.domain.quota import Usage, Verdict
from bot.domain.reports import ReportRow
from bot.domain.requests import ImageRequest


class JobStore(Protocol):
    """The rows. One method an arrow, each a single statement guarded by the state it starts from.

    An arrow whose start does not hold raises `StaleTransition`; an unknown id raises
    `NotFound("job")`. Every arrow writes a row of history in the same transaction, drops the claim,
    and (for those to failed, cancelled, in_doubt, undelivered, posted) sets `notice_due`.
    """

    # acceptance and looking things up
    async def accept(
        self, new: NewJob, *, judge: Callable[[Usage], Verdict], refused_since: datetime
    ) -> Job:
        """Judge and record in one transaction that is serial for the key.

        `judge` gets the usage as it stands (refusals since `refused_since`) and raises to refuse;
        of its verdict the draws and what is left are written with the job. The same `event_id`, or
        the same draft, again returns the job there is, unjudged. A job without sources is prepared
        at once.
        """
        ...

    async def usage(
        self, requester_id: int, guild_id: int | None, *, now: datetime, refused_since: datetime
    ) -> Usage:
        """Return what counts for a person at a place, as `accept` would see it."""
        ...

    async def get(self, job_id: JobId) -> Job:
        """Return the job."""
        ...

    async def history(self, job_id: JobId) -> list[Move]:
        """Return the arrows that a job went, oldest first."""
        ...

    async def jobs_of(self, requester_id: int, *, limit: int) -> list[Job]:
        """Return a person's jobs, newest first."""
        ...

    async def children_of(self, job_id: JobId) -> list[JobId]:
        """Return the jobs that were made from this one, oldest first."""
        ...

    async def waiting(self) -> list[Waiting]:
        """Return the accepted jobs, oldest first; `may_go` where they are prepared."""
        ...

    async def upstream(self) -> list[Job]:
        """Return the jobs that are submitting or running."""
        ...

    async def results_of(
        self, requester_id: int, *, words: str, before: datetime | None, limit: int
    ) -> list[Job]:
        """Return a person's jobs that have made pictures and are not forgotten, newest first:
        accepted before then, with these words in the prompt (any case; empty: all).
        """
        ...

    async def jobs_in(
        self,
        guild_id: int | None,
        *,
        statuses: Collection[JobStatus],
        requester_id: int | None,
        limit: int,
    ) -> list[Job]:
        """Return the newest jobs in these states, newest first: of one server (None: of all), of
        one person (None: of all).
        """
        ...

    async def report(
        self, guild_id: int | None, *, since: datetime, until: datetime
    ) -> list[ReportRow]:
        """Return what was made day by day, by whom, by which model; in one server (None: all)."""
        ...

    async def settle_days(self, *, now: datetime) -> int:
        """Keep the sums of the servers' days that ended and in which nothing is on its way; return
        how many days. A job of such a day that moves later changes its sum in its transaction.
        """
        ...

    async def record_answer_token(self, job_id: JobId, token: AnswerToken) -> None:
        """Keep a newer secret by which the job's answer is reached."""
        ...

    async def showing_progress(self, *, limit: int) -> list[Job]:
        """Return the jobs on their way that have a progress answer, or reply to a message, oldest
        first.
        """
        ...

    async def count_by_status(self) -> dict[JobStatus, int]:
        """Return how many jobs stand where."""
        ...

    async def oldest_waiting_at(self) -> datetime | None:
        """Return when the oldest accepted job was accepted; None where none waits."""
        ...

    async def past_seconds(self, *, model: str, quality: str | None, limit: int) -> list[float]:
        """Return how long the newest finished jobs of that model and quality ran, in seconds."""
        ...

    async def answer_token(self, job_id: JobId, *, now: datetime) -> AnswerToken | None:
        """Return the secret while it lives."""
        ...

    async def forget_tokens(self, *, now: datetime) -> int:
        """Delete the secrets that have ended; return how many."""
        ...

    async def needed_pictures(self, *, now: datetime) -> frozenset[str]:
        """Return the SHA-256 of every source, and of what is sent in its place, of a job that has
        not ended; of one that could not be delivered, for another day.
        """
        ...

    async def record_progress_message(self, job_id: JobId, *, message_id: int) -> None:
        """Write which message shows the progress of a job that had none; no arrow, no claim.

        Where there is one already, nothing is changed.
        """
        ...

    # claims: a lease on a row, without an arrow; None where there is nothing to do now
    async def claim_for_preparation(self, *, now: datetime, lease_until: datetime) -> Job | None:
        """Claim an accepted job whose references are not reachable (yet, or any more)."""
        ...

    async def claim_for_poll(self, *, now: datetime, lease_until: datetime) -> Job | None:
        """Claim the running job whose question is due longest."""
        ...

    async def claim_for_delivery(self, *, now: datetime, lease_until: datetime) -> Job | None:
        """Claim the oldest ready job."""
        ...

    async def claim_notice(self, *, now: datetime, lease_until: datetime) -> Job | None:
        """Claim a job whose person has still to be told."""
        ...

    async def seconds_to_next_poll(self, *, now: datetime) -> float | None:
        """Return in how many seconds the next question is due (0: now; None: no job is running).

        A job that is claimed is due when its lease ends.
        """
        ...

    async def release(self, job_id: JobId, *, not_before: datetime) -> None:
        """Drop our claim and leave the job alone until then; raises `StaleTransition` where it is
        not claimed by us (any more).
        """
        ...

    async def record_sources(
        self, job_id: JobId, *, request: ImageRequest, price_microusd: int, prepared_until: datetime
    ) -> Job:
        """Write the request with its sources reachable; guarded by accepted; drops the claim."""
        ...

    async def record_poll(
        self, job_id: JobId, *, next_poll_at: datetime, estimated_seconds: float | None
    ) -> None:
        """Write that it was asked after, in vain; guarded by running; drops the claim."""
        ...

    async def record_told(self, job_id: JobId) -> None:
        """Write that the notice is delivered; drops the claim. Raises `StaleTransition` where an
        arrow since then has made another notice of it, or none.
        """
        ...

    # arrows
    async def claim_for_submission(
        self,
        *,
        now: datetime,
        lease_until: datetime,
        max_in_flight: int,
        choose: Callable[[Sequence[Waiting]], Waiting | None],
    ) -> Job | None:
        """accepted -> submitting, while fewer than `max_in_flight` are upstream.

        `choose` gets the oldest job that may go of each person in each server, and returns the one
        whose turn it is (None: nobody's). All in one transaction.
        """
        ...

    async def unclaim(self, job_id: JobId, *, not_before: datetime, note: str) -> Job:
        """submitting -> accepted: surely not taken."""
        ...

    async def record_remote(
        self, job_id: JobId, *, remote_ids: tuple[str, ...], now: datetime, next_poll_at: datetime
    ) -> Job:
        """submitting -> running."""
        ...

    async def doubt(self, job_id: JobId, *, now: datetime, note: str) -> Job:
        """submitting -> in_doubt."""
        ...

    async def fail(self, job_id: JobId, failure: Failure, *, was: JobStatus, now: datetime) -> Job:
        """accepted, submitting, in_doubt, running or ready -> failed."""
        ...

    async def cancel(self, job_id: JobId, *, now: datetime) -> Job:
        """accepted -> cancelled."""
        ...

    async def ask_again(self, job_id: JobId, *, now: datetime) -> Job:
        """in_doubt -> accepted."""
        ...

    async def ask_again_if_it_fits(
        self,
        job_id: JobId,
        *,
        judge: Callable[[Usage], Verdict],
        refused_since: datetime,
        now: datetime,
    ) -> Job:
        """The same, judged like a new one in the same transaction; what `judge` raises leaves it in
        doubt.
        """
        ...

    async def record_found(
        self, job_id: JobId, *, remote_ids: tuple[str, ...], now: datetime
    ) -> Job:
        """in_doubt -> running, due for a question at once."""
        ...

    async def record_ready(
        self,
        job_id: JobId,
        *,
        pictures: tuple[RemotePicture, ...],
        price_microusd: int,
        now: datetime,
    ) -> Job:
        """running -> ready, with what it really cost."""
        ...

    async def record_fresh_pictures(
        self, job_id: JobId, *, pictures: tuple[RemotePicture, ...]
    ) -> Job:
        """Write new addresses of the same results; guarded by ready; keeps the claim."""
        ...

    async def begin_posting(self, job_id: JobId, *, now: datetime, lease_until: datetime) -> Job:
        """ready -> posting; counts the attempt; keeps the first `posting_began_at`."""
        ...

    async def postpone_posting(self, job_id: JobId, *, not_before: datetime, note: str) -> Job:
        """posting -> ready: Discord is unreachable."""
        ...

    async def record_posted(self, job_id: JobId, *, message_id: int | None, now: datetime) -> Job:
        """posting -> posted."""
        ...

    async def record_undelivered(self, job_id: JobId, *, now: datetime, note: str) -> Job:
        """posting -> undelivered."""
        ...

    async def repost(self, job_id: JobId, *, now: datetime) -> Job:
        """undelivered -> ready, to be posted anew: `posting_began_at` and `post_attempts` start
        over.
        """
        ...

    async def recover(self, *, now: datetime) -> list[Job]:
        """At start: submitting -> in_doubt and posting -> ready for rows of ours or whose lease has
        ended.

        All other claims of ours are dropped. Returns the jobs that were moved.
        """
        ...


class Observer(Protocol):
    """Who watches: the metrics. Never fails, never waits."""

    def moved(self, job: Job, was: JobStatus | None) -> None:
        """Note that a job went an arrow (`was` is None for its acceptance)."""
        ...

    def polled(self) -> None:
        """Note that upstream was asked after a job."""
        ...

    def stage(self, name: str, seconds: float) -> None:
        """Note how long a stage of a job took: waiting, submitting, running, downloading, posting,
        total.
        """
        ...

    def api_failed(self, error_type: str) -> None:
        """Note that the image API failed, by the name of our error."""
        ...

    def pictures_posted(self, count: int) -> None:
        """Note that so many pictures have come into a channel."""
        ...
