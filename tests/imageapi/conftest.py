"""What the tests of the API client share: a scripted server and clients of it."""

from __future__ import annotations

import aiohttp
import pytest

from bot.domain.models import DEFAULT_CATALOGUE
from bot.imageapi import ImageApiClient, Timeouts, open_downloads
from tests.imageapi.scripted import KEY, FixedClock, ScriptedApi


@pytest.fixture
async def api():
    """Yield the API's server."""
    async with ScriptedApi() as server:
        yield server


@pytest.fixture
async def other():
    """Yield another server, which is not the API's and must never see the key."""
    async with ScriptedApi() as server:
        yield server


@pytest.fixture
async def session():
    """Yield the session that the composition root would hand in."""
    async with aiohttp.ClientSession() as opened:
        yield opened


@pytest.fixture
async def downloads():
    """Yield a way to pictures of 1000 bytes at most, on this machine, too."""
    async with open_downloads(allow_private=True, most_bytes=1000, timeout_seconds=20) as opened:
        yield opened


@pytest.fixture
def make_client(session, downloads):
    """Return a maker of clients: their address, and what else a test wants different."""

    def make(base_url: str, **different) -> ImageApiClient:
        return ImageApiClient(
            **{
                "session": session,
                "downloads": downloads,
                "base_url": base_url,
                "key": KEY,
                "catalogue": DEFAULT_CATALOGUE,
                "clock": FixedClock(),
                "timeouts": Timeouts(),
                **different,
            }
        )

    return make


@pytest.fixture
def client(api, make_client) -> ImageApiClient:
    """Return a client of the API's server."""
    return make_client(api.url)
