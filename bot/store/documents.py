"""Small values that are stored as one JSON text each: servers' rules, usual options, a standing.

What another version wrote is read as far as it goes: unknown keys are left alone, and absent ones
take the value's default, so that a new field needs no migration. Moments are ISO 8601 in UTC, and
ids that are keys are text, as JSON wants them.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping
from dataclasses import fields, is_dataclass
from datetime import UTC, datetime
from typing import Any, TypeVar

from bot.domain.people import UsualOptions
from bot.domain.rules import (
    Block,
    GalleryRule,
    Grant,
    LowModeration,
    PersonLimits,
    ServerRules,
    Standing,
    StrikeRule,
)

_Value = TypeVar("_Value")

_NOTHING_SAID = ServerRules()


def rules_text(rules: ServerRules) -> str:
    """Return what is laid down as it is stored; the weight has a column of its own."""
    said = {
        each.name: _stored(value)
        for each in fields(ServerRules)
        if each.name != "weight"
        and (value := getattr(rules, each.name)) != getattr(_NOTHING_SAID, each.name)
    }
    return _dumped(said)


def rules_from(text: str, *, weight: int) -> ServerRules:
    """Return what is laid down in a document."""
    said = json.loads(text)
    known = {name: read(said[name]) for name, read in _RULES.items() if name in said}
    return ServerRules(weight=weight, **known)


def usual_text(usual: UsualOptions) -> str:
    """Return somebody's usual options as they are stored."""
    return _dumped(_stored(usual))


def usual_from(text: str) -> UsualOptions:
    """Return somebody's usual options."""
    return _made(UsualOptions, json.loads(text))


def standing_text(standing: Standing) -> str:
    """Return what a person is at a place as it is stored."""
    return _dumped(_stored(standing))


def standing_from(text: str) -> Standing:
    """Return what a person is at a place."""
    return _made(Standing, json.loads(text))


def _stored(value: object) -> object:
    """Return the value as JSON can say it, without what is not said (None)."""
    if is_dataclass(value):
        named = ((each.name, getattr(value, each.name)) for each in fields(value))
        return {name: _stored(said) for name, said in named if said is not None}
    if isinstance(value, Mapping):
        return {str(key): _stored(said) for key, said in value.items()}
    if isinstance(value, datetime):
        return value.astimezone(UTC).isoformat()
    if isinstance(value, frozenset):
        return sorted(value)
    if isinstance(value, tuple):
        return [_stored(said) for said in value]
    return value


def _made(kind: Callable[..., _Value], stored: Mapping[str, Any]) -> _Value:
    """Make a value of plain fields, moments (`…_at`) and tuples out of what is known of it."""
    names = {each.name for each in fields(kind)}  # type: ignore[arg-type]
    return kind(**{name: _plain(name, said) for name, said in stored.items() if name in names})


def _plain(name: str, said: object) -> object:
    if name.endswith("_at"):
        return datetime.fromisoformat(str(said))
    return tuple(said) if isinstance(said, list) else said


def _a(kind: Callable[..., _Value]) -> Callable[[Any], _Value]:
    return lambda stored: _made(kind, stored)


def _by_id(read: Callable[[Any], _Value]) -> Callable[[Any], dict[int, _Value]]:
    return lambda stored: {int(key): read(said) for key, said in stored.items()}


def _as_it_is(said: _Value) -> _Value:
    return said


_RULES: Mapping[str, Callable[..., Any]] = {
    "limits": _a(PersonLimits),
    "role_limits": _by_id(_a(PersonLimits)),
    "person_limits": _by_id(_a(PersonLimits)),
    "budget_microusd_per_month": _as_it_is,
    "ceiling_microusd_per_month": _as_it_is,
    "channels_allowed": frozenset,
    "channels_refused": frozenset,
    "models": frozenset,
    "highest_quality": _as_it_is,
    "most_count": _as_it_is,
    "low_moderation": LowModeration,
    "posts_spoilers": _as_it_is,
    "words": tuple,
    "patterns": tuple,
    "blocks": _by_id(_a(Block)),
    "grants": lambda stored: tuple(_made(Grant, each) for each in stored),
    "strikes": _a(StrikeRule),
    "pardoned_at": _by_id(datetime.fromisoformat),
    "gallery": _a(GalleryRule),
    "log_channel_id": _as_it_is,
    "pause": _a(Block),
}
"""How each field of the rules is read."""


def _dumped(value: object) -> str:
    # Escaped, since halves of surrogate pairs may be among what people write.
    return json.dumps(value, separators=(",", ":"))
