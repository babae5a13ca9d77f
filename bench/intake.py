"""How many requests are decided a second, with 100,000 past jobs in the database: judging and
writing down, beside the bare insert of the same row into the same tables.

The past is a month of 2,000 people in 40 servers, of whom the one that is measured has a part. Both
go through aiosqlite, in turns, so that what the machine does meanwhile meets both.
"""

from __future__ import annotations

import contextlib
import sqlite3
import tempfile
import time
from collections.abc import AsyncIterator
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import aiosqlite

from bot.blocklist import RegexMatcher
from bot.clock import SystemClock
from bot.domain.jobs import JobStatus, NewJob, Origin
from bot.domain.models import DEFAULT_CATALOGUE
from bot.domain.outcomes import RemotePicture
from bot.domain.quota import Allowance, Usage, Verdict
from bot.domain.requests import ImageRequest
from bot.domain.rules import StrikeRule
from bot.engine.beginnings import Beginnings
from bot.engine.intake import Intake, new_id
from bot.engine.quotas import Quotas
from bot.engine.rulebook import RuleBook
from bot.engine.wakes import Wakes
from bot.metrics import Metrics
from bot.store.database import Database, open_database
from bot.store.drafts import SqlDraftStore
from bot.store.inbox import FileInbox
from bot.store.jobs import SqlJobStore
from bot.store.migrate import migrate
from bot.store.people import SqlPeopleStore
from bot.store.server_rules import SqlRuleStore
from bot.store.tray import SqlTrayStore

PAST_JOBS = 100_000
PAST_DAYS = 30
PEOPLE = 2_000
SERVERS = 40
DECISIONS = 300

ALLOWANCE = Allowance(
    images_per_day=100_000,
    microusd_per_day=10**12,
    jobs_at_once=100_000,
    server_microusd_per_month=10**13,
    total_microusd_per_day=10**13,
    queue_limit=100_000,
)
"""Every limit there is, each to be looked at, none reached."""


@dataclass(slots=True)
class Timing:
    """Seconds of each decision, round by round."""

    rounds: list[list[float]] = field(default_factory=list)

    def all_ms(self) -> list[float]:
        """Return all of them, sorted, in milliseconds."""
        return sorted(seconds * 1000 for each in self.rounds for seconds in each)


@dataclass(slots=True, kw_only=True)
class Measured:
    """The bare inserts and the decisions."""

    bare: Timing = field(default_factory=Timing)
    decided: Timing = field(default_factory=Timing)


async def measure(rounds: int) -> Measured:
    """Measure both, in turns."""
    measured = Measured()
    with tempfile.TemporaryDirectory(prefix="darkroom-bench-") as folder:
        path = Path(folder, "darkroom.db")
        async with open_database(f"sqlite:///{path}") as database:
            await migrate(database)
            store = SqlJobStore(database, owner="bench", clock=SystemClock())
            await _begin_past(store)
            _fill(path)
            while await store.settle_days(now=datetime.now(UTC)):
                pass
            async with _bare(path) as connection:
                intake = _intake(database, store, Path(folder))
                for _ in range(rounds):
                    measured.bare.rounds.append(await _inserted(connection))
                    measured.decided.rounds.append(await _decided(intake))
    return measured


def _origin(number: int) -> Origin:
    return Origin(
        event_id=10**17 + number,
        channel_id=500,
        guild_id=1 + number % SERVERS,
        locale="en-GB",
        filesize_limit_bytes=10 * 1024 * 1024,
    )


REQUEST = ImageRequest(
    prompt="a lighthouse in the fog", model="gpt-image-1.5-official", size="1:1", quality="low"
)


async def _begin_past(store: SqlJobStore) -> None:
    """Bring one job all the way; the past is made of its copies."""

    def judge(usage: Usage) -> Verdict:
        return Verdict()

    now = datetime.now(UTC) - timedelta(days=PAST_DAYS)
    new = NewJob(
        id=new_id(),
        request=REQUEST,
        requester_id=1,
        origin=_origin(0),
        price_microusd=9_000,
        accepted_at=now,
    )
    job = await store.accept(new, judge=judge, refused_since=now)
    await store.claim_for_submission(
        now=now,
        lease_until=now + timedelta(minutes=5),
        max_in_flight=1,
        choose=lambda heads: heads[0],
    )
    await store.record_remote(job.id, remote_ids=("task",), now=now, next_poll_at=now)
    pictures = (RemotePicture(url="https://results.example/1.png"),)
    await store.record_ready(job.id, pictures=pictures, price_microusd=9_000, now=now)
    await store.begin_posting(job.id, now=now, lease_until=now + timedelta(minutes=5))
    posted = await store.record_posted(job.id, message_id=1, now=now)
    assert posted.status is JobStatus.POSTED


