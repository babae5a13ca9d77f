"""Whether somebody may ask for this, here: pauses, blocks, channels, models and options.

Pure. How much of it is `quota`'s; words and patterns are matched elsewhere, after this.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime

from bot.domain.errors import Blocked, InvalidRequest
from bot.domain.models import AUTO, Catalogue
from bot.domain.people import UsualOptions
from bot.domain.requests import ImageRequest
from bot.domain.rules import LowModeration, ServerRules, Standing

LOW = "low"
"""The API's word for moderating less."""


def permitted(
    request: ImageRequest,
    *,
    rules: Sequence[ServerRules],
    standing: Standing,
    channel_id: int,
    requester_id: int,
    catalogue: Catalogue,
    now: datetime,
) -> ImageRequest:
    """Return the request as the rules let it through: where nobody chose a quality, with the
    highest that is allowed.

    `rules` are the operator's, then those of the server, if it is in one. Raises Blocked
    (`paused`, `person`, `not-here`), InvalidRequest (`model-not-here`, `quality-not-here`,
    `count-not-here`, `low-not-here`, `low-only-age-restricted`).
    """
    _check_pause(rules, now)
    check_person(rules, requester_id, now=now)
    for each in rules:
        _check_place(each, (channel_id, *standing.place_ids))
    models = _models(rules, catalogue)
    if request.model not in models:
        raise InvalidRequest(
            "model-not-here", field="model", value=request.model, allowed=", ".join(models)
        )
    qualities = _qualities(rules, catalogue.get(request.model).qualities)
    if qualities and request.quality in (None, AUTO):
        request = replace(request, quality=qualities[-1])
    elif qualities and request.quality not in qualities:
        raise InvalidRequest(
            "quality-not-here",
            field="quality",
            value=str(request.quality),
            allowed=", ".join(qualities),
        )
    most = _most_count(rules)
    if most is not None and request.count > most:
        raise InvalidRequest("count-not-here", field="count", value=request.count, most=most)
    if request.moderation == LOW:
        _check_low(rules, standing)
    return request


def check_person(rules: Sequence[ServerRules], person_id: int, *, now: datetime) -> None:
    """Raise Blocked (`person`) where somebody is blocked by any of the rules at the moment."""
    for each in rules:
        block = each.blocks.get(person_id)
        if block is not None and block.is_in_force(now):
            raise Blocked("person", ends_at=block.ends_at, reason=block.reason)


def usual_here(
    usual: UsualOptions,
    request: ImageRequest,
    *,
    rules: Sequence[ServerRules],
    standing: Standing,
    catalogue: Catalogue,
) -> UsualOptions:
    """Return somebody's usual options without what `permitted` would refuse here.

    Where neither their model nor that of the request is allowed, it is one that is.
    """
    models = _models(rules, catalogue)
    wanted = (usual.model, request.model, *models)
    qualities = _qualities(rules, catalogue.union("qualities"))
    counts = [count for count in (usual.count, _most_count(rules)) if count is not None]
    low = usual.moderation
    try:
        _check_low(rules, standing)
    except InvalidRequest:
        low = None if low == LOW else low
    return replace(
        usual,
        model=next((model for model in wanted if model in models), None),
        quality=None if qualities and usual.quality not in qualities else usual.quality,
        count=None if usual.count is None else min(counts),
        moderation=low,
    )


def _check_pause(rules: Sequence[ServerRules], now: datetime) -> None:
    """Raise Blocked where nobody may ask at the moment."""
    for each in rules:
        if each.pause is not None and each.pause.is_in_force(now):
            raise Blocked("paused", ends_at=each.pause.ends_at, reason=each.pause.reason)


def _check_place(rules: ServerRules, place_ids: Sequence[int]) -> None:
    """Raise Blocked where the place is refused, or others are allowed; the nearest rule counts: the
    thread's before the channel's before the category's.
    """
    for place in place_ids:
        if place in rules.channels_refused:
            raise Blocked("not-here")
        if place in rules.channels_allowed:
            return
    if rules.channels_allowed:
        raise Blocked("not-here")


def _models(rules: Sequence[ServerRules], catalogue: Catalogue) -> list[str]:
    """Return the models that all rules allow, in the catalogue's order."""
    return [
        model.name
        for model in catalogue
        if all(not each.models or model.name in each.models for each in rules)
    ]


def _qualities(rules: Sequence[ServerRules], qualities: Sequence[str]) -> list[str]:
    """Return those up to the highest that all rules allow, lowest first; nothing where that is the
    highest there is anyway.
    """
    graded = [quality for quality in qualities if quality != AUTO]
    highest = [
        graded.index(each.highest_quality) for each in rules if each.highest_quality in graded
    ]
    allowed = graded[: min(highest, default=len(graded)) + 1]
    return allowed if allowed != graded else []


def _most_count(rules: Sequence[ServerRules]) -> int | None:
    """Return the most pictures at once that all rules allow; None where they say nothing."""
    return min((each.most_count for each in rules if each.most_count is not None), default=None)


def _check_low(rules: Sequence[ServerRules], standing: Standing) -> None:
    """Raise InvalidRequest where less moderation may not be asked for."""
    said = {each.low_moderation for each in rules}
    if LowModeration.NOWHERE in said:
        raise InvalidRequest("low-not-here", field="moderation")
    if LowModeration.AGE_RESTRICTED in said and not standing.is_age_restricted:
        raise InvalidRequest("low-only-age-restricted", field="moderation")
