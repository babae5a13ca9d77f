"""The two worlds that we stand between: the image API and the people; and what they ask for."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Protocol

from bot.domain.audit import AuditEntry
from bot.domain.errors import UserError
from bot.domain.jobs import Announcement, AnswerToken, Job, JobStatus
from bot.domain.outcomes import Balance, RemoteOutcome
from bot.domain.requests import ImageRequest
from bot.domain.sharing import Share
from bot.engine.ports.pictures import Picture, Uploaded


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

    async def post(
        self, job: Job, pictures: Sequence[Picture], token: AnswerToken | None
    ) -> int | None:
        """Post the result as a new message; return its id (None: it was posted before, and deleted
        since).

        A private one is put into the person's own answer while its token lives, else sent to them
        directly. Safe to repeat for some minutes (nonce). Raises DeliveryUnavailable or
        Undeliverable.
        """
        ...

    async def find_posted(self, job: Job) -> int | None:
        """Search our own messages since `posting_began_at` for this job's; return its id, or None.

        Raises Undeliverable where we may not read the channel or cannot be sure,
        DeliveryUnavailable.
        """
        ...

    async def open_progress(self, job: Job, progress: Progress) -> int:
        """Reply to the person's message with how their job stands, without a ping; return its id.

        Safe to repeat for some minutes (nonce). Raises DeliveryUnavailable or Undeliverable.
        """
        ...

    async def show_progress(self, job: Job, progress: Progress, token: AnswerToken | None) -> None:
        """Edit the progress answer. A gone answer is not an error."""
        ...

    async def log(self, entry: AuditEntry, *, channel_id: int) -> None:
        """Put a line of the audit log into the server's log channel.

        Safe to repeat for some minutes (nonce). Raises DeliveryUnavailable or Undeliverable.
        """
        ...

    async def share(self, share: Share, picture: Picture) -> int:
        """Post a shared picture to its channel, with who made it, a link back and its buttons;
        return the message's id. Safe to repeat for some minutes (nonce). Raises DeliveryUnavailable
        or Undeliverable.
        """
        ...

    async def find_shared(self, share: Share) -> int | None:
        """Search our own messages since `posting_began_at` for a share's; as `find_posted`."""
        ...

    async def unshare(self, share: Share) -> None:
        """Delete a share's message; one that is gone is not an error. Raises DeliveryUnavailable or
        Undeliverable.
        """
        ...

    async def picture_urls(self, channel_id: int, message_id: int) -> list[str]:
        """Return fresh addresses of the pictures of a message of ours, in order; empty where it is
        gone. Raises DeliveryUnavailable or Undeliverable.
        """
        ...

    async def tell(self, job: Job, token: AnswerToken | None, *, rule: str = "") -> None:
        """Tell how it ended (failed, cancelled, in doubt, undelivered), or take the progress answer
        away (posted).

        `rule` is the rule of the `Undeliverable`, where that is how it ended. Safe to repeat.
        Raises DeliveryUnavailable (try again) or Undeliverable.
        """
        ...
