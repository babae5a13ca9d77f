"""Rows to values and back. JSON that an older version wrote is read as far as it goes.

Absent keys take the value's default and unknown ones are left alone, so a new field of a request
needs no migration.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import asdict, fields
from datetime import UTC, datetime
from typing import Any

from sqlalchemy import Row

from bot.domain.drafts import Draft, DraftId, DraftKind, MaskReading, TrayPicture
from bot.domain.fairness import Waiting
from bot.domain.jobs import (
    AnswerToken,
    Draw,
    Job,
    JobId,
    JobStatus,
    Left,
    Move,
    NewJob,
    Origin,
)
from bot.domain.outcomes import Failure, FailureReason, RemotePicture
from bot.domain.quota import Spending, Verdict
from bot.domain.reports import ReportRow
from bot.domain.requests import ImageRequest, Mask, SourceImage
from bot.store.documents import standing_from, standing_text
from bot.store.schema import FOREVER

_OPTIONS = ("size", "background", "moderation", "output_format", "compression")
"""The request's fields that are no columns of their own."""

_SOURCE_FIELDS = tuple(field.name for field in fields(SourceImage))

_PLAIN_FIELDS = tuple(
    field.name for field in fields(ImageRequest) if field.name not in ("references", "mask")
)
"""The request's fields that are JSON as they are."""


def job_from_row(row: Row[Any]) -> Job:
    """Return the job that a whole row of `job` holds."""
    return Job(
        id=JobId(row.id),
        status=JobStatus(row.status),
        request=request_from_row(row),
        requester_id=row.requester_id,
        origin=_origin_from(row),
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
        weight=row.weight,
        is_private=row.is_private,
        is_spoiler=row.is_spoiler,
        left=None if row.allowance_left is None else _left_from(row.allowance_left),
        is_forgotten=row.is_forgotten,
    )


