"""Our words to the API's JSON and back: requests, task ids, outcomes, uploads, balances.

Pure functions; arbitrary JSON raises `ApiProtocolError` at most. What a refusal means is left to
`bot.imageapi.failures`.
"""

from __future__ import annotations

from collections.abc import Iterable
from datetime import UTC, datetime, timedelta
from itertools import islice

from bot.domain.errors import ApiProtocolError
from bot.domain.models import Catalogue
from bot.domain.outcomes import (
    MOST_PICTURES,
    Balance,
    Failure,
    FailureReason,
    RemoteOutcome,
    RemotePicture,
    RemoteState,
)
from bot.domain.requests import ImageRequest, SourceImage, clamp_count
from bot.engine.ports import Uploaded
from bot.imageapi import sentences
from bot.imageapi.answers import Answer
from bot.imageapi.failures import Clean, complaint_in
from bot.imageapi.wire import Accepted, Submission, Task, TokenBalance, Upload

UPLOAD_LIFE = timedelta(hours=72)
"""How long an uploaded picture is kept (docs.apimart.ai, uploads/images)."""

MOST_ESTIMATED_SECONDS = 3_600.0
"""An estimate beyond an hour is not believed."""

MOST_TASKS = 10
"""The most tasks of one submission that we ask after: it makes at most four pictures."""

MOST_COST_USD = 1_000.0
"""A cost beyond this is not believed either."""

_STATES = {
    **dict.fromkeys(("completed", "complete", "succeeded", "success"), RemoteState.FINISHED),
    **dict.fromkeys(("failed", "failure", "error", "expired"), RemoteState.FAILED),
    **dict.fromkeys(("cancelled", "canceled"), RemoteState.CANCELLED),
}
"""The words that end a task, with those of the API's siblings. All others mean: wait."""

_MOST_SECONDS_SINCE_1970 = datetime(9999, 1, 1, tzinfo=UTC).timestamp()


def submission(request: ImageRequest, catalogue: Catalogue) -> Submission:
    """Return the body to send. Raises InvalidRequest for a model that is not on offer.

    Raises ValueError where a source has no `reachable_url` yet, which is a mistake of ours.
    """
    model = catalogue.get(request.model)
    return Submission(
        model=request.model,
        prompt=request.prompt,
        size=request.size if request.size is not None else model.default_size,
        n=clamp_count(request.count, model.max_count),
        quality=request.quality,
        background=request.background,
        moderation=request.moderation,
        output_format=request.output_format,
        output_compression=request.compression,
        image_urls=[_reachable(source) for source in request.references] or None,
        mask_url=_reachable(request.mask.source) if request.mask is not None else None,
    )


def _reachable(source: SourceImage) -> str:
    if source.reachable_url is None:
        raise ValueError(f"{source.name} is not reachable for the API yet")
    return source.reachable_url


def is_task_id(text: str) -> bool:
    """Tell whether it can be kept, and asked after in a path: an id is opaque, but not anything."""
    return bool(text) and text.isprintable() and text not in (".", "..")


def task_ids(payload: object) -> tuple[str, ...]:
    """Return the ids in an answer to a submission, each once, in order; none if it names none."""
    if not isinstance(payload, dict):
        return ()
    data = payload.get("data")
    entries: Iterable[object] = data if isinstance(data, list) else [data]
    if data is None and complaint_in(payload, failed=False) is None:
        entries = [payload]
    accepted = [
        Accepted.model_validate(entry)
        for entry in islice(entries, MOST_TASKS)
        if isinstance(entry, dict)
    ]
    ids = (entry.task_id or entry.id for entry in accepted)
    return tuple(dict.fromkeys(remote_id for remote_id in ids if is_task_id(remote_id)))


def task_in(payload: object) -> Task | None:
    """Return the task that an answer holds, or None: a task is what has a status in words."""
    if not isinstance(payload, dict):
        return None
    data = payload.get("data")
    entries: Iterable[object] = data if isinstance(data, list) else [data or payload]
    for entry in entries:
        if isinstance(entry, dict) and isinstance(entry.get("status"), str):
            return Task.model_validate(entry)
    return None


