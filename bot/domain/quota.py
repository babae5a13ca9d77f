"""Whether one more request fits: the limits of a person, of a server, of the key and of the queue.

There are no counters: usage is read from the jobs themselves, in the transaction that writes the
new one.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta

from bot.domain.errors import QuotaExceeded

DAY = timedelta(hours=24)


@dataclass(frozen=True, slots=True, kw_only=True)
class Allowance:
    """The limits in force for one request; 0 is no limit. Money in micro-dollars."""

    images_per_day: int = 0
    microusd_per_day: int = 0
    jobs_at_once: int = 0
    cooldown_seconds: int = 0
    server_microusd_per_month: int = 0
    total_microusd_per_day: int = 0
    queue_limit: int = 0


@dataclass(frozen=True, slots=True, kw_only=True)
class Spending:
    """One job that counts against its requester: pictures and micro-dollars, held or spent."""

    accepted_at: datetime
    images: int
    microusd: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Usage:
    """What counts at this moment.

    `spendings` are the person's in the last 24 hours, oldest first; `last_accepted_at` is their
    newest request that was accepted, whatever came of it. `jobs` are theirs not yet ended,
    `waiting` everyone's not yet sent. `server_microusd` runs from the first of the month (UTC),
    `total_microusd` over 24 hours, whose oldest part leaves at `total_oldest_at` plus a day.
    """

    spendings: Sequence[Spending] = ()
    last_accepted_at: datetime | None = None
    jobs: int = 0
    waiting: int = 0
    server_microusd: int = 0
    total_microusd: int = 0
    total_oldest_at: datetime | None = None


def day_began_at(now: datetime) -> datetime:
    """Return the start of the rolling day that ends now."""
    return now - DAY


def month_began_at(now: datetime) -> datetime:
    """Return the first moment of this month, UTC."""
    return now.astimezone(UTC).replace(day=1, hour=0, minute=0, second=0, microsecond=0)


def next_month_begins_at(now: datetime) -> datetime:
    """Return the first moment of the next month, UTC."""
    return month_began_at(month_began_at(now) + timedelta(days=32))


def judge(*, images: int, microusd: int, allowance: Allowance, usage: Usage, now: datetime) -> None:
    """Return quietly where a request of so many pictures and micro-dollars fits; else raise
    `QuotaExceeded`.
    """
    _judge_queue(allowance, usage)
    _judge_pace(allowance, usage, now)
    _judge_person(images, microusd, allowance, usage)
    _judge_purse(microusd, allowance, usage, now)


def _judge_queue(allowance: Allowance, usage: Usage) -> None:
    if allowance.queue_limit and usage.waiting >= allowance.queue_limit:
        raise QuotaExceeded("queue-full", waiting=usage.waiting)


def _judge_pace(allowance: Allowance, usage: Usage, now: datetime) -> None:
    if allowance.jobs_at_once and usage.jobs >= allowance.jobs_at_once:
        raise QuotaExceeded("jobs-at-once", limit=allowance.jobs_at_once)
    if allowance.cooldown_seconds and usage.last_accepted_at is not None:
        ends_at = usage.last_accepted_at + timedelta(seconds=allowance.cooldown_seconds)
        if now < ends_at:
            raise QuotaExceeded("cooldown", ends_at=ends_at, seconds=allowance.cooldown_seconds)


def _judge_person(images: int, microusd: int, allowance: Allowance, usage: Usage) -> None:
    used_images = sum(spending.images for spending in usage.spendings)
    used_microusd = sum(spending.microusd for spending in usage.spendings)
    if allowance.images_per_day and used_images + images > allowance.images_per_day:
        over = used_images + images - allowance.images_per_day
        raise QuotaExceeded(
            "images-per-day",
            ends_at=_freed_at(usage.spendings, [s.images for s in usage.spendings], over),
            limit=allowance.images_per_day,
            left=max(0, allowance.images_per_day - used_images),
            asked=images,
        )
    if allowance.microusd_per_day and used_microusd + microusd > allowance.microusd_per_day:
        over = used_microusd + microusd - allowance.microusd_per_day
        raise QuotaExceeded(
            "usd-per-day",
            ends_at=_freed_at(usage.spendings, [s.microusd for s in usage.spendings], over),
            limit_microusd=allowance.microusd_per_day,
            left_microusd=max(0, allowance.microusd_per_day - used_microusd),
            asked_microusd=microusd,
        )


def _judge_purse(microusd: int, allowance: Allowance, usage: Usage, now: datetime) -> None:
    server, total = allowance.server_microusd_per_month, allowance.total_microusd_per_day
    if server and usage.server_microusd + microusd > server:
        raise QuotaExceeded(
            "server-per-month",
            ends_at=next_month_begins_at(now) if microusd <= server else None,
            limit_microusd=server,
            left_microusd=max(0, server - usage.server_microusd),
        )
    if total and usage.total_microusd + microusd > total:
        oldest = usage.total_oldest_at if microusd <= total else None
        raise QuotaExceeded(
            "total-per-day",
            ends_at=oldest + DAY if oldest else None,
            limit_microusd=total,
            left_microusd=max(0, total - usage.total_microusd),
        )


def _freed_at(spendings: Sequence[Spending], amounts: Sequence[int], over: int) -> datetime | None:
    """Return when the oldest spendings worth `over` have left the day (None: they never do)."""
    freed = 0
    for spending, amount in zip(spendings, amounts, strict=True):
        freed += amount
        if freed >= over:
            return spending.accepted_at + DAY
    return None
