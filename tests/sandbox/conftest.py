"""The stand-ins, open: an image API with a caller, a Discord with a server and somebody in it."""

from collections.abc import AsyncIterator

import aiohttp
import pytest

from sandbox.dials import Dials
from sandbox.image_api import SandboxImageApi
from sandbox.world import DiscordWorld, Person, Place, Server
from tests.sandbox.image_api_client import KEY, Caller, Watch
from tests.sandbox.world_client import WireBot


@pytest.fixture
def watch() -> Watch:
    """Return the clock of the server."""
    return Watch()


@pytest.fixture
async def api(watch: Watch) -> AsyncIterator[SandboxImageApi]:
    """Yield a started server that draws plainly."""
    async with SandboxImageApi(key=KEY, dials=Dials(drawing="plain"), clock=watch) as api:
        yield api


@pytest.fixture
async def caller(api: SandboxImageApi) -> AsyncIterator[Caller]:
    """Yield a caller with the right key."""
    async with aiohttp.ClientSession() as session:
        yield Caller(api, session)


@pytest.fixture
async def world() -> AsyncIterator[DiscordWorld]:
    """Yield an open world."""
    async with DiscordWorld() as world:
        yield world


@pytest.fixture
async def bot(world: DiscordWorld) -> AsyncIterator[WireBot]:
    """Yield a bot of bare requests and frames, its command synced."""
    async with WireBot(world) as bot:
        await bot.sync()
        yield bot


@pytest.fixture
def server(world: DiscordWorld) -> Server:
    """Return a server."""
    return world.create_server()


@pytest.fixture
def channel(server: Server) -> Place:
    """Return a channel in it."""
    return server.create_channel("studio")


@pytest.fixture
def ada(server: Server) -> Person:
    """Return somebody in it."""
    return server.add_member("ada")