def outcome(task: Task, *, skew: timedelta, clean: Clean) -> RemoteOutcome:
    """Return what the task says. `skew`: how far our clock is ahead of the server's."""
    state = _STATES.get(task.status.strip().lower(), RemoteState.WAITING)
    if state is RemoteState.WAITING:
        return RemoteOutcome(state=state, estimated_seconds=_estimate(task.estimated_time))
    if state is RemoteState.FINISHED:
        return RemoteOutcome(
            state=state,
            pictures=_pictures(task, skew=skew),
            cost_microusd=_cost_microusd(task.cost),
        )
    return RemoteOutcome(state=state, failure=_failure(task, state, clean))


def _estimate(seconds: float | None) -> float | None:
    if seconds is None or not 0 < seconds <= MOST_ESTIMATED_SECONDS:
        return None
    return seconds


def _cost_microusd(usd: float | None) -> int | None:
    """Return the cost in micro-dollars; None where it is not told.

    Zero counts as not told: pictures that were made are charged for, and a field that nobody filled
    in must not make them free for the quota.
    """
    if usd is None or not 0 <= usd <= MOST_COST_USD:
        return None
    return round(usd * 1_000_000) or None


def _pictures(task: Task, *, skew: timedelta) -> tuple[RemotePicture, ...]:
    """Return all pictures of all entries, each address once, in order."""
    found: dict[str, RemotePicture] = {}
    for image in task.result.images if task.result is not None else ():
        expires_at = _local_time(image.expires_at, skew=skew)
        for url in filter(_is_link, image.url):
            found.setdefault(url, RemotePicture(url=url, expires_at=expires_at))
    return tuple(islice(found.values(), MOST_PICTURES))


def _is_link(url: str) -> bool:
    return url.lower().startswith(("http://", "https://")) and url.isprintable()


def _local_time(seconds: float | None, *, skew: timedelta) -> datetime | None:
    """Return the moment by our clock of a moment in the server's Unix seconds."""
    if seconds is None or not 0 < seconds < _MOST_SECONDS_SINCE_1970:
        return None
    try:
        return datetime.fromtimestamp(seconds, UTC) + skew
    except OverflowError:
        return None


def _failure(task: Task, state: RemoteState, clean: Clean) -> Failure:
    error = task.error
    code = error.code if error is not None else ""
    message = (error.message if error is not None else "") or task.fail_reason
    details = error.moderation_details if error is not None else None
    said = sentences.with_categories(
        sentences.without_prefix(message), details.categories if details is not None else []
    )
    if state is RemoteState.CANCELLED:
        reason = FailureReason.UPSTREAM_CANCELLED
    elif details is not None or sentences.is_moderated(code, message):
        reason = FailureReason.MODERATED
    else:
        reason = FailureReason.UPSTREAM_FAILED
    return Failure(reason=reason, detail=clean(said))


def uploaded(answer: Answer) -> Uploaded | None:
    """Return where an upload can be fetched, and until when, or None if the answer does not say."""
    upload = Upload.model_validate(_body_or_data(answer.payload))
    if not _is_link(upload.url):
        return None
    return Uploaded(url=upload.url, expires_at=answer.received_at + UPLOAD_LIFE)


def balance(payload: object) -> Balance:
    """Return what is left on the key (-1: no limit); raise ApiProtocolError if it is not said."""
    said = TokenBalance.model_validate(_body_or_data(payload))
    if said.unlimited_quota or said.remain_balance == -1:
        return Balance(remaining=None, used=said.used_balance, unlimited=True)
    if said.remain_balance is None:
        raise ApiProtocolError("the answer holds no balance")
    return Balance(remaining=said.remain_balance, used=said.used_balance)


def _body_or_data(payload: object) -> dict[str, object]:
    """Return the object that holds the fields: flat as documented, or wrapped in `data`."""
    if not isinstance(payload, dict):
        return {}
    data = payload.get("data")
    return data if isinstance(data, dict) else payload
