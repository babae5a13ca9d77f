"""A clock that stands still until a test moves it."""

import asyncio
from datetime import datetime, timedelta

from tests.factories import NOON


class FakeClock:
    """A `Clock` for tests: time passes only in `advance`; who waits is woken by it."""

    def __init__(self, at: datetime = NOON) -> None:
        self._began_at = at
        self._passed = timedelta()
        self._alarms: dict[asyncio.Future[None], timedelta] = {}

    def now(self) -> datetime:
        """Return the moment at which the clock stands."""
        return self._began_at + self._passed

    def monotonic(self) -> float:
        """Return the seconds that the test has let pass."""
        return self._passed.total_seconds()

    @property
    def resting(self) -> int:
        """Return how many wait just now."""
        return len(self._alarms)

    def advance(self, seconds: float) -> None:
        """Let so many seconds pass at once."""
        self._passed += timedelta(seconds=seconds)
        for alarm in [alarm for alarm, due in self._alarms.items() if due <= self._passed]:
            del self._alarms[alarm]
            alarm.set_result(None)

    async def wait(self, signal: asyncio.Event, timeout_seconds: float) -> bool:
        """Wait until the signal is set or the clock was advanced by so much."""
        alarm = asyncio.get_running_loop().create_future()
        self._alarms[alarm] = self._passed + timedelta(seconds=timeout_seconds)
        signalled = asyncio.create_task(signal.wait())
        try:
            await asyncio.wait((alarm, signalled), return_when=asyncio.FIRST_COMPLETED)
        finally:
            self._alarms.pop(alarm, None)
            signalled.cancel()
        return signal.is_set()
