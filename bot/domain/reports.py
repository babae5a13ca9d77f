"""What a report puts first, for its chart and for the words beside it: both number people alike."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable


def ranking(costs: Iterable[tuple[int, int]]) -> list[int]:
    """Return the people of (person's id, micro-dollars), whose sums are highest first.

    Who costs the same comes by id, so that the order is always the same.
    """
    sums: Counter[int] = Counter()
    for requester_id, microusd in costs:
        sums[requester_id] += microusd
    return sorted(sums, key=lambda requester_id: (-sums[requester_id], requester_id))
