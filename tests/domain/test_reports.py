"""Whom a report puts first."""

from bot.domain.reports import ranking


def test_who_costs_most_in_sum_comes_first():
    """Where it is the same, the order is always the same, too."""
    costs = [(4, 10), (2, 30), (3, 20), (1, 10), (3, 20)]

    assert [3, 2, 1, 4] == ranking(costs)
    assert [3, 2, 1, 4] == ranking(reversed(costs))
