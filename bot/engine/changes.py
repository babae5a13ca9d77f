"""Changes of the rules, and how they read in the audit log: the values of a line, old and new.

A value that nobody has laid down is `unset`, one without limit `none`, one that stays as it was
`kept`; a moment that never comes is `none`. The sentences know these words.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import replace
from datetime import datetime

from bot.domain.rules import GalleryRule, PersonLimits, ServerRules, StrikeRule
from bot.engine import bounds

Values = Mapping[str, str | int]


def limits_of(rules: ServerRules, role_id: int | None, person_id: int | None) -> PersonLimits:
    """Return what is laid down for a role or a person; for everybody, where neither is named."""
    if role_id is not None:
        return rules.role_limits.get(role_id, PersonLimits())
    if person_id is not None:
        return rules.person_limits.get(person_id, PersonLimits())
    return rules.limits


def with_limits(
    rules: ServerRules, role_id: int | None, person_id: int | None, limits: PersonLimits
) -> ServerRules:
    """Return the rules with these limits for those; raises InvalidRequest where it is full."""
    if role_id is not None:
        return replace(rules, role_limits=_put("role", rules.role_limits, role_id, limits))
    if person_id is not None:
        return replace(rules, person_limits=_put("member", rules.person_limits, person_id, limits))
    return replace(rules, limits=limits)


def _put(
    field: str, there: Mapping[int, PersonLimits], whose: int, limits: PersonLimits
) -> Mapping[int, PersonLimits]:
    others = {each: its for each, its in there.items() if each != whose}
    if limits.is_empty:
        return others
    bounds.room(field, others)
    return {**others, whose: limits}


def until(ends_at: datetime | None) -> Values:
    """Return when it ends: `ends_at` becomes `ends` where it is said."""
    return {"ends": "none"} if ends_at is None else {"ends_at": ends_at.isoformat()}


def limits(old: PersonLimits, new: PersonLimits) -> Values:
    """Return each limit, kept or changed."""
    return {
        **_compared("images", old.images_per_day, new.images_per_day),
        **_compared("usd", old.microusd_per_day, new.microusd_per_day, is_money=True),
        **_compared("jobs", old.jobs_at_once, new.jobs_at_once),
        **_compared("seconds", old.cooldown_seconds, new.cooldown_seconds),
        **_compared("weight", old.weight, new.weight),
    }


def budget(old: int | None, new: int | None) -> Values:
    """Return the budgets in micro-dollars, whether or not they differ."""
    return {**_said("budget_was", old, is_money=True), **_said("budget", new, is_money=True)}


def grant(images: int, microusd: int, expires_at: datetime, note: str) -> Values:
    """Return what was granted."""
    usd: Values = {"usd_microusd": microusd} if microusd else {"usd": "none"}
    return {"images": images, **usd, "ends_at": expires_at.isoformat(), "note": note}


def models(old: Collection[str], new: Collection[str]) -> Values:
    """Return the models by their names."""
    return {
        "models_was": ", ".join(sorted(old)) or "none",
        "models": ", ".join(sorted(new)) or "none",
    }


def options(old: ServerRules, new: ServerRules) -> Values:
    """Return each option, kept or changed."""
    return {
        **_compared("quality", old.highest_quality, new.highest_quality),
        **_compared("count", old.most_count, new.most_count),
        **_compared("low", old.low_moderation.value, new.low_moderation.value),
        **_compared("spoilers", _yes_or_no(old.posts_spoilers), _yes_or_no(new.posts_spoilers)),
    }


def gallery(old: GalleryRule, new: GalleryRule) -> Values:
    """Return where pictures went before, and how slowly they go now."""
    return {**channel(old.channel_id), "seconds": new.seconds_between}


def channel(old_id: int | None) -> Values:
    """Return which channel it was before: its id as text, for a mention."""
    return {"channel_was": "none" if old_id is None else str(old_id)}


def strikes(old: StrikeRule | None, new: StrikeRule) -> Values:
    """Return the rule, and of the old one how many refusals it allowed."""
    return {
        **_said("refusals_was", None if old is None else old.refusals),
        **_said("refusals", new.refusals),
        "window": new.window_seconds // 60,
        "pause": new.pause_seconds // 60,
    }


def _yes_or_no(is_so: bool) -> str:
    return "yes" if is_so else "no"


def _compared(
    name: str, old: str | int | None, new: str | int | None, *, is_money: bool = False
) -> Values:
    if old == new:
        return {f"{name}_was": "kept", name: "kept"}
    return {**_said(f"{name}_was", old, is_money=is_money), **_said(name, new, is_money=is_money)}


def _said(name: str, value: str | int | None, *, is_money: bool = False) -> Values:
    if value is None:
        return {name: "unset"}
    if value == 0:
        return {name: "none"}
    return {f"{name}_microusd" if is_money else name: value}
