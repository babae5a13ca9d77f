"""What the image API tells us about a job, in our words."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

MOST_PICTURES = 10
"""The most pictures of one job that we take: a message of Discord's holds no more. The API makes at
most four; whoever names thousands would have us fetch them all at once.
"""


class RemoteState(StrEnum):
    """How far upstream has come. Whatever we do not know is waiting, until it ends or the day has
    passed.
    """

    WAITING = "waiting"
    FINISHED = "finished"
    FAILED = "failed"
    CANCELLED = "cancelled"
    UNKNOWN = "unknown"
    """Upstream does not know the task: not yet (right after submitting), or no longer."""


class FailureReason(StrEnum):
    """Why a job ended without a picture; each has a sentence."""

    REJECTED = "rejected"
    MODERATED = "moderated"
    UPSTREAM_FAILED = "upstream-failed"
    UPSTREAM_CANCELLED = "upstream-cancelled"
    UPSTREAM_UNKNOWN = "upstream-unknown"
    NEVER_ENDED = "never-ended"
    NEVER_TAKEN = "never-taken"
    NO_PICTURES = "no-pictures"
    PICTURES_GONE = "pictures-gone"
    REFERENCE_GONE = "reference-gone"
    REFERENCE_UNREACHABLE = "reference-unreachable"
    REFERENCE_NOT_A_PICTURE = "reference-not-a-picture"
    REFERENCE_TOO_LARGE = "reference-too-large"
    REFERENCE_TOO_MANY_PIXELS = "reference-too-many-pixels"
    REFERENCE_FORBIDDEN = "reference-forbidden"
    MASK_UNREADABLE = "mask-unreadable"
    MASK_EMPTY = "mask-empty"
    MASK_EVERYTHING = "mask-everything"


@dataclass(frozen=True, slots=True, kw_only=True)
class Failure:
    """Why a job ended without a picture.

    `detail` is the API's own sentence, cleaned, or empty; `field` the option to mend, or empty.
    """

    reason: FailureReason
    detail: str = ""
    field: str = ""

    @property
    def is_the_persons_to_mend(self) -> bool:
        """Tell whether it is bad input, which only the person who asked needs to read."""
        return bool(self.field)


class ContentCategory(StrEnum):
    """A kind of content that is refused, as the upstream's moderation names them."""

    MINORS = "minors"
    SEXUAL = "sexual"
    VIOLENCE = "violence"
    SELF_HARM = "self-harm"
    HATE = "hate"
    HARASSMENT = "harassment"
    ILLICIT = "illicit"
    COPYRIGHT = "copyright"


_SIGNS = {
    ContentCategory.MINORS: r"minors?\b|\bchild|underage",
    ContentCategory.SEXUAL: r"sexual|\bnud(?:e|ity)\b|\bporn",
    ContentCategory.VIOLENCE: r"violen|\bgor[ey]\b|graphic",
    ContentCategory.SELF_HARM: r"self[-_/ ]?harm|suicid",
    ContentCategory.HATE: r"\bhate",
    ContentCategory.HARASSMENT: r"harass|threaten",
    ContentCategory.ILLICIT: r"illicit|illegal|weapon|drugs?\b",
    ContentCategory.COPYRIGHT: r"copyright|trademark|third[-_ ]party content|public figure",
}


def content_categories(detail: str) -> tuple[ContentCategory, ...]:
    """Return the kinds of content that the API's own sentence about a refusal names."""
    return tuple(
        category
        for category, signs in _SIGNS.items()
        if re.search(signs, detail, flags=re.IGNORECASE)
    )


@dataclass(frozen=True, slots=True, kw_only=True)
class RemotePicture:
    """A finished picture upstream: where it is, and until when (None: upstream did not say)."""

    url: str
    expires_at: datetime | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class RemoteOutcome:
    """One answer about one task. `cost_microusd` is final only when finished."""

    state: RemoteState
    pictures: tuple[RemotePicture, ...] = ()
    failure: Failure | None = None
    estimated_seconds: float | None = None
    cost_microusd: int | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Balance:
    """What is left on the key, in the gateway's own unit (USD, CNY or tokens: it does not say)."""

    remaining: float | None
    used: float | None = None
    unlimited: bool = False


_SAYING_MOST_FIRST = (RemoteState.FAILED, RemoteState.CANCELLED, RemoteState.UNKNOWN)


def merged(outcomes: Sequence[RemoteOutcome]) -> RemoteOutcome:
    """Return one outcome for a submission that upstream split over several tasks.

    It waits while one of them does; then it is finished if any of them made pictures.
    """
    if len(outcomes) == 1:
        return outcomes[0]
    estimates = [o.estimated_seconds for o in outcomes if o.estimated_seconds is not None]
    if any(o.state is RemoteState.WAITING for o in outcomes):
        return RemoteOutcome(
            state=RemoteState.WAITING, estimated_seconds=max(estimates, default=None)
        )
    finished = [o for o in outcomes if o.state is RemoteState.FINISHED]
    if not finished:
        return min(outcomes, key=lambda o: _SAYING_MOST_FIRST.index(o.state))
    costs = [o.cost_microusd for o in finished if o.cost_microusd is not None]
    return RemoteOutcome(
        state=RemoteState.FINISHED,
        pictures=tuple(picture for o in finished for picture in o.pictures)[:MOST_PICTURES],
        cost_microusd=sum(costs) if len(costs) == len(finished) else None,
    )
