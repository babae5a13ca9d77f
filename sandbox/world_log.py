"""What the simulated Discord remembers of its bot, and how a test waits for it.

Holds the records of requests and gateway logins and the one place to wait on; it decides nothing
about Discord.
"""

import asyncio
import time
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field, fields
from typing import Any, TypeAlias, TypeVar

Value = TypeVar("Value")

# What a JSON text holds: nothing that a type could say more about.
Json: TypeAlias = Any


@dataclass(frozen=True, slots=True, kw_only=True)
class UploadedFile:
    """A file that came with a request, by the name of its part; its bytes are in the CDN."""

    part: str
    filename: str
    size_bytes: int
    sha256: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Arrival:
    """A request as it came in, before anything was answered."""

    monotonic_seconds: float
    method: str
    path: str
    json: Json
    files: tuple[UploadedFile, ...]
    query: Mapping[str, str]

    def ended(self, status: int | None) -> "RecordedRequest":
        """Return the record of this request, answered now with that status."""
        arrived = {each.name: getattr(self, each.name) for each in fields(self)}
        duration = time.monotonic() - self.monotonic_seconds
        return RecordedRequest(**arrived, status=status, duration_seconds=duration)


@dataclass(frozen=True, slots=True, kw_only=True)
class RecordedRequest(Arrival):
    """A request with what became of it; `status` is None when the connection was cut instead."""

    status: int | None
    duration_seconds: float


@dataclass(frozen=True, slots=True, kw_only=True)
class RecordedLogin:
    """One IDENTIFY or RESUME that the gateway accepted."""

    monotonic_seconds: float
    session_id: str
    intents: int
    shard: tuple[int, int]
    resumed: bool


@dataclass(slots=True)
class WorldLog:
    """Everything seen so far, oldest first, and a way to wait for more."""

    requests: list[RecordedRequest] = field(default_factory=list)
    in_flight: list[Arrival] = field(default_factory=list)
    logins: list[RecordedLogin] = field(default_factory=list)
    _changed: asyncio.Event = field(default_factory=asyncio.Event)

    def changed(self) -> None:
        """Wake whoever waits: something happened in the world."""
        self._changed.set()
        self._changed = asyncio.Event()

    async def next_change(self) -> None:
        """Return after the next thing that happens in the world."""
        await self._changed.wait()

    async def wait_for(
        self, predicate: Callable[[], Value | None], *, timeout_seconds: float
    ) -> Value:
        """Return the first true value of `predicate`, asked again after everything that happens.

        Raises TimeoutError, naming the last requests, when it stays false for too long.
        """
        try:
            async with asyncio.timeout(timeout_seconds):
                while not (value := predicate()):
                    await self._changed.wait()
        except TimeoutError as error:
            seen = [f"{each.method} {each.path} -> {each.status}" for each in self.requests[-10:]]
            message = f"not within {timeout_seconds} s; the last requests were {seen}"
            raise TimeoutError(message) from error
        return value
