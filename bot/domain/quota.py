"""Whether one more request fits: the limits of a person, of a server, of the key and of the queue.

There are no counters: usage is read from the jobs themselves, in the transaction that writes the
new one.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime, timedelta

from bot.domain.errors import Blocked, QuotaExceeded
from bot.domain.jobs import Draw, Left
from bot.domain.rules import Grant, ServerRules, StrikeRule, pardoned_at

DAY = timedelta(hours=24)

NEAR = 0.8
"""From this share of a limit on, a person is warned."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Allowance:
    """The limits in force for one request; 0 is no limit. Money in micro-dollars.

    Those of the names in `own` were laid down by the server, and count what was asked for there;
    the others count what was asked for anywhere. `weight` is the share of turns.
    """

    images_per_day: int = 0
    microusd_per_day: int = 0
    jobs_at_once: int = 0
    cooldown_seconds: int = 0
    server_microusd_per_month: int = 0
    total_microusd_per_day: int = 0
    queue_limit: int = 0
    weight: int = 1
    own: frozenset[str] = frozenset()


@dataclass(frozen=True, slots=True, kw_only=True)
class Spending:
    """One job that counts against its requester: pictures and micro-dollars, held or spent.

    `is_here` tells whether it was asked for in the server of the new request, `is_held` that it is
    held only, not yet spent; `draws` is what of it grants bear.
    """

    accepted_at: datetime
    images: int
    microusd: int
    is_here: bool = True
    is_held: bool = False
    draws: Sequence[Draw] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Usage:
    """What counts at this moment.

    `spendings` are the person's in the last 24 hours, oldest first; `granted` those of any age that
    drew from grants; `last_accepted_at` is their newest request that was accepted, whatever came of
    it. `jobs` are theirs not yet ended, `waiting` everyone's not yet sent; `…_here` the same of
    this server alone. `refused_at` is when the API refused content of theirs, oldest first.
    `server_microusd` runs from the first of the month (UTC), `total_microusd` over 24 hours, whose
    oldest part leaves at `total_oldest_at` plus a day.
    """

    spendings: Sequence[Spending] = ()
    granted: Sequence[Spending] = ()
    last_accepted_at: datetime | None = None
    last_accepted_here_at: datetime | None = None
    jobs: int = 0
    jobs_here: int = 0
    waiting: int = 0
    refused_at: Sequence[datetime] = ()
    refused_here_at: Sequence[datetime] = ()
    server_microusd: int = 0
    total_microusd: int = 0
    total_oldest_at: datetime | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class GrantLeft:
    """A grant with what is left of it."""

    grant: Grant
    images: int
    microusd: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Verdict:
    """That a request fits: what it takes from grants, what is then left, and which budgets
    (`server-per-month`, `total-per-day`) it brings over four fifths.
    """

    draws: tuple[Draw, ...] = ()
    left: Left = field(default_factory=Left)
    crossed: tuple[str, ...] = ()


def day_began_at(now: datetime) -> datetime:
    """Return the start of the rolling day that ends now."""
    return now - DAY


def month_began_at(now: datetime) -> datetime:
    """Return the first moment of this month, UTC."""
    return now.astimezone(UTC).replace(day=1, hour=0, minute=0, second=0, microsecond=0)


def next_month_begins_at(now: datetime) -> datetime:
    """Return the first moment of the next month, UTC."""
    return month_began_at(month_began_at(now) + timedelta(days=32))


def _freest(values: Sequence[int]) -> int:
    """Return the best of some limits: none (0), else the largest."""
    return 0 if 0 in values else max(values)


_BEST: Mapping[str, Callable[[Sequence[int]], int]] = {
    "images_per_day": _freest,
    "microusd_per_day": _freest,
    "jobs_at_once": _freest,
    "cooldown_seconds": min,
    "weight": max,
}
"""What is laid down for people, and which is the best of several roles' for them."""


