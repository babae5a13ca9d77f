"""What was made, and whom a report puts first: its chart and its words number people alike."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date


@dataclass(frozen=True, slots=True, kw_only=True)
class ReportRow:
    """What one person had made by one model on one day (UTC): jobs, pictures made, micro-dollars
    that counted. `failed` of the jobs came to nothing.
    """

    day: date
    guild_id: int | None
    requester_id: int
    model: str
    jobs: int
    failed: int
    pictures: int
    microusd: int


def ranking(rows: Iterable[ReportRow]) -> list[int]:
    """Return the people whose sums are highest first.

    Who costs the same comes by id, so that the order is always the same.
    """
    sums: Counter[int] = Counter()
    for row in rows:
        sums[row.requester_id] += row.microusd
    return sorted(sums, key=lambda requester_id: (-sums[requester_id], requester_id))
