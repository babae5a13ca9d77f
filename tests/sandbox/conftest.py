"""One sandbox image API on a free port, and a caller with its key."""

from collections.abc import AsyncIterator

import aiohttp
import pytest

from sandbox.dials import Dials
from sandbox.image_api import SandboxImageApi
from tests.sandbox.image_api_client import KEY, Caller, Watch


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