def allowance_of(
    defaults: Allowance,
    *,
    here: ServerRules,
    everywhere: ServerRules,
    requester_id: int,
    role_ids: Collection[int],
) -> Allowance:
    """Return the limits in force for somebody with these roles in a server.

    Each limit by itself: the person's own, else the best of their roles', else the server's, else
    the operator's for all, else the default. `here` is `everywhere` in direct messages.
    """
    by_operator = _laid_down(everywhere, requester_id, ())
    by_server = {} if here is everywhere else _laid_down(here, requester_id, role_ids)
    budget = budget_of(defaults, here=here, everywhere=everywhere)
    by_operator["server_microusd_per_month"] = budget
    return replace(defaults, **by_operator | by_server, own=frozenset(by_server))


def budget_of(defaults: Allowance, *, here: ServerRules, everywhere: ServerRules) -> int:
    """Return what a server may spend a month, in micro-dollars; 0: anything."""
    ceiling = ceiling_of(defaults, here=here, everywhere=everywhere)
    own = 0 if here is everywhere else here.budget_microusd_per_month
    return min(own, ceiling) if own and ceiling else own or ceiling


def ceiling_of(defaults: Allowance, *, here: ServerRules, everywhere: ServerRules) -> int:
    """Return what the operator lets a server spend a month at most, in micro-dollars; 0: anything.

    Where the managers lay no budget down, it is the budget.
    """
    for laid_down in (here.ceiling_microusd_per_month, everywhere.budget_microusd_per_month):
        if laid_down is not None:
            return laid_down
    return defaults.server_microusd_per_month


def _laid_down(rules: ServerRules, person_id: int, role_ids: Collection[int]) -> dict[str, int]:
    """Return what the rules say for a person, limit by limit; what they say nothing of is left
    out.
    """
    layers = (
        [rules.person_limits[person_id]] if person_id in rules.person_limits else [],
        [rules.role_limits[role] for role in role_ids if role in rules.role_limits],
        [rules.limits],
    )
    found: dict[str, int] = {}
    for name, best in _BEST.items():
        for layer in layers:
            said = [value for each in layer if (value := getattr(each, name)) is not None]
            if said and name not in found:
                found[name] = best(said)
    return found


def grants_left(grants: Iterable[Grant], usage: Usage) -> tuple[GrantLeft, ...]:
    """Return what is left of grants, in their order."""
    images: Counter[str] = Counter()
    microusd: Counter[str] = Counter()
    for spending in usage.granted:
        for draw in spending.draws:
            images[draw.grant_id] += draw.images
            microusd[draw.grant_id] += draw.microusd
    return tuple(
        GrantLeft(
            grant=grant,
            images=max(0, grant.images - images[grant.id]),
            microusd=max(0, grant.microusd - microusd[grant.id]),
        )
        for grant in grants
    )


def returns(usage: Usage, allowance: Allowance) -> list[tuple[datetime, int, int]]:
    """Return when how many pictures and micro-dollars of the daily limits come back, soonest first.

    What grants bear does not come back.
    """
    images = _day_of("images", allowance, usage, ()).spent
    microusd = _day_of("microusd", allowance, usage, ()).spent
    return [
        (at, pictures, money)
        for (at, pictures), (_, money) in zip(images, microusd, strict=True)
        if pictures or money
    ]


def paused_until(
    refused_at: Sequence[datetime], rule: StrikeRule, *, now: datetime
) -> datetime | None:
    """Return until when a person is paused for refusals (oldest first); None where they are not."""
    if not rule.refusals:
        return None
    window = timedelta(seconds=rule.window_seconds)
    # Each refusal with the one that makes it so many; the newest ones have none yet.
    pairs = zip(refused_at, refused_at[rule.refusals - 1 :], strict=False)
    struck_out = [last for first, last in pairs if last - first <= window]
    if not struck_out:
        return None
    until = struck_out[-1] + timedelta(seconds=rule.pause_seconds)
    return until if now < until else None


