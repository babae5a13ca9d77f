"""A small aiohttp server: `/healthz`, `/readyz`, `/metrics`, and the mask painter's addresses.

What they ask is handed in.
"""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Awaitable, Callable, Mapping

from aiohttp import web
from prometheus_client import CONTENT_TYPE_LATEST

from bot.domain.errors import ConfigError, DarkroomError
from bot.web.painter import MaskPainter

log = logging.getLogger(__name__)

Probe = Callable[[], Awaitable[str | None]]
"""Returns None where all is well, else the reason; a DarkroomError is a reason, too."""

PROBE_SECONDS = 2.0
"""How long a probe may take: who asks for readiness gives up soon after."""

FRESH_SECONDS = 2.0
"""For how long an outcome is told again: who asks more often asks nobody else."""

CLOSING_SECONDS = 1.0

KEPT_ALIVE_SECONDS = 75.0
"""For how long an idle visitor may keep a connection; the library would give an hour."""

HEADERS = {
    "Cache-Control": "no-store",
    "Content-Security-Policy": "default-src 'none'; frame-ancestors 'none'",
    "Referrer-Policy": "no-referrer",
    "X-Content-Type-Options": "nosniff",
}


class Readiness:
    """Asks every probe at once, each for a bounded time, and tells the log when one changes."""

    def __init__(self, probes: Mapping[str, Probe]) -> None:
        """Take the probes by the name of what they ask."""
        self._probes = probes
        self._asking = asyncio.Lock()
        self._asked_at = float("-inf")
        self._reasons: dict[str, str | None] = dict.fromkeys(probes)

    async def red(self) -> list[str]:
        """Return the names of what is not well. The reasons are for the log: anyone may ask."""
        async with self._asking:
            now = asyncio.get_running_loop().time()
            if now - self._asked_at >= FRESH_SECONDS:
                await self._ask()
                self._asked_at = asyncio.get_running_loop().time()
        return [name for name, reason in self._reasons.items() if reason is not None]

    async def _ask(self) -> None:
        reasons = await asyncio.gather(*(_reason(probe) for probe in self._probes.values()))
        for name, reason in zip(self._probes, reasons, strict=True):
            before, self._reasons[name] = self._reasons[name], reason
            if reason is not None and before is None:
                log.warning("not ready: %s: %s", name, reason)
            elif reason is None and before is not None:
                log.info("ready again: %s", name)


async def _reason(probe: Probe) -> str | None:
    try:
        async with asyncio.timeout(PROBE_SECONDS):
            return await probe()
    except TimeoutError:
        return f"no answer within {PROBE_SECONDS:g} s"
    except DarkroomError as error:
        return str(error) or type(error).__name__


class WebServer:
    """Listens from `start` to `close`."""

    def __init__(
        self,
        *,
        host: str,
        port: int,
        probes: Mapping[str, Probe],
        metrics: Callable[[], Awaitable[bytes]],
        is_alive: Callable[[], bool] = lambda: True,
        painter: MaskPainter | None = None,
    ) -> None:
        """Take where to listen (port 0: any free one) and whom to ask.

        `metrics` returns the page for Prometheus; `is_alive` whether the bot's main tasks run.
        Without a `painter` there is none.
        """
        self._host = host
        self._port = port
        self._readiness = Readiness(probes)
        self._metrics = metrics
        self._is_alive = is_alive
        app = web.Application()
        app.router.add_get("/healthz", self._healthz)
        app.router.add_get("/readyz", self._readyz)
        app.router.add_get("/metrics", self._metrics_page)
        if painter is not None:
            painter.add_routes(app)
        app.on_response_prepare.append(_add_headers)
        self._runner = web.AppRunner(
            app,
            access_log=None,
            shutdown_timeout=CLOSING_SECONDS,
            keepalive_timeout=KEPT_ALIVE_SECONDS,
        )

    @property
    def address(self) -> tuple[str, int]:
        """Host and port where it listens, once it does."""
        host, port, *_ = self._runner.addresses[0]
        return host, port

    async def start(self) -> None:
        """Listen. Raises ConfigError where that is not possible, as with a port that is in use."""
        await self._runner.setup()
        try:
            await web.TCPSite(self._runner, self._host, self._port).start()
        except OSError as error:
            await self._runner.cleanup()
            raise ConfigError(
                f"web.listen: cannot listen on {self._host}:{self._port}: {error.strerror}"
            ) from error
        log.info("health and metrics on http://%s:%s", *self.address)

    async def close(self) -> None:
        """Listen no more; answers that are on their way get a second."""
        await self._runner.cleanup()

    async def _healthz(self, request: web.Request) -> web.Response:
        if self._is_alive():
            return web.json_response({"status": "ok"})
        return web.json_response({"status": "ended"}, status=503)

    async def _readyz(self, request: web.Request) -> web.Response:
        red = await self._readiness.red()
        status = "not ready" if red else "ok"
        return web.json_response({"status": status, "red": red}, status=503 if red else 200)

    async def _metrics_page(self, request: web.Request) -> web.Response:
        try:
            page = await self._metrics()
        except DarkroomError as error:
            log.warning("no metrics: %s", error)
            return web.Response(status=503)
        return web.Response(body=page, headers={"Content-Type": CONTENT_TYPE_LATEST})


async def _add_headers(request: web.Request, response: web.StreamResponse) -> None:
    response.headers["Server"] = "darkroom"  # not which library, and which version of it
    for name, value in HEADERS.items():
        response.headers.setdefault(name, value)