def waiting_from_row(row: Row[Any], *, may_go: bool) -> Waiting:
    """Return a job's place in the queue."""
    return Waiting(
        job_id=JobId(row.id),
        guild_id=row.guild_id,
        requester_id=row.requester_id,
        number=row.number,
        weight=row.weight,
        may_go=may_go,
        model=row.model,
        quality=row.quality,
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
    return _sources_from(json.loads(text))


def picture_hashes(sources: Iterable[SourceImage]) -> Iterator[str]:
    """Yield the SHA-256 of pictures, and of what is sent in their place."""
    for source in sources:
        yield from (sha for sha in (source.sha256, source.sent_sha256) if sha is not None)


def request_columns(request: ImageRequest) -> dict[str, Any]:
    """Return the columns that hold a request."""
    options = {name: value for name in _OPTIONS if (value := getattr(request, name)) is not None}
    return {
        "prompt": request.prompt,
        "model": request.model,
        "quality": request.quality,
        "image_count": request.count,
        "options": _dumped(options),
        "sources": _dumped(_sources_dict(request)) if request.sources else None,
    }


def new_job_columns(new: NewJob, verdict: Verdict) -> dict[str, Any]:
    """Return the columns of a job at its acceptance; without pictures it is prepared for ever."""
    return {
        "id": new.id,
        "status": JobStatus.ACCEPTED,
        "requester_id": new.requester_id,
        "progress_message_id": new.progress_message_id,
        "parent_id": new.parent_id,
        "draft_id": new.draft_id,
        "price_microusd": new.price_microusd,
        "accepted_at": new.accepted_at,
        "not_before": new.accepted_at,
        "prepared_until": None if new.request.sources else FOREVER,
        "weight": new.weight,
        "is_private": new.is_private,
        "is_spoiler": new.is_spoiler,
        **verdict_columns(verdict),
        **_origin_columns(new.origin),
        **request_columns(new.request),
    }


def verdict_columns(verdict: Verdict) -> dict[str, Any]:
    """Return what a job keeps of its verdict."""
    return {
        "draws": draws_text(verdict.draws),
        "allowance_left": _dumped(asdict(verdict.left)),
    }


def draft_from_row(row: Row[Any]) -> Draft:
    """Return the draft that a row of `draft` holds, with its job and its secret beside it."""
    token = None
    if row.token is not None:
        token = AnswerToken(
            application_id=row.application_id, token=row.token, expires_at=row.token_expires_at
        )
    return Draft(
        id=DraftId(row.id),
        kind=DraftKind(row.kind),
        requester_id=row.requester_id,
        origin=_origin_from(row),
        request=request_from_text(row.request),
        began_at=row.began_at,
        expires_at=row.expires_at,
        parent_id=None if row.parent_id is None else JobId(row.parent_id),
        reading=None if row.reading is None else MaskReading(row.reading),
        covered=row.covered,
        cells=tuple(json.loads(row.cells)),
        answer_message_id=row.answer_message_id,
        choice_count=row.choice_count,
        standing=standing_from(row.standing),
        answer_token=token,
        job_id=None if row.job_id is None else JobId(row.job_id),
    )


def new_draft_columns(draft: Draft) -> dict[str, Any]:
    """Return the columns of a draft that is new; its secret goes elsewhere."""
    return {
        "id": draft.id,
        "requester_id": draft.requester_id,
        "parent_id": draft.parent_id,
        "answer_message_id": draft.answer_message_id,
        "began_at": draft.began_at,
        "expires_at": draft.expires_at,
        "standing": standing_text(draft.standing),
        **_origin_columns(draft.origin),
        **draft_changes(draft),
    }


def draft_changes(draft: Draft) -> dict[str, Any]:
    """Return the columns of a draft that change."""
    return {
        "kind": draft.kind,
        "request": _request_text(draft.request),
        "reading": draft.reading,
        "covered": draft.covered,
        "cells": _dumped(list(draft.cells)),
        "choice_count": draft.choice_count,
    }


def request_from_text(text: str) -> ImageRequest:
    """Return the request that a `request` column holds."""
    stored = json.loads(text)
    references, mask = _sources_from(stored)
    known = {name: stored[name] for name in _PLAIN_FIELDS if name in stored}
    return ImageRequest(references=references, mask=mask, **known)


def tray_picture_from_row(row: Row[Any], *, place: int) -> TrayPicture:
    """Return a picture of a tray, at its place there."""
    return TrayPicture(
        number=place, source=_source_from(json.loads(row.source)), expires_at=row.expires_at
    )


def tray_picture_columns(
    requester_id: int, source: SourceImage, *, expires_at: datetime
) -> dict[str, Any]:
    """Return the columns of a picture on somebody's tray."""
    return {
        "requester_id": requester_id,
        "sha256": source.sha256,
        "source": _dumped(_source_dict(source)),
        "expires_at": expires_at,
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


def draws_text(draws: Sequence[Draw]) -> str | None:
    """Return what grants bear as it is stored; None where they bear nothing."""
    return _dumped([asdict(draw) for draw in draws]) if draws else None


def draws_from(text: str | None) -> tuple[Draw, ...]:
    """Return what grants bear."""
    if text is None:
        return ()
    return tuple(Draw(**_known(Draw, stored)) for stored in json.loads(text))


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


def token_columns(token: AnswerToken) -> dict[str, Any]:
    """Return the columns of a secret, but for whose it is."""
    return {
        "application_id": token.application_id,
        "token": token.token,
        "expires_at": token.expires_at,
    }


def spending_from_row(row: Row[Any], *, guild_id: int | None) -> Spending:
    """Return what one job counts against its requester, seen from a server."""
    return Spending(
        accepted_at=row.at,
        images=row.images,
        microusd=row.price_microusd,
        is_here=row.guild_id == guild_id,
        is_held=bool(row.is_held),
        draws=draws_from(row.draws),
    )


def report_from_row(row: Row[Any]) -> ReportRow:
    """Return one line of a report."""
    return ReportRow(
        day=row.day.date(),
        guild_id=row.guild_id,
        requester_id=row.requester_id,
        model=row.model,
        jobs=row.jobs,
        # PostgreSQL adds up to a Decimal.
        failed=int(row.failed),
        pictures=int(row.pictures),
        microusd=int(row.microusd),
    )


def _origin_from(row: Row[Any]) -> Origin:
    return Origin(**{field.name: getattr(row, field.name) for field in fields(Origin)})


def _origin_columns(origin: Origin) -> dict[str, Any]:
    return {field.name: getattr(origin, field.name) for field in fields(Origin)}


def _request_text(request: ImageRequest) -> str:
    plain = {name: v for name in _PLAIN_FIELDS if (v := getattr(request, name)) is not None}
    # Nobody has checked it yet: whatever is in it comes back, halves of surrogate pairs too.
    return json.dumps({**plain, **_sources_dict(request)})


def _sources_dict(request: ImageRequest) -> dict[str, Any]:
    stored: dict[str, Any] = {"references": [_source_dict(s) for s in request.references]}
    if request.mask is not None:
        stored["mask"] = {
            **_source_dict(request.mask.source),
            "is_exact": request.mask.is_exact,
        }
    return stored


def _sources_from(stored: dict[str, Any]) -> tuple[tuple[SourceImage, ...], Mask | None]:
    references = tuple(_source_from(source) for source in stored.get("references", ()))
    mask = stored.get("mask")
    if mask is None:
        return references, None
    return references, Mask(source=_source_from(mask), is_exact=mask.get("is_exact", True))


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


def _left_from(text: str) -> Left:
    return Left(**_known(Left, json.loads(text)))


def _known(kind: type[Any], stored: dict[str, Any]) -> dict[str, Any]:
    return {each.name: stored[each.name] for each in fields(kind) if each.name in stored}


def _time_text(moment: datetime | None) -> str | None:
    return None if moment is None else moment.astimezone(UTC).isoformat()


def _time_from(text: str | None) -> datetime | None:
    return None if text is None else datetime.fromisoformat(text)


def _dumped(value: object) -> str:
    return json.dumps(value, ensure_ascii=False, separators=(",", ":"))