def counted_refusals(
    usage: Usage, *, rules: Sequence[ServerRules], requester_id: int
) -> list[datetime]:
    """Return which refusals of a person's content count at a place where these rules hold, the
    operator's first: those of everywhere, since the key is the same; where a server has a rule of
    its own, its own. What was forgiven does not count.
    """
    is_own = len(rules) > 1 and rules[-1].strikes is not None
    forgiven_at = pardoned_at(rules, requester_id)
    refused_at = usage.refused_here_at if is_own else usage.refused_at
    return [at for at in refused_at if forgiven_at is None or forgiven_at < at]


def judge_refusals(refused_at: Sequence[datetime], rule: StrikeRule, *, now: datetime) -> None:
    """Return quietly where refusals of the content, oldest first, pause nobody; else raise
    `Blocked`.
    """
    until = paused_until(refused_at, rule, now=now)
    if until is not None:
        raise Blocked("refusals", ends_at=until, count=rule.refusals)


def judge(
    *,
    images: int,
    microusd: int,
    allowance: Allowance,
    usage: Usage,
    now: datetime,
    grants: Sequence[Grant] = (),
) -> Verdict:
    """Return how a request of so many pictures and micro-dollars fits; else raise `QuotaExceeded`.

    What is beyond the daily limits is drawn from the grants, those that end first first.
    """
    _judge_queue(allowance, usage)
    _judge_pace(allowance, usage, now)
    in_turn = sorted(grants, key=lambda grant: (grant.expires_at, grant.id))
    left = grants_left([grant for grant in in_turn if now < grant.expires_at], usage)
    by_images = _day_of("images", allowance, usage, left)
    by_microusd = _day_of("microusd", allowance, usage, left)
    _judge_images(images, by_images, now)
    _judge_microusd(microusd, by_microusd, now)
    _judge_purse(microusd, allowance, usage, now)
    draws = _draws(left, images=by_images.beyond(images), microusd=by_microusd.beyond(microusd))
    return Verdict(
        draws=draws,
        left=_left(images, by_images, microusd, by_microusd, now),
        crossed=_crossed(microusd, allowance, usage),
    )


@dataclass(frozen=True, slots=True, kw_only=True)
class _Day:
    """One of the daily limits (0: none): what counts against it, and what grants add to it.

    Both with the moment at which they end: `spent` is then free again, `grants` are then gone.
    """

    limit: int
    spent: Sequence[tuple[datetime, int]]
    grants: Sequence[tuple[datetime, int]]

    @property
    def used(self) -> int:
        """What counts at this moment."""
        return sum(amount for _, amount in self.spent)

    @property
    def left(self) -> int:
        """What the limit itself leaves."""
        return max(0, self.limit - self.used)

    def beyond(self, asked: int) -> int:
        """Return how much of what is asked for the limit itself does not leave."""
        return max(0, asked - self.left) if self.limit else 0

    def granted(self, at: datetime) -> int:
        """Return what the grants add at that moment."""
        return sum(amount for ends_at, amount in self.grants if at < ends_at)

    def room_at(self, asked: int) -> datetime | None:
        """Return when so much fits that does not now (None: never)."""
        over = self.used + asked - self.limit
        for ends_at, amount in self.spent:
            over -= amount
            if over <= self.granted(ends_at):
                return ends_at
        return None


def _day_of(measure: str, allowance: Allowance, usage: Usage, grants: Sequence[GrantLeft]) -> _Day:
    """Return how the daily limit of a measure (`images`, `microusd`) stands."""
    limit = f"{measure}_per_day"
    spent = []
    for spending in usage.spendings:
        drawn = sum(getattr(draw, measure) for draw in spending.draws)
        counts = spending.is_here or limit not in allowance.own
        amount = max(0, getattr(spending, measure) - drawn) if counts else 0
        spent.append((spending.accepted_at + DAY, amount))
    added = [(each.grant.expires_at, getattr(each, measure)) for each in grants]
    return _Day(limit=getattr(allowance, limit), spent=spent, grants=added)


