"""What a server's managers, and the operator for all servers, have laid down: `ServerRules`.

Only what is laid down. What follows from it is said by `permission` (who may ask for what, where),
`quota` (how much of it) and `fairness` (in which turn); words and patterns are matched elsewhere.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, field, fields
from datetime import datetime, timedelta
from enum import StrEnum

EVERYWHERE = 0
"""In place of a server's id: the operator's rules for everybody, and those of direct messages."""

MOST_WEIGHT = 100
MOST_WORDS = 500
MOST_PATTERNS = 20
MOST_WORD_CHARS = 100
MOST_PATTERN_CHARS = 200
MOST_REASON_CHARS = 300
MOST_IMAGES = 1_000_000
MOST_MICROUSD = 1_000_000_000_000
MOST_SECONDS = 366 * 24 * 3600
"""The most of anything that may be laid down; more is a slip of the finger."""


@dataclass(frozen=True, slots=True, kw_only=True)
class PersonLimits:
    """Limits laid down for a server, a role or one person. None: nothing is said here; 0: no limit.

    `weight` (1 to 100) is the share of turns.
    """

    images_per_day: int | None = None
    microusd_per_day: int | None = None
    jobs_at_once: int | None = None
    cooldown_seconds: int | None = None
    weight: int | None = None

    @property
    def is_empty(self) -> bool:
        """Tell whether nothing is said here."""
        return all(getattr(self, each.name) is None for each in fields(self))


class LowModeration(StrEnum):
    """Where `moderation: low` may be asked for."""

    ANYWHERE = "anywhere"
    AGE_RESTRICTED = "age-restricted"
    NOWHERE = "nowhere"


@dataclass(frozen=True, slots=True, kw_only=True)
class Block:
    """Somebody may not ask for pictures, for a reason, until `ends_at` (None: until unblocked)."""

    reason: str
    by_id: int
    began_at: datetime
    ends_at: datetime | None = None

    def is_in_force(self, now: datetime) -> bool:
        """Tell whether it holds at that moment."""
        return self.ends_at is None or now < self.ends_at


@dataclass(frozen=True, slots=True, kw_only=True)
class Grant:
    """Pictures or micro-dollars beyond somebody's daily limit, to be used once, until it ends."""

    id: str
    requester_id: int
    images: int
    microusd: int
    granted_at: datetime
    expires_at: datetime
    by_id: int
    note: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class StrikeRule:
    """So many refusals of the content within `window_seconds` pause a person for `pause_seconds`.

    `refusals` 0: nobody is ever paused.
    """

    refusals: int = 3
    window_seconds: int = 3600
    pause_seconds: int = 3600

    def refused_since(self, now: datetime) -> datetime:
        """Return from when on refusals may still pause somebody."""
        return now - timedelta(seconds=self.window_seconds + self.pause_seconds)


@dataclass(frozen=True, slots=True, kw_only=True)
class GalleryRule:
    """Where shared pictures go (None: there is no gallery), one every `seconds_between`."""

    channel_id: int | None = None
    seconds_between: int = 20


@dataclass(frozen=True, slots=True, kw_only=True)
class ServerRules:
    """Everything that is laid down for one server (or, under `EVERYWHERE`, for all).

    `channels_allowed` empty: all but the refused; `models` empty: all. A thread goes by its
    channel, a channel also by its category; the nearest that is named counts. The budget is the
    managers' (`EVERYWHERE`: the operator's for every server), the ceiling the operator's for this
    one. `pardoned_at` is when somebody's refusals were forgiven.
    """

    limits: PersonLimits = PersonLimits()
    role_limits: Mapping[int, PersonLimits] = field(default_factory=dict)
    person_limits: Mapping[int, PersonLimits] = field(default_factory=dict)
    weight: int = 1
    budget_microusd_per_month: int | None = None
    ceiling_microusd_per_month: int | None = None
    channels_allowed: frozenset[int] = frozenset()
    channels_refused: frozenset[int] = frozenset()
    models: frozenset[str] = frozenset()
    highest_quality: str | None = None
    most_count: int | None = None
    low_moderation: LowModeration = LowModeration.ANYWHERE
    posts_spoilers: bool = False
    words: tuple[str, ...] = ()
    patterns: tuple[str, ...] = ()
    blocks: Mapping[int, Block] = field(default_factory=dict)
    grants: tuple[Grant, ...] = ()
    strikes: StrikeRule | None = None
    pardoned_at: Mapping[int, datetime] = field(default_factory=dict)
    gallery: GalleryRule = GalleryRule()
    log_channel_id: int | None = None
    pause: Block | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Standing:
    """What a person is at the place where they ask, as Discord said with the request.

    `role_ids` are theirs there; `place_ids` the channel itself and what it is part of (a thread's
    channel, the category). Kept only until the request is accepted.
    """

    role_ids: tuple[int, ...] = ()
    place_ids: tuple[int, ...] = ()
    is_age_restricted: bool = False


def grants_of(
    rules: Collection[ServerRules], requester_id: int, *, now: datetime
) -> tuple[Grant, ...]:
    """Return a person's grants that have not ended, the one that ends first first."""
    live = [
        grant
        for each in rules
        for grant in each.grants
        if grant.requester_id == requester_id and now < grant.expires_at
    ]
    return tuple(sorted(live, key=lambda grant: (grant.expires_at, grant.id)))


def pardoned_at(rules: Collection[ServerRules], requester_id: int) -> datetime | None:
    """Return when a person's refusals were last forgiven, in any of the rules; None: never."""
    pardons = [each.pardoned_at[requester_id] for each in rules if requester_id in each.pardoned_at]
    return max(pardons, default=None)


def strikes_of(rules: Sequence[ServerRules], default: StrikeRule) -> StrikeRule:
    """Return the rule on refusals in force: the last that is laid down, else the default."""
    return next((each.strikes for each in reversed(rules) if each.strikes is not None), default)
