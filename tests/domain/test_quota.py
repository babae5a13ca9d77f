"""The limits, each at its very edge, and when there is room again."""

from datetime import UTC, datetime, timedelta, timezone

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.domain.errors import QuotaExceeded
from bot.domain.quota import (
    Allowance,
    Spending,
    Usage,
    day_began_at,
    judge,
    month_began_at,
    next_month_begins_at,
)

NOW = datetime(2026, 5, 17, 12, tzinfo=UTC)
DAY = timedelta(days=1)


def hours_ago(hours):
    """Return the moment so many hours before now."""
    return NOW - timedelta(hours=hours)


def spending(hours, images=1, microusd=0):
    """Return what somebody asked for so many hours ago."""
    return Spending(accepted_at=hours_ago(hours), images=images, microusd=microusd)


def verdict(allowance, usage, *, images=1, microusd=100):
    """Return None where the request fits, else the refusal."""
    try:
        judge(images=images, microusd=microusd, allowance=allowance, usage=usage, now=NOW)
    except QuotaExceeded as refusal:
        return refusal
    return None


@pytest.mark.parametrize(
    ("allowance", "fits", "exceeds", "rule"),
    [
        (Allowance(queue_limit=5), Usage(waiting=4), Usage(waiting=5), "queue-full"),
        (Allowance(jobs_at_once=3), Usage(jobs=2), Usage(jobs=3), "jobs-at-once"),
        (
            Allowance(cooldown_seconds=60),
            Usage(last_accepted_at=NOW - timedelta(seconds=60)),
            Usage(last_accepted_at=NOW - timedelta(seconds=59)),
            "cooldown",
        ),
        (
            Allowance(images_per_day=10),
            Usage(spendings=(spending(1, images=9),)),
            Usage(spendings=(spending(1, images=10),)),
            "images-per-day",
        ),
        (
            Allowance(microusd_per_day=1000),
            Usage(spendings=(spending(1, microusd=900),)),
            Usage(spendings=(spending(1, microusd=901),)),
            "usd-per-day",
        ),
        (
            Allowance(server_microusd_per_month=1000),
            Usage(server_microusd=900),
            Usage(server_microusd=901),
            "server-per-month",
        ),
        (
            Allowance(total_microusd_per_day=1000),
            Usage(total_microusd=900),
            Usage(total_microusd=901),
            "total-per-day",
        ),
    ],
)
def test_a_limit_can_be_filled_to_the_brim_and_no_further(allowance, fits, exceeds, rule):
    """The last picture that is allowed is allowed."""
    assert verdict(allowance, fits) is None
    assert rule == verdict(allowance, exceeds).rule


GREEDY = Usage(
    spendings=(spending(1, images=10**6, microusd=10**12),),
    last_accepted_at=NOW,
    jobs=10**6,
    waiting=10**6,
    server_microusd=10**12,
    total_microusd=10**12,
    total_oldest_at=hours_ago(5),
)


def test_zero_is_no_limit():
    """An operator who sets nothing limits nothing."""
    assert verdict(Allowance(), GREEDY) is None


def test_nobody_cools_down_before_their_first_request():
    """Who never asked need not wait."""
    assert verdict(Allowance(cooldown_seconds=60), Usage()) is None


def test_the_nearest_limit_is_told_first():
    """Of several limits the person hears of the one to wait for: queue, pace, own, the purse."""
    order = {
        "queue_limit": "queue-full",
        "jobs_at_once": "jobs-at-once",
        "cooldown_seconds": "cooldown",
        "images_per_day": "images-per-day",
        "microusd_per_day": "usd-per-day",
        "server_microusd_per_month": "server-per-month",
        "total_microusd_per_day": "total-per-day",
    }
    limits = dict.fromkeys(order, 1)
    told = []
    for limit in order:
        told.append(verdict(Allowance(**limits), GREEDY).rule)
        del limits[limit]

    assert list(order.values()) == told


