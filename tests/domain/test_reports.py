"""Whom a report puts first."""

from bot.domain.reports import ReportRow, ranking
from tests.factories import NOON


def test_who_costs_most_in_sum_comes_first():
    """Where it is the same, the order is always the same, too."""
    rows = [
        ReportRow(
            day=NOON.date(),
            guild_id=None,
            requester_id=requester_id,
            model="gpt-image-2",
            jobs=1,
            failed=0,
            pictures=1,
            microusd=microusd,
        )
        for requester_id, microusd in ((4, 10), (2, 30), (3, 20), (1, 10), (3, 20))
    ]

    assert [3, 2, 1, 4] == ranking(rows)
    assert [3, 2, 1, 4] == ranking(reversed(rows))
