"""A copy and an export of the database, beside a running bot."""

from __future__ import annotations

import json
import os
from collections.abc import AsyncIterator
from datetime import datetime
from pathlib import Path
from typing import Any

from sqlalchemy import Row, select

from bot.domain.errors import StoreError
from bot.store.database import Database
from bot.store.schema import job

_PAGE = 500
"""Rows a query: a reader that stays would keep the write-ahead log from being emptied."""

_INTERNAL = frozenset({"number", "claimed_by", "lease_until"})
"""Columns that mean nothing outside the running process."""

EXPORTED = tuple(column.name for column in job.columns if column.name not in _INTERNAL)
"""What is told of each job, in this order."""

_JSON = frozenset(
    {"options", "sources", "remote_ids", "pictures", "failure", "draws", "allowance_left"}
)


async def export_rows(
    database: Database, *, since: datetime | None = None
) -> AsyncIterator[dict[str, Any]]:
    """Yield every job accepted since then, oldest first, as a dict of what JSON can say.

    Times are ISO 8601 in UTC; a list or a small value (`pictures`, `failure`) is a list or a dict.
    """
    number = 0
    while True:
        page = select(job).where(job.c.number > number).order_by(job.c.number).limit(_PAGE)
        if since is not None:
            page = page.where(job.c.accepted_at >= since)
        async with database.reading() as connection:
            found = (await connection.execute(page)).all()
        for row in found:
            yield _plain(row)
        if len(found) < _PAGE:
            return
        number = found[-1].number


async def backup(database: Database, target: Path) -> None:
    """Write a complete, compact copy as of now, readable by its owner only.

    Raises StoreError where the file is there already, or cannot be written.
    """
    _make(target)
    try:
        await database.copy_to(target)
    except BaseException:
        # Half a copy must not be taken for one.
        _remove(target)
        raise


def _make(target: Path) -> None:
    try:
        os.close(os.open(target, os.O_WRONLY | os.O_CREAT | os.O_EXCL, mode=0o600))
    except FileExistsError as error:
        raise StoreError(f"{target} is there already: a backup overwrites nothing") from error
    except OSError as error:
        raise StoreError(f"{target}: {error.strerror}") from error


def _remove(target: Path) -> None:
    target.unlink(missing_ok=True)


def _plain(row: Row[Any]) -> dict[str, Any]:
    return {
        name: _plain_value(name, value) for name, value in row._mapping.items() if name in EXPORTED
    }


def _plain_value(name: str, value: object) -> object:
    if isinstance(value, datetime):
        return value.isoformat()
    if name in _JSON and isinstance(value, str):
        return json.loads(value)
    return value
