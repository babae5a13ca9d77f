"""A database file for each test, with all migrations run, and the store over it."""

from __future__ import annotations

import pytest

from bot.store.database import open_database
from bot.store.jobs import SqlJobStore
from bot.store.migrate import migrate
from tests.store.machine import OWNER, NoonClock


@pytest.fixture
def url(tmp_path):
    """Return the address of a database that is not there yet."""
    return f"sqlite:///{tmp_path}/data/darkroom.db"


@pytest.fixture
async def database(url):
    """Open a database with the schema of this version."""
    async with open_database(url) as opened:
        await migrate(opened)
        yield opened


@pytest.fixture
def store(database):
    """Return the store over that database."""
    return SqlJobStore(database, owner=OWNER, clock=NoonClock())
