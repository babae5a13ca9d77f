"""The job: one request from acceptance to message, its states and the arrows between them."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from typing import NewType

from bot.domain.outcomes import Failure, RemotePicture
from bot.domain.requests import ImageRequest, SourceImage
from bot.domain.rules import Standing

JobId = NewType("JobId", str)
"""Twelve letters and digits, opaque: short enough for a button, a nonce and a person."""

JOB_ID_PATTERN = r"[0-9a-z]{12}"


class JobStatus(StrEnum):
    """Where a job stands."""

    ACCEPTED = "accepted"
    """Written down, nothing sent; its references are fetched, checked and made reachable."""
    SUBMITTING = "submitting"
    """The request is on the wire."""
    IN_DOUBT = "in_doubt"
    """We cannot know whether upstream took it."""
    RUNNING = "running"
    """Upstream has it."""
    READY = "ready"
    """The results are known, not yet shown."""
    POSTING = "posting"
    """The message is on its way to Discord."""
    POSTED = "posted"
    UNDELIVERED = "undelivered"
    """Made, but nowhere to put it."""
    FAILED = "failed"
    CANCELLED = "cancelled"


TRANSITIONS: Mapping[tuple[JobStatus, JobStatus], str] = {
    (JobStatus.ACCEPTED, JobStatus.SUBMITTING): "submit",
    (JobStatus.ACCEPTED, JobStatus.CANCELLED): "cancel",
    (JobStatus.ACCEPTED, JobStatus.FAILED): "a reference cannot be had",
    (JobStatus.SUBMITTING, JobStatus.ACCEPTED): "surely not taken",
    (JobStatus.SUBMITTING, JobStatus.FAILED): "refused by the API",
    (JobStatus.SUBMITTING, JobStatus.IN_DOUBT): "sent, answer lost",
    (JobStatus.SUBMITTING, JobStatus.RUNNING): "task id",
    (JobStatus.IN_DOUBT, JobStatus.FAILED): "never taken",
    (JobStatus.IN_DOUBT, JobStatus.ACCEPTED): "asked again",
    (JobStatus.IN_DOUBT, JobStatus.RUNNING): "found",
    (JobStatus.RUNNING, JobStatus.FAILED): "upstream says failed, cancelled or unknown",
    (JobStatus.RUNNING, JobStatus.READY): "upstream finished",
    (JobStatus.READY, JobStatus.FAILED): "the pictures are gone or are none",
    (JobStatus.READY, JobStatus.POSTING): "post",
    (JobStatus.POSTING, JobStatus.READY): "Discord unreachable, or restarted here",
    (JobStatus.POSTING, JobStatus.POSTED): "message id",
    (JobStatus.POSTING, JobStatus.UNDELIVERED): "channel gone, no permission",
    (JobStatus.UNDELIVERED, JobStatus.READY): "repost",
}
"""Every arrow there is, with its name; the store accepts these and no others."""

HELD = frozenset({JobStatus.ACCEPTED, JobStatus.SUBMITTING, JobStatus.RUNNING})
"""The price is held, by the pictures asked for."""

SPENT = frozenset({JobStatus.READY, JobStatus.POSTING, JobStatus.POSTED, JobStatus.UNDELIVERED})
"""The price is spent, by the pictures made."""

ON_ITS_WAY = HELD | {JobStatus.READY, JobStatus.POSTING}
"""Not yet ended: what counts against `jobs_at_once`, and what shows progress."""

UPSTREAM = frozenset({JobStatus.SUBMITTING, JobStatus.RUNNING})
"""What counts against `max_in_flight`."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Origin:
    """Where a request came from and where its result goes: ids only.

    `event_id` is the interaction's or message's snowflake: Discord may deliver an event twice, and
    it is accepted once. `guild_id` is None in the bot's own DM. `filesize_limit_bytes` is the most
    bytes of one file there, as Discord said when it was asked. `reply_to_id` is the person's
    message that the result replies to, where they wrote one.
    """

    event_id: int
    channel_id: int
    guild_id: int | None
    locale: str
    filesize_limit_bytes: int
    reply_to_id: int | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class AnswerToken:
    """The interaction's token: a secret with which its answer can be edited for 15 minutes."""

    application_id: int
    token: str
    expires_at: datetime

    def __repr__(self) -> str:
        """Say nothing of the secret."""
        return f"AnswerToken(expires_at={self.expires_at.isoformat()})"


