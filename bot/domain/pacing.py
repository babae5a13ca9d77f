"""When to ask again, when to try again, when to give up: pure functions of what is known."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import timedelta
from statistics import median

UNKNOWN_PATIENCE_SECONDS = 60.0
"""How long "no such task" right after submitting is believed to be transient (seen for some
seconds).
"""

GIVE_UP_AFTER = timedelta(hours=24)
"""How long a task is followed at all: results are kept upstream for about a day."""

ASKED_RARELY_SECONDS = 60.0
"""The time between two questions after the deadline."""

LEARNT_FROM = 5
"""So many past jobs are needed before anything is concluded from the quickest of them."""

SILENT_SHARE = 0.9
"""Nothing is asked until this share of the time of the quickest past jobs (tenth percentile)."""

NEXT_QUESTION_SHARE = 0.12
"""Then the next question comes after this share of the time already waited."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Polling:
    """The bounds of asking after a running job, all in seconds."""

    floor_seconds: float
    ceiling_seconds: float
    deadline_seconds: float


def expected_seconds(past_seconds: Sequence[float], upstream_seconds: float | None) -> float | None:
    """Return how long a job will probably take: the median of the past, else what upstream says."""
    if past_seconds:
        return median(past_seconds)
    return upstream_seconds


def silent_seconds(past_seconds: Sequence[float]) -> float:
    """Return for how long it is no use to ask after a new job, by the quickest of the past ones.

    What upstream estimates is not taken: it is a hint, and wrong.
    """
    if len(past_seconds) < LEARNT_FROM:
        return 0.0
    return sorted(past_seconds)[len(past_seconds) // 10] * SILENT_SHARE


def seconds_to_next_poll(
    *, waited_seconds: float, silent_seconds: float, polling: Polling, jitter: float
) -> float:
    """Return how long to wait before the next question about a running job, in seconds.

    `waited_seconds` is how long it runs already; `jitter`, from 0 to 1, spreads jobs that began
    together over a tenth of the pause.
    """
    if waited_seconds >= polling.deadline_seconds:
        pause = ASKED_RARELY_SECONDS
    else:
        pause = max(silent_seconds - waited_seconds, waited_seconds * NEXT_QUESTION_SHARE)
        pause = min(max(pause, polling.floor_seconds), polling.ceiling_seconds)
    return pause * (1.0 + 0.1 * jitter)


def seconds_to_next_try(
    *, failures: int, retry_after_seconds: float | None, jitter: float, most_seconds: float = 300.0
) -> float:
    """Return how long to stay away after so many failures in a row (1 and more), in seconds.

    Doubles from one second up to `most_seconds`, spread by `jitter` (0 to 1); never less than the
    other side asked for.
    """
    pause = min(2.0 ** min(failures - 1, 16), most_seconds) * (0.75 + 0.5 * jitter)
    return max(pause, retry_after_seconds or 0.0)


def pause_by_age(age_seconds: float) -> float:
    """Return how long to wait before the next try of something first tried so long ago, in seconds.

    Half its age, between one second and one minute: quick at first, patient later, without a
    counter.
    """
    return min(max(age_seconds * 0.5, 1.0), 60.0)
