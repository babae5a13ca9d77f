"""A server on a real socket that answers from a script and remembers what it was asked."""

from __future__ import annotations

import asyncio
import json
from collections import deque
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta

from aiohttp import web
from aiohttp.test_utils import TestServer

from bot.domain.requests import ImageRequest, Mask, SourceImage

NOON = datetime(2026, 3, 1, 12, 0, tzinfo=UTC)
KEY = "sk-Zk3vQ9opensNothing7"
TASK = "task_01JZQ4M8W2T7C5R9KX3B6N0HVD"
ACCEPTED = {"code": 200, "data": [{"status": "submitted", "task_id": TASK}]}


class FixedClock:
    """A clock that stands at noon."""

    def now(self) -> datetime:
        """Return noon."""
        return NOON

    def monotonic(self) -> float:
        """Return zero."""
        return 0.0

    async def wait(self, signal: asyncio.Event, timeout_seconds: float) -> bool:
        """Tell at once whether it is set."""
        return signal.is_set()


@dataclass(frozen=True, kw_only=True)
class Reply:
    """One answer. `raw` is written to the socket, which is then closed; `hangs` never answers."""

    status: int = 200
    body: object = ""
    headers: dict[str, str] = field(default_factory=dict)
    raw: bytes | None = None
    hangs: bool = False

    def content(self) -> bytes:
        """Return the bytes to send: bytes and strings as they are, all else as JSON."""
        if isinstance(self.body, bytes):
            return self.body
        return (self.body if isinstance(self.body, str) else json.dumps(self.body)).encode()


@dataclass(frozen=True, kw_only=True)
class Asked:
    """One request as it arrived."""

    method: str
    raw_path: str
    headers: dict[str, str]
    body: bytes


class ScriptedApi:
    """The server: `replies` are given in order, the last one again and again."""

    def __init__(self) -> None:
        self.asked: list[Asked] = []
        self._replies: deque[Reply] = deque()
        self._over = asyncio.Event()
        self._arrived = asyncio.Event()
        app = web.Application(client_max_size=32 * 1024**2)
        app.router.add_route("*", "/{path:.*}", self._answer)
        self._server = TestServer(app)

    async def __aenter__(self) -> ScriptedApi:
        await self._server.start_server()
        return self

    async def __aexit__(self, *_: object) -> None:
        self._over.set()
        await self._server.close()

    @property
    def url(self) -> str:
        """The address without a slash at the end."""
        return str(self._server.make_url("/")).rstrip("/")

    def will(self, *replies: Reply) -> None:
        """Set the script."""
        self._replies = deque(replies)

    def says(self, body: object = "", *, status: int = 200, **headers: str) -> None:
        """Set a script of one answer; `Retry_After="3"` is the header Retry-After."""
        named = {name.replace("_", "-"): value for name, value in headers.items()}
        self.will(Reply(status=status, body=body, headers=named))

    async def is_asked(self) -> None:
        """Wait for a request to have arrived."""
        await self._arrived.wait()

    async def _answer(self, request: web.Request) -> web.StreamResponse:
        self.asked.append(
            Asked(
                method=request.method,
                raw_path=request.raw_path,
                headers=dict(request.headers),
                body=await request.read(),
            )
        )
        self._arrived.set()
        reply = self._replies.popleft() if len(self._replies) > 1 else self._replies[0]
        if reply.hangs:
            await self._over.wait()
        if reply.raw is not None:
            assert request.transport is not None
            request.transport.write(reply.raw)
            request.transport.close()
        headers = {"Content-Type": "application/json", **reply.headers}
        return web.Response(status=reply.status, body=reply.content(), headers=headers)


def task(status: str, **fields: object) -> dict[str, object]:
    """Return an answer about the task."""
    return {"code": 200, "data": {"id": TASK, "status": status, **fields}}


def finished(*urls: str, **fields: object) -> dict[str, object]:
    """Return an answer about a task that is finished with these pictures."""
    return task("completed", result={"images": [{"url": list(urls)}]}, **fields)


def request(**fields: object) -> ImageRequest:
    """Return a request for the default model."""
    given: dict[str, object] = {"prompt": "a brass compass", "model": "gpt-image-1.5-official"}
    return ImageRequest(**{**given, **fields})  # type: ignore[arg-type]


def source(number: int, *, reachable: bool = True) -> SourceImage:
    """Return a reference that the API can reach, or not yet."""
    return SourceImage(
        name=f"image{number}",
        url=f"https://cdn.example/{number}.png",
        reachable_url=f"https://files.example/{number}.png" if reachable else None,
        reachable_until=NOON + timedelta(hours=72),
    )


def mask() -> Mask:
    """Return a mask that the API can reach."""
    return Mask(
        source=SourceImage(name="mask", url="", reachable_url="https://files.example/mask.png")
    )