def _draws(grants: Sequence[GrantLeft], *, images: int, microusd: int) -> tuple[Draw, ...]:
    """Return what so much takes from grants, one after the other."""
    draws = []
    for each in grants:
        taken = min(images, each.images), min(microusd, each.microusd)
        images -= taken[0]
        microusd -= taken[1]
        if any(taken):
            draws.append(Draw(grant_id=each.grant.id, images=taken[0], microusd=taken[1]))
    return tuple(draws)


def _left(images: int, by_images: _Day, microusd: int, by_microusd: _Day, now: datetime) -> Left:
    """Return what is left once the request is written down."""
    return Left(
        images=max(0, by_images.left - images) if by_images.limit else None,
        images_limit=by_images.limit,
        microusd=max(0, by_microusd.left - microusd) if by_microusd.limit else None,
        microusd_limit=by_microusd.limit,
        granted_images=by_images.granted(now) - by_images.beyond(images),
        granted_microusd=by_microusd.granted(now) - by_microusd.beyond(microusd),
        is_near=any(
            day.limit and day.used + asked >= NEAR * day.limit
            for day, asked in ((by_images, images), (by_microusd, microusd))
        ),
    )


def _crossed(microusd: int, allowance: Allowance, usage: Usage) -> tuple[str, ...]:
    """Return the budgets that are near their end with this, and were not before."""
    budgets = {
        "server-per-month": (allowance.server_microusd_per_month, usage.server_microusd),
        "total-per-day": (allowance.total_microusd_per_day, usage.total_microusd),
    }
    return tuple(
        name for name, (limit, used) in budgets.items() if used < NEAR * limit <= used + microusd
    )


def _judge_queue(allowance: Allowance, usage: Usage) -> None:
    if allowance.queue_limit and usage.waiting >= allowance.queue_limit:
        raise QuotaExceeded("queue-full", waiting=usage.waiting)


def _judge_pace(allowance: Allowance, usage: Usage, now: datetime) -> None:
    jobs = usage.jobs_here if "jobs_at_once" in allowance.own else usage.jobs
    if allowance.jobs_at_once and jobs >= allowance.jobs_at_once:
        raise QuotaExceeded("jobs-at-once", limit=allowance.jobs_at_once)
    is_own = "cooldown_seconds" in allowance.own
    last = usage.last_accepted_here_at if is_own else usage.last_accepted_at
    if allowance.cooldown_seconds and last is not None:
        ends_at = last + timedelta(seconds=allowance.cooldown_seconds)
        if now < ends_at:
            raise QuotaExceeded("cooldown", ends_at=ends_at, seconds=allowance.cooldown_seconds)


def _judge_images(asked: int, day: _Day, now: datetime) -> None:
    left = day.left + day.granted(now)
    if day.limit and asked > left:
        raise QuotaExceeded(
            "images-per-day",
            ends_at=day.room_at(asked),
            limit=day.limit,
            left=left,
            asked=asked,
        )


def _judge_microusd(asked: int, day: _Day, now: datetime) -> None:
    left = day.left + day.granted(now)
    if day.limit and asked > left:
        raise QuotaExceeded(
            "usd-per-day",
            ends_at=day.room_at(asked),
            limit_microusd=day.limit,
            left_microusd=left,
            asked_microusd=asked,
        )


def _judge_purse(microusd: int, allowance: Allowance, usage: Usage, now: datetime) -> None:
    server, total = allowance.server_microusd_per_month, allowance.total_microusd_per_day
    if server and usage.server_microusd + microusd > server:
        raise QuotaExceeded(
            "server-per-month",
            ends_at=next_month_begins_at(now) if microusd <= server else None,
            limit_microusd=server,
            left_microusd=max(0, server - usage.server_microusd),
        )
    if total and usage.total_microusd + microusd > total:
        oldest = usage.total_oldest_at if microusd <= total else None
        raise QuotaExceeded(
            "total-per-day",
            ends_at=oldest + DAY if oldest else None,
            limit_microusd=total,
            left_microusd=max(0, total - usage.total_microusd),
        )