@pytest.mark.parametrize(
    ("allowance", "usage", "values", "ends_at"),
    [
        (Allowance(queue_limit=5), Usage(waiting=7), {"waiting": 7}, None),
        (Allowance(jobs_at_once=3), Usage(jobs=3), {"limit": 3}, None),
        (
            Allowance(cooldown_seconds=60),
            Usage(last_accepted_at=NOW - timedelta(seconds=10)),
            {"seconds": 60},
            NOW + timedelta(seconds=50),
        ),
        (
            Allowance(images_per_day=10),
            Usage(spendings=(spending(20, images=4), spending(2, images=5))),
            {"limit": 10, "left": 1, "asked": 2},
            hours_ago(20) + DAY,
        ),
        (
            Allowance(microusd_per_day=1000),
            Usage(spendings=(spending(20, microusd=50), spending(2, microusd=900))),
            {"limit_microusd": 1000, "left_microusd": 50, "asked_microusd": 100},
            hours_ago(20) + DAY,
        ),
        (
            Allowance(server_microusd_per_month=1000),
            Usage(server_microusd=950),
            {"limit_microusd": 1000, "left_microusd": 50},
            datetime(2026, 6, 1, tzinfo=UTC),
        ),
        (
            Allowance(total_microusd_per_day=1000),
            Usage(total_microusd=950, total_oldest_at=hours_ago(3)),
            {"limit_microusd": 1000, "left_microusd": 50},
            hours_ago(3) + DAY,
        ),
        (
            Allowance(total_microusd_per_day=1000),
            Usage(total_microusd=1950),
            {"limit_microusd": 1000, "left_microusd": 0},
            None,
        ),
    ],
)
def test_a_refusal_says_what_is_left_and_when_it_ends(allowance, usage, values, ends_at):
    """The person learns how much they may still ask for, and when there is more."""
    refusal = verdict(allowance, usage, images=2)

    assert (values, ends_at) == (refusal.values, refusal.ends_at)


def test_room_is_counted_from_the_oldest_spending_that_must_leave():
    """Two pictures need the second-oldest to leave as well."""
    usage = Usage(spendings=(spending(20), spending(10), spending(1)))
    allowance = Allowance(images_per_day=3)

    assert hours_ago(20) + DAY == verdict(allowance, usage, images=1).ends_at
    assert hours_ago(10) + DAY == verdict(allowance, usage, images=2).ends_at
    assert hours_ago(1) + DAY == verdict(allowance, usage, images=3).ends_at


@pytest.mark.parametrize(
    "allowance",
    [
        Allowance(images_per_day=1),
        Allowance(microusd_per_day=99),
        Allowance(server_microusd_per_month=99),
        Allowance(total_microusd_per_day=99),
    ],
)
def test_more_than_the_whole_limit_never_has_room(allowance):
    """Nobody is sent away to come back in vain."""
    usage = Usage(spendings=(spending(1),), total_microusd=1, total_oldest_at=hours_ago(1))

    assert verdict(allowance, usage, images=2, microusd=100).ends_at is None


amounts = st.integers(0, 20)
histories = st.lists(st.tuples(st.floats(0, 24), amounts, amounts), max_size=8).map(
    lambda rows: tuple(spending(h, i, m) for h, i, m in sorted(rows, reverse=True))
)


@given(histories, st.integers(1, 4), amounts, st.integers(1, 30), st.integers(1, 30))
def test_there_is_room_when_a_refusal_says_so(spendings, images, microusd, most_images, most_money):
    """Asking again at that very moment succeeds, as far as the person's own limits go."""
    allowance = Allowance(images_per_day=most_images, microusd_per_day=most_money)
    refusal = verdict(allowance, Usage(spendings=spendings), images=images, microusd=microusd)
    if refusal is None:
        assert sum(s.images for s in spendings) + images <= most_images
        assert sum(s.microusd for s in spendings) + microusd <= most_money
    elif refusal.ends_at is None:
        assert images > most_images or microusd > most_money
    else:
        left = tuple(s for s in spendings if s.accepted_at > refusal.ends_at - DAY)
        again = verdict(allowance, Usage(spendings=left), images=images, microusd=microusd)

        assert again is None or again.rule != refusal.rule


def test_a_day_is_the_last_24_hours():
    """There is no midnight at which everybody asks at once."""
    assert datetime(2026, 5, 16, 12, tzinfo=UTC) == day_began_at(NOW)


@pytest.mark.parametrize(
    ("moment", "began", "next_begins"),
    [
        ((2026, 5, 17, 12), (2026, 5, 1), (2026, 6, 1)),
        ((2026, 12, 31, 23, 59, 59, 999_999), (2026, 12, 1), (2027, 1, 1)),
        ((2027, 1, 1), (2027, 1, 1), (2027, 2, 1)),
        ((2027, 1, 31, 23), (2027, 1, 1), (2027, 2, 1)),
        ((2028, 2, 29), (2028, 2, 1), (2028, 3, 1)),
    ],
)
def test_a_month_runs_from_its_first_moment_to_the_next(moment, began, next_begins):
    """December is followed by January of the next year."""
    now = datetime(*moment, tzinfo=UTC)

    assert datetime(*began, tzinfo=UTC) == month_began_at(now)
    assert datetime(*next_begins, tzinfo=UTC) == next_month_begins_at(now)


def test_a_month_is_that_of_utc():
    """It is already June in Tokyo, and still May for the budget."""
    tokyo = datetime(2026, 6, 1, 8, tzinfo=timezone(timedelta(hours=9)))

    assert datetime(2026, 5, 1, tzinfo=UTC) == month_began_at(tokyo)
