"""What every test stands on; fixtures of one area live in that area's own conftest."""

import asyncio

import pytest
from hypothesis import settings

from bot.store.database import open_database
from bot.store.migrate import migrate

# How long an example takes says nothing on a shared machine; the timeout per test is enough.
settings.register_profile("darkroom", deadline=None)
settings.load_profile("darkroom")


@pytest.fixture(scope="session")
def empty_database(tmp_path_factory):
    """Make a database with its schema once; each test gets a copy."""
    path = tmp_path_factory.mktemp("schema") / "empty.db"

    async def make():
        async with open_database(f"sqlite:///{path}") as database:
            await migrate(database)

    asyncio.run(make())
    return path
