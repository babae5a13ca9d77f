"""Everything that Darkroom raises, as one tree.

DarkroomError
├─ UserError                 shown as it is, ephemeral, logged at INFO
│  ├─ InvalidRequest         which field, which rule it breaks
│  ├─ QuotaExceeded          which limit, when it ends
│  ├─ NotFound               it does not exist, or no longer
│  ├─ NotYours               it belongs to somebody else
│  ├─ TooLate                the job has gone on
│  └─ Blocked                the person, or the place, may not
├─ ApiError                  the image API
│  ├─ ApiUnavailable         no connection; on a read also timeout and 5xx; retry_after
│  ├─ ApiThrottled           429; retry_after
│  ├─ ApiRejected            it said no to this request; its sentence, cleaned, may be shown
│  ├─ ApiForbidden           key, balance: the operator's to fix; pauses submitting
│  ├─ ApiProtocolError       an answer we do not understand
│  └─ SubmissionInDoubt      a submission went out, its answer was lost or was a 5xx
├─ PictureError              the bytes of a picture
│  ├─ PictureUnavailable     not now; worth another try
│  ├─ PictureGone            the address answers no more
│  └─ PictureRefused         no picture, too many bytes or pixels, a forbidden address
├─ DeliveryError             Discord
│  ├─ DeliveryUnavailable    try again
│  └─ Undeliverable          gone, forbidden, too large
├─ StoreError                the database
│  ├─ StaleTransition        the job is not where the move starts
│  ├─ SchemaTooNew           written by a newer version
│  └─ AlreadyRunning         another process holds the file
└─ ConfigError               exit code 78; one line naming file and key
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime


class DarkroomError(Exception):
    """The root of all errors raised on purpose."""


class UserError(DarkroomError):
    """An error that the person who asked may read: `rule` names the sentence, `values` fill it."""

    kind = "error"

    def __init__(self, rule: str, **values: str | int) -> None:
        """Keep the sentence's name and its values; the words follow the person's language."""
        self.rule = rule
        self.values: Mapping[str, str | int] = values
        detail = ", ".join(f"{name}={value}" for name, value in values.items())
        super().__init__(f"{self.kind}-{rule}" + (f" ({detail})" if detail else ""))


class InvalidRequest(UserError):
    """Something asked for is not possible; `field` names the option, as the person knows it."""

    kind = "invalid"

    def __init__(self, rule: str, *, field: str, **values: str | int) -> None:
        """Keep the option's name beside the rule that it breaks."""
        super().__init__(rule, field=field, **values)
        self.field = field


class QuotaExceeded(UserError):
    """A limit is reached; `ends_at` says when there is room again (None: when a job of theirs
    ends).
    """

    kind = "quota"

    def __init__(self, rule: str, *, ends_at: datetime | None = None, **values: str | int) -> None:
        """Keep the limit's name and the moment at which it ends."""
        super().__init__(rule, **values)
        self.ends_at = ends_at


class NotFound(UserError):
    """What was asked for does not exist (or no longer)."""

    kind = "not-found"


class NotYours(UserError):
    """It belongs to somebody else."""

    kind = "not-yours"


class TooLate(UserError):
    """The job has gone on: what was asked is not possible any more."""

    kind = "too-late"


class Blocked(UserError):
    """The person, the place or the words may not be used with the bot; `ends_at` says until when,
    where that is known.
    """

    kind = "blocked"

    def __init__(self, rule: str, *, ends_at: datetime | None = None, **values: str | int) -> None:
        """Keep the rule's name and the moment at which it ends."""
        super().__init__(rule, **values)
        self.ends_at = ends_at


class ApiError(DarkroomError):
    """The image API, or the way to it, failed. The message is cleaned and holds no secret."""

    def __init__(self, message: str, *, retry_after_seconds: float | None = None) -> None:
        """Keep how long the API asked us to stay away, in seconds, where it said so."""
        super().__init__(message)
        self.retry_after_seconds = retry_after_seconds


class ApiUnavailable(ApiError):
    """No connection (so nothing was sent); on a read also a timeout, a lost answer or a 5xx."""


class ApiThrottled(ApiError):
    """HTTP 429: not taken, not charged."""


class ApiRejected(ApiError):
    """The API said no to this very request: not taken, not charged, asking again is no use."""

    def __init__(self, message: str, *, moderated: bool = False) -> None:
        """Keep the API's own sentence, and whether it is a refusal of the content."""
        super().__init__(message)
        self.moderated = moderated


class ApiForbidden(ApiError):
    """HTTP 401, 402 or 403: the key or the balance, which is the operator's to mend."""


class ApiProtocolError(ApiError):
    """An answer that we do not understand."""


class SubmissionInDoubt(ApiError):
    """A submission went out and we cannot know whether it was taken: never sent again by itself."""


class PictureError(DarkroomError):
    """A picture's bytes cannot be had or used; `rule` names the reason."""

    def __init__(self, rule: str, message: str = "") -> None:
        """Keep the reason's name (a `FailureReason` value) beside a sentence for the log."""
        super().__init__(message or rule)
        self.rule = rule


class PictureUnavailable(PictureError):
    """Not to be had now; worth another try."""


class PictureGone(PictureError):
    """The address answers no more: expired or deleted."""


class PictureRefused(PictureError):
    """Not a picture, too many bytes or pixels, or an address that we do not fetch from."""


class DeliveryError(DarkroomError):
    """Discord did not take the message."""


class DeliveryUnavailable(DeliveryError):
    """Discord cannot be reached or is failing: try again."""


class Undeliverable(DeliveryError):
    """The channel is gone, forbidden or refuses the message: trying again is no use. `rule` says
    why.
    """

    def __init__(self, rule: str, message: str = "") -> None:
        """Keep the reason's name: `channel-gone`, `forbidden`, `too-large`, `refused`, `unsure`."""
        super().__init__(message or rule)
        self.rule = rule


class StoreError(DarkroomError):
    """The database did not do what was asked."""


class StaleTransition(StoreError):
    """The job is not in the state that the move starts from."""


class SchemaTooNew(StoreError):
    """The database was written by a newer version of Darkroom."""


class AlreadyRunning(StoreError):
    """Another process holds this database file."""


class ConfigError(DarkroomError):
    """The configuration is wrong: one line that names the file and the key (exit code 78)."""
