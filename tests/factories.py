"""Builders of values for tests: complete and valid, where a test says only what it is about."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from itertools import count
from typing import Any

from bot.domain.drafts import DRAFT_LIVES, Draft, DraftId, DraftKind
from bot.domain.jobs import AnswerToken, JobId, NewJob, Origin
from bot.domain.requests import ImageRequest, Mask, SourceImage
from bot.domain.sharing import Share

NOON = datetime(2026, 5, 15, 12, 0, tzinfo=UTC)
"""The moment at which tests happen."""

ALICE = 11
BOB = 12
GUILD = 21
CHANNEL = 31
GALLERY = 32

_numbers = count(1)


def image_request(**fields: Any) -> ImageRequest:
    """Return a request for one square picture of a lighthouse."""
    usual: dict[str, Any] = {
        "prompt": "a lighthouse",
        "model": "gpt-image-1.5-official",
        "size": "1:1",
    }
    return ImageRequest(**usual | fields)


def source_image(**fields: Any) -> SourceImage:
    """Return a picture that somebody attached, as Discord describes it: nothing fetched yet."""
    usual: dict[str, Any] = {
        "name": "image1",
        "url": "https://cdn.discordapp.com/attachments/1/2/lake.png?ex=1&is=2&hm=3",
        "filename": "lake.png",
        "size_bytes": 1234,
        "width": 640,
        "height": 480,
    }
    return SourceImage(**usual | fields)


def mask(**fields: Any) -> Mask:
    """Return a mask, as Discord describes it."""
    usual: dict[str, Any] = {"name": "mask", "filename": "mask.png"}
    return Mask(source=source_image(**usual | fields))


def origin(**fields: Any) -> Origin:
    """Return a place in a server, from an event of its own."""
    usual: dict[str, Any] = {
        "event_id": 10**17 + next(_numbers),
        "channel_id": CHANNEL,
        "guild_id": GUILD,
        "locale": "en-GB",
        "filesize_limit_bytes": 10 * 1024 * 1024,
    }
    return Origin(**usual | fields)


def answer_token(**fields: Any) -> AnswerToken:
    """Return an interaction's secret that ends fifteen minutes after noon."""
    usual: dict[str, Any] = {
        "application_id": 41,
        "token": "aW50ZXJhY3Rpb24",
        "expires_at": NOON + timedelta(minutes=15),
    }
    return AnswerToken(**usual | fields)


def new_job(**fields: Any) -> NewJob:
    """Return a job of Alice's to accept at noon, with an id and an event of its own.

    Fields of an origin (`guild_id`, `event_id`, ...) go to its origin, those of a request
    (`prompt`, `count`, `references`, ...) to its request; `origin` and `request` replace either as
    a whole.
    """
    of_origin = {name: fields.pop(name) for name in Origin.__dataclass_fields__ if name in fields}
    of_request = {
        name: fields.pop(name) for name in ImageRequest.__dataclass_fields__ if name in fields
    }
    usual: dict[str, Any] = {
        "id": JobId(f"{next(_numbers):012d}"),
        "request": image_request(**of_request),
        "requester_id": ALICE,
        "origin": origin(**of_origin),
        "price_microusd": 40_000,
        "accepted_at": NOON,
    }
    return NewJob(**usual | fields)


def new_draft(**fields: Any) -> Draft:
    """Return a draft of Alice's, begun at noon, that a mask of one picture is still missing from.

    Fields of an origin and of a request go there, as those of `new_job` do.
    """
    of_origin = {name: fields.pop(name) for name in Origin.__dataclass_fields__ if name in fields}
    of_request = {
        name: fields.pop(name) for name in ImageRequest.__dataclass_fields__ if name in fields
    }
    usual: dict[str, Any] = {
        "id": DraftId(f"{next(_numbers):012d}"),
        "kind": DraftKind.MASK,
        "requester_id": ALICE,
        "origin": origin(**of_origin),
        "request": image_request(**{"references": (source_image(),)} | of_request),
        "began_at": NOON,
        "expires_at": NOON + DRAFT_LIVES,
    }
    return Draft(**usual | fields)


def new_share(**fields: Any) -> Share:
    """Return Alice's wish, at noon, to see the first picture of a job in the gallery."""
    usual: dict[str, Any] = {
        "id": f"{next(_numbers):012d}",
        "job_id": JobId("nobody000000"),
        "picture": 1,
        "maker_id": ALICE,
        "guild_id": GUILD,
        "channel_id": GALLERY,
        "asked_at": NOON,
        "due_at": NOON,
        "locale": "en-GB",
        "url": "https://cdn.discordapp.com/attachments/1/3/lighthouse.png?ex=1&is=2&hm=3",
    }
    return Share(**usual | fields)
