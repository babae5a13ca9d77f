"""What may be laid down at all: each value looked at by itself, and refused with the bounds of it.

Every function returns what is to be kept, or raises `InvalidRequest` that names the option.
"""

from __future__ import annotations

import unicodedata
from collections.abc import Sequence, Sized
from datetime import datetime, timedelta

from bot.domain.errors import InvalidRequest
from bot.domain.rules import (
    MOST_IMAGES,
    MOST_MICROUSD,
    MOST_PATTERN_CHARS,
    MOST_REASON_CHARS,
    MOST_SECONDS,
    MOST_WEIGHT,
    PersonLimits,
    StrikeRule,
)

MOST_ENTRIES = 1000
"""How many roles, people, channels, blocks or grants the rules of one server hold."""

MOST_JOBS_AT_ONCE = 1000

MOST_STRIKES = 100

MOST_SECONDS_BETWEEN = 24 * 3600
"""The slowest drip of a gallery: one picture a day."""

MOST_DAYS = MOST_SECONDS // 86_400
MOST_HOURS = MOST_SECONDS // 3600
"""The longest report, and the furthest end of anything that ends."""

MOST_REMOTE_ID_CHARS = 200


def number(field: str, value: int, *, least: int = 0, most: int) -> int:
    """Return a number that lies between these."""
    if not least <= value <= most:
        raise InvalidRequest("range", field=field, value=value, least=least, most=most)
    return value


def money(field: str, microusd: int) -> int:
    """Return a sum that is not negative and not absurd."""
    if not 0 <= microusd <= MOST_MICROUSD:
        raise InvalidRequest(
            "money-range",
            field=field,
            value_microusd=microusd,
            least_microusd=0,
            most_microusd=MOST_MICROUSD,
        )
    return microusd


def text(
    field: str, given: str, *, most: int = MOST_REASON_CHARS, may_be_empty: bool = False
) -> str:
    """Return a text in one line, without what no database takes or nobody sees."""
    kept = " ".join(
        "".join(
            " " if unicodedata.category(char) in ("Cc", "Zl", "Zp") else char
            for char in given
            if not "\ud800" <= char <= "\udfff"
        ).split()
    )
    if not may_be_empty and all(unicodedata.category(char) in ("Cf", "Zs") for char in kept):
        raise InvalidRequest("text-empty", field=field)
    if len(kept) > most:
        raise InvalidRequest("text-too-long", field=field, length=len(kept), most=most)
    return kept


def pattern(field: str, given: str) -> str:
    """Return a pattern as it was written, of which a database takes every character."""
    kept = "".join(char for char in given if char != "\0" and not "\ud800" <= char <= "\udfff")
    if not kept.strip():
        raise InvalidRequest("text-empty", field=field)
    if len(kept) > MOST_PATTERN_CHARS:
        raise InvalidRequest(
            "text-too-long", field=field, length=len(kept), most=MOST_PATTERN_CHARS
        )
    return kept


def choice(field: str, value: str, allowed: Sequence[str]) -> str:
    """Return one of what may be chosen."""
    if value not in allowed:
        raise InvalidRequest("choice", field=field, value=value, allowed=", ".join(allowed))
    return value


def end(field: str, ends_at: datetime, *, now: datetime) -> datetime:
    """Return a moment that is still to come, and not further away than a year."""
    if not now < ends_at <= now + timedelta(seconds=MOST_SECONDS):
        raise InvalidRequest("end", field=field, most=MOST_DAYS)
    return ends_at


def person_limits(limits: PersonLimits) -> PersonLimits:
    """Return limits of which at least one says something, and each something possible."""
    if limits.is_empty:
        raise InvalidRequest("nothing-given", field="images_per_day")
    for field, value, least, most in (
        ("images_per_day", limits.images_per_day, 0, MOST_IMAGES),
        ("jobs_at_once", limits.jobs_at_once, 0, MOST_JOBS_AT_ONCE),
        ("cooldown_seconds", limits.cooldown_seconds, 0, MOST_SECONDS),
        ("weight", limits.weight, 1, MOST_WEIGHT),
    ):
        if value is not None:
            number(field, value, least=least, most=most)
    if limits.microusd_per_day is not None:
        money("usd_per_day", limits.microusd_per_day)
    return limits


def strike_rule(rule: StrikeRule) -> StrikeRule:
    """Return a rule of possible numbers and times."""
    number("refusals", rule.refusals, most=MOST_STRIKES)
    for field, seconds in (("window", rule.window_seconds), ("pause", rule.pause_seconds)):
        # People say minutes, and are told so.
        number(field, seconds // 60, least=1, most=MOST_SECONDS // 60)
    return rule


def room(field: str, there: Sized, *, most: int = MOST_ENTRIES) -> None:
    """Return quietly where one more fits."""
    if len(there) >= most:
        raise InvalidRequest("full", field=field, most=most)


def remote_id(field: str, given: str) -> str:
    """Return what can be an id of the image API's: visible ASCII without a space."""
    kept = given.strip()
    if not kept or not kept.isascii() or not kept.isprintable() or " " in kept:
        raise InvalidRequest("remote-id", field=field)
    if len(kept) > MOST_REMOTE_ID_CHARS:
        raise InvalidRequest(
            "text-too-long", field=field, length=len(kept), most=MOST_REMOTE_ID_CHARS
        )
    return kept