@dataclass(frozen=True, slots=True, kw_only=True)
class Announcement:
    """A request as it comes in, noted before it is acknowledged: from there on it survives us.

    Without a `request` it is the draft's, or else the parent's once more. A draft's pictures (of
    them those of the numbers `picks`, from 1) come before the request's; `prompt` and `references`
    stand in place of what is there already. `takes_tray` adds the references on the requester's
    tray; `needs_picture` refuses what then has none. `is_acknowledged` says that we know it was
    (a message needs no acknowledgement);
    `progress_message_id` is then the answer's message, as far as it is known. `left_open` names
    which of `model` and `count` nobody gave, so that the person's usual options fill them and the
    rest (None: the request is as it should be).
    """

    requester_id: int
    origin: Origin
    answer_token: AnswerToken | None = None
    request: ImageRequest | None = None
    parent_id: JobId | None = None
    draft_id: str | None = None
    picks: tuple[int, ...] = ()
    prompt: str | None = None
    references: tuple[SourceImage, ...] = ()
    takes_tray: bool = False
    needs_picture: bool = False
    is_acknowledged: bool = False
    progress_message_id: int | None = None
    standing: Standing = Standing()
    is_private: bool = False
    left_open: tuple[str, ...] | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Draw:
    """What a job takes from one grant, beyond the daily limits: pictures and micro-dollars."""

    grant_id: str
    images: int = 0
    microusd: int = 0


@dataclass(frozen=True, slots=True, kw_only=True)
class Left:
    """What a person had left when a job was accepted, the job taken off (None: no limit).

    `images` of `images_limit` and `microusd` of `microusd_limit` in the rolling day, with
    `granted_images` and `granted_microusd` beyond them. `is_near` tells that four fifths of a limit
    are used, or more.
    """

    images: int | None = None
    images_limit: int = 0
    microusd: int | None = None
    microusd_limit: int = 0
    granted_images: int = 0
    granted_microusd: int = 0
    is_near: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class NewJob:
    """What is written down at acceptance; `progress_message_id` is the deferred answer's.

    Of a draft (`draft_id`) comes one job at most. `weight` is the requester's share of turns,
    `is_private` that the result is for them alone, `is_spoiler` that it is posted hidden.
    """

    id: JobId
    request: ImageRequest
    requester_id: int
    origin: Origin
    price_microusd: int
    accepted_at: datetime
    progress_message_id: int | None = None
    answer_token: AnswerToken | None = None
    parent_id: JobId | None = None
    draft_id: str | None = None
    weight: int = 1
    is_private: bool = False
    is_spoiler: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Job:
    """One row: a request from acceptance to message.

    `price_microusd` is held until the results are known, then what was spent. `attempts` counts
    submissions, `polls` questions, `post_attempts` messages sent. `prepared_until` is how long all
    references stay reachable (None: not made reachable yet). `notice_due` says that the person has
    still to be told how it stands, or that the progress answer has still to go. `left` is what they
    had left at its acceptance. Of one that `is_forgotten` the words and pictures are blank.
    """

    id: JobId
    status: JobStatus
    request: ImageRequest
    requester_id: int
    origin: Origin
    price_microusd: int
    accepted_at: datetime
    not_before: datetime
    parent_id: JobId | None = None
    prepared_until: datetime | None = None
    attempts: int = 0
    remote_ids: tuple[str, ...] = ()
    running_at: datetime | None = None
    next_poll_at: datetime | None = None
    polls: int = 0
    estimated_seconds: float | None = None
    ready_at: datetime | None = None
    pictures: tuple[RemotePicture, ...] = ()
    post_attempts: int = 0
    posting_began_at: datetime | None = None
    message_id: int | None = None
    progress_message_id: int | None = None
    ended_at: datetime | None = None
    failure: Failure | None = None
    notice_due: bool = False
    weight: int = 1
    is_private: bool = False
    is_spoiler: bool = False
    left: Left | None = None
    is_forgotten: bool = False

    def is_shown_to(self, person_id: int) -> bool:
        """Tell whether somebody may see it: what is private is its requester's alone."""
        return not self.is_private or self.requester_id == person_id


@dataclass(frozen=True, slots=True, kw_only=True)
class Move:
    """One line of a job's history: an arrow that it went, and when (`was` is None for its
    acceptance).
    """

    job_id: JobId
    was: JobStatus | None
    became: JobStatus
    moved_at: datetime
    note: str = ""


def undelivered_rule(history: Sequence[Move]) -> str:
    """Return why a job could not be delivered last: the rule that was noted, or nothing."""
    notes = [move.note for move in history if move.became is JobStatus.UNDELIVERED]
    return notes[-1] if notes else ""
