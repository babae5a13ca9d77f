"""A Discord that only takes the time: as thin as a server can be, so that it measures the bot and
not itself.

It knows one server with one channel, sends interactions over a gateway, and notes when each was
acknowledged. Messages are answered and forgotten.
"""

from __future__ import annotations

import asyncio
import contextlib
import itertools
import json
import time
from collections.abc import AsyncIterator
from typing import Any

from aiohttp import WSMsgType, web

DISCORD_EPOCH_MS = 1_420_070_400_000
APPLICATION_ID = 1001
GUILD_ID = 2001
CHANNEL_ID = 3001
TOKEN = "bench-token"  # noqa: S105 -- opens nothing
PERMISSIONS = str(2**53 - 1)


def _answer(body: object, status: int = 200) -> web.Response:
    # The library takes JSON only under exactly this content type.
    return web.Response(
        body=json.dumps(body).encode(), status=status, headers={"Content-Type": "application/json"}
    )


class DiscordStub:
    """The server; `interact` sends one interaction, `acknowledged` has the seconds each took."""

    def __init__(self) -> None:
        self.acknowledged: dict[int, float] = {}
        self.posted = 0
        self.identified_at = 0.0
        self._sent_at: dict[int, float] = {}
        self._sockets: list[web.WebSocketResponse] = []
        self._sequence = itertools.count(1)
        self._numbers = itertools.count(1)
        self._changed = asyncio.Condition()
        self.port = 0

    @contextlib.asynccontextmanager
    async def open(self) -> AsyncIterator[DiscordStub]:
        """Listen on a free port of loopback while the context is open."""
        app = web.Application(client_max_size=2**28)
        app.router.add_get("/gateway/", self._gateway)
        app.router.add_route("*", "/api/v10/{path:.*}", self._rest)
        runner = web.AppRunner(app, access_log=None, shutdown_timeout=1)
        await runner.setup()
        await web.TCPSite(runner, "127.0.0.1", 0, backlog=1024).start()
        self.port = runner.addresses[0][1]
        try:
            yield self
        finally:
            for socket in self._sockets:
                await socket.close(code=1001)
            await runner.cleanup()

    @property
    def api_url(self) -> str:
        """Return the address of the API without its version."""
        return f"http://127.0.0.1:{self.port}/api"

    async def identified(self, timeout_seconds: float = 30.0) -> None:
        """Wait until a bot is connected."""
        async with asyncio.timeout(timeout_seconds), self._changed:
            await self._changed.wait_for(lambda: bool(self._sockets))

    async def gone(self, timeout_seconds: float = 30.0) -> None:
        """Wait until no bot is connected any more."""
        async with asyncio.timeout(timeout_seconds), self._changed:
            await self._changed.wait_for(lambda: not self._sockets)

    async def interact(self, *, user_id: int, prompt: str) -> int:
        """Send one `/imagine`; return the interaction's id."""
        interaction_id = self._snowflake()
        payload = self._interaction(interaction_id, user_id, prompt)
        text = json.dumps(
            {"op": 0, "t": "INTERACTION_CREATE", "s": next(self._sequence), "d": payload}
        )
        self._sent_at[interaction_id] = time.perf_counter()
        await self._sockets[0].send_str(text)
        return interaction_id

    async def all_acknowledged(self, ids: list[int], timeout_seconds: float) -> list[float]:
        """Wait for these acknowledgements; return the seconds of those that came in time."""
        wanted = set(ids)
        with contextlib.suppress(TimeoutError):
            async with asyncio.timeout(timeout_seconds), self._changed:
                await self._changed.wait_for(lambda: wanted <= self.acknowledged.keys())
        return [self.acknowledged[each] for each in ids if each in self.acknowledged]

    def _snowflake(self) -> int:
        milliseconds = int(time.time() * 1000) - DISCORD_EPOCH_MS
        return (milliseconds << 22) | (next(self._numbers) & 0x3FFFFF)

    async def _rest(self, request: web.Request) -> web.Response:
        path = "/" + request.match_info["path"]
        if path.startswith("/interactions/"):
            return await self._callback(request, int(path.split("/")[2]))
        if path == "/gateway/bot":
            limit = {"total": 1000, "remaining": 999, "reset_after": 1, "max_concurrency": 1}
            url = f"ws://127.0.0.1:{self.port}/gateway/"
            return _answer({"url": url, "shards": 1, "session_start_limit": limit})
        if path == "/users/@me":
            return _answer(self._bot())
        if path == "/oauth2/applications/@me":
            return _answer(self._application())
        if path.endswith("/commands"):
            commands = json.loads(await request.read())
            return _answer([self._command(command) for command in commands])
        if request.method == "DELETE":
            return web.Response(status=204)
        await request.read()
        if path.endswith("/messages") and request.method == "POST":
            self.posted += 1
        return _answer(self._message())

    async def _callback(self, request: web.Request, interaction_id: int) -> web.Response:
        self.acknowledged[interaction_id] = time.perf_counter() - self._sent_at[interaction_id]
        await request.read()
        async with self._changed:
            self._changed.notify_all()
        message = self._message()
        return _answer(
            {
                "interaction": {
                    "id": str(interaction_id),
                    "type": 2,
                    "response_message_id": message["id"],
                    "response_message_loading": True,
                    "response_message_ephemeral": False,
                },
                "resource": {"type": 5, "message": message},
            }
        )

    async def _gateway(self, request: web.Request) -> web.WebSocketResponse:
        socket = web.WebSocketResponse(max_msg_size=0)
        await socket.prepare(request)
        await socket.send_json({"op": 10, "d": {"heartbeat_interval": 41250}, "s": None, "t": None})
        try:
            async for message in socket:
                if message.type is WSMsgType.TEXT:
                    await self._received(socket, json.loads(message.data))
        finally:
            if socket in self._sockets:
                self._sockets.remove(socket)
            async with self._changed:
                self._changed.notify_all()
        return socket

    async def _received(self, socket: web.WebSocketResponse, frame: dict[str, Any]) -> None:
        if frame["op"] == 1:
            await socket.send_json({"op": 11, "d": None, "s": None, "t": None})
        elif frame["op"] == 2:
            self.identified_at = time.perf_counter()
            shard = frame["d"].get("shard", [0, 1])
            await self._dispatch(socket, "READY", self._ready(shard))
            await self._dispatch(socket, "GUILD_CREATE", self._guild())
            self._sockets.append(socket)
            async with self._changed:
                self._changed.notify_all()

    async def _dispatch(
        self, socket: web.WebSocketResponse, event: str, payload: dict[str, Any]
    ) -> None:
        await socket.send_json({"op": 0, "t": event, "s": next(self._sequence), "d": payload})

    # Payloads, with the keys that discord.py needs.

    def _bot(self) -> dict[str, Any]:
        return {
            "id": str(APPLICATION_ID),
            "username": "bench",
            "discriminator": "0",
            "avatar": None,
            "bot": True,
        }

    def _application(self) -> dict[str, Any]:
        return {
            "id": str(APPLICATION_ID),
            "name": "bench",
            "description": "",
            "icon": None,
            "bot_public": False,
            "bot_require_code_grant": False,
            "verify_key": "",
            "flags": 0,
            "owner": self._bot(),
        }

    def _command(self, command: dict[str, Any]) -> dict[str, Any]:
        return {
            "description": "",  # Discord says so of commands in menus, which are sent without one
            **command,
            "id": str(self._snowflake()),
            "application_id": str(APPLICATION_ID),
            "version": str(self._snowflake()),
            "default_member_permissions": None,
        }

    def _ready(self, shard: list[int]) -> dict[str, Any]:
        return {
            "v": 10,
            "user": self._bot(),
            "guilds": [{"id": str(GUILD_ID), "unavailable": True}],
            "session_id": "bench",
            "resume_gateway_url": f"ws://127.0.0.1:{self.port}/gateway/",
            "shard": shard,
            "application": {"id": str(APPLICATION_ID), "flags": 0},
        }

    def _channel(self) -> dict[str, Any]:
        return {
            "id": str(CHANNEL_ID),
            "type": 0,
            "name": "studio",
            "position": 0,
            "guild_id": str(GUILD_ID),
            "permissions": PERMISSIONS,
            "permission_overwrites": [],
        }

    def _guild(self) -> dict[str, Any]:
        everyone = {"id": str(GUILD_ID), "name": "@everyone", "permissions": PERMISSIONS}
        return {
            "id": str(GUILD_ID),
            "name": "bench",
            "unavailable": False,
            "owner_id": "1",
            "member_count": 2,
            "roles": [{**everyone, "position": 0, "color": 0, "hoist": False, "managed": False}],
            "channels": [self._channel()],
            "members": [],
            "threads": [],
            "emojis": [],
            "features": [],
            "premium_tier": 0,
        }

    def _message(self) -> dict[str, Any]:
        return {
            "id": str(self._snowflake()),
            "channel_id": str(CHANNEL_ID),
            "type": 0,
            "content": "",
            "author": self._bot(),
            "timestamp": "2026-01-01T00:00:00+00:00",
            "edited_timestamp": None,
            "tts": False,
            "mention_everyone": False,
            "mentions": [],
            "mention_roles": [],
            "attachments": [],
            "embeds": [],
            "components": [],
            "pinned": False,
            "flags": 0,
        }

    def _interaction(self, interaction_id: int, user_id: int, prompt: str) -> dict[str, Any]:
        user = {"id": str(user_id), "username": "m", "discriminator": "0", "avatar": None}
        return {
            "id": str(interaction_id),
            "application_id": str(APPLICATION_ID),
            "type": 2,
            "token": f"token-{interaction_id}",
            "version": 1,
            "locale": "en-US",
            "guild_locale": "en-US",
            "context": 0,
            "authorizing_integration_owners": {"0": str(GUILD_ID)},
            "entitlements": [],
            "attachment_size_limit": 10_485_760,
            "app_permissions": PERMISSIONS,
            "guild_id": str(GUILD_ID),
            "guild": {"id": str(GUILD_ID), "locale": "en-US", "features": []},
            "channel_id": str(CHANNEL_ID),
            "channel": self._channel(),
            "member": {
                "user": user,
                "roles": [],
                "flags": 0,
                "permissions": PERMISSIONS,
                "joined_at": "2020-01-01T00:00:00+00:00",
                "deaf": False,
                "mute": False,
            },
            "data": {
                "id": "5001",
                "name": "imagine",
                "type": 1,
                "options": [{"name": "prompt", "type": 3, "value": prompt}],
                "resolved": {},
            },
        }