def _fill(path: Path) -> None:
    """Copy the one job over the month, the people and the servers."""
    with contextlib.closing(sqlite3.connect(path)) as connection, connection:
        connection.row_factory = sqlite3.Row
        row = dict(connection.execute("SELECT * FROM job").fetchone())
        row.pop("number")
        step = PAST_DAYS * 24 * 3600 * 1_000_000 // PAST_JOBS
        shifted = [name for name, value in row.items() if name.endswith("_at") and value]
        columns, marks = ", ".join(row), ", ".join("?" for _ in row)

        def copy(number: int) -> tuple[Any, ...]:
            moved = {name: row[name] + number * step for name in shifted}
            changed = {
                "id": f"{number:012d}",
                "event_id": 1_000 + number,
                "requester_id": 1 + number * 7919 % PEOPLE,
                "guild_id": 1 + number % SERVERS,
            }
            return tuple({**row, **moved, **changed}.values())

        connection.executemany(
            f"INSERT INTO job ({columns}) VALUES ({marks})",  # noqa: S608 -- our own columns
            (copy(number) for number in range(1, PAST_JOBS)),
        )
        connection.execute("ANALYZE")


@contextlib.asynccontextmanager
async def _bare(path: Path) -> AsyncIterator[aiosqlite.Connection]:
    """Open a connection as careful as ours: each commit is on the disk."""
    async with aiosqlite.connect(path, isolation_level=None) as connection:
        await connection.execute("PRAGMA busy_timeout = 30000")
        await connection.execute("PRAGMA synchronous = FULL")
        yield connection


async def _inserted(connection: aiosqlite.Connection) -> list[float]:
    """Insert rows like those that are decided on, a commit each, and take them out again."""
    connection.row_factory = aiosqlite.Row
    async with connection.execute("SELECT * FROM job ORDER BY number LIMIT 1") as found:
        template = await found.fetchone()
    assert template is not None
    row = dict(template)
    row.pop("number")
    columns, marks = ", ".join(row), ", ".join("?" for _ in row)
    statement = f"INSERT INTO job ({columns}) VALUES ({marks})"  # noqa: S608 -- our own columns
    timings = []
    for number in range(DECISIONS):
        # As those that are decided on: of many people and servers, at the moment itself.
        row |= {
            "id": f"bare{number:08d}",
            "event_id": 2 * 10**17 + number,
            "requester_id": 1 + number * 7919 % PEOPLE,
            "guild_id": 1 + number % SERVERS,
            "accepted_at": time.time_ns() // 1000,
        }
        began = time.perf_counter()
        await connection.execute("BEGIN IMMEDIATE")
        await connection.execute(statement, tuple(row.values()))
        await connection.execute("COMMIT")
        timings.append(time.perf_counter() - began)
    await connection.execute("DELETE FROM job WHERE id LIKE 'bare%'")
    return timings


async def _decided(intake: Intake) -> list[float]:
    """Let requests be judged and written down, one after another."""
    timings = []
    for _ in range(DECISIONS):
        origin = _origin(time.monotonic_ns() % 10**16)
        began = time.perf_counter()
        await intake.accept(
            REQUEST,
            requester_id=1 + origin.event_id % PEOPLE,
            origin=origin,
            progress_message_id=None,
            answer_token=None,
        )
        timings.append(time.perf_counter() - began)
    return timings


def _intake(database: Database, store: SqlJobStore, folder: Path) -> Intake:
    clock = SystemClock()
    rules = SqlRuleStore(database)
    quotas = Quotas(
        rulebook=RuleBook(store=rules, clock=clock),
        rules=rules,
        store=store,
        matcher=RegexMatcher(),
        catalogue=DEFAULT_CATALOGUE,
        allowance=ALLOWANCE,
        strikes=StrikeRule(),
        clock=clock,
    )
    return Intake(
        store=store,
        drafts=SqlDraftStore(database),
        tray=SqlTrayStore(database),
        people=SqlPeopleStore(database, clock=clock),
        beginnings=Beginnings(),
        catalogue=DEFAULT_CATALOGUE,
        quotas=quotas,
        inbox=FileInbox(folder / "inbox"),
        clock=clock,
        wakes=Wakes(Metrics()),
    )
