"""When a shared picture is due, and how many somebody may share."""

from datetime import UTC, datetime, timedelta

import pytest

from bot.domain.errors import InvalidRequest, QuotaExceeded
from bot.domain.sharing import drip, judge_share

NOON = datetime(2026, 5, 15, 12, tzinfo=UTC)


def ago(**span):
    """Return the moment so long before noon."""
    return NOON - timedelta(**span)


@pytest.mark.parametrize(
    ("last", "due"),
    [(None, NOON), (ago(seconds=20), NOON), (ago(seconds=5), NOON + timedelta(seconds=15))],
)
def test_a_share_is_due_its_distance_after_the_one_before(last, due):
    """At once where nothing was shared of late."""
    assert due == drip(NOON, last, seconds_between=20)


def judged(pictures, *hours_ago, shares_per_day=3):
    """Return None where so many more may be shared, else the refusal."""
    shared_at = [ago(hours=hours) for hours in hours_ago]
    try:
        judge_share(pictures=pictures, shared_at=shared_at, shares_per_day=shares_per_day, now=NOON)
    except (InvalidRequest, QuotaExceeded) as refusal:
        return refusal
    return None


def test_a_day_of_shares_can_be_filled_to_the_brim():
    """The last one is allowed; 0 is no limit."""
    assert judged(1, 3, 2) is None
    assert judged(9, 3, 2, shares_per_day=0) is None


@pytest.mark.parametrize(
    ("pictures", "hours_ago", "left", "ends_at"),
    [
        (1, (20, 10, 1), 0, ago(hours=20)),
        (2, (20, 10, 1), 0, ago(hours=10)),
        (3, (20,), 2, ago(hours=20)),
        (4, (20, 10), 1, None),
        (1, (20, 10, 2, 1), 0, ago(hours=10)),
    ],
)
def test_a_refused_share_says_what_is_left_and_until_when(pictures, hours_ago, left, ends_at):
    """When the oldest in the way have left the day; never, where more than a day is asked for."""
    refusal = judged(pictures, *hours_ago)

    assert ("shares-per-day", {"limit": 3, "left": left}) == (refusal.rule, refusal.values)
    assert (ends_at and ends_at + timedelta(hours=24)) == refusal.ends_at


def test_who_chose_no_picture_is_told_so():
    """There is nothing to share."""
    assert "no-picture-chosen" == judged(0).rule
