"""What the engine needs from the world, as protocols; adapters are handed in by the composition
root.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Protocol

from bot.domain.errors import UserError
from bot.domain.jobs import Announcement, AnswerToken, Job, JobId, JobStatus, Move, NewJob
from bot.domain.outcomes import Balance, Failure, RemoteOutcome, RemotePicture
from bot.domain.quota import Usage
from bot.domain.requests import ImageRequest


@dataclass(frozen=True, slots=True, kw_only=True)
class Picture:
    """The bytes of a picture with what they are: kind (`png`, `jpeg`, `webp`, `gif`), width and
    height in pixels.
    """

    content: bytes
    kind: str
    width: int
    height: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Uploaded:
    """A picture that the API's upload endpoint took: its public address, and when it ends."""

    url: str
    expires_at: datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class Progress:
    """What a person is shown while a job is on its way.

    `position` is its place among the waiting (1 is next; None: not waiting); `expected_at` when it
    will probably be ready; `is_late` that it takes longer than usual.
    """

    status: JobStatus
    position: int | None = None
    expected_at: datetime | None = None
    is_late: bool = False


class ImageApi(Protocol):
    """The remote image API. Every method raises only `ApiError`s, but for `download`."""

    async def submit(self, request: ImageRequest) -> tuple[str, ...]:
        """Send the request; return upstream's task ids (at least one, nearly always just one).

        Every source must have its `reachable_url`, and the size must be settled.
        Raises ApiUnavailable, ApiThrottled, ApiForbidden: surely not taken; ApiRejected: refused;
        SubmissionInDoubt: we cannot know.
        """
        ...

    async def fetch(self, remote_id: str) -> RemoteOutcome:
        """Ask after one task. Raises ApiUnavailable, ApiThrottled, ApiForbidden, ApiRejected,
        ApiProtocolError.
        """
        ...

    async def upload(self, picture: Picture, *, name: str) -> Uploaded:
        """Make a picture reachable for 72 hours.

        Raises ApiRejected where the endpoint is not there (404, 405) or refuses; the others as
        `fetch` does.
        """
        ...

    async def balance(self) -> Balance:
        """Ask what is left on the key."""
        ...

    async def download(self, url: str) -> bytes:
        """Return the bytes of a result, without the key.

        Raises PictureGone (403, 404, 410), PictureUnavailable (try again), PictureRefused (address,
        size).
        """
        ...


class ReferenceSource(Protocol):
    """Where the pictures that people attach are fetched from."""

    async def fetch(self, url: str, *, most_bytes: int) -> bytes:
        """Return the bytes. Raises PictureGone, PictureUnavailable, PictureRefused (`reference-…`
        rules).
        """
        ...


class PictureLab(Protocol):
    """What is done to pictures; outside the event loop."""

    async def read(self, content: bytes, *, most_pixels: int) -> Picture:
        """Tell what the bytes are (never by a name); decodes them whole. Width and height as a
        person sees them.

        Raises PictureRefused: `reference-not-a-picture` or `reference-too-many-pixels`.
        """
        ...

    async def identify(self, content: bytes) -> Picture:
        """Tell what the bytes are by their header alone; raises PictureRefused as `read` does."""
        ...

    async def shrink(self, picture: Picture, *, most_bytes: int) -> Picture:
        """Return a JPEG (WebP where there is transparency) of at most so many bytes, as good as it
        can be.

        Raises PictureRefused where it cannot be made to fit.
        """
        ...


class PictureStore(Protocol):
    """The bytes of references while a job needs them, by their SHA-256."""

    async def put(self, content: bytes) -> str:
        """Keep the bytes, durably; return their SHA-256 (hex)."""
        ...

    async def get(self, sha256: str) -> bytes | None:
        """Return the bytes, or None where they are gone."""
        ...

    async def keep_only(self, sha256s: frozenset[str]) -> int:
        """Remove all others that are older than an hour; return how many."""
        ...


class Inbox(Protocol):
    """What has come in and is not yet decided, kept outside of the process.

    Nothing here is awaited: a note is a write to the system's memory, which outlives us (not a
    power cut), and comes before the acknowledgement without delaying it. Its troubles are logged,
    never raised.
    """

    def announce(self, asked: Announcement) -> None:
        """Note a request that is about to be acknowledged."""
        ...

    def acknowledged(self, event_id: int, *, progress_message_id: int | None) -> None:
        """Note that it was acknowledged."""
        ...

    def settle(self, event_id: int) -> None:
        """Forget it: the job is written down, or the person was refused."""
        ...

    def left_behind(self) -> list[Announcement]:
        """Return what an earlier process left unsettled, oldest first."""
        ...


class Courier(Protocol):
    """The way to the people: results, progress and notices. Methods raise only `DeliveryError`s."""

    async def find_answer(self, token: AnswerToken) -> int | None:
        """Return the message that answers an interaction; None where it was never acknowledged.

        Raises DeliveryUnavailable.
        """
        ...

    async def refuse(self, asked: Announcement, error: UserError) -> None:
        """Tell, in the answer to an announcement, why it is not accepted after all."""
        ...

    async def post(self, job: Job, pictures: Sequence[Picture]) -> int | None:
        """Post the result as a new message; return its id (None: it was posted before, and deleted
        since).

        Safe to repeat for some minutes (nonce). Raises DeliveryUnavailable or Undeliverable.
        """
        ...

    async def find_posted(self, job: Job) -> int | None:
        """Search our own messages since `posting_began_at` for this job's; return its id, or None.

        Raises Undeliverable where we may not read the channel or cannot be sure,
        DeliveryUnavailable.
        """
        ...

    async def show_progress(self, job: Job, progress: Progress, token: AnswerToken | None) -> None:
        """Edit the progress answer. A gone answer is not an error."""
        ...

    async def tell(self, job: Job, token: AnswerToken | None, *, rule: str = "") -> None:
        """Tell how it ended (failed, cancelled, in doubt, undelivered), or take the progress answer
        away (posted).

        `rule` is the rule of the `Undeliverable`, where that is how it ended. Safe to repeat.
        Raises DeliveryUnavailable (try again) or Undeliverable.
        """
        ...


class JobStore(Protocol):
    """The rows. One method an arrow, each a single statement guarded by the state it starts from.

    An arrow whose start does not hold raises `StaleTransition`; an unknown id raises
    `NotFound("job")`. Every arrow writes a row of history in the same transaction, drops the claim,
    and (for those to failed, cancelled, in_doubt, undelivered, posted) sets `notice_due`.
    """

    # acceptance and looking things up
    async def accept(self, new: NewJob, *, judge: Callable[[Usage], None]) -> Job:
        """Judge and record in one transaction that is serial for the key.

        `judge` gets the usage as it stands and raises `QuotaExceeded` to refuse. The same
        `event_id` again returns the job there is, unjudged. A job without sources is prepared at
        once.
        """
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

    async def waiting(self, *, limit: int) -> list[JobId]:
        """Return the accepted jobs in the order in which they will be submitted."""
        ...

    async def showing_progress(self, *, limit: int) -> list[Job]:
        """Return the jobs on their way that have a progress answer, oldest first."""
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

    async def needed_pictures(self) -> frozenset[str]:
        """Return the SHA-256 of every reference of a job that has not ended."""
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
        self, *, now: datetime, lease_until: datetime, max_in_flight: int
    ) -> Job | None:
        """accepted -> submitting, for the oldest prepared job, while fewer than `max_in_flight` are
        upstream.
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
