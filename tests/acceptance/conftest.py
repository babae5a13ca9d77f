"""A bot for all tests of a module, and a channel and a person for each.

A module says `SETTINGS` where its bot is to have others than usual.
"""

from collections.abc import AsyncIterator

import pytest
import pytest_asyncio

from sandbox.world import Person, Place
from tests.acceptance.stage import Studio, open_studio


@pytest_asyncio.fixture(scope="module", loop_scope="module")
async def studio(
    request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory
) -> AsyncIterator[Studio]:
    """Yield the bot between its worlds, running."""
    settings = getattr(request.module, "SETTINGS", {})
    async with open_studio(tmp_path_factory.mktemp("bot"), settings=settings) as studio:
        yield studio


@pytest.fixture
def place(studio: Studio) -> Place:
    """Return a new channel, in calm worlds."""
    studio.calm()
    return studio.channel()


@pytest.fixture
def ada(studio: Studio) -> Person:
    """Return somebody new."""
    return studio.person()
