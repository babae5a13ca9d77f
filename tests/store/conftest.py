"""A database file for each test, with all migrations run, and the store over it."""

from __future__ import annotations

import shutil

import pytest

from bot.store.database import open_database
from bot.store.drafts import SqlDraftStore
from bot.store.jobs import SqlJobStore
from bot.store.people import SqlPeopleStore
from bot.store.server_rules import SqlRuleStore
from bot.store.shares import SqlShareStore
from bot.store.tray import SqlTrayStore
from tests.clock import FakeClock
from tests.store.machine import OWNER, NoonClock


@pytest.fixture
def url(tmp_path):
    """Return the address of a database that is not there yet."""
    return f"sqlite:///{tmp_path}/data/darkroom.db"


@pytest.fixture
async def database(url, tmp_path, empty_database):
    """Open a database with the schema of this version."""
    (tmp_path / "data").mkdir(mode=0o700)
    shutil.copy(empty_database, tmp_path / "data" / "darkroom.db")
    async with open_database(url) as opened:
        yield opened


@pytest.fixture
def store(database):
    """Return the store over that database."""
    return SqlJobStore(database, owner=OWNER, clock=NoonClock())


@pytest.fixture
def drafts(database):
    """Return the drafts of that database."""
    return SqlDraftStore(database)


@pytest.fixture
def trays(database):
    """Return the trays of that database."""
    return SqlTrayStore(database)


@pytest.fixture
def ruled(database):
    """Return the rules and the audit log of that database."""
    return SqlRuleStore(database)


@pytest.fixture
def shares(database):
    """Return the shared pictures of that database."""
    return SqlShareStore(database, owner=OWNER)


@pytest.fixture
def clock():
    """Return a clock that stands at noon."""
    return FakeClock()


@pytest.fixture
def people(database, clock):
    """Return what that database keeps about people."""
    return SqlPeopleStore(database, clock=clock)
