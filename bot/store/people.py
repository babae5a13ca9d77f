"""What is kept about people besides their jobs: `SqlPeopleStore` is the engine's `PeopleStore`.

Forgetting somebody reaches into all tables, and is done here in one transaction. Statements are in
`people_statements`.
"""

from __future__ import annotations

import json
from collections.abc import Callable
from dataclasses import replace
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import Row
from sqlalchemy.ext.asyncio import AsyncConnection

from bot.clock import Clock
from bot.domain.drafts import TRAY_LIVES
from bot.domain.people import PersonRow, UsualOptions
from bot.domain.rules import MOST_SECONDS
from bot.store import people_statements as statements
from bot.store.community_rows import person_columns, person_from_row
from bot.store.database import Database

_COUNTED_FOR = timedelta(days=31)
"""After so long a job has left the day, and the longest month."""

_COUNTED_LONG_FOR = timedelta(seconds=MOST_SECONDS)
"""After so long every grant has ended, and every pause for refusals."""


class SqlPeopleStore:
    """People in SQL, where there is something to keep; implements `bot.engine.ports.PeopleStore`.

    `clock` dates the usual options, and tells which bare jobs count nowhere any more.
    """

    def __init__(self, database: Database, *, clock: Clock) -> None:
        self._database = database
        self._clock = clock

    async def person(self, person_id: int) -> PersonRow:
        """Return what is kept; the plain row where nothing is."""
        async with self._database.reading() as connection:
            return _person(person_id, await _row(connection, person_id))

    async def change(self, person_id: int, change: Callable[[PersonRow], PersonRow]) -> PersonRow:
        """Change it in one transaction; return the new row."""
        async with self._database.writing() as connection:
            row = await _row(connection, person_id)
            before = _person(person_id, row)
            after = change(before)
            usual_at = None if row is None else row.usual_at
            if after.usual != before.usual:
                usual_at = self._clock.now()
            await _write(connection, after, is_there=row is not None, usual_at=usual_at)
        return after

    async def private_people(self) -> frozenset[int]:
        """Return the ids of those whose usual options make their results private."""
        async with self._database.reading() as connection:
            found = await connection.execute(statements.with_usual_options())
            kept = [person_from_row(row) for row in found]
        return frozenset(person.id for person in kept if person.usual.is_private)

    async def to_forget(self) -> list[PersonRow]:
        """Return those who asked to be forgotten, while something of theirs is left."""
        async with self._database.reading() as connection:
            return [
                person_from_row(row) for row in await connection.execute(statements.to_forget())
            ]

    async def forget(self, person_id: int, *, until: datetime) -> int:
        """Delete and blank what a person left behind until then; return how many jobs were blanked.

        May be done again and again: what has not ended is blanked once it has, what counts is
        deleted once it does not. What the person said and did since stays. `forgotten_at` is kept
        while anything is left.
        """
        now = self._clock.now()
        of_them = {"person": person_id, "until": until}
        async with self._database.writing() as connection:
            await connection.execute(statements.delete_drafts(), of_them)
            await connection.execute(statements.delete_stars(), of_them)
            await connection.execute(
                statements.delete_tray(), {"person": person_id, "tray_until": until + TRAY_LIVES}
            )
            blanked = await _blank(connection, of_them, now)
            await connection.execute(
                statements.delete_bare_jobs(),
                {
                    **of_them,
                    "counted_until": now - _COUNTED_FOR,
                    "counted_long_until": now - _COUNTED_LONG_FOR,
                },
            )
            left = (await connection.execute(statements.count_left(), of_them)).scalar_one()
            await _forget_row(connection, person_id, until=until, is_done=not left)
        if blanked:
            await self._database.empty_log()
        return blanked


async def _blank(connection: AsyncConnection, of_them: dict[str, Any], now: datetime) -> int:
    """Blank the jobs that have ended, the jobs themselves last; return how many."""
    failures = (await connection.execute(statements.failures_to_blank(), of_them)).all()
    if failures:
        blank = [{"job": row.id, "failure": _without_detail(row.failure)} for row in failures]
        await connection.execute(statements.change_failure(), blank)
    await connection.execute(statements.blank_history(), of_them)
    await connection.execute(statements.part_children(), of_them)
    await connection.execute(statements.part_drafts(), of_them)
    await connection.execute(statements.blank_shares(), of_them | {"now": now})
    return (await connection.execute(statements.blank_jobs(), of_them)).rowcount


def _without_detail(failure: str) -> str:
    """Return a failure without the API's sentence, which may hold the person's words."""
    return json.dumps(json.loads(failure) | {"detail": ""}, separators=(",", ":"))


async def _forget_row(
    connection: AsyncConnection, person_id: int, *, until: datetime, is_done: bool
) -> None:
    """Forget the usual options; keep until when, while it is not done. A later `/forget` stays."""
    row = await _row(connection, person_id)
    person = _person(person_id, row)
    usual_at = None if row is None else row.usual_at
    if usual_at is not None and usual_at <= until:
        person, usual_at = replace(person, usual=UsualOptions()), None
    if person.forgotten_at is None or person.forgotten_at <= until:
        person = replace(person, forgotten_at=None if is_done else until)
    await _write(connection, person, is_there=row is not None, usual_at=usual_at)


async def _row(connection: AsyncConnection, person_id: int) -> Row[Any] | None:
    found = await connection.execute(statements.person_by_id(), {"person": person_id})
    return found.one_or_none()


def _person(person_id: int, row: Row[Any] | None) -> PersonRow:
    return PersonRow(id=person_id) if row is None else person_from_row(row)


async def _write(
    connection: AsyncConnection, person: PersonRow, *, is_there: bool, usual_at: datetime | None
) -> None:
    """Write what is kept about a person; where it is nothing, keep no row."""
    key = {"person": person.id}
    columns = person_columns(person) | {"usual_at": usual_at}
    if person == PersonRow(id=person.id):
        await connection.execute(statements.delete_person(), key)
    elif is_there:
        await connection.execute(statements.change_person(), key | columns)
    else:
        await connection.execute(statements.insert_person(), columns)
