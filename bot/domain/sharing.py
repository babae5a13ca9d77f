"""Shared pictures: what goes to a gallery (or out of a private answer), when, and who sees it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum

from bot.domain.errors import InvalidRequest, QuotaExceeded
from bot.domain.jobs import JobId

SHARE_ID_PATTERN = r"[0-9a-z]{12}"


class ShareStatus(StrEnum):
    """Where a share stands."""

    WAITING = "waiting"
    """For its turn in the drip."""
    POSTING = "posting"
    POSTED = "posted"
    LEAVING = "leaving"
    """To be taken out of the channel."""
    REMOVED = "removed"
    """By its maker, a moderator or `/forget`; the picture is never shared again."""
    FAILED = "failed"
    """The channel or the picture is gone; it may be shared anew."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Share:
    """One picture of one result (`picture`, from 1), on its way to a channel or there.

    `url` is its address as Discord gave it with the click, `source_channel_id` and
    `source_message_id` the message that it can be had from again (None: a private answer).
    `is_gallery` tells the gallery from "Share to channel". `prompt` is empty where the maker keeps
    it to themselves.
    """

    id: str
    job_id: JobId
    picture: int
    maker_id: int
    guild_id: int
    channel_id: int
    asked_at: datetime
    due_at: datetime
    locale: str
    url: str
    prompt: str = ""
    source_channel_id: int | None = None
    source_message_id: int | None = None
    is_gallery: bool = True
    is_spoiler: bool = False
    status: ShareStatus = ShareStatus.WAITING
    attempts: int = 0
    posting_began_at: datetime | None = None
    message_id: int | None = None
    posted_at: datetime | None = None
    stars: int = 0


def drip(asked_at: datetime, last_due_at: datetime | None, *, seconds_between: int) -> datetime:
    """Return when a share is due: at once, or its distance after the one before it."""
    if last_due_at is None:
        return asked_at
    return max(asked_at, last_due_at + timedelta(seconds=seconds_between))


def judge_share(
    *, pictures: int, shared_at: Sequence[datetime], shares_per_day: int, now: datetime
) -> None:
    """Return quietly where a person may share so many pictures more; else raise.

    `shared_at` is when they shared to the gallery in the last 24 hours, oldest first. Raises
    InvalidRequest (none was chosen), QuotaExceeded.
    """
    if pictures < 1:
        raise InvalidRequest("no-picture-chosen", field="picture")
    left = shares_per_day - len(shared_at)
    if shares_per_day and pictures > left:
        over = pictures - left
        ends_at = shared_at[over - 1] + timedelta(hours=24) if over <= len(shared_at) else None
        raise QuotaExceeded(
            "shares-per-day", ends_at=ends_at, limit=shares_per_day, left=max(0, left)
        )
