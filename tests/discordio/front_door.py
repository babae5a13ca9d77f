"""Discord's front door on loopback: just what a bot meets while it logs in and leaves again."""

import asyncio

from aiohttp import WSMsgType, web

USER = {"id": "1", "username": "darkroom", "discriminator": "0", "avatar": None}
APPLICATION = {
    "id": "1",
    "name": "darkroom",
    "description": "",
    "icon": None,
    "bot_public": True,
    "bot_require_code_grant": False,
    "verify_key": "",
    "owner": USER,
}


class FrontDoor:
    """The login and the gateway; it notes what it is asked, and how it is left."""

    def __init__(self):
        self.asked = []
        self.faults = []
        self.shards = 1
        self.identified = []
        self.close_codes = []
        self.refuses_with = None
        self.takes_commands = True
        self.ready = asyncio.Event()
        self.gone = asyncio.Event()

    async def __aenter__(self):
        """Listen on a free port."""
        app = web.Application()
        app.router.add_get("/gateway/", self._gateway)
        app.router.add_route("*", "/api/v10/{path:.*}", self._api)
        self._runner = web.AppRunner(app, shutdown_timeout=1)
        await self._runner.setup()
        await web.TCPSite(self._runner, "127.0.0.1", 0).start()
        host, port = self._runner.addresses[0]
        self.api_url = f"http://{host}:{port}/api"
        self.gateway_url = f"ws://{host}:{port}/gateway/"
        return self

    async def __aexit__(self, *_):
        """Stop listening."""
        await self._runner.cleanup()

    async def _api(self, request):
        path = "/" + request.match_info["path"]
        self.asked.append(f"{request.method} {path}")
        if self.faults:
            return web.json_response({}, status=self.faults.pop(0), content_type="application/json")
        if path.endswith("/commands") and not self.takes_commands:
            tomorrow = {"message": "Not today", "retry_after": 80_000.0, "global": False}
            return _json(tomorrow, status=429, headers={"Via": "1.1 discord"})
        answers = {
            "/users/@me": USER,
            "/oauth2/applications/@me": APPLICATION,
            "/gateway/bot": {
                "url": self.gateway_url,
                "shards": self.shards,
                "session_start_limit": {},
            },
        }
        return _json(answers.get(path, []))

    async def _gateway(self, request):
        socket = web.WebSocketResponse()
        await socket.prepare(request)
        await socket.send_json({"op": 10, "d": {"heartbeat_interval": 40_000}})
        async for message in socket:
            if message.type is WSMsgType.TEXT:
                await self._receive(socket, message.json())
        self.close_codes.append(socket.close_code)
        self.gone.set()
        return socket

    async def _receive(self, socket, payload):
        if payload["op"] == 1:
            await socket.send_json({"op": 11})
        elif payload["op"] == 2:
            self.identified.append(payload["d"])
            if self.refuses_with is not None:
                await socket.close(code=self.refuses_with)
                return
            await socket.send_json({"op": 0, "s": 1, "t": "READY", "d": self._ready(payload["d"])})
            self.ready.set()

    def _ready(self, identified):
        return {
            "v": 10,
            "user": USER,
            "guilds": [],
            "session_id": "s",
            "resume_gateway_url": self.gateway_url,
            "shard": identified["shard"],
        }


def _json(body, **options):
    # The library reads a body as JSON by this very content type.
    response = web.json_response(body, **options)
    response.headers["Content-Type"] = "application/json"
    return response
