"""A bot of bare requests and frames, for tests of the simulated Discord itself."""

import io
import json
from collections.abc import AsyncIterator, Sequence
from contextlib import asynccontextmanager
from types import TracebackType
from typing import Any, Self

import aiohttp
from PIL import Image

from sandbox.world import DiscordWorld

IMAGINE = {
    "name": "imagine",
    "description": "Make a picture",
    "type": 1,
    "options": [
        {"type": 3, "name": "prompt", "description": "What to draw", "required": True},
        {"type": 11, "name": "image1", "description": "A picture to start from"},
    ],
}
GUILDS, GUILD_MESSAGES, DM_MESSAGES = 1 << 0, 1 << 9, 1 << 12
MESSAGE_CONTENT = 1 << 15


def png(width: int, height: int) -> bytes:
    """Return a picture of that size."""
    file = io.BytesIO()
    Image.new("RGB", (width, height)).save(file, "PNG")
    return file.getvalue()


class WireBot:
    """Speak to one world with the right token, request by request."""

    def __init__(self, world: DiscordWorld) -> None:
        """Talk to `world` while the context is open."""
        self.world = world
        self.headers = {"Authorization": f"Bot {world.token}"}

    async def __aenter__(self) -> Self:
        """Open the connection pool."""
        self.session = aiohttp.ClientSession()
        return self

    async def __aexit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        """Close it."""
        await self.session.close()

    async def call(
        self, method: str, path: str, body: object = None, **options: Any
    ) -> tuple[int, Any]:
        """Send a request with a JSON body; return status and JSON."""
        options.setdefault("headers", self.headers)
        if body is not None:
            options["json"] = body
        url = f"{self.world.api_url}/v10{path}"
        async with self.session.request(method, url, **options) as answer:
            return answer.status, json.loads(await answer.read() or b"null")

    async def upload(
        self, method: str, path: str, body: object, files: Sequence[tuple[str, bytes]]
    ) -> tuple[int, Any]:
        """Send a multipart request as discord.py does; return status and JSON."""
        form = aiohttp.FormData(quote_fields=False)
        form.add_field("payload_json", json.dumps(body))
        for index, (filename, data) in enumerate(files):
            form.add_field(
                f"files[{index}]",
                data,
                filename=filename,
                content_type="application/octet-stream",
            )
        return await self.call(method, path, data=form)

    async def sync(self) -> None:
        """Register the one command."""
        path = f"/applications/{self.world.application_id}/commands"
        await self.call("PUT", path, [IMAGINE])

    @asynccontextmanager
    async def gateway(self) -> AsyncIterator["WireSocket"]:
        """Open a gateway connection that has received its HELLO."""
        async with self.session.ws_connect(self.world.gateway_url) as socket:
            wire = WireSocket(self.world, socket)
            await wire.receive()
            yield wire


class WireSocket:
    """One gateway connection, frame by frame."""

    def __init__(self, world: DiscordWorld, socket: aiohttp.ClientWebSocketResponse) -> None:
        """Wrap an open socket."""
        self.world = world
        self.socket = socket
        self.sequence = 0

    async def send(self, op: int, data: object) -> None:
        """Send a frame."""
        await self.socket.send_json({"op": op, "d": data})

    async def receive(self) -> dict[str, Any]:
        """Return the next frame, remembering its sequence number."""
        frame: dict[str, Any] = await self.socket.receive_json(timeout=5)
        self.sequence = frame["s"] or self.sequence
        return frame

    async def event(self, name: str) -> dict[str, Any]:
        """Return what the next event of that name says, passing over all others."""
        while (frame := await self.receive())["t"] != name:
            pass
        data: dict[str, Any] = frame["d"]
        return data

    async def close_code(self) -> int | None:
        """Wait until the world hangs up; return its code."""
        while not self.socket.closed:
            await self.socket.receive(timeout=5)
        return self.socket.close_code

    async def identify(self, intents: int = GUILDS | GUILD_MESSAGES, **more: object) -> str:
        """Log in; return the session id."""
        await self.send(2, {"token": self.world.token, "intents": intents, **more})
        session_id: str = (await self.event("READY"))["session_id"]
        return session_id

    async def resume(self, session_id: str, sequence: int) -> None:
        """Ask to go on with a session."""
        await self.send(6, {"token": self.world.token, "session_id": session_id, "seq": sequence})
