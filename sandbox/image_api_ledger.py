"""The books of the sandbox: what was asked of it, what it charged, what it gave out.

Frozen records only; `SandboxImageApi.ledger` makes them at the moment of asking.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from types import MappingProxyType


@dataclass(frozen=True, slots=True, kw_only=True)
class PriceList:
    """The price of one picture, in micro-dollars, square and oblong, by quality."""

    low: tuple[int, int]
    medium: tuple[int, int]
    high: tuple[int, int]

    def price_microusd(self, *, size: str, quality: str) -> int:
        """Return the price of one picture; `auto` turns out to be medium."""
        tiers = {"low": self.low, "medium": self.medium, "high": self.high, "auto": self.medium}
        return tiers[quality][0 if size == "1:1" else 1]


MODELS: Mapping[str, PriceList] = MappingProxyType(
    {
        "gpt-image-1-official": PriceList(
            low=(11_000, 16_000), medium=(42_000, 63_000), high=(167_000, 250_000)
        ),
        "gpt-image-1.5-official": PriceList(
            low=(9_000, 13_000), medium=(34_000, 50_000), high=(133_000, 200_000)
        ),
    }
)
"""OpenAI's list prices; those of the gateway are not published."""


@dataclass(frozen=True, slots=True, kw_only=True)
class PictureRecord:
    """One result file."""

    url: str
    sha256: str
    size_bytes: int
    content_type: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Submission:
    """One task that was taken, as it stands now.

    `paid_microusd` is what the account is charged: reserved at first, then by pictures made.
    """

    task_id: str
    body: Mapping[str, object]
    at: datetime
    status: str
    paid_microusd: int
    polls: int
    pictures: tuple[PictureRecord, ...]
    error: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Upload:
    """One picture that was uploaded."""

    url: str
    filename: str
    content_type: str
    size_bytes: int
    sha256: str
    at: datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class Exchange:
    """One request and how it was answered; status 0 where the connection was dropped or held."""

    method: str
    path: str
    status: int
    authorized: bool
    """Whether it carried an Authorization header, which a request for a file must not."""
    at: datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class Ledger:
    """Everything since the start, oldest first."""

    submissions: tuple[Submission, ...]
    uploads: tuple[Upload, ...]
    exchanges: tuple[Exchange, ...]

    @property
    def paid_microusd(self) -> int:
        """Return the sum of all charges."""
        return sum(submission.paid_microusd for submission in self.submissions)
