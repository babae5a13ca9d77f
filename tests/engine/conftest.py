"""A database for each test, and a world around it."""

import shutil

import pytest

from bot.blocklist import RegexMatcher
from bot.store.database import open_database
from bot.store.drafts import SqlDraftStore
from bot.store.jobs import SqlJobStore
from bot.store.people import SqlPeopleStore
from bot.store.server_rules import SqlRuleStore
from bot.store.shares import SqlShareStore
from bot.store.tray import SqlTrayStore
from tests.clock import FakeClock
from tests.engine.world import Community, World


@pytest.fixture
def clock():
    """A clock that stands at noon."""
    return FakeClock()


@pytest.fixture
async def database(empty_database, tmp_path):
    """A database on a file of its own."""
    path = shutil.copy(empty_database, tmp_path / "jobs.db")
    async with open_database(f"sqlite:///{path}") as database:
        yield database


@pytest.fixture
def store(database, clock):
    """The real store of the jobs."""
    return SqlJobStore(database, owner="tests", clock=clock)


@pytest.fixture
def world(store, database, clock, tmp_path):
    """The outside world, and an engine in it."""
    community = Community(
        rules=SqlRuleStore(database),
        people=SqlPeopleStore(database, clock=clock),
        shares=SqlShareStore(database, owner="tests"),
        matcher=RegexMatcher(),
    )
    world = World(
        store, SqlDraftStore(database), SqlTrayStore(database), community, clock, tmp_path
    )
    yield world
    world.inbox.close()
