"""Health, readiness and metrics over a real socket."""

import asyncio
import logging
import socket

import aiohttp
import pytest

from bot.domain.errors import ConfigError, StoreError
from bot.metrics import Metrics
from bot.web import server as server_module
from bot.web.server import WebServer


class Dependency:
    """Something the bot needs, in whatever state the test puts it."""

    def __init__(self, reason=None):
        self.reason = reason
        self.asked = 0

    async def __call__(self):
        """Tell how it is."""
        self.asked += 1
        if isinstance(self.reason, Exception):
            raise self.reason
        return self.reason


class Hanging:
    """Something that never answers."""

    async def __call__(self):
        """Wait for ever."""
        await asyncio.Event().wait()


async def no_metrics():
    """Give an empty page."""
    return b""


@pytest.fixture
async def serve():
    """Open servers on free ports, and close them."""
    opened = []

    async def open_one(probes=None, **options):
        options = {"host": "127.0.0.1", "port": 0, "metrics": no_metrics} | options
        server = WebServer(probes=probes or {}, **options)
        await server.start()
        opened.append(server)
        return server

    yield open_one
    for server in opened:
        await server.close()


async def get(server, path, method="GET"):
    """Ask, and return the answer with its body read."""
    host, port = server.address
    async with (
        aiohttp.ClientSession() as session,
        session.request(method, f"http://{host}:{port}{path}") as response,
    ):
        await response.read()
        return response


async def test_health_is_that_the_loop_runs(serve):
    """The container's own check asks here."""
    response = await get(await serve(), "/healthz")

    assert (200, {"status": "ok"}) == (response.status, await response.json())


async def test_a_bot_whose_tasks_have_ended_is_not_healthy(serve):
    """A supervisor starts it again."""
    response = await get(await serve(is_alive=lambda: False), "/healthz")

    assert (503, {"status": "ended"}) == (response.status, await response.json())


async def test_readiness_is_that_every_dependency_is_well(serve):
    """All three are asked."""
    probes = {"database": Dependency(), "image_api": Dependency(), "gateway": Dependency()}
    response = await get(await serve(probes), "/readyz")

    assert (200, {"status": "ok", "red": []}) == (response.status, await response.json())
    assert [1, 1, 1] == [probe.asked for probe in probes.values()]


async def test_what_is_not_well_is_named_and_why_is_for_the_log_alone(serve, caplog):
    """Anybody may ask; that the balance is used up is the operator's business."""
    probes = {
        "database": Dependency(StoreError("disk I/O error")),
        "image_api": Dependency("the balance is used up"),
        "gateway": Dependency(),
    }
    caplog.set_level(logging.INFO)
    response = await get(await serve(probes), "/readyz")

    assert (503, {"status": "not ready", "red": ["database", "image_api"]}) == (
        response.status,
        await response.json(),
    )
    assert "not ready: database: disk I/O error" in caplog.messages
    assert "not ready: image_api: the balance is used up" in caplog.messages


async def test_what_does_not_answer_is_red_and_holds_nobody_up(serve, monkeypatch, caplog):
    """Bounded, and side by side: one that hangs does not hide the others."""
    monkeypatch.setattr(server_module, "PROBE_SECONDS", 0)
    response = await get(await serve({"database": Hanging(), "gateway": Dependency()}), "/readyz")

    assert ["database"] == (await response.json())["red"]
    assert "not ready: database: no answer within 0 s" in caplog.messages


async def test_an_outcome_is_told_again_for_a_moment(serve):
    """Two load balancers ask the dependencies no more than one does."""
    database = Dependency()
    server = await serve({"database": database})
    await asyncio.gather(*(get(server, "/readyz") for _ in range(5)))

    assert 1 == database.asked


async def test_the_log_hears_of_each_change_once(serve, monkeypatch, caplog):
    """Not of every question."""
    monkeypatch.setattr(server_module, "FRESH_SECONDS", 0)
    caplog.set_level(logging.INFO, logger="bot.web")
    gateway = Dependency("not connected")
    server = await serve({"gateway": gateway})
    caplog.clear()
    for reason in ("not connected", "not connected", None, None):
        gateway.reason = reason
        await get(server, "/readyz")

    assert ["not ready: gateway: not connected", "ready again: gateway"] == caplog.messages


async def test_metrics_are_what_is_rendered(serve):
    """In the type that Prometheus asks for."""
    metrics = Metrics()

    async def page():
        return metrics.render()

    response = await get(await serve(metrics=page), "/metrics")

    assert 200 == response.status
    assert response.headers["Content-Type"].startswith("text/plain; version=")
    assert "darkroom_polls_total 0.0" in await response.text()


async def test_metrics_that_cannot_be_had_are_no_fault_of_the_server(serve, caplog):
    """The database is asked for the queue."""
    response = await get(await serve(metrics=Dependency(StoreError("locked"))), "/metrics")

    assert 503 == response.status
    assert ["no metrics: locked"] == [each for each in caplog.messages if "metrics:" in each]


@pytest.mark.parametrize(
    ("path", "method", "status"),
    [("/healthz", "GET", 200), ("/", "GET", 404), ("/metrics", "POST", 405)],
)
async def test_every_answer_has_the_headers_that_keep_browsers_careful(serve, path, method, status):
    """Also those that aiohttp makes; and none tells what it is made with."""
    response = await get(await serve(), path, method)

    assert status == response.status
    assert server_module.HEADERS.items() <= dict(response.headers).items()
    assert "darkroom" == response.headers["Server"]


async def test_a_port_that_is_in_use_is_a_fault_of_the_configuration(serve):
    """It says which key to change."""
    with socket.socket() as other:
        other.bind(("127.0.0.1", 0))
        other.listen()
        port = other.getsockname()[1]
        with pytest.raises(ConfigError) as caught:
            await serve(port=port)

    assert str(caught.value).startswith(f"web.listen: cannot listen on 127.0.0.1:{port}: ")
    assert "\n" not in str(caught.value)


async def test_a_host_that_is_nobody_is_a_fault_of_the_configuration(serve):
    """The address is not one of this machine's."""
    with pytest.raises(ConfigError, match=r"cannot listen on 192\.0\.2\.1:0"):
        await serve(host="192.0.2.1")


async def test_closing_frees_the_port(serve):
    """The next start finds it."""
    server = await serve()
    host, port = server.address
    await server.close()
    again = await serve(host=host, port=port)

    assert 200 == (await get(again, "/healthz")).status
