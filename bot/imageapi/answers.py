"""One answer of the API as it came: status, JSON, the server's clock. Its meaning is for others."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from email.utils import parsedate_to_datetime

import aiohttp

MOST_ANSWER_BYTES = 4 * 1024 * 1024
"""The most bytes of one JSON answer; more is no answer."""

MOST_RETRY_AFTER_SECONDS = 86_400.0
"""The longest that we stay away because a server said so."""

_REPORTED_CHARS = 4_000


@dataclass(frozen=True, slots=True, kw_only=True)
class Answer:
    """An answer. `payload` is its JSON (None: it has none); `text` the first of it, for reports."""

    status: int
    payload: object
    text: str
    received_at: datetime
    server_date_at: datetime | None = None
    retry_after_seconds: float | None = None

    @property
    def is_ok(self) -> bool:
        """Tell whether the status is a success; the body may still say otherwise."""
        return 200 <= self.status < 300

    @property
    def skew(self) -> timedelta:
        """How far our clock is ahead of the server's."""
        return self.received_at - (self.server_date_at or self.received_at)


async def read_answer(response: aiohttp.ClientResponse, *, now: datetime) -> Answer:
    """Read the body up to the cap, and the headers that matter."""
    body = await _body_of(response)
    server_date_at = http_date(response.headers.get("Date", ""))
    return Answer(
        status=response.status,
        payload=None if body is None else _parsed(body),
        text="(too long)" if body is None else body.decode("utf-8", "replace")[:_REPORTED_CHARS],
        received_at=now,
        server_date_at=server_date_at,
        retry_after_seconds=_retry_after(response.headers, now=server_date_at or now),
    )


async def _body_of(response: aiohttp.ClientResponse) -> bytes | None:
    """Return the bytes, or None as soon as they are too many."""
    body = bytearray()
    async for chunk in response.content.iter_any():
        if len(body) + len(chunk) > MOST_ANSWER_BYTES:
            return None
        body += chunk
    return bytes(body)


def _parsed(body: bytes) -> object:
    try:
        return json.loads(body)
    except (ValueError, RecursionError):
        return None


def http_date(text: str) -> datetime | None:
    """Return the moment that an HTTP date names, in UTC, or None where it names none."""
    try:
        date = parsedate_to_datetime(text)
        return date.replace(tzinfo=UTC) if date.tzinfo is None else date.astimezone(UTC)
    except (ValueError, OverflowError):
        return None


def _retry_after(headers: Mapping[str, str], *, now: datetime) -> float | None:
    """Return the seconds of Retry-After, which may be a date by the server's own clock."""
    text = headers.get("Retry-After", "").strip()
    try:
        return sane_seconds(float(text))
    except ValueError:
        date = http_date(text)
    return None if date is None else sane_seconds(max(0.0, (date - now).total_seconds()))


def sane_seconds(seconds: float | None) -> float | None:
    """Return a time to stay away, a day at most, or None where it is not a time."""
    if seconds is None or not seconds >= 0:
        return None
    return min(seconds, MOST_RETRY_AFTER_SECONDS)
