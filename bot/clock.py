"""Time, as something that is handed in: tests bring a clock of their own."""

from __future__ import annotations

import asyncio
import time
from datetime import UTC, datetime
from typing import Protocol


class Clock(Protocol):
    """What the engine needs to know of time."""

    def now(self) -> datetime:
        """Return this moment, aware, in UTC."""
        ...

    def monotonic(self) -> float:
        """Return seconds that never go back."""
        ...

    async def wait(self, signal: asyncio.Event, timeout_seconds: float) -> bool:
        """Wait until the signal is set or the seconds have passed; tell whether it was set."""
        ...


class SystemClock:
    """The machine's own clock."""

    def now(self) -> datetime:
        """Return this moment, aware, in UTC."""
        return datetime.now(UTC)

    def monotonic(self) -> float:
        """Return seconds that never go back."""
        return time.monotonic()

    async def wait(self, signal: asyncio.Event, timeout_seconds: float) -> bool:
        """Wait until the signal is set or the seconds have passed; tell whether it was set."""
        try:
            async with asyncio.timeout(timeout_seconds):
                await signal.wait()
        except TimeoutError:
            return False
        return True
