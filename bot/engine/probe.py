"""Whether the image API answers, for readiness: the jobs tell it; where none is sent, it is asked.

It is asked what is left on the key, which costs nothing. What follows from that is the operator's:
nothing here pauses or fails a job.
"""

from __future__ import annotations

from bot.clock import Clock
from bot.domain.errors import (
    ApiForbidden,
    ApiProtocolError,
    ApiRejected,
    ApiThrottled,
    ApiUnavailable,
)
from bot.engine.ports import ImageApi
from bot.engine.submitter import Submitter

WELL_SECONDS = 30.0
"""How long a good answer holds."""

UNWELL_SECONDS = 5.0
"""How long a bad one holds: that the API is back should be told soon."""


class ApiProbe:
    """Asks the image API now and then, and remembers the answer for a while."""

    def __init__(self, *, api: ImageApi, submitter: Submitter, clock: Clock) -> None:
        """Take whom to ask, and who knows without asking."""
        self._api = api
        self._submitter = submitter
        self._clock = clock
        self._reason: str | None = None
        self._ask_at = float("-inf")

    async def reason(self) -> str | None:
        """Return why the API cannot be worked with, None where it can; may be cancelled."""
        if self._submitter.trouble is not None:
            return self._submitter.trouble
        if self._clock.monotonic() >= self._ask_at:
            # Whoever has no patience left cancels us, and need not wait in vain next time.
            self._remember("no answer yet")
            self._remember(await self._ask())
        return self._reason

    def _remember(self, reason: str | None) -> None:
        self._reason = reason
        seconds = WELL_SECONDS if reason is None else UNWELL_SECONDS
        self._ask_at = self._clock.monotonic() + seconds

    async def _ask(self) -> str | None:
        try:
            await self._api.balance()
        except (ApiUnavailable, ApiForbidden) as error:
            return f"{type(error).__name__}: {error}"
        except (ApiThrottled, ApiRejected, ApiProtocolError):
            # It answers. Not every gateway tells the balance, nor as often as it is asked.
            return None
        return None
