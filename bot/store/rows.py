"""Rows to values and back. JSON that an older version wrote is read as far as it goes.

Absent keys take the value's default and unknown ones are left alone, so a new field of a request
needs no migration.
"""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import fields
from datetime import UTC, datetime
from typing import Any

from sqlalchemy import Row

from bot.domain.jobs import AnswerToken, Job, JobId, JobStatus, Move, NewJob, Origin
from bot.domain.outcomes import Failure, FailureReason, RemotePicture
from bot.domain.quota import Spending
from bot.domain.requests import ImageRequest, Mask, SourceImage
from bot.store.schema import FOREVER

_OPTIONS = ("size", "background", "moderation", "output_format", "compression")
"""The request's fields that are no columns of their own."""

_SOURCE_FIELDS = tuple(field.name for field in fields(SourceImage))


def job_from_row(row: Row[Any]) -> Job:
    """Return the job that a whole row of `job` holds."""
    return Job(
        id=JobId(row.id),
        status=JobStatus(row.status),
        request=request_from_row(row),
        requester_id=row.requester_id,
        origin=Origin(
            event_id=row.event_id,
            channel_id=row.channel_id,
            guild_id=row.guild_id,
            locale=row.locale,
            filesize_limit_bytes=row.filesize_limit_bytes,
        ),
        price_microusd=row.price_microusd,
        accepted_at=row.accepted_at,
        not_before=row.not_before,
        parent_id=None if row.parent_id is None else JobId(row.parent_id),
        prepared_until=row.prepared_until,
        attempts=row.attempts,
        remote_ids=tuple(json.loads(row.remote_ids)),
        running_at=row.running_at,
        next_poll_at=row.next_poll_at,
        polls=row.polls,
        estimated_seconds=row.estimated_seconds,
        ready_at=row.ready_at,
        pictures=_pictures_from(row.pictures),
        post_attempts=row.post_attempts,
        posting_began_at=row.posting_began_at,
        message_id=row.message_id,
        progress_message_id=row.progress_message_id,
        ended_at=row.ended_at,
        failure=None if row.failure is None else _failure_from(row.failure),
        notice_due=row.notice_due,
    )


def request_from_row(row: Row[Any]) -> ImageRequest:
    """Return what was asked for."""
    options = json.loads(row.options)
    references, mask = sources_from(row.sources)
    return ImageRequest(
        prompt=row.prompt,
        model=row.model,
        quality=row.quality,
        count=row.image_count,
        references=references,
        mask=mask,
        **{name: options.get(name) for name in _OPTIONS},
    )


def sources_from(text: str | None) -> tuple[tuple[SourceImage, ...], Mask | None]:
    """Return the references and the mask that a `sources` column holds."""
    if text is None:
        return (), None
    stored = json.loads(text)
    references = tuple(_source_from(source) for source in stored.get("references", ()))
    mask = stored.get("mask")
    return references, None if mask is None else Mask(source=_source_from(mask))


def request_columns(request: ImageRequest) -> dict[str, Any]:
    """Return the columns that hold a request."""
    options = {name: value for name in _OPTIONS if (value := getattr(request, name)) is not None}
    return {
        "prompt": request.prompt,
        "model": request.model,
        "quality": request.quality,
        "image_count": request.count,
        "options": _dumped(options),
        "sources": _sources_text(request),
    }


def new_job_columns(new: NewJob) -> dict[str, Any]:
    """Return the columns of a job at its acceptance; without pictures it is prepared for ever."""
    return {
        "id": new.id,
        "status": JobStatus.ACCEPTED,
        "event_id": new.origin.event_id,
        "requester_id": new.requester_id,
        "channel_id": new.origin.channel_id,
        "guild_id": new.origin.guild_id,
        "locale": new.origin.locale,
        "filesize_limit_bytes": new.origin.filesize_limit_bytes,
        "progress_message_id": new.progress_message_id,
        "parent_id": new.parent_id,
        "price_microusd": new.price_microusd,
        "accepted_at": new.accepted_at,
        "not_before": new.accepted_at,
        "prepared_until": None if new.request.sources else FOREVER,
        **request_columns(new.request),
    }


def remote_ids_text(remote_ids: Sequence[str]) -> str:
    """Return upstream's task ids as they are stored."""
    return _dumped(list(remote_ids))


def pictures_text(pictures: Sequence[RemotePicture]) -> str:
    """Return the results' addresses as they are stored."""
    return _dumped(
        [{"url": picture.url, "expires_at": _time_text(picture.expires_at)} for picture in pictures]
    )


def failure_text(failure: Failure) -> str:
    """Return the reason of a failure as it is stored."""
    return _dumped({"reason": failure.reason, "detail": failure.detail, "field": failure.field})


def move_from_row(row: Row[Any]) -> Move:
    """Return one line of a job's history."""
    return Move(
        job_id=JobId(row.job_id),
        was=None if row.was is None else JobStatus(row.was),
        became=JobStatus(row.became),
        moved_at=row.moved_at,
        note=row.note,
    )


def token_from_row(row: Row[Any]) -> AnswerToken:
    """Return the secret of an interaction."""
    return AnswerToken(
        application_id=row.application_id, token=row.token, expires_at=row.expires_at
    )


def token_columns(job_id: JobId, token: AnswerToken) -> dict[str, Any]:
    """Return the columns of `answer_token`."""
    return {
        "job_id": job_id,
        "application_id": token.application_id,
        "token": token.token,
        "expires_at": token.expires_at,
    }


def spending_from_row(row: Row[Any]) -> Spending:
    """Return what one job counts against its requester."""
    return Spending(accepted_at=row.accepted_at, images=row.images, microusd=row.price_microusd)


def _sources_text(request: ImageRequest) -> str | None:
    if not request.sources:
        return None
    stored: dict[str, Any] = {"references": [_source_dict(s) for s in request.references]}
    if request.mask is not None:
        stored["mask"] = _source_dict(request.mask.source)
    return _dumped(stored)


def _source_dict(source: SourceImage) -> dict[str, Any]:
    stored = {
        name: value for name in _SOURCE_FIELDS if (value := getattr(source, name)) is not None
    }
    if source.reachable_until is not None:
        stored["reachable_until"] = _time_text(source.reachable_until)
    return stored


def _source_from(stored: dict[str, Any]) -> SourceImage:
    known = {name: stored[name] for name in _SOURCE_FIELDS if name in stored}
    if "reachable_until" in known:
        known["reachable_until"] = datetime.fromisoformat(known["reachable_until"])
    return SourceImage(**known)


def _pictures_from(text: str) -> tuple[RemotePicture, ...]:
    return tuple(
        RemotePicture(url=stored["url"], expires_at=_time_from(stored.get("expires_at")))
        for stored in json.loads(text)
    )


def _failure_from(text: str) -> Failure:
    stored = json.loads(text)
    return Failure(
        reason=FailureReason(stored["reason"]),
        detail=stored.get("detail", ""),
        field=stored.get("field", ""),
    )


def _time_text(moment: datetime | None) -> str | None:
    return None if moment is None else moment.astimezone(UTC).isoformat()


def _time_from(text: str | None) -> datetime | None:
    return None if text is None else datetime.fromisoformat(text)


def _dumped(value: object) -> str:
    return json.dumps(value, ensure_ascii=False, separators=(",", ":"))
